"""A limit in hours that runs out: what the law said of open moves is said again, once, and to whom it concerns."""

from functools import cache
from typing import Any

import pytest
from msgspec import structs

from games.engine import audience, wire
from games.engine import commands as c
from games.engine import events as e
from games.engine import frames as f
from games.engine.answers import Refused
from games.engine.ids import TeamId
from games.engine.lawbook import LawBook
from games.engine.replay import replay
from games.engine.timers import crossed, law_timer_id, played_out
from games.law.building import load
from games.law.editing import edit
from games.law.rulebook import Rulebook
from games.law.shipped import shipped_texts
from games.presenting.law import LawWords
from games.staffing.case import fact_field
from tests.table import DIRECTOR, HOUR, WHITE, Table, inject, lead, plan

FILE = "jp/moves.yaml"
MOMENTS = """\
schema: tte-law/1
facts:
- id: asked_at
  group: procedure
  label: When they asked
  type: moment
  default: never
  standing: record
  meaning: When somebody asked.
  set_by: [white_cell]
"""


@cache
def hourly() -> LawBook:
    """The shipped pack, in which recognising a situation that is none is forbidden for two hours after asking."""
    texts = shipped_texts()
    row = edit(FILE, texts[FILE], "row", "jp.designate_iis#1", {"when": "within(asked_at, 2)"})
    book = load({**texts, FILE: row, "moments.yaml": MOMENTS})
    assert isinstance(book, Rulebook)
    return LawBook(book)


def asked(at_ms: int = 0, *, told: bool = True, **more: Any) -> Table:
    """A table at which somebody has asked; an hour of the story is an hour."""
    table = Table(plan(*more.pop("injects", ()), **more), hourly())
    learned = (audience.team(TeamId("tokyo")),) if told else ()
    table.must(WHITE, c.SetFacts(values={"asked_at": at_ms}, reason="asked", learned_by=learned))
    return table


def rows_of(table: Table, move: Any) -> set[str]:
    """The rows that hold in what is proposed on a move."""
    proposal = table.state.moves[move].proposal
    assert proposal is not None
    return {each["id"] for each in proposal["findings"] if each["certain"]}


def test_the_proposal_and_counsel_are_made_again_when_the_limit_runs_out() -> None:
    table = asked()
    move = table.submit("tokyo", "jp.designate_iis")
    assert "jp.designate_iis#1" in rows_of(table, move)
    table.run(2 * HOUR)
    assert "jp.designate_iis#1" in rows_of(table, move)
    table.run(HOUR)
    assert "jp.designate_iis#1" not in rows_of(table, move)
    counsel = table.state.moves[move].counsel
    assert counsel is not None
    assert counsel["now"] == 2 * HOUR + 1
    assert table.view(lead("tokyo")).moves[move].counsel == counsel
    assert [len(table.events(kind)) for kind in (e.ProposalMade, e.CounselGiven)] == [2, 1]
    assert sorted(str(each.team or "") for each in table.events(e.LawTurned)) == ["", "tokyo"]
    table.run(100 * HOUR)
    assert len(table.events(e.LawTurned)) == 2
    assert not [timer for timer in table.state.timers.values() if timer.kind == "law"]


def test_a_moment_to_come_turns_the_law_when_it_comes() -> None:
    table = asked(3 * HOUR)
    move = table.submit("tokyo", "jp.designate_iis")
    assert "jp.designate_iis#1" not in rows_of(table, move)
    table.run(4 * HOUR)
    assert "jp.designate_iis#1" in rows_of(table, move)
    table.run(2 * HOUR)
    assert "jp.designate_iis#1" not in rows_of(table, move)


def test_a_pause_moves_it_and_a_jump_passes_it_without_a_choice() -> None:
    table = asked()
    move = table.submit("tokyo", "jp.designate_iis")
    table.run(HOUR)
    table.must(DIRECTOR, c.StopClock(stop="pause", reason="tea"))
    table.run(5 * HOUR)
    assert table.events(e.LawTurned) == []
    assert list(crossed(table.state, 10 * HOUR)) == []
    table.must(DIRECTOR, c.JumpScenario(to_ms=10 * HOUR, reason="next day", crossings=()))
    assert "jp.designate_iis#1" not in rows_of(table, move)
    table.must(DIRECTOR, c.ResumeClock())
    table.run(5 * HOUR)
    assert [len(table.events(kind)) for kind in (e.LawTurned, e.ProposalMade)] == [2, 2]


