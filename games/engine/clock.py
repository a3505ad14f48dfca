"""The exercise clock: a pure function from wall time to exercise and scenario time.

All times are integer milliseconds, so that a due time computed from the clock and the clock read at that time
agree exactly and nothing can fire early by a rounding error.
"""

from msgspec import Struct
from msgspec.structs import replace

from games.engine.ids import Millis
from games.engine.plan import Basis


class Reading(Struct, frozen=True):
    """What the clocks show: exercise and scenario milliseconds since STARTEX."""

    exercise_ms: Millis
    scenario_ms: Millis


class Clock(Struct, frozen=True):
    """The two game clocks, anchored at a wall instant.

    `rate` is scenario milliseconds for each second of exercise time; 0 moves the story by jumps alone.
    """

    running: bool = False
    wall_ms: Millis = 0
    exercise_ms: Millis = 0
    scenario_ms: Millis = 0
    rate: int = 1000


def read(clock: Clock, wall_ms: Millis) -> Reading:
    """What the clocks show at a wall instant. A wall clock that steps back never turns the game back."""
    if not clock.running:
        return Reading(clock.exercise_ms, clock.scenario_ms)
    elapsed = max(0, wall_ms - clock.wall_ms)
    return Reading(clock.exercise_ms + elapsed, clock.scenario_ms + elapsed * clock.rate // 1000)


def anchored(clock: Clock, wall_ms: Millis) -> Clock:
    """The same clock with its anchor moved to `wall_ms`."""
    now = read(clock, wall_ms)
    return replace(
        clock,
        wall_ms=max(wall_ms, clock.wall_ms),
        exercise_ms=now.exercise_ms,
        scenario_ms=now.scenario_ms,
    )


def started(clock: Clock, wall_ms: Millis) -> Clock:
    """The clock set going at `wall_ms`."""
    return replace(anchored(clock, wall_ms), running=True)


def stopped(clock: Clock, wall_ms: Millis) -> Clock:
    """The clock standing still from `wall_ms` on."""
    return replace(anchored(clock, wall_ms), running=False)


def at_rate(clock: Clock, wall_ms: Millis, rate: int) -> Clock:
    """The clock with another scenario rate from `wall_ms` on; what has passed stays as it was."""
    return replace(anchored(clock, wall_ms), rate=rate)


def jumped(clock: Clock, wall_ms: Millis, scenario_ms: Millis) -> Clock:
    """The clock with scenario time set forward; exercise time is untouched."""
    return replace(anchored(clock, wall_ms), scenario_ms=scenario_ms)


def wall_when(clock: Clock, basis: Basis, at_ms: Millis) -> Millis | None:
    """The first wall instant at which a clock shows `at_ms` or more, None while it never will.

    Takes absolute exercise or scenario time, or wall time; anything relative is resolved by the caller.
    """
    if not clock.running:
        return None
    if basis == "wall":
        return max(clock.wall_ms, at_ms)
    if basis == "scenario":
        missing = at_ms - clock.scenario_ms
        if missing <= 0:
            return clock.wall_ms
        if clock.rate <= 0:
            return None
        return clock.wall_ms + -(-missing * 1000 // clock.rate)
    return clock.wall_ms + max(0, at_ms - clock.exercise_ms)
