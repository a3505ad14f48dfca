"""Rows that never change once they are stored: their model refuses it, and so does the database itself."""

from typing import Any

from django.db import migrations, models


class StoredOnce(models.Model):
    """A model whose rows are stored once. `unchangeable` says of a row what to do in place of changing it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new row. Raises ValueError for one that is stored already."""
        if self.pk is not None:
            raise ValueError(self.unchangeable)
        super().save(*args, **kwargs)

    @property
    def unchangeable(self) -> str:
        """Why this row cannot be saved again."""
        return f"{self} is stored and cannot be changed."


def refuse_changes(table: str, message: str, columns: str = "") -> migrations.RunPython:
    """A migration's operation: from then on the database refuses, with `message`, to change rows of a table.

    `columns`, with commas, are those that may not change (all, if empty). Deleting is left to foreign keys. On
    SQLite a later migration that alters the table rebuilds it and so drops the trigger: it has to run this again.
    """
    of = f" OF {columns}" if columns else ""
    forbid = {
        "sqlite": [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ],
        "postgresql": [
            f"""CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$""",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ],
    }
    allow = {
        "sqlite": [f"DROP TRIGGER {table}_no_update"],
        "postgresql": [f"DROP TRIGGER {table}_no_update ON {table}", f"DROP FUNCTION {table}_refuse()"],
    }

    def run(statements: dict[str, list[str]], schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return migrations.RunPython(
        lambda apps, editor: run(forbid, editor), lambda apps, editor: run(allow, editor), elidable=False
    )
