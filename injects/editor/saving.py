"""From a draft to the library and to other tools: save a version, export, paste from a spreadsheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from games.law.shipped import load_shipped
from injects import drafts, exchanging, library
from injects.authoring.unfinished import deck_so_far
from injects.deck.findings import errors
from injects.deck.schema import Version
from injects.drafts import CannotEdit, Stale
from injects.editor import finding
from injects.editor.frame import checked, frame, table_url
from injects.exchange.choices import Choices
from injects.exchange.columns import heading_row
from injects.exchange.importing import read_file
from injects.exchange.naming import next_version
from injects.exchange.problems import FileRefused
from injects.imports import first_choices
from injects.models import Deck, Draft
from injects.shipped import DeckProblems

MOST_PASTED = 2 << 20
"""Letters of a paste."""


class VersionForm(forms.Form):
    """Under which version a draft is stored."""

    version = forms.RegexField(
        label=gettext_lazy("Version"),
        regex=str(Version.__metadata__[0].pattern),  # type: ignore[attr-defined]  # an Annotated
        max_length=40,
        help_text=gettext_lazy("A stored version never changes; the next one gets another number."),
        error_messages={"invalid": gettext_lazy("Letters, digits, - _ and points, such as 1.0.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


def free_version(draft: Draft) -> str:
    """The version that the draft names, raised until the library does not have it."""
    head = drafts.deck_of(draft).row("deck", "") or {}
    version = str(head.get("version", "")) or "1.0"
    taken = set(Deck.objects.filter(slug=draft.slug).values_list("version", flat=True))
    while version in taken:
        version = next_version(version)
    return version


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Saves a version; refused with the findings while it has errors."""
    draft = drafts.draft_for(request, number)
    if request.method != "POST":
        form = VersionForm(initial={"version": free_version(draft), "revision": draft.revision})
        return _page(request, draft, form)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form, 422)
    made = form.cleaned_data
    try:
        deck = drafts.save_version(
            draft, drafts.author_of(request), made["version"], made["revision"], load_shipped()
        )
    except Stale as stale:
        last = stale.draft.changes.order_by("-revision").first()
        why = _("%(name)s has changed the draft since you looked. Look once more, then save.")
        form.add_error(None, why % {"name": last.name if last else ""})
        form.data = {"version": made["version"], "revision": stale.draft.revision}
        return _page(request, stale.draft, form, 409)
    except DeckProblems:
        form.add_error(None, _("It has errors; nothing was stored. Mend what is listed below."))
        return _page(request, draft, form, 422)
    except library.VersionTaken:
        form.add_error(
            "version", _("The library has this version already, with another text. Take another number.")
        )
        return _page(request, draft, form, 422)
    messages.success(request, _("%(deck)s is in the library.") % {"deck": deck})
    return redirect("injects:draft_save", number)


def _page(request: HttpRequest, draft: Draft, form: VersionForm, status: int = 200) -> HttpResponse:
    found = checked(draft)
    states = drafts.states_of(draft)
    keys = drafts.deck_of(draft).keys("injects")
    approved = sum(1 for key in keys if key in states and states[key].kind == "approved")
    context = {
        **frame(request, draft, "save"),
        "form": form,
        "usable": found.usable,
        "problems": finding.rows(errors(found.findings), draft, drafts.deck_of(draft).languages),
        "approved": approved,
        "injects": len(keys),
        "comments": sum(drafts.open_comments(draft).values()),
        "export_forms": exchanging.forms(),
        "languages": drafts.deck_of(draft).languages,
        "versions": list(Deck.objects.filter(slug=draft.slug).defer("source").order_by("-created_at")[:12]),
    }
    return render(request, "injects/editor/save.html", context, status=status)


@login_required
@never_cache
@require_safe
def download(request: HttpRequest, number: int) -> HttpResponse:
    """The draft as a file, finished or not."""
    draft = drafts.draft_for(request, number)
    name = f"{draft.slug}-draft-{draft.revision}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(draft.text, content_type="application/yaml; charset=utf-8", headers=headers)


@login_required
@never_cache
@require_safe
def give(request: HttpRequest, number: int) -> HttpResponse:
    """The draft as an MSEL in the form of another tool (`as`), while it can be read."""
    draft = drafts.draft_for(request, number)
    deck = deck_so_far(drafts.deck_of(draft))
    if deck is None:
        why = _("It cannot be shown as it stands: it has errors that keep it from being read.")
        messages.error(request, why)
        return redirect("injects:draft_check", number)
    return exchanging.exported(request, deck, f"{draft.slug}-draft-{draft.revision}")


@login_required
@require_POST
def paste(request: HttpRequest, number: int) -> HttpResponse:
    """Cells copied from a spreadsheet become an import into the draft: mapped, looked at, and then accepted whole."""
    draft = drafts.draft_for(request, number)
    text = request.POST.get("cells", "")
    if not text.strip() or len(text) > MOST_PASTED:
        why = (
            _("Paste some cells first.")
            if not text.strip()
            else _("That is too much at once; bring in the file instead.")
        )
        messages.error(request, why)
        return redirect(table_url(draft))
    author = drafts.author_of(request)
    content = headed(text).encode()
    try:
        grid = read_file("paste.tsv", content)
    except FileRefused as refused:
        messages.error(request, _(refused.why).format_map(refused.values))
        return redirect(table_url(draft))
    deck = drafts.deck_of(draft)
    timing: dict[str, Any] = deck.row("timing", "") or {}
    chosen = first_choices("paste.tsv", grid, None, None)
    choices = Choices(
        sheets=chosen.sheets,
        language=deck.languages[0],
        start=str(timing.get("scenario_start", "")),
        version=str((deck.row("deck", "") or {}).get("version", "")),
    )
    upload = library.keep_upload("paste.tsv", content, author, None, choices, draft=draft)
    return redirect(reverse("injects:import", args=[upload.pk]))


HEADINGS = ("Inject No", "Time", "To", "From", "Method", "Title", "Script", "Expected Action", "Notes")


def headed(text: str) -> str:
    """Pasted cells with a row of headings: their own, or ours where the first row is already an inject."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    rows = [line.split("\t") for line in lines[:15]]
    if heading_row(rows) is not None:
        return text
    width = max(len(row) for row in rows)
    return (
        "\t".join((*HEADINGS, *(f"Column {n + 1}" for n in range(len(HEADINGS), width)))[:width])
        + "\n"
        + text
    )


__all__ = ["CannotEdit", "download", "free_version", "headed", "paste", "save"]
