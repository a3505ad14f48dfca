"""`manage.py demo_exercise`: the shipped exercise, ready to join; run again, it prints the same one."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import salted_hmac

from games.engine.state import OVER
from games.models import Exercise
from games.services import exercises
from injects.management import sheet
from injects.management.commands.create_exercise import pack_of, plan_of
from injects.shipped import USUAL

DECK = USUAL
FACILITATOR = "facilitator"


class Command(BaseCommand):
    help = "Make the shipped exercise ready to join, and print the address and code of every seat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="a fresh exercise beside the one there is")
        parser.add_argument(
            "--deck",
            default=DECK,
            help="another shipped deck: quarantine-week, first-steps (default: %(default)s)",
        )
        parser.add_argument("--pack", default="", help="the rule pack of a fresh one, by title or digest")
        parser.add_argument("--url", "--base-url", default="", help="the server's address, for whole links")

    def handle(self, *args: object, new: bool, deck: str, pack: str, url: str, **options: Any) -> None:
        owner, password = facilitator()
        exercise = None if new else playable(owner, deck)
        if exercise is None:
            rules = pack_of(pack)
            plan = plan_of(deck, rules)
            exercise = exercises.create(plan, sheet.in_english(plan.title), owner=owner, rules=rules)
        self.stdout.write(sheet.seat_sheet(exercise, url))
        self.stdout.write(f"\nFacilitator: {url.rstrip('/')}/login/  name {FACILITATOR}  {password}")


def facilitator() -> tuple[User, str]:
    """The demo's account, created if need be, and how to log in.

    Its password follows from the server's secret key, so that every start can print it and none keeps it.
    """
    user, created = get_user_model().objects.get_or_create(username=FACILITATOR, defaults={"is_staff": True})
    password = salted_hmac("tte.demo.facilitator", FACILITATOR, algorithm="sha256").hexdigest()[:12]
    if created:
        user.set_password(password)
        user.save()
    known = user.check_password(password)
    return user, f"password {password}" if known else "(its password was changed)"


def playable(owner: User, deck: str = DECK) -> Exercise | None:
    """The newest demo exercise on a deck that is not over."""
    mine = Exercise.objects.filter(owner=owner, deck=deck).exclude(life__in=OVER)
    return mine.order_by("-created_at", "-id").first()
