"""The rows of the log: chained when they are made, decoded when they are read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from games.engine import wire
from games.engine.events import Recorded, Stamp
from games.engine.ids import Audience
from games.review import chain

CHUNK = 2000
"""Rows fetched at a time while a log is read."""


class EventRow(NamedTuple):
    """One row of the log, in the order of the columns below."""

    exercise_id: int
    seq: int
    kind: str
    version: int
    data: str
    wall_at: int
    exercise_ms: int
    scenario_at: int
    turn: int
    actor_seat: str
    cause: int
    told_digest: str
    prev_digest: str
    digest: str


class ToldRow(NamedTuple):
    """One frame to one audience."""

    exercise_id: int
    audience: Audience
    position: int
    seq: int
    frame: str


class Pin(NamedTuple):
    """The rule pack an exercise is played under: its digest, and the day on which its law is in force."""

    digest: str = ""
    day: str = ""


SHIPPED = Pin()
"""Whatever pack comes with tte."""


class Head(NamedTuple):
    """An exercise as its row has it."""

    id: int
    public_id: str
    head_seq: int
    head_digest: str
    next_due_at: int | None
    life: str
    rules_digest: str
    rules_day: str

    @property
    def pin(self) -> Pin:
        """The rule pack of the exercise; it never changes."""
        return Pin(self.rules_digest, self.rules_day)


# Rows ----------------------------------------------------------------------------------------------------


def chained(
    exercise_id: int, prev_digest: str, recorded: Recorded, frames: Sequence[tuple[Audience, int, str]]
) -> EventRow:
    """The row that follows `prev_digest`."""
    kind = wire.kind_of(recorded.event)
    at = recorded.at
    row = EventRow(
        exercise_id=exercise_id,
        seq=recorded.seq,
        kind=kind,
        version=wire.version_of(kind),
        data=wire.encode_event(recorded.event).decode(),
        wall_at=at.wall_ms,
        exercise_ms=at.exercise_ms,
        scenario_at=at.scenario_ms,
        turn=at.turn,
        actor_seat=recorded.actor,
        cause=recorded.cause,
        told_digest=chain.told_digest(frames),
        prev_digest=prev_digest,
        digest="",
    )
    return row._replace(digest=chain.digest_of(link_of(row)))


def link_of(row: EventRow) -> chain.Link:
    """The digested part of a row."""
    return chain.Link(
        row.seq,
        row.kind,
        row.version,
        row.wall_at,
        row.exercise_ms,
        row.scenario_at,
        row.turn,
        row.actor_seat,
        row.cause,
        row.told_digest,
        row.prev_digest,
        row.data,
    )


def recorded_of(row: EventRow) -> Recorded:
    """The record in a row; an older version of its event is brought up to date."""
    return Recorded(
        seq=row.seq,
        at=Stamp(row.wall_at, row.exercise_ms, row.scenario_at, row.turn),
        actor=row.actor_seat,
        cause=row.cause,
        event=wire.decode_event(row.kind, row.version, row.data.encode()),
    )


# Reading ------------------------------------------------------------------------------------------------

_COLUMNS = ", ".join(EventRow._fields)
_HEAD = f"SELECT {', '.join(Head._fields)} FROM games_exercise WHERE id = %s"


def head_of(exercise_id: int) -> Head | None:
    """The exercise as its row has it; None where there is none. Asked for every page and command, hence by hand."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [exercise_id])
        row = cursor.fetchone()
    return None if row is None else Head(*row)


def rows(exercise_id: int, after: int = 0, upto: int | None = None) -> Iterator[EventRow]:
    """The rows after one sequence number (and up to another), in order, a chunk at a time."""
    while True:
        chunk = _chunk(exercise_id, after, upto)
        yield from chunk
        if len(chunk) < CHUNK:
            return
        after = chunk[-1].seq


def _chunk(exercise_id: int, after: int, upto: int | None) -> list[EventRow]:
    bound = "" if upto is None else " AND seq <= %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM games_loggedevent WHERE exercise_id = %s AND seq > %s{bound}"
            f" ORDER BY seq LIMIT {CHUNK}",
            [exercise_id, after] if upto is None else [exercise_id, after, upto],
        )
        return [EventRow(*row) for row in cursor.fetchall()]


def positions(exercise_id: int, after: int, upto: int) -> dict[Audience, int]:
    """The last position of each audience that was told something of the events in (`after`, `upto`]."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audience, MAX(position) FROM games_disclosure"
            " WHERE exercise_id = %s AND seq > %s AND seq <= %s GROUP BY audience",
            [exercise_id, after, upto],
        )
        return dict(cursor.fetchall())
