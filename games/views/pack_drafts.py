"""Editing a rule pack: the draft, its records in forms and its files as text, what it changes, acceptance."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from games.law import arranging, editing
from games.law.editing import CannotEdit, Entry
from games.law.yamltext import read
from games.models import PackDraft
from games.presenting import packs as presenting
from games.services import pack_drafts
from games.services.clock import now_ms
from games.services.pack_drafts import NotReady, Overtaken, mark_of
from games.views.pack_forms import AcceptForm, RecordForm
from games.views.packs import (
    author_of,
    compared,
    entry_in,
    file_url,
    finding_url,
    findings,
    record_url,
    searched,
    titles,
    zip_of,
)

EDITS = 20
TRIES = 3
MOST = 900 << 10
"""Bytes of a file that a form may send: less than what the server takes of one request."""


def draft_of(pk: int) -> PackDraft:
    """A draft. Raises Http404: it may have been accepted or discarded meanwhile."""
    return get_object_or_404(PackDraft.objects.select_related("author"), pk=pk)


@login_required
@never_cache
@require_safe
def page(request: HttpRequest, draft: int) -> HttpResponse:
    """The draft: its files, what the checks say, who changed what."""
    found = draft_of(draft)
    texts = pack_drafts.texts_of(found)
    base = pack_drafts.base_of(found)
    context = {
        **frame(found),
        "files": presenting.file_rows(texts, base),
        "changed": texts != base,
        "edits": found.edits.order_by("-version").defer("text")[:EDITS],
        "address": reverse("games:pack_draft", args=[draft]),
        **told(found, texts),
        **searched(request, texts),
    }
    return render(request, "games/packs/draft.html", context)


def frame(draft: PackDraft) -> dict[str, Any]:
    """What every page of a draft shows."""
    return {
        "draft": draft,
        "title": draft.title,
        "parent_title": titles().get(draft.parent, ""),
        "last": pack_drafts.undoable(draft),
    }


def told(draft: PackDraft, texts: dict[str, str]) -> dict[str, Any]:
    """What the checks say of the draft, each finding with the way to where it is mended."""
    found = findings(pack_drafts.report_of(texts), texts)
    return {**found, "findings": [(row, finding_url(draft.pk, row)) for row in found["findings"]]}


# A file as text -----------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file_page(request: HttpRequest, draft: int, name: str) -> HttpResponse:
    """One file: its records, each with its form, and the whole of it as text that saves itself."""
    found = draft_of(draft)
    texts = pack_drafts.texts_of(found)
    if name not in texts and name not in pack_drafts.base_of(found):
        raise Http404
    if request.method == "POST":
        return _take_text(request, found, name)
    return render(request, "games/packs/draft_file.html", _file(found, texts, name))


def _file(draft: PackDraft, texts: dict[str, str], name: str) -> dict[str, Any]:
    text = texts.get(name, "")
    rows = presenting.entry_rows(name, text)
    here = told(draft, texts)
    return {
        **frame(draft),
        "name": name,
        "text": text,
        "mark": mark_of(text),
        "entries": [(row, record_url(draft.pk, name, row.entry)) for row in rows],
        "lines": text.splitlines(),
        "tables": _tables(name, text),
        "sections": tuple((kind, presenting.kind_label(kind)) for kind in arranging.SECTIONS),
        "address": file_url(draft.pk, name),
        **here,
        "findings": [each for each in here["findings"] if each[0].file == name],
    }


def _tables(name: str, text: str) -> tuple[tuple[str, str], ...]:
    """The tables of a file that can take another row; none while it cannot be read."""
    document, problems = read(name, text)
    return () if problems else arranging.tables(document)


def _take_text(request: HttpRequest, draft: PackDraft, name: str) -> HttpResponse:
    """Keeps a text, sound or not. Asked by script it answers as the autosave of drafts expects."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    seen = request.POST.get("version", "")
    plain = "application/json" not in request.headers.get("Accept", "")
    if len(text.encode()) > MOST:
        detail = _("The file is too large: at most %(size)d KiB.") % {"size": MOST >> 10}
        return _refused_text(request, draft, name, text, detail) if plain else _no(detail)
    if not text.endswith("\n"):
        text += "\n"
    try:
        pack_drafts.save(draft.pk, name, text, seen, by=author_of(request).get_username(), what="text")
    except Overtaken as other:
        if not plain:
            fields = {"text": other.text}
            answer = {"ok": False, "version": mark_of(other.text), "by": other.by, "fields": fields}
            return JsonResponse(answer, status=409)
        said = _("%(name)s saved another text meanwhile. Theirs is below yours; saving now keeps yours.")
        return _refused_text(request, draft, name, text, said % {"name": other.by}, theirs=other.text)
    except PackDraft.DoesNotExist:
        raise Http404 from None
    if not plain:
        return JsonResponse({"ok": True, "version": mark_of(text), "saved_ms": now_ms()})
    say_state(request, draft.pk)
    return redirect(file_url(draft.pk, name))


def _no(detail: str) -> JsonResponse:
    return JsonResponse({"ok": False, "detail": detail}, status=422)


def _refused_text(
    request: HttpRequest, draft: PackDraft, name: str, text: str, why: str, theirs: str = ""
) -> HttpResponse:
    """The page with the writer's own text in the box, and theirs beside it."""
    context = _file(draft, pack_drafts.texts_of(draft), name)
    status = 409 if theirs else 422
    return render(
        request,
        "games/packs/draft_file.html",
        {**context, "text": text, "conflict": why, "theirs": theirs},
        status=status,
    )


