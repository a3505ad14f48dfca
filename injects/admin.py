"""The deck library in Django's admin: to look at and to take away, never to change."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from injects.models import Deck

# Django's own class takes no type argument when it runs.
if TYPE_CHECKING:
    Base = admin.ModelAdmin[Deck]
else:
    Base = admin.ModelAdmin


@admin.register(Deck)
class DeckAdmin(Base):
    """Decks come in through the library page or `manage.py deck load`, which check them."""

    list_display = ("slug", "version", "digest", "owner")
    search_fields = ("slug",)
    fields = ("slug", "version", "digest", "title", "owner", "source")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Deck | None = None) -> bool:
        return False
