"""A rehearsal sets off every trigger that scripted teams and a clock can, and throws the dice from its own seed."""

from pathlib import Path

import pytest

from games.engine import events as e
from games.engine.plan import Plan
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped
from injects.deck.lint import check_text
from injects.deck.vocabulary import vocabulary_of
from injects.rehearsal.play import Played, Stage

DECK = Path(__file__).parents[1] / "deck" / "good" / "every_trigger.yaml"


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return load_shipped()


@pytest.fixture(scope="module")
def plan(rules: Rulebook) -> Plan:
    checked = check_text(DECK.name, DECK.read_text(encoding="utf-8"), vocabulary_of(rules))
    assert checked.plan is not None
    return checked.plan


def played(plan: Plan, rules: Rulebook, run: int = 1, seed: int = 1, **teams: str) -> Played:
    return Stage(plan, rules, teams).play(run, seed)


def sent(run: Played) -> list[str]:
    return [rec.event.inject for rec in run.records if isinstance(rec.event, e.InjectReleased)]


def test_passive_teams_set_off_what_waits_for_silence(plan: Plan, rules: Rulebook) -> None:
    run = played(plan, rules, tokyo="passive", beijing="passive")
    assert {"A", "B", "E", "F", "G", "K", "M", "M-2", "M-3"} <= set(sent(run))
    opened = [rec.event for rec in run.records if isinstance(rec.event, e.ItemOpened)]
    assert {each.inject for each in opened} == {"A"}
    assert [rec for rec in run.records if isinstance(rec.event, e.ItemAcknowledged)]
    assert not run.record.refusals


def test_what_is_held_for_a_person_is_confirmed_and_delivered(plan: Plan, rules: Rulebook) -> None:
    run = played(plan, rules, tokyo="passive", beijing="passive")
    held = [rec.event.inject for rec in run.records if isinstance(rec.event, e.InjectHeld)]
    assert set(held) == {"A", "K"}
    by_hand = [
        r.event for r in run.records if isinstance(r.event, e.InjectReleased) and r.event.cause == "manual"
    ]
    assert {each.inject for each in by_hand} == {"A", "K"}
    assert next(each for each in by_hand if each.inject == "K").to == ()


def test_the_dice_of_a_run_are_those_of_its_seed(plan: Plan, rules: Rulebook) -> None:
    def rolls(run: int, seed: int) -> dict[str, int]:
        records = played(plan, rules, run, seed).records
        return next(rec.event.rolls for rec in records if isinstance(rec.event, e.ChancesDrawn))

    assert rolls(1, 7) == rolls(1, 7)
    many = {tuple(sorted(rolls(run, 7).items())) for run in range(1, 6)}
    assert len(many) == 5
    assert set(rolls(1, 7)) == {"I", "storm"}
