"""`manage.py deck import` and `deck export`: MSELs of other tools, from a terminal."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import msgspec
from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.law.shipped import load_shipped
from injects import library, shipped
from injects.deck.findings import errors
from injects.deck.lint import check_text
from injects.deck.parse import read_deck
from injects.deck.schema import Deck
from injects.deck.vocabulary import vocabulary_of
from injects.exchange.choices import DROP, ELAPSED, IN_ORDER, KEEP, NUMBERS, Choices, Imported
from injects.exchange.columns import FIELDS
from injects.exchange.dialects import DIALECTS
from injects.exchange.drafts import Drafted
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.memory import Memory, cell_choices, memory_of, shape_choices
from injects.exchange.moments import BARE, NEEDS_DATE, NEEDS_START, TWO_WAYS
from injects.exchange.naming import slug
from injects.exchange.problems import FileRefused, Problem, places_told
from injects.exchange.sheets import Grid
from injects.exchange.updating import updated_deck
from injects.exchange.writing import UnknownForm, export

OPTIONS: Final = {
    NEEDS_START: '--start "09:00"',
    NEEDS_DATE: '--start "2026-03-01 09:00"',
    BARE: "--numbers minutes",
    TWO_WAYS: "--dates day-first",
}
"""Errors that one option cures."""


def add_import_arguments(parser: ArgumentParser) -> None:
    """What `deck import` takes: everything that the pages let an author choose."""
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--out", metavar="DECK.yaml", help="write the deck there; without it nothing is written"
    )
    parser.add_argument(
        "--into", metavar="DECK", help="bring this deck up to date, by the ids of its injects"
    )
    parser.add_argument(
        "--sheet", action="append", default=[], help="a sheet by its name; more than one is fine"
    )
    parser.add_argument(
        "--heading",
        nargs="+",
        action="extend",
        default=[],
        metavar="SHEET=ROW",
        help="the row of headings of a sheet",
    )
    parser.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"what a column is: {', '.join(FIELDS)}, {KEEP} or {DROP}",
    )
    parser.add_argument("--start", default="", help="STARTEX on the clock: 09:00, or 2026-03-01 09:00")
    parser.add_argument(
        "--numbers", choices=NUMBERS, default="", help="the unit of bare numbers; clock: 930 is 09:30"
    )
    parser.add_argument("--dates", choices=("day-first", "month-first"), help="how 03/04/2026 is meant")
    parser.add_argument(
        "--elapsed", action="store_true", help="1:30 is hours and minutes after STARTEX, not a time of day"
    )
    parser.add_argument(
        "--in-order", action="store_true", help="a time of day earlier than the row above is of the next day"
    )
    parser.add_argument(
        "--follow", type=int, metavar="MINUTES", help="rows without a time come so long after the row above"
    )
    parser.add_argument(
        "--pace", type=int, metavar="N", help="minutes of the story in a minute at the table (a new deck; 1)"
    )
    parser.add_argument(
        "--answers",
        metavar="FILE.json",
        help="keep what you say here in this file, and begin with what it holds",
    )
    parser.add_argument("--to", default="", metavar="AUDIENCE", help="who gets the lines that name nobody")
    parser.add_argument(
        "--name", nargs="+", action="extend", default=[], metavar="FOUND=MEANT", help="who a name is"
    )
    parser.add_argument(
        "--mend", nargs="+", action="extend", default=[], metavar="CELL=TEXT", help="what a cell should say"
    )
    parser.add_argument(
        "--leave-out", nargs="+", action="extend", default=[], metavar="SHEET!ROW", help="lines not wanted"
    )
    parser.add_argument("--partial", action="store_true", help="write the deck without the lines in error")
    parser.add_argument(
        "--language", default="", help="the language of the texts (default: en, or the deck's)"
    )
    parser.add_argument("--id", default="", dest="deck_id", help="the id of a new deck")
    parser.add_argument("--title", default="")
    parser.add_argument("--deck-version", default="", help="the version that the deck gets")


def add_export_arguments(parser: ArgumentParser) -> None:
    """What `deck export` takes."""
    parser.add_argument(
        "deck", metavar="DECK", help="a file, a shipped deck, or one of the library by its id"
    )
    parser.add_argument("--dialect", choices=tuple(DIALECTS), help="of an MSEL (not for zip)")
    parser.add_argument(
        "--out",
        required=True,
        metavar="FILE",
        help="its ending says xlsx, csv or json; zip: the deck with its files",
    )
    parser.add_argument(
        "--language", default="", help="the language of the texts (default: the deck's first)"
    )
    parser.add_argument(
        "--start", default="", metavar="09:00", help="STARTEX: write times of day instead of times from it"
    )


def take(options: dict[str, Any], out: OutputWrapper, err: OutputWrapper) -> None:
    """Read a file, say what is doubtful and what would change, and write the deck where that was asked for."""
    path = Path(options["file"])
    base = _deck_text(options["into"]) if options["into"] else None
    try:
        grid = read_file(path.name, path.read_bytes())
        choices = _choices(options, path, grid, base)
        imported, drafted = _drafted(choices, base, grid)
    except OSError as problem:
        raise CommandError(str(problem)) from None
    except FileRefused as refused:
        raise CommandError(_(refused.why).format_map(refused.values)) from None
    _say_sheets(choices, grid, imported, out)
    _say_columns(imported, out)
    _refuse_unknown(options, imported, grid)
    _keep_answers(options, choices, grid, imported, base is not None)
    problems = [*imported.problems, *drafted.problems]
    _print(problems, out)
    wrong = [problem for problem in problems if problem.level == "error"]
    if not choices.start and imported.first_time:
        out.write(
            _('The first time in the file is %(time)s. If it is STARTEX: --start "%(time)s"')
            % {"time": imported.first_time}
        )
    _summary(imported, drafted, wrong, out)
    if wrong and not options["partial"]:
        err.write(
            _(
                'Nothing was written. Mend the cells (--mend "CELL=TEXT"), or leave lines out (--leave-out "SHEET!ROW").'
            )
        )
        sys.exit(1)
    if not drafted.text:
        raise CommandError(_("There is nothing to make a deck of."))
    if drafted.same and base is not None:
        out.write(_("The file changes nothing."))
        return
    checked = check_text(path.name, drafted.text, vocabulary_of(load_shipped()))
    if options["out"]:
        Path(options["out"]).write_text(drafted.text, encoding="utf-8")
        out.write(_("Written: %(file)s") % {"file": options["out"]})
    else:
        out.write(_("Nothing was written; give --out FILE."))
    if not checked.usable:
        out.write(_("It cannot be played yet:"))
        for finding in errors(checked.findings):
            out.write(f"  {finding.code} {finding.item}: {finding.sentence(_)}")


def _say_sheets(choices: Choices, grid: Grid, imported: Imported, out: OutputWrapper) -> None:
    if choices.recalled:
        out.write(_("Begun with the answers in %(file)s.") % {"file": choices.recalled})
    others = [name for name in grid.likely if name not in imported.sheets]
    if others:
        out.write(
            _("Read: %(sheet)s. These look like MSELs too, choose with --sheet: %(others)s")
            % {"sheet": ", ".join(imported.sheets), "others": ", ".join(others)}
        )


def _say_columns(imported: Imported, out: OutputWrapper) -> None:
    """What each column was taken for, in words that --map takes."""
    taken = [f"{use.heading} = {use.field}" for use in imported.columns if use.field]
    if taken:
        out.write(_("Columns: %(columns)s") % {"columns": "; ".join(taken)})
    kept = [use.heading for use in imported.columns if use.field is None and use.kept]
    if kept:
        out.write(
            _('Not known and kept as they are: %(columns)s. Say what they are: --map "%(first)s=title"')
            % {"columns": "; ".join(kept), "first": kept[0]}
        )


def _refuse_unknown(options: dict[str, Any], imported: Imported, grid: Grid) -> None:
    """What names a column or a cell that the file has not was meant for another, and is not passed over."""
    headings = {use.heading for use in imported.columns}
    for column in _pairs(options["map"], "--map"):
        if column not in headings:
            near = get_close_matches(column, headings, 1, 0.5)
            raise CommandError(
                _("--map: there is no column %(column)s. The file has: %(headings)s")
                % {"column": column, "headings": ", ".join([*near, *sorted(headings - set(near))])}
            )
    cells = {line.cell(name) for line in imported.lines for name in FIELDS}
    for place in _pairs(options["mend"], "--mend"):
        if place not in cells:
            raise CommandError(_("--mend: there is no inject with a cell %(place)s.") % {"place": place})
    rows = {f"{sheet.name}!{row.number}" for sheet in grid.sheets for row in sheet.rows}
    rows |= {line.place for line in imported.lines}
    for place in options["leave_out"]:
        if place not in rows:
            raise CommandError(
                _("--leave-out: there is no row %(place)s. Write SHEET!ROW, such as %(example)s.")
                % {"place": place, "example": next(iter(sorted(rows)), "MSEL!5")}
            )


def _keep_answers(
    options: dict[str, Any], choices: Choices, grid: Grid, imported: Imported, partial: bool
) -> None:
    if not options["answers"]:
        return
    plain = msgspec.structs.replace(choices, mends={}, left_out=())
    memory = memory_of(grid, choices, import_grid(grid, plain, partial), imported)
    text = msgspec.json.format(msgspec.json.encode(memory), indent=1).decode()
    try:
        Path(options["answers"]).write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise CommandError(str(problem)) from None


def _answers(options: dict[str, Any]) -> Memory | None:
    """What was said before, from the file that keeps it; None where there is no such file yet."""
    path = Path(options["answers"]) if options["answers"] else None
    if path is None or not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Memory)
    except (OSError, msgspec.DecodeError) as problem:
        raise CommandError(
            _("%(file)s holds no answers of an import (%(why)s). Delete it, or give another.")
            % {"file": path, "why": problem}
        ) from None


def give(deck: str, options: dict[str, Any], out: OutputWrapper) -> None:
    """Write a deck in a dialect."""
    target = Path(options["out"])
    if not options["dialect"]:
        known = ", ".join(DIALECTS)
        raise CommandError(
            _("Say with --dialect which form the MSEL is to have: %(known)s.") % {"known": known}
        )
    read = _deck_text(deck)[1]
    try:
        form = target.suffix.lstrip(".").casefold()
        content = export(read, options["dialect"], form, options["language"], options["start"])
    except UnknownForm as problem:
        raise CommandError(str(problem)) from None
    try:
        target.write_bytes(content)
    except OSError as problem:
        raise CommandError(str(problem)) from None
    out.write(_("Written: %(file)s") % {"file": target})


def _drafted(choices: Choices, base: tuple[str, Deck] | None, grid: Any) -> tuple[Imported, Drafted]:
    imported = import_grid(grid, choices, partial=base is not None)
    drafted = new_deck(imported, choices) if base is None else updated_deck(*base, imported, choices)
    return imported, drafted


def _choices(options: dict[str, Any], path: Path, grid: Grid, base: tuple[str, Deck] | None) -> Choices:
    """What was said: in the file of answers, over it on the command line."""
    columns = _pairs(options["map"], "--map")
    for column, name in columns.items():
        if name not in (*FIELDS, KEEP, DROP):
            raise CommandError(
                _("There is no field %(name)s for %(column)s; known: %(known)s.")
                % {"name": name, "column": column, "known": ", ".join((*FIELDS, KEEP, DROP))}
            )
    headings = _pairs(options["heading"], "--heading")
    if not all(number.isdigit() for number in headings.values()):
        raise CommandError(_("--heading takes SHEET=ROW, with the number of the row."))
    deck = base[1] if base else None
    first = Choices(
        start=deck.timing.scenario_start if deck else "", language=deck.deck.languages[0] if deck else "en"
    )
    memory = _answers(options)
    if memory is not None:
        first = shape_choices(memory, grid, first)
        first = msgspec.structs.replace(first, recalled=options["answers"])
        first = cell_choices(memory, import_grid(grid, first, base is not None), first)
    title = options["title"] or (memory.choices.title if memory else "") or path.stem
    kept = memory.choices.deck_id if memory else ""
    given: dict[str, Any] = {
        "sheets": tuple(options["sheet"]),
        "start": options["start"],
        "numbers": options["numbers"],
        "day_first": None if options["dates"] is None else options["dates"] == "day-first",
        "clocks": ELAPSED if options["elapsed"] else "",
        "days": IN_ORDER if options["in_order"] else "",
        "follow": "" if options["follow"] is None else str(max(options["follow"], 0)),
        "pace": "" if options["pace"] is None else str(max(options["pace"], 1)),
        "audience": options["to"],
        "language": options["language"],
    }
    return msgspec.structs.replace(
        first,
        **{name: value for name, value in given.items() if value not in ("", (), None)},
        headings={**first.headings, **{sheet: int(number) for sheet, number in headings.items()}},
        columns={**first.columns, **columns},
        names={**first.names, **_pairs(options["name"], "--name")},
        mends={**first.mends, **_pairs(options["mend"], "--mend")},
        left_out=(*first.left_out, *options["leave_out"]),
        deck_id=options["deck_id"] or kept or slug(title, "imported"),
        title=title,
        version=options["deck_version"],
    )


def _pairs(given: Iterable[str], option: str) -> dict[str, str]:
    found = {}
    for pair in given:
        key, sign, value = pair.rpartition("=") if option == "--map" else pair.partition("=")
        if not sign:
            raise CommandError(_("%(option)s takes A=B, not %(given)s.") % {"option": option, "given": pair})
        found[" ".join(key.split())] = value
    return found


def _deck_text(name: str) -> tuple[str, Deck]:
    """A deck that can be read: a file, a shipped one, or the newest of the library with this id."""
    stored = None if Path(name).is_file() else library.newest(name)
    try:
        text = stored.source if stored else shipped.path_of(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(str(problem)) from None
    source, problems = read_deck(name, text)
    if source is None:
        raise CommandError("\n".join(str(problem) for problem in problems))
    return text, source.deck


def _print(problems: Iterable[Problem], out: OutputWrapper) -> None:
    """Every problem with its cell; cells with one cure in one line."""
    words = {"error": _("error"), "doubt": _("doubtful"), "note": _("note")}
    together: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        key = problem.why if problem.why in OPTIONS else f"{problem.place} {problem}"
        together.setdefault((problem.level, key), []).append(problem)
    for (level, why), found in together.items():
        places = places_told(problem.place for problem in found)
        given = f" [{' '.join(found[0].given.split())[:60]}]" if found[0].given and len(found) == 1 else ""
        said = f"{places}: {words[level]}: {found[0].sentence(_)}{given}"
        out.write(f"{said} ({OPTIONS[why]})" if why in OPTIONS else said)


def _summary(imported: Imported, drafted: Drafted, wrong: list[Problem], out: OutputWrapper) -> None:
    for change in drafted.changed:
        before, after = (" ".join(text.split())[:60] for text in (change.before, change.after))
        out.write(f"{change.inject} {change.key}: {before or '-'} -> {after or '-'}")
    lines = len(imported.lines)
    out.write(
        ngettext("%(count)d inject read", "%(count)d injects read", lines) % {"count": lines}
        + "; "
        + ngettext("%(count)d error", "%(count)d errors", len(wrong)) % {"count": len(wrong)}
        + "; "
        + _("%(added)d new, %(changed)d changes, %(absent)d not in the file and kept")
        % {"added": len(drafted.added), "changed": len(drafted.changed), "absent": len(drafted.absent)}
    )
