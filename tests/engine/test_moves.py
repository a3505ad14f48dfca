"""Moves from the team's side and the white cell's: who may, when, and what everyone then knows."""

import gc
from types import ModuleType

import pytest

from games.engine import commands as c
from games.engine import events as e
from games.engine.events import MoveContent, Narrative
from games.engine.ids import Audience, FactValue, InjectId, TeamId
from games.engine.plan import Plan
from tests.table import (
    DIRECTOR,
    HOUR,
    MINUTE,
    OTHER_WHITE,
    START,
    WHITE,
    Table,
    inject,
    lead,
    member,
    plan,
)


@pytest.fixture
def table() -> Table:
    """A running exercise, an hour of scenario a minute."""
    return Table(plan(rate=60_000))


def content(**more: object) -> MoveContent:
    """A short free-text move."""
    return MoveContent(**{"headline": "We act", "text": "At once.", **more})  # type: ignore[arg-type]


# Submitting -----------------------------------------------------------------------------------------------


def test_only_the_lead_signs(table: Table) -> None:
    """A member is told who does."""
    command = c.SubmitMove(content=content())
    assert table.refused(member("tokyo"), command) == "NOT_LEAD"
    assert table.must(lead("tokyo"), command)["number"] == 1


def test_a_new_lead_replaces_the_old_one(table: Table) -> None:
    """The pen passes; it is never in two hands."""
    table.must(DIRECTOR, c.ChangeRank(seat=member("tokyo"), rank="lead", reason="lunch"))
    assert table.refused(lead("tokyo"), c.SubmitMove(content=content())) == "NOT_LEAD"
    table.must(member("tokyo"), c.SubmitMove(content=content()))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"headline": " "}, "MISSING"),
        ({"text": ""}, "MISSING"),
        ({"text": "x" * 10_001}, "TOO_LONG"),
        ({"because": ("a", "b", "c", "d")}, "TOO_MANY"),
        ({"move": "jp.no_such_move"}, "UNKNOWN_MOVE"),
        ({"move": "us.invoke_art5"}, "NOT_YOUR_MOVE"),
        ({"move": "jp.use_force", "params": {"area": "the_moon"}}, "BAD_PARAM"),
        ({"visibility": "parties"}, "MISSING"),
        ({"visibility": "parties", "parties": ("atlantis",)}, "UNKNOWN_TEAM"),
        ({"office": "treasury"}, "UNKNOWN_OFFICE"),
        ({"defy": True}, "MISSING"),
    ],
)
def test_faulty_moves_are_refused_with_a_code(table: Table, change: dict[str, object], code: str) -> None:
    """And a sound one beside them is taken."""
    assert table.refused(lead("tokyo"), c.SubmitMove(content=content(**change))) == code
    table.must(lead("tokyo"), c.SubmitMove(content=content()))


def test_ten_thousand_japanese_characters_are_taken(table: Table) -> None:
    """The limit counts characters, not bytes."""
    table.must(lead("tokyo"), c.SubmitMove(content=content(text="海" * 10_000)))


def test_moves_are_taken_in_a_pause_and_locked_in_a_break(table: Table) -> None:
    """A finished move is not turned away by a pause; a break closes them."""
    table.must(DIRECTOR, c.StopClock(stop="pause"))
    table.must(lead("tokyo"), c.SubmitMove(content=content()))
    table.must(DIRECTOR, c.StopClock(stop="break"))
    assert table.refused(lead("tokyo"), c.SubmitMove(content=content())) == "MOVES_LOCKED"


def test_a_move_after_the_turn_is_flagged_late() -> None:
    """Accepted all the same."""
    table = Table(plan(turn_ms=10 * MINUTE))
    in_time = table.submit("tokyo")
    table.run(10 * MINUTE)
    late = table.submit("tokyo")
    assert not table.state.moves[in_time].late
    assert table.state.moves[late].late


def test_numbers_count_the_teams_own_moves(table: Table) -> None:
    """So that they betray nothing of the others'."""
    for _ in range(3):
        table.submit("beijing")
    assert table.must(lead("tokyo"), c.SubmitMove(content=content()))["number"] == 1


