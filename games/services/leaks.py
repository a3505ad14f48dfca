"""What somebody saw on a seat: for staff, when a person sat on the wrong one."""

from __future__ import annotations

from dataclasses import dataclass

from games import log, reads
from games.engine import wire
from games.engine.access import audiences_of
from games.engine.events import Recorded, SeatTaken, SeatVacated
from games.engine.frames import TheFrame
from games.engine.ids import ItemId, SeatId
from games.models import Delivery, LoggedEvent
from games.services.cache import state_of


@dataclass(frozen=True, slots=True)
class Seen:
    """An item that reached the screen, and when it was opened there, if it was (wall ms)."""

    item: ItemId
    delivered_at: int
    opened_at: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody on a seat, from `since` to `until` (wall ms; None while it lasts). `number` counts from 0."""

    number: int
    name: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class LeakReport:
    """One sitting on a seat, from `since` to `until` (wall ms; None while it lasts).

    `told` are the frames told during it, oldest first; `earlier` those that the pages of the seat already
    showed when it began.
    """

    seat: SeatId
    name: str
    since: int
    until: int | None
    earlier: tuple[TheFrame, ...]
    told: tuple[TheFrame, ...]
    seen: tuple[Seen, ...]


def leak_report(exercise_id: int, seat: SeatId, sitting: int = -1) -> LeakReport | None:
    """What a seat was told and opened during one sitting, by default the last; None if there was none such.

    A move to another device goes on with the same sitting.
    """
    sittings = _sittings(exercise_id, seat)
    try:
        taken, vacated = sittings[sitting]
    except IndexError:
        return None
    event = taken.event
    assert isinstance(event, SeatTaken)
    until = vacated.at.wall_ms if vacated else None
    audiences = audiences_of(state_of(exercise_id), seat)
    last = vacated.seq if vacated else reads.head_seq(exercise_id)
    rows = reads.frames_upto(exercise_id, audiences, last)
    return LeakReport(
        seat=seat,
        name=event.name,
        since=taken.at.wall_ms,
        until=until,
        earlier=tuple(wire.decode_frame(row.frame) for row in rows if row.seq <= taken.seq),
        told=tuple(wire.decode_frame(row.frame) for row in rows if row.seq > taken.seq),
        seen=_seen(exercise_id, seat, taken.at.wall_ms, until),
    )


def sittings(exercise_id: int, seat: SeatId) -> tuple[Sitting, ...]:
    """Who has sat on a seat, oldest first."""
    return tuple(
        Sitting(number, taken.event.name, taken.at.wall_ms, vacated.at.wall_ms if vacated else None)
        for number, (taken, vacated) in enumerate(_sittings(exercise_id, seat))
        if isinstance(taken.event, SeatTaken)
    )


def _sittings(exercise_id: int, seat: SeatId) -> list[tuple[Recorded, Recorded | None]]:
    """When the seat was taken and when it was left, oldest first."""
    rows = LoggedEvent.objects.filter(exercise_id=exercise_id, kind__in=("seat_taken", "seat_vacated"))
    found: list[tuple[Recorded, Recorded | None]] = []
    for row in rows.order_by("seq").values_list(*log.EventRow._fields):
        record = log.recorded_of(log.EventRow(*row))
        match record.event:
            case SeatTaken(seat=taken, moved=moved) if taken == seat:
                if not (moved and found and found[-1][1] is None):
                    found.append((record, None))
            case SeatVacated(seat=left) if left == seat and found:
                found[-1] = (found[-1][0], record)
    return found


def _seen(exercise_id: int, seat: SeatId, since: int, until: int | None) -> tuple[Seen, ...]:
    rows = Delivery.objects.filter(exercise_id=exercise_id, seat=seat, delivered_at__gte=since)
    if until is not None:
        rows = rows.filter(delivered_at__lte=until)
    fields = rows.order_by("delivered_at", "id").values_list("item", "delivered_at", "opened_at")
    return tuple(Seen(ItemId(item), delivered, opened) for item, delivered, opened in fields)
