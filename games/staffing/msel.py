"""The controller's table of injects: where each line stands, and why it has not gone out yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from games.engine.ids import Millis
from games.engine.plan import Due
from games.engine.questions import unmet
from games.engine.state import OVER, InjectState, State
from games.presenting.causes import reason_words
from games.staffing.naming import Choice, Names, choice
from games.staffing.present import DueTime, Present, due_time
from games.staffing.tiles import Reading, Ticks, ticks

WhyCode: TypeAlias = Literal[
    "gone",
    "retracted",
    "skipped",
    "held",
    "overdue",
    "stopped",
    "not_started",
    "over",
    "due_soon",
    "turn_to_come",
    "inject_to_come",
    "startex_to_come",
    "prerequisite",
    "condition",
    "manual",
    "no_rate",
    "stand_in",
]
Act: TypeAlias = Literal[
    "fire",
    "hold",
    "rearm",
    "delay",
    "skip",
    "retarget",
    "edit",
    "reschedule",
    "resend",
    "correct",
    "retract",
    "widen",
]

_BEFORE: dict[str, tuple[Act, ...]] = {
    "armed": ("fire", "hold", "delay", "skip", "retarget", "edit", "reschedule"),
    "waiting": ("fire", "hold", "skip", "retarget", "edit", "reschedule"),
    "held": ("fire", "rearm", "skip", "retarget", "edit", "reschedule"),
    "overdue": ("fire", "hold", "skip", "retarget", "edit", "reschedule"),
    "skipped": ("fire", "rearm"),
    "released": ("correct", "retract", "resend", "widen"),
    "retracted": (),
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a line has not gone out: a code that the page words, with what it needs to say it."""

    code: WhyCode
    detail: str = ""
    due: DueTime | None = None
    stand_in_for: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the MSEL as it stands now."""

    inject: InjectState
    title: str
    body: str
    channel: str
    phase: str
    to: tuple[Choice, ...]
    due: DueTime | None
    why: Why
    acts: tuple[Act, ...]
    ticks: tuple[Ticks, ...]
    moved_ms: Millis
    """How far the working due time is from the deck's, on its own basis (positive: later)."""

    @property
    def delivered(self) -> int:
        """Seats that were shown the item."""
        return sum(t.delivered for t in self.ticks)

    @property
    def opened(self) -> int:
        """Seats that have opened the item."""
        return sum(t.opened for t in self.ticks)

    @property
    def seats(self) -> int:
        """Playing seats that the item is meant for."""
        return sum(t.seats for t in self.ticks)


def msel(state: State, names: Names, now: Present, readings: Iterable[Reading] = ()) -> tuple[Line, ...]:
    """Every line, in the order of the deck; lines added in play stand where their time puts them."""
    read = tuple(readings)
    lines = (line(state, names, now, inject, read) for inject in state.injects.values())
    return tuple(
        sorted(lines, key=lambda each: (_when(state, each), each.inject.spec.order, each.inject.spec.id))
    )


def _when(state: State, each: Line) -> Millis:
    """A common axis for sorting: scenario time as far as it can be known."""
    inject = each.inject
    if inject.released is not None:
        return inject.released.scenario_ms
    if each.due is not None and each.due.basis == "scenario":
        return each.due.at_ms
    planned = inject.spec.due
    if planned is not None and planned.basis == "scenario":
        return planned.at_ms
    if each.due is not None:
        return state.clock.scenario_ms + each.due.left_ms * state.clock.rate // 1000
    return state.clock.scenario_ms


def line(
    state: State, names: Names, now: Present, inject: InjectState, readings: tuple[Reading, ...] = ()
) -> Line:
    """One line with everything its row shows."""
    to = inject.to or inject.spec.to
    due = due_time(state, now, inject.due) if inject.due else None
    phase = next((p.label for p in state.deck.phases if p.id == inject.spec.phase), {})
    return Line(
        inject=inject,
        title=names.text(inject.title or inject.spec.title),
        body=names.text(inject.body or inject.spec.body),
        channel=names.channel(inject.spec.channel),
        phase=names.text(phase),
        to=tuple(choice(state, names, audience) for audience in to),
        due=due,
        why=why_not_yet(state, names, inject, due),
        acts=acts_on(state, inject),
        ticks=ticks(state, readings, inject.item, to) if inject.item else (),
        moved_ms=_moved(inject),
    )


