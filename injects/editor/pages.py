"""The table of a draft and the forms of its records; every text saves itself and is merged with other authors'."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from injects import drafts
from injects.authoring import operations
from injects.authoring.fields import BadField, form_of
from injects.authoring.operations import Add
from injects.authoring.texts import DeckText
from injects.deck.findings import Finding
from injects.drafts import CannotEdit, Saved
from injects.editor import finding, presence, previewing, wording
from injects.editor.acting import record_url
from injects.editor.formviews import FormView, given_in, is_known, suggestions
from injects.editor.frame import (
    checked,
    frame,
    gone_words,
    kept,
    refused,
    returned_words,
    say_returned,
    table_url,
)
from injects.editor.rows import Table, TableRow, in_play_order, wanted
from injects.models import Draft, DraftRemark

HISTORY_SHOWN = 6
FILTERS = ("q", "team", "kind", "phase", "state", "only")


def language_of(request: HttpRequest, deck: DeckText) -> str:
    """The language in which a draft is shown: the one asked for, the reader's, or the deck's first."""
    wanted_one = request.GET.get("lang") or request.session.get("deck_language", "") or get_language() or ""
    return wanted_one if wanted_one in deck.languages else deck.languages[0]


# The table -----------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def table(request: HttpRequest, number: int) -> HttpResponse:
    """The table of a draft, with nothing open."""
    draft = drafts.draft_for(request, number)
    return render(request, "injects/editor/table.html", _page(request, draft))


@login_required
@never_cache
@require_safe
def table_region(request: HttpRequest, number: int) -> HttpResponse:
    """The table alone; 204 where the asker's (`seen`) is still true."""
    draft = drafts.draft_for(request, number)
    context = {**_table(request, draft), "draft": draft, "open": request.GET.get("open", "")}
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "injects/editor/_table.html", context)


def _page(request: HttpRequest, draft: Draft, **more: Any) -> dict[str, Any]:
    return {**frame(request, draft, "table"), **_table(request, draft), **more}


