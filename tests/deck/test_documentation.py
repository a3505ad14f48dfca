"""What `docs/decks.md` says is true."""

import re
from pathlib import Path

import msgspec
import pytest

from injects.deck.lint import check_text
from injects.deck.schema import Inject
from injects.deck.vocabulary import Vocabulary
from tests.deck.test_bad_decks import CODES

PAGE = Path(__file__).parents[2] / "docs" / "decks.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_deck_on_the_page_is_good(page: str, book: Vocabulary) -> None:
    example = page.split("```yaml\n")[1].split("```")[0]
    checked = check_text("decks.md", example, book)
    assert [str(finding) for finding in checked.findings] == []
    assert checked.plan is not None
    assert [inject.trigger for inject in checked.plan.injects] == ["time", "time", "manual"]


def test_every_code_is_in_the_table(page: str) -> None:
    assert set(re.findall(r"^\| ([DL]\d\d) \|", page, re.MULTILINE)) == CODES


def test_every_field_of_an_inject_is_explained(page: str) -> None:
    table = page.split("## The fields of an inject")[1].split("## Times")[0]
    explained = set(re.findall(r"`([a-z_]+)`", table))
    assert {field.encode_name for field in msgspec.structs.fields(Inject)} <= explained
