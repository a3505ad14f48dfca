"""Fixtures: the rule pack's names, the shipped deck, and makers of messy workbooks."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import pytest

from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped
from injects import shipped
from injects.deck.lint import Checked, check_text
from injects.deck.vocabulary import Vocabulary, vocabulary_of


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_shipped()


@pytest.fixture(scope="session")
def book(rulebook: Rulebook) -> Vocabulary:
    return vocabulary_of(rulebook)


@pytest.fixture(scope="session")
def long_strait() -> str:
    return shipped.path_of("long-strait").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def check(book: Vocabulary) -> Callable[[str], Checked]:
    return lambda text: check_text("deck.yaml", text, book)


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], dress: Callable[[Any], None] | None = None
) -> bytes:
    """An xlsx file of these rows; `dress` may hide, merge and format."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if dress is not None:
        dress(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
