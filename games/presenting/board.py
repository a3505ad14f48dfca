"""The board: what a team knows, and the steps of law and duties that run for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine.events import Stamp
from games.engine.ids import Millis, ProcedureId
from games.engine.seatview import SeatView, Step
from games.presenting import times
from games.presenting.causes import reason_words
from games.presenting.law import LawWords
from games.presenting.people import Own, Public, TeamCard
from games.presenting.status import Status


@dataclass(frozen=True, slots=True)
class FactCard:
    """A fact that the team knows, in words."""

    id: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FactGroupCard:
    label: str
    facts: tuple[FactCard, ...]


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step or duty. `due_ms` is on `basis` (scenario or exercise); `done_percent` is the time run."""

    id: ProcedureId
    label: str
    duty: bool
    status: str
    status_label: str
    basis: str
    due_ms: Millis
    left: str
    done_percent: int
    team: TeamCard | None
    own: bool
    opened: Stamp
    reason: str


@dataclass(frozen=True, slots=True)
class Board:
    facts: tuple[FactGroupCard, ...]
    open_steps: tuple[StepCard, ...]
    closed_steps: tuple[StepCard, ...]


def board(view: SeatView, public: Public, own: Own, law: LawWords, status: Status) -> Board:
    """The board of a seat's team at the clocks of `status`."""
    cards = [step_card(step, public, own, status) for step in view.steps.values()]
    waiting = sorted((c for c in cards if c.status == "open"), key=lambda c: (c.due_ms, c.label))
    closed = sorted((c for c in cards if c.status != "open"), key=lambda c: -c.opened.wall_ms)
    return Board(fact_groups(view, law), tuple(waiting), tuple(closed))


def fact_groups(view: SeatView, law: LawWords) -> tuple[FactGroupCard, ...]:
    """The facts that the team knows, by the groups of the rule pack."""
    by_group: dict[str, list[FactCard]] = {}
    for fact, value in sorted(view.facts.items()):
        card = FactCard(fact, law.fact_label(fact), law.fact_value(fact, value))
        by_group.setdefault(law.fact_group(fact), []).append(card)
    return tuple(FactGroupCard(label, tuple(cards)) for label, cards in _in_order(by_group, law))


def step_card(step: Step, public: Public, own: Own, status: Status) -> StepCard:
    """A step or duty, with the time that is left."""
    now, opened = _clock_of(step, status)
    length = max(1, step.due_ms - opened)
    passed = min(length, max(0, now - opened))
    return StepCard(
        id=step.id,
        label=public.promises.get(step.token, step.label) if step.kind_of == "commitment" else step.label,
        duty=step.kind_of != "step",
        status=step.status,
        status_label=step_label(step),
        basis=step.due_basis,
        due_ms=step.due_ms,
        left=times.span(step.due_ms - now) if step.due_ms > now else "",
        done_percent=100 if step.status == "done" else passed * 100 // length,
        team=public.team(step.team),
        own=own.team is not None and step.team == own.team.id,
        opened=step.opened,
        reason=reason_words(step.reason),
    )


def step_label(step: Step) -> str:
    """The state of a step or duty in words."""
    duty = step.kind_of != "step"
    match step.status:
        case "open":
            return _("To be met") if duty else _("Under way")
        case "done":
            return _("Met") if duty else _("Done")
        case _ if step.kind_of == "commitment":
            return _("Broken")
        case _:
            return _("Missed") if duty else _("Ended without result")


def _clock_of(step: Step, status: Status) -> tuple[Millis, Millis]:
    """What the step's clock shows now, and showed when it was opened."""
    if step.due_basis == "scenario":
        return int(status.clock["scenario_ms"] or 0), step.opened.scenario_ms
    return int(status.clock["exercise_ms"] or 0), step.opened.exercise_ms


def _in_order(by_group: dict[str, list[FactCard]], law: LawWords) -> Iterable[tuple[str, list[FactCard]]]:
    order = {label: place for place, label in enumerate(law.fact_groups())}
    return sorted(by_group.items(), key=lambda entry: (order.get(entry[0], len(order)), entry[0]))
