"""The text of a deck changes where it is meant to, says what is meant, and is as before once that is undone."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from injects.authoring import fields, sections, texts
from injects.authoring.comparing import differences
from injects.authoring.operations import (
    Add,
    Change,
    Move,
    Operation,
    Overtaken,
    Remove,
    SetField,
    apply,
    next_id,
    repeating,
    undoing,
)
from injects.authoring.texts import CannotEdit, DeckText, open_text
from tests.authoring.conftest import SHIPPED, SMALLEST

ODD = ["yes", "12", "a: b", "# no comment", "- item", "'quoted'", '"', "two\nlines", " lead", "trail ", "日本語、「題」", "{x}", "null", "~", "1_000", "&a", "*a", "%", "@x", "long " * 80]  # fmt: skip


def changed_lines(old: DeckText, new: DeckText) -> list[str]:
    pairs = difflib.unified_diff(old.text.split("\n"), new.text.split("\n"), lineterm="", n=0)
    return [line for line in pairs if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def test_one_field_changes_one_line(deck: DeckText) -> None:
    after, changes = apply(deck, [SetField("B", "title", "Ships come home")])
    assert changed_lines(deck, after) == ["-    title: Ships return", '+    title: "Ships come home"']
    assert changes == (Change("set", "injects", "B", "title", "Ships return", "Ships come home"),)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_deck_keeps_its_comments_and_layout(path: Path) -> None:
    deck = open_text(path.read_text(encoding="utf-8"))
    key = deck.keys("injects")[1]
    after, _changes = apply(deck, [SetField(key, "notes.en", "One line."), SetField(key, "at", "T+3h")])
    body = deck.lines_of("injects", key).split("\n")
    assert len(changed_lines(deck, after)) <= len(body) + 8
    assert [line for line in after.text.split("\n") if line.startswith("#")] == [
        line for line in deck.text.split("\n") if line.startswith("#")
    ]


@pytest.mark.parametrize("text", ODD)
def test_every_text_comes_back_as_it_was_written(deck: DeckText, text: str) -> None:
    wanted = text.rstrip() if text.strip() else text
    after, _changes = apply(deck, [SetField("A", "text", wanted), SetField("tokyo", "short", "X", "teams")])
    assert open_text(after.text).get("injects", "A", "text") == wanted


def test_a_second_language_begins_a_map_and_leaves_the_first(deck: DeckText) -> None:
    two, _changes = apply(deck, [SetField("", "languages", ["en", "ja"], "deck")])
    after, _changes = apply(two, [SetField("A", "title.ja", "出航")])
    assert after.get("injects", "A", "title") == {"en": "Ships sail", "ja": "出航"}
    back, _changes = apply(after, [SetField("A", "title.ja", None)])
    assert back.get("injects", "A", "title") == {"en": "Ships sail"}


def test_a_text_that_must_be_there_stays_as_an_empty_one(deck: DeckText) -> None:
    after, _changes = apply(deck, [SetField("A", "title.en", None)])
    assert after.get("injects", "A", "title") == ""


def test_the_time_has_one_spelling() -> None:
    deck = open_text(SMALLEST.replace("at: 14m", "t_h: 2"))
    after, changes = apply(deck, [SetField("B", "at", "T+3h")])
    assert after.get("injects", "B", "t_h") is None
    assert [change.field for change in changes] == ["at", "t_h"]


def test_ids_are_never_used_again(deck: DeckText) -> None:
    after, _changes = apply(deck, [Remove("C")])
    with pytest.raises(CannotEdit, match="was used before"):
        apply(after, [Add({"id": "C", "to": ["all"], "channel": "press", "title": "", "text": ""})], {"C"})
    assert next_id(open_text(SMALLEST.replace("id: A\n", "id: I07\n")), {"I08", "I09"}) == "I10"


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (SetField("Z", "title", "x"), "there is no Z"),
        (SetField("A", "tilte", "x"), "there is no field"),
        (SetField("A", "id", "x"), "names the record"),
        (SetField("A", "title.fr", "x"), "no language fr"),
        (Add({"id": "A", "to": ["all"], "channel": "press", "title": "", "text": ""}), "is taken"),
        (Add({"id": "no good", "to": ["all"]}), "an id has letters"),
        (Add({"id": "D"}, "nowhere"), "there is no nowhere"),
        (Remove("Z"), "there is no Z"),
        (Move("A", "Z"), "there is no Z"),
    ],
)
def test_what_makes_no_sense_is_refused_whole(deck: DeckText, operation: Operation, why: str) -> None:
    with pytest.raises(CannotEdit, match=why):
        apply(deck, [SetField("A", "text", "kept out"), operation])


def test_a_file_that_is_no_deck_is_refused_with_its_line() -> None:
    with pytest.raises(CannotEdit) as refused:
        open_text("deck: {id: x\nteams: [")
    assert refused.value.problems[0].line


def test_undo_is_refused_once_somebody_wrote_over_it(deck: DeckText) -> None:
    after, changes = apply(deck, [SetField("A", "title", "Mine")])
    over, _changes = apply(after, [SetField("A", "title", "Theirs")])
    with pytest.raises(Overtaken):
        undoing(over, changes)


def test_a_record_that_was_taken_out_comes_back_with_its_comments() -> None:
    deck = open_text(
        SMALLEST.replace("    phase: P2\n    to: [tokyo]", "    phase: P2  # late\n    to: [tokyo]")
    )
    after, changes = apply(deck, [Remove("C")])
    back, _changes = apply(after, undoing(after, changes), {"C"})
    assert back.text == deck.text


def test_layouts_that_cannot_be_cut_by_lines_are_written_whole() -> None:
    flow = SMALLEST.replace(
        "teams:\n  - {id: tokyo, label: Tokyo, short: TK, mark: triangle, tone: 1}\n"
        "  - {id: beijing, label: Beijing, short: BJ, mark: diamond, tone: 3}",
        "teams: [{id: tokyo, label: Tokyo, short: TK, mark: triangle, tone: 1},"
        " {id: beijing, label: Beijing, short: BJ, mark: diamond, tone: 3}]",
    )
    deck = open_text(flow)
    after, _changes = apply(deck, [SetField("beijing", "short", "B", "teams")])
    assert after.get("teams", "beijing", "short") == "B"
    assert after.text.startswith("# A deck with nothing to complain of")


WORDS = st.sampled_from([*ODD, "plain", None, "x"])
KEYS = st.sampled_from(["A", "B", "C", "D", "E"])
OPERATIONS = st.one_of(
    st.builds(SetField, KEYS, st.sampled_from(["title.en", "text.en", "question.en", "notes.en", "when", "at", "phase"]), WORDS),
    st.builds(SetField, KEYS, st.just("to"), st.lists(st.sampled_from(["all", "tokyo", "white"]), min_size=1)),
    st.builds(Remove, KEYS),
    st.builds(Move, KEYS, st.one_of(KEYS, st.just(""))),
    st.builds(
        lambda key, below: Add({"id": key, "to": ["all"], "channel": "press", "title": "New", "text": "-"}, below),
        KEYS,
        st.one_of(KEYS, st.none()),
    ),
    st.builds(lambda value: SetField("", "endex", value, "timing"), st.sampled_from(["1h", "T+2h", None])),
    st.builds(lambda value: SetField("", "", value, "start_meters"), st.sampled_from([{"escalation": 3}, None])),
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(OPERATIONS, max_size=6))
def test_any_edits_say_what_is_meant_and_can_be_undone_and_repeated(wanted: list[Operation]) -> None:
    begun = deck = open_text(SMALLEST)
    for operation in wanted:
        try:
            after, changes = apply(deck, [operation])
        except CannotEdit:
            continue
        back, _changes = apply(after, undoing(after, changes), {"A", "B", "C", "D", "E"})
        assert back.value == deck.value
        deck = after
    again, _changes = apply(begun, repeating(differences(begun, deck)))
    assert again.value == deck.value
    home, _changes = apply(deck, undoing(deck, differences(begun, deck)))
    assert {key: home.row("injects", key) for key in home.keys("injects")} == {
        key: begun.row("injects", key) for key in begun.keys("injects")
    }


def test_many_edits_at_once_are_one_rewriting(deck: DeckText, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    whole = texts._rewritten

    def counted(*given: Any) -> DeckText:
        calls.append(given)
        return whole(*given)

    monkeypatch.setattr(texts, "_rewritten", counted)
    after, _changes = apply(deck, [SetField(key, "notes", f"Note {key}") for key in deck.keys("injects")])
    assert not calls  # three records are cut out one by one
    wanted = [SetField("A", "notes", "1"), *(SetField(key, "label", "L", "phases") for key in ("P1", "P2"))]
    wanted += [
        SetField("read", "label", "Read", "objectives"),
        SetField("press", "label", "News", "channels"),
    ]
    after, _changes = apply(after, wanted)
    assert len(calls) == 1
    assert after.get("channels", "press", "label") == "News"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_form_that_changes_nothing_changes_nothing(path: Path) -> None:
    deck = open_text(path.read_text(encoding="utf-8"))
    for section in dict.fromkeys((*sections.ORDER, *sections.LISTS)):
        for key in deck.keys(section) if section in sections.LISTS else [""]:
            row = deck.row(section, key)
            if row is None:
                continue
            shown = fields.texts_of(deck, section, row)
            assert fields.operations(deck, section, key, shown) == []
            again = {name: text for name, text in shown.items() if name != "at"}
            emptied, _changes = apply(deck, [])
            for field in fields.form_of(section):
                for name, text in again.items():
                    if field.fixed or (name != field.name and name.partition(".")[0] != field.name):
                        continue
                    value = fields.value_of(field, text, deck.languages)
                    held = emptied.get(section, key, name)
                    if held not in (None, "", False, {}) and not (field.shape == "choice" and value is None):
                        assert value == held, (section, key, name)


def test_every_field_of_the_format_is_in_a_form() -> None:
    for section in (*sections.ORDER, *sections.LISTS):
        known = set(sections.fields_of(section)) - fields.HIDDEN
        known -= {path.partition(".")[2] for path in sections.NESTED.get(section, ())}
        assert known == {field.name for field in fields.form_of(section) if field.name}


def test_short_lists_stay_on_their_line(deck: DeckText) -> None:
    """Authors write `to: [tokyo]`; a change of it, and a new one, are written so too."""
    wanted = [SetField("A", "to", ["tokyo", "white"]), SetField("A", "expect.tokyo", ["jp.statement"])]
    after, _changes = apply(deck, wanted)
    assert "    to: [tokyo, white]\n" in after.text
    assert "jp.statement]" in after.text
    ring = [[120.4, 26.1], [122.6, 26.0], [123.4, 23.2]]
    row = {"id": "z", "kind": "drill", "label": "Area", "ring": ring, "to": ["tokyo"]}
    after, _changes = apply(after, [Add(row, None, "map.zones")])
    assert "ring: [[120.4, 26.1], [122.6, 26.0], [123.4, 23.2]]\n" in after.text
    after, _changes = apply(after, [SetField("z", "ring", ring[:2], "map.zones")])
    assert "ring: [[120.4, 26.1], [122.6, 26.0]]\n" in after.text
    long = [f"jp.move_{number}" for number in range(20)]
    after, _changes = apply(after, [SetField("A", "expect.tokyo", long)])
    assert after.get("injects", "A", "expect.tokyo") == long
