"""Files that come with decks. The database itself refuses to change one once it is stored.

On SQLite a later migration that alters the table rebuilds it and so drops the trigger: it has to run `forbid`
again afterwards.
"""

from django.db import migrations, models

TABLE = "games_mediafile"
MESSAGE = "a stored media file never changes"

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


class Migration(migrations.Migration):
    dependencies = [("games", "0005_packs_stay")]

    operations = [
        migrations.CreateModel(
            name="MediaFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("content", models.BinaryField()),
                ("kept_at", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "media file",
                "verbose_name_plural": "media files",
                "ordering": ["-kept_at", "-id"],
            },
        ),
        migrations.RunPython(forbid, allow, elidable=False),
    ]
