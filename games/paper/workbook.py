"""The continuity pack as a workbook: a sheet for each table, ready to be sorted, filtered and ticked off."""

import io
from collections.abc import Iterable
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from games.paper.pending import Continuity
from games.paper.tables import Cell, Table
from games.review.export import neutral

Sheet: TypeAlias = Any
"""A write-only sheet, whose stubs know little of it."""
HEAD = PatternFill("solid", fgColor="FFE2E8EE")
MARK = Font(bold=True, color="FFB00020")
BOLD = Font(bold=True)
WRAP = Alignment(wrap_text=True, vertical="top")
A4 = 9
"""The number that spreadsheets have for the size of paper."""
ONE_LINE = Alignment(vertical="top")
_LINE = Side(style="thin", color="FF9AA5B1")
BOXED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
WIDEST = 60
LINE, HIGHEST = 15, 405
"""Points of a line, and of the highest row that spreadsheets have."""
LONG, FOLDED = 38, 13
"""Widths in a table that is too broad for a page: of long texts, and of the others at most."""
READABLE = 190
"""Letters across a page that can still be read when a broad table is printed; its long columns are narrower."""
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
    _to_print(sheet, pack)
    sheet.append([_cell(sheet, mark(), font=MARK, wrap=ONE_LINE)])
    sheet.append([_cell(sheet, pack.title, font=BOLD, wrap=ONE_LINE)])
    sheet.append([_cell(sheet, _("Continuity pack, made %(time)s") % {"time": pack.made})])
    sheet.append([])
    for label, value in pack.head:
        sheet.append([_cell(sheet, label, font=BOLD), _cell(sheet, value)])


def _sheet(sheet: Sheet, pack: Continuity, table: Table) -> None:
    widths = _widths(table)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A4"
    _to_print(sheet, pack)
    sheet.print_title_rows = "3:3"
    sheet.append([_cell(sheet, f"{mark()} · {pack.title} · {pack.made}", font=MARK, wrap=ONE_LINE)])
    sheet.append([_cell(sheet, f"{table.title}. {table.note}".strip(), font=BOLD, wrap=ONE_LINE)])
    sheet.append([_cell(sheet, name, font=BOLD, fill=HEAD, boxed=True) for name in table.columns])
    for at, row in enumerate(table.rows, start=4):
        # Not every program works out by itself how high a row of broken lines is.
        sheet.row_dimensions[at].height = min(LINE * _lines(row, widths), HIGHEST)
        sheet.append([_cell(sheet, cell, boxed=True) for cell in row])
    if table.id == "paper-log":
        for line in range(BLANK_LINES):
            sheet.row_dimensions[line + 4 + len(table.rows)].height = 24  # room for a hand
            sheet.append([_cell(sheet, "", boxed=True) for _column in table.columns])


def _to_print(sheet: Sheet, pack: Continuity) -> None:
    """A4 across, as broad as the page however many columns there are, marked and numbered below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    title = pack.title.replace("&", "&&")
    sheet.oddFooter.left.text = f"{mark()} {title} {pack.made}"
    sheet.oddFooter.right.text = "&A &P/&N"
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, header=0.25, footer=0.3)


def _cell(
    sheet: Sheet,
    value: Cell,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    wrap: Alignment = WRAP,
    boxed: bool = False,
) -> Any:
    text = ILLEGAL_CHARACTERS_RE.sub("", neutral(value)) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    cell.alignment = wrap
    if boxed:
        cell.border = BOXED
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
    shown = [2 + max(_shown(cell) for cell in column) for column in columns]
    if sum(min(WIDEST, each) for each in shown) <= READABLE:
        return [max(8, min(WIDEST, each)) for each in shown]
    # A broad table: its long texts share the page, and everything else is folded.
    return [LONG if each >= WIDEST else max(8, min(FOLDED, each)) for each in shown]


def _lines(row: tuple[Cell, ...], widths: list[int]) -> int:
    """Lines of the highest cell of a row."""
    return max(
        sum(max(1, -(-_shown(line, None) // (width - 1))) for line in str(cell).splitlines() or [""])
        for cell, width in zip(row, widths, strict=True)
    )


def _shown(cell: Cell, most: int | None = WIDEST) -> int:
    lines = str(cell).splitlines() or [""]
    return max(sum(2 if letter > "\u2e7f" else 1 for letter in line[:most]) for line in lines)


def _sheet_name(title: str) -> str:
    """A title as Excel takes it for a sheet."""
    return "".join(" " if letter in r"[]:*?/\'" else letter for letter in title)[:31]
