"""`manage.py export_log`: the whole record of an exercise as a file that can be checked."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from games.management.asking import exercise_of
from games.services import auditing


class Command(BaseCommand):
    help = "Write the log of an exercise, with its deliveries, as JSON lines. EXERCISE is its public id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("exercise", metavar="EXERCISE")
        parser.add_argument("--out", metavar="FILE", type=Path, help="the file to write (default: output)")

    def handle(self, *args: object, exercise: str, out: Path | None, **options: Any) -> None:
        lines = auditing.exported(exercise_of(exercise))
        if out is None:
            sys.stdout.buffer.writelines(lines)
            return
        with out.open("wb") as file:
            file.writelines(lines)
        self.stderr.write(f"written to {out}", self.style.SUCCESS)
