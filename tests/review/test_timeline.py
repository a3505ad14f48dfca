"""The timeline: every event has a family, its things and its teams; filters keep what they say."""

from __future__ import annotations

from typing import get_args

import pytest

from games.engine import commands as c
from games.engine import events as e
from games.engine.ids import Audience, InjectId, TeamId
from games.review.knowledge import knowledge
from games.review.telling import Telling, audiences_of_team, once
from games.review.timeline import (
    FAMILIES,
    FAMILY_OF,
    Filter,
    Ref,
    belongings,
    keeps,
    kind_of,
    refs,
    teams_of,
)
from tests import table
from tests.table import HOUR, MINUTE, WHITE, Table


def played() -> Table:
    """A little of everything."""
    play = Table(
        table.plan(
            table.inject("open", 0, sets={"notice_given": True}),
            table.inject("secret", MINUTE, to=("office:tokyo/foreign",)),
        )
    )
    play.run(2 * MINUTE)
    first = play.submit("tokyo", "jp.statement", visibility="parties", parties=("taipei",))
    ruling = play.rule(first)
    play.must(table.lead("tokyo"), c.AppealRuling(ruling_id=ruling, grounds="mild"))
    play.submit("beijing")
    play.must(table.lead("washington"), c.OpenThread(parties=(TeamId("tokyo"),), subject="s", text="words"))
    play.must(
        WHITE,
        c.SetFacts(values={"blockade_declared": True}, reason="r", learned_by=(Audience("team:tokyo"),)),
    )
    play.must(WHITE, c.OpenProcedure(token="nsc_done", team=TeamId("tokyo")))
    return play


def test_every_event_stands_in_exactly_one_family() -> None:
    listed = [event for events in FAMILIES.values() for event in events]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(get_args(e.AnyEvent))
    assert set(FAMILY_OF) == {kind_of(event) for event in listed}


def seqs(play: Table, wanted: Filter) -> list[int]:
    of = belongings(play.state)
    return [rec.seq for rec in play.records if keeps(wanted, rec, of)]


def kinds(play: Table, wanted: Filter) -> set[str]:
    of = belongings(play.state)
    return {kind_of(rec.event) for rec in play.records if keeps(wanted, rec, of)}


def test_no_filter_keeps_everything() -> None:
    play = played()
    assert seqs(play, Filter()) == [rec.seq for rec in play.records]


def test_a_family_keeps_its_kinds_alone() -> None:
    play = played()
    assert kinds(play, Filter(families=("rulings",))) == {
        "proposal_made",
        "move_ruled",
        "ruling_published",
        "ruling_appealed",
    }


def test_a_team_is_concerned_by_what_it_does_hears_owns_and_is_named_in() -> None:
    play = played()
    tokyo = kinds(play, Filter(team="tokyo"))
    assert {
        "inject_released",
        "move_submitted",
        "move_ruled",
        "thread_opened",
        "facts_set",
        "procedure_opened",
    } <= tokyo
    of = belongings(play.state)
    by_kind = {kind_of(r.event): teams_of(r, of) for r in play.records}
    assert by_kind["move_announced"] == ("tokyo", "taipei")
    assert by_kind["procedure_opened"] == ("tokyo",)
    assert by_kind["exercise_started"] == ()


def test_a_team_that_did_nothing_is_concerned_by_what_it_hears() -> None:
    play = played()
    taipei = [r for r in play.records if keeps(Filter(team="taipei"), r, belongings(play.state))]
    hidden = {kind_of(r.event) for r in play.records} - {kind_of(r.event) for r in taipei}
    assert any(isinstance(r.event, e.MoveAnnounced) for r in taipei)
    assert {"thread_opened", "procedure_opened"} <= hidden
    released = [r.event.inject for r in taipei if isinstance(r.event, e.InjectReleased)]
    assert released == ["open"]


def test_a_thing_keeps_every_entry_that_names_it() -> None:
    play = played()
    move = next(r.event for r in play.records if isinstance(r.event, e.MoveSubmitted))
    about = kinds(play, Filter(about=Ref("move", move.move_id).address))
    assert {"move_submitted", "move_taken", "proposal_made", "move_ruled", "move_announced"} <= about
    assert kinds(play, Filter(about="inject:secret")) == {"inject_released"}
    assert kinds(play, Filter(about="fact:blockade_declared")) == {"facts_set"}
    assert kinds(play, Filter(about="seat:beijing-lead")) == {"move_submitted"}


@pytest.mark.parametrize("nonsense", ["", "move:", "nothing:x", "move"])
def test_an_address_that_names_nothing_asks_for_nothing(nonsense: str) -> None:
    assert Filter(about=nonsense).ref is None


