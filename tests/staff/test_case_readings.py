"""Readings of one case: like cases, what its author knew, what is missing, drafts of narratives."""

from __future__ import annotations

from typing import Any

import pytest

from games.engine import commands as c
from games.engine import events as e
from games.engine.events import Narrative
from games.engine.ids import Audience, FactValue, MoveId, RulingId
from games.engine.state import Move
from games.staffing.case import case, executes
from games.staffing.likeness import like_cases
from games.staffing.narrative import drafts
from games.staffing.proposal import proposal
from tests import table
from tests.staff.reading import law, names, now_at
from tests.table import WHITE, Table


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


def test_a_missing_step_is_said_to_be_done_when_it_will_be() -> None:
    """The Cabinet decides after the Council: what staff read before ruling is when the clock will ring."""
    play = Table(table.plan())
    play.must(
        WHITE, c.SetFacts(values={"armed_attack_on": ["us_forces"], "existential_danger": "yes"}, reason="r")
    )
    move = play.submit("tokyo", "jp.designate_sss")
    steps = proposal(play.state.moves[move].proposal, law(), team="tokyo")
    assert steps is not None
    done = {s.token: s.done for s in steps.missing}
    assert done == {"nsc_done": 4, "cabinet_decision": 6}
    begun = now_at(play).scenario_ms
    play.must(WHITE, c.TakeMove(move_id=move))
    play.must(WHITE, c.RuleMove(move_id=move, decision="accept", procedures=tuple(done)))
    due = {p.token: (p.due.at_ms - begun) / table.HOUR for p in play.state.procedures.values()}
    assert due == done


@pytest.mark.parametrize(("diet", "begun"), [("none", ()), ("approved", ("mobilisation_order",))])
def test_a_step_that_is_an_order_of_its_own_waits_for_what_that_order_lacks(
    diet: str, begun: tuple[str, ...]
) -> None:
    """Holding an escort does not mobilise past the Diet: its approval comes first, without exception."""
    play = Table(table.plan())
    facts: dict[str, FactValue] = {
        "armed_attack_on": ["us_forces"],
        "existential_danger": "yes",
        "jp_situations": ["sss"],
        "brp_adopted": True,
        "brp_lists": ["*"],
        "assistance_requested_by": ["us"],
        "nsc_done": True,
        "cabinet_decision": True,
        "mobilisation_diet": diet,
    }
    play.must(WHITE, c.SetFacts(values=facts, reason="r"))
    move = play.submit("tokyo", "jp.escort_us_forces")
    play.must(WHITE, c.TakeMove(move_id=move))
    play.must(WHITE, c.RuleMove(move_id=move, decision="accept"))
    proposed = play.state.moves[move].proposal
    assert proposed is not None
    assert proposed["missing"] == ["mobilisation_order"]
    assert tuple(p.token for p in play.state.procedures.values()) == begun


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


def test_narratives_left_empty_are_told_to_nobody() -> None:
    play = Table(table.plan())
    move = play.submit("tokyo", "jp.statement")
    empty = Narrative(Audience("team:beijing"), "  ")
    play.rule(move, narratives=(empty, Narrative(Audience("team:tokyo"), "Done.")))
    assert [n.to for n in play.state.rulings[play.state.moves[move].ruling].narratives] == ["team:tokyo"]  # type: ignore[index]
    assert play.view("beijing-lead").feed == ()
