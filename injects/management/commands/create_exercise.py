"""`manage.py create_exercise`: a new exercise on a deck."""

from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from games.engine.plan import Plan
from games.services import exercises
from games.services.rules import rulebook
from injects import shipped
from injects.management import sheet
from injects.tuning import settings_of


def plan_of(deck: str) -> Plan:
    """The plan of a shipped deck or of a file. Raises CommandError with everything wrong with it."""
    try:
        return shipped.load_plan(deck, rulebook().rules)
    except (OSError, UnicodeDecodeError, shipped.DeckProblems) as problem:
        raise CommandError(str(problem)) from problem


class Command(BaseCommand):
    help = "Create an exercise on a deck, open its lobby, and print the address and code of every seat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deck", metavar="DECK", help="a shipped deck by its name, or a file")
        parser.add_argument("--title", default="", help="what the exercise is called (default: as the deck)")
        parser.add_argument("--practice", action="store_true", help="a dry run, left out of comparisons")
        parser.add_argument(
            "--set",
            nargs="+",
            default=[],
            metavar="NAME=VALUE",
            dest="tuned",
            help="settings, such as attribution=chatham counsel=false queue_red_ms=240000",
        )
        parser.add_argument("--url", default="", help="the server's address, to print whole links")

    def handle(
        self, *args: object, deck: str, title: str, practice: bool, url: str, tuned: list[str], **options: Any
    ) -> None:
        plan = plan_of(deck)
        if tuned:
            try:
                plan = msgspec.structs.replace(plan, settings=settings_of(tuned))
            except ValueError as problem:
                raise CommandError(str(problem)) from problem
        exercise = exercises.create(plan, title or sheet.in_english(plan.title), practice=practice)
        self.stdout.write(sheet.seat_sheet(exercise, url))
