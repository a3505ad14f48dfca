"""Decks from and to the MSELs of other tools: upload, choose, mend, accept; and export."""

import msgspec
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from games.law.shipped import load_shipped
from injects import drafts, library
from injects.deck import schema
from injects.exchange.dialects import DIALECTS
from injects.exchange.importing import read_file
from injects.exchange.problems import FileRefused
from injects.exchange.writing import TYPES, UnknownForm, export
from injects.forms import ImportForm
from injects.imports import Bench, bench_of, chosen, deck_of, first_choices, lines_in_error, memory_for
from injects.mending import bench_page
from injects.models import Deck, Upload
from injects.shipped import DeckProblems

# ---- upload


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Where a file is handed in, and where imports under way are found again."""
    decks = _newest_decks()
    if request.method != "POST":
        form = ImportForm(decks=decks, initial={"into": request.GET.get("into", "")})
        return _start_page(request, form, 200)
    form = ImportForm(request.POST, request.FILES, decks=decks)
    if not form.is_valid():
        return _start_page(request, form, 422)
    name, content = form.cleaned_data["file"]
    base = form.cleaned_data["into"]
    try:
        grid = read_file(name, content)
    except FileRefused as refused:
        form.add_error("file", _(refused.why).format_map(refused.values))
        return _start_page(request, form, 422)
    owner = _owner(request)
    choices = first_choices(name, grid, base, library.recall(grid, owner, base))
    upload = library.keep_upload(name, content, owner, base, choices)
    return HttpResponseRedirect(reverse("injects:import", args=[upload.pk]))


def _owner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required
    return request.user


def _start_page(request: HttpRequest, form: ImportForm, status: int) -> HttpResponse:
    under_way = Upload.objects.filter(owner=_owner(request)).defer("content").select_related("base")
    context = {"form": form, "uploads": under_way}
    return render(request, "injects/import_start.html", context, status=status)


def _newest_decks() -> list[Deck]:
    found: dict[str, Deck] = {}
    for deck in Deck.objects.order_by("slug", "-created_at", "-id"):
        found.setdefault(deck.slug, deck)
    return list(found.values())


# ---- the bench


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bench(request: HttpRequest, number: int) -> HttpResponse:
    """One import: its sheets, columns, names and doubtful cells; what it would make; and accepting it."""
    upload = get_object_or_404(
        Upload.objects.select_related("base", "draft"), pk=number, owner=_owner(request)
    )
    choices = library.choices_of(upload)
    if request.method != "POST":
        return bench_page(request, bench_of(upload, choices))
    act = request.POST.get("act", "")
    if act == "give-up":
        upload.delete()
        messages.success(request, _("The import of %(file)s was given up.") % {"file": upload.name})
        return HttpResponseRedirect(_out_of(upload))
    before = bench_of(upload, choices)
    if act == "forget":
        library.change_upload(upload, first_choices(upload.name, before.grid, upload.base, None))
        return HttpResponseRedirect(request.path)
    changed = chosen(request.POST, choices, before)
    if act == "first-time":
        changed = msgspec.structs.replace(changed, start=before.imported.first_time)
    if act == "leave-errors":
        places = dict.fromkeys((*changed.left_out, *lines_in_error(bench_of(upload, changed))))
        changed = msgspec.structs.replace(changed, left_out=tuple(places))
    if act == "all-right":
        doubted = [problem.place for problem in before.problems if problem.level == "doubt"]
        changed = msgspec.structs.replace(changed, checked=tuple(dict.fromkeys((*changed.checked, *doubted))))
    library.change_upload(upload, changed)
    after = bench_of(upload, changed)
    library.remember(upload, memory_for(after), upload.base.slug if upload.base else "")
    if act == "edit" and after.drafted.text and upload.draft is None:
        return _opened(request, after)
    if act != "accept":
        return HttpResponseRedirect(request.path + _fragment(act))
    return _accepted(request, after)


def _fragment(act: str) -> str:
    """Where the page goes on after a button: at its own section, or at the cells that are left."""
    return {"sheets": "#columns", "columns": "#times", "times": "#cells", "first-time": "#times"}.get(
        act, f"#{act}" if act in ("names", "cells", "deck") else "#cells" if act == "all-right" else ""
    )


def _accepted(request: HttpRequest, bench: Bench) -> HttpResponse:
    if request.POST.get("shown") != bench.digest:
        messages.warning(
            request, _("With what you have just changed the deck is another. Look at it once more.")
        )
        return HttpResponseRedirect(request.path)
    if not bench.acceptable:
        return bench_page(request, bench, status=422)
    if bench.upload.draft is not None:
        return _into_draft(request, bench)
    try:
        deck = library.accept(bench.upload, bench.drafted.text, load_shipped(), memory_for(bench))
    except DeckProblems:
        return bench_page(request, bench, status=422)
    except library.VersionTaken as taken:
        why = _("%(deck)s is in the library with another text. Give the changed deck a new version.")
        return bench_page(request, bench, status=422, taken=why % {"deck": taken.deck})
    messages.success(request, _("%(deck)s is now in the library.") % {"deck": deck})
    return HttpResponseRedirect(reverse("injects:deck", args=[deck.slug, deck.version]))


def _out_of(upload: Upload) -> str:
    """Where an import was begun."""
    if upload.draft_id is not None:
        return reverse("injects:draft", args=[upload.draft_id])
    return reverse("injects:import_start")


def _opened(request: HttpRequest, bench: Bench) -> HttpResponse:
    """The deck as it would be stored, opened in the editor, where what is missing can be written."""
    with transaction.atomic():
        draft = drafts.start(bench.drafted.text, _owner(request), base=bench.upload.base)
        bench.upload.delete()
    messages.success(request, _("The file is open as a draft. Nothing is in the library yet."))
    return HttpResponseRedirect(reverse("injects:draft", args=[draft.pk]))


def _into_draft(request: HttpRequest, bench: Bench) -> HttpResponse:
    """What was pasted goes into the draft, all of it or nothing."""
    assert bench.upload.draft is not None
    draft = drafts.draft_for(request, bench.upload.draft.pk)
    with transaction.atomic():
        outcome = drafts.write_text(draft, _owner(request), bench.drafted.text, seen=bench.upload.draft.text)
        bench.upload.delete()
    added = len(bench.drafted.added)
    done = {"added": added, "changed": len(outcome.changes) - added}
    messages.success(request, _("New: %(added)d. Changed: %(changed)d. Undo takes all of it back.") % done)
    return HttpResponseRedirect(reverse("injects:draft", args=[draft.pk]))


@login_required
@require_safe
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The deck as it would be stored, as a file."""
    upload = get_object_or_404(
        Upload.objects.select_related("base", "draft"), pk=number, owner=_owner(request)
    )
    made = bench_of(upload, library.choices_of(upload))
    if not made.drafted.text:
        raise Http404
    return _attachment(made.drafted.text.encode(), "application/yaml; charset=utf-8", "deck.yaml")


# ---- export


@login_required
@require_safe
def give(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """A stored deck in the dialect and form that `as` names (`hseep-xlsx`)."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    deck = deck_of(stored)
    if deck is None:
        raise Http404
    return exported(request, deck, f"{stored.slug}-{stored.version}")


def exported(request: HttpRequest, deck: schema.Deck, stem: str) -> HttpResponse:
    """A deck in the dialect and form that `as` names, as a file. Raises Http404 for a form that is not known."""
    dialect, _dash, form = request.GET.get("as", "").rpartition("-")
    if form == "json" and dialect == "t3sf":
        dialect = "t3sf-json"
    try:
        content = export(deck, dialect, form, request.GET.get("language", ""), request.GET.get("start", ""))
    except UnknownForm as problem:
        raise Http404(str(problem)) from None
    return _attachment(content, TYPES[form], f"{stem}-{dialect.removesuffix('-json')}.{form}")


def forms() -> list[tuple[str, str]]:
    """What can be exported, as the values and words of a choice."""
    return [
        (
            f"{name.removesuffix('-json')}-{form}",
            f"{_(dialect.title)} · {form}" if form != "json" else _(dialect.title),
        )
        for name, dialect in DIALECTS.items()
        for form in dialect.forms
    ]


def _attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
