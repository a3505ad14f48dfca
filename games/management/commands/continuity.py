"""`manage.py continuity`: what a room needs to go on by paper, from an exercise as it stands."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from games.management.asking import exercise_of
from games.services import continuity


class Command(BaseCommand):
    help = (
        "Write the continuity pack of an exercise (a zip of a workbook and a document). EXERCISE is its public id;"
        " with --all instead, a pack of each exercise under way is kept where the server keeps them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("exercise", metavar="EXERCISE", nargs="?", default="")
        which.add_argument("--all", action="store_true", help="keep packs as the server does each minute")
        parser.add_argument(
            "--out", metavar="FILE", type=Path, help="the file to write (default: EXERCISE.zip here)"
        )
        parser.add_argument(
            "--language", default="", help="en, ja, zh-hant or zh-hans (default: the deck's first)"
        )

    def handle(
        self, *args: object, exercise: str, all: bool, out: Path | None, language: str, **options: Any
    ) -> None:
        if all:
            self.stdout.write(f"{continuity.keep_all()} packs kept in {settings.TTE_PAPER_DIR}")
            return
        content = continuity.zipped(exercise_of(exercise).pk, language=language)
        file = out or Path(f"continuity-{exercise}.zip")
        file.write_bytes(content)
        self.stdout.write(f"written to {file}")
