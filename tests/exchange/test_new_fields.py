"""Triggers and fields that no spreadsheet has a column for stay as they are when a deck goes out and comes back."""

from pathlib import Path

import pytest

from tests.exchange.test_round_trip import FORMS, again

DECK = Path(__file__).parents[1] / "deck" / "good" / "every_trigger.yaml"


@pytest.mark.parametrize(("dialect", "form"), FORMS)
def test_a_deck_of_every_trigger_and_field_comes_back_unchanged(dialect: str, form: str) -> None:
    text = DECK.read_text(encoding="utf-8")
    imported, drafted = again(text, dialect, form)
    assert imported.errors == []
    assert (drafted.added, drafted.changed, drafted.absent) == ([], [], [])
    assert drafted.text == text
