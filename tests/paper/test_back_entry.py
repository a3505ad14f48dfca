"""What happened on paper enters the log as it is entered, and carries the time it happened."""

from typing import Any

import pytest

from games.engine import commands as c
from games.engine import events as e
from games.engine.events import MoveContent, Narrative
from games.engine.evolve import clocks_at
from games.engine.ids import Audience, InjectId, MoveId, SeatId, TeamId
from games.engine.replay import replay
from tests.table import DIRECTOR, HOUR, MINUTE, START, WHITE, Table, inject, lead, member, plan

STORY = 60_000
"""An hour of the story a minute."""


@pytest.fixture
def table() -> Table:
    """An exercise ten minutes in whose machine then stood still for half an hour."""
    lines = (
        inject("a", 20 * HOUR, to=("team:tokyo",), sets={"notice_given": True}, answer_within_ms=2 * HOUR),
        inject("b", 90 * HOUR),
    )
    made = Table(plan(*lines, rate=STORY))
    made.run(10 * MINUTE)
    made.pass_unattended(30 * MINUTE)
    return made


def paper(done: Any, minute: int, **more: Any) -> c.EnterFromPaper:
    """An act that happened so many minutes after STARTEX."""
    return c.EnterFromPaper(happened_wall_ms=START + minute * MINUTE, done=done, **more)


def by_hand(name: str = "a") -> c.FireInject:
    return c.FireInject(inject=InjectId(name))


def on_paper(table: Table) -> list[tuple[str, int, int]]:
    """What was entered: kind of event, minute it was entered, minute it happened."""
    state = table.state
    return [
        (
            type(rec.event).__name__,
            (rec.at.wall_ms - START) // MINUTE,
            (state.on_paper[rec.seq].wall_ms - START) // MINUTE,
        )
        for rec in table.records
        if rec.seq in state.on_paper
    ]


def test_an_inject_given_out_by_hand_has_both_times(table: Table) -> None:
    table.must(WHITE, paper(by_hand(), 20, note="sheet 3"))
    assert on_paper(table) == [
        ("EnteredFromPaper", 40, 20),
        ("InjectReleased", 40, 20),
        ("FactsSet", 40, 20),
    ]
    entered = table.events(e.EnteredFromPaper)[0]
    assert (entered.what, entered.note) == ("fire_inject", "sheet 3")
    assert (entered.happened_exercise_ms, entered.happened_scenario_ms) == (20 * MINUTE, 20 * HOUR)
    assert next(r.actor for r in table.records if r.event is entered) == WHITE
    assert table.state.facts["notice_given"].since_ms == 20 * HOUR
    # The readers have it now, with the deadline that stood on the sheet.
    released = table.events(e.InjectReleased)[0]
    assert released.answer_by_ms == 22 * HOUR
    assert released.item in table.view(member("tokyo")).items


def test_the_log_stays_in_the_order_of_entry_and_replays(table: Table) -> None:
    table.must(WHITE, paper(by_hand(), 30))
    table.must(WHITE, paper(by_hand("b"), 15))
    walls = [rec.at.wall_ms for rec in table.records]
    assert walls == sorted(walls)
    assert [rec.seq for rec in table.records] == list(range(1, len(table.records) + 1))
    assert replay(table.records) == table.state


def test_a_move_received_on_paper_is_signed_and_judged_as_of_then(table: Table) -> None:
    content = MoveContent(headline="Protest", text="In writing.", move="jp.statement")
    table.must(DIRECTOR, c.StopClock(stop="break"))
    move = c.SubmitForTeam(team=TeamId("tokyo"), content=content)
    assert table.refused(WHITE, move) == "MOVES_LOCKED"
    data = table.must(WHITE, paper(move, 25, signed_by=member("tokyo")))
    kept = table.state.moves[data["move_id"]]
    assert (kept.seat, kept.on_behalf_by) == (member("tokyo"), WHITE)
    assert {"MoveSubmitted", "ProposalMade"} <= {kind for kind, entered, at in on_paper(table) if at == 25}
    # The next ordinary act is nobody's paper.
    table.must(WHITE, c.TakeMove(move_id=kept.id))
    assert table.records[-1].seq not in table.state.on_paper


def words(team: str = "tokyo", *parties: str, **more: Any) -> c.PassMessage:
    to = tuple(TeamId(each) for each in parties)
    return c.PassMessage(
        team=TeamId(team), parties=to, **{"subject": "Tonight", "text": "Call at nine.", **more}
    )


def test_a_message_handed_over_on_paper_is_there_at_once_whatever_the_channel(table: Table) -> None:
    table.must(DIRECTOR, c.ChangeLink(between=(TeamId("tokyo"), TeamId("beijing")), state="closed"))
    slow = c.ChangeLink(between=(TeamId("tokyo"), TeamId("taipei")), state="delayed", delay_ms=HOUR)
    table.must(DIRECTOR, slow)
    table.must(WHITE, paper(words("tokyo", "beijing", "taipei"), 25, signed_by=member("tokyo")))
    for team in ("tokyo", "beijing", "taipei"):
        assert b"Call at nine." in table.bytes_for(lead(team))
    assert b"Call at nine." not in table.bytes_for(lead("washington"))
    thread = next(iter(table.state.threads.values()))
    said = thread.messages[0]
    assert (thread.parties, said.team, said.seat) == (
        ("tokyo", "beijing", "taipei"),
        "tokyo",
        member("tokyo"),
    )
    assert {("ThreadOpened", 40, 25), ("MessageSent", 40, 25)} <= set(on_paper(table))
    # An answer on paper goes on with the same conversation, in the name of the lead where nobody signed.
    table.must(WHITE, paper(words("beijing", thread=thread.id, text="We will not answer."), 27))
    kept = table.state.threads[thread.id]
    assert [each.seat for each in kept.messages] == [member("tokyo"), lead("beijing")]
    assert b"We will not answer." in table.bytes_for(lead("taipei"))
    assert replay(table.records) == table.state


