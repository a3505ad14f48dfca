"""Fixes that findings come with, and findings that somebody has accepted."""

import pytest

from injects.deck.findings import Finding
from injects.deck.fixing import fixed
from injects.deck.lint import check_text
from injects.deck.vocabulary import Vocabulary
from tests.deck.conftest import HERE
from tests.deck.test_bad_decks import BAD

FIXABLE = {
    "L02_no_turns",
    "L03_shuts_out_its_prerequisite",
    "L04_blind_and_open",
    "L08_before_its_cause",
    "L08_wrong_phase",
    "L12_conflict",
    "L12_either_order",
    "L16_deadline_in_the_text",
    "L17_no_exercise_mark",
}


def checked(text: str, book: Vocabulary) -> tuple[Finding, ...]:
    return check_text("deck.yaml", text, book).findings


@pytest.mark.parametrize("name", sorted(FIXABLE))
def test_a_fix_mends_what_it_was_given_for_and_keeps_the_rest(name: str, book: Vocabulary) -> None:
    text = (
        (HERE / "bad" / f"{name}.yaml")
        .read_text(encoding="utf-8")
        .replace("teams:", "# who plays\nteams:", 1)
    )
    before = checked(text, book)
    after, made = fixed(text, before)
    assert made
    assert not {finding.id for finding in made} & {finding.id for finding in checked(after, book)}
    assert "# who plays" in after
    assert len(after.splitlines()) >= len(text.splitlines()) - 1


def test_every_fix_in_the_bad_decks_is_among_them(book: Vocabulary) -> None:
    found = set()
    for path in BAD:
        if any(finding.fix for finding in checked(path.read_text(encoding="utf-8"), book)):
            found.add(path.stem)
    assert found >= FIXABLE


def test_without_fixes_the_text_stays_as_it_is(book: Vocabulary, smallest: str) -> None:
    assert fixed(smallest, checked(smallest, book)) == (smallest, ())


def accepting(text: str, *ids: str) -> str:
    rows = "".join(f"  - {{finding: {each}, by: M. Kato, why: The room can take it}}\n" for each in ids)
    return text.rstrip("\n") + f"\naccepted:\n{rows}"


def bad(name: str) -> str:
    return (HERE / "bad" / f"{name}.yaml").read_text(encoding="utf-8")


def test_an_accepted_finding_stays_accepted_by_its_id_and_blocks_nothing(book: Vocabulary) -> None:
    text = bad("L12_either_order")
    (finding,) = checked(text, book)
    result = check_text("deck.yaml", accepting(text, finding.id), book)
    (again,) = result.findings
    assert again.accepted == "M. Kato: The room can take it"
    assert again.level == "error"
    assert result.usable
    assert not check_text("deck.yaml", text, book).usable


def test_the_id_stays_when_lines_move_and_figures_change(book: Vocabulary) -> None:
    text = bad("L05_too_much")
    ids = [finding.id for finding in checked(text, book)]
    moved = "# a new first line\n" + text.replace("minute_is: 1m", "minute_is: 61s")
    assert [finding.id for finding in checked(moved, book)] == ids
    assert all(finding.id.startswith(f"{finding.code}-") for finding in checked(text, book))


def test_what_keeps_a_deck_from_being_read_cannot_be_accepted(book: Vocabulary) -> None:
    text = bad("unknown_team")
    findings = checked(text, book)
    result = check_text("deck.yaml", accepting(text, *(finding.id for finding in findings)), book)
    assert not result.usable
    assert not any(finding.accepted for finding in result.findings)
