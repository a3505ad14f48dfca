"""Timers in the database, and everybody who may knock for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from games import reads
from games.engine import commands as c
from games.engine.events import InjectReleased
from games.models import Timer
from games.services import heartbeats, rounds, watchdog, watchdog_tick
from injects import scheduler, tasks
from injects.scheduler import InjectScheduler
from tests import table
from tests.play.conftest import MINUTE, Run
from tte.celery import app

ROOT = Path(__file__).resolve().parents[2]


def walls(run: Run) -> dict[str, int | None]:
    return dict(Timer.objects.filter(exercise=run.pk).values_list("timer", "wall_due"))


def released(run: Run) -> list[str]:
    records = reads.log_page(run.pk)
    return [str(r.event.inject) for r in records if isinstance(r.event, InjectReleased)]


@pytest.fixture
def two(make_run: Callable[..., Run]) -> Run:
    """A running exercise with injects due after ten and twenty minutes."""
    return make_run(table.inject("a", 10 * MINUTE), table.inject("b", 20 * MINUTE))


class TestProjection:
    def test_due_times_follow_pause_and_resume(self, two: Run) -> None:
        assert walls(two) == {
            "inject:a": table.START + 10 * MINUTE,
            "inject:b": table.START + 20 * MINUTE,
        }
        assert two.row.next_due_at == table.START + 10 * MINUTE
        two.wait(MINUTE)
        two.must(table.DIRECTOR, c.StopClock())
        assert walls(two) == {"inject:a": None, "inject:b": None}
        assert two.row.next_due_at is None
        two.wait(5 * MINUTE)
        two.must(table.DIRECTOR, c.ResumeClock())
        assert walls(two) == {
            "inject:a": table.START + 15 * MINUTE,
            "inject:b": table.START + 25 * MINUTE,
        }
        assert two.row.next_due_at == table.START + 15 * MINUTE

    def test_due_times_follow_the_rate(self, two: Run) -> None:
        two.must(table.DIRECTOR, c.SetRate(rate=2000))
        assert walls(two)["inject:b"] == table.START + 10 * MINUTE

    def test_a_timer_goes_when_its_inject_has_gone_out(self, two: Run) -> None:
        two.wait(10 * MINUTE)
        two.must("", c.Tick(), "")
        assert released(two) == ["a"]
        assert set(walls(two)) == {"inject:b"}

    def test_before_startex_nothing_is_due(self, make_run: Callable[..., Run]) -> None:
        run = make_run(table.inject("a", MINUTE), begun=False)
        assert run.row.next_due_at is None
        assert run.row.life == "lobby"

    def test_the_row_shows_the_life_of_the_exercise(self, two: Run) -> None:
        assert two.row.life == "running"
        two.must(table.DIRECTOR, c.EndExercise())
        assert two.row.life == "ended"
        assert two.row.next_due_at is None


class TestTick:
    @pytest.fixture(autouse=True)
    def clock(self, two: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rounds, "now_ms", lambda: two.now)

    def test_a_knock_delivered_twice_releases_once(self, two: Run) -> None:
        two.wait(10 * MINUTE)
        tasks.tick(two.pk)
        head = two.row.head_seq
        tasks.tick(two.pk)
        assert released(two) == ["a"]
        assert two.row.head_seq == head

    def test_an_early_knock_does_nothing(self, two: Run) -> None:
        two.wait(10 * MINUTE - 1)
        tasks.tick(two.pk)
        assert released(two) == []

    def test_a_knock_for_an_exercise_that_is_gone_does_no_harm(self, two: Run) -> None:
        tasks.tick(10**9)

    def test_a_worker_that_answers_is_noted(self, two: Run) -> None:
        tasks.pulse()
        assert reads.heartbeats()["worker"] > 0


class TestWatchdog:
    def test_it_leaves_the_worker_its_time(self, two: Run) -> None:
        two.wait(10 * MINUTE + watchdog.PATIENCE_MS)
        for name in (heartbeats.BEAT, heartbeats.WORKER):
            heartbeats.alive(name, two.now - heartbeats.STALE_MS)
        assert watchdog_tick(two.now) == 0
        assert released(two) == []

    def test_then_it_does_what_is_due_without_worker_or_redis(self, two: Run) -> None:
        two.wait(10 * MINUTE + watchdog.PATIENCE_MS + 1)
        assert watchdog_tick(two.now) == 1
        assert released(two) == ["a"]
        assert watchdog_tick(two.now) == 0

    @pytest.mark.parametrize("silent", [heartbeats.BEAT, heartbeats.WORKER])
    def test_for_a_worker_that_is_dead_it_does_not_wait(self, two: Run, silent: str) -> None:
        two.wait(10 * MINUTE + 1)
        for name in (heartbeats.BEAT, heartbeats.WORKER):
            heartbeats.alive(name, two.now)
        assert watchdog_tick(two.now) == 0
        heartbeats.alive(silent, two.now - heartbeats.STALE_MS - 1)
        assert watchdog_tick(two.now) == 1
        assert released(two) == ["a"]

    def test_a_stopped_exercise_is_left_alone(self, two: Run) -> None:
        two.must(table.DIRECTOR, c.StopClock())
        two.wait(60 * MINUTE)
        assert watchdog_tick(two.now) == 0


class Beat(InjectScheduler):
    """Beat with a producer that only remembers, and a clock that the test sets."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, tuple[int, ...]]] = []
        self.broken: Exception | None = None
        super().__init__(app)

    def publish(self, task: Any, *args: int) -> None:
        if self.broken is not None:
            raise self.broken
        self.sent.append((task.name, args))

    @property
    def ticked(self) -> list[int]:
        return [args[0] for name, args in self.sent if name == "injects.tasks.tick"]


