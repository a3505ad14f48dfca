"""The shipped deck, played by everybody in real processes, with nothing going wrong."""

import asyncio

import pytest

from games.bots.conductor import play_on
from games.bots.players import bot_for
from games.engine.events import InjectReleased, InjectSkipped
from tests.faults import checks
from tests.faults.conftest import Begin
from tests.faults.measured import Measured
from tests.faults.play import seats_of_four_teams
from tests.faults.stack import Stack

pytestmark = [pytest.mark.faults, pytest.mark.asyncio]

DECK_HOURS = 216
LAST = "I42"
WALL_S = 25
HOUR_MS = 3_600_000
RATE = DECK_HOURS * HOUR_MS // WALL_S
"""Scenario milliseconds a second: nine days of the story."""


async def test_the_whole_deck_is_played_in_real_processes(stack: Stack, begin: Begin) -> None:
    """The bots make the moves that the deck expects, and the white cell rules as the law proposes."""
    plan = stack.clerk.shipped()
    play = await begin(plan, seats_of_four_teams())
    specs = {str(spec.id): spec for spec in plan.seats}
    bots = [bot_for(specs[seat], plan, console) for seat, console in play.consoles.items()]
    await play.must("director", "set_rate", rate=RATE)
    await play.must("director", "start_exercise")
    async with asyncio.timeout(WALL_S * 4):
        await play_on(bots, lambda: LAST in play.arrivals())
    await play.must("director", "end_exercise")
    log = await checks.all_is_well(play)
    assert [refusal for bot in bots for refusal in bot.refusals] == []
    gone = {str(r.event.inject) for r in log if isinstance(r.event, InjectReleased | InjectSkipped)}
    assert {f"I{n:02}" for n in range(1, 43)} <= gone
    Measured().play(play, log)
