"""`manage.py verify_log`: whether a log is still as it was written, in the database or in a file."""

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from games.management.asking import exercise_of
from games.review import export
from games.review.chain import Fault
from games.services import auditing

MOST = 50
"""Faults printed; the first ones say what there is to know."""


class Command(BaseCommand):
    help = "Check a log, and name what was changed, taken out, added or moved. Exit 1 if anything was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "log", metavar="EXERCISE|FILE", help="an exercise's public id, or a file of export_log"
        )

    def handle(self, *args: object, log: str, **options: Any) -> None:
        path = Path(log)
        if path.is_file():
            with path.open("rb") as file:
                self._report(export.file_faults(file))
            self.stdout.write(f"{path}: every line is as it was written", self.style.SUCCESS)
            return
        exercise = exercise_of(log)
        self._report(auditing.faults(exercise))
        self.stdout.write(
            f"{exercise.public_id}: {exercise.head_seq} events, all as they were written\n"
            f"digest of the last event: {exercise.head_digest}",
            self.style.SUCCESS,
        )

    def _report(self, faults: Iterable[Fault]) -> None:
        found = list(islice(faults, MOST + 1))
        for fault in found[:MOST]:
            self.stdout.write(str(fault), self.style.ERROR)
        if found:
            self.stdout.write(_counted(len(found)), self.style.ERROR)
            sys.exit(1)


def _counted(found: int) -> str:
    if found > MOST:
        return f"more than {MOST} faults"
    return "1 fault" if found == 1 else f"{found} faults"