class TestScheduler:
    @pytest.fixture
    def seconds(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """The monotonic clock, in a list of one."""
        now = [1000.0]
        monkeypatch.setattr(time, "monotonic", lambda: now[0])
        return now

    def test_it_knocks_for_what_is_due_and_nothing_else(
        self, make_run: Callable[..., Run], seconds: list[float]
    ) -> None:
        early = make_run(table.inject("a", MINUTE))
        make_run(table.inject("a", 5 * MINUTE))
        stopped = make_run(table.inject("a", MINUTE))
        stopped.must(table.DIRECTOR, c.StopClock())
        beat = Beat()
        beat.knock(table.START + MINUTE - 1)
        assert beat.ticked == []
        beat.knock(table.START + MINUTE)
        assert beat.ticked == [early.pk]

    def test_it_sleeps_until_the_next_timer_but_never_long(
        self, make_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_run(table.inject("a", MINUTE))
        beat = Beat()
        for before, pause in [(60_000, 0.25), (100, 0.1), (1, 0.001)]:
            now = table.START + MINUTE - before
            monkeypatch.setattr("injects.scheduler.now_ms", lambda now=now: now)
            assert beat.knock(now) == pytest.approx(pause)

    def test_it_knocks_again_only_when_the_worker_has_had_its_time(
        self, make_run: Callable[..., Run], seconds: list[float]
    ) -> None:
        run = make_run(table.inject("a", MINUTE))
        beat, due = Beat(), table.START + MINUTE
        beat.knock(due)
        seconds[0] += scheduler.PATIENCE_S - 0.1
        beat.knock(due)
        assert beat.ticked == [run.pk]
        seconds[0] += 0.1
        beat.knock(due)
        assert beat.ticked == [run.pk, run.pk]

    def test_the_next_timer_of_the_same_exercise_does_not_wait(self, two: Run, seconds: list[float]) -> None:
        beat = Beat()
        two.wait(10 * MINUTE)
        beat.knock(two.now)
        two.must("", c.Tick(), "")
        two.wait(10 * MINUTE)
        beat.knock(two.now)
        assert beat.ticked == [two.pk, two.pk]

    def test_it_gives_signs_of_life_and_asks_a_worker_for_one(self, db: None, seconds: list[float]) -> None:
        beat = Beat()
        beat.tick()
        beat.tick()
        assert beat.sent == [("injects.tasks.pulse", ())]
        assert reads.heartbeats()["beat"] > 0
        seconds[0] += 5
        beat.tick()
        assert len(beat.sent) == 2

    @pytest.mark.parametrize("problem", [OSError("no broker"), OperationalError("no database")])
    def test_it_outlives_broker_and_database(
        self,
        two: Run,
        problem: Exception,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setattr("injects.scheduler.connections.close_all", lambda: None)
        beat = Beat()
        beat.broken = problem
        beat.tick()
        monkeypatch.setattr("injects.scheduler.now_ms", lambda: table.START + 10 * MINUTE)
        assert beat.tick() == scheduler.LONGEST_SLEEP_S
        assert beat.ticked == []
        beat.broken = None
        beat.tick()
        assert beat.ticked == [two.pk]
        assert len(caplog.records) == 1, "said once, not at every beat"


def test_no_task_carries_a_time() -> None:
    """A message with an ETA is lost when a worker dies and doubled when it waits: the database keeps time."""
    words = ("eta=", "countdown=", "apply_async(eta", "self.retry")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("games", "injects", "tte")
        for path in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(word in line for word in words)
    ]
    assert found == []


def test_every_timer_goes_through_the_timers_queue() -> None:
    knocks: Any = [app.tasks[f"injects.tasks.{name}"] for name in ("tick", "pulse")]
    assert {task.queue for task in knocks} == {"timers"}
