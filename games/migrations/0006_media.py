"""Files that come with decks. The database itself refuses to change one once it is stored."""

from django.db import migrations, models

from games.stored_once import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("games", "0005_packs_stay")]

    operations = [
        migrations.CreateModel(
            name="MediaFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
        refuse_changes("games_mediafile", "a stored media file never changes"),
    ]
