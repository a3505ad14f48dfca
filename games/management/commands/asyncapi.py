"""Writes the description of the live wire, or says whether the one at hand is true."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from games import asyncapi


class Command(BaseCommand):
    """`manage.py asyncapi [--write FILE | --check FILE]`; with neither, the document goes to the terminal."""

    help = "Describes every message of the live wire, from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--write", type=Path, metavar="FILE", help="the file to write, docs/asyncapi.yaml"
        )
        choice.add_argument("--check", type=Path, metavar="FILE", help="the file to compare with the code")

    def handle(self, *args: Any, write: Path | None, check: Path | None, **options: Any) -> None:
        """Raises CommandError when the file to check is not there or says something else."""
        text = asyncapi.text()
        if write is not None:
            write.write_text(text, encoding="utf-8")
        elif check is None:
            self.stdout.write(text, ending="")
        elif not check.is_file() or check.read_text(encoding="utf-8") != text:
            raise CommandError(f"{check} is not what the code says; run: manage.py asyncapi --write {check}")
