"""The present moment of an exercise, and how long ago or how soon things are."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from games.engine.clock import read, wall_when
from games.engine.events import Stamp
from games.engine.ids import Millis
from games.engine.plan import Basis, Due
from games.engine.state import State, Timer
from games.engine.timers import resolve

Heat: TypeAlias = Literal["calm", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Present:
    """The three clocks at one wall instant (milliseconds), and the turn."""

    wall_ms: Millis
    exercise_ms: Millis
    scenario_ms: Millis
    turn: int


def present(state: State, wall_ms: Millis) -> Present:
    """What the clocks of the exercise show at `wall_ms`."""
    shown = read(state.clock, wall_ms)
    return Present(wall_ms, shown.exercise_ms, shown.scenario_ms, state.turn)


def age_ms(now: Present, at: Stamp) -> Millis:
    """Wall milliseconds since a moment of the log; never negative, whatever two servers' clocks say."""
    return max(0, now.wall_ms - at.wall_ms)


def heat(age: Millis, amber_ms: Millis, red_ms: Millis) -> Heat:
    """The warning level of an age: amber from `amber_ms`, red from `red_ms`."""
    if age >= red_ms:
        return "red"
    return "amber" if age >= amber_ms else "calm"


@dataclass(frozen=True, slots=True)
class DueTime:
    """When something falls due, absolute on its basis; `wall_ms` is None while its clock stands."""

    basis: str
    at_ms: Millis
    left_ms: Millis
    wall_ms: Millis | None


def due_time(state: State, now: Present, due: Due) -> DueTime | None:
    """A working due time as an absolute one; None while what it counts from has not come.

    `left_ms` counts in milliseconds of the basis and is negative once it has passed.
    """
    absolute = resolve(state, due)
    return None if absolute is None else _on(state, now, absolute.basis, absolute.at_ms)


def timer_time(state: State, now: Present, timer: Timer) -> DueTime:
    """When a timer rings."""
    return _on(state, now, timer.basis, timer.at_ms)


def _on(state: State, now: Present, basis: Basis, at_ms: Millis) -> DueTime:
    shown = {"scenario": now.scenario_ms, "wall": now.wall_ms}.get(basis, now.exercise_ms)
    return DueTime(basis, at_ms, at_ms - shown, wall_when(state.clock, basis, at_ms))
