"""Fixtures: the shipped law, the shipped story, and stages on small plans."""

from collections.abc import Callable

import pytest

from games.engine.plan import Inject, Plan
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped
from injects import shipped
from injects.rehearsal.findings import report_of
from injects.rehearsal.play import Played, Stage
from injects.rehearsal.report import Report
from tests.table import TEAMS, plan

HOUR_A_MINUTE = 60_000
"""The rate at which a minute at the table is an hour of the story."""


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    return load_shipped()


@pytest.fixture(scope="session")
def long_strait(rules: Rulebook) -> Plan:
    return shipped.load_plan("long-strait", rules)


@pytest.fixture(scope="session")
def story(long_strait: Plan, rules: Rulebook) -> Stage:
    return Stage(long_strait, rules)


Staged = Callable[..., Stage]


@pytest.fixture(scope="session")
def staged(rules: Rulebook) -> Staged:
    """A stage on the small plan of four teams, all of which play the same script unless named."""

    def make(*injects: Inject, script: str = "sensible", of: Plan | None = None, **teams: str) -> Stage:
        wanted = {team: teams.get(team, script) for team in TEAMS}
        return Stage(of or plan(*injects, rate=HOUR_A_MINUTE), rules, wanted)

    return make


def played(stage: Stage, runs: int = 3, seed: int = 5) -> list[Played]:
    return [stage.play(run, seed) for run in range(1, runs + 1)]


def reported(stage: Stage, runs: int = 3, seed: int = 5) -> Report:
    records = [one.record for one in played(stage, runs, seed)]
    return report_of(stage.plan, stage.lawyer, stage.wanted, seed, records, stage.deck.ending)
