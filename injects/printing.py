"""A deck on paper before anything is played: its MSEL, and the envelopes and cards of each team."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from games.engine.events import ExerciseCreated, Recorded, Stamp
from games.engine.evolve import evolve
from games.engine.plan import Plan
from games.engine.state import State
from games.law.shipped import load_shipped
from games.presenting.law import LawWords
from games.services.clock import now_ms
from games.staffing.naming import names_of
from games.staffing.present import present
from games.views.paper import printed_msel, printed_pack
from injects import library
from injects.models import Deck
from injects.shipped import DeckProblems


@login_required
@require_safe
def msel(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """The MSEL to print."""
    state, back = _unplayed(slug, version)
    names = names_of(state, get_language() or "en")
    return printed_msel(request, state, names, LawWords(load_shipped()), present(state, now_ms()), back)


@login_required
@require_safe
def pack(request: HttpRequest, slug: str, version: str, team: str) -> HttpResponse:
    """The envelopes and cards of one team."""
    state, back = _unplayed(slug, version)
    return printed_pack(request, state, names_of(state, get_language() or "en"), team, back)


def _unplayed(slug: str, version: str) -> tuple[State, str]:
    """An exercise on the deck as it would begin, and the page of the deck. Raises Http404 if it cannot be played."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    try:
        plan = library.plan_of(stored, load_shipped())
    except DeckProblems:
        raise Http404 from None
    return begun(plan), reverse("injects:deck", args=[slug, version])


def begun(plan: Plan) -> State:
    """The state that a plan is pinned to, before anybody sits down."""
    title = plan.title.get(get_language() or "en") or next(iter(plan.title.values()), plan.id)
    created = ExerciseCreated(title=title, plan=plan, rules_digest="")
    return evolve(State(), Recorded(1, Stamp(0, 0, 0, 0), "", 0, created))
