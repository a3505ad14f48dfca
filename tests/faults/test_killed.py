"""The shipped deck, played while one process after another is killed: nothing lost, doubled or disordered."""

import asyncio
import time

import pytest

from games.engine.events import InjectOverdue, InjectReleased, InjectSkipped, Recorded
from tests.faults import checks
from tests.faults.conftest import Begin
from tests.faults.director import DirectorsPage
from tests.faults.measured import Measured
from tests.faults.people import LEADS, People
from tests.faults.play import Play, Said, seats_of_four_teams
from tests.faults.processes import wait_until
from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults, pytest.mark.asyncio]

HOUR_MS = 3_600_000
REDIS_AWAY_S = 20
IN_FLIGHT = 10
ANSWER_S = 2
"""How long beat waits for an answer of Redis."""
WAITS_S = (0, 0.02, 0.08)
"""How long after commands were sent the process is killed: before it reads them, and while it works."""
PLANNED_S = 55
RATE = 216 * HOUR_MS // PLANNED_S
"""Scenario milliseconds a second: the faults below fit into the nine days of the story."""
LAST = "I42"


async def test_play_goes_on_through_every_fault(stack: Stack, begin: Begin) -> None:
    play = await begin(stack.clerk.shipped(), seats_of_four_teams())
    await play.must("director", "set_rate", rate=RATE)
    await play.must("director", "start_exercise")
    measured = Measured()
    async with DirectorsPage(play).open() as page, People(play, pace_s=0.8).at_work():
        await play.until_released("I01")
        await the_worker_is_killed(stack, play, page, measured)
        await redis_is_stopped_and_emptied(stack, play, page, measured)
        await the_database_crashes(stack, play, page, measured)
        await play.until_released(LAST, seconds=PLANNED_S * 2)
    await play.must("director", "end_exercise")
    log = await checks.all_is_well(play)
    every_inject_came_to_its_end(log)
    measured.play(play, log)


async def the_worker_is_killed(stack: Stack, play: Play, page: DirectorsPage, measured: Measured) -> None:
    """Injects go out by the web server, which is killed meanwhile with commands in flight."""
    killed = time.monotonic()
    stack.worker.kill()
    known = len(play.arrivals())
    await play.consoles["director"].until(lambda _: len(play.arrivals()) >= known + 2)
    await the_web_process_is_killed_in_mid_turn(stack, play, measured)
    measured.took("page says worker down", await page.says_down("worker", since=killed))
    started = time.monotonic()
    stack.worker.start()
    measured.took("page says worker is back", await page.says_well(since=started))
    await page.says_restarted("worker", "web")


async def the_web_process_is_killed_in_mid_turn(stack: Stack, play: Play, measured: Measured) -> None:
    """Every command that was under way is answered by the process that follows, and done once."""
    for wait_s in WAITS_S:
        connected = play.consoles["tk-fm"].connections
        if wait_s == 0:
            stack.web.freeze()
        sending = a_wave_of_moves(play, f"in flight {wait_s}")
        await asyncio.sleep(wait_s)
        stack.web.kill()
        under_way = sum(not one.done() for one in sending)
        assert under_way or wait_s
        measured.count(f"commands under way at the kill, {wait_s} s after they were sent", under_way)
        killed = time.monotonic()
        measured.took("web serves again", await asyncio.to_thread(stack.start_web))
        await all_accepted(sending)
        measured.took("all of them answered", time.monotonic() - killed)
        await came_back(play, connected)


async def came_back(play: Play, connected: int) -> None:
    """Returns when a reader has connected again by itself."""
    await play.consoles["tk-fm"].until(lambda me: me.connections > connected)


def a_wave_of_moves(play: Play, headline: str) -> list[asyncio.Task[Said]]:
    """Moves of all leads, sent together."""
    return [
        asyncio.create_task(play.move(seat, f"{headline} {seat} {number}"))
        for seat in LEADS.values()
        for number in range(IN_FLIGHT)
    ]


async def all_accepted(sending: list[asyncio.Task[Said]]) -> None:
    """Returns when each has its receipt, which has to be good."""
    assert [one for one in await asyncio.gather(*sending) if not one.accepted] == []


async def redis_is_stopped_and_emptied(
    stack: Stack, play: Play, page: DirectorsPage, measured: Measured
) -> None:
    """Redis hangs, then is gone for long, and beat is killed meanwhile; what falls due goes out."""
    began = time.monotonic()
    stack.redis.freeze()
    measured.took("page says redis down, which hangs", await page.says_down("redis", since=began))
    outlived = began + 3 * ANSWER_S
    await asyncio.to_thread(wait_until, "heard of beat", lambda: stack.alive_since("beat", outlived))
    stack.redis.kill()
    known = len(play.arrivals())
    killed = time.monotonic()
    stack.beat.kill()
    measured.took("page says beat down", await page.says_down("beat", since=killed))
    stack.beat.start()
    await play.consoles["director"].until(lambda _: len(play.arrivals()) >= known + 3)
    await asyncio.sleep(max(0.0, began + REDIS_AWAY_S - time.monotonic()))
    started = time.monotonic()
    await asyncio.to_thread(stack.start_redis)
    measured.took("page says redis, worker, beat are back", await page.says_well(since=started))


async def the_database_crashes(stack: Stack, play: Play, page: DirectorsPage, measured: Measured) -> None:
    """The database server crashes with commands in flight and is started again."""
    sending = a_wave_of_moves(play, "in doubt")
    await asyncio.sleep(WAITS_S[1])
    stopped = time.monotonic()
    await asyncio.to_thread(stack.stop_database)
    measured.took("page says database down", await page.says_down("database", since=stopped))
    started = time.monotonic()
    await asyncio.to_thread(stack.start_database)
    await all_accepted(sending)
    measured.took("commands answered by the database that is back", time.monotonic() - started)
    measured.took("page says database is back", await page.says_well(since=started))


def every_inject_came_to_its_end(log: list[Recorded]) -> None:
    """Each line of the deck went out, was skipped by its condition, or waits in the list of the overdue."""
    ends = (InjectReleased, InjectSkipped, InjectOverdue)
    ended = {str(rec.event.inject) for rec in log if isinstance(rec.event, ends)}
    assert {f"I{n:02}" for n in range(1, 43)} <= ended
