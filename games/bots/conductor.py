"""A whole exercise in virtual time: bots act until nobody can, then the clock leaps to the next timer."""

import asyncio
from collections.abc import Callable, Sequence

from channels.db import database_sync_to_async

from games.bots.players import Bot
from games.engine import timers
from games.engine.access import audiences_of
from games.engine.commands import Tick
from games.engine.ids import Audience, SeatId
from games.engine.state import State
from games.services import state_of, submit
from games.services.cache import held_now

HEARD_S = 30.0


class VirtualClock:
    """Wall time that stands still until it is moved. Calling it gives the time (ms since 1970)."""

    def __init__(self, wall_ms: int) -> None:
        self.wall_ms = wall_ms

    def __call__(self) -> int:
        return self.wall_ms

    def move_to(self, wall_ms: int) -> None:
        """Never back."""
        self.wall_ms = max(self.wall_ms, wall_ms)


class Conductor:
    """Leads an exercise from timer to timer. The server has to take its time from the same clock."""

    def __init__(self, exercise_id: int, bots: Sequence[Bot], clock: VirtualClock) -> None:
        self.exercise_id = exercise_id
        self.bots = bots
        self.clock = clock
        self.ticks = 0

    async def run(self, is_over: Callable[[State], bool] = lambda state: False) -> State:
        """Plays until the clock brings nothing new any more, or `is_over`; gives the state then."""
        while True:
            await self.settle()
            state = await database_sync_to_async(state_of)(self.exercise_id)
            due = timers.next_wall(state)
            if due is None or timers.played_out(state) or is_over(state):
                return state
            self.clock.move_to(due)
            await database_sync_to_async(submit)(
                self.exercise_id, SeatId(""), "", Tick(), wall_ms=self.clock.wall_ms
            )
            self.ticks += 1

    async def settle(self) -> None:
        """Returns when every bot has heard everything and has nothing left to do."""
        acted = True
        while acted:
            await self.all_heard()
            acted = any([await bot.turn() for bot in self.bots])

    async def all_heard(self) -> None:
        """Returns when each bot was told all that its seat may know by now; TimeoutError when one is not."""
        heads = await database_sync_to_async(self._heads)()
        for bot in self.bots:
            wanted = heads[bot.seat]
            await bot.console.until(lambda me, wanted=wanted: reached(me.positions, wanted), HEARD_S)  # type: ignore[misc]  # the loop's value, bound by a default

    def _heads(self) -> dict[SeatId, dict[Audience, int]]:
        held = held_now(self.exercise_id)
        return {
            bot.seat: {
                audience: held.positions[audience]
                for audience in audiences_of(held.state, bot.seat)
                if audience in held.positions
            }
            for bot in self.bots
        }


def reached(positions: dict[str, int], wanted: dict[Audience, int]) -> bool:
    """Whether a cursor has come to these positions."""
    return all(positions.get(audience, 0) >= position for audience, position in wanted.items())


async def play_on(bots: Sequence[Bot], is_over: Callable[[], bool], pause_s: float = 0.05) -> None:
    """The bots act in real time, until it is over."""
    while not is_over():
        if not any([await bot.turn() for bot in bots]):
            await asyncio.sleep(pause_s)
