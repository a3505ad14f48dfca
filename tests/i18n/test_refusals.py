"""Refusals are worded for whoever reads them: every code that the source can give has its words."""

import ast
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from django.utils import translation

from games.engine.answers import Accepted, Refused
from games.presenting.refusals import INCIDENTS, TELLING, WORDS, in_words, refusal_words
from games.protocol import Malformed

ROOT = Path(__file__).resolve().parent.parent.parent
GIVING = {"Refused": 0, "Malformed": 0, "_incident": 1}
"""What makes a refusal, and the place of the code among its arguments."""


def codes_in(source: str) -> set[str]:
    """The codes that are written out in calls that make a refusal."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVING:
            place = GIVING[node.func.id]
            if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(str(ast.literal_eval(node.args[place])))
    return found


def every_code() -> set[str]:
    files = [path for path in (ROOT / "games").rglob("*.py") if "migrations" not in path.parts]
    literal = get_args(get_type_hints(Malformed)["code"])
    return set(literal).union(*(codes_in(path.read_text(encoding="utf-8")) for path in files))


def test_every_code_of_the_source_has_words() -> None:
    found = every_code()
    assert len(found) > 60
    assert found - set(WORDS) == set()


def test_what_is_said_to_tell_more_is_a_code() -> None:
    assert TELLING - set(WORDS) == set()


@pytest.mark.parametrize("language", ["ja", "zh-hant", "zh-hans"])
def test_every_code_is_translated(language: str) -> None:
    with translation.override("en"):
        english = {code: str(words) for code, words in WORDS.items()}
    with translation.override(language):
        same = [code for code, words in WORDS.items() if str(words) == english[code]]
    assert same == []


def test_the_detail_follows_only_where_it_adds_something() -> None:
    with translation.override("ja"):
        assert refusal_words(Refused("NO_TURN", "No turn is open.")) == "開いているターンはありません。"
        assert refusal_words(Refused("UNKNOWN_SEAT", "There is no seat 'x'.")) == (
            "その席はありません。 (There is no seat 'x'.)"
        )
        assert refusal_words(Refused("UNHEARD_OF", "as it is")) == "as it is"


def test_in_english_the_engine_speaks_for_itself() -> None:
    with translation.override("en"):
        assert refusal_words(Refused("UNKNOWN_SEAT", "There is no seat 'x'.")) == "There is no seat 'x'."
        assert refusal_words(Refused("RATE")) == str(WORDS["RATE"])


@pytest.mark.parametrize("code", sorted(INCIDENTS))
def test_an_incident_number_never_stands_alone(code: str) -> None:
    with translation.override("en"):
        assert refusal_words(Refused(code, "1a2b3c4d")) == f"{WORDS[code]} (1a2b3c4d)"


def test_code_and_field_stay_for_the_page_to_use() -> None:
    with translation.override("zh-hant"):
        worded = in_words(Refused("NOT_LEAD", "Only the lead of the team appeals.", "move_id"))
        assert worded == Refused("NOT_LEAD", "只有隊伍的組長可以這樣做。", "move_id")
        assert in_words(Accepted({"id": "1"})) == Accepted({"id": "1"})
