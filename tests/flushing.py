"""How tests empty the append-only tables between them, which the database itself forbids."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations


def allow_flushing() -> None:
    """Makes Django's flush lift the triggers of append-only tables for as long as it takes."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_all(operations: BaseDatabaseOperations, statements: Iterable[str]) -> None:
        lift, restore = around_flush(operations.connection)
        flush(operations, [*lift, *statements, *restore])

    BaseDatabaseOperations.execute_sql_flush = flush_all  # type: ignore[assignment,method-assign]


def around_flush(connection: Any) -> tuple[list[str], list[str]]:
    """The statements before and after a flush on this database."""
    if connection.vendor == "postgresql":
        return ["SET LOCAL session_replication_role = replica"], []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
