"""The short way of a commit: what was decided on held states, as one statement that PostgreSQL has planned before.

Lock, check, rows and commit are one round trip. PostgreSQL only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import msgspec
import psycopg
from django.db import connection

from games.log import Head
from games.services.batch import EVENTS, RECEIPTS, TOLD, Table

Rows: TypeAlias = Sequence[Sequence[Any]]

_HEADS: Final = Table(
    "games_exercise",
    {
        "id": "bigint",
        "public_id": "text",
        "head_seq": "bigint",
        "head_digest": "text",
        "next_due_at": "bigint",
        "life": "text",
        "rules_digest": "text",
        "rules_day": "text",
    },
)
_SAME: Final = ("id", "public_id", "head_seq", "head_digest", "rules_digest", "rules_day")
"""What must stand in an exercise's row as it was held."""
_MOVED: Final = ("head_seq", "head_digest", "next_due_at", "life")
"""What a commit changes in it."""


def _given(mark: str, table: Table, name: str) -> str:
    shape = ", ".join(f"{column} {kind}" for column, kind in table.columns.items())
    return f"json_to_recordset(CAST(%({mark})s AS json)) AS {name}({shape})"


def _insertion(mark: str, table: Table) -> str:
    return (
        f"INSERT INTO {table.name} ({', '.join(table.columns)})"
        f" SELECT * FROM {_given(mark, table, 'given')} WHERE (SELECT still FROM held)"
    )


_KEYS: Final = Table("", {"exercise_id": "bigint", "key": "text"})
_STATEMENT: Final = f"""
WITH taken AS MATERIALIZED (
  SELECT e.id FROM games_exercise AS e JOIN {_given("heads", _HEADS, "h")}
  ON {" AND ".join(f"e.{column} = h.{column}" for column in _SAME)} ORDER BY e.id FOR NO KEY UPDATE OF e
), held AS MATERIALIZED (
  SELECT (SELECT count(*) FROM taken) = json_array_length(CAST(%(heads)s AS json)) AND NOT EXISTS (
    SELECT FROM {_given("keys", _KEYS, "k")} WHERE EXISTS (
      SELECT FROM games_receipt AS r WHERE r.exercise_id = k.exercise_id AND r.key = k.key OFFSET 0)) AS still
), events AS ({_insertion("events", EVENTS)}
), told AS ({_insertion("told", TOLD)}
), receipts AS ({_insertion("receipts", RECEIPTS)}
), moved AS (
  UPDATE games_exercise AS e SET {", ".join(f"{column} = l.{column}" for column in _MOVED)}
  FROM {_given("left", _HEADS, "l")} WHERE e.id = l.id AND (SELECT still FROM held)
)
SELECT still FROM held
"""
"""OFFSET 0 has each key looked up by itself: a join of the two tables would grow with the log."""


def written_as_held(
    held: Sequence[Head],
    left: Iterable[Head],
    keys: Iterable[tuple[int, str]],
    *,
    events: Rows,
    told: Rows,
    receipts: Rows,
) -> bool:
    """Writes rows, and the exercises as they are `left`, if these stand as `held` and no key was seen before.

    All of it is one transaction. False where something else is the case; nothing has been written then. Raises
    `django.db.Error` when the database does not answer.
    """
    given = {
        "heads": _text(_HEADS, held),
        "left": _text(_HEADS, left),
        "keys": _text(_KEYS, keys),
        "events": _text(EVENTS, events),
        "told": _text(TOLD, told),
        "receipts": _text(RECEIPTS, receipts),
    }
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        row = cursor.execute(_STATEMENT, given, prepare=True).fetchone()
    return row is not None and bool(row[0])


def _text(table: Table, rows: Iterable[Sequence[Any]]) -> str:
    return msgspec.json.encode(list(_named(table, rows))).decode()


def _named(table: Table, rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield dict(zip(table.columns, row, strict=True))
