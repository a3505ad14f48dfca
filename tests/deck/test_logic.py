"""Deciding whether conditions can hold, and opening shorthands."""

import pytest

from games.engine.lawbook import FUNCTIONS
from games.law.conditions import Condition, parse
from injects.deck import logic
from injects.deck.logic import can_hold
from injects.deck.shorthand import ShorthandError, arity, expand
from injects.deck.vocabulary import Vocabulary


def read(text: str, book: Vocabulary) -> Condition:
    return parse(text, book.names, FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("notice_given", True),
        ("notice_given and not notice_given", False),
        ("iis_grounds == 'no' and iis_grounds == 'yes'", False),
        ("iis_grounds != 'no' and iis_grounds != 'yes'", True),
        ("iis_grounds not in ('no', 'arguable', 'yes')", False),
        ("'sss' in jp_situations and len(jp_situations) == 0", False),
        ("'sss' in jp_situations and len(jp_situations) == 1", True),
        ("len(jp_situations) > 1 and 'sss' not in jp_situations", True),
        ("hostilities_hours > 48 and hostilities_hours < 49", False),
        ("hostilities_hours > 48 and hostilities_hours < 50", True),
        ("made('us.fonop') and not made('us.fonop')", False),
        ("made('us.fonop') and not made('us.convoy_escort')", True),
        ("SSS and not SSS", False),
        ("SSS and MOB", True),
        ("never", False),
    ],
)
def test_what_can_hold(text: str, possible: bool, book: Vocabulary) -> None:
    assert can_hold([read(text, book)], book.facts) is possible


def test_two_conditions_together(book: Vocabulary) -> None:
    first, second = read("'iis' in jp_situations", book), read("not ('iis' in jp_situations)", book)
    assert can_hold([first, second], book.facts) is False
    assert can_hold([first], book.facts, negated=[second]) is True
    assert can_hold([], book.facts, negated=[first, second]) is False


def test_a_fixed_name_narrows_the_cases(book: Vocabulary) -> None:
    condition = read("released('A') or notice_given", book)
    assert can_hold([condition], book.facts, {"released('A')": False}) is True
    assert can_hold([condition], book.facts, {"released('A')": False, "notice_given": False}) is False


def test_what_is_settled_by_the_form_needs_no_cases(book: Vocabulary) -> None:
    many = " and ".join(f"made('{move}')" for move in sorted(book.moves)[:20])
    assert can_hold([read(f"({many}) and not ({many})", book)], book.facts) is False


def test_too_many_cases_are_left_open(book: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logic, "MOST_TRIALS", 5)
    many = " or ".join(f"made('{move}')" for move in sorted(book.moves)[:20])
    assert can_hold([read(f"({many}) and not ({many})", book)], book.facts) is None


def test_a_shorthand_is_opened_in_brackets() -> None:
    helpers = {"situation": "$1 in jp_situations", "both": "situation($1) and situation($2)"}
    assert expand("not situation('iis')", helpers) == "not ('iis' in jp_situations)"
    assert (
        expand("both('a', 'b') or x", helpers) == "(('a' in jp_situations) and ('b' in jp_situations)) or x"
    )
    assert expand("situation('国') and situation('b')", helpers) == (
        "('国' in jp_situations) and ('b' in jp_situations)"
    )


def test_text_without_shorthands_is_left_as_it_is() -> None:
    helpers = {"situation": "$1 in jp_situations"}
    for text in ("x  and\n y", "situation", "'situation(1)' == x", "situation((", ""):
        assert expand(text, helpers) == text


@pytest.mark.parametrize(
    ("text", "helpers", "message"),
    [
        ("a()", {"a": "b()", "b": "a()"}, "uses itself"),
        ("a('x', 'y')", {"a": "$1 in f"}, "takes 1 argument(s), not 2"),
        ("a(word='x')", {"a": "$1 in f"}, "takes 1 argument(s), not 1"),
        ("a('x')", {"a": "$1 or " * 400 + "$1"}, "opens to more than"),
    ],
)
def test_a_shorthand_that_cannot_be_opened_says_why(text: str, helpers: dict[str, str], message: str) -> None:
    with pytest.raises(ShorthandError) as refused:
        expand(text, helpers)
    assert message in str(refused.value)


def test_arity_is_the_highest_slot() -> None:
    assert [arity(text) for text in ("x", "$1", "$2 and $2", "$3 or $1")] == [0, 1, 2, 3]
