"""`manage.py continuity`: what a room needs to go on by paper, from an exercise as it stands."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from games.management.asking import exercise_of
from games.services import continuity


class Command(BaseCommand):
    help = "Write the continuity pack of an exercise (a zip of a workbook and a document). EXERCISE is its public id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exercise", metavar="EXERCISE")
        parser.add_argument(
            "--out", metavar="FILE", type=Path, help="the file to write (default: EXERCISE.zip here)"
        )
        parser.add_argument(
            "--language", default="", help="en, ja, zh-hant or zh-hans (default: the deck's first)"
        )

    def handle(self, *args: object, exercise: str, out: Path | None, language: str, **options: Any) -> None:
        content = continuity.zipped(exercise_of(exercise).pk, language=language)
        file = out or Path(f"continuity-{exercise}.zip")
        file.write_bytes(content)
        self.stdout.write(f"written to {file}")
