"""The database itself refuses to change what a stored deck version says.

The owner is left out: it is emptied when the account goes. On SQLite a later migration that alters the table
rebuilds it and so drops the trigger: it has to run `forbid` again afterwards.
"""

from django.db import migrations

TABLE = "injects_deck"
COLUMNS = "slug, version, digest, title, source, created_at"
MESSAGE = "a stored deck version never changes"

FORBID = {
    "sqlite": [
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE OF {COLUMNS} ON {TABLE}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ],
    "postgresql": [
        f"""CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$""",
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE OF {COLUMNS} ON {TABLE}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    ],
}
ALLOW = {
    "sqlite": [f"DROP TRIGGER {TABLE}_no_update"],
    "postgresql": [f"DROP TRIGGER {TABLE}_no_update ON {TABLE}", f"DROP FUNCTION {TABLE}_refuse()"],
}


def forbid(apps, schema_editor):
    """Creates the trigger, in the words of the database at hand."""
    for statement in FORBID[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    """Takes the trigger away again."""
    for statement in ALLOW[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("injects", "0001_decks")]

    operations = [migrations.RunPython(forbid, allow, elidable=False)]
