"""The page of a player, its live regions, and the pages behind it: one item, leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from games.engine.answers import Refused
from games.engine.ids import ItemId, SeatId
from games.presenting.board import board
from games.presenting.inbox import Reading, decisions, inbox, item_card
from games.presenting.library import library
from games.presenting.lobby import lobby
from games.presenting.moves import moves
from games.presenting.refusals import refusal_words
from games.presenting.talk import lines, threads, timeout
from games.presenting.whatif import query_of
from games.services import drafts, seats
from games.services.seats import SeatPass, who
from games.views import display, observer
from games.views.chart import map_of_desk
from games.views.composing import composing, draft_now
from games.views.desk import READERS, Desk, at_desk, desk_of, turned_away

LONGEST_ORDER = 200
STAFF_PAGES = {"director": "director", "white": "white", "controller": "controller"}


@never_cache
def seat(request: HttpRequest, exercise: str, seat: str) -> HttpResponse:
    """The page of a seat, whatever its role: the one address that a person needs to keep."""
    leave = who(request.session, request.user, exercise, SeatId(seat))
    if leave is None:
        return turned_away(request)
    if leave.is_staff:
        return redirect(staff_page(leave))
    desk = desk_of(request, leave)
    desk.deliver()
    match leave.spec.role:
        case "display":
            return display.page(desk)
        case "observer":
            return observer.page(desk)
        case _:
            return lobby_page(desk) if desk.status.waiting else player_page(desk)


def staff_page(leave: SeatPass) -> str:
    """Where a seat of the staff works; those who only look on begin with the review."""
    name = STAFF_PAGES.get(leave.spec.role)
    if name is None:
        return reverse("games:review", kwargs={"exercise": leave.public_id})
    return reverse(f"games:{name}", kwargs={"exercise": leave.public_id, "seat": leave.seat})


def lobby_page(desk: Desk) -> HttpResponse:
    """While people gather: one's own role, who of the team is there, the rules."""
    return desk.render(
        "games/lobby/page.html",
        lobby=lobby(desk.view, desk.public, desk.own),
        library=library(desk.public, desk.own, desk.law),
    )


def player_page(desk: Desk) -> HttpResponse:
    """The desk of a player: everything on one page."""
    context: dict[str, Any] = {}
    for build in REGIONS.values():
        context |= build(desk)
    context |= {"library": library(desk.public, desk.own, desk.law), **map_of_desk(desk)}
    return desk.render("games/player/page.html", **context)


# Regions ------------------------------------------------------------------------------------------------


def inbox_region(desk: Desk) -> dict[str, Any]:
    """The inbox, in the order in which the page already shows it."""
    return {"inbox": inbox(desk.view, desk.public, desk.opened, reading_of(desk.request))}


def reading_of(request: HttpRequest) -> Reading | None:
    """How the reader's page stands, as it says; None for a page that is drawn afresh."""
    known = request.GET.get("known", "")
    if not (known.isascii() and known.isdigit()):
        return None
    order = [ItemId(i) for i in request.GET.get("order", "").split(",") if i]
    return Reading(int(known), tuple(order[:LONGEST_ORDER]), busy=request.GET.get("busy") == "1")


def decisions_region(desk: Desk) -> dict[str, Any]:
    return {"decisions": decisions(desk.view, desk.public, desk.opened)}


def moves_region(desk: Desk) -> dict[str, Any]:
    return {"moves": moves(desk.view, desk.public, desk.own, desk.law)}


def threads_region(desk: Desk) -> dict[str, Any]:
    return {
        "threads": threads(desk.view, desk.public, desk.own),
        "lines": lines(desk.view, desk.public, desk.own),
        "timeout": timeout(desk.view, desk.own),
        "open_thread": desk.request.GET.get("thread", ""),
    }


def board_region(desk: Desk) -> dict[str, Any]:
    return {"board": board(desk.view, desk.public, desk.own, desk.law, desk.status)}


def chairs_region(desk: Desk) -> dict[str, Any]:
    return {"lobby": lobby(desk.view, desk.public, desk.own)}


