"""Consequence tracks stay on their scales, whoever moves them, and nothing is taken back that was not done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from games.engine import commands as c
from games.engine import events as e
from games.engine.deciding.desk import within
from games.engine.ids import TeamId
from games.engine.plan import Commitment
from tests.table import MINUTE, WHITE, Table, inject, plan

SOME = st.integers(-1_000, 1_000)
END = st.none() | SOME


@given(value=SOME, by=SOME, ends=st.tuples(END, END))
def test_a_step_goes_as_far_as_the_scale_and_no_further(
    value: int, by: int, ends: tuple[int | None, int | None]
) -> None:
    """On its scale a track stays there; one that began beyond it goes no further out; none moves backwards."""
    least, most = ends
    if least is not None and most is not None and least > most:
        least, most = most, least
    moved = within(value, by, least, most)
    assert moved * by >= 0
    assert abs(moved) <= abs(by)
    low = value if least is None else min(least, value)
    high = value if most is None else max(most, value)
    stays = (least is None or value + by >= low) and (most is None or value + by <= high)
    assert (moved == by) == stays
    assert least is None or value + moved >= low
    assert most is None or value + moved <= high


@pytest.fixture
def table() -> Table:
    """A running exercise; the pack has escalation run from 0 to 10."""
    return Table(plan(rate=60_000))


def steps(table: Table) -> list[e.MetersChanged]:
    """What the log says of the tracks."""
    return table.events(e.MetersChanged)


def by_hand(table: Table, by: int) -> dict[str, object]:
    """The white cell moves escalation; gives the receipt's data."""
    return table.must(WHITE, c.ChangeMeters(changes={"escalation": by}, reason="seen"))


def test_a_step_by_hand_is_held_at_the_end_and_the_log_says_so(table: Table) -> None:
    """The receipt too; a step that cannot move it at all still stands in the log."""
    assert by_hand(table, 8) == {}
    assert by_hand(table, 9) == {"held": {"escalation": 9}}
    assert by_hand(table, 1) == {"held": {"escalation": 1}}
    assert table.state.meters["escalation"] == 10
    assert [(s.changes, s.held) for s in steps(table)] == [
        ({"escalation": 8}, {}),
        ({"escalation": 2}, {"escalation": 9}),
        ({}, {"escalation": 1}),
    ]
    by_hand(table, -1_000)
    assert table.state.meters["escalation"] == 0


def test_an_inject_and_a_broken_promise_stop_at_the_end_too() -> None:
    """What the deck does obeys the same scale."""
    promise = Commitment(
        id="vote",
        team=TeamId("tokyo"),
        label={"en": "A vote"},
        within_ms=MINUTE,
        when="always",
        meters={"escalation": 9},
    )
    deck = replace(plan(inject("I1", 2 * MINUTE, meters={"escalation": 7})), commitments=(promise,))
    table = Table(deck)
    table.run(3 * MINUTE)
    assert table.state.meters["escalation"] == 10
    assert [s.held for s in steps(table)] == [{}, {"escalation": 7}]


def test_a_new_ruling_takes_back_what_the_old_one_could_do(table: Table) -> None:
    """Of nine points asked two were done: two are taken back, and a third ruling takes back the whole."""
    by_hand(table, 8)
    move = table.submit("tokyo", "jp.statement")
    first = table.rule(
        move, "modify", verdict="lawful", executed=True, reason="much", meters={"escalation": 9}
    )
    assert table.state.meters["escalation"] == 10
    again = _instead(table, move, first, {"escalation": 1})
    assert table.state.meters["escalation"] == 9
    more = _instead(table, move, again, {"escalation": 5})
    assert table.state.meters["escalation"] == 10
    _instead(table, move, more, {})
    assert table.state.meters["escalation"] == 8


def _instead(table: Table, move: str, old: str, meters: dict[str, int]) -> str:
    command = c.RuleMove(
        move_id=move,  # type: ignore[arg-type]
        decision="override",
        verdict="lawful",
        reason="on reflection",
        executed=True,
        supersedes=old,  # type: ignore[arg-type]
        meters=meters,
    )
    return str(table.must(WHITE, command)["ruling_id"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["hand", "rule", "again"]), st.integers(-15, 15)), min_size=1, max_size=8
    )
)
def test_no_sequence_leaves_the_scale(acts: list[tuple[str, int]]) -> None:
    """Steps by hand, rulings, and rulings in their place; the log's steps add up to where the track stands."""
    table = Table(plan(rate=60_000))
    last: tuple[str, str] | None = None
    for act, by in acts:
        if act == "hand":
            by_hand(table, by)
        elif act == "again" and last:
            last = (last[0], _instead(table, *last, {"escalation": by}))
        else:
            move = table.submit("tokyo", "jp.statement")
            last = (
                move,
                table.rule(
                    move, "modify", verdict="lawful", executed=True, reason="r", meters={"escalation": by}
                ),
            )
        assert 0 <= table.state.meters["escalation"] <= 10
    assert sum(s.changes.get("escalation", 0) for s in steps(table)) == table.state.meters["escalation"]
