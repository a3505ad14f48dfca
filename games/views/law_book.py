"""The lawbook of staff, analysts and authors: all packs, searched, from provision to rows and back.

At `/law/` for accounts, without facts (below `pack/` any pack that is kept); inside an exercise for its staff,
on the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from games.engine.deciding.desk import truth
from games.law.shipped import shipped_cases
from games.presenting.explorer.explaining import explained
from games.presenting.explorer.overview import overview
from games.presenting.explorer.provisions import provision_groups, provision_page
from games.presenting.explorer.reader import Reader
from games.services import packs, pinned
from games.services.rules import rulebook
from games.staffing import lawbook
from games.views.law_explorer import searched
from games.views.staff_room import LAWBOOK, StaffRoom, enter

P = ParamSpec("P")

FROM_CASE = "case"


@dataclass(frozen=True)
class Shelf:
    """Where the lawbook is read: its root, and the room if it is in an exercise."""

    request: HttpRequest
    root: str
    reader: Reader
    room: StaffRoom | None = None

    def render(self, template: str, **context: Any) -> HttpResponse:
        """A page of the book in the frame of its place."""
        full = {
            **context,
            "root": self.root,
            "shelf": "staff",
            "place": "room_lawbook",
            "in_exercise": self.room is not None,
            "frame": "games/law/room_frame.html" if self.room else "games/law/desk_frame.html",
        }
        if self.room is not None:
            return self.room.render(template, **full)
        return render(self.request, template, full)

    @property
    def is_region(self) -> bool:
        """Whether a page asks for its changing part alone."""
        return bool(self.request.headers.get("HX-Request"))


ShelfView: TypeAlias = Callable[Concatenate[Shelf, P], HttpResponse]


def at_desk(view: ShelfView[P]) -> Callable[..., HttpResponse]:
    """The page at `/law/`: for accounts, the pack of this server on no facts but its defaults."""

    @login_required
    @never_cache
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(Shelf(request, reverse("games:lawbook"), reader_of("")), *args, **kwargs)

    return opened


def of_pack(view: ShelfView[P]) -> Callable[..., HttpResponse]:
    """The same of any pack that is kept, by its digest. Raises Http404 for one that is not."""

    @login_required
    @never_cache
    def opened(request: HttpRequest, digest: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if packs.texts_of(digest) is None:
            raise Http404
        root = reverse("games:pack_lawbook", kwargs={"digest": digest})
        return view(Shelf(request, root, reader_of(digest)), *args, **kwargs)

    return opened


def reader_of(digest: str) -> Reader:
    """A reader of a whole pack in a world of which nothing is known; without a digest, of the shipped one."""
    return Reader(book=rulebook(digest).rules, facts={}, given_label=_("given"))


def in_room(view: ShelfView[P]) -> Callable[..., HttpResponse]:
    """The same page inside an exercise: for its staff, on the truth."""

    @never_cache
    def opened(
        request: HttpRequest, exercise: str, seat: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        room = enter(request, exercise, seat, LAWBOOK)
        return view(Shelf(request, room.url("room_lawbook"), reader_in(room), room), *args, **kwargs)

    return opened


def reader_in(room: StaffRoom) -> Reader:
    """Staff as readers: every government's law, on the facts as they are."""
    given = {name: fact.actor or fact.reason for name, fact in room.state.facts.items()}
    return Reader(
        book=pinned.book_of(room.exercise_id).rules,
        facts=truth(room.state),
        names={str(team.id): room.names.team(team.id) for team in room.state.deck.teams},
        now_ms=room.now.scenario_ms,
        given_label=_("in truth"),
        given_by={name: by for name, by in given.items() if by},
    )


# The pages ------------------------------------------------------------------------------------------------


def front(shelf: Shelf) -> HttpResponse:
    """The front page: one search over everything, and the moves of all governments with their answers."""
    get = shelf.request.GET
    query = searched(get.get("q", ""))
    context = {
        "query": query,
        "lists": lawbook.found(shelf.reader, query, everything=get.get("all") == "1"),
        "found": overview(shelf.reader, query, get.get("answer", "")),
    }
    if shelf.is_region:
        return shelf.render("games/law/_book_found.html", **context)
    return shelf.render("games/law/book_front.html", contents=lawbook.contents(shelf.reader), **context)


