"""The seats of an exercise for those who run it: the board of who sits where, and the sheet of seat cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from games.engine.answers import Accepted, Answer, Refused
from games.engine.commands import ChangeRank
from games.engine.ids import SeatId, TeamId
from games.engine.plan import Role
from games.engine.state import State
from games.models import Exercise
from games.presenting.codes import qr_svg
from games.presenting.people import Public, SeatCard, TeamCard, public_of, seat_card
from games.presenting.refusals import refusal_words
from games.services import now_ms, presence, seats, state_of, submit
from games.services.seats import SeatPass, who
from games.views.addresses import Addresses, whole

ROSTER: tuple[Role, ...] = ("director", "white", "controller")
"""Roles that look after the seats."""
CARDS: tuple[Role, ...] = ("director",)
"""Roles that may see codes and PINs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One seat on the board or the sheet. `code`, `pin` and `link` are empty on the board.

    `here` is whether a page of it is connected, or was taken a moment ago and has not been noted yet.
    """

    seat: SeatCard
    taken: bool
    name: str
    since_ms: int
    url: str
    here: bool = False
    code: str = ""
    pin: str = ""
    link: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """The seats of one team, or those of no team."""

    team: TeamCard | None
    lines: tuple[Line, ...]

    @property
    def seated(self) -> int:
        return sum(line.taken for line in self.lines)


def director_seat(state: State) -> SeatId | None:
    """The director's seat."""
    return min((seat for seat, entry in state.seats.items() if entry.spec.role == "director"), default=None)


def staff_pass(request: HttpRequest, exercise: str, roles: Iterable[Role]) -> SeatPass:
    """Leave to act as one of the staff, by a seat held in this browser or by the account.

    Of several roles the first counts. Raises Http404.
    """
    found = Exercise.objects.filter(public_id=exercise).first()
    if found is None:
        raise Http404
    seats_now = state_of(found.pk).seats
    for role in roles:
        for seat in sorted(seat for seat, entry in seats_now.items() if entry.spec.role == role):
            leave = who(request.session, request.user, exercise, seat)
            if leave is not None:
                return leave
    raise Http404


def benches(state: State, public: Public, lines: dict[SeatId, Line]) -> tuple[Bench, ...]:
    """The seats by team, in the order of the plan; staff last."""
    staff = TeamId("")
    by_team: dict[TeamId, list[Line]] = {}
    for line in lines.values():
        by_team.setdefault(line.seat.team.id if line.seat.team else staff, []).append(line)
    order = [*public.teams, staff]
    return tuple(Bench(public.team(t), tuple(by_team[t])) for t in order if t in by_team)


@never_cache
def board(request: HttpRequest, exercise: str) -> HttpResponse:
    """Who sits where: send somebody elsewhere, reissue a PIN, show a card."""
    leave = staff_pass(request, exercise, ROSTER)
    return render(request, "games/account/board.html", _board(leave))


@never_cache
def board_region(request: HttpRequest, exercise: str) -> HttpResponse:
    """The benches of the board, alone."""
    leave = staff_pass(request, exercise, ROSTER)
    return render(request, "games/account/_benches.html", _board(leave))


def _board(leave: SeatPass) -> dict[str, Any]:
    state = state_of(leave.exercise_id)
    public = public_of(state.deck, get_language() or "en")
    now = now_ms()
    online = presence.online(leave.exercise_id, now)
    lines = {
        seat: Line(
            seat_card(public, entry.spec),
            entry.taken,
            entry.name,
            entry.since_ms,
            Addresses(leave.public_id, seat).page,
            here=seat in online or now - entry.since_ms < presence.STALE_MS,
        )
        for seat, entry in _in_order(state)
    }
    players = [entry for entry in state.seats.values() if entry.spec.role == "player"]
    return {
        "title": state.title,
        "public_id": leave.public_id,
        "benches": benches(state, public, lines),
        "zone": public.zone,
        "life": state.life,
        "back": Addresses(leave.public_id, leave.seat).page,
        "may_see_cards": leave.spec.role in CARDS,
        "seated": sum(entry.taken for entry in players),
        "players": len(players),
        "refresh_url": reverse("games:seat_board_region", kwargs={"exercise": leave.public_id}),
    }


