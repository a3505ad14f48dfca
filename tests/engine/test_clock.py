"""The clock is exact: what is computed as due is reached at that instant and not a millisecond before."""

from hypothesis import given
from hypothesis import strategies as st

from games.engine.clock import Clock, anchored, at_rate, jumped, read, started, stopped, wall_when

walls = st.integers(0, 10**13)
spans = st.integers(0, 10**9)
rates = st.integers(1, 86_400_000)


def test_exercise_time_stops_and_scenario_time_follows_its_rate() -> None:
    """Ten minutes at an hour a minute, then a pause of an hour."""
    clock = started(Clock(rate=60_000), 1_000_000)
    assert read(clock, 1_600_000).exercise_ms == 600_000
    assert read(clock, 1_600_000).scenario_ms == 36_000_000
    paused = stopped(clock, 1_600_000)
    assert read(paused, 5_200_000) == read(clock, 1_600_000)


def test_a_rate_change_keeps_what_has_passed() -> None:
    """From one to sixty in the middle."""
    clock = at_rate(started(Clock(), 0), 10_000, 60_000)
    assert read(clock, 10_000).scenario_ms == 10_000
    assert read(clock, 11_000).scenario_ms == 70_000


def test_a_jump_moves_the_story_alone() -> None:
    """Exercise time goes on as if nothing had happened."""
    clock = jumped(started(Clock(), 0), 5_000, 1_000_000)
    assert read(clock, 6_000).exercise_ms == 6_000
    assert read(clock, 6_000).scenario_ms == 1_001_000


def test_a_wall_clock_that_steps_back_turns_nothing_back() -> None:
    """A server whose time is corrected mid-play."""
    clock = started(Clock(), 100_000)
    assert read(clock, 50_000) == read(clock, 100_000)


def test_a_story_without_a_rate_never_reaches_a_later_time_by_itself() -> None:
    """Only jumps move it."""
    clock = started(Clock(rate=0), 0)
    assert wall_when(clock, "scenario", 1) is None
    assert wall_when(clock, "exercise", 1) == 1


@given(walls, spans, rates, spans)
def test_due_is_reached_exactly_at_its_wall_instant(wall: int, elapsed: int, rate: int, ahead: int) -> None:
    """The reading at `wall_when` has reached the due time, and a millisecond earlier it has not."""
    clock = anchored(started(Clock(rate=rate), wall), wall + elapsed)
    due = clock.scenario_ms + ahead
    instant = wall_when(clock, "scenario", due)
    assert instant is not None
    assert read(clock, instant).scenario_ms >= due
    assert ahead == 0 or read(clock, instant - 1).scenario_ms < due


@given(walls, spans, spans, rates)
def test_moving_the_anchor_changes_no_reading_at_the_anchor(
    wall: int, first: int, second: int, rate: int
) -> None:
    """Anchoring twice reads as anchoring once, to within the rounding of one millisecond."""
    clock = started(Clock(rate=rate), wall)
    once = read(clock, wall + first + second)
    twice = read(anchored(clock, wall + first), wall + first + second)
    assert once.exercise_ms == twice.exercise_ms
    assert 0 <= once.scenario_ms - twice.scenario_ms <= 1