def _table(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    deck = drafts.deck_of(draft)
    found = checked(draft)
    states = drafts.states_of(draft)
    editors = presence.by_place(draft, drafts.author_of(request))
    made = Table(
        deck, language_of(request, deck), found.findings, states, drafts.open_comments(draft), editors
    )
    rows: list[TableRow] = made.rows()
    shown = wanted(rows, deck, request.GET)
    there = ",".join(f"{place}:{'+'.join(names)}" for place, names in sorted(editors.items()))
    said = draft.remarks.order_by("-id").values_list("id", "settled_at").first()
    return {
        "rows": shown,
        "whole": len(rows),
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "asked": {name: request.GET.get(name, "") for name in FILTERS},
        "teams": list(made.teams.values()),
        "phases": [(key, label) for key, label in made.labels["phases"].items()],
        "kinds": [(word, wording.choice_label("kind", word)) for word in _kinds()],
        "languages": deck.languages,
        "language": made.language,
        "ready_made": [(key, made.deck.get("templates", key, "title")) for key in deck.keys("templates")],
        "seen": f"{draft.revision}.{said}.{there}",
    }


def _kinds() -> tuple[str, ...]:
    return next(field.options for field in form_of("injects") if field.name == "kind")


# One record ----------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inject(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """The table with an inject open beside it; by POST its form is kept."""
    draft = drafts.draft_for(request, number)
    if request.method == "POST":
        return posted(request, draft, "injects", key)
    deck = drafts.deck_of(draft)
    if deck.row("injects", key) is None:
        messages.warning(request, gone_words(key))
        return redirect(table_url(draft))
    presence.note(draft, drafts.author_of(request), key)
    return render(
        request, "injects/editor/table.html", _page(request, draft, **pane(request, draft, "injects", key))
    )


@login_required
@never_cache
@require_safe
def inject_pane(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """The form of an inject alone."""
    draft = drafts.draft_for(request, number)
    if drafts.deck_of(draft).row("injects", key) is None:
        return render(request, "injects/editor/_gone.html", {"why": gone_words(key), "draft": draft})
    presence.note(draft, drafts.author_of(request), key)
    return render(
        request, "injects/editor/_pane.html", {"draft": draft, **pane(request, draft, "injects", key)}
    )


def pane(request: HttpRequest, draft: Draft, section: str, key: str, **more: Any) -> dict[str, Any]:
    """What the form of a record shows, with what belongs to it."""
    deck = drafts.deck_of(draft)
    language = language_of(request, deck)
    about = findings_of(draft, section, key)
    form = FormView(
        deck, section, key, language, finding.by_field(about), more.get("given"), more.get("theirs")
    )
    context: dict[str, Any] = {
        "section": section,
        "section_label": wording.section_label(section),
        "key": key,
        "open": key,
        "groups": form.groups(),
        "languages": deck.languages,
        "suggestions": suggestions(),
        "known_injects": form.known("injects"),
        "form_url": record_url(draft, section, key),
        "save_url": record_url(draft, section, key) + "save",
        **more,
    }
    if section != "injects":
        return context
    order = [row.id for row in Table(deck, language).rows()]
    place = order.index(key)
    remarks = list(draft.remarks.filter(inject=key).order_by("id"))
    state = next((each for each in reversed(remarks) if each.kind != DraftRemark.Kind.COMMENT), None)
    return {
        **context,
        "title": Table(deck, language).row(form.row).title,
        "before": order[place - 1] if place else "",
        "after": order[place + 1] if place + 1 < len(order) else "",
        "about": finding.rows(about, draft, deck.languages),
        "remarks": remarks,
        "state": state,
        "history": list(draft.changes.filter(section="injects", key=key)[:HISTORY_SHOWN]),
        "others": presence.others(draft, drafts.author_of(request), key),
        "preview": previewing.preview(deck, form.row, "", language),
    }


def findings_of(draft: Draft, section: str, key: str) -> list[Finding]:
    """What the check says of one record."""
    deck = drafts.deck_of(draft)
    return [each for each in checked(draft).findings if finding.place_of(each, deck)[:2] == (section, key)]


@login_required
@require_POST
def save(request: HttpRequest, number: int, key: str = "", section: str = "injects") -> HttpResponse:
    """Keeps a form while it is written, for the script that saves drafts (`tte/js/draft.js`)."""
    draft = drafts.draft_for(request, number)
    known(section)
    try:
        saved = _saved(request, draft, section, key)
    except CannotEdit:
        return refused(gone_words(key), 409)
    except BadField as bad:
        return refused(f"{wording.field_label(section, bad.name)}: {bad}")
    if saved.conflicts:
        return refused(
            "",
            409,
            version=saved.outcome.draft.revision,
            by=saved.by,
            fields=saved.conflicts,
            merged=saved.theirs,
            said=returned_words(saved.outcome),
        )
    others = saved.by if saved.by != drafts.author_of(request).get_username() else ""
    return kept(saved.outcome, merged=saved.theirs, by=others if saved.theirs else "")


def known(section: str) -> None:
    """Raises Http404 for a section that the format does not have."""
    if not is_known(section):
        raise Http404


def _saved(request: HttpRequest, draft: Draft, section: str, key: str) -> Saved:
    deck = drafts.deck_of(draft)
    seen = request.POST.get("version", "")
    return drafts.save_form(
        draft,
        drafts.author_of(request),
        section,
        key,
        given_in(request.POST, deck, section),
        int(seen) if seen.isdecimal() else draft.revision,
    )


def posted(request: HttpRequest, draft: Draft, section: str, key: str) -> HttpResponse:
    """A form that was sent whole: kept, or shown again with what stands against it."""
    try:
        saved = _saved(request, draft, section, key)
    except CannotEdit:
        messages.error(request, gone_words(key))
        return redirect(table_url(draft))
    except BadField as bad:
        given = given_in(request.POST, drafts.deck_of(draft), section)
        why = f"{wording.field_label(section, bad.name)}: {bad}"
        return _again(request, draft, section, key, 422, given=given, bad=why)
    if saved.conflicts:
        given = given_in(request.POST, drafts.deck_of(saved.outcome.draft), section)
        mine = {name: text for name, text in given.items() if name in saved.conflicts}
        return _again(
            request, saved.outcome.draft, section, key, 409, given=mine, theirs=saved.conflicts, by=saved.by
        )
    say_returned(request, saved.outcome)
    if request.POST.get("act") == "below":
        return _below(request, saved.outcome.draft, key)
    messages.success(request, _("Saved."))
    return redirect(record_url(draft, section, key))


def _again(
    request: HttpRequest, draft: Draft, section: str, key: str, status: int, **more: Any
) -> HttpResponse:
    context = pane(request, draft, section, key, **more)
    if section == "injects":
        page = _page(request, draft, **context)
        return render(request, "injects/editor/table.html", page, status=status)
    page = {**frame(request, draft, "deck"), **context}
    return render(request, "injects/editor/record.html", page, status=status)


@login_required
@require_POST
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Adds an inject: below the one named in `below`, else at the end; from a ready-made one where `ready` names it."""
    draft = drafts.draft_for(request, number)
    return _below(request, draft, request.POST.get("below", ""), request.POST.get("ready", ""))


def _below(request: HttpRequest, draft: Draft, below: str, ready: str = "") -> HttpResponse:
    deck = drafts.deck_of(draft)
    keys = deck.keys("injects")
    place = below if below in keys else (keys or [""])[-1]
    name = operations.next_id(deck, draft.retired, place)
    near = deck.row("injects", below) or last_of_story(deck)
    row = fresh_inject(deck, name, near, deck.row("templates", ready) if ready else None)
    try:
        drafts.write(draft, drafts.author_of(request), [Add(row, place or None)])
    except CannotEdit as why:
        messages.error(request, _("This cannot be done: %(why)s.") % {"why": why})
        return redirect(table_url(draft))
    return redirect(record_url(draft, "injects", name, "title"))


def last_of_story(deck: DeckText) -> dict[str, Any]:
    """The last inject in the order of play that is no notice of the staff; nothing if there is none."""
    story = [row for row in in_play_order(deck) if row.get("kind") != "admin"]
    return story[-1] if story else {}


def fresh_inject(
    deck: DeckText, name: str, near: dict[str, Any], ready: dict[str, Any] | None
) -> dict[str, Any]:
    """A new inject that begins where its neighbour stands: same phase, time, readers and channel."""
    row: dict[str, Any] = {"id": name}
    for field in ("phase", "t_h", "at", "basis", "turn", "to", "channel"):
        if field in near:
            row[field] = near[field]
    if not near:
        row["at"] = "T+5m"
        if deck.keys("phases"):
            row["phase"] = deck.keys("phases")[0]
    row.setdefault("to", ["all"])
    row.setdefault("channel", (deck.keys("channels") or ["press"])[0])
    row |= {"title": "", "text": ""}
    for field in ("channel", "kind", "precedence", "title", "text"):
        if ready and ready.get(field):
            row[field] = ready[field]
    return row
