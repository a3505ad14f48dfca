"""The files of decks and drafts. The database itself refuses to change a file of a stored deck version.

On SQLite a later migration that alters the table rebuilds it and so drops the trigger: it has to run `forbid`
again afterwards.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "injects_deckfile"
MESSAGE = "a file of a stored deck version never changes"

FORBID = {
    "sqlite": [
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ],
    "postgresql": [
        f"""CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$""",
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}"
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


def file_of(owner, related, singular, plural, once):
    """A table of names of files, for decks or for drafts."""
    return migrations.CreateModel(
        name=f"{owner}File",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("name", models.CharField(max_length=80)),
            (
                owner.lower(),
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="files", to=f"injects.{owner.lower()}"
                ),
            ),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name=related, to="games.mediafile"
                ),
            ),
        ],
        options={
            "verbose_name": singular,
            "verbose_name_plural": plural,
            "ordering": ["name"],
            "constraints": [models.UniqueConstraint(fields=(owner.lower(), "name"), name=once)],
        },
    )


class Migration(migrations.Migration):
    dependencies = [("injects", "0006_import_memories"), ("games", "0006_media")]

    operations = [
        file_of("Deck", "deck_files", "file of a deck", "files of decks", "deck_file_once"),
        file_of("Draft", "draft_files", "file of a draft", "files of drafts", "draft_file_once"),
        migrations.RunPython(forbid, allow, elidable=False),
    ]
