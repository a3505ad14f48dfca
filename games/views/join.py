"""From a seat card to a seat, without an account: code and PIN or a link, then one page to sit down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from games.engine.answers import Refused
from games.engine.ids import SeatId
from games.forms import JoinForm, SitDownForm
from games.models import Exercise
from games.presenting.lobby import attribution_words
from games.presenting.people import public_of, seat_card
from games.presenting.refusals import refusal_words
from games.services import now_ms, seats, state_of
from games.services.seats import Joinable
from games.views.addresses import Addresses

JOINING = "tte.card"
"""The seat that this session showed to be its own and has not taken.

Exercise, seat, card's issue, since (ms), and whether by its PIN, not by a link.
"""
JOINING_MS = 30 * 60_000


@never_cache
@sensitive_post_parameters("pin")
def join(request: HttpRequest) -> HttpResponse:
    """Code and PIN."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        place = seats.check_join(form.cleaned_data["code"], form.cleaned_data["pin"])
        if isinstance(place, Joinable):
            return _to_the_door(request, place, by_pin=True)
        form.add_error(place.field or None, place.detail)
    status = 422 if form.is_bound else 200
    return render(request, "games/join/code.html", {"form": form, "held": _held(request)}, status=status)


@never_cache
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link, or QR code, of a seat card. Its address is left at once: it is not for the room to see."""
    place = seats.check_link(token)
    if isinstance(place, Refused):
        messages.error(request, place.detail)
        return redirect("games:join")
    return _to_the_door(request, place, by_pin=False)


def _to_the_door(request: HttpRequest, place: Joinable, *, by_pin: bool) -> HttpResponse:
    request.session[JOINING] = [place.exercise_id, place.seat, place.issue, now_ms(), by_pin]
    return redirect("games:take_seat")


@never_cache
@sensitive_post_parameters("pin")
def take_seat(request: HttpRequest) -> HttpResponse:
    """Your seat: a name if you like, the rules, and sitting down; or moving here from another device."""
    place = _at_the_door(request)
    if place is None:
        messages.warning(request, _("Give the code and PIN of your seat card again."))
        return redirect("games:join")
    here = Addresses(place.public_id, place.seat).page
    if place.seat in seats.held_seats(request.session, place.public_id):
        return redirect(here)
    form = SitDownForm(request.POST if request.method == "POST" else None)
    asks_pin = place.taken and place.spec.role != "display" and not _showed_pin(request)
    form.fields["pin"].required = asks_pin
    move = request.POST.get("move") == "1" and (place.taken or _showed_pin(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and not _pin_refused(form, place, asked=asks_pin and move)
    ):
        sat = seats.take_seat(
            request.session,
            place,
            request.POST.get("key", ""),
            name=form.cleaned_data["name"],
            consent=form.cleaned_data["consent"],
            move=move,
        )
        if not isinstance(sat, Refused):
            request.session.pop(JOINING, None)
            return redirect(here)
        form.add_error(None, refusal_words(sat))
    status = 422 if form.is_bound else 200
    words = {"form": form, "asks_pin": asks_pin, **_seat_words(place)}
    return render(request, "games/join/seat.html", words, status=status)


def _showed_pin(request: HttpRequest) -> bool:
    """Whether this session came to the door by code and PIN."""
    shown: list[object] = request.session.get(JOINING, [])
    return shown[4:] == [True]


def _pin_refused(form: SitDownForm, place: Joinable, *, asked: bool) -> bool:
    """Whether the seat stays where it is for want of its PIN; the form then says so."""
    refused = seats.check_pin(place, form.cleaned_data["pin"]) if asked else None
    if refused is not None:
        form.add_error("pin", refused.detail)
    return refused is not None


def _at_the_door(request: HttpRequest) -> Joinable | None:
    """The seat that this session may take now, as it stands; not by a card that has been reissued since."""
    exercise_id, seat, issue, since = request.session.get(JOINING, (0, "", 0, 0))[:4]
    if not exercise_id or now_ms() - since > JOINING_MS:
        return None
    place = seats.joinable(exercise_id, SeatId(seat))
    return place if isinstance(place, Joinable) and place.issue == issue else None


def _seat_words(place: Joinable) -> dict[str, Any]:
    """What the page says of the seat: the public part of the plan, and nothing that happens in play."""
    public = public_of(state_of(place.exercise_id).deck, get_language() or "en")
    return {
        "title": Exercise.objects.values_list("title", flat=True).get(pk=place.exercise_id),
        "seat": seat_card(public, place.spec),
        "place": place,
        "attribution": attribution_words(public.attribution),
    }


def _held(request: HttpRequest) -> list[dict[str, Any]]:
    """The seats that this browser sits on already, to go back to."""
    found = []
    marks = request.session.get(seats.SESSION_KEY, {})
    for public_id in dict.fromkeys(mark.partition("/")[0] for mark in marks):
        exercise = Exercise.objects.filter(public_id=public_id).first()
        if exercise is None:
            continue
        state = state_of(exercise.pk)
        public = public_of(state.deck, get_language() or "en")
        for seat in seats.held_seats(request.session, public_id):
            if seat in state.seats:
                card = seat_card(public, state.seats[seat].spec)
                url = Addresses(public_id, seat).page
                found.append({"url": url, "title": exercise.title, "seat": card})
    return found
