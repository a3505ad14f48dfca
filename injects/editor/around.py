"""The deck around its injects: title and time, teams, offices, seats, channels, phases, objectives, facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from injects import drafts
from injects.authoring import sections
from injects.authoring.fields import form_of, texts_of
from injects.authoring.operations import Add
from injects.authoring.starting import fresh_record
from injects.authoring.texts import DeckText
from injects.drafts import CannotEdit
from injects.editor import finding, presence, wording
from injects.editor.acting import record_url
from injects.editor.frame import checked, frame
from injects.editor.pages import findings_of, known, language_of, pane, posted
from injects.editor.rows import Table, label_in
from injects.models import Draft


@login_required
@never_cache
@require_safe
def deck_page(request: HttpRequest, number: int) -> HttpResponse:
    """Everything but the injects: title, time, teams, offices, seats, channels, phases, objectives, facts."""
    draft = drafts.draft_for(request, number)
    deck = drafts.deck_of(draft)
    language = language_of(request, deck)
    found: dict[tuple[str, str], int] = {}
    for each in checked(draft).findings:
        place = finding.place_of(each, deck)[:2]
        found[place] = found.get(place, 0) + (each.level != "info")
    parts = [
        _part(draft, deck, section, language, found)
        for head in sections.ORDER
        if head != "injects"
        for section in (head, *sections.NESTED.get(head, ()))
    ]
    context = {
        **frame(request, draft, "deck"),
        "parts": parts,
        "languages": deck.languages,
        "map_teams": _map_teams(deck, language) if deck.row("map", "") is not None else (),
    }
    return render(request, "injects/editor/deck.html", context)


ELSEWHERE: Final = frozenset({"attachments", "accepted"})
"""Sections whose records come from another page: files are taken in, findings accepted."""


def _part(
    draft: Draft, deck: DeckText, section: str, language: str, found: dict[tuple[str, str], int]
) -> dict[str, Any]:
    listed = section in sections.LISTS
    made = Table(deck, language)
    return {
        "name": section,
        "label": wording.section_label(section),
        "help": wording.SECTION_HELP.get(section, ""),
        "listed": listed,
        "add_label": wording.ONE_OF.get(section, _("Add")),
        "records": [
            {
                "key": key,
                "url": record_url(draft, section, key),
                "label": _said_of(made, section, deck.row(section, key) or {}, language),
                "team": made.teams.get(key if section == "teams" else _team_of(deck.row(section, key) or {})),
                "found": found.get((section, key), 0),
            }
            for key in (deck.keys(section) if listed else ())
        ],
        "adding": listed and section not in ELSEWHERE,
        "fixed": [
            (name, wording.field_label(section, name), wording.field_help(section, name))
            for name in sections.fixed_fields(section)
            if name != "between"
        ],
        "teams": deck.keys("teams"),
        "kinds": _kinds_of(section),
        "url": "" if listed else record_url(draft, section, ""),
        "found": found.get((section, ""), 0),
        "said": _facts_of(made, section, deck.row(section, "") or {}) if not listed else (),
    }


def _kinds_of(section: str) -> list[tuple[str, str]]:
    """What a new thing on the map can be."""
    if section not in sections.NESTED["map"]:
        return []
    options = next(field.options for field in form_of(section) if field.name == "kind")
    return [(word, wording.choice_label("kind", word, section)) for word in options]


def _map_teams(deck: DeckText, language: str) -> list[tuple[str, str]]:
    """The teams for which the map can be drawn."""
    return [(key, label_in(deck, deck.get("teams", key, "label"), language)) for key in deck.keys("teams")]


def _team_of(row: dict[str, Any]) -> str:
    return str(row.get("team") or str(row.get("office", "")).partition("/")[0])


def _said_of(made: Table, section: str, row: dict[str, Any], language: str) -> str:
    label = label_in(made.deck, row.get("label") or row.get("title"), language)
    if section == "links":
        return wording.choice_label("state", str(row.get("state", "open")))
    if section == "seats":
        role = wording.choice_label("role", str(row.get("role", "player")))
        office = made.labels["offices"].get(str(row.get("office", "")), "")
        return " · ".join(part for part in (label or office, role) if part)
    if section == "phases":
        return f"{label} · {row.get('at', row.get('t_h', ''))}"
    return label


def _facts_of(made: Table, section: str, row: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, text in texts_of(made.deck, section, row).items():
        if text:
            yield wording.field_label(section, name), text


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, number: int, section: str, key: str = "") -> HttpResponse:
    """A team, seat, phase or other record, or a section that is one, in a form; by POST it is kept."""
    draft = drafts.draft_for(request, number)
    known(section)
    if section == "injects":
        return redirect(record_url(draft, section, key))
    if request.method == "POST":
        return posted(request, draft, section, key)
    deck = drafts.deck_of(draft)
    if deck.row(section, key) is None:
        raise Http404
    presence.note(draft, drafts.author_of(request), f"{section}/{key}")
    context = {**frame(request, draft, "deck"), **pane(request, draft, section, key)}
    if section.partition(".")[0] == "map":
        context["map_teams"] = _map_teams(deck, language_of(request, deck))
    context["about"] = finding.rows(findings_of(draft, section, key), draft, context["languages"])
    return render(request, "injects/editor/record.html", context)


@login_required
@require_POST
def add_record(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """Adds a team, seat or other record by the fields that name it, filled so that it can be played."""
    draft = drafts.draft_for(request, number)
    known(section)
    if section not in sections.LISTS or section == "injects":
        raise Http404
    deck = drafts.deck_of(draft)
    try:
        row = fresh_record(deck, section, {name: request.POST.get(name, "").strip() for name in request.POST})
        drafts.write(draft, drafts.author_of(request), [Add(row, None, section)])
    except CannotEdit as why:
        messages.error(request, _("This cannot be done: %(why)s.") % {"why": why})
        return redirect("injects:draft_deck", number)
    return redirect(record_url(draft, section, sections.key_of(section, row, 0)))
