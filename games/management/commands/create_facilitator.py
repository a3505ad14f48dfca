"""`manage.py create_facilitator`: an account that can set up and run exercises."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Create an account for a facilitator and print its password, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--new-password", action="store_true", help="give an existing account a new one")

    def handle(self, *args: object, name: str, new_password: bool, **options: Any) -> None:
        users = get_user_model()
        user = users.objects.filter(username=name).first()
        if user is not None and not new_password:
            raise CommandError(f"There is an account {name}. For a new password: --new-password")
        if user is None and new_password:
            raise CommandError(f"There is no account {name}. Leave out --new-password to create it.")
        password = secrets.token_urlsafe(12)
        user = user or users(username=name, is_staff=True)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        self.stdout.write(f"name:     {name}\npassword: {password}")
