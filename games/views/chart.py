"""The map: what a seat was told, what is public for the projector and guests, the truth for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from games import reads
from games.engine.ids import Millis, SeatId
from games.engine.picture import (
    STAFF,
    Known,
    Picture,
    known_at,
    moments,
    picture,
    reader_of,
    told,
    truth,
)
from games.presenting.chart import chart, drawing
from games.presenting.people import public_of, watched_team
from games.services.seats import SeatPass, who
from games.views import display
from games.views.desk import Desk, desk_of, turned_away
from games.views.staff_room import StaffRoom, room_of

TOLD = "facts_learned ruling_given"
"""Frames that change what a seat knows of the map."""
SO = "facts_set fact_retracted ruling_published"
"""Events that change what is so."""


@dataclass(frozen=True)
class Look:
    """What a reader knows, or knew at the moment `at` of the story; `moments` are those there are to choose."""

    known: Known
    moments: tuple[Millis, ...]
    at: Millis | None = None

    @property
    def query(self) -> str:
        """What an address needs to give the same look."""
        return "" if self.at is None else f"?at={self.at}"


def look(known: Known, asked: str) -> Look:
    """The look that was asked for: the moment of that many milliseconds; anything else is now."""
    found = moments(known)
    at = next((moment for moment in found if str(moment) == asked), None)
    return Look(known if at is None else known_at(known, at), found, at)


def picture_of_desk(desk: Desk, known: Known) -> Picture:
    """What the seat's map shows: drawn from the frames that the seat was told, and nothing else."""
    reader = reader_of(desk.plan, desk.leave.spec, watched_team(desk.leave.spec))
    return picture(desk.plan, known, reader, desk.law.book)


def look_of_room(room: StaffRoom) -> Look:
    """What is so, or was."""
    known = truth(room.state, reads.fact_changes(room.exercise_id))
    return look(known, room.request.GET.get("at", ""))


def map_of_desk(desk: Desk, asked: str = "") -> dict[str, Any]:
    """What the templates of a seat's map want."""
    seen = look(told(desk.view), asked)
    return {
        "chart": chart(picture_of_desk(desk, seen.known), desk.public, desk.law),
        "look": seen,
        "map_follows": TOLD,
        "map_url": desk.here.map,
        "tables_url": desk.here.map_tables + seen.query,
        "picture_url": desk.here.picture + seen.query,
        "side": desk.own.team,
    }


def map_of_room(room: StaffRoom) -> dict[str, Any]:
    """The same for staff."""
    public = public_of(room.state.deck, room.names.languages[0])
    seen = look_of_room(room)
    return {
        "chart": chart(picture(room.state.deck, seen.known, STAFF, room.law.book), public, room.law),
        "look": seen,
        "map_follows": SO,
        "map_url": room.url("map"),
        "tables_url": room.url("map_tables") + seen.query,
        "picture_url": room.url("map_picture") + seen.query,
        "truth": True,
    }


def _let_in(request: HttpRequest, exercise: str, seat: str) -> SeatPass | None:
    return who(request.session, request.user, exercise, SeatId(seat))


@never_cache
def page(request: HttpRequest, exercise: str, seat: str) -> HttpResponse:
    """The map on a page of its own."""
    leave = _let_in(request, exercise, seat)
    if leave is None:
        return turned_away(request)
    if leave.is_staff:
        room = room_of(request, leave)
        return room.render("games/map/staff.html", place="map", **map_of_room(room))
    desk = desk_of(request, leave)
    if leave.spec.role == "display":
        desk.deliver()
        return desk.render("games/map/display.html", **display.screen_region(desk), **map_of_desk(desk))
    return desk.render("games/map/desk.html", **map_of_desk(desk, request.GET.get("at", "")))


@never_cache
def tables_region(request: HttpRequest, exercise: str, seat: str) -> HttpResponse:
    """The tables beneath the map."""
    leave = _let_in(request, exercise, seat)
    if leave is None:
        return turned_away(request)
    if leave.is_staff:
        room = room_of(request, leave)
        return room.render("games/map/_tables.html", **map_of_room(room))
    desk = desk_of(request, leave)
    return desk.render_region("games/map/_tables.html", **map_of_desk(desk, request.GET.get("at", "")))


@never_cache
def picture_data(request: HttpRequest, exercise: str, seat: str) -> HttpResponse:
    """What the map draws over land and sea, as JSON in the reader's language."""
    leave = _let_in(request, exercise, seat)
    if leave is None:
        return turned_away(request)
    if leave.is_staff:
        room = room_of(request, leave)
        public = public_of(room.state.deck, room.names.languages[0])
        seen = picture(room.state.deck, look_of_room(room).known, STAFF, room.law.book)
        return JsonResponse(drawing(seen, public, room.law))
    desk = desk_of(request, leave)
    known = look(told(desk.view), request.GET.get("at", "")).known
    return JsonResponse(drawing(picture_of_desk(desk, known), desk.public, desk.law))
