"""Decks from and to the MSELs of other tools: upload, choose, mend, accept; and export."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from games.law.shipped import load_shipped
from injects import library, presenting
from injects.deck import schema, times
from injects.deck.findings import errors
from injects.deck.lint import Checked, check_text
from injects.deck.parse import read_deck
from injects.deck.vocabulary import vocabulary_of
from injects.exchange.cells import due_of, in_language
from injects.exchange.columns import FIELDS
from injects.exchange.dialects import DIALECTS
from injects.exchange.drafting import Drafted, new_deck, next_version, slug, updated_deck
from injects.exchange.importing import DROP, KEEP, Choices, Imported, import_grid, read_file
from injects.exchange.problems import FileRefused, Problem
from injects.exchange.sheets import MAX_CELL, Grid
from injects.exchange.writing import TYPES, UnknownForm, export
from injects.forms import ImportForm
from injects.models import Deck, Upload
from injects.shipped import DeckProblems

MOST_SHOWN: Final = 120
PREVIEWED: Final = 40

FIELD_WORDS: Final = {
    "ref": gettext_lazy("Number"),
    "offset": gettext_lazy("Time"),
    "day": pgettext_lazy("column", "Day of the exercise"),
    "scenario": gettext_lazy("Time in the story, or date"),
    "move": gettext_lazy("Phase or move"),
    "group": gettext_lazy("Group"),
    "kind": gettext_lazy("Kind of inject"),
    "channel": gettext_lazy("Channel"),
    "sender": gettext_lazy("From (in the story)"),
    "audience": gettext_lazy("To"),
    "owner": gettext_lazy("Controller in charge"),
    "title": gettext_lazy("Title"),
    "body": gettext_lazy("Text for players"),
    "question": gettext_lazy("Question for players"),
    "expected": gettext_lazy("Expected action"),
    "objective": gettext_lazy("Objective"),
    "notes": gettext_lazy("Notes for the white cell"),
    "status": gettext_lazy("Status"),
    "assumptions": gettext_lazy("Assumptions"),
    "poll": gettext_lazy("Poll"),
    "photo": gettext_lazy("Picture (address)"),
    "profile": gettext_lazy("Profile"),
    "picture": gettext_lazy("Picture (name)"),
}
KEY_WORDS: Final = {
    "at": gettext_lazy("Time"),
    "to": gettext_lazy("To"),
    "from": gettext_lazy("From"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
    "question": gettext_lazy("Question"),
    "notes": gettext_lazy("Notes"),
    "channel": gettext_lazy("Channel"),
    "kind": gettext_lazy("Kind of inject"),
    "phase": gettext_lazy("Phase"),
    "expect": gettext_lazy("Expected moves"),
    "objectives": gettext_lazy("Objectives"),
}


@dataclass(frozen=True)
class CellRow:
    """One cell to look at, with the line it belongs to."""

    problem: Problem
    message: str
    line: str
    title: str
    mendable: bool

    @property
    def long(self) -> bool:
        return len(self.problem.given) > 60 or "\n" in self.problem.given


@dataclass(frozen=True)
class PreviewRow:
    """One inject as it would stand in the deck."""

    id: str
    due: str
    to: str
    channel: str
    sender: str
    title: str
    text: str


@dataclass
class Bench:
    """An import as far as it has come."""

    upload: Upload
    choices: Choices
    grid: Grid
    imported: Imported
    drafted: Drafted
    base: schema.Deck | None

    @cached_property
    def checked(self) -> Checked | None:
        """What the linter says of the deck that would be stored."""
        if not self.drafted.text:
            return None
        return check_text(f"{self.upload.name}.yaml", self.drafted.text, vocabulary_of(load_shipped()))

    @property
    def problems(self) -> list[Problem]:
        return [*self.imported.problems, *self.drafted.problems]

    @property
    def wrong(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == "error"]

    @property
    def digest(self) -> str:
        """What a page has shown; accepting takes only that."""
        return hashlib.sha256(self.drafted.text.encode()).hexdigest()

    @property
    def acceptable(self) -> bool:
        ready = bool(self.checked and self.checked.usable and not self.wrong)
        return ready and not (self.base is not None and self.drafted.same)


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
    upload = library.keep_upload(name, content, _owner(request), base, _first_choices(name, grid, base))
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


def _first_choices(name: str, grid: Grid, base: Deck | None) -> Choices:
    title = name.rpartition(".")[0].replace("_", " ").strip() or name
    known = _deck_of(base)
    if base is None or known is None:
        return Choices(sheets=grid.likely[:1], title=title, deck_id=slug(title, "imported"), version="1.0")
    return Choices(
        sheets=grid.likely[:1],
        start=known.timing.scenario_start,
        language=known.deck.languages[0],
        version=next_version(base.version),
    )


def _deck_of(deck: Deck | None) -> schema.Deck | None:
    source = read_deck(f"{deck.slug}.yaml", deck.source)[0] if deck else None
    return source.deck if source else None


# ---- the bench


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bench(request: HttpRequest, number: int) -> HttpResponse:
    """One import: its sheets, columns, names and doubtful cells; what it would make; and accepting it."""
    upload = get_object_or_404(Upload.objects.select_related("base"), pk=number, owner=_owner(request))
    choices = library.choices_of(upload)
    if request.method != "POST":
        return _bench_page(request, _bench(upload, choices))
    act = request.POST.get("act", "")
    if act == "give-up":
        upload.delete()
        messages.success(request, _("The import of %(file)s was given up.") % {"file": upload.name})
        return HttpResponseRedirect(reverse("injects:import_start"))
    before = _bench(upload, choices)
    changed = _chosen(request.POST, choices, before)
    if act == "leave-errors":
        places = dict.fromkeys((*changed.left_out, *_lines_in_error(_bench(upload, changed))))
        changed = msgspec.structs.replace(changed, left_out=tuple(places))
    library.change_upload(upload, changed)
    if act != "accept":
        return HttpResponseRedirect(request.path + _fragment(act))
    return _accepted(request, _bench(upload, changed))


def _fragment(act: str) -> str:
    return f"#{act}" if act in ("sheets", "columns", "names", "cells") else ""


def _accepted(request: HttpRequest, bench: Bench) -> HttpResponse:
    if request.POST.get("shown") != bench.digest:
        messages.warning(
            request, _("With what you have just changed the deck is another. Look at it once more.")
        )
        return HttpResponseRedirect(request.path)
    if not bench.acceptable:
        return _bench_page(request, bench, status=422)
    try:
        deck = library.accept(bench.upload, bench.drafted.text, load_shipped())
    except DeckProblems:
        return _bench_page(request, bench, status=422)
    except library.VersionTaken as taken:
        why = _("%(deck)s is in the library with another text. Give the changed deck a new version.")
        return _bench_page(request, bench, status=422, taken=why % {"deck": taken.deck})
    messages.success(request, _("%(deck)s is now in the library.") % {"deck": deck})
    return HttpResponseRedirect(reverse("injects:deck", args=[deck.slug, deck.version]))


def _bench(upload: Upload, choices: Choices) -> Bench:
    try:
        grid = read_file(upload.name, bytes(upload.content))
        imported = import_grid(grid, choices)
    except FileRefused as refused:
        raise Http404(str(refused)) from refused  # it was read when it came; the bounds have changed since
    base = _deck_of(upload.base)
    if upload.base is not None and base is not None:
        drafted = updated_deck(upload.base.source, base, imported, choices)
    else:
        drafted = new_deck(imported, choices)
    return Bench(upload, choices, grid, imported, drafted, base)


def _chosen(data: QueryDict, choices: Choices, before: Bench) -> Choices:
    """The choices with what a form says. Fields that the form did not hold stay."""
    texts = {key: str(value)[:MAX_CELL].replace("\r\n", "\n") for key, value in data.items()}
    new: dict[str, Any] = {}
    if "sheets-shown" in data:
        known_sheets = {sheet.name for sheet in before.grid.sheets}
        new["sheets"] = tuple(name for name in data.getlist("sheet") if name in known_sheets)
        rows = {name: text for name, text in _named(texts, "heading:") if text.isdigit()}
        new["headings"] = {
            name: int(text) for name, text in rows.items() if name in known_sheets and int(text) > 0
        }
    if "columns-shown" in data:
        given = dict(_named(texts, "column:"))
        known = (*FIELDS, KEEP, DROP)
        automatic = {
            use.heading: _use_word(use) for use in import_grid(before.grid, _unmapped(choices)).columns
        }
        new["columns"] = {
            name: text for name, text in given.items() if text in known and text != automatic.get(name)
        }
        for key in ("start", "audience", "title", "version"):
            new[key] = " ".join(texts.get(key, "").split())[:200]
        new["deck_id"] = (
            slug(texts.get("deck_id", ""), choices.deck_id) if "deck_id" in texts else choices.deck_id
        )
        new["numbers"] = texts.get("numbers", "") if texts.get("numbers") in ("minutes", "hours") else ""
        new["day_first"] = {"day": True, "month": False}.get(texts.get("dates", ""))
        if texts.get("language") in dict(_languages(before.base)):
            new["language"] = texts["language"]
    names = {name: " ".join(text.split())[:200] for name, text in _named(texts, "name:")}
    told = {name: text for name, text in names.items() if text != _meaning(before, name)}
    new["names"] = {name: text for name, text in {**choices.names, **told}.items() if text}
    mends = {place: text for place, text in choices.mends.items() if place not in data.getlist("unmend")}
    for place, text in _named(texts, "mend:"):
        if text.strip() != texts.get(f"was:{place}", "").strip():
            mends[place] = text.strip()
    new["mends"] = mends
    back = data.getlist("back")
    left = [place for place in (*choices.left_out, *data.getlist("leave")) if place not in back]
    new["left_out"] = tuple(dict.fromkeys(left))
    return msgspec.structs.replace(choices, **new)


def _named(texts: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    for key, text in texts.items():
        if key.startswith(prefix):
            yield key.removeprefix(prefix), text


def _unmapped(choices: Choices) -> Choices:
    return msgspec.structs.replace(choices, columns={})


def _use_word(use: Any) -> str:
    return use.field or (KEEP if use.kept else DROP)


def _lines_in_error(bench: Bench) -> Iterator[str]:
    lines = _places(bench.imported)
    for problem in bench.wrong:
        if problem.place in lines:
            yield lines[problem.place][0]


def _places(imported: Imported) -> dict[str, tuple[str, str]]:
    """The line and its title for each place that a problem can name."""
    found: dict[str, tuple[str, str]] = {}
    for line in imported.lines:
        shown = (line.place, line.texts.get("title", ""))
        for name in FIELDS:
            found.setdefault(line.cell(name), shown)
    return found


def _bench_page(request: HttpRequest, bench: Bench, status: int = 200, **more: object) -> HttpResponse:
    lines = _places(bench.imported)
    cells = [_cell_row(problem, lines) for problem in bench.problems]
    wrong = [row for row in cells if row.problem.level == "error"]
    doubts = [row for row in cells if row.problem.level == "doubt"]
    checked = bench.checked
    context = {
        "upload": bench.upload,
        "choices": bench.choices,
        "sheets": [
            (
                sheet,
                sheet.name in bench.imported.sheets,
                sheet.name in bench.grid.likely,
                _heading_of(sheet, bench.choices),
            )
            for sheet in bench.grid.sheets
        ],
        "columns": [(use, _use_word(use)) for use in bench.imported.columns],
        "field_words": [(name, FIELD_WORDS[name]) for name in FIELDS],
        "names": [
            (name, count, _meaning(bench, name))
            for name, count in sorted(_names_of(bench).items(), key=lambda pair: (-pair[1], pair[0]))
        ][:200],
        "wrong": wrong[:MOST_SHOWN],
        "wrong_count": len(wrong),
        "doubts": doubts[:MOST_SHOWN],
        "doubt_count": len(doubts),
        "notes": [row for row in cells if row.problem.level == "note"],
        "mended": list(bench.choices.mends.items()),
        "base": bench.upload.base,
        "drafted": bench.drafted,
        "changes": [
            (change, KEY_WORDS.get(change.key, change.key)) for change in bench.drafted.changed[:300]
        ],
        "added": bench.drafted.added[:300],
        "preview": _preview(bench),
        "injects": len(bench.imported.lines),
        "missing": presenting.finding_rows(errors(checked.findings), bench.drafted.text) if checked else (),
        "acceptable": bench.acceptable,
        "digest": bench.digest,
        "languages": _languages(bench.base),
        "first_time": bench.imported.first_time,
        "teams": ", ".join(_team_words(bench)),
        **more,
    }
    return render(request, "injects/import.html", context, status=status)


def _names_of(bench: Bench) -> dict[str, int]:
    """Every name of the file, also those the author has explained already."""
    plain = import_grid(bench.grid, msgspec.structs.replace(bench.choices, names={})).names
    return {**dict.fromkeys(bench.choices.names, 0), **plain}


def _meaning(bench: Bench, name: str) -> str:
    """Whom a name means: as the author said, as it was guessed, or itself."""
    return bench.choices.names.get(name) or bench.drafted.guesses.get(name) or name


def _heading_of(sheet: Any, choices: Choices) -> int | str:
    if sheet.name in choices.headings:
        return choices.headings[sheet.name]
    return sheet.rows[sheet.heading].number if sheet.heading is not None else ""


def _cell_row(problem: Problem, lines: Mapping[str, tuple[str, str]]) -> CellRow:
    line, title = lines.get(problem.place, ("", ""))
    values = {key: str(value) for key, value in problem.values.items()}
    message = _(problem.why).format_map(values)
    return CellRow(problem, message, line, title, bool(line) and bool(problem.field))


def _languages(base: schema.Deck | None) -> list[tuple[str, str]]:
    names = {code: str(name) for code, name in settings.LANGUAGES}
    codes = base.deck.languages if base else names
    return [(code, names.get(code, code)) for code in codes]


def _team_words(bench: Bench) -> Iterable[str]:
    deck = bench.checked.source.deck if bench.checked and bench.checked.source else bench.base
    for team in deck.teams if deck else ():
        yield in_language(team.label, bench.choices.language, deck.deck.languages[0]) if deck else ""


def _preview(bench: Bench) -> list[PreviewRow]:
    source = bench.checked.source if bench.checked else None
    if source is None:
        return []
    deck = source.deck
    first = deck.deck.languages[0]
    wanted = (
        None if bench.base is None else {*bench.drafted.added, *(c.inject for c in bench.drafted.changed)}
    )
    rows = []
    for inject in deck.injects:
        if wanted is not None and inject.id not in wanted:
            continue
        table, story = due_of(deck, inject)
        due = story if inject.basis == "scenario" else table
        rows.append(
            PreviewRow(
                id=inject.id,
                due=_("By hand") if due is None else times.show(due),
                to=", ".join(inject.to),
                channel=inject.channel,
                sender=in_language(inject.sender, bench.choices.language, first),
                title=in_language(inject.title, bench.choices.language, first),
                text=in_language(inject.text, bench.choices.language, first),
            )
        )
        if len(rows) == PREVIEWED:
            break
    return rows


@login_required
@require_safe
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The deck as it would be stored, as a file."""
    upload = get_object_or_404(Upload.objects.select_related("base"), pk=number, owner=_owner(request))
    made = _bench(upload, library.choices_of(upload))
    if not made.drafted.text:
        raise Http404
    return _attachment(made.drafted.text.encode(), "application/yaml; charset=utf-8", "deck.yaml")


# ---- export


@login_required
@require_safe
def give(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """A stored deck in the dialect and form that `as` names (`hseep-xlsx`)."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    deck = _deck_of(stored)
    dialect, _dash, form = request.GET.get("as", "").rpartition("-")
    if form == "json" and dialect == "t3sf":
        dialect = "t3sf-json"
    if deck is None:
        raise Http404
    try:
        content = export(deck, dialect, form, request.GET.get("language", ""))
    except UnknownForm as problem:
        raise Http404(str(problem)) from None
    return _attachment(
        content, TYPES[form], f"{stored.slug}-{stored.version}-{dialect.removesuffix('-json')}.{form}"
    )


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
