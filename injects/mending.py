"""The page on which an author looks an import over and mends it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from injects import presenting
from injects.deck import times
from injects.deck.findings import errors
from injects.exchange.cells import due_of, in_language
from injects.exchange.choices import Choices
from injects.exchange.columns import FIELDS
from injects.exchange.importing import import_grid
from injects.exchange.problems import Problem
from injects.imports import Bench, languages, meaning, places_of, use_word

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


def bench_page(request: HttpRequest, bench: Bench, status: int = 200, **more: object) -> HttpResponse:
    lines = places_of(bench.imported)
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
        "columns": [(use, use_word(use)) for use in bench.imported.columns],
        "field_words": [(name, FIELD_WORDS[name]) for name in FIELDS],
        "names": [
            (name, count, meaning(bench, name))
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
        "languages": languages(bench.base),
        "first_time": bench.imported.first_time,
        "teams": ", ".join(_team_words(bench)),
        **more,
    }
    return render(request, "injects/import.html", context, status=status)


def _names_of(bench: Bench) -> dict[str, int]:
    """Every name of the file, also those the author has explained already."""
    plain = import_grid(bench.grid, msgspec.structs.replace(bench.choices, names={})).names
    return {**dict.fromkeys(bench.choices.names, 0), **plain}


def _heading_of(sheet: Any, choices: Choices) -> int | str:
    if sheet.name in choices.headings:
        return choices.headings[sheet.name]
    return sheet.rows[sheet.heading].number if sheet.heading is not None else ""


def _cell_row(problem: Problem, lines: Mapping[str, tuple[str, str]]) -> CellRow:
    line, title = lines.get(problem.place, ("", ""))
    values = {key: str(value) for key, value in problem.values.items()}
    message = _(problem.why).format_map(values)
    return CellRow(problem, message, line, title, bool(line) and bool(problem.field))


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
