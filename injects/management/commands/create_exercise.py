"""`manage.py create_exercise`: a new exercise on a deck."""

from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from games.engine.plan import Plan
from games.services import exercises, packs
from games.services.rules import rulebook
from injects import attachments, shipped
from injects.management import sheet
from injects.tuning import settings_of


def plan_of(deck: str, pack: str = "") -> Plan:
    """The plan of a shipped deck or of a file, under the rule pack of this digest (empty: the shipped one).

    Its files are kept, for the exercise to show. Raises CommandError with everything wrong with either.
    """
    try:
        exercises.fit_or_raise(pack or packs.shipped_digest())
        plan = shipped.load_plan(deck, rulebook(pack).rules)
        attachments.kept(attachments.beside(shipped.path_of(deck)))
        return plan
    except exercises.UnfitPack as unfit:
        raise CommandError(f"No exercise can be played under this rule pack:\n{unfit}") from unfit
    except (OSError, UnicodeDecodeError, attachments.BadFile, shipped.DeckProblems) as problem:
        raise CommandError(str(problem)) from problem


def pack_of(name: str) -> str:
    """The digest of a stored rule pack by its title or the beginning of its digest; empty for no name.

    Raises CommandError where there is none such, or more than one.
    """
    if not name:
        return ""
    found = [pack.digest for pack in packs.named(name)]
    if len(found) != 1:
        what = "There is no rule pack" if not found else f"There are {len(found)} rule packs called"
        raise CommandError(f"{what} {name}; give the first characters of the digest shown at /packs/.")
    return found[0]


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
        parser.add_argument("--pack", default="", help="a stored rule pack, by title or digest")
        parser.add_argument("--url", default="", help="the server's address, to print whole links")

    def handle(
        self,
        *args: object,
        deck: str,
        title: str,
        practice: bool,
        pack: str,
        url: str,
        tuned: list[str],
        **options: Any,
    ) -> None:
        rules = pack_of(pack)
        plan = plan_of(deck, rules)
        if tuned:
            try:
                plan = msgspec.structs.replace(plan, settings=settings_of(tuned))
            except ValueError as problem:
                raise CommandError(str(problem)) from problem
        exercise = exercises.create(
            plan, title or sheet.in_english(plan.title), practice=practice, rules=rules
        )
        self.stdout.write(sheet.seat_sheet(exercise, url))
