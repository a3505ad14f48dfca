"""Questions to the database that pages, sockets and commands ask; none of them changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from games import log
from games.engine.events import Recorded
from games.engine.ids import Audience
from games.models import Disclosure, Exercise, Heartbeat, LoggedEvent


class Row(NamedTuple):
    """One frame as it was told. `id` orders the frames of several audiences; it stays on the server."""

    id: int
    audience: Audience
    position: int
    seq: int
    frame: str


def exercise(public_id: str) -> Exercise:
    """The exercise of an address. Raises Exercise.DoesNotExist."""
    return Exercise.objects.get(public_id=public_id)


def frames(
    exercise_id: int, after: Mapping[Audience, int], limit: int | None = None, *, upto: int | None = None
) -> list[Row]:
    """What these audiences were told after their positions, in the order of the log, `limit` at most.

    `upto` leaves out what was told after that place in the log.
    """
    if not after:
        return []
    wanted = Q()
    for audience, position in after.items():
        wanted |= Q(audience=audience, position__gt=position)
    found = Disclosure.objects.filter(wanted, exercise_id=exercise_id).order_by("id")
    if upto is not None:
        found = found.filter(seq__lte=upto)
    return [Row(*row) for row in found.values_list(*Row._fields)[:limit]]


def frames_upto(exercise_id: int, audiences: Iterable[Audience], seq: int) -> list[Row]:
    """All that these audiences had been told when the log stood at `seq`, in its order."""
    found = Disclosure.objects.filter(exercise_id=exercise_id, audience__in=list(audiences), seq__lte=seq)
    return [Row(*row) for row in found.order_by("id").values_list(*Row._fields)]


def heads(exercise_id: int, audiences: Sequence[Audience]) -> dict[Audience, int]:
    """The last position of each of these audiences, 0 where nothing was told yet."""
    if not audiences:
        return {}
    one = "(SELECT MAX(position) FROM games_disclosure WHERE exercise_id = %s AND audience = %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([one] * len(audiences))}",
            [value for audience in audiences for value in (exercise_id, audience)],
        )
        found = cursor.fetchone()
    return {audience: position or 0 for audience, position in zip(audiences, found, strict=True)}


def log_page(exercise_id: int, after: int = 0, limit: int = 500) -> list[Recorded]:
    """Up to `limit` records after a sequence number, in order; for staff and analysts only."""
    found = LoggedEvent.objects.filter(exercise_id=exercise_id, seq__gt=after).order_by("seq")
    return [log.recorded_of(log.EventRow(*row)) for row in found.values_list(*log.EventRow._fields)[:limit]]


def head_seq(exercise_id: int) -> int:
    """How many events the log has. Raises Exercise.DoesNotExist."""
    return Exercise.objects.values_list("head_seq", flat=True).get(pk=exercise_id)


def heartbeats() -> dict[str, int]:
    """When each process that timers depend on last gave a sign of life (wall ms), by its name."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def beginnings() -> dict[str, int]:
    """When each process that timers depend on was started (wall ms), by its name."""
    return dict(Heartbeat.objects.values_list("name", "since"))


def fact_changes(exercise_id: int) -> list[Recorded]:
    """The records that changed facts, in order; for staff only."""
    kinds = ("facts_set", "fact_retracted")
    found = LoggedEvent.objects.filter(exercise_id=exercise_id, kind__in=kinds).order_by("seq")
    return [log.recorded_of(log.EventRow(*row)) for row in found.values_list(*log.EventRow._fields)]