def move(shelf: Shelf, move_type: str) -> HttpResponse:
    """A move with its ruling table, and the answer on facts. Raises Http404 for one that is not in the book.

    `?case=D08-SSS` asks on the facts of that cell of the decision table instead.
    """
    reader = shelf.reader
    if not reader.may_read_move(move_type):
        raise Http404
    asked = {name: list(values) for name, values in shelf.request.GET.lists()}
    case = _case(shelf, move_type)
    if case is not None:
        label = _("as the case has it")
        reader = replace(reader, facts=case.facts, case=case.id, given_label=label, given_by={}, now_ms=None)
        for name, value in case.params.items():
            asked.setdefault(f"p.{name}", [str(value).lower() if isinstance(value, bool) else str(value)])
    card = explained(reader, move_type, asked)
    if shelf.is_region:
        return shelf.render("games/law/_explained.html", card=card)
    rows = lawbook.ruling_table(reader.law, move_type, {each.id: each.certain for each in card.grounds})
    return shelf.render("games/law/book_move.html", card=card, rows=rows, case=case)


def _case(shelf: Shelf, move: str) -> Any:
    wanted = shelf.request.GET.get(FROM_CASE, "")
    if not wanted:
        return None
    found = lawbook.decision_cases(shelf.reader.book, table_text()).get(wanted)
    return found if found is not None and found.move == move else None


def table_text() -> str:
    """The worked cases of the decision table."""
    return shipped_cases()[f"cases/{lawbook.TABLE}"]


def provisions(shelf: Shelf) -> HttpResponse:
    """All provisions by legal order, searched."""
    query = searched(shelf.request.GET.get("q", ""))
    context = {"query": query, "groups": provision_groups(shelf.reader, query)}
    if shelf.is_region:
        return shelf.render("games/law/_provisions.html", **context)
    return shelf.render("games/law/book_provisions.html", **context)


def provision(shelf: Shelf, provision: str) -> HttpResponse:
    """A provision with its moves and rows. Raises Http404 for one that is not in the book."""
    if provision not in shelf.reader.provisions:
        raise Http404
    page = provision_page(shelf.reader, provision)
    rows = lawbook.rows_citing(shelf.reader.law, provision)
    return shelf.render("games/law/book_provision.html", page=page, rows=rows)


def facts(shelf: Shelf) -> HttpResponse:
    """Facts, named conditions and readings, with the rows that read them."""
    law = shelf.reader.law
    return shelf.render(
        "games/law/book_facts.html",
        sections=lawbook.fact_sections(law),
        conditions=lawbook.condition_entries(law),
        readings=lawbook.reading_entries(law),
    )


def steps(shelf: Shelf) -> HttpResponse:
    """Steps, what may be missing, and duties, with their clocks."""
    return shelf.render(
        "games/law/book_steps.html",
        steps=lawbook.step_entries(shelf.reader),
        tokens=lawbook.token_entries(shelf.reader.law),
        duties=lawbook.duty_entries(shelf.reader),
    )


def parameters(shelf: Shelf) -> HttpResponse:
    """Parameters with their sources, and all that is not encoded."""
    law = shelf.reader.law
    return shelf.render(
        "games/law/book_parameters.html",
        parameters=tuple(shelf.reader.book.parameters.values()),
        left_out=lawbook.left_out(law),
    )


def table(shelf: Shelf) -> HttpResponse:
    """The decision table, worked out anew from the pack as it stands."""
    made = lawbook.decision_table(shelf.reader.book, table_text())
    return shelf.render("games/law/book_table.html", table=made)


PAGES: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
    ("", "", front),
    ("move/<str:move_type>/", "_move", move),
    ("provisions/", "_provisions", provisions),
    ("provision/<str:provision>/", "_provision", provision),
    ("facts/", "_facts", facts),
    ("steps/", "_steps", steps),
    ("parameters/", "_parameters", parameters),
    ("table/", "_table", table),
)
"""Each page of the book: its address below the root, the end of its name, its view."""
