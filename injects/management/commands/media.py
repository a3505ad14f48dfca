"""`manage.py media`: the files that come with decks, as they are stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from games.services import media
from games.services.clock import now_ms
from injects.pruning import prune


class Command(BaseCommand):
    help = (
        "Look after stored files. `prune` takes away those that no deck version, no draft or its history, and no "
        "exercise names; `check` finds files whose content has changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("prune", "check"))
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and take nothing away")
        parser.add_argument(
            "--days", type=int, default=7, help="leave what was brought in these last days (default: 7)"
        )

    def handle(self, *args: object, what: str, dry_run: bool, days: int, **options: Any) -> None:
        if what == "check":
            self._check()
            return
        if days < 0:
            raise CommandError("--days counts days that are past: give 0 or more.")
        found = prune(now_ms(), days, dry=dry_run)
        for draft, name in found.names:
            self.stdout.write(f"draft {draft}: {name}")
        for digest in found.digests:
            self.stdout.write(f"file {digest}")
        done = "would go" if dry_run else "gone"
        count = f"{len(found.names)} of drafts and {len(found.digests)} stored"
        self.stdout.write(f"{count}, {found.size} bytes: {done}")

    def _check(self) -> None:
        bad = list(media.faults())
        for digest in bad:
            self.stdout.write(f"changed: {digest}")
        if bad:
            raise CommandError(f"{len(bad)} of {media.count()} files are not what they were.")
        self.stdout.write(f"{media.count()} files, all as they were stored")
