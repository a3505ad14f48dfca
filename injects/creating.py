"""Making an exercise from a deck of the library, on a page."""

import msgspec
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from games.services import exercises
from games.services.rules import rulebook
from injects import library
from injects.models import Deck
from injects.shipped import DeckProblems
from injects.tuning import SettingsForm


class DeckField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice of a stored deck, by its title in the reader's language."""

    def label_from_instance(self, obj: Deck) -> str:
        titles: dict[str, str] = obj.title
        title = (
            titles.get(get_language() or "en") or titles.get("en") or next(iter(titles.values()), obj.slug)
        )
        return f"{title} · {obj.version}"


class CreateForm(forms.Form):
    """Which deck, under what title, and whether it counts."""

    deck = DeckField(label=_("Deck"), queryset=Deck.objects.all(), empty_label=None)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Everybody sees it. For example: Long Strait, run 3."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    practice = forms.BooleanField(
        label=_("Practice run"),
        required=False,
        help_text=_("It stays out of comparisons between runs."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The form; by POST the exercise is made, its lobby open, and its seat cards are shown."""
    library.store_shipped(rulebook().rules)
    posted = request.POST if request.method == "POST" else None
    form, tuning = CreateForm(posted), SettingsForm(posted)
    if posted is not None and form.is_valid() and tuning.is_valid():
        made = _made(request, form, tuning)
        if made is not None:
            return made
    return render(
        request, "injects/create.html", {"form": form, "tuning": tuning}, status=422 if form.is_bound else 200
    )


def _made(request: HttpRequest, form: CreateForm, tuning: SettingsForm) -> HttpResponse | None:
    """The way to the new exercise; None, with the reasons in the form, for a deck that cannot be played."""
    chosen = form.cleaned_data
    try:
        plan = library.plan_of(chosen["deck"], rulebook().rules)
    except DeckProblems as problems:
        for finding in problems.findings[:5]:
            form.add_error("deck", str(finding))
        return None
    plan = msgspec.structs.replace(plan, settings=tuning.settings())
    owner = request.user if isinstance(request.user, User) else None
    exercise = exercises.create(plan, chosen["title"], owner=owner, practice=chosen["practice"])
    messages.success(request, _("%(title)s is open. Hand out the seat cards.") % {"title": exercise.title})
    return HttpResponseRedirect(reverse("games:seat_sheet", kwargs={"exercise": exercise.public_id}))
