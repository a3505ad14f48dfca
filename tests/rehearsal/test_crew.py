"""Processes side by side: the same records as here, in order, stopped when asked, and honest when they fail."""

import msgspec
import pytest

from games.engine.plan import Plan
from games.law.shipped import shipped_texts
from injects import crew
from injects.rehearsal.play import Stage
from tests.rehearsal.conftest import HOUR_A_MINUTE
from tests.table import HOUR, inject, plan


@pytest.fixture(scope="module")
def small() -> Plan:
    return plan(inject("I1", 0), inject("I2", 30 * HOUR), rate=HOUR_A_MINUTE)


@pytest.fixture
def job(small: Plan) -> crew.Job:
    return crew.Job(small, shipped_texts(), "", {"tokyo": "aggressive"}, 9)


def test_they_bring_what_would_have_come_here(job: crew.Job, story: Stage) -> None:
    stage = Stage(job.plan, story.lawyer.rules, job.wanted)
    here = [stage.play(run, 9).record for run in range(1, 8)]
    assert crew.rehearse(job, range(1, 8), processes=2) == here


def test_progress_is_told_and_the_last_word_is_all(job: crew.Job) -> None:
    heard: list[int] = []
    crew.rehearse(job, range(1, 5), processes=1, on_tick=lambda done: not heard.append(done))  # type: ignore[func-returns-value]
    assert heard == sorted(heard)
    assert heard[-1] == 4


def test_it_stops_when_told_to(job: crew.Job) -> None:
    records = crew.rehearse(job, range(1, 100_000), processes=2, on_tick=lambda done: False)
    assert len(records) < 1000


@pytest.mark.parametrize(
    "wrong", [{"wanted": {"tokyo": "wild"}}, {"texts": {"x.yaml": "schema: other"}}], ids=["script", "pack"]
)
def test_a_process_that_cannot_work_is_reported(
    job: crew.Job, wrong: dict[str, object], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(crew.CrewLost, match="run 1"):
        crew.rehearse(msgspec.structs.replace(job, **wrong), [1], processes=1)
    assert capfd.readouterr().err == ""
