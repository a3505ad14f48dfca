"""The page of an observer of one team, and of a guest who sees what is public."""

from __future__ import annotations

from django.http import HttpResponse

from games.presenting.board import board
from games.presenting.inbox import inbox, item_card
from games.presenting.library import library
from games.presenting.moves import moves
from games.presenting.observer import note_box
from games.presenting.talk import lines, threads
from games.views.chart import map_of_desk
from games.views.desk import Desk

LINKED = 20


def page(desk: Desk) -> HttpResponse:
    """What was told, read-only; for an evaluator with a box for notes."""
    newest = tuple(reversed(desk.view.feed))[:LINKED]
    return desk.render(
        "games/observer/page.html",
        watched=desk.own.team,
        inbox=inbox(desk.view, desk.public, desk.opened),
        moves=moves(desk.view, desk.public, desk.own, desk.law),
        threads=threads(desk.view, desk.public, desk.own),
        lines=lines(desk.view, desk.public, desk.own),
        board=board(desk.view, desk.public, desk.own, desk.law, desk.status),
        library=library(desk.public, desk.own, desk.law),
        notes=note_box(desk.plan, desk.public, desk.leave.spec),
        **map_of_desk(desk),
        about=[item_card(desk.view.items[i], desk.public, opened=True) for i in newest],
    )
