"""Files as grids of cells: what every reader of a form of file gives, and the bounds it keeps."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from msgspec import Struct

from injects.exchange.columns import heading_row
from injects.exchange.moments import Value
from injects.exchange.problems import Problem

MAX_FILE: Final = 8 << 20
MAX_UNPACKED: Final = 64 << 20
MAX_RATIO: Final = 200
MAX_PARTS: Final = 2_000
MAX_SHEETS: Final = 60
MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 32_767
MAX_TEXT: Final = 8 << 20

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What a spreadsheet takes for the beginning of a formula, also in its wide forms.
_FORMULA: Final = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠|%]")
_DEFUSED: Final = re.compile(r"^'+[=+\-@\t\r\n＝＋－＠|%]")


class Cell(Struct, frozen=True):
    """One cell. `value` is its typed value where the file has one; `shown` the last result of a formula."""

    place: str
    text: str = ""
    value: Value = None
    formula: bool = False
    shown: Value | str = None


class Row(Struct, frozen=True):
    """One line of a sheet, under the number that the sheet shows."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)

    @property
    def empty(self) -> bool:
        return not any(cell.text for cell in self.cells)


class Sheet(Struct, frozen=True, kw_only=True):
    """One sheet with its lines, and notes about what a reader may overlook."""

    name: str
    rows: tuple[Row, ...] = ()
    hidden: bool = False
    notes: tuple[Problem, ...] = ()

    @property
    def heading(self) -> int | None:
        """The index of the row of headings, if one is recognised."""
        return heading_row(row.texts for row in self.rows)


@dataclass(frozen=True)
class Grid:
    """A file as read: its sheets, and the dialect if the form of the file itself tells it."""

    sheets: tuple[Sheet, ...]
    dialect: str = ""

    @property
    def likely(self) -> tuple[str, ...]:
        """The sheets that look like an MSEL, the one with most lines first."""
        found = [sheet for sheet in self.sheets if sheet.heading is not None and not sheet.hidden]
        found.sort(key=lambda sheet: -len(sheet.rows))
        return tuple(sheet.name for sheet in found)


def defuse(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `undefuse` takes it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def undefuse(text: str) -> str:
    """The text that `defuse` was given."""
    return text[1:] if _DEFUSED.match(text) else text


def clean(text: str) -> str:
    """One form of line breaks, no control characters, nothing before or after."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")).strip()


def words_of(value: Any) -> str:
    """A typed value as text: whole numbers without a point, dates and times without seconds that are none."""
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, (datetime, time)):
        precise = "seconds" if value.second else "minutes"
        return (
            value.isoformat(sep=" ", timespec=precise)
            if isinstance(value, datetime)
            else value.isoformat(precise)
        )
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 9))
    return str(value)


def unescape(text: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)


def escape(text: str) -> str:
    """Text in which nothing looks like an escaped character of a workbook."""
    return _ESCAPED.sub(lambda code: f"_x005F{code.group()}", text)


def letters(column: int) -> str:
    """What a spreadsheet calls a column, counted from 1: A, B, and AA after Z."""
    name = ""
    while column > 0:
        column, last = divmod(column - 1, 26)
        name = chr(ord("A") + last) + name
    return name


def note(place: str, why: str, **values: object) -> Problem:
    return Problem(
        place=place, why=why, level="note", values={key: str(value) for key, value in values.items()}
    )
