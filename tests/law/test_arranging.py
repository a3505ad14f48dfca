"""Adding, copying, moving and taking out records of a pack file: nothing else changes, and it is proved."""

from __future__ import annotations

import difflib
from typing import Any

import pytest

from games.law import arranging, editing
from games.law.building import Rejected, load
from games.law.editing import CannotEdit
from games.law.shipped import shipped_texts
from games.law.yamltext import read

FILE = """\
# Why these moves are here.
schema: tte-law/1

moves:
- id: jp.one      # the first
  team: tokyo
  label: One
  rows:
  # of the first row
  - {row: 1, when: "a", verdict: blocked, provisions: [JP-A], layer: domestic}
  - row: 2
    when: >-
      a and
      b
    verdict: unlawful   # for good
    provisions: [JP-B]
    layer: domestic

# The second.
- id: jp.two
  team: tokyo
  label: "Two: it's quoted"
  rows: [{row: 1, when: "a", verdict: blocked, provisions: [JP-A], layer: domestic}]

facts:
- id: a
  label: A
"""
ROW = {
    "when": "c == 'yes'",
    "verdict": "unlawful",
    "provisions": ["JP-C"],
    "layer": "domestic",
    "note": "So.",
}


def difference(after: str) -> list[str]:
    found = difflib.unified_diff(FILE.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in list(found)[2:] if not line.startswith("@@")]


def test_a_row_is_copied_under_the_next_number_right_after_it() -> None:
    after = arranging.copied("f", FILE, "row", "jp.one#1", "")
    assert difference(after) == [
        '+  - {row: 3, when: "a", verdict: blocked, provisions: [JP-A], layer: domestic}'
    ]
    assert [each.key for each in keys(after, "row")][:3] == ["jp.one#1", "jp.one#3", "jp.one#2"]
    long = arranging.copied("f", FILE, "row", "jp.one#2", "7")
    assert "+  - row: 7" in difference(long)
    assert "+    verdict: unlawful   # for good" in difference(long)
    assert not [line for line in difference(long) if line.startswith("-")]


def keys(text: str, kind: str) -> list[editing.Entry]:
    return [each for each in editing.entries(read("f", text)[0]) if each.kind == kind]


def test_a_record_is_copied_under_an_id_of_its_own() -> None:
    after = arranging.copied("f", FILE, "move", "jp.two", "jp.three")
    assert difference(after)[0] in ("+", "+- id: jp.three")
    assert [each.key for each in keys(after, "move")] == ["jp.one", "jp.two", "jp.three"]
    for new in ("", "jp.one"):
        with pytest.raises(CannotEdit):
            arranging.copied("f", FILE, "move", "jp.two", new)
    with pytest.raises(CannotEdit, match="number of its own"):
        arranging.copied("f", FILE, "row", "jp.one#1", "2")


def test_a_record_goes_with_the_comment_above_it_and_leaves_the_rest() -> None:
    assert difference(arranging.taken_out("f", FILE, "row", "jp.one#1")) == [
        "-  # of the first row",
        '-  - {row: 1, when: "a", verdict: blocked, provisions: [JP-A], layer: domestic}',
    ]
    last = arranging.taken_out("f", FILE, "fact", "a")
    assert "facts" not in last
    assert last.startswith(FILE[: FILE.index("\nfacts:")])
    both = arranging.taken_out("f", arranging.taken_out("f", FILE, "row", "jp.one#1"), "row", "jp.one#2")
    assert [each.key for each in keys(both, "row")] == ["jp.two#1"]
    with pytest.raises(CannotEdit, match="in one line"):
        arranging.taken_out("f", FILE, "row", "jp.two#1")


def test_records_change_places_with_their_comments() -> None:
    after = arranging.moved("f", FILE, "row", "jp.one#1", 1)
    assert [each.key for each in keys(after, "row")][:2] == ["jp.one#2", "jp.one#1"]
    assert after.index("# of the first row") > after.index("# for good")
    assert arranging.moved("f", after, "row", "jp.one#1", -1) == FILE
    moves = arranging.moved("f", FILE, "move", "jp.two", -1)
    assert moves.index("# The second.") < moves.index("jp.one")
    for by in (-1, 1):
        with pytest.raises(CannotEdit, match="of its list"):
            arranging.moved("f", FILE, "fact", "a", by)


def test_a_row_is_added_at_the_end_of_a_table_or_begins_one() -> None:
    after = arranging.added_row("f", FILE, "move", "jp.one", ROW)
    assert difference(after) == [
        "+  - row: 3",
        "+    when: \"c == 'yes'\"",
        "+    verdict: unlawful",
        "+    provisions: [JP-C]",
        "+    layer: domestic",
        "+    note: So.",
    ]
    bare = FILE.replace(FILE[FILE.index("  rows: [{") : FILE.index("\nfacts:")], "")
    begun = arranging.added_row("f", bare, "move", "jp.two", ROW)
    assert [each.key for each in keys(begun, "row")][-1] == "jp.two#1"
    with pytest.raises(CannotEdit):
        arranging.added_row("f", FILE, "group", "G-NONE", ROW)


def test_a_record_is_added_to_a_section_or_begins_it() -> None:
    fact: dict[str, Any] = {"id": "b", "label": "B", "says": {"holds": "it is so", "fails": "it is not"}}
    assert keys(arranging.added_record("f", FILE, "facts", fact), "fact")[-1].values == fact
    new = arranging.added_record("f", arranging.HEAD, "facts", fact)
    assert new.startswith("schema: tte-law/1\n\nfacts:\n- id: b\n")
    with pytest.raises(CannotEdit, match="already"):
        arranging.added_record("f", FILE, "facts", {"id": "a"})


@pytest.mark.slow
def test_every_record_of_the_shipped_pack_can_be_copied_moved_and_taken_out() -> None:
    """And comes back to the byte when it is moved back, or its copy is taken out again."""
    for name, text in shipped_texts().items():
        for number, entry in enumerate(editing.entries(read(name, text)[0])):
            if number % 53:
                continue
            new = "" if entry.kind in ("row", "requirement") else f"{entry.key}_2"
            with_copy = arranging.copied(name, text, entry.kind, entry.key, new)
            assert with_copy != text
            arranging.taken_out(name, text, entry.kind, entry.key)
            try:
                down = arranging.moved(name, text, entry.kind, entry.key, 1)
            except CannotEdit:
                continue
            assert arranging.moved(name, down, entry.kind, entry.key, -1) == text


def test_the_order_of_rows_changes_no_ruling_and_a_new_row_rules() -> None:
    texts = shipped_texts()
    name = "jp/moves.yaml"
    turned = arranging.moved(name, texts[name], "row", "jp.designate_iis#1", 1)
    row = {"when": "always", "verdict": "unlawful", "provisions": ["JP-C9"], "layer": "domestic"}
    more = arranging.added_row(name, turned, "move", "jp.designate_iis", row)
    books = [load({**texts, name: text}) for text in (texts[name], turned, more)]
    assert not any(isinstance(book, Rejected) for book in books)
    verdicts = [book.rule("jp.designate_iis", {}, {"iis_grounds": "yes"}).verdict for book in books]  # type: ignore[union-attr]
    assert verdicts[0] == verdicts[1] != verdicts[2] == "unlawful"
