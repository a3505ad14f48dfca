"""Readings of the queue, the MSEL and the teams, from the state of a played table."""

from __future__ import annotations

from typing import Any

import pytest

from games.engine import commands as c
from games.engine.events import MoveContent
from games.engine.ids import Audience, InjectId, ItemId, TeamId
from games.engine.plan import Expectation
from games.staffing.incoming import Flag, incoming, oldest_waiting
from games.staffing.msel import msel, outgoing
from games.staffing.naming import reach
from games.staffing.present import heat, present
from games.staffing.strip import strip
from games.staffing.tiles import Reading, team_tiles, ticks
from tests import table
from tests.staff.reading import TOKYO, line, names, now_at
from tests.table import HOUR, MINUTE, WHITE, Table


def test_the_queue_warns_by_the_settings_of_the_exercise() -> None:
    play = Table(table.plan(queue_amber_ms=2 * MINUTE, queue_red_ms=4 * MINUTE))
    play.submit("tokyo")
    for minutes, level in ((1, "calm"), (1, "amber"), (2, "red")):
        play.run(minutes * MINUTE)
        queued = incoming(play.state, names(play), now_at(play), WHITE).waiting
        assert queued[0].heat == level


def test_an_amended_move_keeps_its_age_and_its_place() -> None:
    """A facilitator asks how long the team has waited, not how long its last wording has."""
    play = Table(table.plan(queue_amber_ms=2 * MINUTE, queue_red_ms=9 * MINUTE))
    first, second = play.submit("tokyo"), play.submit("beijing")
    play.run(3 * MINUTE)
    content = MoveContent(headline="We act otherwise", text="At noon.")
    play.must(table.lead("tokyo"), c.AmendMove(move_id=first, content=content))
    waiting = incoming(play.state, names(play), now_at(play), WHITE).waiting
    assert [(q.move.id, q.age, q.heat) for q in waiting] == [
        (first, 3 * MINUTE, "amber"),
        (second, 3 * MINUTE, "amber"),
    ]
    assert play.state.queue == (first, second)
    assert waiting[0].move.at.wall_ms == play.wall  # and says when it was amended
    assert oldest_waiting(play.state, now_at(play)) == (waiting[0].move, 3 * MINUTE)


def test_a_move_that_comes_back_after_its_steps_waits_from_then_on() -> None:
    """The hours that the law took are not the white cell's."""
    play = Table(table.plan(rate=60_000))
    held = play.submit("tokyo", "jp.use_force", params={"area": "high_seas"})
    play.rule(
        held, "modify", verdict="blocked", reason="no", executed=False, procedures=("diet_prior_approval",)
    )
    assert play.state.moves[held].status == "published"
    play.run(3 * MINUTE)
    for step in play.state.procedures.values():
        play.must(WHITE, c.CloseProcedure(procedure=step.id, done=True))
    waiting = incoming(play.state, names(play), now_at(play), WHITE).waiting
    assert [(q.move.id, q.age) for q in waiting] == [(held, 0)]


def test_a_moment_that_another_clock_puts_ahead_is_no_negative_age() -> None:
    play = Table(table.plan())
    play.submit("tokyo")
    early = present(play.state, play.wall - HOUR)
    oldest = oldest_waiting(play.state, early)
    assert oldest is not None
    assert oldest[1] == 0


@pytest.mark.parametrize(
    ("age", "level"), [(0, "calm"), (9, "calm"), (10, "amber"), (19, "amber"), (20, "red")]
)
def test_a_level_begins_at_its_threshold(age: int, level: str) -> None:
    assert heat(age, 10, 20) == level


def test_the_column_sorts_what_comes_in() -> None:
    play = Table(table.plan())
    waiting, taken, asked = play.submit("tokyo"), play.submit("beijing"), play.submit("taipei")
    play.must(WHITE, c.TakeMove(move_id=taken))
    play.must(WHITE, c.AskTeam(move_id=asked, question="Where?"))
    play.must(table.lead("tokyo"), c.OpenThread(parties=(), subject="s", text="t", with_white=True))
    play.must(table.lead("tokyo"), c.AskTimeout(reason="counsel"))
    column = incoming(play.state, names(play), now_at(play), WHITE)
    assert [q.move.id for q in column.waiting] == [waiting]
    assert [(q.move.id, q.mine) for q in column.in_work] == [(taken, True)]
    assert [q.move.id for q in column.returned] == [asked]
    assert column.questions[0].team is not None
    assert column.timeouts[0].reason == "counsel"
    assert column.count == 3


def test_a_granted_time_out_is_asked_for_no_more() -> None:
    play = Table(table.plan())
    play.must(table.lead("tokyo"), c.AskTimeout(reason="counsel"))
    play.must(table.DIRECTOR, c.StopClock(stop="timeout", team=TOKYO))
    assert incoming(play.state, names(play), now_at(play), WHITE).timeouts == ()