def test_counsel_rests_on_what_the_team_knows_and_the_proposal_on_the_truth(table: Table) -> None:
    """A fact told to Beijing alone changes what the white cell sees, not what Tokyo's lawyers say."""
    secret = c.SetFacts(
        values={"armed_attack_on": ["us_forces"], "existential_danger": "yes"},
        reason="sunk at night",
        learned_by=(Audience("team:beijing"),),
    )
    table.must(WHITE, secret)
    move_id = table.submit("tokyo", "jp.designate_sss")
    move = table.state.moves[move_id]
    assert move.counsel is not None
    assert move.proposal is not None
    assert move.counsel["verdict"] == "unlawful"
    assert move.proposal["verdict"] == "blocked"


def walked_by_the_collector(root: object) -> int:
    """Objects below this one that the garbage collector walks, classes left out."""
    found: dict[int, object] = {}
    waiting = [root]
    while waiting:
        for each in gc.get_referents(waiting.pop()):
            if not isinstance(each, type | ModuleType) and id(each) not in found:
                found[id(each)] = each
                waiting.append(each)
    return sum(map(gc.is_tracked, found.values()))


def test_a_move_that_is_kept_costs_the_collector_next_to_nothing(table: Table) -> None:
    """What the law said of one is sixty lists and dicts: a thousand of them held everybody up for 50 ms."""
    table.must(lead("tokyo"), c.SubmitMove(content=content(move="jp.designate_sss")))
    (move,) = table.state.moves.values()
    table.must(WHITE, c.TakeMove(move_id=move.id))
    table.must(WHITE, c.RuleMove(move_id=move.id, decision="accept", narratives=()))
    (move,), (ruling,) = table.state.moves.values(), table.state.rulings.values()
    assert max(walked_by_the_collector(each) for each in (move, ruling)) <= 6
    assert walked_by_the_collector([move.proposal]) > 30


# Amending, withdrawing, disagreeing ----------------------------------------------------------------------


def test_amend_and_withdraw_until_taken(table: Table) -> None:
    """Afterwards the team is told why not."""
    move = table.submit("tokyo")
    table.must(lead("tokyo"), c.AmendMove(move_id=move, content=content(headline="We wait")))
    assert table.state.moves[move].version == 2
    table.must(WHITE, c.TakeMove(move_id=move))
    amend = c.AmendMove(move_id=move, content=content())
    assert table.refused(lead("tokyo"), amend) == "TOO_LATE"
    assert table.refused(lead("tokyo"), c.WithdrawMove(move_id=move)) == "TOO_LATE"
    table.must(WHITE, c.AskTeam(move_id=move, question="Where?"))
    table.must(lead("tokyo"), amend)
    table.must(lead("tokyo"), c.WithdrawMove(move_id=move))
    assert table.state.queue == ()


def test_nobody_touches_another_teams_move(table: Table) -> None:
    """To them it does not exist."""
    move = table.submit("tokyo")
    assert table.refused(lead("beijing"), c.WithdrawMove(move_id=move)) == "UNKNOWN_MOVE"
    assert table.refused(member("beijing"), c.NoteDissent(move_id=move, text="no")) == "UNKNOWN_MOVE"


def test_dissent_is_kept_with_the_move(table: Table) -> None:
    """For the team and the white cell."""
    move = table.submit("tokyo")
    table.must(member("tokyo"), c.NoteDissent(move_id=move, text="Defence disagrees."))
    assert table.view(lead("tokyo")).moves[move].dissents == ((member("tokyo"), "Defence disagrees."),)
    assert table.view(lead("taipei")).moves.get(move) is None


# Ruling ---------------------------------------------------------------------------------------------------