def test_a_question_to_the_white_cell_on_paper_waits_for_its_answer(table: Table) -> None:
    data = table.must(WHITE, paper(words("taipei", with_white=True), 25))
    assert table.state.threads[data["thread"]].waiting_white
    assert b"Call at nine." not in table.bytes_for(lead("tokyo"))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (paper(words("tokyo"), 20), "MISSING"),
        (paper(words("tokyo", "beijing", text=" "), 20), "MISSING"),
        (paper(words("tokyo", "beijing", subject=""), 20), "MISSING"),
        (paper(words("tokyo", "mars"), 20), "UNKNOWN_TEAM"),
        (paper(words("mars", "tokyo"), 20), "UNKNOWN_TEAM"),
        (paper(words("tokyo", thread="nowhere"), 20), "UNKNOWN_THREAD"),
        (paper(words("tokyo", "taipei"), 20, signed_by=lead("beijing")), "UNKNOWN_SEAT"),
        (words("tokyo", "taipei"), "ONLY_FROM_PAPER"),
    ],
)
def test_words_that_a_team_cannot_have_written_leave_nothing(table: Table, command: Any, code: str) -> None:
    before = table.state
    assert table.refused(WHITE, command) == code
    assert table.state is before


def test_a_conversation_of_others_is_not_gone_on_with(table: Table) -> None:
    data = table.must(WHITE, paper(words("tokyo", "taipei"), 20))
    assert table.refused(WHITE, paper(words("beijing", thread=data["thread"]), 21)) == "UNKNOWN_THREAD"


def test_a_ruling_given_on_paper_takes_effect_as_of_then(table: Table) -> None:
    move = MoveId(table.submit("taipei"))
    told = (Narrative(Audience("team:taipei"), "It is done."),)
    ruling = c.RuleMove(
        move_id=move, decision="modify", verdict="lawful", executed=True, reason="as ruled at the table",
        narratives=told, facts={"notice_given": True},
    )  # fmt: skip
    table.must(WHITE, paper(ruling, 35))
    assert table.state.facts["notice_given"].since_ms == 35 * HOUR
    assert b"It is done." in table.bytes_for(lead("taipei"))
    assert ("RulingPublished", 40, 35) in on_paper(table)


def test_the_time_of_day_is_read_by_the_clock_of_then() -> None:
    table = Table(plan(rate=STORY))
    table.run(10 * MINUTE)
    table.must(DIRECTOR, c.StopClock(stop="pause"))
    table.pass_unattended(5 * MINUTE)
    table.must(DIRECTOR, c.ResumeClock())
    table.run(10 * MINUTE)
    table.must(DIRECTOR, c.SetRate(rate=2 * STORY))
    table.run(MINUTE)
    shown = [clocks_at(table.state, START + minute * MINUTE) for minute in (5, 12, 20, 26)]
    assert [(each.exercise_ms // MINUTE, each.scenario_ms // HOUR) for each in shown] == [
        (5, 5), (10, 10), (15, 15), (21, 22),
    ]  # fmt: skip


def test_a_time_of_the_story_that_is_given_counts(table: Table) -> None:
    table.must(WHITE, paper(by_hand(), 20, happened_scenario_ms=18 * HOUR))
    assert table.events(e.EnteredFromPaper)[0].happened_scenario_ms == 18 * HOUR


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (paper(by_hand(), 41), "IN_FUTURE"),
        (paper(by_hand(), -1), "BEFORE_START"),
        (paper(by_hand(), 20, happened_scenario_ms=-1), "BAD_TIME"),
        (paper(by_hand("zz"), 20), "UNKNOWN_INJECT"),
        (paper(by_hand(), 20, signed_by=lead("tokyo")), "UNKNOWN_SEAT"),
        (paper(by_hand(), 20, note="x" * 501), "TOO_LONG"),
        (
            paper(
                c.SubmitForTeam(team=TeamId("tokyo"), content=MoveContent("a", "b")),
                20,
                signed_by=lead("beijing"),
            ),
            "UNKNOWN_SEAT",
        ),
    ],
)
def test_what_cannot_have_happened_is_refused_and_leaves_nothing(
    table: Table, command: c.EnterFromPaper, code: str
) -> None:
    before = table.state
    assert table.refused(WHITE, command) == code
    assert table.state is before


def test_players_and_controllers_enter_nothing(table: Table) -> None:
    for seat in (lead("tokyo"), SeatId("controller"), SeatId("guest")):
        assert table.refused(seat, paper(by_hand(), 20)) == "FORBIDDEN"


def test_before_startex_nothing_happened() -> None:
    table = Table(plan(inject("a", HOUR)), started=False)
    assert table.refused(WHITE, paper(by_hand(), 0)) == "NOT_RUNNING"


def test_what_was_done_on_paper_can_be_entered_after_endex(table: Table) -> None:
    table.must(DIRECTOR, c.EndExercise())
    table.must(WHITE, paper(by_hand(), 39))
    assert table.state.injects[InjectId("a")].status == "released"
    table.must(DIRECTOR, c.ArchiveExercise())
    assert table.refused(WHITE, paper(by_hand("b"), 39)) == "ENDED"


def test_no_player_is_told_that_it_came_from_paper(table: Table) -> None:
    table.must(WHITE, paper(by_hand(), 20, note="KINGFISHER"))
    for seat in table.state.seats:
        if table.state.seats[seat].spec.role not in ("director", "white", "controller", "analyst"):
            assert b"KINGFISHER" not in table.bytes_for(seat)
