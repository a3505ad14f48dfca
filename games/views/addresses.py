"""The addresses of one seat's pages and regions, for views and templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

REGIONS = (
    "state",
    "stop",
    "strip",
    "inbox",
    "decisions",
    "composer",
    "moves",
    "threads",
    "board",
    "chairs",
    "screen",
)
"""The live regions of the pages of those who are not staff."""


def whole(request: HttpRequest, path: str) -> str:
    """An address to print: on the public name of the server if it has one, else as this page is reached."""
    if settings.TTE_PUBLIC_URL:
        return f"{settings.TTE_PUBLIC_URL}{path}"
    return request.build_absolute_uri(path)


@dataclass(frozen=True)
class Addresses:
    """Where things are for a seat. `exercise` is the public id."""

    exercise: str
    seat: str

    @cached_property
    def page(self) -> str:
        """The page of the seat. `?answer=` and `?kind=` fill fields of the move composer."""
        return self.to("seat")

    @cached_property
    def regions(self) -> Mapping[str, str]:
        """Every live region by name."""
        return {name: self.to("region", name=name) for name in REGIONS}

    @cached_property
    def draft(self) -> str:
        """Takes the team's draft."""
        return self.to("draft")

    @cached_property
    def params(self) -> str:
        """The fields of a kind of move."""
        return self.to("params")

    @cached_property
    def counsel(self) -> str:
        """The rule check on what is being written."""
        return self.to("counsel")

    @cached_property
    def review(self) -> str:
        """What the lead is about to sign."""
        return self.to("review_move")

    @cached_property
    def rework(self) -> str:
        """Puts a move that was sent back into the draft."""
        return self.to("rework")

    @cached_property
    def law(self) -> str:
        """The law explorer; its pages are below."""
        return self.to("law")

    @cached_property
    def map(self) -> str:
        """The map on a page of its own."""
        return self.to("map")

    @cached_property
    def map_tables(self) -> str:
        """What the map shows, as tables: a live region."""
        return self.to("map_tables")

    @cached_property
    def picture(self) -> str:
        """What the map draws, as JSON."""
        return self.to("map_picture")

    @cached_property
    def opened(self) -> str:
        """Takes word of what was opened, where there is no socket."""
        return self.to("opened")

    @cached_property
    def leave(self) -> str:
        """Getting up from the seat."""
        return self.to("leave")

    def item(self, item: str) -> str:
        """The page of one item."""
        return self.to("item", item=item)

    def command(self, kind: str) -> str:
        """Where a command is posted."""
        return self.to("command", kind=kind)

    def to(self, view: str, **more: str) -> str:
        """The address of a view of this seat."""
        return reverse(f"games:{view}", kwargs={"exercise": self.exercise, "seat": self.seat, **more})