def test_two_adjudicators_one_outcome(table: Table) -> None:
    """The second is told who has it, and after the ruling who ruled."""
    move = table.submit("tokyo")
    table.must(WHITE, c.TakeMove(move_id=move))
    assert table.refused(OTHER_WHITE, c.TakeMove(move_id=move)) == "TAKEN"
    command = c.RuleMove(move_id=move, decision="override", verdict="lawful", reason="white-cell decision")
    assert table.refused(OTHER_WHITE, command) == "TAKEN"
    table.must(WHITE, command)
    answer = table.ask(OTHER_WHITE, command)
    assert "White cell" in answer.detail  # type: ignore[union-attr]


def test_a_case_can_be_handed_over(table: Table) -> None:
    """By anyone of the white cell, so that none is stuck with an absent colleague."""
    move = table.submit("tokyo")
    table.must(WHITE, c.TakeMove(move_id=move))
    table.must(OTHER_WHITE, c.HandOverMove(move_id=move, to=OTHER_WHITE))
    assert table.state.moves[move].taken_by == OTHER_WHITE
    table.must(OTHER_WHITE, c.HandOverMove(move_id=move))
    assert table.state.moves[move].status == "received"


def test_departing_from_the_proposal_needs_a_reason(table: Table) -> None:
    """Accepting does not."""
    move = table.submit("tokyo", "jp.statement")
    table.must(WHITE, c.TakeMove(move_id=move))
    no_reason = c.RuleMove(move_id=move, decision="override", verdict="unlawful")
    assert table.refused(WHITE, no_reason) == "MISSING"
    table.must(WHITE, c.RuleMove(move_id=move, decision="accept"))
    ruling = next(iter(table.state.rulings.values()))
    assert (ruling.verdict, ruling.executed) == ("lawful", True)


def test_free_text_has_no_proposal_to_accept(table: Table) -> None:
    """The adjudicator gives the verdict."""
    move = table.submit("tokyo")
    table.must(WHITE, c.TakeMove(move_id=move))
    assert table.refused(WHITE, c.RuleMove(move_id=move, decision="accept")) == "NO_PROPOSAL"


def test_an_executed_move_changes_the_world_and_sets_off_what_waited_for_it() -> None:
    """Facts, tracks, and an inject on `made(...)`."""
    waiting = inject("I1", trigger="condition", when="made('us.fonop')", to=("team:beijing",))
    table = Table(plan(waiting))
    move = table.submit("washington", "us.fonop")
    table.rule(
        move,
        "modify",
        verdict="lawful",
        reason="in order",
        executed=True,
        facts={"notice_given": True},
        meters={"escalation": 1},
    )
    assert table.state.facts["notice_given"].value is True
    assert table.state.meters["escalation"] == 1
    assert table.state.injects[InjectId("I1")].status == "released"
    assert table.state.executed["us.fonop"] == 1


def test_narratives_reach_their_audiences_and_the_ruling_its_team(table: Table) -> None:
    """Each its own words, and the projector none of the private ones."""
    move = table.submit("tokyo")
    narratives = (
        Narrative(Audience("team:tokyo"), "Your ships sail."),
        Narrative(Audience("team:beijing"), "Ships are seen."),
        Narrative(Audience("public"), "Nothing happened."),
    )
    table.rule(move, "override", verdict="lawful", reason="so be it", narratives=narratives)
    tokyo = table.view(lead("tokyo"))
    assert [r.text for r in tokyo.moves[move].rulings] == ["Your ships sail."]
    assert told(table, lead("tokyo")) == ["Nothing happened."]
    assert told(table, lead("beijing")) == ["Ships are seen.", "Nothing happened."]
    assert told(table, "display") == ["Nothing happened."]
    assert table.view(lead("beijing")).moves.get(move) is None


def told(table: Table, seat: str) -> list[str]:
    """The narratives in a seat's feed."""
    view = table.view(seat)
    return [view.items[i].body[""] for i in view.feed if view.items[i].source == "narrative"]


def test_a_ruling_can_wait_for_the_turns_end() -> None:
    """Nobody learns of it, and nothing happens, before."""
    table = Table(plan(turn_ms=10 * MINUTE))
    move = table.submit("tokyo")
    table.rule(
        move,
        "override",
        verdict="lawful",
        reason="later",
        publish="turn_end",
        facts={"notice_given": True},
    )
    assert table.view(lead("tokyo")).moves[move].rulings == ()
    assert "notice_given" not in table.state.facts
    table.run(10 * MINUTE)
    assert len(table.view(lead("tokyo")).moves[move].rulings) == 1
    assert table.state.facts["notice_given"].value is True


