"""The page on which an author looks an import over and mends it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from injects import presenting
from injects.deck import schema, times
from injects.deck.findings import errors
from injects.exchange.cells import due_of, in_language
from injects.exchange.choices import Choices
from injects.exchange.columns import FIELDS
from injects.exchange.importing import import_grid
from injects.exchange.moments import BARE, NEEDS_DATE, NEEDS_START, TWO_WAYS
from injects.exchange.problems import Problem, places_told
from injects.imports import Bench, languages, meaning, places_of, use_word

MOST_SHOWN: Final = 120
PREVIEWED: Final = 40
SEVERAL: Final = 3

CURES: Final = {NEEDS_START: "times", NEEDS_DATE: "times", BARE: "times", TWO_WAYS: "times"}
"""Errors that one answer cures, and the section of the page in which it is given."""

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
    "controller": gettext_lazy("Controller in charge"),
}


@dataclass(frozen=True)
class CellRow:
    """One cell to look at, with the line it belongs to."""

    problem: Problem
    message: str
    line: str
    title: str
    mendable: bool
    anchor: str = ""

    @property
    def long(self) -> bool:
        return len(self.problem.given) > 60 or "\n" in self.problem.given


@dataclass(frozen=True)
class Group:
    """Cells with one cure: said once, with every place, and where on the page it is cured."""

    message: str
    places: str
    count: int
    anchor: str


@dataclass(frozen=True)
class Step:
    """One step of an import: what it is, how it stands, and where on the page it is."""

    label: str
    note: str
    anchor: str
    done: bool
    current: bool = False


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
    grouped, singles = _grouped(bench.problems)
    sections = {**dict.fromkeys(bench.imported.sheets, "columns"), "start": "times"}
    cells = [_cell_row(problem, lines, sections) for problem in singles]
    wrong = [row for row in cells if row.problem.level == "error"]
    looked_at = set(bench.choices.checked)
    doubts = [row for row in cells if row.problem.level == "doubt" and row.problem.place not in looked_at]
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
        "guessed": frozenset(bench.drafted.guesses),
        "wrong": wrong[:MOST_SHOWN],
        "wrong_count": len(bench.wrong),
        "single_count": len(wrong),
        "grouped": grouped,
        "steps": _steps(bench, wrong, doubts, grouped),
        "doubts": doubts[:MOST_SHOWN],
        "doubt_count": len(doubts),
        "notes": [row for row in cells if row.problem.level == "note"],
        "mended": list(bench.choices.mends.items()),
        "base": bench.upload.base or bench.upload.draft,
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
        **_span(bench),
        **more,
    }
    return render(request, "injects/import.html", context, status=status)


def _grouped(problems: Iterable[Problem]) -> tuple[list[Group], list[Problem]]:
    """Errors that one answer cures, if there are several of a kind; and all the other problems."""
    by_cure: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.level == "error" and problem.why in CURES:
            by_cure.setdefault(problem.why, []).append(problem)
    many = {why: found for why, found in by_cure.items() if len(found) >= SEVERAL}
    groups = [
        Group(_(why), places_told(problem.place for problem in found), len(found), CURES[why])
        for why, found in many.items()
    ]
    return groups, [problem for problem in problems if problem.level != "error" or problem.why not in many]


def _steps(bench: Bench, wrong: list[CellRow], doubts: list[CellRow], grouped: list[Group]) -> list[Step]:
    """What has been done of an import and what is next."""
    errors_at = {problem.place for problem in bench.wrong}
    sheets = not errors_at & ({sheet.name for sheet in bench.grid.sheets} | {"file"}) or bool(
        bench.imported.lines
    )
    columns = sheets and not errors_at & set(bench.imported.sheets)
    timed = not any(group.anchor == "times" for group in grouped) and "start" not in errors_at
    unknown = sum(use.field is None and use.kept for use in bench.imported.columns)
    guessed = len(bench.drafted.guesses)
    left = len(wrong)
    told = [
        (_("Sheets"), ", ".join(bench.imported.sheets) or _("choose"), "sheets", sheets),
        (
            _("Columns"),
            ngettext("%(count)d kept as it is", "%(count)d kept as they are", unknown) % {"count": unknown}
            if columns
            else _("choose"),
            "columns",
            columns,
        ),
        (_("Times"), _("read") if timed else _("say when it begins"), "times", timed),
        (
            _("Who is who"),
            ngettext("%(count)d guess", "%(count)d guesses", guessed) % {"count": guessed}
            if guessed
            else _("clear"),
            "names",
            columns,
        ),
        (
            _("Cells"),
            ngettext("%(count)d to mend", "%(count)d to mend", left) % {"count": left}
            if left
            else ngettext("%(count)d doubtful", "%(count)d doubtful", len(doubts)) % {"count": len(doubts)},
            "cells" if wrong or doubts else "preview",
            not left and columns and timed,
        ),
        (_("Accept"), _("ready") if bench.acceptable else _("not yet"), "accept", False),
    ]
    first = next(index for index, (_label, _note, _anchor, done) in enumerate(told) if not done)
    return [Step(*step, current=index == first) for index, step in enumerate(told)]


def _names_of(bench: Bench) -> dict[str, int]:
    """Every name of the file, also those the author has explained already."""
    plain = import_grid(bench.grid, msgspec.structs.replace(bench.choices, names={})).names
    return {**dict.fromkeys(bench.choices.names, 0), **plain}


def _heading_of(sheet: Any, choices: Choices) -> int | str:
    if sheet.name in choices.headings:
        return choices.headings[sheet.name]
    return sheet.rows[sheet.heading].number if sheet.heading is not None else ""


def _cell_row(problem: Problem, lines: Mapping[str, tuple[str, str]], sections: Mapping[str, str]) -> CellRow:
    line, title = lines.get(problem.place, ("", ""))
    values = {key: str(value) for key, value in problem.values.items()}
    message = _(problem.why).format_map(values)
    anchor = sections.get(problem.place, "")
    return CellRow(problem, message, line, title, bool(line) and bool(problem.field), anchor)


def _team_words(bench: Bench) -> Iterable[str]:
    deck = bench.checked.source.deck if bench.checked and bench.checked.source else bench.base
    for team in deck.teams if deck else ():
        yield in_language(team.label, bench.choices.language, deck.deck.languages[0]) if deck else ""


def _span(bench: Bench) -> dict[str, int]:
    """How long the events last from STARTEX, in the story and at the table (ms), and how many times as fast the
    story runs; nothing if none has a time.
    """
    source = bench.checked.source if bench.checked else None
    if source is None:
        return {}
    found = [due_of(source.deck, inject) for inject in source.deck.injects]
    story = max((at for _table, at in found if at is not None), default=0)
    table = max((at for at, _story in found if at is not None), default=0)
    return {"span_ms": story, "table_ms": table, "pace": round(story / table) if table else 1}


def _labels(deck: schema.Deck, language: str) -> dict[str, str]:
    """The words for what an inject names by id: receivers as they stand in `to`, channels as `channel:<id>`."""

    def label(words: Any) -> str:
        return in_language(words, language, deck.deck.languages[0])

    teams = {team.id: label(team.label) for team in deck.teams}
    offices = {
        f"{each.team}/{each.id}": f"{teams.get(each.team, each.team)} ({label(each.label)})"
        for each in deck.offices
    }
    channels = {f"channel:{channel.id}": label(channel.label) for channel in deck.channels}
    return {"all": _("Everybody"), "white": _("White cell"), **teams, **offices, **channels}


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
    words = _labels(deck, bench.choices.language)
    for inject in deck.injects:
        if wanted is not None and inject.id not in wanted:
            continue
        table, story = due_of(deck, inject)
        due = story if inject.basis == "scenario" else table
        rows.append(
            PreviewRow(
                id=inject.id,
                due=_("By hand") if due is None else times.show(due),
                to=words["white"]
                if inject.kind == "expected"
                else ", ".join(words.get(word, word) for word in inject.to),
                channel=words.get(f"channel:{inject.channel}", inject.channel),
                sender=in_language(inject.sender, bench.choices.language, first),
                title=in_language(inject.title, bench.choices.language, first),
                text=in_language(inject.text, bench.choices.language, first),
            )
        )
        if len(rows) == PREVIEWED:
            break
    return rows
