"""What would have to come about before a plan is open: each answer is tried out, and none is idle."""

from __future__ import annotations

import pytest

from games.law.model import RANK
from games.law.prospects import prospects
from games.law.rulebook import Rulebook

ESCORT = "jp.escort_us_forces"


def test_an_escort_waits_for_an_attack_and_for_the_danger(book: Rulebook) -> None:
    found = prospects(book, ESCORT, {}, {})
    wanted = {"armed_attack_on": ("us_forces",), "existential_danger": "yes"}
    (one,) = [each for each in found if each.assumed == wanted]
    assert one.fix is not None
    assert one.fix.verdict == "lawful"
    assert [step.step.id for step in one.fix.steps] == [
        "victim_request_us",
        "sss_designation",
        "diet_approval_mobilisation",
        "mobilisation_item2",
    ]


def test_where_a_plan_is_to_be_had_there_is_nothing_to_wait_for(book: Rulebook) -> None:
    facts = {"armed_attack_on": ["us_forces"], "existential_danger": "yes"}
    assert book.rule(ESCORT, {}, facts, fixes=True).fixes
    assert prospects(book, ESCORT, {}, facts) == ()


@pytest.mark.parametrize("team", ["tokyo", "washington", "beijing", "taipei"])
def test_every_prospect_keeps_its_promise_and_none_is_idle(book: Rulebook, team: str) -> None:
    for move in book.moves_of(team):
        found = prospects(book, move.id, {}, {})
        assert not (found and book.rule(move.id, fixes=True).fixes)
        for one in found:
            then = book.rule(move.id, {}, one.assumed, fixes=True)
            assert then.verdict == one.verdict
            assert (then.fixes[0] if then.fixes else None) == one.fix
            assert one.fix is not None or RANK[then.floor] < RANK["blocked"]
            for fact in one.assumed:
                less = {name: value for name, value in one.assumed.items() if name != fact}
                without = book.rule(move.id, {}, less, fixes=True)
                assert not without.fixes
                assert without.bars


def test_no_prospect_assumes_what_a_step_brings_about(book: Rulebook) -> None:
    ordered = {change.change.fact for step in book.steps.values() for change in step.changes}
    for move in book.moves:
        for one in prospects(book, move, {}, {}):
            assert not ordered & set(one.assumed), move
