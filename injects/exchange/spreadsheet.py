"""Writes a table as an xlsx workbook."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from injects.exchange.sheets import MAX_CELL, escape, letters


def filled(
    title: str, headings: Sequence[str], widths: Iterable[int], lines: Sequence[Sequence[str]]
) -> bytes:
    """A workbook of one sheet, whose headings stay in sight and whose cells are texts, whatever they begin with."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("MSEL")
    sheet.freeze_panes = "A2"
    for index, width in enumerate(widths, 1):
        sheet.column_dimensions[letters(index)].width = width
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.append([_text_cell(sheet, heading, bold, wrapped) for heading in headings])
    for line in lines:
        sheet.append([_text_cell(sheet, text, None, wrapped) for text in line])
    if lines:
        sheet.auto_filter.ref = f"A1:{letters(len(headings))}{len(lines) + 1}"
    book.properties.title = title
    book.properties.creator = "tte"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str, font: Font | None, alignment: Alignment) -> Any:
    cell = WriteOnlyCell(sheet, value=escape(text)[:MAX_CELL] or None)
    if text:
        cell.data_type = "s"  # a text, whatever it begins with
    cell.alignment = alignment
    if font is not None:
        cell.font = font
    return cell
