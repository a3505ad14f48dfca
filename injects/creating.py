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

from games.models import RulePack
from games.services import exercises, packs
from games.services.rules import rulebook
from injects import library
from injects.forms import PackField
from injects.models import Deck
from injects.shipped import USUAL, DeckProblems
from injects.tuning import SettingsForm

FAULTS_SHOWN = 5


class DeckField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice of a stored deck, by its title in the reader's language."""

    def label_from_instance(self, obj: Deck) -> str:
        titles: dict[str, str] = obj.title
        title = (
            titles.get(get_language() or "en") or titles.get("en") or next(iter(titles.values()), obj.slug)
        )
        return f"{title} · {obj.version}"


class CreateForm(forms.Form):
    """Which deck, under which law and what title, and whether it counts."""

    deck = DeckField(label=_("Deck"), queryset=Deck.objects.all(), empty_label=None)
    pack = PackField(
        label=_("Rule pack"),
        queryset=RulePack.objects.defer("files"),
        empty_label=None,
        help_text=_("The law that rules in this exercise, from its first move to its last."),
    )
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
    shipped = packs.keep_shipped()
    wanted = RulePack.objects.filter(digest=request.GET.get("pack", "")).first() or shipped
    usual = library.newest(USUAL)
    asked = request.GET.get("deck", "")
    initial = {"pack": wanted.pk, "deck": int(asked) if asked.isdecimal() else usual.pk if usual else None}
    form, tuning = CreateForm(posted, initial=initial), SettingsForm(posted)
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
    rules = chosen["pack"].digest if chosen["pack"] else packs.shipped_digest()
    try:
        exercises.fit_or_raise(rules)
        plan = library.plan_of(chosen["deck"], rulebook(rules).rules)
    except exercises.UnfitPack as unfit:
        form.add_error("pack", _("No exercise can be played under this pack while it has errors:"))
        for fault in unfit.faults[:FAULTS_SHOWN]:
            form.add_error("pack", f"{fault.place}: {fault.subject}: {fault.detail} ({fault.code})")
        return None
    except DeckProblems as problems:
        for finding in problems.findings[:FAULTS_SHOWN]:
            form.add_error("deck", str(finding))
        return None
    plan = msgspec.structs.replace(plan, settings=tuning.settings())
    owner = request.user if isinstance(request.user, User) else None
    exercise = exercises.create(plan, chosen["title"], owner=owner, practice=chosen["practice"], rules=rules)
    messages.success(request, _("%(title)s is open. Hand out the seat cards.") % {"title": exercise.title})
    return HttpResponseRedirect(reverse("games:seat_sheet", kwargs={"exercise": exercise.public_id}))
