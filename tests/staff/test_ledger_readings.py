"""Readings of facts, meters, steps, pace, jumps and what comes next."""

from __future__ import annotations

import pytest

from games.engine import commands as c
from games.engine.ids import Audience, InjectId, SeatId
from games.staffing.chronicle import Teller
from games.staffing.direct import Health, Part, acts, jump_preview, next_key, slip
from games.staffing.ledger import fact_rows, meter_rows, procedure_rows
from games.staffing.msel import msel
from games.staffing.naming import reach
from games.views.director import aim
from tests import table
from tests.staff.reading import TOKYO, law, names, now_at
from tests.table import HOUR, MINUTE, WHITE, Table


def test_a_fact_row_tells_who_knows_it_and_who_believes_something_older() -> None:
    play = Table(table.plan())
    play.must(
        WHITE,
        c.SetFacts(values={"blockade_declared": True}, reason="r", learned_by=(Audience("team:tokyo"),)),
    )
    play.must(
        WHITE,
        c.SetFacts(values={"blockade_declared": False}, reason="r", learned_by=(Audience("team:beijing"),)),
    )
    row = fact_rows(play.state, names(play), law(), {})[0]
    assert {k.team.id: k.knows for k in row.knowers} == {
        "tokyo": "stale",
        "washington": "no",
        "beijing": "yes",
        "taipei": "no",
    }


def test_the_whole_vocabulary_marks_what_is_only_assumed() -> None:
    play = Table(table.plan())
    rows = fact_rows(play.state, names(play), law(), {}, everything=True)
    assert len(rows) == len(law().book.facts)
    assert not any(row.established for row in rows)


def test_meters_show_how_far_they_have_moved() -> None:
    play = Table(table.plan())
    play.must(WHITE, c.ChangeMeters(changes={"escalation": 2}, reason="r"))
    moved = {row.id: row.moved for row in meter_rows(play.state, law().book.meters) if row.moved}
    assert moved["escalation"] == 2


def test_a_track_at_the_end_of_its_scale_says_so_in_the_ledger_and_in_the_log() -> None:
    play = Table(table.plan())
    teller = Teller(play.state, names(play), law())
    for by, told in ((8, "Escalation +8"), (9, "Escalation +2 (of +9: the end of its scale)")):
        play.must(WHITE, c.ChangeMeters(changes={"escalation": by}, reason="r"))
        assert teller.line(play.records[-1].event) == f"Tracks: {told}"
    ends = {row.id for row in meter_rows(play.state, law().book.meters) if row.at_end}
    assert ends == {"escalation"}


def test_a_step_shows_how_much_of_its_time_has_run() -> None:
    play = Table(table.plan())
    play.must(WHITE, c.OpenProcedure(token="nsc_done", team=TOKYO, hours=4))
    play.run(HOUR)
    is_open, closed = procedure_rows(play.state, names(play), now_at(play))
    assert (is_open[0].percent, is_open[0].late, closed) == (25, False, ())
    play.run(4 * HOUR)
    is_open, closed = procedure_rows(play.state, names(play), now_at(play))
    assert (len(is_open), closed[0].procedure.status) == (0, "done")


def test_a_pause_puts_play_behind_and_a_jump_ahead() -> None:
    play = Table(table.plan(rate=60_000))
    play.run(10 * MINUTE)
    before = slip(play.state, now_at(play))
    assert before is not None
    assert before.ms == 0
    play.must(table.DIRECTOR, c.StopClock())
    play.run(5 * MINUTE)
    behind = slip(play.state, now_at(play))
    assert behind is not None
    assert (behind.ms, behind.lost_in_stops_ms) == (5 * MINUTE, 5 * MINUTE)
    play.must(table.DIRECTOR, c.JumpScenario(to_ms=now_at(play).scenario_ms + 8 * HOUR))
    ahead = slip(play.state, now_at(play))
    assert ahead is not None
    assert ahead.ms == -3 * MINUTE


