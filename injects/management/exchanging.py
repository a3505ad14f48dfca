"""`manage.py deck import` and `deck export`: MSELs of other tools, from a terminal."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

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
from injects.exchange.choices import DROP, KEEP, Choices, Imported
from injects.exchange.columns import FIELDS
from injects.exchange.dialects import DIALECTS
from injects.exchange.drafts import Drafted
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.naming import slug
from injects.exchange.problems import FileRefused, Problem
from injects.exchange.updating import updated_deck
from injects.exchange.writing import UnknownForm, export


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
        "--heading", nargs="+", default=[], metavar="SHEET=ROW", help="the row of headings of a sheet"
    )
    parser.add_argument(
        "--map",
        nargs="+",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"what a column is: {', '.join(FIELDS)}, {KEEP} or {DROP}",
    )
    parser.add_argument("--start", default="", help="STARTEX on the clock: 09:00, or 2026-03-01 09:00")
    parser.add_argument(
        "--numbers", choices=("minutes", "hours"), default="", help="the unit of bare numbers"
    )
    parser.add_argument("--dates", choices=("day-first", "month-first"), help="how 03/04/2026 is meant")
    parser.add_argument("--to", default="", metavar="AUDIENCE", help="who gets the lines that name nobody")
    parser.add_argument("--name", nargs="+", default=[], metavar="FOUND=MEANT", help="who a name is")
    parser.add_argument("--mend", nargs="+", default=[], metavar="CELL=TEXT", help="what a cell should say")
    parser.add_argument("--leave-out", nargs="+", default=[], metavar="SHEET!ROW", help="lines not wanted")
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
    parser.add_argument("--dialect", required=True, choices=tuple(DIALECTS))
    parser.add_argument("--out", required=True, metavar="FILE", help="its ending says xlsx, csv or json")
    parser.add_argument(
        "--language", default="", help="the language of the texts (default: the deck's first)"
    )


def take(options: dict[str, Any], out: OutputWrapper, err: OutputWrapper) -> None:
    """Read a file, say what is doubtful and what would change, and write the deck where that was asked for."""
    path = Path(options["file"])
    choices = _choices(options, path)
    base = _deck_text(options["into"]) if options["into"] else None
    try:
        grid = read_file(path.name, path.read_bytes())
        imported, drafted = _drafted(choices, base, grid)
    except OSError as problem:
        raise CommandError(str(problem)) from None
    except FileRefused as refused:
        raise CommandError(_(refused.why).format_map(refused.values)) from None
    if not options["sheet"] and len(grid.likely) > 1:
        others = ", ".join(grid.likely[1:])
        out.write(
            _("Read: %(sheet)s. These look like MSELs too, choose with --sheet: %(others)s")
            % {"sheet": grid.likely[0], "others": others}
        )
    problems = [*imported.problems, *drafted.problems]
    _print(problems, out)
    wrong = [problem for problem in problems if problem.level == "error"]
    _summary(imported, drafted, wrong, out)
    if wrong and not options["partial"]:
        err.write(
            _("Nothing was written. Mend the cells (--mend CELL=TEXT), or leave lines out (--leave-out).")
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


def give(deck: str, options: dict[str, Any], out: OutputWrapper) -> None:
    """Write a deck in a dialect."""
    target = Path(options["out"])
    read = _deck_text(deck)[1]
    try:
        content = export(read, options["dialect"], target.suffix.lstrip(".").casefold(), options["language"])
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


def _choices(options: dict[str, Any], path: Path) -> Choices:
    base = _deck_text(options["into"])[1] if options["into"] else None
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
    title = options["title"] or path.stem
    return Choices(
        sheets=tuple(options["sheet"]),
        headings={sheet: int(number) for sheet, number in headings.items()},
        columns=columns,
        start=options["start"] or (base.timing.scenario_start if base else ""),
        numbers=options["numbers"],
        day_first=None if options["dates"] is None else options["dates"] == "day-first",
        audience=options["to"],
        names=_pairs(options["name"], "--name"),
        mends=_pairs(options["mend"], "--mend"),
        left_out=tuple(options["leave_out"]),
        language=options["language"] or (base.deck.languages[0] if base else "en"),
        deck_id=options["deck_id"] or slug(title, "imported"),
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
    stored = library.newest(name)
    try:
        text = stored.source if stored else shipped.path_of(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(str(problem)) from None
    source, problems = read_deck(name, text)
    if source is None:
        raise CommandError("\n".join(str(problem) for problem in problems))
    return text, source.deck


def _print(problems: Iterable[Problem], out: OutputWrapper) -> None:
    words = {"error": _("error"), "doubt": _("doubtful"), "note": _("note")}
    for problem in problems:
        given = f" [{' '.join(problem.given.split())[:60]}]" if problem.given else ""
        out.write(f"{problem.place}: {words[problem.level]}: {problem.sentence(_)}{given}")


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
