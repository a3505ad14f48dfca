"""What reached a seat and was opened there: written together, once, and never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError

from games.engine import commands as c
from games.engine.ids import InjectId, ItemId, SeatId, TeamId, ThreadId
from games.models import Delivery
from games.services import deliveries, state_of
from games.services.batch import Batch
from tests import table
from tests.play.conftest import Run

LEAD, MEMBER = table.lead("tokyo"), table.member("tokyo")
AT = table.START
ONE, TWO = ItemId("one"), ItemId("two")


def rows(run: Run) -> list[tuple[str, int, str, int, int | None]]:
    found = Delivery.objects.filter(exercise=run.pk).order_by("item", "seat", "generation")
    return list(found.values_list("seat", "generation", "item", "delivered_at", "opened_at"))


def test_marks_wait_until_they_are_written_together(run: Run) -> None:
    deliveries.delivered(run.pk, LEAD, 1, [ONE, TWO], AT)
    deliveries.opened(run.pk, LEAD, 1, [ONE], AT + 5)
    assert (rows(run), deliveries.waiting()) == ([], 2)
    assert deliveries.flush() == 2
    assert rows(run) == [(LEAD, 1, ONE, AT, AT + 5), (LEAD, 1, TWO, AT, None)]
    assert deliveries.flush() == 0


def test_the_first_time_stands_whatever_is_repeated(run: Run) -> None:
    for later in (0, 10, 20):
        deliveries.delivered(run.pk, LEAD, 1, [ONE], AT + later)
        deliveries.opened(run.pk, LEAD, 1, [ONE], AT + 5 + later)
        deliveries.opened(run.pk, LEAD, 1, [ONE], AT + 6 + later)
        deliveries.flush()
    assert rows(run) == [(LEAD, 1, ONE, AT, AT + 5)]


def test_an_item_opened_without_a_delivery_was_delivered_then(run: Run) -> None:
    deliveries.opened(run.pk, LEAD, 1, [ONE], AT)
    deliveries.flush()
    assert rows(run) == [(LEAD, 1, ONE, AT, AT)]


def test_the_next_person_on_the_seat_is_counted_apart(run: Run) -> None:
    for generation in (1, 2):
        deliveries.delivered(run.pk, LEAD, generation, [ONE], AT + generation)
    deliveries.flush()
    assert [row[1] for row in rows(run)] == [1, 2]


def test_without_a_database_the_marks_wait(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(batch: Batch, *, gently: bool) -> None:
        raise OperationalError("away")

    deliveries.delivered(run.pk, LEAD, 1, [ONE], AT)
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "_write", failing)
        assert deliveries.flush() == 0
        deliveries.opened(run.pk, LEAD, 1, [ONE], AT + 5)
        assert deliveries.flush() == 0
    assert deliveries.flush() == 1
    assert rows(run) == [(LEAD, 1, ONE, AT, AT + 5)]


def test_a_clean_stop_loses_none(run: Run) -> None:
    deliveries.delivered(run.pk, LEAD, 1, [ONE], AT)
    deliveries.flush_at_exit()
    assert len(rows(run)) == 1


def test_staff_see_how_far_an_item_has_come_with_each_team(run: Run) -> None:
    deliveries.delivered(run.pk, LEAD, 1, [ONE], AT)
    deliveries.delivered(run.pk, MEMBER, 1, [ONE], AT)
    deliveries.opened(run.pk, MEMBER, 1, [ONE], AT)
    deliveries.delivered(run.pk, MEMBER, 2, [ONE], AT)
    deliveries.delivered(run.pk, table.lead("taipei"), 1, [ONE, TWO], AT)
    deliveries.opened(run.pk, SeatId("guest"), 1, [ONE], AT)
    deliveries.flush()
    assert deliveries.reach(run.state, run.pk, [ONE]) == {
        ONE: (
            deliveries.Reach("tokyo", (LEAD, MEMBER), (MEMBER,)),
            deliveries.Reach("taipei", (table.lead("taipei"),), ()),
            deliveries.Reach("", (SeatId("guest"),), (SeatId("guest"),)),
        )
    }


def test_what_a_condition_asks_about_becomes_an_event_of_the_log(make_run: Callable[..., Run]) -> None:
    waiting = table.inject("X", trigger="condition", when="seen('A', 'tokyo')")
    run = make_run(table.inject("A", 0), waiting)
    item = state_of(run.pk).injects[InjectId("A")].item
    assert item is not None
    deliveries.delivered(run.pk, LEAD, 1, [item], AT)
    deliveries.flush()
    assert state_of(run.pk).injects[InjectId("X")].status == "waiting"
    deliveries.opened(run.pk, LEAD, 1, [item], AT)
    deliveries.flush()
    assert state_of(run.pk).injects[InjectId("X")].status == "released"


def test_a_conversation_on_the_screen_counts_as_heard_where_a_condition_asks(
    make_run: Callable[..., Run],
) -> None:
    waiting = table.inject("X", trigger="condition", when="heard('tokyo', 'washington')")
    run = make_run(waiting)
    said = run.must(LEAD, c.OpenThread(parties=(TeamId("washington"),), subject="Hm", text="Are you there?"))
    deliveries.saw(run.pk, table.lead("washington"), [said["thread"]])
    deliveries.flush()
    assert state_of(run.pk).injects[InjectId("X")].status == "released"


def test_what_no_condition_asks_about_stays_out_of_the_log(run: Run) -> None:
    before = state_of(run.pk).seq
    deliveries.opened(run.pk, LEAD, 1, [ONE], AT)
    deliveries.saw(run.pk, LEAD, [ThreadId("none")])
    deliveries.flush()
    assert state_of(run.pk).seq == before
