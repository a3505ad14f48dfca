"""A delivery mark no longer has the database look up its exercise: with many seats that was half of its cost."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("games", "0006_media")]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="exercise",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="games.exercise",
            ),
        ),
    ]
