"""The servers that these tests kill, and plays on them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
import pytest_asyncio

from games.engine.plan import Plan
from tests.conftest import cannot_run
from tests.faults.play import Play
from tests.faults.stack import Stack
from tests.postgres import HOW_TO_INSTALL, find_programs

Begin = Callable[[Plan, tuple[str, ...]], Awaitable[Play]]


@pytest.fixture(scope="session")
def running_stack() -> Iterator[Stack]:
    """One production server for all tests: starting one takes longer than what is asked of it."""
    programs = find_programs()
    if programs is None:
        cannot_run(HOW_TO_INSTALL)
    assert programs is not None
    with Stack(programs) as stack:
        yield stack


@pytest.fixture
def stack(running_stack: Stack) -> Stack:
    """The server, whole, whatever the test before has left of it."""
    running_stack.heal()
    return running_stack


@pytest_asyncio.fixture
async def begin(stack: Stack) -> AsyncIterator[Begin]:
    """Makes an exercise of a plan and fills these seats; the clock does not run yet."""
    plays: list[Play] = []

    async def make(plan: Plan, seats: tuple[str, ...]) -> Play:
        play = Play(stack.url, stack.clerk, stack.clerk.make(plan))
        plays.append(play)
        await play.sit(*seats)
        return play

    yield make
    for play in plays:
        await play.leave()
