"""An exercise whose time the test sets, and nothing remembered from the test before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from games.services import cache, seat_views
from tests.secrecy.world import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of day of the server."""
    made = Clock()
    monkeypatch.setattr("games.services.clock.time", made)
    return made


@pytest.fixture
def ids_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """New names that sort as they were made, so that lists sorted by name are the same in two exercises."""
    numbers = count(1)
    monkeypatch.setattr("games.services.rounds.new_id", lambda: f"{next(numbers):016x}")


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """No test answers from the memory of another."""
    yield
    cache.shelf.held.clear()
    seat_views._kept.clear()
