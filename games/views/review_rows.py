"""Pages of the log and of what was told, read by index: never the whole log for one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models import Max, Min, QuerySet

from games.engine import wire
from games.engine.events import Recorded, Stamp
from games.engine.ids import ItemId, Millis, TeamId
from games.engine.state import State
from games.models import Delivery, Disclosure, LoggedEvent
from games.review.telling import Telling, audiences_of_team, once
from games.review.timeline import Belongings, Filter, keeps

SIZE = 100
BATCH = 500
MOST_SCANNED = 20_000
"""Rows looked at for one page; a search that finds too little says how far it came."""

_FIELDS = (
    "seq",
    "kind",
    "version",
    "data",
    "wall_at",
    "exercise_ms",
    "scenario_at",
    "turn",
    "actor_seat",
    "cause",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: entries before `before`, or after `after`; neither for the newest."""

    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries of the log, newest first. `older` and `newer` begin the pages beside it, if there are any.

    `searched_to` is set when the search stopped before the page was full.
    """

    entries: tuple[Recorded, ...]
    older: int | None
    newer: int | None
    searched_to: int | None = None


def log_page(exercise_id: int, wanted: Filter, of: Belongings, place: Place) -> Page:
    """A page of the log through a filter."""
    forward = place.after is not None
    rows = _narrowed(LoggedEvent.objects.filter(exercise_id=exercise_id), wanted)
    rows = rows.filter(seq__gt=place.after) if forward else rows
    rows = rows.filter(seq__lt=place.before) if place.before is not None else rows
    found: list[Recorded] = []
    scanned = 0
    last = 0
    for record in _records(rows.order_by("seq" if forward else "-seq")):
        scanned, last = scanned + 1, record.seq
        if keeps(wanted, record, of):
            found.append(record)
        if len(found) > SIZE or scanned >= MOST_SCANNED:
            break
    more = len(found) > SIZE
    stopped = last if scanned >= MOST_SCANNED and not more else None
    shown = found[:SIZE]
    if forward:
        shown.reverse()
        return Page(tuple(shown), _older(shown, place.after), shown[0].seq if more else None, stopped)
    older = shown[-1].seq if more else stopped
    newer = shown[0].seq if place.before is not None and shown else None
    return Page(tuple(shown), older, newer, stopped)


def _older(shown: list[Recorded], after: int | None) -> int | None:
    return shown[-1].seq if shown else after


def _narrowed(rows: QuerySet[LoggedEvent], wanted: Filter) -> QuerySet[LoggedEvent]:
    """What the database can leave out by itself; `keeps` decides the rest exactly."""
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.text:
        rows = rows.filter(data__icontains=_in_json(wanted.text))
    if wanted.ref is not None and wanted.ref.kind != "seat":
        rows = rows.filter(data__contains=_in_json(wanted.ref.id))
    return rows


def _in_json(text: str) -> str:
    """Letters as they stand inside a JSON string."""
    return msgspec.json.encode(text).decode()[1:-1]


def _records(rows: QuerySet[LoggedEvent]) -> Iterator[Recorded]:
    for row in rows.values_list(*_FIELDS).iterator(chunk_size=BATCH):
        yield _recorded(row)


def _recorded(row: tuple[Any, ...]) -> Recorded:
    seq, kind, version, data, wall, exercise, scenario, turn, actor, cause = row
    event = wire.decode_event(kind, version, data.encode())
    return Recorded(seq, Stamp(wall, exercise, scenario, turn), actor, cause, event)


def records_of(exercise_id: int, kinds: tuple[str, ...]) -> Iterator[Recorded]:
    """All entries of some kinds, oldest first."""
    rows = LoggedEvent.objects.filter(exercise_id=exercise_id, kind__in=kinds)
    return _records(rows.order_by("seq"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with its data as it stands in the log, what it follows from and what follows from it."""

    recorded: Recorded
    version: int
    data: str
    digest: str
    causes: tuple[Recorded, ...]
    effects: tuple[Recorded, ...]
    told: tuple[Telling, ...]


