"""Who is told what, rule by rule, where random play once found a way round it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from games.engine import commands as c
from games.engine import frames as f
from games.engine.access import audiences_of
from games.engine.events import MoveContent, Narrative
from games.engine.ids import Audience, FactValue, InjectId, SeatId, TeamId
from tests import table
from tests.table import CONTROLLER, DIRECTOR, MINUTE, WHITE, Table, lead, member

TOKYO, TAIPEI, BEIJING = (Audience(f"team:{team}") for team in ("tokyo", "taipei", "beijing"))


def frames(play: Table, seat: str, kind: type[f.AnyFrame]) -> list[f.TheFrame]:
    """The frames of a kind that a seat was told."""
    heard = set(audiences_of(play.state, SeatId(seat)))
    return [one for one in play.frames if one.audience in heard and isinstance(one.frame, kind)]


def test_a_conversation_whose_first_words_are_on_their_way_has_no_room_yet() -> None:
    play = Table(table.plan())
    words = c.OpenThread(parties=(TeamId("taipei"),), subject="Ships", text="Which ports?")
    thread = play.must(lead("tokyo"), words)["thread"]
    room = f"room:{thread}"
    assert room in audiences_of(play.state, lead("tokyo"))
    assert room not in audiences_of(play.state, lead("taipei"))
    play.run(2 * MINUTE)
    assert room in audiences_of(play.state, lead("taipei"))
    assert frames(play, "taipei-lead", f.MessageTold)


def ruled(narratives: tuple[Narrative, ...]) -> Table:
    """A move of Tokyo ruled on with these narratives; names are given in the same order in every play."""
    play = Table(table.plan())
    move = play.submit("tokyo")
    play.rule(move, "override", verdict="lawful", reason="So be it.", narratives=narratives)
    return play


def test_the_name_of_a_narrative_does_not_tell_how_many_there_are() -> None:
    mine = Narrative(Audience("public"), "Ships sail.")
    alone = ruled((mine,))
    among = ruled((Narrative(BEIJING, "A secret."), Narrative(Audience("white"), "Staff."), mine))
    told = [[one.frame for one in frames(play, "guest", f.NarrativeTold)] for play in (alone, among)]
    assert told[0] == told[1] != []


def test_a_narrative_corrects_the_one_that_the_same_readers_had() -> None:
    play = ruled((Narrative(BEIJING, "One."), Narrative(TAIPEI, "Two.")))
    ((ruling, before),) = play.state.rulings.items()
    told = (Narrative(TAIPEI, "Three."), Narrative(Audience("public"), "Four."))
    command = c.RuleMove(
        move_id=before.move_id,
        decision="override",
        verdict="unlawful",
        reason="Seen anew.",
        narratives=told,
        supersedes=ruling,
    )
    play.must(WHITE, command)
    two, three = (one.frame for one in frames(play, "taipei-lead", f.NarrativeTold) if one.audience == TAIPEI)
    assert isinstance(two, f.NarrativeTold)
    assert isinstance(three, f.NarrativeTold)
    assert three.corrects == two.item
    (four,) = (one.frame for one in frames(play, "guest", f.NarrativeTold))
    assert isinstance(four, f.NarrativeTold)
    assert four.corrects is None


@pytest.mark.parametrize("visibility", ["covert", "public"])
def test_teams_ticked_before_the_mind_was_changed_are_no_parties(visibility: str) -> None:
    play = Table(table.plan())
    move = play.submit("tokyo", visibility=visibility, parties=(TeamId("beijing"),))
    assert play.state.moves[move].content.parties == ()
    facts = {"quarantine_declared": True}
    play.rule(move, "override", verdict="lawful", reason="So be it.", facts=facts)
    known = frames(play, "beijing-lead", f.FactsLearned)
    assert bool(known) == (visibility == "public")


def test_an_item_is_put_again_only_before_those_who_had_it() -> None:
    play = Table(table.plan(table.inject("I1", to=(TOKYO,))))
    play.must(CONTROLLER, c.FireInject(inject=InjectId("I1")))
    again = c.ResendInject(inject=InjectId("I1"), seat=lead("beijing"))
    assert play.refused(CONTROLLER, again) == "NOT_A_READER"
    play.must(CONTROLLER, replace(again, seat=lead("tokyo")))
    assert frames(play, "tokyo-lead", f.ItemResent)


def test_further_readers_of_an_item_learn_what_it_says_and_not_what_has_changed_since() -> None:
    play = Table(table.plan(table.inject("I1", to=(TOKYO,), sets={"notice_given": True, "nsc_done": True})))
    play.must(CONTROLLER, c.FireInject(inject=InjectId("I1")))
    play.must(WHITE, c.SetFacts(values={"notice_given": False}, reason="In secret.", learned_by=(BEIJING,)))
    play.must(CONTROLLER, c.WidenInject(inject=InjectId("I1"), to=(TAIPEI,)))
    assert dict(play.view("taipei-lead").facts) == {"nsc_done": True}


def test_what_a_ruling_brings_about_is_told_whole_whatever_was_true_already() -> None:
    told = []
    for hidden in (False, True):
        play = Table(table.plan())
        move = play.submit("tokyo")
        if hidden:
            secret = c.SetFacts(values={"nsc_done": True}, reason="In secret.", learned_by=(BEIJING,))
            play.must(WHITE, secret)
        facts = {"quarantine_declared": True, "nsc_done": True}
        play.rule(move, "override", verdict="lawful", reason="So be it.", facts=facts)
        told.append(dict(play.view("tokyo-lead").facts))
    assert told[0] == told[1] == {"quarantine_declared": True, "nsc_done": True}
    assert play.state.facts["nsc_done"].reason == "In secret."


def test_counsel_to_a_team_does_not_rest_on_what_one_office_was_told() -> None:
    found = []
    for whom in ("office:tokyo/head", "seat:tokyo-lead", TOKYO):
        play = Table(table.plan())
        attacked: dict[str, FactValue] = {"armed_attack_on": ["japan_territory"]}
        play.must(WHITE, c.SetFacts(values=attacked, reason="So it is.", learned_by=(Audience(whom),)))
        content = MoveContent(headline="Act", text="Act.", move="jp.designate_armed_attack")
        play.must(lead("tokyo"), c.SubmitMove(content=content))
        (filed,) = (one.frame for one in frames(play, "tokyo-member", f.MoveFiled))
        assert isinstance(filed, f.MoveFiled)
        found.append(filed.counsel)
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize(("attribution", "named"), [("office", True), ("team", False), ("chatham", False)])
def test_the_attribution_rule_holds_on_the_wire(attribution: str, named: bool) -> None:
    play = Table(table.plan(attribution=attribution))
    words = c.OpenThread(parties=(TeamId("washington"),), subject="Ships", text="Which ports?")
    play.must(member("tokyo"), words)
    (said,) = (one.frame for one in frames(play, "washington-lead", f.MessageTold))
    assert isinstance(said, f.MessageTold)
    assert (said.seat == member("tokyo")) is named
    play.must("", c.TakeSeat(seat=member("washington"), name="Ann"))
    (sat,) = (one.frame for one in frames(play, "washington-lead", f.SeatChanged))
    assert isinstance(sat, f.SeatChanged)
    assert (sat.name == "Ann") is named


def test_the_note_of_a_real_world_stop_stays_with_staff() -> None:
    play = Table(table.plan())
    play.must(DIRECTOR, c.StopClock(reason="Coffee."))
    play.must(member("tokyo"), c.RaiseEmergency(note="Somebody fainted."))
    play.must(DIRECTOR, c.SetRate(rate=2000))
    play.must(DIRECTOR, c.ClearEmergency(note="Better now."))
    for seat in ("tokyo-lead", "guest", "display"):
        sent = play.bytes_for(seat)
        assert b"fainted" not in sent
        assert b"Better" not in sent
