"""A running exercise gets findings about its future alone."""

from msgspec.structs import replace

from games.engine import commands as c
from games.engine.ids import InjectId
from games.engine.plan import Plan
from games.law.rulebook import Rulebook
from injects.deck.foresight import check_ahead
from injects.deck.vocabulary import Vocabulary, vocabulary_of
from tests.table import CONTROLLER, HOUR, MINUTE, Table, inject, plan


def found(table: Table, book: Vocabulary) -> list[tuple[str, str]]:
    return [(finding.code, finding.item) for finding in check_ahead(table.state, book, table.wall)]


def endless(of: Plan, minutes: int) -> Plan:
    return replace(of, timing=replace(of.timing, endex_ms=minutes * MINUTE))


def everywhere(*minutes: int) -> list[object]:
    return [inject(f"N{n}", at * MINUTE, order=n) for n, at in enumerate(minutes)]


def test_silence_is_told_from_now_on_and_never_of_the_past(book: Vocabulary) -> None:
    table = Table(endless(plan(*everywhere(5, 50, 60, 75)), 90))  # type: ignore[arg-type]
    assert ("L06", "team tokyo") in found(table, book)
    table.run(40 * MINUTE)
    assert found(table, book) == []


def test_what_waits_for_a_line_that_was_left_out_is_told(book: Vocabulary) -> None:
    first, second = inject("A", 10 * MINUTE), inject("B", 20 * MINUTE, needs=(InjectId("A"),), order=1)
    table = Table(endless(plan(first, second), 30))
    assert found(table, book) == []
    table.must(CONTROLLER, c.SkipInject(inject=InjectId("A"), reason="no time"))
    assert found(table, book) == [("L02", "inject B")]


def test_a_condition_that_has_come_true_is_no_longer_a_question(book: Vocabulary) -> None:
    waits = inject("B", 20 * MINUTE, when="not released('A')", otherwise="C", order=1)
    table = Table(endless(plan(inject("A", 5 * MINUTE), waits, inject("C", order=2)), 30))
    assert found(table, book) == []
    table.run(6 * MINUTE)
    assert found(table, book) == [("L02", "inject B")]


def test_times_are_those_that_staff_have_set(book: Vocabulary) -> None:
    table = Table(endless(plan(inject("A", 10 * MINUTE)), 30))
    assert found(table, book) == []
    table.must(CONTROLLER, c.RescheduleInject(inject=InjectId("A"), basis="scenario", at_ms=HOUR))
    assert ("L20", "inject A") in found(table, book)


def test_nothing_is_left_to_say_when_everything_went_out(rulebook: Rulebook) -> None:
    table = Table(endless(plan(inject("A", MINUTE)), 20))
    table.run(5 * MINUTE)
    assert check_ahead(table.state, vocabulary_of(rulebook), table.wall) == ()