def _in_order(state: State) -> Iterable[tuple[SeatId, Any]]:
    planned = [spec.id for spec in state.deck.seats]
    added = sorted(seat for seat in state.seats if seat not in set(planned))
    return ((seat, state.seats[seat]) for seat in [*planned, *added] if seat in state.seats)


@never_cache
@require_POST
def act(request: HttpRequest, exercise: str) -> HttpResponse:
    """Frees a seat, gives it a new PIN and link, or another rank in its team."""
    leave = staff_pass(request, exercise, ROSTER)
    seat = SeatId(request.POST.get("seat", ""))
    entry = state_of(leave.exercise_id).seats.get(seat)
    if entry is None:
        raise Http404
    key = request.POST.get("key", "")
    name = seat_card(public_of(state_of(leave.exercise_id).deck, get_language() or "en"), entry.spec).label
    match request.POST.get("act"):
        case "free":
            answer = seats.eject(leave, seat, key, request.POST.get("reason", "").strip()[:200])
            _say(request, answer, _("%(seat)s is free. Whoever sat there can join elsewhere."), name)
        case ("lead" | "scribe" | "member") as rank if leave.spec.role in CARDS:
            answer = submit(leave.exercise_id, leave.seat, key, ChangeRank(seat=seat, rank=rank))
            _say(request, answer, _("%(seat)s has another rank."), name)
        case "reissue" if leave.spec.role in CARDS:
            seats.reissue(leave.exercise_id, seat)
            _say(request, Accepted(), _("%(seat)s has a new PIN and link."), name)
            return redirect("games:seat_card", exercise=exercise, seat=seat)
        case _:
            raise Http404
    return redirect("games:seat_board", exercise=exercise)


def _say(request: HttpRequest, answer: Answer, done: str, name: str) -> None:
    """A word on what became of it."""
    if isinstance(answer, Refused):
        messages.error(request, refusal_words(answer))
    else:
        messages.success(request, done % {"seat": name})


@never_cache
def sheet(request: HttpRequest, exercise: str) -> HttpResponse:
    """All seat cards, to print and cut."""
    return _cards(request, exercise, None)


@never_cache
def card(request: HttpRequest, exercise: str, seat: str) -> HttpResponse:
    """One seat card, big enough to be scanned across a table."""
    return _cards(request, exercise, SeatId(seat))


def _cards(request: HttpRequest, exercise: str, only: SeatId | None) -> HttpResponse:
    leave = staff_pass(request, exercise, CARDS)
    state = state_of(leave.exercise_id)
    public = public_of(state.deck, get_language() or "en")
    lines = {c.seat: _line(request, public, c) for c in seats.seat_sheet(leave.exercise_id)}
    if only is not None:
        lines = {seat: line for seat, line in lines.items() if seat == only}
        if not lines:
            raise Http404
    context = {
        "title": state.title,
        "public_id": leave.public_id,
        "benches": benches(state, public, lines),
        "address": whole(request, reverse("games:join")),
        "only": only,
        "printed_ms": now_ms(),
        "zone": public.zone,
        "back": reverse("games:seat_board", kwargs={"exercise": exercise}),
    }
    return render(request, "games/account/sheet.html", context)


def _line(request: HttpRequest, public: Public, card: seats.SeatCard) -> Line:
    link = whole(request, seats.join_path(card.token))
    return Line(
        seat_card(public, card.spec),
        card.taken,
        card.name,
        0,
        link,
        code=card.code,
        pin=card.pin,
        link=link,
        picture=qr_svg(link),
    )
