"""The library of rule packs: the list, one pack and its files, copies, export, and what is brought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from games.law import editing
from games.law.editing import CannotEdit, Entry
from games.law.shipped import shipped_overlays
from games.law.yamltext import read
from games.models import Exercise, PackDraft, RulePack
from games.presenting import packs as presenting
from games.presenting.packs import FindingRow
from games.services import pack_drafts, packs
from games.services.pack_drafts import Report
from games.services.pack_files import zipped
from games.views.pack_forms import CopyForm, ImportForm

FOUND = 60
FINDINGS = 200
"""Findings that a page shows; the number of all is said."""


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack as the list shows it."""

    pack: RulePack
    title: str
    author: str
    parent: str
    current: bool
    exercises: int


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """All packs and drafts; by POST a zip is brought in and opens as a draft."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        made = form.cleaned_data
        draft = pack_drafts.bring_in(made["file"], made["title"], author_of(request))
        return redirect("games:pack_draft", draft.pk)
    packs.keep_shipped()
    context = {
        "form": form,
        "packs": rows(),
        "drafts": PackDraft.objects.select_related("author").defer("files"),
        "titles": titles(),
    }
    return render(request, "games/packs/library.html", context, status=422 if form.errors else 200)


def author_of(request: HttpRequest) -> User:
    """The account that asks; views are for those who are signed in."""
    assert isinstance(request.user, User)
    return request.user


def title_of(pack: RulePack) -> str:
    """What a pack is called: the shipped ones have no title of their own."""
    if not pack.shipped:
        return pack.title
    if pack.digest == packs.shipped_digest():
        return _("The law that comes with tte")
    return _("The law of an earlier tte")


def titles() -> dict[str, str]:
    """Every stored pack's title by digest."""
    return {pack.digest: title_of(pack) for pack in RulePack.objects.defer("files")}


def rows() -> list[PackRow]:
    """The packs, the shipped one of today first."""
    played = dict(
        Exercise.objects.order_by()
        .values("rules_digest")
        .annotate(n=Count("pk"))
        .values_list("rules_digest", "n")
    )
    known = titles()
    found = [
        PackRow(
            pack,
            known[pack.digest],
            pack.author.get_username() if pack.author else "" if not pack.shipped else "tte",
            known.get(pack.parent, ""),
            pack.digest == packs.shipped_digest(),
            played.get(pack.digest, 0),
        )
        for pack in RulePack.objects.select_related("author").defer("files")
    ]
    return sorted(found, key=lambda row: not row.current)


@login_required
@never_cache
@require_safe
def pack(request: HttpRequest, digest: str) -> HttpResponse:
    """One pack: where it comes from, what is in it, and what the checks say."""
    found = stored(digest)
    texts = texts_of(found)
    shown = findings(pack_drafts.report_of(texts), texts)
    context = {
        "pack": found,
        "title": title_of(found),
        "parent": RulePack.objects.filter(digest=found.parent).defer("files").first(),
        "parent_title": titles().get(found.parent, ""),
        "exercises": Exercise.objects.filter(rules_digest=digest).count(),
        "files": presenting.file_rows(texts),
        "current": digest == packs.shipped_digest(),
        "form": CopyForm(),
        "address": reverse("games:pack", args=[digest]),
        **shown,
        "findings": [(row, _line_url(digest, row)) for row in shown["findings"]],
        **searched(request, texts),
    }
    return render(request, "games/packs/pack.html", context)


def _line_url(digest: str, row: FindingRow) -> str:
    return reverse("games:pack_file", args=[digest, row.file]) + f"#L{row.line}" if row.file else ""


def stored(digest: str) -> RulePack:
    """A pack by its digest. Raises Http404."""
    if digest == packs.shipped_digest():
        return packs.keep_shipped()
    return get_object_or_404(RulePack, digest=digest)


def texts_of(pack: RulePack) -> dict[str, str]:
    """The files of a stored pack."""
    return packs.texts_of(pack.digest) or {}


def findings(report: Report, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the checks say, for a page."""
    found = presenting.finding_rows(report.problems, report.remarks, texts)
    return {"report": report, "findings": found[:FINDINGS], "found": len(found)}


def searched(request: HttpRequest, texts: Mapping[str, str]) -> dict[str, Any]:
    """The records that a search in a pack finds."""
    words = request.GET.get("q", "").strip()[:100]
    return {"q": words, "hits": presenting.search(texts, words, FOUND) if words else ()}


@login_required
@never_cache
@require_safe
def pack_file(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """One file of a pack, to read."""
    found = stored(digest)
    text = texts_of(found).get(name)
    if text is None:
        raise Http404
    context = {
        "pack": found,
        "title": title_of(found),
        "name": name,
        "lines": text.splitlines(),
        "entries": presenting.entry_rows(name, text),
    }
    return render(request, "games/packs/file.html", context)


@login_required
@never_cache
@require_safe
def changes(request: HttpRequest, digest: str) -> HttpResponse:
    """What a pack changed in the one it was made from: its files, and the rulings on the worked cases."""
    found = stored(digest)
    parent = get_object_or_404(RulePack, digest=found.parent)
    base, texts = texts_of(parent), texts_of(found)
    context = {
        "pack": found,
        "title": title_of(found),
        "parent": parent,
        "parent_title": title_of(parent),
        **compared(base, texts),
    }
    return render(request, "games/packs/changes.html", context)


def compared(base: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Any]:
    """The differences of two sets of files for a page."""
    return {
        "diffs": presenting.differences(base, texts),
        "comparison": pack_drafts.comparison_of(base, texts),
    }


@login_required
@require_POST
def copy(request: HttpRequest, digest: str) -> HttpResponse:
    """A draft of a pack under a new title."""
    found = stored(digest)
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the copy a title."))
        return redirect("games:pack", digest)
    made = form.cleaned_data
    try:
        overlay = shipped_overlays().get(made["overlay"])
        draft = pack_drafts.start(found, made["title"], author_of(request), overlay)
    except CannotEdit as why:
        messages.error(request, _("These changes do not fit this pack: %(why)s.") % {"why": why})
        return redirect("games:pack", digest)
    return redirect("games:pack_draft", draft.pk)


@login_required
@require_safe
def export(request: HttpRequest, digest: str) -> HttpResponse:
    """A pack as a zip of its files."""
    return zip_of(texts_of(stored(digest)), f"rules-{digest[:12]}.zip")


def zip_of(texts: Mapping[str, str], name: str) -> HttpResponse:
    """Files to download."""
    return HttpResponse(
        zipped(texts),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def record_url(draft: int, file: str, entry: Entry) -> str:
    """The address of the form of a record."""
    return reverse("games:pack_record", args=[draft, file, entry.kind, entry.key])


def finding_url(draft: int, row: FindingRow) -> str:
    """Where a finding can be mended: the field in its form, else the line in the file."""
    if row.entry is not None:
        field = f"#id_{row.field.replace('.', '-')}" if row.field else ""
        return record_url(draft, row.file, row.entry) + field
    return file_url(draft, row.file, row.line)


def file_url(draft: int, file: str, line: int = 0) -> str:
    """The address of a file of a draft, at a line."""
    return reverse("games:pack_draft_file", args=[draft, file]) + (f"#L{line}" if line else "")


def entry_in(name: str, text: str, kind: str, key: str) -> Entry | None:
    """A record of a file; None where the file cannot be read, or does not have it."""
    document, problems = read(name, text)
    return None if problems else editing.find(document, kind, key)
