"""The database itself refuses to change what a stored deck version says.

The owner is left out: it is emptied when the account goes.
"""

from django.db import migrations

from games.stored_once import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("injects", "0001_decks")]

    operations = [
        refuse_changes(
            "injects_deck",
            "a stored deck version never changes",
            "slug, version, digest, title, source, created_at",
        )
    ]
