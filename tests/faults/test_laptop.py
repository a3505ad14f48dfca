"""`tte demo` under fire: children and supervisor killed, second starts refused, stopped by Ctrl-C."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults import checks
from tests.faults.clerk import Clerk
from tests.faults.laptop import PARTS, Laptop
from tests.faults.measured import Measured
from tests.faults.people import People
from tests.faults.play import Play, seats_of_four_teams
from tests.faults.processes import PATIENCE_S, Service, is_gone, wait_until
from tte.supervisor.redis_server import free_port

pytestmark = [pytest.mark.faults, pytest.mark.asyncio]

PLANNED_S = 30
RATE = 216 * 3_600_000 // PLANNED_S
LAST = "I42"


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    server = Laptop(tmp_path)
    server.start()
    yield server
    server.close()


@pytest.fixture
def clerk(laptop: Laptop) -> Iterator[Clerk]:
    hand = laptop.clerk()
    yield hand
    hand.close()


@pytest_asyncio.fixture
async def play(laptop: Laptop, clerk: Clerk) -> AsyncIterator[Play]:
    """The exercise that the demo has made, with its seats filled."""
    joined = Play(laptop.url, clerk, clerk.newest())
    await joined.sit(*seats_of_four_teams())
    yield joined
    await joined.leave()


async def test_a_demo_outlives_its_children_and_its_supervisor(laptop: Laptop, play: Play) -> None:
    measured = Measured()
    every_seat_was_printed(laptop, play)
    await asyncio.to_thread(second_starts_are_refused, laptop)
    await play.must("director", "set_rate", rate=RATE)
    await play.must("director", "start_exercise")
    async with People(play, pace_s=1.2).at_work():
        for name in PARTS:
            await a_child_is_killed(laptop, play, name, measured)
        await the_supervisor_is_killed(laptop, play, measured)
        await play.until_released(LAST, seconds=PLANNED_S * 3)
    await play.must("director", "end_exercise")
    measured.play(play, await checks.all_is_well(play))
    await asyncio.to_thread(it_stops_on_control_c, laptop, measured)


def every_seat_was_printed(laptop: Laptop, play: Play) -> None:
    """Code, PIN and address of each, on one line."""
    lines = laptop.said().splitlines()
    for seat, card in play.made.cards.items():
        (line,) = [line for line in lines if card.code in line]
        assert card.pin in line, seat
        assert f"{laptop.url}/j/" in line, seat


def second_starts_are_refused(laptop: Laptop) -> None:
    """On the same data, and on the same port: with a reason and a next step, and without a trace."""
    assert laptop.supervisor.process is not None
    logs = laptop.data.parent
    twice = laptop.demo("--port", str(free_port()), log=logs / "twice")
    busy = laptop.demo("--port", str(laptop.port), data=logs / "other", log=logs / "busy")
    for start in (twice, busy):
        start.start()
    assert refusal(twice).startswith(
        f"tte cannot start: tte is already running on the data directory {laptop.data}"
    )
    assert f"(process {laptop.supervisor.process.pid}, at {laptop.url})" in twice.said()
    assert refusal(busy).startswith(f"tte cannot start: port {laptop.port} on 127.0.0.1 is in use by ")
    assert f"--port {laptop.port + 1}" in busy.said()


def refusal(start: Service) -> str:
    """What a start said that was refused."""
    assert start.process is not None
    assert start.process.wait(PATIENCE_S) == 2
    start.let_go()
    assert "Traceback" not in start.said()
    assert "\nNext: " in start.said()
    return start.said()


async def a_child_is_killed(laptop: Laptop, play: Play, name: str, measured: Measured) -> None:
    """The supervisor starts it again, the page answers, and play goes on."""
    killed = time.monotonic()
    known = len(play.arrivals())
    await asyncio.to_thread(laptop.kill_child, name)
    measured.took(f"{name} started again", time.monotonic() - killed)
    await asyncio.to_thread(wait_until, "served a page", laptop.answers)
    assert (await play.move("tk-pm", f"after {name}")).accepted
    measured.took("  and a move is taken", time.monotonic() - killed)
    await play.consoles["director"].until(lambda _: len(play.arrivals()) > known, PATIENCE_S)
    assert f"{name} stopped (SIGKILL); starting it again now" in laptop.said()


async def the_supervisor_is_killed(laptop: Laptop, play: Play, measured: Measured) -> None:
    """It takes its children with it, and a new start finds everything as it was."""
    children = laptop.children()
    killed = time.monotonic()
    laptop.supervisor.kill()
    await asyncio.to_thread(wait_until, "gone", lambda: all(map(is_gone, children.values())))
    measured.took("supervisor killed, all children gone", time.monotonic() - killed)
    await asyncio.to_thread(laptop.start)
    measured.took("  and started again", time.monotonic() - killed)
    assert laptop.said().count(f"(exercise {play.made.public_id})") == 2, "another exercise after a restart"


def it_stops_on_control_c(laptop: Laptop, measured: Measured) -> None:
    children = laptop.children()
    assert set(children) == set(PARTS)
    asked = time.monotonic()
    process = laptop.supervisor.process
    assert process is not None
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 0
    measured.took("stopped by Ctrl-C", time.monotonic() - asked)
    assert [name for name, child in children.items() if not is_gone(child)] == []
    assert laptop.said().splitlines()[-1] == "stopped; the exercises are kept in the data directory"
    assert "Traceback" not in laptop.said()
