"""What others do in secret changes no byte of what a reader is sent: pages, regions, frames, receipts."""

from __future__ import annotations

import os

import pytest

from tests.secrecy.twins import compare, lived, setting
from tests.secrecy.world import Clock

pytestmark = pytest.mark.slow

SEEDS = range(int(os.environ.get("TTE_SECRECY_SEEDS", "1")))
NAMES = (("beijing-lead",), ("tokyo-member",), ("guest", "display"), ("evaluator",))
"""Those who look at the same lives: the same is open to them, and the same hidden."""


@pytest.mark.django_db
@pytest.mark.usefixtures("ids_in_order")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("names", NAMES, ids=" and ".join)
def test_a_busy_exercise_looks_like_a_quiet_one_to_those_it_does_not_concern(
    clock: Clock, names: tuple[str, ...], seed: int
) -> None:
    settings = [setting(name) for name in names]
    quiet, busy = (lived(clock, settings, seed, 60, busy=life) for life in (False, True))
    for name in names:
        assert len(quiet[name].sent) > 40
        compare(quiet[name], busy[name])