def acts_on(state: State, inject: InjectState) -> tuple[Act, ...]:
    """What a controller can do with the line: nothing after ENDEX, and no fire before STARTEX."""
    if state.life in OVER:
        return ()
    acts = _BEFORE[inject.status]
    if state.life in ("draft", "lobby"):
        return tuple(a for a in acts if a not in ("fire", "skip", "rearm"))
    return acts


def why_not_yet(state: State, names: Names, inject: InjectState, due: DueTime | None) -> Why:
    """Why the line has not gone out, the nearest reason first."""
    match inject.status:
        case "released":
            return Why("gone")
        case "retracted":
            return Why("retracted", inject.reason)
        case "skipped":
            return Why("skipped", reason_words(inject.reason))
        case "held":
            return Why("held", reason_words(inject.reason), due)
        case "overdue":
            return Why("overdue", reason_words(inject.reason), due)
        case _:
            return _waiting(state, names, inject, due)


def _waiting(state: State, names: Names, inject: InjectState, due: DueTime | None) -> Why:
    if state.life in OVER:
        return Why("over")
    condition = inject.spec.when if inject.spec.when not in ("", "always") else ""
    if state.life in ("draft", "lobby"):
        return Why("not_started", condition, due)
    if inject.spec.trigger == "condition":
        return Why("condition", condition, due)
    if waits := unmet(state, inject.spec) if inject.due is None and inject.spec.trigger == "time" else ():
        return Why("prerequisite", ", ".join(waits))
    if inject.due is None:
        whose = _stands_in_for(state, names, inject)
        return Why("stand_in", stand_in_for=whose) if whose else Why("manual")
    if due is None and inject.due.basis == "inject":
        return Why("inject_to_come", inject.due.after or "")
    if due is None and inject.due.basis in ("wall", "clock"):
        return Why("startex_to_come")
    if due is None:
        return Why("turn_to_come", str(inject.due.turn or 0))
    if not state.clock.running:
        return Why("stopped", condition, due)
    if due.wall_ms is None:
        return Why("no_rate", condition, due)
    return Why("due_soon", condition, due)


def _stands_in_for(state: State, names: Names, inject: InjectState) -> str:
    """The title of the line in whose place this one would go out."""
    found = next((i for i in state.injects.values() if i.spec.otherwise == inject.spec.id), None)
    return names.text(found.title or found.spec.title) if found else ""


def _moved(inject: InjectState) -> Millis:
    planned: Due | None = inject.spec.due
    if planned is None or inject.due is None:
        return 0
    if (planned.basis, planned.turn) != (inject.due.basis, inject.due.turn):
        return 0
    return inject.due.at_ms - planned.at_ms


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is on its way out: overdue first, then what is next, what waits, and what has just gone."""

    overdue: tuple[Line, ...]
    held: tuple[Line, ...]
    upcoming: tuple[Line, ...]
    waiting: tuple[Line, ...]
    recent: tuple[Line, ...]


def outgoing(lines: tuple[Line, ...], *, ahead: int = 6, behind: int = 3) -> Outgoing:
    """The lines of the outgoing column: the next `ahead` on the clock and the last `behind` that went out."""
    by_status: dict[str, list[Line]] = {}
    for each in lines:
        by_status.setdefault(each.inject.status, []).append(each)
    armed = sorted(by_status.get("armed", []), key=_soonest)
    gone = sorted(by_status.get("released", []), key=_released_at, reverse=True)
    return Outgoing(
        overdue=tuple(by_status.get("overdue", [])),
        held=tuple(by_status.get("held", [])),
        upcoming=tuple(armed[:ahead]),
        waiting=tuple(by_status.get("waiting", [])),
        recent=tuple(gone[:behind]),
    )


def _soonest(each: Line) -> tuple[bool, Millis]:
    """Wall time where the clock runs, else what is left on its own basis; turns to come stand last."""
    if each.due is None:
        return True, 0
    return False, each.due.wall_ms if each.due.wall_ms is not None else each.due.left_ms


def _released_at(each: Line) -> Millis:
    return each.inject.released.wall_ms if each.inject.released else 0
