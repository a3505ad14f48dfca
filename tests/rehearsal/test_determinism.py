"""The same seed gives the same log, in any process, and the log is the one that the full path would write."""

import os
import subprocess
import sys

import pytest

from games.engine.access import audiences_of
from games.engine.answers import Refused
from games.engine.commands import SubmitMove
from games.engine.decide import decide
from games.engine.deciding.desk import Context
from games.engine.disclosure import tell
from games.engine.events import Recorded
from games.engine.frames import TheFrame
from games.engine.ids import Audience, SeatId
from games.engine.lawbook import LawBook
from games.engine.replay import replay
from games.engine.seatview import SeatView, fold
from games.engine.state import State
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped
from games.review.export import file_faults
from injects.rehearsal.dice import Dice
from injects.rehearsal.logfile import Sealing, lines_of, records_of
from injects.rehearsal.play import Played, Stage

ELSEWHERE = """
import django
django.setup()  # shipped decks come with files that the library knows
from games.law.shipped import load_shipped
from injects import shipped
from injects.rehearsal.play import Stage
rules = load_shipped()
print(Stage(shipped.load_plan("long-strait", rules), rules).play(4, 11).record.digest)
"""


def test_the_same_run_is_the_same_log(story: Stage) -> None:
    assert story.play(4, 11) == story.play(4, 11)


def test_other_runs_and_seeds_are_other_logs(story: Stage) -> None:
    digests = {story.play(run, seed).record.digest for run in (3, 4) for seed in (11, 12)}
    assert len(digests) == 4


def test_it_does_not_depend_on_what_was_played_before(story: Stage, rules: Rulebook) -> None:
    fresh = Stage(story.plan, rules)
    fresh.play(5, 11)
    assert fresh.play(4, 11).record == Stage(story.plan, rules).play(4, 11).record


@pytest.mark.slow
def test_it_does_not_depend_on_the_process(story: Stage) -> None:
    found = set()
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        argv = [sys.executable, "-c", ELSEWHERE]
        run = subprocess.run(argv, env=environment, capture_output=True, text=True, check=True)
        found.add(run.stdout.strip())
    assert found == {story.play(4, 11).record.digest}


def test_the_numbers_of_the_dice_are_those_of_every_version() -> None:
    dice = Dice("7:1").for_("tokyo")
    assert [dice.between(1, 1000) for _ in range(5)] == [972, 305, 993, 191, 59]


def full_path(played: Played) -> tuple[list[Recorded], State, dict[SeatId, SeatView]]:
    """The commands of a run again, with everything told, and every seat's page put together from it."""
    numbers = iter(range(1, 1_000_000))
    book, state = LawBook(load_shipped()), State()
    records: list[Recorded] = []
    views: dict[SeatId, SeatView] = {}
    positions: dict[Audience, int] = {}
    for asked in played.asked:
        if isinstance(asked.command, SubmitMove) and asked.command.content.item:
            # What a team answers, its lead has on its page.
            assert asked.command.content.item in views[SeatId(asked.actor)].items
        ctx = Context(asked.wall_ms, asked.actor, lambda: f"r{next(numbers)}", book)
        decision = decide(state, asked.command, ctx)
        assert not isinstance(decision, Refused), (asked, decision)
        at = {rec.seq: rec.at for rec in decision.records}
        for seq, told in tell(state, decision):
            positions[told.audience] = positions.get(told.audience, 0) + 1
            frame = TheFrame(told.audience, positions[told.audience], at[seq], told.frame)
            for seat in decision.state.seats:
                if told.audience in audiences_of(decision.state, seat):
                    views[seat] = fold(views.get(seat, SeatView()), frame)
        records += decision.records
        state = decision.state
    return records, state, views


def test_the_log_is_that_of_the_full_path(story: Stage) -> None:
    run = story.play(5, 11)
    records, state, _ = full_path(run)
    assert tuple(records) == run.records
    assert state == run.state
    assert state.life == "ended"


def test_a_team_knows_what_its_seats_were_told(story: Stage) -> None:
    """Counsel rests on `common` alone; but for what all know from the start, it is on the lead's page."""
    run = story.play(5, 11)
    _, state, views = full_path(run)
    for team in story.plan.teams:
        lead = next(s.id for s in story.plan.seats if s.team == team.id and s.rank == "lead")
        known = {*views[lead].facts, *story.plan.start_facts}
        assert set(state.common[team.id]) <= known


def test_a_run_again_is_a_log_file_that_is_whole(story: Stage) -> None:
    sealing = Sealing("rehearsal-11-4")
    run = story.play(4, 11, sealing)
    lines = list(lines_of(sealing, story.plan, story.lawyer.rules.digest))
    assert file_faults(lines) == []
    records = list(records_of(lines))
    assert tuple(records) == run.records
    assert replay(records) == run.state
    assert run.record == story.play(4, 11).record
