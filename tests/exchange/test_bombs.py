"""Files that are built to harm, or are not what they say, are refused before they cost anything."""

import csv
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from injects.deck.parse import read_deck
from injects.exchange import csvs, workbooks
from injects.exchange.choices import Choices
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from injects.exchange.problems import FileRefused
from tests.exchange.conftest import workbook

ROWS = [["ID", "Time", "To", "Message"], ["A", "T+1m", "Tokyo", "Word."]]


def with_part(name: str, content: bytes) -> bytes:
    """A workbook with one part put in place of its own."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"A": ROWS}))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def test_a_packed_giant() -> None:
    with pytest.raises(FileRefused, match="packed far more tightly"):
        read_file("a.xlsx", with_part("xl/media/zero.bin", b"\0" * (30 << 20)))


def test_more_than_may_be_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1 << 10)
    with pytest.raises(FileRefused, match="larger than"):
        read_file("a.xlsx", workbook({"A": ROWS}))


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_PARTS", 3)
    with pytest.raises(FileRefused):
        read_file("a.xlsx", workbook({"A": ROWS}))


def test_entities_that_grow() -> None:
    bomb = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
    <sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>"""
    with pytest.raises(FileRefused):
        read_file("a.xlsx", with_part("xl/sharedStrings.xml", bomb))
    with pytest.raises(FileRefused):
        read_file("a.xlsx", with_part("xl/worksheets/sheet1.xml", bomb))


def test_a_row_a_million_rows_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def far(book: Any) -> None:
        book["A"].cell(row=1_000_000, column=1, value="x")

    with pytest.raises(FileRefused, match="more than"):
        read_file("a.xlsx", workbook({"A": ROWS}, far))


def test_too_large_a_file_and_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefused):
        read_file("a.csv", b"a," * (5 << 20))
    monkeypatch.setattr(workbooks, "MAX_TEXT", 10)
    with pytest.raises(FileRefused, match="more text"):
        read_file("a.xlsx", workbook({"A": ROWS}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0 old"),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.xlsx", b"plain text"),
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02\x03,\x00"),
        ("a.json", b"{"),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"other": 1}'),
        ("a.json", b"\xff{}"),
    ],
)
def test_what_is_no_msel_is_refused_in_words(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        read_file(name, content)
    assert "{" not in refused.value.why.format_map(refused.value.values)


def test_a_sheet_of_csv_with_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvs, "MAX_ROWS", 2)
    with pytest.raises(FileRefused):
        read_file("a.csv", b"ID,Time\n1,2\n3,4\n")


def test_pages_of_text_in_short_cells_cost_nothing() -> None:
    long = ["1 " * 16_000, "a-" * 16_000, "all except " * 2_900, "(" * 32_000, "9:" * 16_000]
    rows = [["ID", "Time", "To", "Message"], *([text] * 4 for text in long)]
    found = import_grid(read_file("a.xlsx", workbook({"A": rows})), Choices(start="09:00"))
    assert {problem.place for problem in found.errors} >= {f"A!B{row}" for row in range(2, 7)}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(st.text(max_size=40), min_size=4, max_size=5), min_size=1, max_size=5))
def test_whatever_stands_in_the_cells_a_deck_comes_out_or_an_error(rows: list[list[str]]) -> None:
    table = [["ID", "Time", "To", "Message", "Notes"], *rows]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    choices = Choices(start="09:00", numbers="minutes")
    found = import_grid(
        read_file("a.csv", out.getvalue().replace("\0", "").encode("utf-8", "replace")), choices
    )
    text = new_deck(found, choices).text
    assert not text or read_deck("deck.yaml", text)[0] is not None


def test_cells_of_every_sort_never_break_the_import() -> None:
    odd: list[list[Any]] = [
        ["ID", "Time", "To", "Message"],
        [None, "#REF!", True, "x" * 32_000],
        [0, 1e300, "=1/0", "_x0000_"],
        [-5, "🕘", "(", ")"],
    ]
    found = import_grid(read_file("a.xlsx", workbook({"A": odd})), Choices(start="09:00"))
    assert len(found.lines) == 3
    assert {problem.place for problem in found.errors} >= {"A!B2", "A!B3", "A!B4"}
