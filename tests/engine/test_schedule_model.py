"""Random runs against a model of the clock: each inject fires exactly once, never early, in stable order."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from games.engine import commands as c
from games.engine import events as e
from games.engine import timers
from games.engine.ids import InjectId
from games.engine.replay import replay
from tests.table import CONTROLLER, DIRECTOR, Table, inject, plan

DUE = [0, 1, 1000, 1000, 1001, 5000, 60_000, 60_000, 90_000, 3_600_000]
GRACE = 10**12


class Schedule(RuleBasedStateMachine):
    """Wall time passes with and without ticks; staff stop, resume, change the rate, jump and restart."""

    def __init__(self) -> None:
        super().__init__()
        injects = [inject(f"I{n}", at, order=n) for n, at in enumerate(DUE)]
        self.table = Table(plan(*injects, late_grace_ms=GRACE), started=False)
        self.scenario = 0.0
        self.running = False
        self.rate = 1000

    def _advance(self, millis: int) -> None:
        self.table.wall += millis
        if self.running:
            self.scenario += millis * self.rate / 1000

    @rule(millis=st.integers(0, 20_000))
    def time_passes(self, millis: int) -> None:
        """And the scheduler knocks at the end of it."""
        self._advance(millis)
        if self.running:
            self.table.must("", c.Tick())

    @rule(millis=st.integers(0, 5000))
    def time_passes_unattended(self, millis: int) -> None:
        """And nobody knocks."""
        self._advance(millis)

    @rule()
    def a_knock_too_many(self) -> None:
        """Harmless, in a pause too."""
        self.table.ask("", c.Tick())

    @precondition(lambda self: self.table.state.life == "draft")
    @rule()
    def start(self) -> None:
        """STARTEX."""
        self.table.must(DIRECTOR, c.StartExercise())
        self.running = True

    @precondition(lambda self: self.running)
    @rule()
    def pause(self) -> None:
        """Stop."""
        self.table.must(DIRECTOR, c.StopClock())
        self.running = False

    @precondition(lambda self: self.table.state.life == "stopped")
    @rule()
    def resume(self) -> None:
        """Go on. Nothing is overdue, for a pause sends out first what is due."""
        assert self.table.must(DIRECTOR, c.ResumeClock()) == {"overdue": 0}
        self.running = True

    @rule(rate=st.sampled_from([0, 1, 500, 1000, 60_000, 3_600_000]))
    def change_rate(self, rate: int) -> None:
        """Another pace."""
        self.table.must(DIRECTOR, c.SetRate(rate=rate))
        self.rate = rate

    @precondition(lambda self: self.table.state.life in ("running", "stopped"))
    @rule(
        ahead=st.integers(1, 100_000),
        choice=st.sampled_from(["fire", "after", "skip", "keep"]),
    )
    def jump(self, ahead: int, choice: str) -> None:
        """Forward, with one choice for all that is crossed."""
        now = self.table.state.clock
        here = self._reading()
        crossed = [t.id for t in timers.crossed(self.table.state, here + ahead)]
        crossings = tuple(c.Crossing(timer=t, choice=choice) for t in crossed)  # type: ignore[arg-type]
        jump = c.JumpScenario(to_ms=here + ahead, crossings=crossings)
        self.table.must(DIRECTOR, jump)
        self.scenario = here + ahead
        assert self.table.state.clock.exercise_ms >= now.exercise_ms

    @rule()
    def restart(self) -> None:
        """The process dies and replays the log."""
        self.table.state = replay(self.table.records)

    @precondition(lambda self: self._held())
    @rule(data=st.data())
    def fire_held(self, data: st.DataObject) -> None:
        """A person releases what waits."""
        chosen = data.draw(st.sampled_from(self._held()))
        self.table.must(CONTROLLER, c.FireInject(inject=InjectId(chosen)))

    def _held(self) -> list[str]:
        return sorted(
            i for i, entry in self.table.state.injects.items() if entry.status in ("held", "overdue")
        )

    def _reading(self) -> int:
        from games.engine.clock import read

        return read(self.table.state.clock, self.table.wall).scenario_ms

    @invariant()
    def clock_agrees_with_the_model(self) -> None:
        """Within the rounding of a millisecond for each change."""
        assert abs(self._reading() - self.scenario) <= len(self.table.records) + 1

    @invariant()
    def fires_exactly_once_and_never_early(self) -> None:
        """By the clock: not before its due time; by whatever way: not twice."""
        seen = set()
        for rec in self.table.records:
            event = rec.event
            if not isinstance(event, e.InjectReleased):
                continue
            assert event.inject not in seen
            seen.add(event.inject)
            if event.cause == "time":
                due = self._due_then(rec.seq, event.inject)
                assert rec.at.scenario_ms >= due

    def _due_then(self, seq: int, name: str) -> int:
        """The due time that stood when the event was laid, moved as jumps moved it."""
        due = next(i.due.at_ms for i in self.table.state.deck.injects if i.id == name and i.due)
        for rec in self.table.records[: seq - 1]:
            if isinstance(rec.event, e.InjectRescheduled) and rec.event.inject == name:
                due = rec.event.due.at_ms
        return due

    @invariant()
    def order_is_stable(self) -> None:
        """Within one instant, those of the same due time keep the order of the deck."""
        groups: dict[tuple[int, int], list[int]] = {}
        for rec in self.table.records:
            event = rec.event
            if isinstance(event, e.InjectReleased) and event.cause == "time":
                key = (rec.at.wall_ms, self._due_then(rec.seq, event.inject))
                groups.setdefault(key, []).append(int(event.inject[1:]))
        for numbers in groups.values():
            assert numbers == sorted(numbers)

    @invariant()
    def nothing_due_is_left_after_a_tick(self) -> None:
        """A knock does all there is to do."""
        if self.running:
            self.table.must("", c.Tick())
            assert timers.due_now(self.table.state, self.table.wall) == ()

    @invariant()
    def the_state_is_the_fold_of_the_log(self) -> None:
        """Replaying gives what was kept."""
        assert replay(self.table.records) == self.table.state


TestSchedule = Schedule.TestCase
TestSchedule.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