def entry(exercise_id: int, seq: int) -> Entry | None:
    """One entry by its number, None where the log has none."""
    rows = LoggedEvent.objects.filter(exercise_id=exercise_id)
    row = rows.filter(seq=seq).values_list(*_FIELDS, "digest").first()
    if row is None:
        return None
    recorded = _recorded(row[:-1])
    effects = rows.filter(cause=seq, seq__gt=seq).order_by("seq")
    told = Disclosure.objects.filter(exercise_id=exercise_id, seq=seq).order_by("id")
    return Entry(
        recorded=recorded,
        version=row[2],
        data=msgspec.json.format(row[3], indent=2),
        digest=row[-1],
        causes=tuple(_causes(rows, recorded)),
        effects=tuple(_records(effects[:SIZE])),
        told=tuple(_telling(*t) for t in told.values_list("seq", "frame")),
    )


def _causes(rows: QuerySet[LoggedEvent], recorded: Recorded) -> Iterator[Recorded]:
    """The chain of causes, nearest first."""
    cause = recorded.cause
    while cause:
        found = rows.filter(seq=cause).values_list(*_FIELDS).first()
        if found is None:
            return
        earlier = _recorded(found)
        yield earlier
        cause = earlier.cause


def _telling(seq: int, frame: str) -> Telling:
    return Telling(seq, wire.decode_frame(frame))


@dataclass(frozen=True, slots=True)
class ToldPage:
    """What one team was told, newest first."""

    tellings: tuple[Telling, ...]
    older: int | None
    newer: int | None


def told_page(exercise_id: int, state: State, team: TeamId, text: str, place: Place) -> ToldPage:
    """A page of what all seats of a team were told. Frames of one entry are never parted by a page's end."""
    audiences = audiences_of_team(state, team)
    rows = Disclosure.objects.filter(exercise_id=exercise_id, audience__in=audiences)
    if text:
        rows = rows.filter(frame__icontains=_in_json(text))
    forward = place.after is not None
    rows = rows.filter(seq__gt=place.after) if forward else rows
    rows = rows.filter(seq__lt=place.before) if place.before is not None else rows
    rows = rows.order_by("seq", "id") if forward else rows.order_by("-seq", "-id")
    taken = list(rows.values_list("seq", "frame")[: SIZE + 1])
    more = len(taken) > SIZE
    if more:
        cut = taken[-1][0]
        whole = [row for row in taken if row[0] != cut]
        taken = whole or taken
    shown = once(_telling(*row) for row in taken)
    if forward:
        shown = shown[::-1]
    return ToldPage(shown, *_beside(shown, place, forward=forward, more=more))


def _beside(
    shown: tuple[Telling, ...], place: Place, *, forward: bool, more: bool
) -> tuple[int | None, int | None]:
    if not shown:
        return None, None
    if forward:
        return shown[-1].seq, shown[0].seq if more else None
    return shown[-1].seq if more else None, shown[0].seq if place.before is not None else None


def first_opened(exercise_id: int, state: State) -> dict[tuple[ItemId, TeamId], Millis]:
    """When each team first opened each item (wall ms)."""
    rows = Delivery.objects.filter(exercise_id=exercise_id, opened_at__isnull=False)
    found: dict[tuple[ItemId, TeamId], Millis] = {}
    team_of = {s.spec.id: s.spec.team for s in state.seats.values()}
    for item, seat, at in rows.values_list("item", "seat").annotate(at=Min("opened_at")):
        team = team_of.get(seat)
        if team is not None:
            place = (ItemId(item), team)
            found[place] = min(at, found.get(place, at))
    return found


def read_by(exercise_id: int, item: str) -> list[tuple[str, Millis, Millis | None]]:
    """Who was shown an item, and opened it: seat, shown, opened (wall ms)."""
    rows = Delivery.objects.filter(exercise_id=exercise_id, item=item)
    return list(rows.values_list("seat").annotate(shown=Min("delivered_at"), opened=Min("opened_at")))


def last_seq(exercise_id: int) -> int:
    """How many entries the log has."""
    return LoggedEvent.objects.filter(exercise_id=exercise_id).aggregate(last=Max("seq"))["last"] or 0