def test_a_story_that_moves_by_jumps_alone_slips_by_its_stops() -> None:
    play = Table(table.plan(rate=0))
    play.run(10 * MINUTE)
    play.must(table.DIRECTOR, c.StopClock())
    play.run(MINUTE)
    found = slip(play.state, now_at(play))
    assert found is not None
    assert found.ms == MINUTE


def test_nothing_slips_before_startex() -> None:
    play = Table(table.plan(), started=False)
    assert slip(play.state, now_at(play)) is None


def test_a_jump_lists_exactly_what_the_engine_wants_a_choice_for() -> None:
    play = Table(
        table.plan(table.inject("i1", HOUR), table.inject("i2", 3 * HOUR), table.inject("i9", 9 * HOUR))
    )
    play.must(WHITE, c.OpenProcedure(token="nsc_done", team=TOKYO, hours=2))
    preview = jump_preview(play.state, names(play), now_at(play), 4 * HOUR)
    assert [each.kind for each in preview.crossed] == ["inject", "step", "inject"]
    choices = tuple(c.Crossing(timer=each.timer.id, choice=each.suggested) for each in preview.crossed)
    assert play.refused(table.DIRECTOR, c.JumpScenario(to_ms=4 * HOUR, crossings=choices[1:])) == "UNDECIDED"
    play.must(table.DIRECTOR, c.JumpScenario(to_ms=4 * HOUR, crossings=choices))


def test_a_jump_back_is_called_so() -> None:
    play = Table(table.plan())
    play.run(HOUR)
    assert jump_preview(play.state, names(play), now_at(play), 0).backwards


def test_the_next_key_injects_begin_with_what_is_stuck() -> None:
    play = Table(
        table.plan(
            table.inject("a", HOUR, key=True),
            table.inject("b", 2 * HOUR, key=True),
            table.inject("c", 3 * HOUR),
        )
    )
    play.must(WHITE, c.HoldInject(inject=InjectId("b")))
    keyed = next_key(msel(play.state, names(play), now_at(play)))
    assert [each.inject.spec.id for each in keyed] == ["b", "a"]


def test_what_the_director_can_do_follows_the_life_of_the_exercise() -> None:
    play = Table(table.plan(), started=False)
    assert acts(play.state) == ("open_lobby", "notice")
    play.must(table.DIRECTOR, c.OpenLobby())
    assert "start" in acts(play.state)
    play.must(table.DIRECTOR, c.StartExercise())
    assert {"stop", "jump", "start_turn", "end"} <= set(acts(play.state))
    play.must(table.member("tokyo"), c.RaiseEmergency())
    assert "clear_emergency" in acts(play.state)
    assert "resume" not in acts(play.state)
    play.must(WHITE, c.ClearEmergency())
    assert "resume" in acts(play.state)
    play.must(table.DIRECTOR, c.EndExercise())
    assert acts(play.state) == ("archive", "notice")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("D+3 06:40", (3 * 24 + 6) * HOUR + 40 * MINUTE),
        ("d +3 6:40", (3 * 24 + 6) * HOUR + 40 * MINUTE),
        ("+12", 13 * HOUR),
        ("7200000", 2 * HOUR),
        ("D+3 25:00", None),
        ("D+3", None),
        ("tomorrow", None),
        ("+", None),
    ],
)
def test_an_aim_is_read_as_people_write_it(text: str, at: int | None) -> None:
    assert aim(text, HOUR) == at


def test_a_restart_in_the_midst_of_play_is_told_for_a_while() -> None:
    parts = (
        Part("web", "ok", up_ms=MINUTE),
        Part("redis", "ok", up_ms=2 * HOUR),
        Part("worker", "down", 20_000, up_ms=1000),
        Part("beat", "ok", 500, up_ms=30 * MINUTE),
    )
    assert [p.name for p in Health(parts, HOUR).restarted] == ["web"]
    assert Health(parts, 30_000).restarted == ()
    assert Health(parts, None).restarted == ()
    assert Health(parts, HOUR).timers_by_web


def test_seats_without_a_team_reach_nobody() -> None:
    play = Table(table.plan())
    assert reach(play.state, (Audience("seat:guest"),)).seats == 0
    assert SeatId("guest") in play.state.seats
