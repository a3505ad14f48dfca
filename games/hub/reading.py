"""What a hub reads of the log: functions of their own threads, awaited from the event loop."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.db import close_old_connections, connections

from games import reads
from games.engine.access import audiences_of
from games.engine.ids import Audience, SeatId
from games.hub.room import Since, Told
from games.models import Disclosure, Exercise, SeatAccess
from games.services import cache
from games.services.seat_views import seat_view

THREADS = 2
CLOSING_S = 5.0

T = TypeVar("T")


class Threads:
    """Threads for database work beside the event loop, with connections of their own."""

    def __init__(self, name: str, size: int = 1) -> None:
        self.size = size
        self.pool = ThreadPoolExecutor(size, thread_name_prefix=name)

    async def run(self, work: Callable[..., T], *given: Any) -> T:
        """What `work` returns, done in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, _in_thread, work, given)

    def finish(self, work: Callable[[], object]) -> None:
        """Does one last thing in a thread, and waits for it."""
        self.pool.submit(_in_thread, work, ()).result()

    def stop(self) -> None:
        """Ends the threads when what they do is done, each with its connections closed."""
        everyone = Barrier(self.size)
        for _ in range(self.size):
            self.pool.submit(_close_with, everyone)
        self.pool.shutdown(wait=True)


def _in_thread(work: Callable[..., T], given: tuple[Any, ...]) -> T:
    try:
        return work(*given)
    finally:
        close_old_connections()


def _close_with(everyone: Barrier) -> None:
    """Closes the connections of one thread; the barrier sees to it that each thread has its turn."""
    try:
        everyone.wait(CLOSING_S)
    finally:
        connections.close_all()


class Reading:
    """The log in the database, as rooms need it. Exercises go by their public id."""

    def __init__(self) -> None:
        self.threads = Threads("hub", THREADS)

    async def head(self, exercise: str) -> int:
        """The last sequence number of the exercise."""
        return (await self.threads.run(_heads, [exercise]))[exercise]

    async def heads(self, exercises: Iterable[str]) -> dict[str, int]:
        """The last sequence number of each exercise that is still there."""
        return await self.threads.run(_heads, list(exercises))

    async def since(self, exercise: str, seq: int) -> Since:
        """Every frame told after `seq`, to whomever, in the order of the log."""
        return await self.threads.run(_since, exercise, seq)

    async def audiences(self, exercise: str, seats: set[SeatId]) -> dict[SeatId, tuple[Audience, ...]]:
        """What these seats listen to, as the log stands now or later."""
        return await self.threads.run(_audiences, exercise, seats)

    async def entry(self, exercise: str, seat: SeatId) -> dict[Audience, int]:
        """What a seat listens to, with the last position of each."""
        return await self.threads.run(_entry, exercise, seat)

    async def backlog(self, exercise: str, cursor: Mapping[Audience, int], limit: int) -> list[Told]:
        """Frames after these positions, in the order of the log, at most `limit`."""
        return await self.threads.run(_backlog, exercise, dict(cursor), limit)

    async def told_items(self, exercise: str, seat: SeatId, items: set[str]) -> set[str]:
        """Which of these items the seat was told."""
        return await self.threads.run(_told_items, exercise, seat, items)

    async def generations(self, exercises: Iterable[str]) -> dict[tuple[str, SeatId], int]:
        """Which sitting of each seat counts."""
        return await self.threads.run(_generations, list(exercises))

    def stop(self) -> None:
        """Ends the threads."""
        self.threads.stop()


def _heads(exercises: list[str]) -> dict[str, int]:
    return dict(Exercise.objects.filter(public_id__in=exercises).values_list("public_id", "head_seq"))


def _since(exercise: str, seq: int) -> Since:
    found = Exercise.objects.only("id", "head_seq").get(public_id=exercise)
    rows = Disclosure.objects.filter(exercise_id=found.pk, seq__gt=seq, seq__lte=found.head_seq)
    told = [(Audience(a), n, text) for a, n, text in rows.order_by("id").values_list(*_TOLD)]
    return Since(found.head_seq, told)


_TOLD = ("audience", "position", "frame")


def _audiences(exercise: str, seats: set[SeatId]) -> dict[SeatId, tuple[Audience, ...]]:
    state = cache.state_of(_id_of(exercise))
    return {seat: audiences_of(state, seat) for seat in seats}


def _entry(exercise: str, seat: SeatId) -> dict[Audience, int]:
    held = cache.held_now(_id_of(exercise))
    return {audience: held.positions.get(audience, 0) for audience in audiences_of(held.state, seat)}


def _backlog(exercise: str, cursor: dict[Audience, int], limit: int) -> list[Told]:
    rows = reads.frames(_id_of(exercise), cursor, limit)
    return [(row.audience, row.position, row.frame) for row in rows]


def _generations(exercises: list[str]) -> dict[tuple[str, SeatId], int]:
    rows = SeatAccess.objects.filter(exercise__public_id__in=exercises)
    found = rows.values_list("exercise__public_id", "seat", "generation")
    return {(exercise, SeatId(seat)): generation for exercise, seat, generation in found}


def _told_items(exercise: str, seat: SeatId, items: set[str]) -> set[str]:
    return items & set(seat_view(_id_of(exercise), seat).items)


def _id_of(exercise: str) -> int:
    return Exercise.objects.values_list("pk", flat=True).get(public_id=exercise)
