"""Tells the engine what was opened and seen, where a condition of the deck asks: marks of the record become events."""

from __future__ import annotations

from collections.abc import Iterable

from games.engine import commands as c
from games.engine.ids import ItemId, SeatId, ThreadId
from games.models import Exercise
from games.services import cache
from games.services.rounds import Submission
from games.services.submitting import submit_many

TALK = "talk:"
"""What the name of a conversation begins with where pages report what is on the screen: `talk:<thread>:<message>`."""


def thread_of(name: str) -> ThreadId | None:
    """The conversation that a page reports by this name; None for an item."""
    return ThreadId(name.split(":")[1]) if name.startswith(TALK) and name.count(":") >= 1 else None


def pass_on(
    opened: Iterable[tuple[int, SeatId, ItemId]], talks: Iterable[tuple[int, SeatId, ThreadId]]
) -> int:
    """Hands over what conditions of each exercise ask about; says how many commands that took."""
    items: dict[tuple[int, SeatId], list[ItemId]] = {}
    for exercise_id, seat, item in opened:
        if "seen" in _reads(exercise_id):
            items.setdefault((exercise_id, seat), []).append(item)
    batch = [
        Submission(exercise_id, SeatId(""), "", c.NoteOpened(seat=seat, items=tuple(sorted(found))))
        for (exercise_id, seat), found in sorted(items.items())
    ]
    for exercise_id, seat, thread in sorted(set(talks)):
        if "heard" in _reads(exercise_id):
            seen = c.NoteSeen(seat=seat, thread=thread)
            batch.append(Submission(exercise_id, SeatId(""), "", seen))
    submit_many(batch)
    return len(batch)


def _reads(exercise_id: int) -> frozenset[str]:
    """The questions that conditions of an exercise ask; none of one that is gone or cannot be read."""
    try:
        return cache.state_of(exercise_id).reads
    except (Exercise.DoesNotExist, cache.BrokenChain, ValueError):
        return frozenset()
