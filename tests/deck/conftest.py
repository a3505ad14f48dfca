"""Fixtures: the shipped rule pack, its names, and the decks the tests start from."""

from pathlib import Path

import pytest

from games.engine.plan import Plan
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped
from injects import shipped
from injects.deck.vocabulary import Vocabulary, vocabulary_of

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_shipped()


@pytest.fixture(scope="session")
def book(rulebook: Rulebook) -> Vocabulary:
    return vocabulary_of(rulebook)


@pytest.fixture(scope="session")
def smallest() -> str:
    """The text of a deck with nothing to complain of."""
    return (HERE / "good" / "smallest.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def long_strait_text() -> str:
    return shipped.path_of("long-strait").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def long_strait(rulebook: Rulebook) -> Plan:
    return shipped.load_plan("long-strait", rulebook)
