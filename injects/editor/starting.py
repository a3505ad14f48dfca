"""Where drafts are found and begun: from nothing, from a frame of the day, from a stored deck or a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from games.law.shipped import load_shipped
from injects import drafts, library
from injects.authoring.starting import Block, Channel, Team, Wanted, new_text
from injects.drafts import CannotEdit
from injects.exchange.naming import free, slug
from injects.exchange.timeforms import start_of
from injects.forms import UploadForm
from injects.models import Deck, Draft

CHANNELS: Final = (
    ("cable", "cable", gettext_noop("Diplomatic cable")),
    ("press", "press", gettext_noop("Press")),
    ("intelligence", "intelligence", gettext_noop("Intelligence report")),
    ("sitrep", "sitrep", gettext_noop("Situation report")),
    ("market", "market", gettext_noop("Market and shipping data")),
    ("legal", "legal", gettext_noop("Legal opinion")),
    ("letter", "letter", gettext_noop("Letter")),
    ("hotline", "hotline", gettext_noop("Hotline call")),
    ("social", "social", gettext_noop("Social media")),
    ("notice", "notice", gettext_noop("Notice of the staff")),
)
STARTEX: Final = (
    gettext_noop("STARTEX"),
    gettext_noop("EXERCISE. The exercise begins. Everything you read from now on is invented."),
)
HOT_WASH: Final = (
    gettext_noop("Hot wash"),
    gettext_noop("The story has ended. We look back at each objective: what to sustain, what to improve."),
)
MODULE: Final = gettext_noop("A new part of the exercise begins.")
PART: Final = (gettext_noop("Warning signs"), gettext_noop("Crisis"), gettext_noop("Way out"))
FRAMES: Final[dict[str, tuple[Any, tuple[tuple[str, int, str, str], ...]]]] = {
    "empty": (gettext_lazy("Nothing but the teams and staff"), ()),
    "hour": (
        gettext_lazy("One hour: one crisis, then the hot wash"),
        (("crisis", 45, PART[1], "start"), ("hot-wash", 15, HOT_WASH[0], "end")),
    ),
    "half-day": (
        gettext_lazy("Half a day: three modules of an hour, then the hot wash"),
        (
            ("signs", 60, PART[0], "start"),
            ("crisis", 60, PART[1], "part"),
            ("way-out", 60, PART[2], "part"),
            ("hot-wash", 30, HOT_WASH[0], "end"),
        ),
    ),
}
"""What of the day is there from the beginning: phases with their lengths in minutes, and the staff's notices."""


def in_languages(message: str, codes: tuple[str, ...]) -> dict[str, str]:
    """A sentence of ours in each of these languages."""
    found = {}
    for code in codes:
        with translation.override(code):
            found[code] = translation.gettext(message)
    return found


class BeginForm(forms.Form):
    """What a deck needs before its first inject."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    frame = forms.ChoiceField(label=gettext_lazy("Begin with"), required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the texts"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose one at least.")},
    )
    known = forms.MultipleChoiceField(
        label=gettext_lazy("Teams of the rule pack"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their moves are checked against encoded law."),
    )
    teams = forms.CharField(
        label=gettext_lazy("Other teams"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("One a line. They play with free text."),
        widget=forms.Textarea({"rows": 3}),
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Length in hours"), min_value=0.25, max_value=240, initial=3, required=False
    )
    start = forms.CharField(
        label=gettext_lazy("Start of the story"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Such as 2027-04-12 09:00. It can be left out."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    objectives = forms.CharField(
        label=gettext_lazy("Objectives"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("What the exercise is to practise or to find out, one a line."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["frame"]
        choice.choices = [(name, label) for name, (label, _blocks) in FRAMES.items()]
        pack: Any = self.fields["known"]
        pack.choices = [(team.id, str(team.label)) for team in load_shipped().teams.values()]
        here = translation.get_language() or "en"
        self.fields["languages"].initial = [here if here in dict(settings.LANGUAGES) else "en"]

    def clean_start(self) -> str:
        text = " ".join(str(self.cleaned_data["start"]).split())
        if text and start_of(text) is None:
            raise forms.ValidationError(_("Write it as 2027-04-12 09:00."))
        return text

    def clean(self) -> dict[str, Any]:
        made = super().clean() or {}
        if not made.get("known") and not str(made.get("teams", "")).strip():
            self.add_error("teams", _("A deck needs one team at least."))
        return made

    def wanted(self, taken: Collection[str]) -> Wanted:
        """The deck that this asks for, under an id that no other has."""
        made = self.cleaned_data
        here = translation.get_language() or "en"
        codes = tuple(code for code, _name in settings.LANGUAGES if code in made["languages"])
        codes = tuple(sorted(codes, key=lambda code: code != here))
        pack = load_shipped().teams
        teams = [Team(label=str(pack[name].label), id=name) for name in made["known"]]
        teams += [Team(label=line.strip()) for line in made["teams"].splitlines() if line.strip()]
        blocks = tuple(_block(each, codes) for each in FRAMES[made["frame"] or "empty"][1])
        minutes = sum(block.minutes for block in blocks) or round(float(made["hours"] or 3) * 60)
        return Wanted(
            title=made["title"].strip(),
            id=free(slug(made["title"], "deck"), taken),
            languages=codes,
            teams=teams,
            channels=[Channel(name, style, in_languages(label, codes)) for name, style, label in CHANNELS],
            blocks=blocks,
            objectives=[line.strip() for line in made["objectives"].splitlines() if line.strip()],
            minutes=minutes,
            start=made["start"],
            words={
                "lead": in_languages(gettext_noop("{team} lead"), codes),
                "director": in_languages(gettext_noop("Exercise director"), codes),
                "white": in_languages(gettext_noop("White cell"), codes),
                "controller": in_languages(gettext_noop("Controller"), codes),
                "display": in_languages(gettext_noop("Projector"), codes),
            },
        )


def _block(each: tuple[str, int, str, str], codes: tuple[str, ...]) -> Block:
    name, minutes, label, way = each
    notice, text = {"start": STARTEX, "end": HOT_WASH}.get(way, (label, MODULE))
    return Block(
        id=name,
        minutes=minutes,
        label=in_languages(label, codes),
        notice=in_languages(notice, codes),
        text=in_languages(text, codes),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def drafts_page(request: HttpRequest) -> HttpResponse:
    """The drafts of the author, and the ways to begin one."""
    return _listed(request, BeginForm(), UploadForm())


def _listed(
    request: HttpRequest, form: BeginForm, upload: UploadForm, status: int = 200, **more: Any
) -> HttpResponse:
    library.store_shipped(load_shipped())
    newest: dict[str, Deck] = {}
    for deck in Deck.objects.defer("source").order_by("slug", "-created_at", "-id"):
        newest.setdefault(deck.slug, deck)
    context = {
        "drafts": [
            (draft, draft.saved_revision == draft.revision, list(draft.authors.all()))
            for draft in drafts.drafts_of(drafts.author_of(request)).prefetch_related("authors")
        ],
        "form": form,
        "upload": upload,
        "decks": list(newest.values()),
        **more,
    }
    return render(request, "injects/editor/drafts.html", context, status=status)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begins a draft from the form, or from a YAML file (`what=file`)."""
    if request.POST.get("what") == "file":
        return _from_file(request)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, UploadForm(), status=422)
    draft = drafts.start(new_text(form.wanted(drafts.names_taken())), drafts.author_of(request))
    messages.success(
        request, _("%(title)s is begun. Write its first inject.") % {"title": form.cleaned_data["title"]}
    )
    return redirect("injects:draft", draft.pk)


