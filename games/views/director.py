"""The director's page: one screen on a tablet, four big verbs, and the state of play and of the machine."""

from __future__ import annotations

import re
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from games.engine import audience as aud
from games.engine.ids import Millis
from games.engine.state import OVER
from games.staffing.closing import contested_facts, loose_ends
from games.staffing.direct import acts, first_out, jump_preview, next_key, seating, slip
from games.staffing.incoming import incoming, oldest_waiting, queue_heat
from games.staffing.msel import msel
from games.staffing.naming import audience_choices, reach
from games.staffing.tiles import team_tiles
from games.views.staff_health import health, without_database
from games.views.staff_room import CONTROL, DIRECT, REVIEW, WHITE, StaffRoom, staff_only

HOUR = 3_600_000
RATES = (0, 1_000, 60_000, 120_000, 240_000, 360_000, 720_000, 1_440_000)
"""Offered rates: scenario milliseconds for each second of exercise time."""
JUMPS_MS = (6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 72 * HOUR)
TURNS_MS = tuple(minutes * 60_000 for minutes in (20, 30, 45, 60, 75, 90))
EXTENSIONS_MS = tuple(minutes * 60_000 for minutes in (2, 5, 10, 15))
_SCENARIO = re.compile(r"^D?\s*\+?\s*(\d{1,4})\s+(\d{1,2}):(\d{2})$", re.IGNORECASE)


@staff_only(DIRECT)
def page(room: StaffRoom) -> HttpResponse:
    """The page."""
    return room.render(
        "games/director/page.html",
        place="director",
        **board_of(room),
        **health_of(room),
        **{**verbs_of(room), **loose_of(room)},
        **jump_of(room),
    )


@staff_only(DIRECT)
def board_region(room: StaffRoom) -> HttpResponse:
    """State of play: slip, queue, next key injects, seats, teams, requests."""
    return room.render("games/director/_board.html", **board_of(room))


@never_cache
def health_region(request: HttpRequest, exercise: str, seat: str) -> HttpResponse:
    """The machine. While the database is away nobody can tell who asks; then no more is said than that."""
    try:
        return _health_region(request, exercise, seat)
    except (InterfaceError, OperationalError):
        context = {"health": without_database(), "health_url": request.path}
        return render(request, "games/director/_health.html", context)


@staff_only(DIRECT)
def _health_region(room: StaffRoom) -> HttpResponse:
    return room.render("games/director/_health.html", **health_of(room))


@staff_only(DIRECT)
def verbs_region(room: StaffRoom) -> HttpResponse:
    """The buttons that fit the present state."""
    return room.render("games/director/_verbs.html", **verbs_of(room))


@staff_only(DIRECT)
def open_region(room: StaffRoom, end: str) -> HttpResponse:
    """What the end of the turn, or ENDEX, would leave open."""
    if end not in ("turn", "exercise"):
        raise Http404
    return room.render(f"games/director/_open.html#{end}", **loose_of(room))


@staff_only(DIRECT)
def jump_region(room: StaffRoom) -> HttpResponse:
    """What a jump to `?to=` would cross, with a choice for each."""
    return room.render("games/director/_jump.html", **jump_of(room))


@staff_only(DIRECT)
def forms_page(room: StaffRoom) -> HttpResponse:
    """The forms of all dialogs as a page, for a browser without script."""
    context = {**verbs_of(room), **loose_of(room)}
    return room.render("games/director/forms.html", place="director", **context)


@staff_only(DIRECT)
def jump_page(room: StaffRoom) -> HttpResponse:
    """The same as a page of its own, for a browser without script."""
    return room.render("games/director/jump.html", place="director", **jump_of(room))


@staff_only(CONTROL | WHITE | REVIEW)
def state_region(room: StaffRoom) -> HttpResponse:
    """State and clocks of the header."""
    return room.render("tte/_state.html")


def board_of(room: StaffRoom) -> dict[str, Any]:
    """What the state of play shows."""
    state, names, now = room.state, room.names, room.now
    oldest = oldest_waiting(state, now)
    return {
        "slip": slip(state, now),
        "tiles": team_tiles(state, names, now, room.readings, room.online),
        "tiles_url": "",
        "oldest": oldest,
        "oldest_heat": queue_heat(state.deck.settings, oldest[1]) if oldest else "calm",
        "queue": sum(m.status in ("received", "in_work") for m in state.moves.values()),
        "incoming": incoming(state, names, now, room.seat),
        "over": state.life in OVER,
        "key": next_key(msel(state, names, now)),
        "seating": seating(state, names, room.online),
        "board_url": room.url("director_board"),
    }


def health_of(room: StaffRoom) -> dict[str, Any]:
    """What the part on the machine shows."""
    return {"health": health(room.state, room.now.wall_ms), "health_url": room.url("director_health")}


def verbs_of(room: StaffRoom) -> dict[str, Any]:
    """What the buttons need."""
    return {
        "acts": acts(room.state),
        "audiences": audience_choices(room.state, room.names, seats=True),
        "rates": sorted({*RATES, room.state.clock.rate, room.state.deck.timing.rate}),
        "turns": TURNS_MS,
        "turn_default": room.state.deck.timing.turn_ms,
        "extensions": EXTENSIONS_MS,
        "everyone": {aud.PUBLIC},
        "first_out": first_out(room.state),
        "everybody": reach(room.state, (aud.PUBLIC,)),
        "seats_url": reverse("games:seat_board", kwargs={"exercise": room.leave.public_id}),
        "forms_url": room.url("director_forms"),
        "jump_page": room.url("director_jump_page"),
        "verbs_url": room.url("director_verbs"),
    }


def loose_of(room: StaffRoom) -> dict[str, Any]:
    """What the dialogs that end something list as open."""
    return {
        "everybody": reach(room.state, (aud.PUBLIC,)),
        "loose": loose_ends(room.state, room.names, room.now),
        "contested": contested_facts(room.state, room.law),
        "open_turn_url": room.url("director_open", end="turn"),
        "open_exercise_url": room.url("director_open", end="exercise"),
    }


def jump_of(room: StaffRoom) -> dict[str, Any]:
    """What the jump dialog shows; nothing yet without a readable `?to=`."""
    asked = room.request.GET.get("to", "").strip()
    to_ms = aim(asked, room.now.scenario_ms)
    preview = jump_preview(room.state, room.names, room.now, to_ms) if to_ms is not None else None
    return {
        "jump": preview,
        "asked": asked,
        "unreadable": bool(asked) and to_ms is None,
        "jumps": [(ms, room.now.scenario_ms + ms) for ms in JUMPS_MS],
        "jump_url": room.url("director_jump"),
    }


def aim(text: str, now_ms: Millis) -> Millis | None:
    """Scenario milliseconds of what was typed: `D+3 06:40`, or `+12` for hours ahead; None if unreadable."""
    if text.isdecimal():
        return int(text)
    if re.fullmatch(r"\+\s*\d{1,4}", text):
        return now_ms + int(text[1:]) * HOUR
    found = _SCENARIO.match(text)
    if found is None:
        return None
    days, hours, minutes = (int(part) for part in found.groups())
    return None if hours > 23 or minutes > 59 else (days * 24 + hours) * HOUR + minutes * 60_000
