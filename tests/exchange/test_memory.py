"""What was said of one file is there for the next of its kind: by headings and by what stands in the cells."""

from typing import Any

import msgspec
import pytest
from django.contrib.auth.models import User
from django.test import Client

from injects import library
from injects.exchange.choices import Choices
from injects.exchange.importing import import_grid, read_file
from injects.exchange.memory import Memory, cell_choices, fits, memory_of, shape_choices
from injects.models import Deck, ImportMemory, Upload
from tests.exchange.conftest import workbook
from tests.exchange.test_pages import facilitator, fields_of, looked, page, upload

__all__ = ["facilitator", "page"]

HEADS = ["No.", "When", "Who gets it", "Headline", "What players see", "Time"]
ROWS: list[list[Any]] = [
    [1, "x", "Tokyo", "Ships sail", "They sail at dawn.", "0900"],
    [2, "y", "Tokio harbour", "Ships turn", "They turn at noon.", "noonish"],
    [3, "z", "Beijing", "Ships stop", "They stop at dusk.", "~1800"],
    [4, "z", "nobody knows", "Draft", "Not for use.", "1900"],
]
SAID = Choices(
    start="08:00",
    columns={"Who gets it": "audience", "Headline": "title", "What players see": "body", "When": "drop"},
    names={"Tokio harbour": "Tokyo (Harbour)"},
    mends={"Events!F3": "1200"},
    checked=("Events!F4",),
    left_out=("Events!5",),
)


def book(rows: list[list[Any]], name: str = "Events", heads: list[str] = HEADS) -> bytes:
    return workbook({"Cover": [["Ships"]], name: [["Ships, list of events"], heads, *rows]})


def kept(content: bytes, said: Choices, name: str = "a.xlsx") -> Memory:
    grid = read_file(name, content)
    plain = msgspec.structs.replace(said, mends={}, left_out=())
    return memory_of(grid, said, import_grid(grid, plain), import_grid(grid, said))


def recalled(memory: Memory, content: bytes) -> Choices:
    grid = read_file("b.xlsx", content)
    choices = shape_choices(memory, grid, Choices(sheets=grid.likely[:1], title="New"))
    return cell_choices(memory, import_grid(grid, choices), choices)


def below(choices: Choices) -> Choices:
    """What was said of cells, one row further down: a title stands above the headings of `book`."""
    return msgspec.structs.replace(
        choices,
        mends={f"Events!F{int(place[8:]) + 1}": text for place, text in choices.mends.items()},
        checked=tuple(f"Events!F{int(place[8:]) + 1}" for place in choices.checked),
        left_out=tuple(f"Events!{int(place[7:]) + 1}" for place in choices.left_out),
    )


def test_the_same_file_again_needs_nothing_said() -> None:
    said = below(SAID)
    choices = recalled(kept(book(ROWS), said), book(ROWS))
    assert choices.sheets == ("Events",)
    for name in ("start", "columns", "names", "mends", "checked", "left_out"):
        assert getattr(choices, name) == getattr(said, name), name
    assert choices.title == "New"


def test_rows_may_have_moved_and_columns_come_and_gone() -> None:
    heads = ["No.", "Remarks", "Who gets it", "Time", "Headline", "What players see"]
    rows = [[9, "new", "Beijing", "0915", "Ships wait", "They wait."]]
    rows += [[row[0], "old", row[2], row[5], row[3], row[4]] for row in ROWS]
    choices = recalled(kept(book(ROWS), below(SAID)), book(rows, heads=heads))
    assert choices.columns == {name: word for name, word in SAID.columns.items() if name != "When"}
    assert choices.mends == {"Events!D5": "1200"}
    assert choices.checked == ("Events!D6",)
    assert choices.left_out == ()  # the row left out says something more now, so it is asked again


