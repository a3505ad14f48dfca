"""Builds the rulebook: joins a pack's files, compiles every condition and checks every reference."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from games.law.book import (
    Assign,
    Obligation,
    Play,
    Procedure,
    Relation,
    kind_of,
)
from games.law.conditions import ALWAYS, Condition, Function, Names, parse
from games.law.consequences import rooted
from games.law.kinds import Kind, Misfit, fit, nearest
from games.law.model import (
    Change,
    MeterChange,
    MoveType,
    NotEncoded,
    Param,
    ReadingOfLaw,
)
from games.law.reading import Place, read_pack
from games.law.rulebook import Rulebook
from games.law.tables import LATEST, Table, Tables
from games.law.yamltext import Problem

MOVER: Final = "mover"
WHITE: Final = "white"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A pack that cannot be used, and everything that is wrong with it."""

    problems: tuple[Problem, ...]


def load(texts: Mapping[str, str], day: str = "") -> Rulebook | Rejected:
    """Build a rulebook from file texts by name; with any problem, nothing is built and all are returned.

    `day` is the scenario date (`2027-03-01`): of every record the version in force on that day is taken;
    without a day, the one that is in force for good.
    """
    builder = _Builder(read_pack(texts), day)
    book = builder.build(digest_of(texts))
    if builder.problems:
        known = [str(name) for records in builder.ids.values() for name in records]
        return Rejected(rooted(builder.problems, texts, (*known, *builder.shared)))
    return book


def digest_of(texts: Mapping[str, str]) -> str:
    """What a pack is known by: the hash of its files' names and texts."""
    hashed = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            encoded = part.encode()
            hashed.update(len(encoded).to_bytes(8, "big") + encoded)
    return hashed.hexdigest()


