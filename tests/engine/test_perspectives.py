"""What a team is shown rests on what it was told: facts that it was not told change no byte of it."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from games.engine import audience, wire
from games.engine import commands as c
from games.engine import frames as f
from games.engine.access import audiences_of
from games.engine.events import MoveContent
from games.engine.ids import SeatId, TeamId
from games.law.kinds import Kind
from tests import table
from tests.table import WHITE, Table

RULES = table.book()
BOOK = RULES.rules
TEAMS = {play.move.team for play in BOOK.plays.values()}
MEETS = {
    name
    for obligation in BOOK.duties.values()
    for name in BOOK.facts
    if not obligation.duty.opened_by and name in obligation.duty.met_by
}
"""Closing a duty tells its team so, whoever met it: that these facts change is told on purpose."""
FACTS = sorted(set(BOOK.facts) - MEETS)


def values(name: str) -> st.SearchStrategy[Any]:
    kind = BOOK.kinds[name]
    match kind.type:
        case "bool":
            return st.booleans()
        case "tri" | "enum":
            return st.sampled_from(kind.values)
        case "int":
            return st.sampled_from([0, 10, 11, 49, 61, 91, 1001])
        case "moment":
            return st.sampled_from([0, 3_600_000])
        case _:
            words = ("*", *sorted(BOOK.plays)) if BOOK.facts[name].of else kind.values
            return st.lists(st.sampled_from(words), unique=True, max_size=3)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A move type, its parameters, facts that the team was told, and other facts that it was not."""
    play = BOOK.plays[draw(st.sampled_from(sorted(BOOK.plays)))]
    params = {name: draw(_param(kind)) for name, kind in play.kinds.items()}
    reads = sorted(set(play.reads) & set(FACTS))
    names = draw(st.lists(st.sampled_from([*reads, *FACTS]), unique=True, max_size=14))
    told = {name: draw(values(name)) for name in names[::2]}
    hidden = {name: draw(values(name)) for name in names[1::2]}
    return play.move.id, params, told, hidden


def _param(kind: Kind) -> st.SearchStrategy[Any]:
    if kind.type == "bool":
        return st.booleans()
    if kind.type == "int":
        return st.sampled_from([0, 10, 100])
    if kind.type == "list":
        return st.lists(st.sampled_from(kind.values), unique=True, max_size=2)
    return st.sampled_from(kind.values)


def shown(move: str, params: dict[str, Any], told: dict[str, Any], hidden: dict[str, Any]) -> list[bytes]:
    """Every byte that the team's seats are sent, and what its counsel says, up to the signed move."""
    play, team = Table(table.plan(), RULES), TeamId(BOOK.plays[move].move.team)
    if hidden:
        play.must(WHITE, c.SetFacts(values=hidden, reason="In secret."))
    if told:
        play.must(WHITE, c.SetFacts(values=told, reason="As told.", learned_by=(audience.team(team),)))
    lead = table.lead(team)
    advice = RULES.advise(move, params, dict(play.state.common[team]), defy=False)
    content = MoveContent(headline="Act", text="We act.", move=move, params=params)
    play.must(lead, c.SubmitMove(content=content))
    own = {
        audience for seat in (lead, table.member(team)) for audience in audiences_of(play.state, SeatId(seat))
    }
    sent = [
        wire.frame_text(one.audience, one.position, one.at, f.Told(one.audience, one.frame)).encode()
        for one in play.frames
        if one.audience in own
    ]
    return [msgspec.json.encode(advice.ruling), *sent]


@settings(max_examples=150, deadline=None)
@given(scenes())
@example(
    (
        "jp.escort_us_forces",
        {"area": "high_seas"},
        {"jp_situations": ["sss"]},
        {"armed_attack_on": ["us_forces"]},
    )
)
def test_a_fact_that_a_team_was_not_told_changes_no_byte_of_what_it_is_shown(
    scene: tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    move, params, told, hidden = scene
    assert shown(move, params, told, {}) == shown(move, params, told, hidden)


def test_the_same_facts_told_do_change_it() -> None:
    """So the property above is about something."""
    args = "jp.escort_us_forces", {"area": "high_seas"}
    facts = {"jp_situations": ["sss"], "armed_attack_on": ["us_forces"]}
    assert shown(*args, {}, {}) != shown(*args, facts, {})


def test_a_fact_may_be_dated_back_and_not_ahead() -> None:
    play = Table(table.plan(), RULES)
    play.run(3 * table.HOUR)
    set_back = c.SetFacts(values={"notice_given": True}, reason="Found out now.", since_ms=table.HOUR)
    play.must(WHITE, set_back)
    fact = play.state.facts["notice_given"]
    assert (fact.since_ms, fact.at.scenario_ms) == (table.HOUR, 3 * table.HOUR)
    for since in (-1, 4 * table.HOUR):
        ahead = c.SetFacts(values={"notice_given": True}, reason="No.", since_ms=since)
        assert play.refused(WHITE, ahead) == "BAD_TIME"
