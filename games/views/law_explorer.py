"""The law explorer of a player: what may we do now, a move with its answer, a provision with its moves.

Made of the rule pack and of what the seat was told. What a reader assumes stands in the address and nowhere else.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from games.presenting.explorer.explaining import explained
from games.presenting.explorer.overview import overview
from games.presenting.explorer.provisions import provision_groups, provision_page
from games.presenting.explorer.reader import Reader
from games.services import pinned
from games.views.desk import PLAYERS, Desk, at_desk

LONGEST_SEARCH = 200


def reader_of(desk: Desk) -> Reader:
    """The reader on a player's seat: its own government's law, on the facts that the seat was told."""
    team = desk.own.team.id if desk.own.team else ""
    if not team:
        raise Http404
    steps = (step for step in desk.view.steps.values() if step.status == "open" and step.team == team)
    return Reader(
        book=pinned.book_of(desk.exercise_id).rules,
        facts=dict(desk.view.facts),
        team=team,
        names={name: str(card.label) for name, card in desk.public.teams.items()},
        now_ms=int(desk.status.clock["scenario_ms"] or 0),
        under_way={step.token: step.due_ms for step in steps if step.due_basis == "scenario"},
        given_label=_("as you were told"),
        answers=desk.plan.settings.counsel,
    )


def searched(desk_get: str) -> str:
    """What was typed into a search, cut to a sensible length."""
    return desk_get.strip()[:LONGEST_SEARCH]


@at_desk(PLAYERS)
def overview_page(desk: Desk) -> HttpResponse:
    """Every move of one's own government with today's answer of own counsel, searched and filtered."""
    get = desk.request.GET
    reader = reader_of(desk)
    found = overview(reader, searched(get.get("q", "")), get.get("answer", ""), get.get("order", ""))
    context: dict[str, Any] = {"found": found, "root": desk.here.law, "shelf": "player", "one_team": True}
    if desk.request.headers.get("HX-Request"):
        return desk.render_region("games/law/_overview.html", **context)
    return desk.render("games/law/player_overview.html", **context)


@at_desk(PLAYERS)
def move_page(desk: Desk, move_type: str) -> HttpResponse:
    """One move: the answer, why, what is missing, the plans, and what if. Raises Http404 for another team's."""
    reader = reader_of(desk)
    if not reader.may_read_move(move_type):
        raise Http404
    card = explained(reader, move_type, dict(desk.request.GET.lists()))
    context: dict[str, Any] = {"card": card, "root": desk.here.law, "shelf": "player"}
    if desk.request.headers.get("HX-Request"):
        return desk.render_region("games/law/_explained.html", **context)
    return desk.render("games/law/player_move.html", **context)


@at_desk(PLAYERS)
def provisions_page(desk: Desk) -> HttpResponse:
    """The provisions that the team may read, by legal order, searched."""
    query = searched(desk.request.GET.get("q", ""))
    context: dict[str, Any] = {
        "groups": provision_groups(reader_of(desk), query),
        "query": query,
        "root": desk.here.law,
    }
    if desk.request.headers.get("HX-Request"):
        return desk.render_region("games/law/_provisions.html", **context)
    return desk.render("games/law/player_provisions.html", **context)


@at_desk(PLAYERS)
def provision(desk: Desk, provision: str) -> HttpResponse:
    """One provision with the moves it governs. Raises Http404 for the domestic law of another government."""
    reader = reader_of(desk)
    if provision not in reader.provisions:
        raise Http404
    page = provision_page(reader, provision)
    return desk.render("games/law/player_provision.html", page=page, root=desk.here.law)
