"""The worked cases see every row both ways and notice every small wrong done to the rules."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from games.law import Rulebook, load
from games.law.cases import Case, read_cases
from games.law.conditions import Condition, parse
from games.law.coverage import failing, uncovered, unkilled
from games.law.kinds import Kind
from games.law.mutants import mutants, score
from games.law.shipped import load_shipped, shipped_cases
from games.law.spelling import spelled

SMALL = (Path(__file__).parent / "small.yaml").read_text("utf-8")
CASES = """version: 1
cases:
- id: S1
  title: Attacked and approved
  actor: home
  move: hm.fight
  facts: {attacked: [land], approved: true}
  expected: {verdict: lawful, effect: execute, provisions: [HM-1]}
- id: S2
  title: Not attacked
  actor: home
  move: hm.fight
  facts: {approved: true}
  expected: {verdict: unlawful, effect: void, provisions: [HM-1], missing: [attack]}
- id: S3
  title: Ships attacked, not approved
  actor: home
  move: hm.fight
  facts: {attacked: [ships]}
  expected: {verdict: blocked, effect: hold, provisions: [HM-2], missing: [approval]}
"""


def shipped() -> list[Case]:
    book = load_shipped()
    return [case for name, text in shipped_cases().items() for case in read_cases(name, text, book).cases]


def small() -> tuple[Rulebook, list[Case]]:
    book = load({"small.yaml": SMALL})
    assert isinstance(book, Rulebook)
    file = read_cases("cases.yaml", CASES, book)
    assert file.problems == ()
    return book, list(file.cases)


def test_the_shipped_cases_see_every_row_hold_and_not_hold(book: Rulebook) -> None:
    assert [str(each) for each in uncovered(book, shipped())] == []


def test_the_shipped_cases_kill_every_mutant(book: Rulebook) -> None:
    found = score(book, shipped())
    assert [f"{mutant.subject}: {mutant.wrong}" for mutant in found.survivors] == []
    assert found.percent == 100
    assert found.killed > 3_500
    assert found.equivalent < 20


def test_the_cases_are_numbered_and_no_two_are_alike() -> None:
    cases = shipped()
    assert len({case.id for case in cases}) == len(cases)
    # The decision table repeats what worked cases show; cases with a reason do not repeat each other.
    scenes = [str((case.move, case.params, case.facts, case.unknown)) for case in cases if case.why]
    assert len(set(scenes)) == len(scenes)
    assert all(case.why.endswith(".") for case in cases if case.id[0] in "JUPT")


def test_a_row_without_a_case_is_found() -> None:
    book, cases = small()
    assert list(uncovered(book, cases)) == []
    found = [(each.subject, each.detail) for each in uncovered(book, cases[:1])]
    assert found == [
        ("hm.fight#1", "no case shows this row holding"),
        ("hm.fight#2", "no case shows this row holding"),
    ]
    found = [(each.subject, each.detail) for each in uncovered(book, cases[1:2])]
    assert ("hm.fight#1", "no case shows this row not holding") in found


def test_a_mutant_that_no_case_kills_is_reported_with_its_place() -> None:
    book, cases = small()
    assert score(book, cases).survivors == ()
    lost = score(book, cases[:2])
    assert lost.percent < 100
    remarks = {each.detail: each for each in unkilled(book, lost.survivors)}
    assert remarks["no case notices: left out"].subject == "hm.fight#2"
    assert remarks["no case notices: left out"].place == "small.yaml:112"
    assert "no case notices: without 'ships' in attacked" in remarks


@pytest.mark.parametrize("drop", ["rows", "needs"])
def test_a_case_may_ask_for_the_right_reasons(drop: str) -> None:
    book, cases = small()
    wrong = ("hm.fight#1",) if drop == "rows" else ("hours",)
    asked = replace_expected(cases[2], **{drop: wrong})
    assert [each.subject for each in failing(book, [asked])] == ["S3"]
    right = ("hm.fight#2",) if drop == "rows" else ()
    assert list(failing(book, [replace_expected(cases[2], **{drop: right})])) == []


def replace_expected(case: Case, **changes: object) -> Case:
    return msgspec.structs.replace(case, expected=msgspec.structs.replace(case.expected, **changes))


def test_a_wrong_that_changes_nothing_is_not_counted() -> None:
    book, cases = small()
    rule = book.rules["hm.fight#2"]
    same = next(each for each in mutants(book) if each.subject == "hm.fight#2")
    unchanged = replace(same, wrong="nothing", rules={rule.id: rule})
    assert score(book, cases, [unchanged]).equivalent == 1


def test_conditions_are_written_back_as_they_were_read(book: Rulebook) -> None:
    move = Kind("enum", tuple(book.moves))
    for play in book.plays.values():
        own = {f"p.{name}": kind for name, kind in play.kinds.items()}
        for rule in play.rules:
            if rule.id.startswith(play.move.id):
                names: dict[str, Kind | Condition] = {
                    **book.kinds,
                    **book.macro_conditions,
                    **own,
                    "move": move,
                }
                assert parse(spelled(rule.condition.tree), names).tree == rule.condition.tree, rule.id
