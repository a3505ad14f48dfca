"""The scripts behave as they are named, and the staff keep the table going."""

from statistics import mean

import msgspec
import pytest

from games.engine.events import MoveContent, MoveSubmitted
from games.engine.ids import TeamId
from games.engine.plan import Plan, Settings
from games.law.model import RANK
from games.law.rulebook import Rulebook
from injects import shipped
from injects.rehearsal.casting import BadScript, Script, cast_of, checked, script_of
from injects.rehearsal.dice import Dice
from injects.rehearsal.lawyer import BLOCKED, UNLAWFUL
from injects.rehearsal.play import Played, Stage
from tests.rehearsal.conftest import Staged

RUN, SEED = 4, 3


@pytest.fixture(scope="module")
def by_script(long_strait: Plan, rules: Rulebook) -> dict[str, Played]:
    """Long Strait with all four teams on one script."""
    scripts = [
        f"{profile}{law}"
        for profile in ("sensible", "passive", "aggressive", "random")
        for law in ("", "/defiant")
    ]
    teams = [team.id for team in long_strait.teams]
    return {
        script: Stage(long_strait, rules, dict.fromkeys(teams, script)).play(RUN, SEED) for script in scripts
    }


def filed(run: Played) -> list[tuple[TeamId, MoveContent, str]]:
    """The moves that were filed, with what counsel said of each."""
    return [
        (event.team, event.content, str((event.counsel or {}).get("floor")))
        for rec in run.records
        if isinstance(event := rec.event, MoveSubmitted)
    ]


def test_the_passive_do_nothing(by_script: dict[str, Played]) -> None:
    assert filed(by_script["passive"]) == []
    assert filed(by_script["passive/defiant"]) == []


def test_the_sensible_do_what_is_called_for(by_script: dict[str, Played], story: Stage) -> None:
    wanted = {(e.team, m) for i in story.plan.injects for e in i.expects for m in e.moves}
    helping = {s.step.move for s in story.lawyer.rules.steps.values() if s.step.move}
    run = by_script["sensible"]
    for team, content, _ in filed(run):
        assert (team, content.move) in wanted or content.move in helping or content.item is None
    made = sum(answer.made for answer in run.record.answers)
    assert made > len(run.record.answers) / 2


def test_the_law_abiding_sign_nothing_that_counsel_calls_unlawful(by_script: dict[str, Played]) -> None:
    for script in ("sensible", "aggressive", "random"):
        moves = filed(by_script[script])
        assert moves
        assert all(RANK[floor] < UNLAWFUL for _, _, floor in moves), script
        assert not any(content.defy for _, content, _ in moves), script


@pytest.mark.parametrize("script", ["aggressive/defiant", "random/defiant"])
def test_the_defiant_do_and_say_so(by_script: dict[str, Played], script: str) -> None:
    broken = [content for _, content, floor in filed(by_script[script]) if RANK[floor] >= UNLAWFUL]
    assert broken
    assert all(content.defy and content.defy_reason for content in broken)


def test_the_aggressive_are_harder_than_the_sensible(by_script: dict[str, Played], story: Stage) -> None:
    def hardness(script: str) -> float:
        return mean(story.lawyer.force(content.move) for _, content, _ in filed(by_script[script]))

    assert hardness("aggressive") > hardness("sensible")
    assert hardness("aggressive/defiant") > hardness("aggressive")
    for script in ("aggressive", "aggressive/defiant"):
        assert all(story.lawyer.force(content.move) > 0 for _, content, _ in filed(by_script[script]))


def test_the_law_abiding_aggressive_wait_for_no_steps(by_script: dict[str, Played]) -> None:
    assert all(RANK[floor] < BLOCKED for _, _, floor in filed(by_script["aggressive"]))


def test_the_random_fill_in_forms_in_many_ways(by_script: dict[str, Played]) -> None:
    moves = [content for _, content, _ in filed(by_script["random/defiant"])]
    assert len({content.move for content in moves}) > 20
    assert {content.visibility for content in moves} == {"public", "covert"}
    assert any(content.params for content in moves)


def test_the_white_cell_rules_on_everything_and_is_never_refused(by_script: dict[str, Played]) -> None:
    for script, run in by_script.items():
        assert run.record.refusals == (), script
        assert len(run.state.queued) <= 8, script
        assert all(ruled.waited_ms > 0 for ruled in run.record.rulings)


def test_held_moves_have_their_steps_opened_and_come_back(by_script: dict[str, Played]) -> None:
    run = by_script["sensible"]
    again = [ruled for ruled in run.record.rulings if ruled.again]
    assert again
    assert any(ruled.executed for ruled in again)


def test_without_counsel_the_sensible_learn_from_the_ruling(staged: Staged, story: Stage) -> None:
    plan = msgspec.structs.replace(story.plan, settings=Settings(counsel=False))
    wanted = {str(team.id): "sensible" for team in plan.teams}
    run = Stage(plan, story.lawyer.rules, wanted).play(RUN, SEED)
    assert filed(run)
    assert {floor for _, _, floor in filed(run)} == {"None"}


@pytest.mark.parametrize("name", shipped.names())
def test_every_shipped_deck_is_rehearsed(name: str, rules: Rulebook) -> None:
    stage = Stage(shipped.load_plan(name, rules), rules)
    for run in (1, 2, 3):
        record = stage.play(run, SEED).record
        assert not record.cut_short
        assert record.refusals == ()
        assert record.fired


# Casting


def test_scripts_are_read() -> None:
    assert script_of("sensible") == Script("sensible")
    assert script_of(" random/lawful ") == Script("random")
    assert script_of("aggressive/defiant") == Script("aggressive", lawful=False)
    assert script_of("wild") is None
    assert script_of("random/x") is None
    assert str(Script("random", lawful=False)) == "random/defiant"


@pytest.mark.parametrize(("team", "script", "why"), [("mars", "random", "team"), ("tokyo", "wild", "script")])
def test_what_cannot_be_played_is_refused(team: str, script: str, why: str) -> None:
    with pytest.raises(BadScript) as refused:
        checked({team: script}, [TeamId("tokyo")])
    assert refused.value.why == why


def test_mixed_teams_are_sensible_then_passive_then_drawn() -> None:
    wanted = checked({"b": "random/defiant"}, [TeamId("a"), TeamId("b")])
    casts = [cast_of(wanted, run, Dice(f"1:{run}")) for run in range(1, 60)]
    assert [str(cast[TeamId("a")]) for cast in casts[:2]] == ["sensible", "passive"]
    assert {cast[TeamId("a")].profile for cast in casts} == {"sensible", "passive", "aggressive", "random"}
    assert {cast[TeamId("a")].lawful for cast in casts} == {True, False}
    assert {str(cast[TeamId("b")]) for cast in casts} == {"random/defiant"}