def test_a_server_that_slept_through_it_does_it_once_on_the_next_command() -> None:
    table = asked()
    move = table.submit("tokyo", "jp.designate_iis")
    table.pass_unattended(7 * HOUR)
    # The log alone, as another process reads it.
    kept = [(rec, wire.kind_of(rec.event), wire.encode_event(rec.event)) for rec in table.records]
    table.state = replay(
        structs.replace(rec, event=wire.decode_event(kind, wire.version_of(kind), data))
        for rec, kind, data in kept
    )
    assert law_timer_id(None) in table.state.timers
    table.must(WHITE, c.TakeMove(move_id=move))
    for _ in range(3):
        table.must("", c.Tick())
    assert len(table.events(e.LawTurned)) == 2
    assert "jp.designate_iis#1" not in rows_of(table, move)


@pytest.mark.parametrize("told", [True, False])
def test_a_team_is_told_by_the_limits_that_it_knows_of_alone(told: bool) -> None:
    table = asked(told=told)
    move = table.submit("tokyo", "jp.designate_iis")
    before = {seat: table.bytes_for(lead(seat)) for seat in ("tokyo", "washington")}
    table.run(3 * HOUR)
    assert "jp.designate_iis#1" not in rows_of(table, move)
    assert (table.bytes_for(lead("tokyo")) == before["tokyo"]) is not told
    assert table.bytes_for(lead("washington")) == before["washington"]
    heard = [each.frame for each in table.frames if isinstance(each.frame, f.LawTurned | f.CounselRenewed)]
    assert len(heard) == (2 if told else 0)


def test_now_is_the_storys_time_for_a_moment_and_no_word_for_anything_else() -> None:
    table = asked()
    table.run(HOUR)
    table.must(WHITE, c.SetFacts(values={"asked_at": "now"}, reason="asked again"))
    assert table.state.facts["asked_at"].value == HOUR
    table.must(WHITE, c.SetFacts(values={"asked_at": "never"}, reason="in error"))
    assert table.refused(WHITE, c.SetFacts(values={"iis_grounds": "now"}, reason="why")) == "BAD_FACT"
    field = fact_field(table.state, LawWords(hourly().rules), "asked_at", HOUR)
    assert [value for value, _label in field.choices] == [HOUR, "never", "now"]
    assert field.now == "has not come"


def test_a_ruled_or_withdrawn_move_is_left_alone() -> None:
    table = asked()
    ruled, withdrawn = (table.submit("tokyo", "jp.designate_iis") for _ in range(2))
    table.rule(ruled)
    table.must(lead("tokyo"), c.WithdrawMove(move_id=withdrawn))
    made = len(table.events(e.ProposalMade))
    table.run(3 * HOUR)
    assert len(table.events(e.ProposalMade)) == made
    assert table.events(e.CounselGiven) == []


def test_an_inject_waits_for_a_limit_to_run_out() -> None:
    late = inject("late", trigger="condition", when="asked_at_known and not within(asked_at, 2)")
    with pytest.raises(ValueError, match="asked_at_known"):
        asked(injects=(late,))
    table = asked(injects=(inject("late", trigger="condition", when="not within(asked_at, 2)"),))
    released = [each.inject for each in table.events(e.InjectReleased)]
    assert released == ["late"]  # nobody had asked yet
    table = Table(plan(inject("soon", trigger="condition", when="within(asked_at, 2)")), hourly())
    table.must(WHITE, c.SetFacts(values={"asked_at": 4 * HOUR}, reason="announced"))
    table.run(3 * HOUR)
    assert table.events(e.InjectReleased) == []
    table.run(2 * HOUR)
    assert [each.inject for each in table.events(e.InjectReleased)] == ["soon"]


def test_the_shipped_pack_sets_no_such_timer_and_an_exercise_can_still_be_played_out() -> None:
    table = Table(plan())
    table.submit("tokyo", "jp.designate_iis")
    assert table.events(e.LawTimed) == []
    timed = asked()
    assert law_timer_id(None) in timed.state.timers
    assert played_out(timed.state)
    answer = timed.ask(lead("tokyo"), c.Tick())
    assert isinstance(answer, Refused)
