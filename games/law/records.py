"""What a ruling is made of: records that go into the log and onto pages as they are."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from games.law.model import Effect, Layer, Severity, Verdict
from games.law.tree import Value

Headline: TypeAlias = Literal["lawful", "contestable", "blocked", "unlawful", "undetermined"]


class FactUse(Struct, frozen=True, kw_only=True):
    """A fact that the move's rules read. `relied_on`: a row that holds, or may hold, turns on it.

    `value` is None where the fact is not established. `by` is who established it, as the caller says.
    """

    name: str
    value: Value | None
    source: Literal["given", "default", "unknown"]
    relied_on: bool
    by: str = ""


class ReadingVerdict(Struct, frozen=True, kw_only=True):
    """What the ruling would be under one reading of the law, and the rows that make it so."""

    reading: str
    verdict: Headline
    effect: Effect
    findings: tuple[str, ...]


class Finding(Struct, frozen=True, kw_only=True):
    """A row that holds; or, where not `certain`, that may hold for all that is known."""

    id: str
    verdict: Severity
    certain: bool
    layer: Layer
    effect: Effect
    provisions: tuple[str, ...]
    missing: tuple[str, ...]
    when: str
    facts: tuple[str, ...]
    lean: str
    note: str


class LayerVerdict(Struct, frozen=True, kw_only=True):
    """The verdict of one legal order by itself, as an interval."""

    layer: Layer
    forum: str
    floor: Verdict
    ceiling: Verdict


class Assignment(Struct, frozen=True, kw_only=True):
    """A change to one fact, ready to be made: a value to set, a member to add or drop, a number to add."""

    fact: str
    op: Literal["set", "add", "drop", "increase"]
    value: Value


class StepNeeded(Struct, frozen=True, kw_only=True):
    """A procedure that supplies something missing. Hours are scenario hours; None: no time can be set."""

    id: str
    token: str
    label: str
    teams: tuple[str, ...]
    who: str
    law: str
    real: str
    hours: float | None
    after: tuple[str, ...]
    move: str
    params: dict[str, Value]
    changes: tuple[Assignment, ...]
    note: str


class Consequence(Struct, frozen=True, kw_only=True):
    """A suggested step on a consequence track: `by`, or anything from `by` to `upto`."""

    meter: str
    by: int
    upto: int
    provision: str


class Flip(Struct, frozen=True, kw_only=True):
    """Changing this one fact alone to `value` would change the headline."""

    fact: str
    value: Value
    verdict: Headline
    effect: Effect


class PlannedStep(Struct, frozen=True, kw_only=True):
    """A step of a plan with the scenario hours after which it starts and is done.

    `cures` are the rows of the move that ask for what it supplies; a step that only makes another possible
    cures none.
    """

    step: StepNeeded
    starts: float
    done: float
    cures: tuple[str, ...] = ()


class Fix(Struct, frozen=True, kw_only=True):
    """A plan of steps, tried out: what the ruling would be at the end, after so many scenario hours.

    `cost` is the work in it: the hours of all steps together, whether or not they run side by side.
    """

    steps: tuple[PlannedStep, ...]
    hours: float
    cost: float = 0.0
    verdict: Headline
    effect: Effect


class Ruling(Struct, frozen=True, kw_only=True):
    """What the law says of one move on the facts given. It is advice: the white cell decides.

    `verdict` is the most severe of the rows that hold, or `undetermined` where unknown facts could make it
    worse; `floor` and `ceiling` bound it. `deciding` are the provisions of the verdict, `also` those of
    milder rows. `missing` are the tokens of the deciding rows, `steps` what supplies them. `processes`,
    `duties`, `establishes` and `consequences` are proposals for when the move is carried out. `readings` are
    the verdicts of different readings of the law where a doctrinal question decides; where they are settled
    but differ, the headline is at least contestable. `recheck_at` is the scenario time, in milliseconds, from
    which a limit in hours has run out, and with it perhaps this ruling.
    """

    move: str
    team: str
    params: dict[str, Value]
    verdict: Headline
    floor: Verdict
    ceiling: Verdict
    effect: Effect
    defied: bool
    lean: str
    layers: tuple[LayerVerdict, ...]
    deciding: tuple[str, ...]
    also: tuple[str, ...]
    authority: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    facts: tuple[FactUse, ...]
    needs: tuple[str, ...]
    steps: tuple[StepNeeded, ...]
    processes: tuple[StepNeeded, ...]
    duties: tuple[str, ...]
    establishes: tuple[Assignment, ...]
    consequences: tuple[Consequence, ...]
    injects: tuple[str, ...]
    flips: tuple[Flip, ...] = ()
    fixes: tuple[Fix, ...] = ()
    bars: tuple[str, ...] = ()
    readings: tuple[ReadingVerdict, ...] = ()
    now: int | None = None
    recheck_at: int | None = None
    digest: str
    engine: str


class Receipt(Struct, frozen=True, kw_only=True):
    """All that a ruling rests on: from it and the same pack and engine the identical ruling comes out.

    `day` is the scenario date whose law was applied, `now` the scenario clock in milliseconds.
    """

    digest: str
    engine: str
    day: str
    now: int | None
    move: str
    params: dict[str, Value]
    facts: dict[str, Value]
    unknown: tuple[str, ...]
    given: dict[str, str]
    defy: bool
    flips: bool
    fixes: bool
