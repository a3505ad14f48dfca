"""What pages and sockets ask of the database, and the views of seats made from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from games import reads
from games.engine import audience, wire
from games.engine import commands as c
from games.engine.access import audiences_of
from games.engine.ids import Audience, SeatId, TeamId
from games.engine.seatview import SeatView, fold
from games.models import Disclosure, Exercise
from games.services import cache, seat_views, state_of
from tests import table
from tests.play.conftest import MINUTE, Run

TOKYO = audience.team(TeamId("tokyo"))
LEAD = table.lead("tokyo")


def folded(run: Run, seat: SeatId) -> SeatView:
    """What a seat knows, folded anew from every frame it was told."""
    view = SeatView()
    heard = audiences_of(run.state, seat)
    for row in Disclosure.objects.filter(exercise=run.pk, audience__in=heard).order_by("id"):
        view = fold(view, wire.decode_frame(row.frame))
    return view


class TestFrames:
    def test_those_of_several_audiences_come_in_the_order_of_the_log(self, run: Run) -> None:
        run.wait(10 * MINUTE)
        run.must("", c.Tick(), "")
        run.move()
        rows = reads.frames(run.pk, {audience.PUBLIC: 0, TOKYO: 0})
        assert [row.id for row in rows] == sorted(row.id for row in rows)
        assert [row.seq for row in rows] == sorted(row.seq for row in rows)
        assert {row.audience for row in rows} == {audience.PUBLIC, TOKYO}

    def test_each_audience_goes_on_from_its_own_position(self, run: Run) -> None:
        run.move()
        run.move()
        every = reads.frames(run.pk, {TOKYO: 0, audience.PUBLIC: 0})
        last = max(row.position for row in every if row.audience == TOKYO)
        rest = reads.frames(run.pk, {TOKYO: last - 1, audience.PUBLIC: 10**6})
        assert [(row.audience, row.position) for row in rest] == [(TOKYO, last)]

    def test_no_audience_is_told_nothing(self, run: Run) -> None:
        assert reads.frames(run.pk, {}) == []

    def test_limit_and_end(self, run: Run) -> None:
        run.move()
        head = run.row.head_seq
        run.move()
        assert len(reads.frames(run.pk, {audience.WHITE: 0}, 2)) == 2
        assert all(row.seq <= head for row in reads.frames(run.pk, {audience.WHITE: 0}, upto=head))
        assert reads.frames(run.pk, {TOKYO: 0}, upto=head) == reads.frames_upto(run.pk, [TOKYO], head)

    def test_heads_agree_with_what_the_services_hold(self, run: Run) -> None:
        run.move()
        held = dict(cache.held_now(run.pk).positions)
        asked = [*held, Audience("team:nowhere")]
        assert reads.heads(run.pk, asked) == held | {Audience("team:nowhere"): 0}
        assert reads.heads(run.pk, []) == {}


class TestLogPages:
    def test_a_page_goes_on_where_the_last_one_ended(self, run: Run) -> None:
        for team in table.TEAMS:
            run.move(team)
        first = reads.log_page(run.pk, limit=4)
        rest = reads.log_page(run.pk, after=first[-1].seq)
        assert [record.seq for record in [*first, *rest]] == list(range(1, reads.head_seq(run.pk) + 1))

    def test_an_exercise_is_found_by_its_public_id(self, run: Run) -> None:
        assert reads.exercise(run.exercise.public_id) == run.exercise
        with pytest.raises(Exercise.DoesNotExist):
            reads.exercise("nope")


class TestSeatViews:
    @pytest.mark.parametrize("seat", [LEAD, table.member("beijing"), "guest", "evaluator", "display"])
    def test_a_kept_view_is_what_the_frames_say(self, make_run: Callable[..., Run], seat: str) -> None:
        run = make_run(table.inject("news", MINUTE), table.inject("cable", 2 * MINUTE, to=("team:tokyo",)))
        for step in (lambda: run.move(), lambda: run.say("A question"), lambda: run.must("", c.Tick(), "")):
            run.wait(MINUTE)
            step()
            assert seat_views.seat_view(run.pk, SeatId(seat)) == folded(run, SeatId(seat))

    def test_a_room_opened_since_is_read_from_its_first_frame(self, run: Run) -> None:
        before = seat_views.seat_view(run.pk, LEAD)
        run.say("A question")
        after = seat_views.seat_view(run.pk, LEAD)
        assert (len(before.talks), len(after.talks)) == (0, 1)

    def test_where_nothing_was_told_nothing_is_read(self, run: Run, django_assert_num_queries: Any) -> None:
        first = seat_views.seat_view(run.pk, LEAD)
        with django_assert_num_queries(1):
            assert seat_views.seat_view(run.pk, LEAD) is first

    def test_a_seat_that_is_not_there_knows_nothing(self, run: Run) -> None:
        assert seat_views.seat_view(run.pk, SeatId("nowhere")) == SeatView()

    def test_so_many_are_kept_and_no_more(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(seat_views, "CAPACITY", 2)
        for seat in (LEAD, table.lead("beijing"), table.lead("taipei")):
            seat_views.seat_view(run.pk, seat)
        assert [seat for _, seat in seat_views._kept] == [table.lead("beijing"), table.lead("taipei")]


def test_an_unknown_exercise_has_no_state(db: None) -> None:
    with pytest.raises(Exercise.DoesNotExist):
        state_of(10**9)
