"""Reads CSV as a grid of cells, whatever its separator and encoding."""

import csv
import io
import re
from collections.abc import Iterator

from injects.exchange.columns import heading_row
from injects.exchange.problems import FileRefused, _
from injects.exchange.sheets import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Row,
    Sheet,
    clean,
    letters,
    note,
    undefuse,
)


def read_csv(content: bytes, name: str = "CSV") -> tuple[Sheet, ...]:
    """A CSV file as one sheet, whatever its separator and encoding. Raises FileRefused."""
    text, encoding = _decoded(content)
    if "\x00" in text:
        raise FileRefused(_("This is neither a workbook nor text."))
    best: list[list[str]] = []
    best_rank = (-1, -1)
    for separator in (",", ";", "\t", "|"):
        try:
            lines = list(_lines(text, separator))
        except csv.Error:
            continue
        rank = _likeness(lines)
        if rank > best_rank:
            best, best_rank = lines, rank
    rows = [
        Row(number, tuple(_csv_cell(name, number, column, word) for column, word in enumerate(line, 1)))
        for number, line in enumerate(best, 1)
    ]
    while rows and rows[-1].empty:
        rows.pop()
    why = _("The file is not in UTF-8; it was read as {encoding}. Check names and accents.")
    notes = () if encoding in ("utf-8", "utf-8-sig", "utf-16") else (note(name, why, encoding=encoding),)
    return (Sheet(name=name, rows=tuple(rows), notes=notes),)


def _csv_cell(name: str, row: int, column: int, word: str) -> Cell:
    return Cell(f"{name}!{letters(column)}{row}", undefuse(clean(word)))


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    for index, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
        if index >= MAX_ROWS:
            raise FileRefused(_("The file has more than {most} rows."), most=MAX_ROWS)
        if len(line) > MAX_COLUMNS:
            raise csv.Error("too many columns")
        yield [word[:MAX_CELL] for word in line]


def _likeness(lines: list[list[str]]) -> tuple[int, int]:
    """How much a reading looks like an MSEL: it has a row of headings, and many columns."""
    heading = heading_row(lines)
    return (0 if heading is None else 1, max((len(line) for line in lines[:15]), default=0))


def _decoded(content: bytes) -> tuple[str, str]:
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    for mark, encoding in marks:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding
    if b"\x00" in content[:4096]:
        for encoding in ("utf-16-le", "utf-16-be"):  # without the mark that should stand at the beginning
            text = content.decode(encoding, errors="ignore")
            if "\n" in text and all(letter.isprintable() or letter.isspace() for letter in text[:2_000]):
                return text, encoding
    for encoding in ("utf-8", "cp932", "gb18030", "big5", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in ("utf-8", "cp1252") or _east_asian(text, encoding):
            return text, encoding
    return content.decode("latin-1"), "latin-1"


def _east_asian(text: str, encoding: str) -> bool:
    """Whether bytes of an Asian encoding gave a text of that language, and not a café in another one."""
    letters = re.findall(r"[^\x00-\x7f]", text)
    if encoding == "cp932":
        return len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]", text)) * 4 > len(
            letters
        ) * 3 and bool(re.search(r"[\u3040-\u30ff]", text))
    common = len(re.findall(r"[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]", text))
    return len(letters) >= 4 and common == len(letters)
