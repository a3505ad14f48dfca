"""What staff pages compute from the state: ages and warnings, why not yet, like cases, the jump, the slip."""

from __future__ import annotations

from typing import Any

import pytest

from games.engine import commands as c
from games.engine import events as e
from games.engine.events import Narrative
from games.engine.ids import Audience, InjectId, ItemId, MoveId, RulingId, SeatId, TeamId
from games.engine.plan import Expectation
from games.engine.state import Move
from games.presenting.law import LawWords
from games.staffing.case import case, executes
from games.staffing.direct import Health, Part, acts, jump_preview, next_key, slip
from games.staffing.incoming import Flag, incoming, oldest_waiting
from games.staffing.ledger import fact_rows, meter_rows, procedure_rows
from games.staffing.likeness import like_cases
from games.staffing.msel import Line, msel, outgoing
from games.staffing.naming import Names, names_of, reach
from games.staffing.narrative import drafts
from games.staffing.present import Present, heat, present
from games.staffing.proposal import proposal
from games.staffing.strip import strip
from games.staffing.tiles import Reading, team_tiles, ticks
from games.views.director import aim
from tests import table
from tests.table import HOUR, MINUTE, WHITE, Table

TOKYO = TeamId("tokyo")


def now_at(play: Table) -> Present:
    return present(play.state, play.wall)


def names(play: Table) -> Names:
    return names_of(play.state, "en")


def line(play: Table, name: str) -> Line:
    lines = msel(play.state, names(play), now_at(play))
    return next(each for each in lines if each.inject.spec.id == name)


def law() -> LawWords:
    return LawWords(table.book().rules)


# Ages ---------------------------------------------------------------------------------------------------


def test_the_queue_warns_by_the_settings_of_the_exercise() -> None:
    play = Table(table.plan(queue_amber_ms=2 * MINUTE, queue_red_ms=4 * MINUTE))
    play.submit("tokyo")
    for minutes, level in ((1, "calm"), (1, "amber"), (2, "red")):
        play.run(minutes * MINUTE)
        queued = incoming(play.state, names(play), now_at(play), WHITE).waiting
        assert queued[0].heat == level


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


# Incoming -----------------------------------------------------------------------------------------------


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
    assert play.view("taipei-lead").timeout is None


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


# The table of injects -----------------------------------------------------------------------------------


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


# Who has it ---------------------------------------------------------------------------------------------


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


# Cases --------------------------------------------------------------------------------------------------


def ruled(play: Table, verdict: str = "lawful", **content: Any) -> str:
    """A statement of Tokyo, ruled on as said."""
    move = play.submit("tokyo", "jp.statement", **content)
    proposed = play.state.moves[move].proposal or {}
    if proposed["verdict"] == verdict:
        return str(play.rule(move))
    return str(play.rule(move, "override", verdict=verdict, reason="because"))


def filed(play: Table, team: str, kind: str) -> Move:
    """A move that a team has just made."""
    move_id = play.submit(team, kind)
    return play.state.moves[move_id]


def likes(play: Table, move: str) -> list[tuple[str, list[str]]]:
    found = play.state.moves[move]  # type: ignore[index]
    verdict = (found.proposal or {}).get("verdict")
    return [
        (like.standing, [d.name or d.kind for d in like.differences])
        for like in like_cases(play.state, found, verdict)
    ]


def test_a_like_move_ruled_alike_is_named_as_such() -> None:
    play = Table(table.plan())
    ruled(play)
    assert likes(play, play.submit("tokyo", "jp.statement")) == [("same", [])]


def test_a_like_move_ruled_otherwise_warns() -> None:
    play = Table(table.plan())
    ruled(play, "unlawful")
    assert likes(play, play.submit("tokyo", "jp.statement")) == [("warn", [])]


def test_a_fact_that_differs_is_the_reason_for_another_result() -> None:
    play = Table(table.plan())
    first = play.submit("tokyo", "jp.designate_sss")
    play.rule(first)
    play.must(WHITE, c.SetFacts(values={"nsc_done": True}, reason="met"))
    assert likes(play, play.submit("tokyo", "jp.designate_sss")) == [("differs", ["nsc_done"])]


