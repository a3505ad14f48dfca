"""Bots come in by their seat cards and play the shipped deck whole, over real sockets, in virtual time."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async

from games import reads
from games.bots import door
from games.bots.conductor import Conductor, VirtualClock
from games.bots.players import Bot, bot_for
from games.engine import commands as c
from games.engine.events import Recorded
from games.engine.ids import SeatId
from games.engine.replay import replay
from games.models import Delivery, Exercise
from games.services import exercises, now_ms, rounds, seats, state_of, submit
from games.services.rules import rulebook
from games.services.seat_views import seat_view
from injects import shipped
from tests.conftest import Site
from tests.socket.conftest import write_marks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


class Cast:
    """An exercise on the shipped deck with a bot on every chair."""

    def __init__(self, exercise: Exercise, bots: list[Bot], clock: VirtualClock) -> None:
        self.exercise = exercise
        self.bots = bots
        self.clock = clock

    def one(self, role: str) -> Bot:
        return next(bot for bot in self.bots if bot.spec.role == role)


@pytest_asyncio.fixture
async def cast(site: Site, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cast]:
    clock = VirtualClock(now_ms())
    monkeypatch.setattr(rounds, "now_ms", clock)
    plan = await sync_to_async(shipped.load_plan)("long-strait", rulebook().rules)
    exercise = await sync_to_async(exercises.create)(plan, "Long Strait")
    cards = await sync_to_async(seats.seat_sheet)(exercise.pk)
    async with AsyncExitStack() as leaving:
        bots = []
        for card in cards:
            seated = await door.join(site.url, card.code, card.pin, f"Bot {card.seat}")
            console = await leaving.enter_async_context(seated.console())
            bots.append(bot_for(card.spec, plan, console))
        yield Cast(exercise, bots, clock)
    await sync_to_async(write_marks)()


@pytest.mark.slow
async def test_the_whole_deck(cast: Cast) -> None:
    director = cast.one("director")
    await director.do("start_exercise")
    conductor = Conductor(cast.exercise.pk, cast.bots, cast.clock)
    await conductor.run()
    await director.do("end_exercise", reason="ENDEX")
    await conductor.all_heard()
    state = await sync_to_async(state_of)(cast.exercise.pk)
    assert state.life == "ended"
    assert [bot.refusals for bot in cast.bots if bot.refusals] == []
    await everything_was_decided(cast, state)
    await everybody_knows_what_the_log_says(cast)
    await sync_to_async(log_is_whole)(cast.exercise)


async def everything_was_decided(cast: Cast, state: Any) -> None:
    """Every inject is out or skipped, every move has its ruling, every team has played."""
    statuses = Counter(inject.status for inject in state.injects.values())
    assert set(statuses) <= {"released", "skipped", "waiting"}, statuses
    assert statuses["released"] >= 30
    assert {move.status for move in state.moves.values()} == {"published"}
    assert {move.team for move in state.moves.values()} == {team.id for team in state.deck.teams}
    assert len(state.threads) >= 3


async def everybody_knows_what_the_log_says(cast: Cast) -> None:
    """What each bot has put together is what the server shows at its seat; its items are marked opened."""
    for bot in cast.bots:
        await bot.console.ping()  # the server has read all that the bot said it opened
    await sync_to_async(write_marks)()
    for bot in cast.bots:
        assert bot.console.view == await sync_to_async(seat_view)(cast.exercise.pk, bot.seat), bot.seat
        if bot.spec.role == "player":
            rows = Delivery.objects.filter(exercise=cast.exercise, seat=bot.seat, opened_at__isnull=False)
            assert {row.item async for row in rows} == set(bot.console.view.feed)


def log_is_whole(exercise: Exercise) -> None:
    """The chain holds, and the log replays to the state that was played to."""
    records: list[Recorded] = []
    while page := reads.log_page(exercise.pk, len(records)):
        records += page
    assert replay(records) == state_of(exercise.pk)


@pytest.mark.slow
async def test_connections_that_come_and_go_change_nothing(cast: Cast) -> None:
    director = cast.one("director")
    await director.do("start_exercise")
    conductor = Conductor(cast.exercise.pk, cast.bots, cast.clock)
    leads = [bot for bot in cast.bots if bot.spec.rank == "lead" and bot.spec.role == "player"]
    for round_number in range(8):
        await conductor.run(lambda state, until=conductor.ticks + 3: conductor.ticks >= until)  # type: ignore[misc]
        await leads[round_number % len(leads)].console.blink()
    await conductor.all_heard()
    await everybody_knows_what_the_log_says(cast)
    assert sum(bot.console.connections for bot in leads) == len(leads) + 8
    await sync_to_async(submit)(cast.exercise.pk, SeatId("director"), "e" * 16, c.EndExercise())
