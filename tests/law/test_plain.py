"""Texts of a pack as people read them: no code of a fact, a move or a named condition is left in them."""

import re

import pytest

from games.law.plain import plain
from games.law.shipped import load_shipped
from games.presenting.explorer.cards import sentences
from games.presenting.law import LawWords


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("existential_danger = yes", "“Clear danger to Japan's survival” = yes"),
        ("not AAJ.", "not “an armed attack on Japan has occurred or commenced”."),
        ("use jp.minesweep.", "use “Clear mines”."),
        ("us_forces/us_territory", "“US forces outside Japan”/“US territory”"),
        ("see JP-CS-SSS and prc", "see JP-CS-SSS and prc"),
        ("Defence mobilisation, ordered", "Defence mobilisation, ordered"),
        ("", ""),
    ],
)
def test_a_code_is_said_in_words(text: str, said: str) -> None:
    assert plain(load_shipped(), text) == said


def test_no_text_of_the_shipped_law_shows_a_code_of_the_pack() -> None:
    book = load_shipped()
    law = LawWords(book)
    code = re.compile(r"\b(?:jp|us|cn|tw)\.[a-z_]+|\b[a-z]+_[a-z_]+\b")
    texts = [rule.row.note for rule in book.rules.values()]
    for each in map(law.provision, book.provisions):
        texts += [each.applies, each.exceptions, each.decides, each.instrument]
    texts = [law.plain(text) for text in (*texts, *(fact.meaning for fact in book.facts.values()))]
    assert [text for text in texts if code.search(text)] == []


def test_an_instrument_says_by_itself_what_it_is() -> None:
    """`Act Art. 2(2)` and `Same` mean something only beside the record before."""
    alone = re.compile(r"(?:Same|Act Art|Arts?\.|s\. |Law of|Treaty Art|AASRA)")
    found = [each for each in load_shipped().provisions.values() if alone.match(each.instrument)]
    assert found == []


def test_texts_in_a_row_are_sentences() -> None:
    assert sentences("at once", "It costs trust.", "") == "at once. It costs trust."
