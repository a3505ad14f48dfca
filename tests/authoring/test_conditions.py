"""Conditions as forms: what a form says is what its text says, in both directions."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.engine.questions import ARGUMENTS
from injects.authoring.conditions import FACT, Group, Row, form_in, form_of, normal, text_of, unfinished
from injects.authoring.texts import open_text
from tests.authoring.conftest import SHIPPED

HELPERS = {
    "situation": "$1 in jp_situations",
    "calm": "escalation < 2",
    "done": "made('$1') or submitted('$1')",
}
NAMES = st.sampled_from(["notice_given", "escalation", "jp_situations", "iis"])
WORDS = st.sampled_from(["a", "jp.statement", "I03", "it's", 'say "no"', "台湾", "3"])
NUMBERS = st.integers(0, 99).map(str)


def _questions() -> st.SearchStrategy[Row]:
    def of(name: str) -> st.SearchStrategy[Row]:
        words = st.tuples(*(WORDS for _sought in ARGUMENTS.get(name, ("word",) * (name != "calm"))))
        return st.builds(Row, about=st.just(name), words=words, negated=st.booleans())

    return st.sampled_from([*ARGUMENTS, *HELPERS]).flatmap(of)


ROWS = st.one_of(
    st.builds(Row, words=st.tuples(NAMES), negated=st.booleans()),
    st.builds(Row, words=st.tuples(NAMES, WORDS), relation=st.sampled_from(["==", "!=", "has", "has not"])),
    st.builds(
        Row,
        words=st.tuples(NAMES, NUMBERS),
        relation=st.sampled_from(["==", ">=", "<=", ">", "<", "count >=", "count <", "within"]),
    ),
    st.builds(
        Row,
        words=st.tuples(NAMES, st.lists(WORDS, min_size=1, max_size=3)).map(lambda pair: (pair[0], *pair[1])),
        relation=st.sampled_from(["in", "not in"]),
        negated=st.booleans(),
    ),
    _questions(),
    st.just(Row()),
    st.builds(Row, words=st.just(("no name",))),
)
JOINS = st.sampled_from(["all", "any", "none", "not_all"])
FORMS = st.builds(
    Group,
    join=JOINS,
    parts=st.recursive(
        ROWS,
        lambda part: st.builds(Group, join=JOINS, parts=st.lists(part, max_size=4).map(tuple)),
        max_leaves=12,
    ).map(lambda part: (part,))
    | st.lists(ROWS, max_size=4).map(tuple),
)


@given(FORMS)
def test_a_form_comes_back_from_its_text(form: Group) -> None:
    text = text_of(form, HELPERS)
    again = form_of(text, HELPERS)
    assert again is not None
    assert again == normal(form, HELPERS)
    assert text_of(again, HELPERS) == text
    assert unfinished(again, HELPERS) == 0


@given(FORMS)
def test_a_form_travels_as_plain_values(form: Group) -> None:
    assert form_in(msgspec.json.decode(msgspec.json.encode(form))) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", Group()),
        ("notice_given", Group(parts=(Row(words=("notice_given",)),))),
        ("not notice_given", Group(parts=(Row(words=("notice_given",), negated=True),))),
        (
            "(silent('tokyo', '20m') or missed('F1', 'tokyo')) and not released('F3')",
            Group(
                parts=(
                    Group(
                        join="any",
                        parts=(
                            Row(about="silent", words=("tokyo", "20m")),
                            Row(about="missed", words=("F1", "tokyo")),
                        ),
                    ),
                    Row(about="released", words=("F3",), negated=True),
                )
            ),
        ),
        (
            "not (escalation >= 4)",
            Group(join="none", parts=(Row(words=("escalation", "4"), relation=">="),)),
        ),
        (
            "status in ('a',\n  'b')",
            Group(parts=(Row(words=("status", "a", "b"), relation="in"),)),
        ),
        (
            "done(jp.statement) or calm()",
            Group(join="any", parts=(Row(about="done", words=("jp.statement",)), Row(about="calm"))),
        ),
        ("situation('iis')", Group(parts=(Row(about="situation", words=("iis",)),))),
    ],
)
def test_what_a_form_shows(text: str, form: Group) -> None:
    assert form_of(text, HELPERS) == form


@pytest.mark.parametrize(
    "text",
    [
        "not not notice_given",
        "escalation + 1 >= 4",
        "len(a) == 2",
        "iis == True",
        "escalation > tension",
        "4 <= escalation",
        "notice_given  # since Monday",
        "unheard_of('x')",
        "situation(iis)",
        "done('jp.statement')",
        "done(len(x))",
        "situation('a', 'b')",
        "made('x",
        "made('x', key='y')",
        "status == '3'",
        "x" * 2001,
        "(" * 300 + "x" + ")" * 300,
        "not " * 1500 + "x",
    ],
)
def test_what_no_form_can_show_stays_a_text(text: str) -> None:
    assert form_of(text, HELPERS) is None


@pytest.mark.parametrize(
    "row",
    [
        Row(),
        Row(words=("",)),
        Row(words=("a b",)),
        Row(words=("not",)),
        Row(words=("x",), relation="=="),
        Row(words=("x", ""), relation="=="),
        Row(words=("x", "many"), relation=">="),
        Row(words=("x", "-1"), relation="<"),
        Row(about="made"),
        Row(about="made", words=("",)),
        Row(about="made", words=("a", "b")),
        Row(about="nothing", words=("a",)),
        Row(about="done", words=("x) or made(y",)),
        Row(about="done", words=("jp.not",)),
    ],
)
def test_rows_that_are_not_finished_are_left_out_and_counted(row: Row) -> None:
    form = Group(parts=(row, Row(words=("notice_given",))))
    assert text_of(form, HELPERS) == "notice_given"
    assert unfinished(form, HELPERS) == 1


def test_the_clock_of_after_may_be_left_out() -> None:
    row = Row(about="after", words=("I03", "20m", ""))
    assert text_of(Group(parts=(row,)), {}) == "after('I03', '20m')"


def test_what_is_no_form_is_refused() -> None:
    deep: Any = {"is": "group", "join": "all", "parts": []}
    for _level in range(5000):
        deep = {"is": "group", "join": "all", "parts": [deep]}
    wrong: tuple[Any, ...] = (None, [], {"is": "row"}, {"is": "group", "join": "some"}, deep)
    for raw in (*wrong, {"is": "group", "parts": [1]}):
        assert form_in(raw) is None


def test_every_condition_of_the_shipped_decks_is_shown() -> None:
    """Authors meet the form first; the decks they learn from must not be exceptions."""
    left = []
    for path in SHIPPED:
        deck = open_text(path.read_text(encoding="utf-8"))
        helpers = deck.value.get("helpers", {})
        whole = [*deck.rows("injects"), *deck.rows("commitments")]
        for rows in deck.value.get("map", {}).values():
            whole += [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        texts = [row[name] for row in whole for name in ("when", "until", "kept", "broken") if row.get(name)]
        assert texts or path.stem == "first-steps"
        left += [text for text in texts if form_of(text, helpers) is None]
    assert left == []
    assert FACT not in ARGUMENTS
