"""The database itself refuses to change a stored rule pack, and keeps the one that exercises are played under.

The author is left out: it is emptied when the account goes. On SQLite a later migration that alters the table
rebuilds it and so drops the trigger: it has to run `forbid` again afterwards.
"""

import json

from django.db import migrations

from games.law.building import digest_of
from games.law.shipped import shipped_texts

TABLE = "games_rulepack"
COLUMNS = "digest, title, note, made_at, parent, shipped, files"
MESSAGE = "a stored rule pack never changes"

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


def keep_shipped(apps, schema_editor):
    """Stores the shipped pack where exercises are played under it, before an upgrade changes its files."""
    texts = shipped_texts()
    digest = digest_of(texts)
    played = apps.get_model("games", "Exercise").objects.filter(rules_digest=digest)
    first = played.order_by("created_at").first()
    if first is not None:
        apps.get_model("games", "RulePack").objects.get_or_create(
            digest=digest,
            defaults={
                "title": "tte",
                "made_at": first.created_at,
                "shipped": True,
                "files": json.dumps(texts, ensure_ascii=False),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("games", "0004_rule_packs")]

    operations = [
        migrations.RunPython(forbid, allow, elidable=False),
        migrations.RunPython(keep_shipped, migrations.RunPython.noop, elidable=True),
    ]
