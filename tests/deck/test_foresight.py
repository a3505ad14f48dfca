"""A running exercise gets findings about its future alone."""

from typing import Any

from msgspec.structs import replace

from games.engine import commands as c
from games.engine.audience import PUBLIC
from games.engine.ids import Audience, InjectId, TeamId
from games.engine.plan import Plan, Secret
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


# Words, against what was told before


def told(table: Table, book: Vocabulary) -> list[tuple[str, str, str]]:
    found = check_ahead(table.state, book, table.wall)
    return [(f.code, f.item, f.field.rpartition(".")[2]) for f in found if f.code in ("L04", "L08")]


def words(**more: Any) -> c.InjectWords:
    return c.InjectWords(
        **{"to": (PUBLIC,), "channel": "press", "title": "News", "body": "Ships sail.", **more}
    )


def test_words_that_staff_changed_are_read_for_secrets(book: Vocabulary) -> None:
    lines = inject("A", 10 * MINUTE, to=("team:tokyo",)), inject("B", 20 * MINUTE, order=1)
    secret = Secret(words=("KINGFISHER",), known_to=(TeamId("tokyo"),))
    table = Table(replace(endless(plan(*lines), 30), secrets=(secret,)))
    for name, to in (("A", "team:tokyo"), ("B", "public")):
        said = words(body="Kingfisher is under way.", to=(Audience(to),))
        table.must(CONTROLLER, c.EditInject(inject=InjectId(name), words=said))
    assert told(table, book) == [("L04", "inject B", "text")]
    table.must(CONTROLLER, c.RetargetInject(inject=InjectId("A"), to=(Audience("team:beijing"),)))
    assert ("L04", "inject A", "text") in told(table, book)
    # The past is nobody's finding.
    table.run(25 * MINUTE)
    assert told(table, book) == []


def test_a_sentence_that_some_were_told_before_is_not_for_others_later(book: Vocabulary) -> None:
    first = inject("A", MINUTE, to=("team:tokyo",))
    first = replace(first, body={"en": "The fleet turns back on Friday night."})
    table = Table(endless(plan(first, inject("B", 20 * MINUTE, order=1)), 30))
    table.run(5 * MINUTE)
    assert told(table, book) == []
    said = words(body="We hear: good. The fleet turns back on Friday night.")
    table.must(CONTROLLER, c.EditInject(inject=InjectId("B"), words=said))
    assert told(table, book) == [("L04", "inject B", "text")]


def test_notes_and_machinery_in_changed_words_are_told(book: Vocabulary) -> None:
    table = Table(endless(plan(inject("I07", 10 * MINUTE), inject("B", 20 * MINUTE, order=1)), 30))
    said = words(body="See I07.", notes="Nobody should know of this at all.")
    table.must(CONTROLLER, c.EditInject(inject=InjectId("B"), words=said))
    assert told(table, book) == [("L04", "inject B", "text")]


def test_dates_in_changed_words_are_held_against_the_time_of_the_line(book: Vocabulary) -> None:
    made = endless(plan(inject("A", 10 * MINUTE), inject("B", 20 * MINUTE, order=1)), 30)
    table = Table(replace(made, timing=replace(made.timing, scenario_start="2026-03-01 08:00", zone="UTC")))
    said = words(body="DTG 010900ZMAR26. Ships sail.")
    table.must(CONTROLLER, c.EditInject(inject=InjectId("B"), words=said))
    assert told(table, book) == [("L08", "inject B", "text")]
    table.must(
        CONTROLLER, c.EditInject(inject=InjectId("B"), words=words(body="Today is Tuesday 1 March 2026."))
    )
    assert told(table, book) == [("L08", "inject B", "text")]
    table.must(
        CONTROLLER, c.EditInject(inject=InjectId("B"), words=words(body="DTG 010810ZMAR26. Ships sail."))
    )
    assert told(table, book) == []
    # Brought forward, the message comes before its own date.
    table.must(CONTROLLER, c.RescheduleInject(inject=InjectId("B"), basis="scenario", at_ms=5 * MINUTE))
    assert told(table, book) == [("L08", "inject B", "text")]


def test_what_the_author_wrote_and_nobody_changed_was_checked_with_the_deck(book: Vocabulary) -> None:
    table = Table(
        endless(plan(replace(inject("B", 20 * MINUTE), body={"en": "See B12."}), inject("B12")), 30)
    )
    assert told(table, book) == []