def test_a_declined_time_out_is_answered_and_the_team_reads_why() -> None:
    play = Table(table.plan())
    assert play.refused(table.DIRECTOR, c.DeclineTimeout(team=TOKYO)) == "NO_REQUEST"
    play.must(table.lead("tokyo"), c.AskTimeout(reason="counsel"))
    assert play.refused(table.lead("tokyo"), c.DeclineTimeout(team=TOKYO)) == "FORBIDDEN"
    play.must(table.WHITE, c.DeclineTimeout(team=TOKYO, reason="Two minutes are left."))
    assert incoming(play.state, names(play), now_at(play), WHITE).timeouts == ()
    asked = play.view("tokyo-member").timeout
    assert asked is not None
    assert (asked.declined, asked.answer) == (True, "Two minutes are left.")
    assert play.view("taipei-lead").timeout is None


def test_a_time_out_for_one_is_one_for_all_who_asked() -> None:
    play = Table(table.plan())
    for team in ("tokyo", "taipei"):
        play.must(table.lead(team), c.AskTimeout())
    play.must(table.DIRECTOR, c.StopClock(stop="timeout", team=TOKYO))
    assert play.state.timeout_requests == ()
    asked = play.view("taipei-lead").timeout
    assert asked is not None
    assert asked.granted


def flags(play: Table) -> list[tuple[str, str | None]]:
    found: tuple[Flag, ...] = incoming(play.state, names(play), now_at(play), WHITE).flags
    return [(flag.kind, flag.team.id if flag.team else None) for flag in found]


def test_silence_after_an_inject_is_flagged_until_the_team_moves_on_it() -> None:
    expected = (Expectation(TOKYO, ("jp.statement",), HOUR),)
    play = Table(table.plan(table.inject("i1", 0, expects=expected)))
    play.run(59 * MINUTE)
    assert flags(play) == []
    play.run(2 * MINUTE)
    assert flags(play) == [("silent", "tokyo")]
    play.submit("tokyo", "jp.statement")
    assert flags(play) == []


def test_a_move_that_names_the_inject_answers_it_whatever_its_type() -> None:
    expected = (Expectation(TOKYO, ("jp.statement",), HOUR),)
    play = Table(table.plan(table.inject("i1", 0, expects=expected)))
    play.run(2 * HOUR)
    play.submit("tokyo", item=play.state.injects[InjectId("i1")].item)
    assert flags(play) == []


def test_two_moves_of_one_type_and_open_defiance_are_flagged() -> None:
    play = Table(table.plan())
    play.submit("tokyo", "jp.statement")
    play.submit("tokyo", "jp.statement", defy=True, defy_reason="we must")
    assert flags(play) == [("defiance", "tokyo"), ("twice", "tokyo")]


def storied() -> Table:
    return Table(
        table.plan(
            table.inject("now", 0),
            table.inject("soon", HOUR, when="quarantine_declared", otherwise="else"),
            table.inject("later", 2 * HOUR),
            table.inject("else"),
            table.inject("hand"),
            table.inject("cond", when="quarantine_declared", trigger="condition"),
            table.inject("turn", 0, basis="turn", turn=2),
            turn_ms=None,
        )
    )


def test_every_line_says_why_it_has_not_gone_out() -> None:
    play = storied()
    why = {each.inject.spec.id: each.why.code for each in msel(play.state, names(play), now_at(play))}
    assert why == {
        "now": "gone",
        "soon": "due_soon",
        "later": "due_soon",
        "else": "stand_in",
        "hand": "manual",
        "cond": "condition",
        "turn": "turn_to_come",
    }
    play.must(table.DIRECTOR, c.StopClock())
    assert line(play, "soon").why.code == "stopped"
    play.must(table.DIRECTOR, c.ResumeClock())
    play.must(table.DIRECTOR, c.SetRate(rate=0))
    assert line(play, "soon").why.code == "no_rate"
    play.must(WHITE, c.HoldInject(inject=InjectId("soon"), reason="too hot"))
    assert (line(play, "soon").why.code, line(play, "soon").why.detail) == ("held", "too hot")
    play.must(WHITE, c.SkipInject(inject=InjectId("later"), reason="no time"))
    assert (line(play, "later").why.code, line(play, "later").why.detail) == ("skipped", "no time")
    play.must(table.DIRECTOR, c.EndExercise())
    assert line(play, "hand").why.code == "over"


def test_a_line_before_startex_waits_for_it() -> None:
    play = Table(table.plan(table.inject("i1", 0)), started=False)
    assert line(play, "i1").why.code == "not_started"
    assert "fire" not in line(play, "i1").acts


