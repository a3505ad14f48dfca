"""The parts of an explained answer as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from games.presenting.composer import FieldValue
from games.presenting.law import ProvisionCard
from games.presenting.reasons import Because, FactLine
from games.presenting.whatif import (
    Assumption,
    FactField,
    Query,
)


@dataclass(frozen=True, slots=True)
class Layer:
    """The answer of one legal order; `verdict` and `most` differ where it is open."""

    layer: str
    label: str
    verdict: str
    verdict_label: str
    most: str
    most_label: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A row that holds, or may hold: what it says, on which provisions, and why it applies."""

    id: str
    verdict: str
    verdict_label: str
    certain: bool
    decides: bool
    layer_label: str
    note: str
    provisions: tuple[ProvisionCard, ...]
    missing: tuple[str, ...]
    why: Because | None


@dataclass(frozen=True, slots=True)
class Giver:
    """One way to come by something missing: who does what, and how long it takes."""

    label: str
    team: str
    who: str
    own: bool
    takes: str
    law: str
    real: str
    move: str
    move_label: str
    readable: bool
    note: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something that is missing. `due_ms` is when it is due if it is under way."""

    token: str
    label: str
    finding: bool
    breakable: bool
    facts: tuple[str, ...]
    givers: tuple[Giver, ...]
    due_ms: int | None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of a plan: hours from now, moments on the scenario clock, and where it stands on a scale of 100."""

    label: str
    team: str
    who: str
    own: bool
    move: str
    move_label: str
    readable: bool
    law: str
    starts: float
    done: float
    starts_ms: int | None
    done_ms: int | None
    takes: str
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan that was tried out: its steps, how long all takes, and the answer at the end."""

    steps: tuple[PlanStep, ...]
    takes: str
    work: str
    done_ms: int | None
    verdict: str
    verdict_label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Facts to come together; `query` assumes them on the page of the move."""

    facts: tuple[tuple[str, str], ...]
    query: str


@dataclass(frozen=True, slots=True)
class ProspectCard:
    """What would have to be so, in several ways, before the plan is open that follows."""

    conditions: tuple[Condition, ...]
    more: int
    verdict: str
    verdict_label: str
    plan: PlanCard | None


@dataclass(frozen=True, slots=True)
class FlipCard:
    """A single fact that would change the answer; `by` are moves of the reader and steps that bring it about."""

    label: str
    value: str
    verdict: str
    verdict_label: str
    query: str
    moves: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


def sentences(*texts: str) -> str:
    """Short texts in a row, each closed by a full stop."""
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts if text)


@dataclass(frozen=True, slots=True)
class Follow:
    """Something that carrying the move out brings: a duty, a procedure, a fact, a cost."""

    label: str
    text: str = ""
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A move with its answer and everything behind it."""

    id: str
    label: str
    team: str
    team_name: str
    verdict: str
    verdict_label: str
    headline: str
    before: str
    before_label: str
    """The answer without what the reader assumes; empty where nothing is assumed."""
    turns_ms: int | None
    """The scenario time at which a limit in hours begins or has run out; None where time alone changes nothing."""
    layers: tuple[Layer, ...]
    grounds: tuple[Ground, ...]
    needs: tuple[Need, ...]
    turns_on: tuple[str, ...]
    plans: tuple[PlanCard, ...]
    prospects: tuple[ProspectCard, ...]
    hopeless: bool
    """Neither a plan nor a change of facts that any row in the way turns on would do."""
    flips: tuple[FlipCard, ...]
    choices: tuple[FlipCard, ...]
    """Other values of single parameters with which the answer would be another."""
    readings: tuple[tuple[str, str, str, str], ...]
    duties: tuple[Follow, ...]
    processes: tuple[Follow, ...]
    establishes: tuple[tuple[str, str], ...]
    costs: tuple[Follow, ...]
    left_out: tuple[tuple[str, str], ...]
    authority: tuple[ProvisionCard, ...]
    also: tuple[ProvisionCard, ...]
    relied_on: tuple[FactLine, ...]
    read: tuple[FactLine, ...]
    params: tuple[FieldValue, ...]
    fields: tuple[FactField, ...]
    assumptions: tuple[Assumption, ...]
    query: Query
    plainly: str
    """The query of this page with nothing assumed."""
    draft: str
    """The query that hands move and parameters to the composer."""
    answered: bool = True
    """False where teams have no counsel: then only the law is shown."""
