"""What `docs/decks.md` says is true."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from games.engine import plan
from games.engine.questions import ARGUMENTS
from injects.deck.lint import check_text
from injects.deck.schema import Basis, Inject, Mark, Route, Unit, Zone
from injects.deck.vocabulary import Vocabulary
from tests.deck.test_bad_decks import BAD, CODES, expected

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


def test_what_the_page_says_of_triggers_can_be_copied(page: str, book: Vocabulary, smallest: str) -> None:
    whole, expected, silent, promise = (block.split("```")[0] for block in page.split("```yaml\n")[1:5])
    deck = whole.replace(
        "injects:\n", promise.replace("to: [washington] ", "to: [beijing] ") + "\ninjects:\n"
    )
    deck = deck.replace("endex: 20h", "endex: 20h\n\nstart_meters: {escalation: 0}")
    deck = deck.rstrip() + "\n" + expected + silent
    checked = check_text("decks.md", deck, book)
    assert [str(f) for f in checked.findings if f.level == "error"] == []
    assert checked.plan is not None
    assert checked.plan.commitments[0].kept == "made('jp.request_diet_approval')"
    last = checked.plan.injects[-1]
    assert (last.id, last.trigger) == ("F4", "condition")
    assert checked.plan.injects[2].expects[0].office == "foreign-minister"


def test_every_question_is_on_the_page(page: str) -> None:
    section = page.split("## Conditions")[1].split("## The map")[0]
    assert {f"{name}(" for name in ARGUMENTS} <= set(re.findall(r"[a-z]+\(", section))


def test_every_basis_is_on_the_page(page: str) -> None:
    section = page.split("## Times")[1].split("## Conditions")[0]
    spelled = set(re.findall(r"basis: ([a-z]+)", section)) | {"scenario", "inject"}
    assert set(get_args(Basis)) == spelled


def test_every_code_is_in_the_table(page: str) -> None:
    assert set(re.findall(r"^\| ([DL]\d\d) \|", page, re.MULTILINE)) == CODES


def test_some_bad_deck_raises_each_code_at_each_level_of_the_table(page: str) -> None:
    rows = re.findall(r"^\| ([DL]\d\d) \|.*\| (error|warn|info) \|$", page, re.MULTILINE)
    raised = {tuple(line.split()[:2]) for path in BAD for line in expected(path)}
    assert set(rows) <= raised


def test_every_field_of_an_inject_is_explained(page: str) -> None:
    table = page.split("## The fields of an inject")[1].split("## Times")[0]
    explained = set(re.findall(r"`([a-z_]+)`", table))
    assert {field.encode_name for field in msgspec.structs.fields(Inject)} <= explained


def test_the_map_on_the_page_is_good(page: str, book: Vocabulary, smallest: str) -> None:
    section = page.split("## The map")[1]
    example = section.split("```yaml\n")[1].split("```")[0].replace("[washington]", "[beijing]")
    deck = smallest.replace("languages: [en]", "languages: [en, ja]") + example
    checked = check_text("decks.md", deck, book)
    assert [str(finding) for finding in checked.findings if finding.code != "L18"] == []
    assert checked.plan is not None
    assert [len(part) for part in (checked.plan.map.zones, checked.plan.map.units)] == [1, 1]


def test_every_field_and_kind_of_the_map_is_explained(page: str) -> None:
    section = page.split("## The map")[1].split("## What the check finds")[0]
    explained = set(re.findall(r"`([a-z_]+)`", section))
    for kind in (Zone, Unit, Mark, Route):
        assert {field.encode_name for field in msgspec.structs.fields(kind)} <= explained
    for words in (plan.ZoneKind, plan.UnitKind, plan.MarkKind, plan.RouteKind, plan.Certainty):
        assert set(get_args(words)) <= set(re.findall(r"[a-z_]+", section))