def test_what_is_offered_on_a_line_is_what_the_engine_takes() -> None:
    """Each act that needs no words is accepted in the state in which it is offered."""
    commands: dict[str, Any] = {
        "fire": c.FireInject,
        "hold": c.HoldInject,
        "rearm": c.RearmInject,
        "delay": lambda inject: c.DelayInject(inject=inject, by_ms=5 * MINUTE),
        "skip": lambda inject: c.SkipInject(inject=inject, reason="r"),
        "retarget": lambda inject: c.RetargetInject(inject=inject, to=(Audience("team:tokyo"),)),
        "reschedule": lambda inject: c.RescheduleInject(inject=inject, basis="scenario", at_ms=9 * HOUR),
        "retract": lambda inject: c.RetractInject(inject=inject, reason="r"),
        "resend": lambda inject: c.ResendInject(inject=inject, seat=table.lead("tokyo")),
    }
    tried = set()
    for prepare in ("now", "soon", "later", "hand", "cond"):
        for act in line(storied(), prepare).acts:
            if act in commands:
                play = storied()
                play.must(table.CONTROLLER, commands[act](inject=InjectId(prepare)))
                tried.add(act)
    held = storied()
    held.must(WHITE, c.HoldInject(inject=InjectId("soon")))
    assert "rearm" in line(held, "soon").acts
    held.must(WHITE, c.RearmInject(inject=InjectId("soon")))
    assert tried == set(commands) - {"rearm"}


def test_the_outgoing_column_puts_the_overdue_first_and_the_soonest_next() -> None:
    play = Table(table.plan(*(table.inject(f"i{n}", n * HOUR) for n in range(1, 9)), late_grace_ms=1000))
    play.pass_unattended(HOUR + MINUTE)
    play.must("", c.Tick())
    column = outgoing(msel(play.state, names(play), now_at(play)), ahead=3)
    assert [each.inject.spec.id for each in column.overdue] == ["i1"]
    assert [each.inject.spec.id for each in column.upcoming] == ["i2", "i3", "i4"]


def test_a_moved_line_shows_by_how_much() -> None:
    play = storied()
    play.must(WHITE, c.DelayInject(inject=InjectId("soon"), by_ms=5 * MINUTE))
    assert line(play, "soon").moved_ms == 5 * MINUTE


def test_the_strip_has_a_lane_for_each_team_and_leaves_out_what_has_no_time() -> None:
    play = storied()
    drawn = strip(play.state, names(play), now_at(play), msel(play.state, names(play), now_at(play)))
    states = {item["id"]: item["state"] for item in drawn["items"]}
    assert states == {"now": "fired", "soon": "armed", "later": "armed"}
    assert [lane["id"] for lane in drawn["lanes"]] == list(table.TEAMS)
    assert all(item["lanes"] == list(table.TEAMS) for item in drawn["items"])


def test_ticks_count_the_seats_an_item_is_meant_for() -> None:
    play = Table(table.plan(table.inject("i1", 0, to=("team:tokyo", "office:beijing/head"))))
    inject = play.state.injects[InjectId("i1")]
    assert inject.item is not None
    readings = [
        Reading(inject.item, table.lead("tokyo"), play.wall, play.wall),
        Reading(inject.item, table.member("tokyo"), play.wall),
        Reading(ItemId("elsewhere"), table.lead("beijing"), play.wall, play.wall),
    ]
    found = ticks(play.state, readings, inject.item, inject.to)
    assert [(t.team.id, t.seats, t.delivered, t.opened) for t in found] == [
        ("tokyo", 2, 2, 1),
        ("beijing", 1, 0, 0),
    ]
    assert found[0].missing == (table.member("tokyo"),)


def test_a_tile_turns_red_when_its_team_neither_reads_nor_moves() -> None:
    play = Table(table.plan(table.inject("i1", 0)))
    item = play.state.injects[InjectId("i1")].item
    assert item is not None
    play.run(19 * MINUTE)
    play.submit("beijing")
    play.run(2 * MINUTE)
    readings = [Reading(item, table.lead("tokyo"), table.START, play.wall - MINUTE)]
    online = frozenset({table.lead("tokyo")})
    tiles = {t.team.id: t for t in team_tiles(play.state, names(play), now_at(play), readings, online)}
    assert {team: tile.heat for team, tile in tiles.items()} == {
        "tokyo": "calm",
        "washington": "red",
        "beijing": "calm",
        "taipei": "red",
    }
    assert (tiles[TOKYO].unread, tiles[TOKYO].online, tiles[TOKYO].expected) == (0, 1, 2)
    assert (tiles[TeamId("beijing")].unread, tiles[TeamId("beijing")].waiting) == (1, 1)


def test_silence_in_a_pause_is_no_silence() -> None:
    play = Table(table.plan())
    play.must(table.DIRECTOR, c.StopClock(stop="break"))
    play.run(2 * HOUR)
    tiles = team_tiles(play.state, names(play), now_at(play), (), frozenset())
    assert {tile.heat for tile in tiles} == {"calm"}


def test_reach_names_each_seat_once() -> None:
    play = Table(table.plan())
    both = reach(play.state, (Audience("public"), Audience("team:tokyo")))
    assert (both.seats, both.teams) == (8, tuple(TeamId(t) for t in table.TEAMS))
    assert reach(play.state, (Audience("seat:tokyo-lead"), Audience("white"))).seats == 1
