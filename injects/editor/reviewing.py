"""What is said of a draft: the check, comments, approval, and the history with its differences."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from games.services.clock import now_ms
from injects import drafts
from injects.authoring import listing
from injects.authoring.operations import Add
from injects.deck.findings import Finding
from injects.drafts import CannotEdit
from injects.editor import finding, wording
from injects.editor.acting import record_url
from injects.editor.frame import back, checked, counts, frame, gone_words
from injects.editor.pages import findings_of
from injects.models import Draft, DraftChange, DraftRemark

PAGE = 60
"""Revisions on a page of the history."""
KINDS = (
    DraftRemark.Kind.COMMENT,
    DraftRemark.Kind.SUBMITTED,
    DraftRemark.Kind.APPROVED,
    DraftRemark.Kind.RETURNED,
)


# The check -----------------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Every finding about a draft, each with the way to its field."""
    draft = drafts.draft_for(request, number)
    return render(
        request, "injects/editor/check.html", {**frame(request, draft, "check"), **_found(request, draft)}
    )


@login_required
@never_cache
@require_safe
def check_region(request: HttpRequest, number: int) -> HttpResponse:
    """The findings alone."""
    draft = drafts.draft_for(request, number)
    return render(request, "injects/editor/_findings.html", {"draft": draft, **_found(request, draft)})


