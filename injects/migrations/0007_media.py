"""The files of decks and drafts. The database itself refuses to change a file of a stored deck version."""

import django.db.models.deletion
from django.db import migrations, models

from games.stored_once import refuse_changes


def file_of(owner, related, singular, plural, once):
    """A table of names of files, for decks or for drafts."""
    return migrations.CreateModel(
        name=f"{owner}File",
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("name", models.CharField(max_length=80)),
            (
                owner.lower(),
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="files",
                    to=f"injects.{owner.lower()}",
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
        refuse_changes("injects_deckfile", "a file of a stored deck version never changes"),
    ]