def composer_region(desk: Desk) -> dict[str, Any]:
    """The composer on the team's draft; the address of the page may choose what it answers, or its kind.

    With a kind it may choose parameters, as the law explorer's pages hand them over (`p.area=high_seas`).
    """
    draft = draft_now(desk)
    wanted = {"item": desk.request.GET.get("answer", ""), "move": desk.request.GET.get("kind", "")}
    chosen: dict[str, Any] = {name: value for name, value in wanted.items() if value}
    if wanted["move"] in desk.law.book.moves:
        asked = query_of(desk.law.book, wanted["move"], dict(desk.request.GET.lists()), ())
        chosen["params"] = dict(asked.params)
    if chosen:
        content = {**draft.content, **chosen}
        draft = drafts.DraftView(
            draft.version, content, draft.edited_by, draft.edited_at, draft.with_lead, draft.note
        )
    return composing(desk, draft)


def plain_region(desk: Desk) -> dict[str, Any]:
    """A region that needs no more than the frame of the page."""
    del desk
    return {}


Build = Callable[[Desk], dict[str, Any]]

REGIONS: dict[str, Build] = {
    "inbox": inbox_region,
    "decisions": decisions_region,
    "composer": composer_region,
    "moves": moves_region,
    "threads": threads_region,
    "board": board_region,
    "chairs": chairs_region,
}
SHOWN_TO_PLAYERS: dict[str, tuple[str, Build]] = {
    "state": ("tte/_state.html", plain_region),
    "stop": ("games/player/_stop.html", plain_region),
    "strip": ("games/player/_strip.html", moves_region),
    **{name: (f"games/player/_{name}.html", build) for name, build in REGIONS.items()},
}
SHOWN_TO_OBSERVERS = {
    name: SHOWN_TO_PLAYERS[name] for name in ("state", "stop", "inbox", "moves", "threads", "board")
}
SHOWN_ON_DISPLAY: dict[str, tuple[str, Build]] = {
    "state": ("tte/_state.html", plain_region),
    "screen": ("games/display/_screen.html", display.screen_region),
}
TELLING = ("inbox", "screen")
"""Regions that put items on the seat's screen."""
SHOWN = {"player": SHOWN_TO_PLAYERS, "observer": SHOWN_TO_OBSERVERS, "display": SHOWN_ON_DISPLAY}


@at_desk(READERS)
def region(desk: Desk, name: str) -> HttpResponse:
    """One live region of the seat's page. Raises Http404 for one that the role has not."""
    found = SHOWN[desk.leave.spec.role].get(name)
    if found is None:
        raise Http404
    template, build = found
    if name in TELLING:
        desk.deliver()
    return desk.render_region(template, **build(desk))


# Pages behind -------------------------------------------------------------------------------------------


@at_desk(READERS)
def item(desk: Desk, item: str) -> HttpResponse:
    """One item on a page of its own; to see it is to have opened it."""
    found = desk.view.items.get(ItemId(item))
    if found is None:
        raise Http404
    desk.mark_opened([found.id])
    return desk.render("games/player/item.html", item=item_card(found, desk.public, opened=True))


@at_desk(READERS)
def opened(desk: Desk) -> HttpResponse:
    """Takes word of items that were opened, from a page without a socket."""
    desk.mark_opened([ItemId(i) for i in desk.request.POST.getlist("ids")[:LONGEST_ORDER]])
    return JsonResponse({"ok": True})


@at_desk(READERS)
def leave(desk: Desk) -> HttpResponse:
    """Getting up from a seat, with a word on what stays."""
    if desk.request.method != "POST":
        return desk.render("games/player/leave.html")
    answer = seats.leave(desk.request.session, desk.leave, desk.request.POST.get("key", ""))
    if isinstance(answer, Refused):
        messages.error(desk.request, refusal_words(answer))
        return HttpResponseRedirect(desk.here.page)
    messages.success(desk.request, _("You have left the seat. What it saw stays with it."))
    return redirect("games:join")
