"""What others do in secret changes no byte of what a reader is sent: pages, regions, frames, receipts."""

from __future__ import annotations

import os

import pytest

from tests.secrecy.twins import compare, lived, setting
from tests.secrecy.world import Clock

pytestmark = pytest.mark.slow

SEEDS = range(int(os.environ.get("TTE_SECRECY_SEEDS", "1")))
NAMES = ("beijing-lead", "tokyo-member", "guest", "display", "evaluator")


@pytest.mark.django_db
@pytest.mark.usefixtures("ids_in_order")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_busy_exercise_looks_like_a_quiet_one_to_those_it_does_not_concern(
    clock: Clock, name: str, seed: int
) -> None:
    quiet = lived(clock, setting(name), seed, 60, busy=False)
    busy = lived(clock, setting(name), seed, 60, busy=True)
    assert len(quiet.sent) > 40
    compare(quiet, busy)
