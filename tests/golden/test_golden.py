"""Recorded exercises replay to the state they meant, whatever has changed in the code since."""

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from games.engine import wire
from games.engine.events import Recorded, Stamp
from games.engine.replay import replay
from games.engine.state import State

HERE = Path(__file__).parent


def recorded(name: str) -> list[Recorded]:
    """The records of a golden log."""
    records = []
    for line in (HERE / name).read_bytes().splitlines():
        raw: dict[str, Any] = msgspec.json.decode(line)
        event = wire.decode_event(raw["kind"], raw["version"], msgspec.json.encode(raw["data"]))
        at = msgspec.convert(raw["at"], Stamp)
        records.append(Recorded(raw["seq"], at, raw["actor"], raw["cause"], event))
    return records


@pytest.fixture(scope="module")
def bases_used() -> State:
    """The end of the recording in which the bases are used."""
    return replay(recorded("bases-used.jsonl"))


def test_the_branches_taken_are_those_of_the_day(bases_used: State) -> None:
    """A destroyer lost, bases struck; their alternatives never went out."""
    status = {name: entry.status for name, entry in bases_used.injects.items()}
    went = {name for name, now in status.items() if now == "released"}
    assert {"I17", "I27", "I32", "I42"} <= went
    skipped = {name for name, now in status.items() if now == "skipped"}
    assert skipped == {"I18", "I21", "I28", "I30", "I33", "I34", "I40"}


def test_the_clock_stood_in_the_break_and_jumped_overnight(bases_used: State) -> None:
    """Exercise time counts neither; scenario time has the jump."""
    end = bases_used.ended_at
    assert end is not None
    assert end.exercise_ms == (37 + 20 + 50 + 15) * 60_000
    assert end.scenario_ms == 215 * 3_600_000
    assert bases_used.started_at is not None
    assert end.wall_ms - bases_used.started_at.wall_ms == (37 + 20 + 10 + 50 + 15) * 60_000


def test_rulings_moves_and_steps_are_as_they_were(bases_used: State) -> None:
    """Stored, not recomputed."""
    verdicts = Counter(ruling.verdict for ruling in bases_used.rulings.values())
    assert verdicts == {"blocked": 1, "lawful": 4}
    assert bases_used.facts["prior_consultation"].value == "agreed"
    assert bases_used.executed["us.convoy_escort"] == 1
    assert bases_used.life == "ended"
