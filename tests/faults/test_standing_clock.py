"""Pauses and outages: nothing fires while the clock stands, nothing bursts, a person can always fire."""

import asyncio
import time

import httpx
import pytest

from games.engine.events import (
    ExerciseResumed,
    ExerciseStarted,
    ExerciseStopped,
    InjectOverdue,
    InjectReleased,
    Recorded,
)
from games.engine.frames import ItemReleased
from games.engine.plan import Plan
from tests import table
from tests.faults import checks
from tests.faults.conftest import Begin
from tests.faults.director import plain
from tests.faults.measured import Measured
from tests.faults.play import Play, wall_ms
from tests.faults.processes import wait_until
from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults, pytest.mark.asyncio]

SEATS = ("director", "white-1", "controller", "tokyo-lead", "beijing-lead", "guest", "display")
SECOND_MS = 5_000
WATCHED_MS = 3_000
"""Longer than the web server waits for a worker before it fires what is due."""
OVERDUE_MS = 3_000
GRACE_MS = 5_000
LATER_MS = 2_000
FAR_MS = 3_600_000


def quick_plan(**settings: int) -> Plan:
    """In real time: one line at once, one soon, three later together, one by hand."""
    return table.plan(
        table.inject("first", 100, to=("team:tokyo",)),
        table.inject("second", SECOND_MS),
        table.inject("by-hand", FAR_MS, to=("public",)),
        **settings,
    )


def wall_of(log: list[Recorded], kind: type) -> int:
    """When the one event of a kind was recorded."""
    (found,) = [rec.at.wall_ms for rec in log if isinstance(rec.event, kind)]
    return found


async def pass_until(wall: int) -> None:
    """Lets time pass."""
    while wall_ms() < wall:
        await asyncio.sleep(0.05)


async def test_a_pause_outlives_the_worker_and_the_web_process(stack: Stack, begin: Begin) -> None:
    stack.worker.kill()
    play = await begin(quick_plan(), SEATS)
    await play.must("director", "start_exercise")
    started = wall_ms()
    await play.until_released("first")
    await play.must("director", "stop_clock", stop="pause", reason="lunch")
    stack.web.kill()
    await asyncio.to_thread(stack.start_web)
    await pass_until(started + SECOND_MS + WATCHED_MS)
    assert set(play.arrivals()) == {"first"}
    assert await play.must("director", "resume_clock") == {"overdue": 0}
    await play.until_released("second")
    await play.must("director", "end_exercise")
    log = await checks.all_is_well(play)
    pause = wall_of(log, ExerciseResumed) - wall_of(log, ExerciseStopped)
    second = next(one for one in checks.releases(log) if one.inject == "second")
    assert second.due_ms == wall_of(log, ExerciseStarted) + SECOND_MS + pause
    Measured().play(play, log)


async def test_fire_now_needs_neither_worker_nor_redis_nor_a_running_clock(
    stack: Stack, begin: Begin
) -> None:
    play = await begin(quick_plan(), SEATS)
    await play.must("director", "start_exercise")
    await play.must("director", "stop_clock", stop="pause", reason="a question")
    stack.worker.kill()
    stack.redis.kill()
    fired = time.monotonic()
    answers = await asyncio.gather(
        *(play.ask(seat, "fire_inject", inject="by-hand") for seat in ("controller", "white-1", "director"))
    )
    for seat in ("tokyo-lead", "beijing-lead", "guest", "display"):
        await play.consoles[seat].until(lambda me: any(isinstance(f.frame, ItemReleased) for f in me.frames))
    Measured().took("fired in a pause without worker and Redis, seen by all", time.monotonic() - fired)
    refused = [one.receipt["code"] for one in answers if not one.accepted]
    assert refused == ["ALREADY_RELEASED"] * 2, "three staff fire one inject: one does, the others are told"
    log = await checks.all_is_well(play)
    released = [rec for rec in log if isinstance(rec.event, InjectReleased) and rec.event.inject == "by-hand"]
    (by,) = [rec.actor for rec in released]
    assert by == next(one.seat for one in answers if one.accepted)
    # Nobody is left to write the continuity pack but the web process, which leaves it to a process of its own.
    packs = stack.directory / "paper" / play.made.public_id
    await asyncio.to_thread(
        wait_until, "kept a pack of all of it", lambda: [*packs.glob(f"*-{log[-1].seq}.zip")]
    )


async def test_after_a_long_outage_the_overdue_are_listed_and_wait(stack: Stack, begin: Begin) -> None:
    lines = [table.inject(name, OVERDUE_MS + n, to=("team:tokyo",)) for n, name in enumerate("abc")]
    plan = table.plan(*lines, table.inject("later", FAR_MS), late_grace_ms=GRACE_MS)
    play = await begin(plan, SEATS)
    for service in (stack.beat, stack.worker):
        service.kill()
    await play.must("director", "start_exercise")
    stack.web.kill()
    started = wall_ms()
    await pass_until(started + OVERDUE_MS + GRACE_MS + 100)
    await asyncio.to_thread(stack.heal)
    await play.consoles["director"].until(lambda _: set(play.staff_told("inject_overdue")) == set("abc"))
    assert play.arrivals() == {}
    await the_controller_sees_them_as_overdue(play, "abc")
    await play.must("controller", "fire_spaced", injects=["a", "b", "c"], gap_ms=300)
    await play.until_released("a", "b", "c")
    soon = wall_ms() - started + LATER_MS
    await play.must("controller", "reschedule_inject", inject="later", basis="exercise", at_ms=soon)
    await play.until_released("later")
    assert list(play.arrivals()) == ["a", "b", "c", "later"]
    log = await checks.all_is_well(play)
    assert sum(isinstance(rec.event, InjectOverdue) for rec in log) == 3
    Measured().play(play, log)


async def the_controller_sees_them_as_overdue(play: Play, injects: str) -> None:
    address = f"/x/{play.made.public_id}/controller/control/table/"
    answer = await play.browsers["controller"].get(address)
    assert answer.status_code == httpx.codes.OK
    assert f"Overdue: nothing is sent until you choose {len(injects)}" in plain(answer.text)
