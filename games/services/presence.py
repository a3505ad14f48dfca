"""Which seats have a live connection, over all web processes: for staff pages, and no part of the record."""

from __future__ import annotations

from collections.abc import Iterable

from games.engine.ids import Millis, SeatId
from games.models import Presence
from games.services.clock import now_ms

EVERY_S = 5
"""How often a web process notes the seats that are connected to it."""
STALE_MS = 15_000
"""A seat that nobody has noted for so long is gone."""


def note(seats: Iterable[tuple[int, SeatId]], at: Millis | None = None) -> int:
    """Notes that these seats (exercise id and seat) are connected at `at` (wall ms); says how many."""
    when = now_ms() if at is None else at
    rows = [Presence(exercise_id=exercise, seat=seat, at=when) for exercise, seat in sorted(set(seats))]
    if rows:
        Presence.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["exercise", "seat"], update_fields=["at"]
        )
    return len(rows)


def online(exercise_id: int, now: Millis) -> frozenset[SeatId]:
    """The seats of an exercise that were connected a moment before `now` (wall ms)."""
    fresh = Presence.objects.filter(exercise_id=exercise_id, at__gt=now - STALE_MS)
    return frozenset(SeatId(seat) for seat in fresh.values_list("seat", flat=True))
