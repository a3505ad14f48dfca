"""The load of the benchmarks counts right: every move is acknowledged and heard by everyone due."""

import pytest
import uvloop

from bench import load, parts
from bench.stack import Stack

pytestmark = pytest.mark.slow


def test_moves_at_a_rate_are_all_accounted_for() -> None:
    with parts.tte("laptop") as running:
        made = parts.prepared(running, 2, 12)
        outcome = uvloop.run(gentle(running, made))
    assert outcome.sent == 40
    assert outcome.missing == 0
    assert 0 < outcome.ack_ms[0] <= outcome.ack_ms[2]
    # Receipts, the log lines of the staff, and the frames of the team, at the least.
    assert outcome.deliveries > 40 * 5


async def gentle(running: Stack, made: list[parts.Row]) -> load.Outcome:
    games = await parts.opened(running.url, made, "tte")
    outcome = await load.run(games, 20.0, 2.0)
    parts.hang_up(games)
    return outcome