def _from_file(request: HttpRequest) -> HttpResponse:
    upload = UploadForm(request.POST, request.FILES)
    if not upload.is_valid():
        return _listed(request, BeginForm(), upload, status=422)
    _name, text = upload.cleaned_data["file"]
    try:
        draft = drafts.start(text, drafts.author_of(request))
    except CannotEdit as why:
        for problem in why.problems[:5] or [why]:
            upload.add_error("file", str(problem))
        return _listed(request, BeginForm(), upload, status=422)
    return redirect("injects:draft", draft.pk)


@login_required
@require_POST
def from_deck(request: HttpRequest) -> HttpResponse:
    """Begins a draft from a stored version: `deck` is `slug/version`; as a copy under another id with `copy`."""
    name, _slash, version = request.POST.get("deck", "").partition("/")
    stored = Deck.objects.filter(slug=name, version=version).first()
    if stored is None:
        messages.error(request, _("There is no such deck."))
        return redirect("injects:drafts")
    author = drafts.author_of(request)
    with transaction.atomic():
        draft = drafts.start(stored.source, author, base=stored)
        if request.POST.get("copy"):
            draft = drafts.make_own(draft, author, request.POST.get("title", "").strip()[:120])
    messages.success(request, _("A draft of %(deck)s. The stored version stays as it is.") % {"deck": stored})
    return redirect("injects:draft", draft.pk)


def _only_owner(act: Callable[[HttpRequest, Draft], HttpResponse]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, number: int) -> HttpResponse:
        draft = drafts.draft_for(request, number)
        if draft.owner_id != drafts.author_of(request).pk:
            messages.error(request, _("Only %(name)s can do that.") % {"name": draft.owner})
            return redirect("injects:draft_deck", number)
        return act(request, draft)

    view.__doc__ = act.__doc__
    return login_required(require_POST(view))


@_only_owner
def share(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Lets another facilitator write in the draft (`name`), or no longer (`remove`)."""
    names = [name for name in re.split(r"[,\s]+", request.POST.get("name", "")) if name]
    for name in names:
        found = User.objects.filter(username__iexact=name, is_active=True).first()
        if found is None:
            messages.error(request, _("There is no account %(name)s.") % {"name": name})
        elif found.pk != draft.owner_id:
            draft.authors.add(found)
            messages.success(request, _("%(name)s can write in this draft now.") % {"name": found})
    if (name := request.POST.get("remove", "")) and (gone := draft.authors.filter(username=name).first()):
        draft.authors.remove(gone)
        messages.success(request, _("%(name)s can no longer write in this draft.") % {"name": gone})
    return redirect(reverse("injects:draft_deck", args=[draft.pk]) + "#authors")


@_only_owner
def discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Takes the draft away with its history. Stored versions stay."""
    title = draft.slug
    draft.delete()
    messages.success(request, _("The draft %(title)s is discarded.") % {"title": title})
    return redirect("injects:drafts")