def test_a_basis_or_parameter_that_differs_makes_another_case() -> None:
    play = Table(table.plan())
    first = play.submit("washington", "us.convoy_escort", params={"area": "high_seas"}, legal_basis="Custom")
    play.rule(first)
    second = play.submit("washington", "us.convoy_escort", params={"area": "jp_eez"}, legal_basis="Treaty")
    standing, names_ = likes(play, second)[0]
    assert standing == "differs"
    assert set(names_) == {"area", "basis"}


def treated(play: Table, move: str, *likes: e.Treatment) -> str:
    command = c.RuleMove(
        move_id=MoveId(move), decision="override", verdict="contestable", reason="As argued.", likes=likes
    )
    play.must(WHITE, c.TakeMove(move_id=MoveId(move)))
    return str(play.must(WHITE, command)["ruling_id"])


def test_a_ruling_says_how_it_stands_to_like_ones() -> None:
    play = Table(table.plan())
    first = RulingId(ruled(play))
    second = play.submit("tokyo", "jp.statement")
    distinguishing = treated(play, second, e.Treatment(first, "distinguish", "Nobody is named."))
    assert play.state.rulings[RulingId(distinguishing)].likes == (
        e.Treatment(first, "distinguish", "Nobody is named."),
    )
    # A like of no kind said is nothing to record; one that is followed needs no words.
    third = play.submit("tokyo", "jp.statement")
    following = treated(play, third, e.Treatment(first), e.Treatment(RulingId(distinguishing), "follow", "x"))
    assert play.state.rulings[RulingId(following)].likes == (e.Treatment(RulingId(distinguishing), "follow"),)


def test_an_overruled_ruling_is_no_precedent_and_stands_all_the_same() -> None:
    play = Table(table.plan())
    first = RulingId(ruled(play))
    second = play.submit("tokyo", "jp.statement")
    later = treated(play, second, e.Treatment(first, "overrule"))
    assert play.state.rulings[first].overruled_by == later
    assert play.state.rulings[first].superseded_by is None
    third = filed(play, "tokyo", "jp.statement")
    assert [like.ruling.id for like in like_cases(play.state, third, "lawful")] == [later]


def test_only_like_cases_can_be_treated_and_distinguishing_takes_words() -> None:
    play = Table(table.plan())
    first = RulingId(ruled(play))
    move = MoveId(play.submit("tokyo", "jp.statement"))
    other = MoveId(play.submit("beijing", "cn.declare_quarantine"))

    def refused(which: MoveId, like: e.Treatment) -> str:
        command = c.RuleMove(move_id=which, decision="override", verdict="lawful", reason="r", likes=(like,))
        return play.refused(WHITE, command)

    assert refused(move, e.Treatment(first, "distinguish", " ")) == "MISSING"
    assert refused(move, e.Treatment(RulingId("nothing"), "follow")) == "NOT_ALIKE"
    assert refused(other, e.Treatment(first, "follow")) == "NOT_ALIKE"


@pytest.mark.parametrize("other", ["jp.station_forces", "other"])
def test_another_type_and_free_text_have_no_like(other: str) -> None:
    play = Table(table.plan())
    ruled(play)
    assert likes(play, play.submit("tokyo", other)) == []


def test_a_superseded_ruling_is_no_precedent() -> None:
    play = Table(table.plan())
    move = play.submit("tokyo", "jp.statement")
    old = play.rule(move, "override", verdict="unlawful", reason="slip")
    play.must(WHITE, c.RuleMove(move_id=move, decision="accept", supersedes=old))
    assert likes(play, play.submit("tokyo", "jp.statement")) == [("same", [])]


def test_a_case_shows_what_its_author_did_not_know() -> None:
    play = Table(table.plan())
    play.must(WHITE, c.SetFacts(values={"nsc_done": True}, reason="in secret"))
    move = filed(play, "tokyo", "jp.designate_sss")
    each = case(play.state, names(play), law(), now_at(play), WHITE, move)
    mistaken = [fact.label for fact in each.knew if fact.mistaken]
    assert mistaken == [law().fact_label("nsc_done")]


def test_a_stale_proposal_says_what_the_law_would_say_now() -> None:
    play = Table(table.plan())
    move = play.submit("tokyo", "jp.designate_sss")
    play.must(
        WHITE, c.SetFacts(values={"armed_attack_on": ["us_forces"], "existential_danger": "yes"}, reason="r")
    )
    facts = {name: fact.value for name, fact in play.state.facts.items()}
    fresh = table.book().advise("jp.designate_sss", {}, facts, defy=False).ruling
    each = case(play.state, names(play), law(), now_at(play), WHITE, play.state.moves[move], (), fresh)
    assert each.proposal is not None
    assert each.stale is not None
    assert (each.proposal.verdict, each.stale.verdict) == ("unlawful", "blocked")


