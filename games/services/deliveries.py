"""Which items reached which seat, and were opened there: facts of the record, written in batches.

They are noted in memory, off the path of play, and written together by `flush`, which the process calls each
second; what is left when it stops is written on the way out.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Iterable
from typing import NamedTuple

from django.db import Error, connection

from games.engine.ids import ItemId, SeatId, ThreadId
from games.engine.state import State
from games.models import Delivery
from games.services import seeing
from games.services.batch import DELIVERIES, Batch
from games.services.clock import now_ms

logger = logging.getLogger(__name__)


class Mark(NamedTuple):
    """Who was reached by what: the seat, the sitting (`generation`) and the item."""

    exercise_id: int
    seat: SeatId
    generation: int
    item: ItemId


SLICE = 2000
"""Marks that one statement writes."""
REST_S = 0.05
"""The longest rest between two of them."""

_lock = threading.Lock()
_waiting: dict[Mark, tuple[int, int | None]] = {}
"""Marks to be written: when delivered, and when opened."""
_talks: set[tuple[int, SeatId, ThreadId]] = set()
"""Conversations on a screen that the engine has not been told of."""


def delivered(
    exercise_id: int, seat: SeatId, generation: int, items: Iterable[ItemId], at: int | None = None
) -> None:
    """Notes that items are on the seat's screen since `at` (wall ms). Does not touch the database."""
    when = now_ms() if at is None else at
    with _lock:
        for item in items:
            _waiting.setdefault(Mark(exercise_id, seat, generation, item), (when, None))


def opened(
    exercise_id: int, seat: SeatId, generation: int, items: Iterable[ItemId], at: int | None = None
) -> None:
    """Notes that the seat opened items at `at` (wall ms). Does not touch the database."""
    when = now_ms() if at is None else at
    with _lock:
        for item in items:
            mark = Mark(exercise_id, seat, generation, item)
            since, before = _waiting.get(mark, (when, None))
            _waiting[mark] = (since, when if before is None else before)


def saw(exercise_id: int, seat: SeatId, threads: Iterable[ThreadId]) -> None:
    """Notes that the seat has conversations on its screen. Does not touch the database."""
    with _lock:
        _talks.update((exercise_id, seat, thread) for thread in threads)


def waiting() -> int:
    """How many marks are not written yet."""
    return len(_waiting)


def flush(*, gently: bool = False) -> int:
    """Writes what was noted; says how many. The first time of each kind stands; repeating is harmless.

    `gently` leaves moves room: with 200 seats a busy second makes thousands of marks, and all of them at once
    would hold up the database for a tenth of a second and more. When it cannot be reached the marks wait for
    the next call.
    """
    with _lock:
        taken, talks = dict(_waiting), set(_talks)
        _waiting.clear()
        _talks.clear()
    if not taken and not talks:
        return 0
    try:
        if taken:
            _write([(*mark, *times) for mark, times in taken.items()], gently=gently)
        fresh = [mark for mark, (_since, first) in taken.items() if first is not None]
        seeing.pass_on(((m.exercise_id, m.seat, m.item) for m in fresh), talks)
    except Error as problem:
        logger.warning("%d delivery marks wait: %s", len(taken), type(problem).__name__)
        _put_back(taken)
        with _lock:
            _talks.update(talks)
        return 0
    return len(taken)


def _put_back(taken: dict[Mark, tuple[int, int | None]]) -> None:
    with _lock:
        for mark, (since, first) in taken.items():
            _, later = _waiting.get(mark, (since, None))
            _waiting[mark] = (since, first if first is not None else later)


def _write(rows: list[tuple[int, str, int, str, int, int | None]], *, gently: bool) -> None:
    for start in range(0, len(rows), SLICE):
        began = time.monotonic()
        with connection.cursor() as cursor:
            batch = Batch(cursor)
            batch.insert(
                DELIVERIES,
                rows[start : start + SLICE],
                " ON CONFLICT (exercise_id, item, seat, generation) DO UPDATE SET"
                " opened_at = COALESCE(games_delivery.opened_at, excluded.opened_at)",
            )
            batch.send()
        if gently and start + SLICE < len(rows):
            time.sleep(min(REST_S, time.monotonic() - began))


@atexit.register
def flush_at_exit() -> None:
    """A clean stop loses no mark."""
    if _waiting:
        flush()


class Reach(NamedTuple):
    """How far an item has come with one team (`""` for seats of none): who has it, and who opened it."""

    team: str
    delivered: tuple[SeatId, ...]
    opened: tuple[SeatId, ...]


def reach(state: State, exercise_id: int, items: Iterable[ItemId]) -> dict[ItemId, tuple[Reach, ...]]:
    """For staff: the reach of each item by team, teams in the order of the plan and the teamless last."""
    found: dict[str, dict[str, bool]] = {}
    rows = Delivery.objects.filter(exercise_id=exercise_id, item__in=list(items))
    for item, seat, opened_at in rows.values_list("item", "seat", "opened_at"):
        seats = found.setdefault(item, {})
        seats[seat] = seats.get(seat, False) or opened_at is not None
    return {ItemId(item): tuple(_by_team(state, seats)) for item, seats in found.items()}


def _by_team(state: State, seats: dict[str, bool]) -> Iterable[Reach]:
    for team in (*(t.id for t in state.deck.teams), ""):
        mine = sorted(s for s in seats if _team_of(state, SeatId(s)) == team)
        if mine:
            yield Reach(
                team,
                tuple(SeatId(s) for s in mine),
                tuple(SeatId(s) for s in mine if seats[s]),
            )


def _team_of(state: State, seat: SeatId) -> str:
    entry = state.seats.get(seat)
    return (entry.spec.team or "") if entry else ""


def of_seat(exercise_id: int, seat: SeatId) -> dict[ItemId, bool]:
    """The items that have reached a seat, whoever sat there, and whether they were opened.

    What this process has noted and not written yet counts too.
    """
    rows = Delivery.objects.filter(exercise_id=exercise_id, seat=seat).values_list("item", "opened_at")
    found: dict[ItemId, bool] = {}
    for item, opened_at in rows:
        found[ItemId(item)] = found.get(ItemId(item), False) or opened_at is not None
    with _lock:
        pending = [(mark, times) for mark, times in _waiting.items() if mark[:2] == (exercise_id, seat)]
    for mark, (_since, first) in pending:
        found[mark.item] = found.get(mark.item, False) or first is not None
    return found