def test_a_ruling_is_superseded_not_edited(table: Table) -> None:
    """Both stand in the log; the team sees the new one last; only the one that stands can be superseded."""
    move = table.submit("tokyo", "jp.statement")
    first = table.rule(move)
    again = c.RuleMove(
        move_id=move,
        decision="override",
        verdict="unlawful",
        reason="on appeal",
        executed=False,
        supersedes=first,
    )
    table.must(WHITE, again)
    assert table.refused(WHITE, again) == "NOT_CURRENT"
    assert [r.verdict for r in table.view(lead("tokyo")).moves[move].rulings] == ["lawful", "unlawful"]
    assert table.state.rulings[first].superseded_by is not None
    assert table.state.executed["jp.statement"] == 0


def instead(table: Table, move: str, old: str, verdict: str, **more: object) -> str:
    """A new ruling in place of `old`; gives its id."""
    terms = {"decision": "override", "reason": "on reflection", "executed": verdict == "lawful", **more}
    command = c.RuleMove(move_id=move, verdict=verdict, supersedes=old, **terms)  # type: ignore[arg-type]
    return str(table.must(WHITE, command)["ruling_id"])


def test_a_new_ruling_takes_back_what_the_old_one_did_to_the_tracks(table: Table) -> None:
    """The tracks stand as if only the last ruling had been given, not as the sum of both."""
    before = dict(table.state.meters)
    escalation = before["escalation"]
    move = table.submit("tokyo", "jp.statement")
    slip = table.rule(
        move, "modify", verdict="lawful", executed=True, reason="9 for 1", meters={"escalation": 9}
    )
    assert table.state.meters["escalation"] == escalation + 9
    second = instead(table, move, slip, "lawful", meters={"escalation": 1})
    assert dict(table.state.meters) == {**before, "escalation": escalation + 1}
    instead(table, move, second, "unlawful")
    assert dict(table.state.meters) == before


def test_a_track_is_not_moved_by_a_slip_of_the_keys(table: Table) -> None:
    """Neither with a ruling nor by hand, up or down; a thousand points are."""
    move = table.submit("tokyo", "jp.statement")
    table.must(WHITE, c.TakeMove(move_id=move))
    for by in (1_001, -100_000):
        moved = {"escalation": by}
        ruling = c.RuleMove(move_id=move, decision="modify", verdict="lawful", reason="r", meters=moved)
        assert table.refused(WHITE, ruling) == "TOO_MANY"
        assert table.refused(WHITE, c.ChangeMeters(changes=moved, reason="r")) == "TOO_MANY"
    table.must(WHITE, c.ChangeMeters(changes={"escalation": 1_000}, reason="r"))


def test_a_ruling_replaced_before_it_was_published_is_told_to_nobody() -> None:
    """The turn's end tells the one that stands, and only what that one brings about happens."""
    table = Table(plan(turn_ms=10 * MINUTE))
    before = dict(table.state.meters)
    move = table.submit("tokyo", "jp.statement")
    later = {"publish": "turn_end", "meters": {"escalation": 4}}
    slip = table.rule(move, "override", verdict="lawful", reason="a slip", executed=True, **later)
    instead(table, move, slip, "unlawful", publish="turn_end")
    assert table.refused(WHITE, c.PublishRuling(ruling_id=slip)) == "NOT_WAITING"
    table.run(10 * MINUTE)
    assert [r.verdict for r in table.view(lead("tokyo")).moves[move].rulings] == ["unlawful"]
    assert table.state.executed.get("jp.statement", 0) == 0
    assert dict(table.state.meters) == before