def _found(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    found = checked(draft)
    level, code = request.GET.get("level", ""), request.GET.get("code", "")
    chosen: list[Finding] = [
        each for each in found.findings if level in ("", each.level) and code in ("", each.code)
    ]
    deck = drafts.deck_of(draft)
    codes: dict[str, int] = {}
    for each in found.findings:
        codes[each.code] = codes.get(each.code, 0) + 1
    return {
        "findings": finding.rows(chosen, draft, deck.languages),
        "found": counts(found),
        "codes": sorted(codes.items()),
        "level": level,
        "code": code,
        "together": tuple(
            dict.fromkeys(each.id for each in chosen if can_stand(each) and each.level != "error")
        )
        if code
        else (),
        "usable": found.usable,
    }


def can_stand(found: Finding) -> bool:
    """Whether a finding may be accepted: what keeps a deck from being read may not."""
    return not found.accepted and found.code.startswith("L") and found.code != "L01"


@login_required
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Lets findings (`finding`, their ids) stand, by name and with a reason; they stay so while they are there."""
    draft = drafts.draft_for(request, number)
    why = " ".join(request.POST.get("why", "").split())[:500]
    known = {each.id for each in checked(draft).findings if can_stand(each)}
    names = [name for name in dict.fromkeys(request.POST.getlist("finding")) if name in known]
    where = reverse("injects:draft_check", args=[number])
    if not names:
        messages.warning(request, _("There is no such finding any more."))
    elif not why:
        messages.error(request, _("Say in a word why."))
    else:
        author = drafts.author_of(request)
        rows = [{"finding": name, "by": author.get_username(), "why": why} for name in names]
        drafts.apply(draft, author, *(Add(row, None, "accepted") for row in rows))
        messages.success(request, _("It stands, with your name and reason."))
    return back(request, where)


@login_required
@never_cache
@require_safe
def tally(request: HttpRequest, number: int) -> HttpResponse:
    """The count of findings in the head of the page."""
    draft = drafts.draft_for(request, number)
    return render(request, "injects/editor/_tally.html", {"draft": draft, "found": counts(checked(draft))})


@login_required
@never_cache
@require_safe
def about(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """What the check says of one inject."""
    draft = drafts.draft_for(request, number)
    languages = drafts.deck_of(draft).languages
    rows = finding.rows(findings_of(draft, "injects", key), draft, languages)
    return render(request, "injects/editor/_about.html", {"draft": draft, "key": key, "about": rows})


# Comments and approval -----------------------------------------------------------------------------------------


@login_required
@require_POST
def remark(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """A comment on an inject, or a decision about it: submitted, approved, returned."""
    draft = drafts.draft_for(request, number)
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "").strip()[:4000]
    if kind not in KINDS:
        raise Http404
    where = record_url(draft, "injects", key)
    if kind in (DraftRemark.Kind.COMMENT, DraftRemark.Kind.RETURNED) and not text:
        messages.error(
            request,
            _("Say in a word why.") if kind == DraftRemark.Kind.RETURNED else _("The comment is empty."),
        )
        return back(request, where)
    errors = [each for each in _of(draft, key) if each.level == "error"]
    if kind == DraftRemark.Kind.APPROVED and errors:
        why = ngettext(
            "%(key)s has %(count)d error and cannot be approved before it is mended.",
            "%(key)s has %(count)d errors and cannot be approved before they are mended.",
            len(errors),
        )
        messages.error(request, why % {"key": key, "count": len(errors)})
        return back(request, where)
    if kind != DraftRemark.Kind.COMMENT and (lacking := _lacking(draft, key)):
        why = _("%(key)s has no %(fields)s yet.") % {"key": key, "fields": ", ".join(lacking)}
        messages.error(request, why)
        return back(request, where)
    try:
        drafts.remark(draft, drafts.author_of(request), key, kind, text)
    except CannotEdit:
        messages.error(request, gone_words(key))
    return back(request, where)


def _lacking(draft: Draft, key: str) -> list[str]:
    """The texts without which an inject cannot be approved."""
    row = drafts.deck_of(draft).row("injects", key) or {}
    return [wording.field_label("injects", name) for name in ("title", "text") if not row.get(name)]


def _of(draft: Draft, key: str) -> list[Finding]:
    return findings_of(draft, "injects", key)


@login_required
@require_POST
def settle(request: HttpRequest, number: int, remark: int) -> HttpResponse:
    """Marks a comment as done with; once more opens it again."""
    draft = drafts.draft_for(request, number)
    found = draft.remarks.filter(pk=remark, kind=DraftRemark.Kind.COMMENT).first()
    if found is None:
        raise Http404
    done = found.settled_at is None
    found.settled_at = now_ms() if done else None
    found.settled_by = drafts.author_of(request).get_username() if done else ""
    found.save(update_fields=["settled_at", "settled_by"])
    return back(request, record_url(draft, "injects", found.inject))


# History -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in words."""

    verb: str
    section: str
    key: str
    field: str
    before: str
    after: str
    long: bool
    url: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """What one save changed."""

    revision: int
    name: str
    at: int
    way: str
    way_words: str
    undoes: int | None
    changes: tuple[ChangeRow, ...]
    more: int


CHANGES_SHOWN = 12


@login_required
@never_cache
@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Who changed what and when, newest first (`key` for one inject); with `from` and `to` what differs between them."""
    draft = drafts.draft_for(request, number)
    key = request.GET.get("key", "")
    rows = draft.changes.order_by("-revision", "place")
    if key:
        rows = rows.filter(key=key)
    before = request.GET.get("before", "")
    if before.isdecimal():
        rows = rows.filter(revision__lt=int(before))
    numbers = list(rows.order_by("-revision").values_list("revision", flat=True).distinct()[: PAGE + 1])
    shown = numbers[:PAGE]
    held = list(rows.filter(revision__in=shown))
    known = {each.key for each in held}
    context = {
        **frame(request, draft, "history"),
        "revisions": [revision_row(draft, [each for each in held if each.revision == n]) for n in shown],
        "older": shown[-1] if len(numbers) > PAGE else None,
        "key": key,
        "keys": sorted(known),
        **_difference(request, draft),
    }
    return render(request, "injects/editor/history.html", context)


def revision_row(draft: Draft, changes: list[DraftChange]) -> RevisionRow:
    """One save in words."""
    first = changes[0]
    rows = tuple(change_row(draft, each) for each in changes[:CHANGES_SHOWN])
    return RevisionRow(
        first.revision,
        first.name,
        first.at,
        first.way,
        first.get_way_display(),
        first.undoes,
        rows,
        max(len(changes) - CHANGES_SHOWN, 0),
    )


def change_row(draft: Draft, change: DraftChange) -> ChangeRow:
    """One change in words."""
    before, after = json.loads(change.before), json.loads(change.after)
    if change.verb in ("add", "remove"):
        before, after = _title(before), _title(after)
    shown_before, shown_after = value_words(before), value_words(after)
    return ChangeRow(
        verb=change.verb,
        section="" if change.section == "injects" else wording.section_label(change.section),
        key=change.key,
        field=wording.field_label(change.section, change.field) if change.field else "",
        before=shown_before,
        after=shown_after,
        long=len(shown_before) + len(shown_after) > 120,
        url=record_url(draft, change.section, change.key),
    )


def _title(held: Any) -> Any:
    row = held.get("row", {}) if isinstance(held, dict) else {}
    return row.get("title") or row.get("label") or ""


def value_words(value: Any) -> str:
    """A value of a deck as the history shows it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, dict) and all(isinstance(inner, str) for inner in value.values()):
        return "\n".join(f"{name}: {inner}" for name, inner in value.items())
    if isinstance(value, dict):
        return listing.paired((name, value_words(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(inner) for inner in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _difference(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """What lies between two revisions: of each field its first text and its last."""
    start, end = request.GET.get("from", ""), request.GET.get("to", "")
    if not start.isdecimal():
        return {"start": "", "end": ""}
    low, high = int(start), int(end) if end.isdecimal() else draft.revision
    low, high = min(low, high), max(low, high)
    rows = draft.changes.filter(revision__gt=low, revision__lte=high).order_by("revision", "place")
    return {"start": low, "end": high, "differs": net(draft, rows), "compared": True}


def net(draft: Draft, rows: Iterable[DraftChange]) -> list[ChangeRow]:
    """Several changes as one of each field. What was changed and changed back is left out."""
    first: dict[tuple[str, str, str], DraftChange] = {}
    last: dict[tuple[str, str, str], DraftChange] = {}
    for row in rows:
        place = (
            row.section,
            row.key,
            row.field if row.verb == "set" else "#" + ("move" if row.verb == "move" else ""),
        )
        first.setdefault(place, row)
        last[place] = row
    born = {(s, k) for (s, k, f), row in first.items() if f == "#" and row.verb == "add"}
    found = []
    for place, begun in first.items():
        ended = last[place]
        if place[2] == "#" and (begun.verb, ended.verb) in (("add", "remove"), ("remove", "add")):
            continue
        if begun.before == ended.after or (place[2] != "#" and place[:2] in born):
            continue
        shown = DraftChange(
            section=begun.section,
            key=begun.key,
            field=begun.field,
            verb=ended.verb,
            before=begun.before,
            after=ended.after,
        )
        found.append(change_row(draft, shown))
    return found
