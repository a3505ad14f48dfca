"""The continuity pack as a workbook: a sheet for each table, ready to be sorted, filtered and ticked off."""

import io
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from games.paper.pending import Continuity
from games.paper.tables import Cell, Table
from games.review.export import neutral

Sheet: TypeAlias = Any
"""A write-only sheet, whose stubs know little of it."""
HEAD = PatternFill("solid", fgColor="FFE2E8EE")
MARK = Font(bold=True, color="FFB00020")
BOLD = Font(bold=True)
WRAP = Alignment(wrap_text=True, vertical="top")
WIDEST = 60
BLANK_LINES = 60
"""Lines to write on in the sheet that goes on by hand."""


def workbook(pack: Continuity) -> bytes:
    """The pack as xlsx. Texts that a spreadsheet would run as a formula are led by an apostrophe."""
    book = Workbook(write_only=True)
    _front(book.create_sheet(_sheet_name(_("Now"))), pack)
    for table in (pack.coming, *pack.tables):
        _sheet(book.create_sheet(_sheet_name(table.title)), pack, table)
    for _team, table in pack.known:
        _sheet(book.create_sheet(_sheet_name(table.title)), pack, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mark() -> str:
    """What stands on every sheet."""
    return f"{_('EXERCISE')} · {_('STAFF ONLY')}"


def _front(sheet: Sheet, pack: Continuity) -> None:
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = WIDEST
    sheet.append([_cell(sheet, mark(), font=MARK)])
    sheet.append([_cell(sheet, pack.title, font=BOLD)])
    sheet.append([_cell(sheet, _("Continuity pack, made %(time)s") % {"time": pack.made})])
    sheet.append([])
    for label, value in pack.head:
        sheet.append([_cell(sheet, label, font=BOLD), _cell(sheet, value)])


def _sheet(sheet: Sheet, pack: Continuity, table: Table) -> None:
    for number, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A4"
    sheet.append([_cell(sheet, f"{mark()} · {pack.title} · {pack.made}", font=MARK)])
    sheet.append([_cell(sheet, f"{table.title}. {table.note}".strip(), font=BOLD)])
    sheet.append([_cell(sheet, name, font=BOLD, fill=HEAD) for name in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    if table.id == "paper-log":
        for _line in range(BLANK_LINES):
            sheet.append([_cell(sheet, "") for _column in table.columns])


def _cell(sheet: Sheet, value: Cell, *, font: Font | None = None, fill: PatternFill | None = None) -> Any:
    text = ILLEGAL_CHARACTERS_RE.sub("", neutral(value)) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    cell.alignment = WRAP
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    return cell


def _widths(table: Table) -> list[int]:
    """A width for each column that shows most of it: letters of Chinese and Japanese count twice."""
    columns: list[Iterable[Cell]] = [
        (name, *(row[at] for row in table.rows)) for at, name in enumerate(table.columns)
    ]
    return [max(8, min(WIDEST, 2 + max(_shown(cell) for cell in column))) for column in columns]


def _shown(cell: Cell) -> int:
    lines = str(cell).splitlines() or [""]
    return max(sum(2 if letter > "\u2e7f" else 1 for letter in line[:WIDEST]) for line in lines)


def _sheet_name(title: str) -> str:
    """A title as Excel takes it for a sheet."""
    return "".join(" " if letter in r"[]:*?/\'" else letter for letter in title)[:31]