def test_a_cell_that_says_something_else_is_not_mended_by_what_was_said_before() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][5] = "1130"
    choices = recalled(kept(book(ROWS), below(SAID)), book(rows))
    assert choices.mends == {}
    assert import_grid(read_file("b.xlsx", book(rows)), choices).errors == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (book(ROWS, "Renamed"), False),
        (book(ROWS, heads=["ID", "Date", "To", "Title", "Message", "Notes"]), False),
        (book(ROWS, heads=[*HEADS[:-1], "Zeit"]), True),
    ],
)
def test_only_a_file_of_the_same_kind_is_taken_for_one(content: bytes, expected: bool) -> None:
    assert fits(kept(book(ROWS), below(SAID)), read_file("b.xlsx", content)) == expected


def test_a_single_sheet_may_have_any_name() -> None:
    one = "\n".join(";".join(map(str, row)) for row in [HEADS, *ROWS]).encode()
    memory = kept(one, msgspec.structs.replace(SAID, mends={}, checked=(), left_out=()), "february.csv")
    grid = read_file("march.csv", one)
    assert fits(memory, grid)
    assert shape_choices(memory, grid, Choices()).sheets == ("march",)


# Through the pages


@pytest.mark.django_db
def test_the_next_upload_begins_where_the_last_one_ended_and_can_begin_anew(page: Client) -> None:
    address = upload(page, book(ROWS), "ships.xlsx").headers["Location"]
    fields = fields_of(page.get(address)) | {"start": "08:00"}
    fields |= {f"column:{name}": word for name, word in SAID.columns.items()}
    answer = looked(page, address, "columns", **fields)
    fields = fields_of(answer) | {"mend:Events!F4": "1200", "leave": ["Events!6"], "checked": ["Events!F5"]}
    answer = looked(page, address, "cells", **fields)
    assert answer.context["acceptable"]
    later = upload(page, book([*ROWS, [5, "z", "Tokyo", "Ships rest", "They rest.", "2000"]]), "ships-2.xlsx")
    answer = page.get(later.headers["Location"])
    assert answer.context["acceptable"]
    assert "ships.xlsx" in answer.content.decode()
    assert len(answer.context["drafted"].added) == 4
    assert answer.context["doubt_count"] == 0
    answer = looked(page, later.headers["Location"], "forget", **fields_of(answer))
    assert not answer.context["acceptable"]
    assert answer.context["choices"].recalled == ""


@pytest.mark.django_db
def test_another_author_of_the_deck_has_it_too_but_not_of_a_new_one(page: Client, client: Client) -> None:
    address = upload(page, book(ROWS[:3]), "ships.xlsx").headers["Location"]
    fields = fields_of(page.get(address)) | {"start": "08:00", "deck_id": "ships"}
    fields |= {f"column:{name}": word for name, word in SAID.columns.items()}
    answer = looked(page, address, "columns", **fields)
    answer = looked(page, address, "cells", **(fields_of(answer) | {"mend:Events!F4": "1200"}))
    page.post(address, {"act": "accept", **fields_of(answer)})
    assert Deck.objects.get().slug == "ships"
    assert not Upload.objects.exists()
    client.force_login(User.objects.create_user("eve", password="a long one for tests"))
    fresh = upload(client, book(ROWS[:3]), "mine.xlsx").headers["Location"]
    assert not client.get(fresh).context["acceptable"]
    rows = [list(row) for row in ROWS[:3]]
    rows[0][3] = "Ships stay"
    into = upload(client, book(rows), "ours.xlsx", "ships/1.0").headers["Location"]
    answer = client.get(into)
    assert [(change.inject, change.key) for change, _word in answer.context["changes"]] == [("1", "title")]
    assert answer.context["acceptable"]


@pytest.mark.django_db
def test_not_endlessly_much_is_kept(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MEMORIES_KEPT", 2)
    for number in range(4):
        rows = [
            ["ID", "Time", "To", "Message", f"Column {number} of mine"],
            ["A", "T+1m", "Tokyo", "Word.", "x"],
        ]
        address = upload(page, workbook({"A": rows}), f"{number}.xlsx").headers["Location"]
        looked(page, address, "columns", **fields_of(page.get(address)))
    assert [row.name for row in ImportMemory.objects.all()] == ["3.xlsx", "2.xlsx"]
