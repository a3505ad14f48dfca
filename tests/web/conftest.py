"""Browsers on the seats of an exercise in full swing, as the staff suite plays it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import table
from tests.staff.conftest import Play, busy, forget, in_full_swing, make_play

__all__ = ["Play", "busy", "forget", "in_full_swing", "make_play"]


@pytest.fixture
def play(make_play: Callable[..., Play]) -> Play:
    """An exercise just begun: public news, and a question to Tokyo alone."""
    made = make_play(
        table.inject("news", 0, sets={"notice_given": True}),
        table.inject("secret", 0, to=("team:tokyo",), question={"en": "What now?"}, precedence="flash"),
        rate=60_000,
    )
    made.wait(1000)
    return made