class _Builder(Tables):
    """Joins the records of all files, section by section."""

    # Sections ---------------------------------------------------------------------------------------------

    def index(self, section: str) -> dict[str, Any]:
        """The records of a section by id; a second record of one id is a problem."""
        found: dict[str, Any] = {}
        for record, place in self.reading.of(section):
            key = record.value if section == "labels" else record.id
            if section == "provisions" and not self.current(f"{section}:{key}", record, place):
                continue
            if key in found:
                first = self.places[f"{section}:{key}"]
                self.note(place.below("id"), f"{key!r} is defined twice; first in {first}", "R03")
                continue
            found[key] = record
            mark = place.document.mark(place.path)
            self.places[f"{section}:{key}"] = f"{place.document.name}:{mark.line}"
        return found

    def build(self, digest: str) -> Rulebook:
        for section in (
            "teams", "forums", "meters", "sources", "fact_groups", "facts", "macros", "word_lists", "labels",
            "tokens", "steps", "duties", "parameters", "provisions", "groups", "moves", "consistency",
            "readings", "not_encoded",
        ):  # fmt: skip
            self.ids[section] = self.index(section)
        self.teams()
        self.facts()
        move_kinds = self.params()
        self.compile_macros()
        groups = self.groups()
        plays = {
            record.id: self.play(record, place, move_kinds.get(record.id, {}), groups)
            for record, place in self.unique("moves")
        }
        self.provisions()
        return Rulebook(
            digest=digest,
            teams=self.ids["teams"],
            forums=self.ids["forums"],
            meters=self.ids["meters"],
            defiance=tuple(self.defiance()),
            sources=self.ids["sources"],
            fact_groups=self.ids["fact_groups"],
            facts=self.ids["facts"],
            kinds=self.kinds,
            macros=self.ids["macros"],
            macro_conditions=self.macros,
            word_lists=self.ids["word_lists"],
            labels={value: label.label for value, label in self.ids["labels"].items()},
            tokens=self.tokens(),
            steps={record.id: self.step(record, place) for record, place in self.unique("steps")},
            duties={record.id: self.duty(record, place) for record, place in self.unique("duties")},
            relations=tuple(self.relation(record, place) for record, place in self.unique("consistency")),
            parameters=self.ids["parameters"],
            provisions=self.ids["provisions"],
            groups=self.ids["groups"],
            plays=plays,
            places=self.places,
            required=self.required,
            readings=tuple(self.readings()),
            not_encoded=tuple(self.not_encoded()),
            versions=self.versions,
            day="" if self.day == LATEST else self.day,
        )

    def unique(self, section: str) -> Iterable[tuple[Any, Place]]:
        for record, place in self.reading.of(section):
            if self.ids[section].get(record.id) is record:
                yield record, place

    # References -------------------------------------------------------------------------------------------

    def meters(self, changes: tuple[MeterChange, ...], place: Place) -> None:
        for index, change in enumerate(changes):
            stem, _, of_team = change.meter.partition("$")
            wanted = (
                [stem + team.prefix for team in self.ids["teams"].values()] if of_team else [change.meter]
            )
            for meter in wanted:
                self.known("meters", meter, place.below(index, "meter"))

    # Facts and conditions ---------------------------------------------------------------------------------

    def teams(self) -> None:
        for team, place in self.unique("teams"):
            self.known("forums", team.forum, place.below("forum"))

    def facts(self) -> None:
        moves = tuple(self.ids["moves"])
        for fact, place in self.unique("facts"):
            self.known("fact_groups", fact.group, place.below("group"))
            if fact.type in ("enum",) and not fact.values:
                self.note(place, "an enum needs its values")
            kind = kind_of(fact, moves)
            self.kinds[fact.id] = kind
            fitted = fit(kind, fact.default)
            if isinstance(fitted, Misfit):
                self.note(place.below("default"), fitted.detail)

    def params(self) -> dict[str, dict[str, Kind]]:
        """The kinds of each move's parameters; what different moves call alike must be of one type."""
        kinds: dict[str, dict[str, Kind]] = {}
        for move, place in self.unique("moves"):
            kinds[move.id] = {}
            for index, param in enumerate(move.params):
                kind = self.param(param, place.below("params", index))
                if param.id in kinds[move.id]:
                    self.note(
                        place.below("params", index, "id"),
                        f"the parameter {param.id!r} comes twice",
                        "R03",
                    )
                kinds[move.id][param.id] = kind
                self.share(f"p.{param.id}", kind, place.below("params", index))
        return kinds

    def param(self, param: Param, place: Place) -> Kind:
        values = param.values
        if param.words and self.known("word_lists", param.words, place.below("words")):
            values = self.ids["word_lists"][param.words].values
        if param.type == "enum" and not values:
            self.note(place, "an enum needs values, or words naming a list of them")
        kind = Kind(param.type, values, param.least, param.most)
        fitted = fit(kind, param.default)
        if isinstance(fitted, Misfit):
            self.note(place.below("default"), fitted.detail)
        return kind

    def share(self, key: str, kind: Kind, place: Place) -> None:
        earlier = self.shared.setdefault(key, kind)
        if earlier.type != kind.type:
            self.note(place, f"{key} is {kind.type} here and {earlier.type} in another move")
        merged = dict.fromkeys((*earlier.values, *kind.values))
        self.shared[key] = Kind(earlier.type, tuple(merged))

    def names(self, params: Mapping[str, Kind] | None = None) -> dict[str, Kind | Condition]:
        """What a condition may mention: of one move, or of any if `params` is not given."""
        own = self.shared if params is None else {f"p.{name}": kind for name, kind in params.items()}
        move = Kind("enum", tuple(self.ids["moves"]))
        return {**self.kinds, **self.macros, **own, "move": move}

    def compile_macros(self) -> None:
        """Compile macros in the order they need each other; a circle is a problem."""
        waiting = {record.id: (record, place) for record, place in self.unique("macros")}
        under_way: list[str] = []

        def compile_one(name: str) -> None:
            record, place = waiting[name]
            if name in under_way:
                circle = " -> ".join([*under_way[under_way.index(name) :], name])
                self.note(place.below("when"), f"macros go round in a circle: {circle}", "R13")
                self.macros[name] = parse(ALWAYS, {})
                return
            if name in self.macros:
                return
            under_way.append(name)
            for other in _words(record.when):
                if other in waiting and other not in self.macros:
                    compile_one(other)
            under_way.pop()
            if name not in self.macros:
                names = self.names()
                compiled = self.condition(record.when, place.below("when"), names)
                # A broken macro must not make every condition that uses it look broken too.
                self.macros[name] = compiled or parse(ALWAYS, {})

        for name in waiting:
            compile_one(name)

    # Rows, moves, steps -----------------------------------------------------------------------------------

    def groups(self) -> dict[str, Table]:
        names = self.names()
        return {
            record.id: self.table(record.id, record, place, names) for record, place in self.unique("groups")
        }

    def play(self, move: MoveType, place: Place, kinds: dict[str, Kind], groups: Mapping[str, Table]) -> Play:
        if self.known("teams", move.team, place.below("team")):
            prefix = self.ids["teams"][move.team].prefix
            if not move.id.startswith(f"{prefix}."):
                self.note(place.below("id"), f"moves of {move.team} start with '{prefix}.'")
        self.all_known("provisions", move.authority, place.below("authority"))
        self.all_known("groups", move.groups, place.below("groups"))
        names = self.names(kinds)
        own = self.table(move.id, move, place, names)
        tables = [*(groups[group] for group in move.groups if group in groups), own]
        rules = tuple(rule for table in tables for rule in table.rules)
        either = tuple(each for table in tables for each in table.either_way)
        reads = tuple(dict.fromkeys(name for rule in rules for name in rule.reads))
        establishes = self.changes(move.establishes, place.below("establishes"), names, kinds)
        return Play(move, kinds, rules, reads, establishes, either)

    def changes(
        self,
        changes: tuple[Change, ...],
        place: Place,
        names: Names,
        params: Mapping[str, Kind] | None = None,
    ) -> tuple[Assign, ...]:
        compiled = []
        for index, change in enumerate(changes):
            at = place.below(index)
            if self.known("facts", change.fact, at.below("fact")) and change.fact in self.kinds:
                self.assignment(change, at, params)
            compiled.append(Assign(change, self.optional(change.when, at.below("when"), names)))
        return tuple(compiled)

    def assignment(self, change: Change, place: Place, params: Mapping[str, Kind] | None) -> None:
        ways = {"set": change.set, "add": change.add, "drop": change.drop, "increase": change.increase}
        used = {way: value for way, value in ways.items() if value is not None}
        if len(used) != 1:
            self.note(place, "give exactly one of set, add, drop, increase")
            return
        (way, value), kind = next(iter(used.items())), self.kinds[change.fact]
        if way in ("add", "drop") and kind.type != "list":
            self.note(place.below(way), f"{change.fact} is not a list; use set")
        elif way == "increase" and kind.type != "int":
            self.note(place.below(way), f"{change.fact} is not a number; use set")
        elif isinstance(value, str) and value.startswith("$"):
            self.borrowed(value[1:], place.below(way), params)
        else:
            wanted = Kind("enum", kind.values) if way in ("add", "drop") else kind
            fitted = fit(Kind("int") if way == "increase" else wanted, value)
            if isinstance(fitted, Misfit):
                self.note(place.below(way), fitted.detail)

    def borrowed(self, name: str, place: Place, params: Mapping[str, Kind] | None) -> None:
        known = ["move", *(params if params is not None else (key[2:] for key in self.shared))]
        if name not in known:
            self.note(place, f"no parameter {name!r} to take a value from{nearest(name, known)}", "R01")

    def tokens(self) -> dict[str, Any]:
        supplied = {step.gives for step in self.ids["steps"].values()}
        for token, place in self.unique("tokens"):
            self.all_known("facts", token.facts, place.below("facts"))
            if token.finding and not token.facts:
                self.note(place, "a finding must name the facts it is about")
            if not token.finding and token.id not in supplied:
                self.note(place, "no step gives this token; add one, or mark it as a finding", "R15")
        return self.ids["tokens"]

    def step(self, step: Any, place: Place) -> Procedure:
        names = self.names()
        self.all_known("teams", step.teams, place.below("teams"), (MOVER, WHITE))
        self.all_known("tokens", step.after, place.below("after"))
        self.all_known("tokens", step.includes, place.below("includes"))
        self.all_known("moves", step.starts_with, place.below("starts_with"))
        if (
            step.kind == "cure"
            and self.known("tokens", step.gives, place.below("gives"))
            and not step.changes
        ):
            self.note(place, "a cure must change a fact")
        if step.kind == "process" and not step.starts_with:
            self.note(place, "a process needs the moves it starts with")
        if step.move and self.known("moves", step.move, place.below("move")):
            self.step_params(step, place.below("params"))
        changes = self.changes(step.changes, place.below("changes"), names)
        return Procedure(step, self.optional(step.when, place.below("when"), names), changes)

    def step_params(self, step: Any, place: Place) -> None:
        kinds = {param.id: param for param in self.ids["moves"][step.move].params}
        for name, value in step.params.items():
            if name not in kinds:
                self.note(
                    place.below(name), f"{step.move} has no such parameter{nearest(name, kinds)}", "R01"
                )
                continue
            fitted = fit(Kind(kinds[name].type, kinds[name].values), value)
            if isinstance(fitted, Misfit):
                self.note(place.below(name), fitted.detail)

    def duty(self, duty: Any, place: Place) -> Obligation:
        names = self.names()
        functions = {"made": Function((Kind("enum", tuple(self.ids["moves"])),))}
        self.known("teams", duty.team, place.below("team"))
        self.all_known("moves", duty.opened_by, place.below("opened_by"))
        self.all_known("provisions", duty.provisions, place.below("provisions"))
        self.meters(duty.meters, place.below("meters"))
        if not duty.opened_by and not duty.when:
            self.note(place, "a duty needs the moves that open it, or a condition")
        met = self.condition(duty.met_by, place.below("met_by"), names, functions) if duty.met_by else None
        return Obligation(duty, self.optional(duty.when, place.below("when"), names), met)

    def relation(self, rule: Any, place: Place) -> Relation:
        names = self.names({})
        when = self.condition(rule.when, place.below("when"), names)
        must = self.condition(rule.must, place.below("must"), names)
        always = parse(ALWAYS, {})
        changes = self.changes(rule.change, place.below("change"), names, {})
        return Relation(rule, when or always, must or always, changes)

    def provisions(self) -> None:
        for provision, place in self.unique("provisions"):
            if provision.binds != ("all",):
                self.all_known("teams", provision.binds, place.below("binds"), ("all",))
            self.meters(provision.meters, place.below("meters"))
            for way in ("frames", "forbids", "holds", "contests"):
                at = place.below("moves", way)
                self.all_known("moves", getattr(provision.moves, way), at, self.ids["groups"])

    def readings(self) -> Iterable[ReadingOfLaw]:
        doctrine = [fact.id for fact in self.ids["facts"].values() if fact.standing == "doctrine"]
        for reading, place in self.unique("readings"):
            for name, value in reading.facts.items():
                at = place.below("facts", name)
                if name not in doctrine:
                    self.note(at, f"no doctrinal fact of this name{nearest(name, doctrine)}", "R01")
                elif isinstance(misfit := fit(self.kinds[name], value), Misfit):
                    self.note(at, misfit.detail)
            unsaid = [name for name in doctrine if name not in reading.facts]
            if unsaid:
                self.note(place.below("facts"), f"the reading does not answer {', '.join(unsaid)}")
            yield reading

    def not_encoded(self) -> Iterable[NotEncoded]:
        for record, place in self.unique("not_encoded"):
            self.all_known("provisions", record.provisions, place.below("provisions"))
            yield record

    def defiance(self) -> Iterable[Any]:
        for record, place in self.reading.of("defiance"):
            if record.team:
                self.known("teams", record.team, place.below("team"))
            self.meters(record.meters, place.below("meters"))
            yield record


def _words(text: str) -> list[str]:
    """The bare words of a condition, to find the macros it needs before it is parsed."""
    return "".join(char if char.isalnum() or char == "_" else " " for char in text).split()