def test_parts_of_a_filter_narrow_each_other() -> None:
    play = played()
    both = set(seqs(play, Filter(families=("moves",), team="beijing")))
    assert both == set(seqs(play, Filter(families=("moves",)))) & set(seqs(play, Filter(team="beijing")))
    assert both


def test_things_are_named_once_and_the_inject_first() -> None:
    event = e.FactsSet(values={"a": True, "b": 1}, reason="i1", inject=InjectId("i1"))
    assert refs(event) == (Ref("inject", "i1"), Ref("fact", "a"), Ref("fact", "b"))


# As a team was told it ------------------------------------------------------------------------------------


def told(play: Table, team: str) -> list[Telling]:
    wanted = set(audiences_of_team(play.state, TeamId(team)))
    return [Telling(0, frame) for frame in play.frames if frame.audience in wanted]


def test_a_team_hears_through_its_offices_seats_and_rooms() -> None:
    play = played()
    kinds_told = {t.frame.frame.__struct_config__.tag for t in told(play, "tokyo")}
    assert {"item_released", "move_filed", "ruling_given", "message_told", "facts_learned"} <= kinds_told
    audiences = {t.frame.audience for t in told(play, "tokyo")}
    assert "office:tokyo/foreign" in audiences
    assert "white" not in audiences


def test_a_telling_holds_no_more_than_the_seats_of_the_team_got() -> None:
    play = played()
    for team in table.TEAMS:
        theirs = {(t.frame.audience, t.frame.position) for t in told(play, team)}
        heard = set()
        for seat in (table.lead(team), table.member(team)):
            view = play.view(seat)
            heard |= {(a, n) for a, last in view.positions.items() for n in range(1, last + 1)}
        assert theirs == heard


def test_the_same_words_of_one_entry_count_once() -> None:
    play = played()
    frame = play.frames[0]
    twice = [Telling(5, frame), Telling(5, frame), Telling(6, frame)]
    assert [t.seq for t in once(twice)] == [5, 6]


# Who knew what --------------------------------------------------------------------------------------------


def test_knowledge_says_when_through_what_and_whether_it_was_opened() -> None:
    play = played()
    item = play.state.injects[InjectId("open")].item
    assert item is not None
    opened = {(item, TeamId("tokyo")): play.wall}
    teams = tuple(TeamId(t) for t in table.TEAMS)
    known = {row.fact: row for row in knowledge(play.records, teams, opened)}
    by_inject = {each.team: each for each in known["notice_given"].learned}
    assert set(by_inject) == set(teams)
    assert {each.through for each in by_inject.values()} == {"inject"}
    assert by_inject[TeamId("tokyo")].opened_ms == play.wall
    assert by_inject[TeamId("taipei")].opened_ms is None
    by_staff = known["blockade_declared"].learned
    assert [(each.team, each.through) for each in by_staff] == [("tokyo", "staff")]
    assert by_staff[0].opened_ms == by_staff[0].told.wall_ms


def test_a_fact_that_changes_is_another_row_and_ends_the_first() -> None:
    play = Table(table.plan())
    play.must(WHITE, c.SetFacts(values={"blockade_declared": True}, reason="r"))
    play.run(HOUR)
    play.must(WHITE, c.SetFacts(values={"blockade_declared": False}, reason="r"))
    play.run(HOUR)
    play.must(WHITE, c.DiscloseFacts(facts=("blockade_declared",), to=(Audience("public"),), reason="r"))
    play.must(WHITE, c.RetractFact(fact="blockade_declared", reason="r"))
    first, second = knowledge(play.records, tuple(TeamId(t) for t in table.TEAMS), {})
    assert (first.value, first.learned, first.until) == (True, (), second.since)
    assert second.value is False
    assert [each.through for each in second.learned] == ["disclosure"] * 4
    assert second.until is not None


def test_a_team_learns_a_value_once() -> None:
    play = Table(table.plan())
    to = (Audience("team:tokyo"),)
    play.must(WHITE, c.SetFacts(values={"blockade_declared": True}, reason="r", learned_by=to))
    play.must(WHITE, c.DiscloseFacts(facts=("blockade_declared",), to=(Audience("public"),), reason="r"))
    row = knowledge(play.records, tuple(TeamId(t) for t in table.TEAMS), {})[0]
    assert [each.team for each in row.learned] == ["tokyo", "washington", "beijing", "taipei"]
    assert [each.through for each in row.learned] == ["staff", "disclosure", "disclosure", "disclosure"]
