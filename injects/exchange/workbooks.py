"""Reads xlsx workbooks as grids of cells, within bounds, and says what of them is easily overlooked."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils import get_column_letter, range_boundaries

from injects.exchange.problems import FileRefused, Problem, _
from injects.exchange.sheets import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT,
    MAX_UNPACKED,
    Cell,
    Row,
    Sheet,
    clean,
    note,
    undefuse,
    unescape,
    words_of,
)

_DOCTYPES: Final = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of an xlsx file. Raises FileRefused for what is none, or too large, or built to harm."""
    _inspect(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not carry over is not wanted
            return tuple(_sheets(content))
    except FileRefused:
        raise
    except Exception as problem:  # a broken file can break the reader anywhere
        raise FileRefused(
            _("The workbook cannot be read ({kind}). Open it in a spreadsheet and save it anew as .xlsx."),
            kind=type(problem).__name__,
        ) from problem


def _inspect(content: bytes) -> None:
    """The bounds of the archive, before anything of it is unpacked."""
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise FileRefused(_("An old .xls file, or one with a password. Save it as .xlsx without a password."))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise FileRefused(_("This is no .xlsx workbook.")) from problem
    with archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        names = [part.filename for part in parts]
        if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
            raise FileRefused(_("Unpacked, the workbook is larger than {most} MiB."), most=MAX_UNPACKED >> 20)
        for part in parts:
            if part.flag_bits & 1:
                raise FileRefused(_("The workbook has a password. Save it without one."))
            if part.file_size > 1 << 20 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
                raise FileRefused(_("The workbook is packed far more tightly than any real one."))
        if len(names) != len(set(names)) or unpacked > MAX_RATIO * 4 * len(content) + (1 << 20):
            raise FileRefused(_("The workbook is packed far more tightly than any real one."))
        if "mimetype" in names and "content.xml" in names:
            raise FileRefused(_("An OpenDocument file. Save it as .xlsx or .csv."))
        try:
            if any(_declares(archive, part) for part in parts):
                raise FileRefused(_("The workbook declares entities, which none that people make does."))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
            raise FileRefused(_("The workbook is damaged.")) from problem


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part has a document type, through which entities grow. Not every reader of XML refuses it."""
    if not part.filename.casefold().endswith((".xml", ".rels", ".vml")):
        return False
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 16):
            if any(mark in tail + block for mark in _DOCTYPES):
                return True
            tail = block[-32:]
    return False


def _sheets(content: bytes) -> Iterator[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    results = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    budget = [MAX_TEXT]
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise FileRefused(_("The workbook has more than {most} sheets."), most=MAX_SHEETS)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for sheet, last in zip(book.worksheets, results.worksheets, strict=True):
                yield _sheet(sheet, last, archive, budget)
    finally:
        book.close()
        results.close()


@dataclass
class _Layout:
    """What the read-only mode of openpyxl does not tell: hidden lines and columns, and merged cells."""

    hidden_rows: set[int]
    hidden_columns: list[str]
    merged: list[tuple[int, int, int, int]]
    formulas: bool = False


def _layout(archive: zipfile.ZipFile, part: str) -> _Layout:
    found = _Layout(set(), [], [])
    with archive.open(part.lstrip("/")) as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "row" and element.get("hidden") in ("1", "true"):
                    found.hidden_rows.add(int(element.get("r", "0")))
                elif tag == "col" and element.get("hidden") in ("1", "true"):
                    first, final = int(element.get("min", "1")), int(element.get("max", "1"))
                    found.hidden_columns += [get_column_letter(n) for n in range(first, min(final, 50) + 1)]
                elif tag == "mergeCell" and len(found.merged) < 10_000:
                    bounds: Any = range_boundaries(element.get("ref", "A1"))
                    if None not in bounds:
                        found.merged.append(bounds)
                elif tag == "f":
                    found.formulas = True
            elif tag in ("row", "c"):
                element.clear()
    return found


def _sheet(sheet: Any, last: Any, archive: zipfile.ZipFile, budget: list[int]) -> Sheet:
    layout = _layout(archive, sheet._worksheet_path)
    name = sheet.title
    rows: list[Row] = []
    results = _grid_of(last) if layout.formulas else {}
    sheet.reset_dimensions()
    for index, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if index > MAX_ROWS:
            raise FileRefused(_("Sheet {sheet} has more than {most} rows."), sheet=name, most=MAX_ROWS)
        made = [_cell(name, index, column, cell, results) for column, cell in enumerate(cells, 1)]
        while made and not made[-1].text:
            made.pop()
        budget[0] -= sum(len(cell.text) for cell in made)
        if budget[0] < 0:
            raise FileRefused(_("The workbook holds more text than {most} MiB."), most=MAX_TEXT >> 20)
        rows.append(Row(index, tuple(made), hidden=index in layout.hidden_rows))
    notes = tuple(_notes(name, rows, layout))
    filled = _unmerged(name, rows, layout.merged)
    while filled and filled[-1].empty:
        filled.pop()
    return Sheet(name=name, rows=tuple(filled), hidden=sheet.sheet_state != "visible", notes=notes)


def _grid_of(sheet: Any) -> dict[tuple[int, int], Any]:
    sheet.reset_dimensions()
    return {
        (row, column): value
        for row, values in enumerate(
            sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True), 1
        )
        for column, value in enumerate(values, 1)
        if value is not None
    }


def _cell(name: str, row: int, column: int, cell: Any, results: dict[tuple[int, int], Any]) -> Cell:
    place = f"{name}!{get_column_letter(column)}{row}"
    value = cell.value
    if value is None:
        return Cell(place)
    kind = cell.data_type
    if kind == "f":
        text = value if isinstance(value, str) else getattr(value, "text", None) or "="
        shown = results.get((row, column))
        return Cell(place, clean(str(text))[:MAX_CELL], formula=True, shown=shown)
    if isinstance(value, str):
        return Cell(place, undefuse(clean(unescape(value)))[:MAX_CELL])
    return Cell(place, words_of(value), value=value)


def _notes(name: str, rows: Sequence[Row], layout: _Layout) -> Iterator[Problem]:
    hidden = [row.number for row in rows if row.hidden and not row.empty]
    if hidden:
        why = _("Hidden rows, read like the others: {rows}.")
        yield note(f"{name}!{hidden[0]}", why, rows=_listed(hidden))
    if layout.hidden_columns:
        why = _("Hidden columns are read like the others: {columns}.")
        yield note(name, why, columns=_listed(layout.hidden_columns))
    for left, top, right, bottom in layout.merged:
        if bottom > top:
            why = _("Merged cells: their text is taken for each of the rows {first} to {last}.")
            place = f"{name}!{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
            yield note(place, why, first=top, last=bottom)
    formulas = [cell for row in rows for cell in row.cells if cell.formula]
    if formulas:
        why = _(
            "Formulas: {count}, the first here. Texts keep them as they are; numbers, times and audiences take the last result."
        )
        yield note(formulas[0].place, why, count=len(formulas))


def _listed(items: Iterable[object]) -> str:
    words = [str(item) for item in items]
    return ", ".join(words[:12]) + (", …" if len(words) > 12 else "")


def _unmerged(name: str, rows: list[Row], merged: Iterable[tuple[int, int, int, int]]) -> list[Row]:
    """Cells merged downwards filled in: a phase or a day written once beside its rows."""
    grid = [list(row.cells) for row in rows]
    for left, top, _right, bottom in merged:
        if bottom == top or top > len(grid) or left > len(grid[top - 1]):
            continue
        source = grid[top - 1][left - 1]
        for number in range(top + 1, min(bottom, len(grid)) + 1):
            cells = grid[number - 1]
            if not cells:  # an empty line stays one
                continue
            cells += [Cell(f"{name}!{get_column_letter(n)}{number}") for n in range(len(cells) + 1, left + 1)]
            if not cells[left - 1].text:
                cells[left - 1] = Cell(
                    cells[left - 1].place, source.text, source.value, source.formula, source.shown
                )
    return [Row(row.number, tuple(cells), row.hidden) for row, cells in zip(rows, grid, strict=True)]