def test_an_appeal_is_heard_once(table: Table) -> None:
    """By the lead, with grounds; the answer reaches the team."""
    move = table.submit("tokyo", "jp.statement")
    ruling = table.rule(move)
    assert table.refused(member("tokyo"), c.AppealRuling(ruling_id=ruling, grounds="no")) == "NOT_LEAD"
    table.must(lead("tokyo"), c.AppealRuling(ruling_id=ruling, grounds="no"))
    table.must(WHITE, c.DecideAppeal(ruling_id=ruling, granted=False, reason="heard"))
    assert table.refused(lead("tokyo"), c.AppealRuling(ruling_id=ruling, grounds="again")) == "APPEALED"
    shown = table.view(member("tokyo")).moves[move].rulings[0]
    assert (shown.appeal, shown.appeal_reason) == ("refused", "heard")


# Steps of law ---------------------------------------------------------------------------------------------


def test_a_held_move_starts_its_steps_and_comes_back_when_they_are_done(table: Table) -> None:
    """Council, then Cabinet, on the scenario clock; the law then finds the move in order."""
    facts: dict[str, FactValue] = {"armed_attack_on": ["us_forces"], "existential_danger": "yes"}
    table.must(WHITE, c.SetFacts(values=facts, reason="sunk", learned_by=(Audience("public"),)))
    move = table.submit("tokyo", "jp.designate_sss")
    table.rule(move)
    steps = {p.token: p for p in table.state.procedures.values() if p.kind_of == "step"}
    assert set(steps) == {"nsc_done", "cabinet_decision"}
    assert steps["nsc_done"].due.at_ms == 4 * HOUR
    assert steps["cabinet_decision"].due.at_ms == 6 * HOUR
    assert {s.label for s in table.view(lead("tokyo")).steps.values()} >= {s.label for s in steps.values()}
    table.run(5 * MINUTE)
    assert table.state.moves[move].status == "published"
    table.run(MINUTE)
    back = table.state.moves[move]
    assert back.status == "received"
    assert back.proposal is not None
    assert back.proposal["verdict"] == "lawful"
    table.rule(move)
    assert table.state.facts["jp_situations"].value == ["sss"]


def test_a_step_can_be_closed_by_hand_and_one_that_lapses_sets_nothing(table: Table) -> None:
    """Staff are not prisoners of the pack's hours."""
    opened = table.must(WHITE, c.OpenProcedure(token="nsc_done", team=TeamId("tokyo"), hours=1))
    table.must(WHITE, c.CloseProcedure(procedure=opened["procedure"], done=True))
    assert table.state.facts["nsc_done"].value is True
    other = table.must(WHITE, c.OpenProcedure(token="pm_approval", team=TeamId("tokyo")))
    command = c.CloseProcedure(procedure=other["procedure"], done=False)
    assert table.refused(WHITE, command) == "MISSING"
    table.must(WHITE, c.CloseProcedure(procedure=other["procedure"], done=False, reason="he resigned"))
    assert "pm_approval" not in table.state.facts


def test_a_duty_counts_down_is_met_by_a_move_or_lapses() -> None:
    """The forty-eight hours of the War Powers report."""
    for reports in (True, False):
        table = Table(plan(rate=60_000))
        table.must(WHITE, c.SetFacts(values={"us_combat_active": True}, reason="fighting"))
        table.run(MINUTE)
        move = table.submit("washington", "us.defend_taiwan")
        table.rule(move, "override", verdict="lawful", reason="so ordered", executed=True)
        duties = [p for p in table.state.procedures.values() if "wpr" in p.token]
        report = min(duties, key=lambda p: p.due.at_ms)
        assert report.due.at_ms == 49 * HOUR
        if reports:
            table.rule(table.submit("washington", "us.report_wpr"))
        table.run(60 * MINUTE)
        status = table.state.procedures[report.id].status
        assert status == ("done" if reports else "lapsed")


# Talk -----------------------------------------------------------------------------------------------------


