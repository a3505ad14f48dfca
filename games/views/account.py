"""What a facilitator with an account does: sign in, see their exercises, open one as its director."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from games.engine.state import State
from games.models import Exercise
from games.presenting.words import pick
from games.services import state_of
from games.services.seats import may_run
from games.views.addresses import Addresses
from games.views.rostering import director_seat


class Login(auth_views.LoginView):
    """Signing in with name and password."""

    template_name = "games/account/login.html"
    redirect_authenticated_user = True


class Logout(auth_views.LogoutView):
    """Signing out; seats held in this browser are given back with it."""


@login_required
@never_cache
def exercises(request: HttpRequest) -> HttpResponse:
    """The exercises that this account may run, newest first."""
    rows = [row_of(exercise) for exercise in runnable(request)]
    return render(request, "games/account/exercises.html", {"rows": rows})


def runnable(request: HttpRequest) -> list[Exercise]:
    """Those of which this account is the owner, or that nobody owns, as far as it may run them."""
    user = request.user
    mine = Exercise.objects.all() if user.is_superuser else Exercise.objects.filter(_mine(user))
    return [exercise for exercise in mine if may_run(user, exercise)]


def _mine(user: Any) -> Q:
    owned = Q(owner=user) if isinstance(user, User) else Q(pk=None)
    return owned | Q(owner=None)


def row_of(exercise: Exercise) -> dict[str, Any]:
    """One line of the list."""
    state = state_of(exercise.pk)
    language = get_language() or "en"
    players = [seat for seat in state.seats.values() if seat.spec.role == "player"]
    return {
        "exercise": exercise,
        "deck": pick(state.deck.title, language, state.deck.languages),
        "version": state.deck.version,
        "life": state.life,
        "created_ms": exercise.created_at,
        "zone": state.deck.timing.zone,
        "seated": sum(seat.taken for seat in players),
        "players": len(players),
        "turns": _turns(state),
    }


def _turns(state: State) -> str:
    return _("Turn %(turn)d") % {"turn": state.turn} if state.turn else ""


@login_required
@never_cache
def direct(request: HttpRequest, exercise: str) -> HttpResponse:
    """Opens an exercise on the director's seat, without a PIN."""
    found = Exercise.objects.filter(public_id=exercise).first()
    if found is None or not may_run(request.user, found):
        return redirect("games:exercises")
    seat = director_seat(state_of(found.pk))
    if seat is None:
        return redirect("games:seat_board", exercise=exercise)
    return redirect(Addresses(exercise, seat).page)
