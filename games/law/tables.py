"""Compiles the tables of moves and groups: rows, requirements with their exemptions, versions, overrides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from games.law.book import Required, Rule, effect_of
from games.law.conditions import Condition, ConditionError, Function, Names, boolean, parse
from games.law.exact import exact
from games.law.kinds import Kind, nearest
from games.law.model import ALWAYS_IN_FORCE, RANK, Exemption, InForce, Requirement, Row
from games.law.reading import Place, Reading
from games.law.requirements import Parsed, required
from games.law.spelling import spelled
from games.law.tree import AllOf, Not

# No version ends later than this day.
LATEST: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Table:
    """The compiled rows of a move or a group."""

    rules: tuple[Rule, ...]
    either_way: tuple[Rule, ...]


class Tables:
    """What a builder has read so far, its problems, and how it compiles a table."""

    def __init__(self, reading: Reading, day: str) -> None:
        self.reading = reading
        self.day = day or LATEST
        self.required: dict[str, Required] = {}
        self.versions: dict[str, tuple[InForce, ...]] = {}
        self.problems = list(reading.problems)
        self.places: dict[str, str] = {}
        self.ids: dict[str, dict[str, Any]] = {}
        self.kinds: dict[str, Kind] = {}
        self.shared: dict[str, Kind] = {}
        self.macros: dict[str, Condition] = {}

    def note(self, place: Place, detail: str, code: str = "R02") -> None:
        self.problems.append(place.problem(detail, code))

    def known(self, section: str, name: str, place: Place, also: Iterable[str] = ()) -> bool:
        if name in self.ids[section] or name in also:
            return True
        singular = {"duties": "duty"}.get(section, section.rstrip("s"))
        self.note(place, f"unknown {singular} {name!r}{nearest(name, [*self.ids[section], *also])}", "R01")
        return False

    def all_known(self, section: str, names: Iterable[str], place: Place, also: Iterable[str] = ()) -> None:
        for index, name in enumerate(names):
            self.known(section, name, place.below(index), also)

    def condition(
        self, text: str, place: Place, names: Names, functions: Mapping[str, Function] | None = None
    ) -> Condition | None:
        """The compiled condition; None after a mistake has been noted."""
        try:
            return parse(text, names, functions)
        except ConditionError as error:
            self.problems.append(place.problem_within(error.problem, error.line, error.column, error.code))
            return None

    def optional(self, text: str, place: Place, names: Names) -> Condition | None:
        return self.condition(text, place, names) if text else None

    def current(self, key: str, record: Any, place: Place) -> bool:
        """Whether this version is the one in force; versions of one record may not overlap."""
        span: InForce = record.in_force
        for other in self.versions.get(key, ()):
            if span.since <= other.until and other.since <= span.until:
                detail = f"in force together with the version from {other.since} to {other.until}"
                self.note(place, detail, "R23")
        self.versions[key] = (*self.versions.get(key, ()), span)
        return span.covers(self.day)

    def table(self, owner: str, record: Any, place: Place, names: Names) -> Table:
        """The rows of a move or group: those written as rows, then those of its requirements."""
        rules = self.rules(owner, record.rows, place, names)
        either: list[Rule] = []
        numbers = {row.row for row in record.rows}
        for index, requirement in enumerate(record.requirements):
            at = place.below("requirements", index)
            if not self.current(f"{owner}#{requirement.row}", requirement, at):
                continue
            if requirement.row in numbers:
                self.note(at.below("row"), f"row {requirement.row} is given twice", "R03")
            numbers.add(requirement.row)
            made = self.requirement(owner, requirement, at, names)
            if made is not None:
                self.required[made[0].id] = made[0]
                rules = (*rules, *made[0].rules)
                either += made[1]
        return Table(rules, tuple(either))

    def requirement(
        self, owner: str, requirement: Requirement, at: Place, names: Names
    ) -> tuple[Required, tuple[Rule, ...]] | None:
        self.cited(requirement, at)
        if requirement.otherwise == "blocked" and not requirement.missing:
            self.note(at, "a blocked row must say what is missing", "R15")
        must = self.condition(requirement.must, at.below("if"), names)
        parsed: list[Parsed] = []
        ids = [exemption.id for exemption in requirement.unless]
        for index, exemption in enumerate(requirement.unless):
            place = at.below("unless", index)
            self.exemption(exemption, requirement, ids, place)
            when = self.condition(exemption.when, place.below("when"), names)
            then = self.optional(exemption.then, place.below("then"), names)
            if when is not None:
                parsed.append(Parsed(exemption, when, then))
        if must is None or len(parsed) != len(requirement.unless):
            return None
        made = required(owner, requirement, must, tuple(parsed), self.kinds)
        mark = at.document.mark(at.path)
        for rule in (*made[0].rules, *made[1]):
            self.places[rule.id] = f"{at.document.name}:{mark.line}"
        return made

    def exemption(self, exemption: Exemption, requirement: Requirement, ids: list[str], at: Place) -> None:
        self.cited(exemption, at)
        if ids.count(exemption.id) > 1:
            self.note(at.below("id"), f"the exemption {exemption.id!r} comes twice", "R03")
        if bool(exemption.then) is not bool(exemption.otherwise):
            self.note(at, "'then' and 'else' go together: what is asked instead, and the verdict without it")
        if exemption.otherwise == "blocked" and not (exemption.missing or requirement.missing):
            self.note(at, "a blocked row must say what is missing", "R15")
        for index, other in enumerate(exemption.over):
            if other not in ids:
                detail = f"unknown exemption {other!r}{nearest(other, ids)}"
                self.note(at.below("over", index), detail, "R01")
        above = {each.id: each.over for each in requirement.unless}
        if _goes_round(exemption.id, above):
            self.note(at.below("over"), "exemptions go before each other in a circle", "R13")

    def cited(self, record: Any, at: Place) -> None:
        self.all_known("provisions", record.provisions, at.below("provisions"))
        self.all_known("tokens", record.missing, at.below("missing"))

    def rules(self, owner: str, rows: tuple[Row, ...], place: Place, names: Names) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        seen: set[int] = set()
        overriding: dict[int, tuple[int, ...]] = {}
        for index, row in enumerate(rows):
            at = place.below("rows", index)
            if row.in_force != ALWAYS_IN_FORCE and not self.current(f"{owner}#{row.row}", row, at):
                continue
            if row.row in seen:
                self.note(at.below("row"), f"row {row.row} is given twice", "R03")
            seen.add(row.row)
            self.cited(row, at)
            overriding[row.row] = row.overrides
            if row.verdict == "blocked" and not row.missing:
                self.note(at, "a blocked row must say what is missing", "R15")
            if row.verdict == "contestable" and row.effect:
                self.note(at.below("effect"), "a contestable row always goes to the white cell")
            condition = self.condition(row.when, at.below("when"), names)
            if condition is None:
                continue
            mark = at.document.mark(at.path)
            self.places[f"{owner}#{row.row}"] = f"{at.document.name}:{mark.line}"
            reads = tuple(name for name in condition.names() if name in self.kinds)
            rules.append(
                Rule(f"{owner}#{row.row}", row, exact(condition), RANK[row.verdict], effect_of(row), reads)
            )
        self.overrides(overriding, place)
        return tuple(_overridden(rule, rules) for rule in rules)

    def overrides(self, overriding: Mapping[int, tuple[int, ...]], place: Place) -> None:
        for index, (row, others) in enumerate(overriding.items()):
            at = place.below("rows", index, "overrides")
            for other in others:
                if other not in overriding:
                    self.note(at, f"there is no row {other} to override", "R01")
            if _goes_round(row, overriding):
                self.note(at, "rows override each other in a circle", "R13")


def _overridden(rule: Rule, rules: list[Rule]) -> Rule:
    """The row without the cases in which another row of its table overrides it."""
    over = [other.condition.tree for other in rules if rule.row.row in other.row.overrides]
    if not over:
        return rule
    tree = AllOf((rule.condition.tree, *(Not(node) for node in over)))
    others = [name for other in rules if rule.row.row in other.row.overrides for name in other.reads]
    reads = tuple(dict.fromkeys((*rule.reads, *others)))
    return replace(rule, condition=exact(boolean(tree, spelled(tree))), reads=reads)


def _goes_round(start: Any, edges: Mapping[Any, tuple[Any, ...]]) -> bool:
    """Whether following the edges leads back to the start."""
    seen: set[Any] = set()
    pending = list(edges.get(start, ()))
    while pending:
        one = pending.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            pending += edges.get(one, ())
    return False