def test_a_closed_channel_is_explained_in_the_fiction(table: Table) -> None:
    """Until the white cell opens it."""
    call = c.OpenThread(parties=(TeamId("taipei"),), subject="Talks", text="Speak with us.")
    answer = table.ask(lead("beijing"), call)
    assert answer.code == "LINK_CLOSED"  # type: ignore[union-attr]
    assert answer.detail == "Nobody picks up."  # type: ignore[union-attr]
    open_it = c.ChangeLink(between=(TeamId("taipei"), TeamId("beijing")), state="open")
    table.must(WHITE, open_it)
    table.must(lead("beijing"), call)
    assert len(table.view(lead("taipei")).talks) == 1
    assert table.view(lead("tokyo")).talk_order == ()


def test_a_slow_channel_tells_the_other_side_nothing_before_the_words_arrive(table: Table) -> None:
    """Not even that there is a conversation."""
    call = c.OpenThread(parties=(TeamId("taipei"),), subject="Talks", text="Hello.")
    thread = table.must(lead("tokyo"), call)["thread"]
    assert table.view(member("tokyo")).talks[thread].messages[0].on_its_way
    assert table.view(lead("taipei")).talk_order == ()
    reply = c.SendMessage(thread=thread, text="Early.")
    assert table.refused(lead("taipei"), reply) == "UNKNOWN_THREAD"
    table.run(2 * MINUTE)
    assert [m.text for m in table.view(lead("taipei")).talks[thread].messages] == ["Hello."]
    sent = table.view(lead("tokyo")).talks[thread].messages
    assert [(m.text, m.on_its_way) for m in sent] == [("Hello.", False)]
    table.must(lead("taipei"), reply)


def test_private_talk_is_muted_in_a_plenary(table: Table) -> None:
    """A question to the white cell still passes."""
    table.must(DIRECTOR, c.StopClock(stop="plenary"))
    call = c.OpenThread(parties=(TeamId("washington"),), subject="Talks", text="Hello.")
    assert table.refused(lead("tokyo"), call) == "MUTED"
    table.must(lead("tokyo"), c.OpenThread(parties=(), subject="Ask", text="May I?", with_white=True))


# Roles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["tokyo-lead", "guest", "display", "analyst", "nobody"])
def test_staff_commands_are_for_staff(table: Table, actor: str) -> None:
    """Whatever a browser sends; but whoever sits anywhere can stop the exercise for a real-world matter."""
    for command in (
        c.StopClock(),
        c.EndExercise(),
        c.SetFacts(values={"notice_given": True}, reason="x"),
        c.SendNotice(to=(Audience("public"),), title="", text="x"),
    ):
        assert table.refused(actor, command) == "FORBIDDEN"
    if actor != "nobody":
        table.must(actor, c.RaiseEmergency())


def test_any_seat_stops_the_clock_in_an_emergency(table: Table) -> None:
    """The note goes to staff alone."""
    table.must(member("taipei"), c.RaiseEmergency(note="fire alarm"))
    assert table.state.life == "stopped"
    clock = table.view(lead("beijing")).clock
    assert clock is not None
    assert clock.emergency
    assert b"fire alarm" not in table.bytes_for(lead("beijing"))


def test_the_end_freezes_input_and_publishes_what_waited() -> None:
    """Nothing that was decided is lost at ENDEX."""
    table = Table(plan(turn_ms=HOUR))
    move = table.submit("tokyo")
    table.rule(move, "override", verdict="lawful", reason="later", publish="turn_end")
    table.must(DIRECTOR, c.EndExercise(reason="time"))
    assert len(table.view(lead("tokyo")).moves[move].rulings) == 1
    assert table.refused(lead("tokyo"), c.SubmitMove(content=content())) == "ENDED"
    table.must(DIRECTOR, c.ArchiveExercise())
    assert table.refused(DIRECTOR, c.SendNotice(to=(Audience("public"),), title="", text="x")) == "ENDED"


def test_the_wall_clock_is_in_every_record(table: Table) -> None:
    """All three clocks and the turn."""
    table.run(2 * MINUTE)
    table.submit("tokyo")
    at = table.records[-1].at
    assert (at.wall_ms, at.exercise_ms, at.scenario_ms) == (START + 2 * MINUTE, 2 * MINUTE, 2 * HOUR)
    assert isinstance(table.state.deck, Plan)
    assert table.events(e.ExerciseStarted)
