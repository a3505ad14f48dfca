"""Single changes of a draft by POST: one field, move, retire, undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from injects import drafts
from injects.authoring import fields, sections
from injects.authoring.fields import BadField
from injects.authoring.operations import Move, Operation, Overtaken, Remove
from injects.drafts import CannotEdit, Outcome
from injects.editor.frame import (
    back,
    gone_words,
    kept,
    refused,
    returned_words,
    say_returned,
    table_url,
    wants_json,
)
from injects.editor.wording import field_label
from injects.models import Draft


def record_url(draft: Draft, section: str, key: str, anchor: str = "") -> str:
    """The page on which a record is written, with the field to go to."""
    if section == "injects":
        url = reverse("injects:draft_inject", args=[draft.pk, key])
    elif section in sections.LISTS:
        url = reverse("injects:draft_record", args=[draft.pk, section, key])
    else:
        url = reverse("injects:draft_section", args=[draft.pk, section])
    return f"{url}#f-{anchor}" if anchor else url


@login_required
@require_POST
def set_field(request: HttpRequest, number: int, key: str, section: str = "injects") -> HttpResponse:
    """Gives one field a value: `field`, `value`, and `revision`, the one that the writer saw.

    To a script: `{ok, version, saved_ms}`; 409 with `{by, fields}` where somebody else changed the field since
    (nothing is saved); 422 with `{detail}`. Otherwise back to `next`.
    """
    draft = drafts.draft_for(request, number)
    name, text = request.POST.get("field", ""), request.POST.get("value", "")
    seen = request.POST.get("revision", "")
    known = {field.name for field in fields.form_of(section)}
    if name.partition(".")[0] not in known:
        return _no(request, draft, _("There is no field %(field)s here.") % {"field": name}, 422)
    try:
        saved = drafts.save_form(
            draft,
            drafts.author_of(request),
            section,
            key,
            {name: text},
            int(seen) if seen.isdecimal() else draft.revision,
        )
    except CannotEdit:
        return _no(request, draft, gone_words(key), 409)
    except BadField as bad:
        return _no(request, draft, str(bad), 422)
    if saved.conflicts:
        why = _("%(name)s has changed %(field)s meanwhile, to: %(text)s") % {
            "name": saved.by,
            "field": field_label(section, name),
            "text": saved.conflicts[name],
        }
        if wants_json(request):
            return refused(
                why, 409, by=saved.by, version=saved.outcome.draft.revision, fields=saved.conflicts
            )
        messages.warning(request, why)
        return back(request, record_url(draft, section, key, name))
    return done(request, saved.outcome, table_url(draft))


def done(request: HttpRequest, outcome: Outcome, where: str) -> HttpResponse:
    """The answer to an edit that was made."""
    if wants_json(request):
        return kept(outcome)
    say_returned(request, outcome)
    return back(request, where)


def _no(request: HttpRequest, draft: Draft, why: str, status: int) -> HttpResponse:
    if wants_json(request):
        return refused(why, status, version=draft.revision)
    messages.error(request, why)
    return back(request, table_url(draft))


def edited(request: HttpRequest, draft: Draft, wanted: Sequence[Operation], where: str) -> HttpResponse:
    """Makes a change and answers, or says why it cannot be made."""
    try:
        outcome = drafts.write(draft, drafts.author_of(request), wanted)
    except CannotEdit as why:
        return _no(request, draft, _("This cannot be done: %(why)s.") % {"why": why}, 409)
    return done(request, outcome, where)


@login_required
@require_POST
def retire(request: HttpRequest, number: int, key: str, section: str = "injects") -> HttpResponse:
    """Takes a record out. The id of an inject is never used again."""
    draft = drafts.draft_for(request, number)
    where = table_url(draft) if section == "injects" else record_home(draft, section)
    answer = edited(request, draft, [Remove(key, section)], where)
    if not wants_json(request) and answer.status_code == 302:
        messages.success(request, _("%(key)s is taken out. Undo brings it back.") % {"key": key})
    return answer


def record_home(draft: Draft, section: str) -> str:
    """The page that lists the records of a section."""
    return reverse("injects:draft_deck", args=[draft.pk]) + f"#s-{section}"


@login_required
@require_POST
def move(request: HttpRequest, number: int, key: str, section: str = "injects") -> HttpResponse:
    """Puts a record below another (`below`, empty for the top) or one place `up` or `down` (`way`)."""
    draft = drafts.draft_for(request, number)
    keys = drafts.deck_of(draft).keys(section)
    below = request.POST.get("below", "")
    if (way := request.POST.get("way", "")) and key in keys:
        place = keys.index(key) + (1 if way == "down" else -2)
        below = keys[min(place, len(keys) - 1)] if place >= 0 else ""
    where = record_url(draft, section, key) if section == "injects" else record_home(draft, section)
    return edited(request, draft, [Move(key, below, section)], where)


@login_required
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes back the last of one's own edits."""
    return _stepped(request, number, drafts.undo, _("Undone."), _("There is nothing of yours to undo."))


@login_required
@require_POST
def redo(request: HttpRequest, number: int) -> HttpResponse:
    """Makes again what was undone last."""
    return _stepped(request, number, drafts.redo, _("Made again."), _("There is nothing to make again."))


@login_required
@require_POST
def undo_revision(request: HttpRequest, number: int, revision: int) -> HttpResponse:
    """Takes back one revision of anybody's."""

    def step(draft: Draft, author: object) -> Outcome:
        return drafts.take_back(draft, drafts.author_of(request), revision)

    return _stepped(request, number, step, _("Undone."), "")


def _stepped(
    request: HttpRequest,
    number: int,
    step: Callable[..., Outcome | None],
    said: str,
    nothing: str,
) -> HttpResponse:
    draft = drafts.draft_for(request, number)
    try:
        outcome = step(draft, drafts.author_of(request))
    except Overtaken as other:
        change = other.change
        where = {"key": change.key or change.section, "field": field_label(change.section, change.field)}
        why = _("This cannot be undone: %(key)s, %(field)s was changed again since.") % where
        return _no(request, draft, why, 409)
    except CannotEdit as error:
        return _no(request, draft, _("This cannot be done: %(why)s.") % {"why": error}, 409)
    if outcome is None or not outcome.changes:
        return _no(request, draft, nothing, 409)
    first = outcome.changes[0]
    if not wants_json(request):
        where_words = " · ".join(
            part for part in (first.key or first.section, field_label(first.section, first.field)) if part
        )
        messages.success(request, f"{said} {where_words}")
    return done(request, outcome, table_url(draft))


__all__ = ["done", "edited", "move", "record_url", "redo", "retire", "returned_words", "set_field", "undo"]
