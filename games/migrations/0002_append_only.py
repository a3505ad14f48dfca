"""The database itself refuses to change or remove what was logged and what was told.

On SQLite a later migration that alters one of these tables rebuilds it and so drops its triggers: it has to run
`forbid` again afterwards.
"""

from django.db import migrations

TABLES = {
    "games_loggedevent": ("exercise_id", "seq"),
    "games_disclosure": ("exercise_id", "audience", "position"),
}
MESSAGE = "{table} is append-only"


def forbid(apps, schema_editor):
    """Creates the triggers, in the words of the database at hand."""
    for table, key in TABLES.items():
        for statement in STATEMENTS[schema_editor.connection.vendor](table, key):
            schema_editor.execute(statement)


def allow(apps, schema_editor):
    """Takes the triggers away again."""
    for table in TABLES:
        for statement in REVERSED[schema_editor.connection.vendor](table):
            schema_editor.execute(statement)


def sqlite(table, key):
    """REPLACE removes a row without firing the trigger on delete, so an insert over a row is refused too."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE.format(table=table)}'); END"
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    ]


def postgresql(table, key):
    """One trigger for each statement: it refuses before any row is touched."""
    return [
        f"""CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE.format(table=table)}' USING ERRCODE = 'restrict_violation'; END $$""",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


STATEMENTS = {"sqlite": sqlite, "postgresql": postgresql}
REVERSED = {
    "sqlite": lambda table: [
        f"DROP TRIGGER {table}_no_update",
        f"DROP TRIGGER {table}_no_delete",
        f"DROP TRIGGER {table}_no_replace",
    ],
    "postgresql": lambda table: [
        f"DROP TRIGGER {table}_append_only ON {table}",
        f"DROP FUNCTION {table}_refuse()",
    ],
}


class Migration(migrations.Migration):
    dependencies = [("games", "0001_exercises_log_and_seats")]

    operations = [migrations.RunPython(forbid, allow, elidable=False)]
