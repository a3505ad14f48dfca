"""The database itself refuses to change a stored rule pack, and keeps the one that exercises are played under.

The author is left out: it is emptied when the account goes.
"""

import json

from django.db import migrations

from games.law.building import digest_of
from games.law.shipped import shipped_texts
from games.stored_once import refuse_changes


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
        refuse_changes(
            "games_rulepack",
            "a stored rule pack never changes",
            "digest, title, note, made_at, parent, shipped, files",
        ),
        migrations.RunPython(keep_shipped, migrations.RunPython.noop, elidable=True),
    ]