def test_missing_steps_name_who_takes_them_and_which_are_under_way() -> None:
    play = Table(table.plan())
    play.must(
        WHITE, c.SetFacts(values={"armed_attack_on": ["us_forces"], "existential_danger": "yes"}, reason="r")
    )
    move = play.submit("tokyo", "jp.designate_sss")
    kept = play.state.moves[move].proposal
    steps = proposal(kept, law(), team="tokyo", under_way=["nsc_done"])
    assert steps is not None
    assert {s.token: s.under_way for s in steps.missing} == {"nsc_done": True, "cabinet_decision": False}
    assert all(s.hours and s.who and s.own for s in steps.missing)


@pytest.mark.parametrize(
    ("kind", "carried"),
    [("jp.statement", True), ("jp.designate_sss", False), ("cn.declare_quarantine", None)],
)
def test_accepting_carries_out_what_the_effect_says(kind: str, carried: bool | None) -> None:
    play = Table(table.plan())
    move = filed(play, "beijing" if kind.startswith("cn") else "tokyo", kind)
    assert executes(proposal(move.proposal, law())) is carried


def test_drafts_tell_the_actor_and_those_who_saw_the_move_and_nobody_else() -> None:
    play = Table(table.plan())
    move = play.submit("tokyo", "jp.statement", headline="A protest", visibility="public")
    each = case(play.state, names(play), law(), now_at(play), WHITE, play.state.moves[move])
    told = {d.choice.audience: d.text for d in drafts(play.state, names(play), each)}
    assert {a for a, text in told.items() if text} == {"team:tokyo", "public", "white"}
    assert all("A protest" in told[Audience(a)] for a in ("team:tokyo", "public"))


def test_drafts_for_an_open_question_wait_for_the_choice_of_staff() -> None:
    play = Table(table.plan())
    move = filed(play, "beijing", "cn.declare_quarantine")
    each = case(play.state, names(play), law(), now_at(play), WHITE, move)
    actor = drafts(play.state, names(play), each)[0]
    assert not actor.text.startswith(("Carried out", "Not carried out"))
    assert actor.carried.startswith("Carried out:")
    assert actor.refused.startswith("Not carried out:")


def test_drafts_of_a_covert_move_tell_nobody_but_its_team() -> None:
    play = Table(table.plan())
    move = play.submit("tokyo", "jp.statement")
    each = case(play.state, names(play), law(), now_at(play), WHITE, play.state.moves[move])
    told = {d.choice.audience for d in drafts(play.state, names(play), each) if d.text}
    assert told == {"team:tokyo", "white"}


# The ledger ---------------------------------------------------------------------------------------------


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
    assert [t.id for t in row.hidden_from] == ["tokyo", "washington", "taipei"]


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


def test_a_step_shows_how_much_of_its_time_has_run() -> None:
    play = Table(table.plan())
    play.must(WHITE, c.OpenProcedure(token="nsc_done", team=TOKYO, hours=4))
    play.run(HOUR)
    is_open, closed = procedure_rows(play.state, names(play), now_at(play))
    assert (is_open[0].percent, is_open[0].late, closed) == (25, False, ())
    play.run(4 * HOUR)
    is_open, closed = procedure_rows(play.state, names(play), now_at(play))
    assert (len(is_open), closed[0].procedure.status) == (0, "done")


# The director -------------------------------------------------------------------------------------------


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


def test_narratives_left_empty_are_told_to_nobody() -> None:
    play = Table(table.plan())
    move = play.submit("tokyo", "jp.statement")
    empty = Narrative(Audience("team:beijing"), "  ")
    play.rule(move, narratives=(empty, Narrative(Audience("team:tokyo"), "Done.")))
    assert [n.to for n in play.state.rulings[play.state.moves[move].ruling].narratives] == ["team:tokyo"]  # type: ignore[index]
    assert play.view("beijing-lead").feed == ()


def test_seats_without_a_team_reach_nobody() -> None:
    play = Table(table.plan())
    assert reach(play.state, (Audience("seat:guest"),)).seats == 0
    assert SeatId("guest") in play.state.seats
