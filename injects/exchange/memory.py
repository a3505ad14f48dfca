"""What an author has said about one file, kept for the next of its kind: by headings, never by place alone."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec import Struct

from injects.exchange.choices import Choices, Imported, Line
from injects.exchange.columns import FIELDS, HEADING_ROWS, Field, plain
from injects.exchange.sheets import Grid, Row, Sheet

LIKE: Final = 0.75
"""The share of the headings that a sheet must still have to be of the same kind."""
_TAKEN: Final = (
    "start",
    "numbers",
    "day_first",
    "clocks",
    "days",
    "follow",
    "pace",
    "audience",
    "names",
    "language",
)


class SheetKept(Struct, frozen=True, kw_only=True):
    """One chosen sheet: its name, its headings without case and marks, and whether its row was pointed at."""

    name: str
    heads: tuple[str, ...]
    pointed: bool = False


class CellKept(Struct, frozen=True, kw_only=True):
    """A cell that was mended, or looked at and left (`text` is None): of which inject, and what it said."""

    ref: str
    field: str
    given: str
    text: str | None


class Memory(Struct, frozen=True, kw_only=True):
    """The choices of one import, with cells and lines told by what they say."""

    choices: Choices
    sheets: tuple[SheetKept, ...] = ()
    cells: tuple[CellKept, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """A digest of the headings of the chosen sheets."""
        told = sorted({"\x1f".join(sheet.heads) for sheet in self.sheets})
        return hashlib.sha256("\x1e".join(told).encode()).hexdigest()


def memory_of(grid: Grid, choices: Choices, plainly: Imported, imported: Imported) -> Memory:
    """What to keep of an import; `plainly` is the same file read without mends and with every line."""
    sheets = []
    for sheet in grid.sheets:
        if sheet.name in imported.sheets:
            index = _heading(sheet, choices)
            if index is not None:
                pointed = sheet.name in choices.headings
                sheets.append(SheetKept(name=sheet.name, heads=_heads(sheet.rows[index]), pointed=pointed))
    cells = []
    for place, ref, name, given in _cells(plainly):
        if place in choices.mends:
            cells.append(CellKept(ref=ref, field=name, given=given, text=choices.mends[place]))
        elif place in choices.checked:
            cells.append(CellKept(ref=ref, field=name, given=given, text=None))
    left = [_print(line) for line in plainly.lines if line.place in choices.left_out]
    bare = msgspec.structs.replace(choices, mends={}, left_out=(), checked=(), headings={}, recalled="")
    return Memory(choices=bare, sheets=tuple(sheets), cells=tuple(cells), left_out=tuple(left))


def fits(memory: Memory, grid: Grid) -> bool:
    """Whether a file has a sheet like one that was chosen then."""
    return bool(memory.sheets) and any(_found(kept, grid) for kept in memory.sheets)


def shape_choices(memory: Memory, grid: Grid, first: Choices) -> Choices:
    """The choices for a new file: sheets and columns as then, where the file still has them."""
    found = [pair for kept in memory.sheets if (pair := _found(kept, grid))]
    sheets = tuple(dict.fromkeys(sheet.name for sheet, _index, _kept in found))
    taken = {name: getattr(memory.choices, name) for name in _TAKEN if getattr(memory.choices, name)}
    headings = {sheet.name: sheet.rows[index].number for sheet, index, kept in found if kept.pointed}
    heads = {
        " ".join(text.split())
        for sheet in grid.sheets
        for row in sheet.rows[:HEADING_ROWS]
        for text in row.texts
        if text
    }
    columns = {
        head: word
        for head, word in memory.choices.columns.items()
        if head in heads or head.startswith("Column ")
    }
    return msgspec.structs.replace(
        first, sheets=sheets or first.sheets, headings=headings, columns=columns, **taken
    )


def cell_choices(memory: Memory, plainly: Imported, choices: Choices) -> Choices:
    """The choices with the cells mended and the lines left out that say the same as they did then."""
    kept = {(cell.ref, cell.field, cell.given): cell.text for cell in memory.cells}
    left = set(memory.left_out)
    mends: dict[str, str] = {}
    checked: list[str] = []
    for place, ref, name, given in _cells(plainly):
        if (ref, name, given) in kept:
            text = kept[ref, name, given]
            if text is None:
                checked.append(place)
            else:
                mends[place] = text
    out = tuple(line.place for line in plainly.lines if _print(line) in left)
    return msgspec.structs.replace(choices, mends=mends, checked=tuple(checked), left_out=out)


def _cells(imported: Imported) -> Iterator[tuple[str, str, Field, str]]:
    """Every cell with its line: the number, where it is the only one of it, else all that the line says."""
    counts = Counter(line.given.get("ref", "") for line in imported.lines)
    for line in imported.lines:
        number = line.given.get("ref", "")
        key = number if number and counts[number] == 1 else _print(line)
        for name in FIELDS:
            yield line.cell(name), key, name, line.given.get(name, "")


def _print(line: Line) -> str:
    """A line by all that stands in it."""
    told = [*sorted(line.given.items()), *sorted(line.extra.items())]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _heads(row: Row) -> tuple[str, ...]:
    return tuple(plain(text) for text in row.texts if plain(text))


def _heading(sheet: Sheet, choices: Choices) -> int | None:
    number = choices.headings.get(sheet.name)
    if number is None:
        return sheet.heading
    return next((index for index, row in enumerate(sheet.rows) if row.number == number), None)


def _found(kept: SheetKept, grid: Grid) -> tuple[Sheet, int, SheetKept] | None:
    """The sheet of a file that is the one of then: by its name, else the first with such headings."""
    same = [sheet for sheet in grid.sheets if sheet.name == kept.name]
    others = [] if same or len(grid.sheets) > 1 else list(grid.sheets)
    for sheet in (*same, *others):
        index = _like(sheet.rows[:HEADING_ROWS], kept.heads)
        if index is not None:
            return sheet, index, kept
    return None


def _like(rows: Iterable[Row], heads: tuple[str, ...]) -> int | None:
    wanted = set(heads)
    best, most = None, LIKE * len(wanted)
    for index, row in enumerate(rows):
        same = len(wanted & set(_heads(row)))
        if wanted and same >= most and (best is None or same > most):
            best, most = index, same
    return best