def say_state(request: HttpRequest, draft: int) -> None:
    """Saved, and what the checks say now."""
    report = pack_drafts.report_of(pack_drafts.texts_of(draft_of(draft)))
    if report.errors:
        said = ngettext(
            "Kept in the draft. The checks find %(count)d error.",
            "Kept in the draft. The checks find %(count)d errors.",
            report.errors,
        )
        messages.warning(request, said % {"count": report.errors})
    else:
        messages.success(request, _("Kept in the draft. The checks find no error."))


# One record in a form -----------------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, draft: int, name: str, kind: str, key: str) -> HttpResponse:
    """A row, fact, step or parameter in a form."""
    found = draft_of(draft)
    texts = pack_drafts.texts_of(found)
    entry = entry_in(name, texts.get(name, ""), kind, key)
    if entry is None:
        raise Http404
    if request.method == "POST":
        return _take_record(request, found, name, entry)
    return _record_page(request, found, name, entry, RecordForm(entry))


def _record_page(
    request: HttpRequest,
    draft: PackDraft,
    name: str,
    entry: Entry,
    form: RecordForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    texts = pack_drafts.texts_of(draft)
    here = told(draft, texts)
    own = [
        each
        for each in here["findings"]
        if each[0].entry is not None and each[0].file == name and each[0].entry.key == entry.key
    ]
    context = {
        **frame(draft),
        "name": name,
        "entry": entry,
        "kind": presenting.kind_label(entry.kind),
        "form": form,
        "mark": _mark(entry),
        **here,
        "own": own,
        "others": here["found"] - len(own),
        "file_address": file_url(draft.pk, name, entry.line),
        "excerpt": _excerpt(texts[name], name, entry),
        **more,
    }
    return render(request, "games/packs/record.html", context, status=status)


def _excerpt(text: str, name: str, entry: Entry) -> str:
    """The record as the file has it."""
    lines = text.splitlines()
    start = entry.line - 1
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent
    ):
        end += 1
    return "\n".join(lines[start:end]).rstrip()


def _mark(entry: Entry) -> str:
    return mark_of(json.dumps(entry.values, sort_keys=True, default=str))


def _take_record(request: HttpRequest, draft: PackDraft, name: str, entry: Entry) -> HttpResponse:
    form = RecordForm(entry, request.POST)
    if not form.is_valid():
        return _record_page(request, draft, name, entry, form, status=422)
    by = author_of(request).get_username()
    if request.POST.get("version") != _mark(entry):
        said = _("%(name)s changed this meanwhile. Their text is below; saving now puts yours in its place.")
        conflict = said % {"name": pack_drafts.last_hand(draft, name)}
        return _record_page(request, draft, name, entry, form, status=409, conflict=conflict)
    for _attempt in range(TRIES):
        text = pack_drafts.texts_of(draft).get(name, "")
        try:
            changed = editing.edit(name, text, entry.kind, entry.key, form.change())
            pack_drafts.save(draft.pk, name, changed, mark_of(text), by=by, what=f"{entry.kind} {entry.key}")
        except CannotEdit as why:
            form.add_error(None, _("This cannot be changed in a form: %(why)s.") % {"why": why})
            return _record_page(request, draft, name, entry, form, status=422)
        except PackDraft.DoesNotExist:
            raise Http404 from None
        except Overtaken:
            draft.refresh_from_db()
            continue
        say_state(request, draft.pk)
        return redirect(record_url(draft.pk, name, entry))
    return _record_page(request, draft, name, entry, form, status=409)


# What it changes, and the end of it -----------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, draft: int) -> HttpResponse:
    """The differences in files and rulings; by POST the draft becomes a pack."""
    found = draft_of(draft)
    start = {"title": found.title, "version": found.version}
    form = AcceptForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        accepted = _accepted(request, found, form)
        if accepted is not None:
            return accepted
    texts = pack_drafts.texts_of(found)
    context = {
        **frame(found),
        "form": form,
        "changed": texts != pack_drafts.base_of(found),
        **told(found, texts),
        **compared(pack_drafts.base_of(found), texts),
    }
    return render(request, "games/packs/review.html", context, status=422 if form.errors else 200)


def _accepted(request: HttpRequest, draft: PackDraft, form: AcceptForm) -> HttpResponse | None:
    """The way to the new pack; None, with the reason in the form, where it cannot be stored."""
    made = form.cleaned_data
    try:
        pack = pack_drafts.accept(
            draft.pk, made["version"], made["title"], made["reason"], author_of(request)
        )
    except Overtaken as other:
        said = _("%(name)s changed the draft meanwhile. Look at what it changes now, then accept again.")
        form.add_error(None, said % {"name": other.by or _("Somebody else")})
        form.data = {**made, "version": draft_of(draft.pk).version}
        return None
    except NotReady as why:
        said = (
            _("It says nothing that a pack in the library does not say already.")
            if str(why) == "same"
            else _("It cannot be stored while its files cannot be loaded.")
        )
        form.add_error(None, said)
        return None
    messages.success(request, _("%(title)s is in the library.") % {"title": pack.title})
    return redirect("games:pack", pack.digest)


@login_required
@require_POST
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Takes the draft away."""
    found = draft_of(draft)
    pack_drafts.discard(draft)
    messages.success(request, _("The draft %(title)s is discarded.") % {"title": found.title})
    return redirect("games:packs")


@login_required
@require_safe
def export(request: HttpRequest, draft: int) -> HttpResponse:
    """The draft as a zip of its files, sound or not."""
    return zip_of(pack_drafts.texts_of(draft_of(draft)), f"rules-draft-{draft}.zip")
