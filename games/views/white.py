"""The white cell's console: incoming, in work, outgoing, over a strip of team tiles."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from games.engine.ids import MoveId, RulingId
from games.engine.state import Move, Ruling, State
from games.services import advice, precedents
from games.staffing.case import Case, case
from games.staffing.incoming import incoming, queue_order
from games.staffing.msel import msel, outgoing
from games.staffing.naming import seat_label
from games.staffing.narrative import drafts
from games.staffing.tiles import team_tiles
from games.views.staff_room import WHITE, StaffRoom, staff_only


@staff_only(WHITE)
def console(room: StaffRoom) -> HttpResponse:
    """The page with all three columns; `?move=` names the case on the desk."""
    return room.render(
        "games/white/console.html",
        place="white",
        **incoming_of(room),
        **work_of(room),
        **outgoing_of(room),
        **tiles_of(room),
    )


@staff_only(WHITE)
def incoming_region(room: StaffRoom) -> HttpResponse:
    """The left column."""
    return room.render("games/white/_incoming.html", **incoming_of(room))


@staff_only(WHITE)
def work_region(room: StaffRoom) -> HttpResponse:
    """The middle column: the case of `?move=`, else the oldest in this seat's hands."""
    return room.render("games/white/_work.html", **work_of(room))


@staff_only(WHITE)
def outgoing_region(room: StaffRoom) -> HttpResponse:
    """The right column."""
    return room.render("games/white/_outgoing.html", **outgoing_of(room))


@staff_only(WHITE)
def teams_region(room: StaffRoom) -> HttpResponse:
    """The strip of team tiles."""
    return room.render("games/staff/_tiles.html", **tiles_of(room))


def incoming_of(room: StaffRoom) -> dict[str, Any]:
    """What the left column shows."""
    return {
        "incoming": incoming(room.state, room.names, room.now, room.seat),
        "incoming_url": room.url("white_incoming"),
        "settings": room.state.deck.settings,
    }


def tiles_of(room: StaffRoom) -> dict[str, Any]:
    """What the strip of team tiles shows."""
    tiles = team_tiles(room.state, room.names, room.now, room.readings, room.online)
    return {"tiles": tiles, "tiles_url": room.url("white_teams")}


def outgoing_of(room: StaffRoom) -> dict[str, Any]:
    """What the right column shows."""
    lines = msel(room.state, room.names, room.now, room.readings)
    waiting = [room.state.rulings[r] for r in room.state.unpublished]
    return {
        "outgoing": outgoing(lines),
        "unpublished": [(ruling, room.state.moves[ruling.move_id]) for ruling in waiting],
        "outgoing_url": room.url("white_outgoing"),
    }


def work_of(room: StaffRoom) -> dict[str, Any]:
    """What the middle column shows."""
    move = wanted_move(room)
    address = room.url("white_work")
    if move is None:
        return {"case": None, "work_url": address, "own": own_cases(room)}
    each = case_of(room, move)
    return {
        "case": each,
        "drafts": drafts(room.state, room.names, each),
        "own": own_cases(room),
        "colleagues": colleagues(room),
        "preview_seats": preview_seats(room, each),
        "work_url": f"{address}?move={move.id}",
    }


def case_of(room: StaffRoom, move: Move) -> Case:
    """The case of one move."""
    fresh = advice.case(room.exercise_id, move.id)
    runs = precedents.earlier_runs(room.exercise_id)
    return case(room.state, room.names, room.law, room.now, room.seat, move, room.readings, fresh, runs)


def wanted_move(room: StaffRoom) -> Move | None:
    """The move of `?move=` or `?ruling=`, else the oldest in these hands. Http404 for an unknown one."""
    asked = room.request.GET
    if "ruling" in asked:
        return room.state.moves[found_ruling(room.state, asked["ruling"]).move_id]
    if asked.get("move"):
        move = room.state.moves.get(MoveId(asked["move"]))
        if move is None:
            raise Http404
        return move
    return next(iter(own_cases(room)), None)


def found_ruling(state: State, ruling_id: str) -> Ruling:
    """A ruling by its id. Raises Http404."""
    ruling = state.rulings.get(RulingId(ruling_id))
    if ruling is None:
        raise Http404
    return ruling


def own_cases(room: StaffRoom) -> list[Move]:
    """The cases in this seat's hands, oldest first."""
    moves = (room.state.moves[m] for m in queue_order(room.state))
    return [m for m in moves if m.status == "in_work" and m.taken_by == room.seat]


def colleagues(room: StaffRoom) -> list[tuple[str, str]]:
    """The other seats that adjudicate, to hand a case over to."""
    return [
        (spec.id, seat_label(room.state, room.names, spec.id))
        for spec in (s.spec for s in room.state.seats.values())
        if spec.role in WHITE and spec.id != room.seat
    ]


def preview_seats(room: StaffRoom, each: Case) -> list[tuple[str, str]]:
    """Seats to preview a ruling as: the team that moved first, the leads of the others, then everyone."""
    seats = [s.spec for s in room.state.seats.values() if s.spec.role in ("player", "display")]
    seats.sort(key=lambda s: (s.team != each.move.team, s.rank != "lead"))
    return [(s.id, seat_label(room.state, room.names, s.id)) for s in seats]
