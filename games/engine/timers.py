"""What falls due, and when: the timers of a state and the wall instants they are due at."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from games.engine.clock import read, wall_when
from games.engine.ids import InjectId, Millis, ProcedureId, TeamId, TimerId
from games.engine.plan import Due, Inject
from games.engine.state import State, Timer

TURN_END = TimerId("turn")


def inject_timer_id(inject: InjectId) -> TimerId:
    """The timer of an inject."""
    return TimerId(f"inject:{inject}")


def procedure_timer_id(procedure: ProcedureId) -> TimerId:
    """The timer of a step of law or a duty."""
    return TimerId(f"procedure:{procedure}")


def law_timer_id(team: TeamId | None) -> TimerId:
    """The timer of the law's next limit in hours: on what a team was told, or (None) on the truth."""
    return TimerId(f"law:{team or ''}")


def moment_timer_id(question: str) -> TimerId:
    """The timer of a moment that a condition waits for, by the question's canonical text."""
    return TimerId(f"moment:{question}")


def resolve(state: State, due: Due) -> Due | None:
    """A due time on the exercise, scenario or wall clock; None while what it counts from has not come.

    A wall time that is resolved is absolute: milliseconds since the epoch.
    """
    match due.basis:
        case "turn":
            return _of_turn(state, due)
        case "inject":
            entry = state.injects.get(due.after) if due.after else None
            if entry is None or entry.released is None:
                return None
            return Due(basis="exercise", at_ms=entry.released.exercise_ms + due.at_ms)
        case "wall":
            began = state.started_at
            return None if began is None else Due(basis="wall", at_ms=began.wall_ms + due.at_ms)
        case "clock":
            return _of_day(state, due)
        case _:
            return due


def _of_day(state: State, due: Due) -> Due | None:
    """The first time after STARTEX at which clocks in the zone of the deck show that time of day."""
    if state.started_at is None:
        return None
    zone = ZoneInfo(state.deck.timing.zone)
    began = datetime.fromtimestamp(state.started_at.wall_ms / 1000, zone)
    minutes, rest = divmod(due.at_ms // 1000, 60)
    shown = time(minutes // 60, minutes % 60, rest, tzinfo=zone)
    at = datetime.combine(began.date(), shown)
    if at < began:
        at = datetime.combine(began.date() + timedelta(days=1), shown)
    return Due(basis="wall", at_ms=round(at.timestamp() * 1000))


def reached(state: State, timer: Timer, wall_ms: Millis) -> Millis:
    """What the clock of a timer shows at a wall instant."""
    if timer.basis == "wall":
        return wall_ms
    now = read(state.clock, wall_ms)
    return now.scenario_ms if timer.basis == "scenario" else now.exercise_ms


def _of_turn(state: State, due: Due) -> Due | None:
    turn = due.turn or 1
    if turn > len(state.turn_starts):
        return None
    return Due(basis="exercise", at_ms=state.turn_starts[turn - 1] + due.at_ms)


def inject_timer(state: State, spec: Inject, due: Due) -> Timer | None:
    """The timer for an inject due at `due`, None while that cannot be known."""
    absolute = resolve(state, due)
    if absolute is None:
        return None
    return Timer(inject_timer_id(spec.id), "inject", spec.id, absolute.basis, absolute.at_ms, spec.order)


def timers_with_wall(state: State) -> tuple[tuple[Timer, Millis | None], ...]:
    """Every timer with the wall instant it is due at, None while its clock stands."""
    return tuple((t, wall_when(state.clock, t.basis, t.at_ms)) for t in state.timers.values())


def next_wall(state: State) -> Millis | None:
    """The wall instant of the next thing due, None when nothing is on a running clock."""
    walls = [wall for _, wall in timers_with_wall(state) if wall is not None]
    return min(walls, default=None)


def due_now(state: State, wall_ms: Millis) -> tuple[tuple[Millis, Timer], ...]:
    """What is due at a wall instant, first due first; ties keep the order of the deck."""
    due = [(wall, t) for t, wall in timers_with_wall(state) if wall is not None and wall <= wall_ms]
    return tuple(sorted(due, key=lambda pair: (pair[0], pair[1].order, pair[1].id)))


def crossed(state: State, to_ms: Millis) -> Iterator[Timer]:
    """The timers that a jump of scenario time to `to_ms` would pass, in order.

    The law's own limits and what conditions wait for are not among them: they come by themselves, and nobody can
    choose otherwise.
    """
    passed = (t for t in state.timers.values() if t.basis == "scenario" and t.at_ms <= to_ms)
    due = [t for t in passed if t.kind not in ("law", "moment")]
    return iter(sorted(due, key=lambda t: (t.at_ms, t.order, t.id)))


def played_out(state: State) -> bool:
    """Whether nothing is left on a running clock but limits of the law, and what missed duties go on costing."""
    return all(
        wall is None
        or t.kind == "law"
        or (t.kind == "procedure" and state.procedures[ProcedureId(t.ref)].status == "lapsed")
        for t, wall in timers_with_wall(state)
    )
