"""A compiled pack: every record by its id, every condition ready to run, and the checks of what is put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from games.law.compiling import UNKNOWN, Test
from games.law.conditions import Condition
from games.law.kinds import EVERY_MOVE, Kind, Misfit, fit, nearest
from games.law.limits import limits_in
from games.law.model import (
    Change,
    Consistency,
    Defiance,
    Duty,
    Effect,
    Fact,
    FactGroup,
    Forum,
    Group,
    InForce,
    Layer,
    MacroText,
    Meter,
    MoveType,
    NotEncoded,
    Param,
    Parameter,
    Provision,
    ReadingOfLaw,
    Row,
    Severity,
    Source,
    Step,
    Team,
    Token,
    WordList,
)
from games.law.tree import Elapsed, Node, Value

# What happens to a move by default: a breach of one's own law or of a promise has no force, a breach of
# international law only happens and is recorded.
_EFFECTS: Final[dict[tuple[Severity, Layer], Effect]] = {
    ("unlawful", "domestic"): "void",
    ("unlawful", "alliance"): "void",
    ("unlawful", "international"): "flag",
}
_EFFECT_OF: Final[dict[Severity, Effect]] = {"blocked": "hold", "contestable": "refer"}


def effect_of(row: Row) -> Effect:
    if row.effect:
        return row.effect
    return _EFFECTS.get((row.verdict, row.layer)) or _EFFECT_OF[row.verdict]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row that has been compiled. `reads` are the facts its condition mentions, macros opened."""

    id: str
    row: Row
    condition: Condition
    rank: int
    effect: Effect
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exempted:
    """An exemption that has been compiled: `when` without those that go before it, and `then` if it asks."""

    id: str
    when: Condition
    then: Condition | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Required:
    """A requirement that has been compiled, with the rows made of it."""

    id: str
    must: Condition
    verdict: str
    exemptions: tuple[Exempted, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """A change that has been compiled: it happens where `condition` is true."""

    change: Change
    condition: Condition | None


@dataclass(frozen=True)
class Play:
    """A move type with all its rules in order: those of its groups, then its own.

    Rows in `either_way` hold whichever way an exemption goes: the milder verdict, while nobody knows which.
    """

    move: MoveType
    kinds: Mapping[str, Kind]
    rules: tuple[Rule, ...]
    reads: tuple[str, ...]
    establishes: tuple[Assign, ...]
    either_way: tuple[Rule, ...] = ()

    @cached_property
    def tests(self) -> tuple[tuple[Test, int, Rule], ...]:
        """The rows as they are read, for the loop that reads them."""
        return tuple((rule.condition.test, rule.rank, rule) for rule in self.rules)

    @cached_property
    def tests_either_way(self) -> tuple[tuple[Test, int, Rule], ...]:
        """The same of the rows that hold whichever way an exemption goes."""
        return tuple((rule.condition.test, rule.rank, rule) for rule in self.either_way)

    @cached_property
    def ranked(self) -> tuple[tuple[Test, int, bool], ...]:
        """The rows from the most to the least severe; those marked only raise the floor."""
        rows = [(rule.condition.test, rule.rank, False) for rule in self.rules]
        rows += [(rule.condition.test, rule.rank, True) for rule in self.either_way]
        return tuple(sorted(rows, key=lambda row: -row[1]))

    @cached_property
    def limits(self) -> tuple[Elapsed, ...]:
        """Every question about elapsed time that the rows ask."""
        return limits_in(rule.condition.tree for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A step that has been compiled."""

    step: Step
    condition: Condition | None
    changes: tuple[Assign, ...]


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that has been compiled."""

    duty: Duty
    opens: Condition | None
    met: Condition | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A consistency of the facts that has been compiled."""

    rule: Consistency
    when: Condition
    must: Condition
    changes: tuple[Assign, ...]


@dataclass(frozen=True, slots=True)
class BadInput:
    """Why a fact or a parameter cannot be taken, and what would be right."""

    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Facts that have been checked once: all names with values, for any number of rulings."""

    env: Mapping[str, Any]
    given: frozenset[str]


@dataclass(frozen=True, eq=False)
class Book:
    """All records of a pack, by id and in the order of its files. Books are told apart by their digest."""

    digest: str
    teams: Mapping[str, Team]
    forums: Mapping[str, Forum]
    meters: Mapping[str, Meter]
    defiance: tuple[Defiance, ...]
    sources: Mapping[str, Source]
    fact_groups: Mapping[str, FactGroup]
    facts: Mapping[str, Fact]
    kinds: Mapping[str, Kind]
    macros: Mapping[str, MacroText]
    macro_conditions: Mapping[str, Condition]
    word_lists: Mapping[str, WordList]
    labels: Mapping[str, str]
    tokens: Mapping[str, Token]
    steps: Mapping[str, Procedure]
    duties: Mapping[str, Obligation]
    relations: tuple[Relation, ...]
    parameters: Mapping[str, Parameter]
    provisions: Mapping[str, Provision]
    groups: Mapping[str, Group]
    plays: Mapping[str, Play]
    places: Mapping[str, str] = field(default_factory=dict)
    required: Mapping[str, Required] = field(default_factory=dict)
    readings: tuple[ReadingOfLaw, ...] = ()
    not_encoded: tuple[NotEncoded, ...] = ()
    versions: Mapping[str, tuple[InForce, ...]] = field(default_factory=dict)
    day: str = ""

    @cached_property
    def moves(self) -> Mapping[str, MoveType]:
        return {move: play.move for move, play in self.plays.items()}

    @cached_property
    def doctrine(self) -> tuple[str, ...]:
        """The facts on which readings of the law differ."""
        return tuple(fact.id for fact in self.facts.values() if fact.standing == "doctrine")

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every row once, by id, in the order of the moves that use it."""
        return {rule.id: rule for play in self.plays.values() for rule in play.rules}

    @cached_property
    def param_names(self) -> tuple[str, ...]:
        """Every `p.<parameter>` that any move has."""
        return tuple(dict.fromkeys(f"p.{name}" for play in self.plays.values() for name in play.kinds))

    @cached_property
    def base(self) -> Mapping[str, Any]:
        """The environment before anything is known of the move: all parameters null, all facts default.

        A doctrinal fact has no default: it is open until somebody takes a side.
        """
        undecided = dict.fromkeys(self.doctrine, UNKNOWN)
        return {**dict.fromkeys(self.param_names), **self.defaults(), **undecided}

    @cached_property
    def cures(self) -> Mapping[str, tuple[Procedure, ...]]:
        """The steps that supply each token, in file order."""
        found: dict[str, list[Procedure]] = {}
        for procedure in self.steps.values():
            if procedure.step.gives:
                found.setdefault(procedure.step.gives, []).append(procedure)
        return {token: tuple(procedures) for token, procedures in found.items()}

    @cached_property
    def processes(self) -> Mapping[str, tuple[Procedure, ...]]:
        """What each move starts that then runs on its own, in file order."""
        found: dict[str, list[Procedure]] = {}
        for procedure in self.steps.values():
            for move in procedure.step.starts_with:
                found.setdefault(move, []).append(procedure)
        return {move: tuple(procedures) for move, procedures in found.items()}

    @cached_property
    def keeps_time(self) -> bool:
        """Whether any fact is a moment, so that limits in hours can be asked about."""
        return any(fact.type == "moment" for fact in self.facts.values())

    def limits_of(self, team: str | None) -> tuple[Elapsed, ...]:
        """The questions about elapsed time of all the pack (None), or of the law that a team is told."""
        return self._limits.get(team, ())

    @cached_property
    def _limits(self) -> Mapping[str | None, tuple[Elapsed, ...]]:
        """By team, and under None all of them, those of steps and duties included."""
        return {team: limits_in(self._asked_of(team)) for team in (None, *self.teams)}

    def _asked_of(self, team: str | None) -> Iterable[Node]:
        """The conditions that decide what the law says to a team, or (None) to anybody."""
        asked: list[Condition | None] = [procedure.condition for procedure in self.steps.values()]
        for play in self.plays.values():
            if team in (None, play.move.team):
                asked += [rule.condition for rule in (*play.rules, *play.either_way)]
                asked += [assign.condition for assign in play.establishes]
        for obligation in self.duties.values():
            if team in (None, obligation.duty.team):
                asked += [obligation.opens, obligation.met]
        return (condition.tree for condition in asked if condition is not None)

    @cached_property
    def openers(self) -> Mapping[str, tuple[Obligation, ...]]:
        """The duties that each move may open, in file order."""
        found: dict[str, list[Obligation]] = {}
        for obligation in self.duties.values():
            for move in obligation.duty.opened_by:
                found.setdefault(move, []).append(obligation)
        return {move: tuple(obligations) for move, obligations in found.items()}

    def defaults(self) -> dict[str, Value]:
        """Every fact with the value it has until somebody says otherwise."""
        return {name: _frozen(fact.default) for name, fact in self.facts.items()}

    def moves_of(self, team: str) -> tuple[MoveType, ...]:
        return tuple(play.move for play in self.plays.values() if play.move.team == team)

    def label_of(self, value: str) -> str:
        """How a value is written for people."""
        return self.labels.get(value) or value.replace("_", " ")

    def param_values(self, param: Param) -> tuple[str, ...]:
        """The values an enum parameter offers, in the order of the form."""
        return self.word_lists[param.words].values if param.words else param.values

    def check_fact(self, name: str, value: object) -> Value | BadInput:
        """The value in canonical form, or what is wrong with it."""
        kind = self.kinds.get(name)
        if kind is None:
            return BadInput(name, f"unknown fact{nearest(name, self.kinds)}")
        fitted = fit(kind, value)
        return BadInput(name, fitted.detail) if isinstance(fitted, Misfit) else fitted

    def check_params(
        self, move: str, params: Mapping[str, object]
    ) -> dict[str, Value] | tuple[BadInput, ...]:
        """All parameters of the move, defaults filled in, or everything that is wrong with them."""
        play = self.plays.get(move)
        if play is None:
            return (BadInput("move", f"unknown move {move!r}{nearest(move, self.plays)}"),)
        problems = [
            BadInput(name, f"{move} has no such parameter{nearest(name, play.kinds)}")
            for name in params
            if name not in play.kinds
        ]
        checked: dict[str, Value] = {}
        for param in play.move.params:
            fitted = fit(play.kinds[param.id], params.get(param.id, param.default))
            if isinstance(fitted, Misfit):
                problems.append(BadInput(param.id, fitted.detail))
            else:
                checked[param.id] = fitted
        return tuple(problems) if problems else checked

    def snapshot(
        self, facts: Mapping[str, object], unknown: Iterable[str] = ()
    ) -> Snapshot | tuple[BadInput, ...]:
        """Check facts once for any number of rulings. Names in `unknown` are not established."""
        env = dict(self.base)
        problems: list[BadInput] = []
        for name, value in facts.items():
            checked = self.check_fact(name, value)
            if isinstance(checked, BadInput):
                problems.append(checked)
            else:
                env[name] = checked
        for name in unknown:
            if name in self.facts:
                env[name] = UNKNOWN
            else:
                problems.append(BadInput(name, f"unknown fact{nearest(name, self.facts)}"))
        return tuple(problems) if problems else Snapshot(env, frozenset(facts))

    def scene(self, move: str, params: Mapping[str, Value], facts: Snapshot) -> dict[str, Any]:
        """The environment in which the rules of one move are read."""
        env = dict(facts.env)
        env["move"] = move
        for name, value in params.items():
            env[f"p.{name}"] = value
        return env


def kind_of(fact: Fact, moves: Iterable[str]) -> Kind:
    """The declared kind of a fact; lists of move types admit every move and the word for all."""
    match fact.type:
        case "bool":
            return Kind("bool")
        case "tri":
            return Kind("tri", ("no", "arguable", "yes"))
        case "int":
            return Kind("int", least=fact.least, most=fact.most)
        case "enum":
            return Kind("enum", fact.values)
        case "moment":
            return Kind("moment")
        case "list":
            return Kind("list", (*moves, EVERY_MOVE) if fact.of == "moves" else fact.values)


def _frozen(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value
