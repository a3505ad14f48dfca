"""Statements that travel to the database together: a round trip costs more than most of them do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper

Statement: TypeAlias = tuple[str, Sequence[Any]]
"""SQL with `%s` marks, and its parameters."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that rows are appended to: its columns, each with its type in PostgreSQL."""

    name: str
    columns: dict[str, str]


EVENTS = Table(
    "games_loggedevent",
    {
        "exercise_id": "bigint",
        "seq": "bigint",
        "kind": "text",
        "version": "smallint",
        "data": "text",
        "wall_at": "bigint",
        "exercise_ms": "bigint",
        "scenario_at": "bigint",
        "turn": "integer",
        "actor_seat": "text",
        "cause": "bigint",
        "told_digest": "text",
        "prev_digest": "text",
        "digest": "text",
    },
)
TOLD = Table(
    "games_disclosure",
    {"exercise_id": "bigint", "audience": "text", "position": "bigint", "seq": "bigint", "frame": "text"},
)
RECEIPTS = Table("games_receipt", {"exercise_id": "bigint", "key": "text", "actor": "text", "answer": "text"})
TIMERS = Table(
    "games_timer",
    {
        "exercise_id": "bigint",
        "timer": "text",
        "kind": "text",
        "ref": "text",
        "basis": "text",
        "at_ms": "bigint",
        "wall_due": "bigint",
    },
)
DELIVERIES = Table(
    "games_delivery",
    {
        "exercise_id": "bigint",
        "seat": "text",
        "generation": "integer",
        "item": "text",
        "delivered_at": "bigint",
        "opened_at": "bigint",
    },
)


class Batch:
    """Collects statements; `send` has them done in order, on PostgreSQL in one round trip.

    SQLite does each at once: it has no round trips to save, and takes one statement at a time.
    """

    def __init__(self, cursor: CursorWrapper) -> None:
        self.cursor = cursor
        self.waiting: list[Statement] = []

    def add(self, sql: str, parameters: Sequence[Any]) -> None:
        if connection.vendor == "postgresql":
            self.waiting.append((sql, parameters))
        else:
            self.cursor.execute(sql, parameters)

    def insert(self, table: Table, rows: Sequence[Sequence[Any]], tail: str = "") -> None:
        """Inserts rows in their order; `tail` is a conflict clause."""
        if not rows:
            return
        into = f"INSERT INTO {table.name} ({', '.join(table.columns)})"
        if connection.vendor == "postgresql":
            # As one JSON text: psycopg would quote every cell by itself, in Python.
            shape = ", ".join(f"{name} {kind}" for name, kind in table.columns.items())
            text = msgspec.json.encode([dict(zip(table.columns, row, strict=True)) for row in rows]).decode()
            # Never without WHERE: else a conflict clause could be read as a join of the SELECT.
            source = f"json_to_recordset(%s) AS given({shape}) WHERE true"
            self.waiting.append((f"{into} SELECT * FROM {source}{tail}", [text]))
        else:
            self.cursor.executemany(f"{into} VALUES ({marks(table.columns)}){tail}", rows)

    def send(self) -> None:
        """Has what was collected done."""
        if self.waiting:
            self.cursor.execute(*_joined(self.waiting))
            self.waiting.clear()

    def send_last(self) -> None:
        """Has what was collected done, as the last of its transaction.

        Where it can, the commit travels along: a round trip less while the lock is held. Django's own commit,
        which follows, then finds nothing left to do. Inside another transaction, as tests have it, it cannot.
        """
        if self.waiting and not connection.savepoint_ids:
            self.waiting.append(("COMMIT", ()))
        self.send()


def ask(cursor: CursorWrapper, *questions: Statement) -> list[list[tuple[Any, ...]]]:
    """The rows that answer each question, asked in order, on PostgreSQL in one round trip.

    Each question sees what was committed by the time the one before it was answered.
    """
    if connection.vendor != "postgresql":
        return [list(cursor.execute(*question).fetchall()) for question in questions]
    cursor.execute(*_joined(questions))
    answers = [list(cursor.fetchall())]
    while cursor.nextset():
        answers.append(list(cursor.fetchall()))
    return answers


def _joined(statements: Sequence[Statement]) -> Statement:
    return "; ".join(sql for sql, _ in statements), [p for _, parameters in statements for p in parameters]


def marks(items: Sequence[Any] | dict[str, Any]) -> str:
    """As many parameter marks as there are items."""
    return ", ".join(["%s"] * len(items))
