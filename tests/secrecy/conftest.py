"""An exercise whose time the test sets, and nothing remembered from the test before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from whitenoise.middleware import WhiteNoiseMiddleware

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


@pytest.fixture(scope="session")
def static_files() -> dict[str, Any]:
    """The server's static files as the first browser found them."""
    return {}


@pytest.fixture(autouse=True)
def static_files_found_once(monkeypatch: pytest.MonkeyPatch, static_files: dict[str, Any]) -> None:
    """Every browser of a test has a server of its own, each of which would look at every static file anew."""
    find = WhiteNoiseMiddleware.add_files_from_finders

    def found(server: WhiteNoiseMiddleware) -> None:
        if not static_files:
            find(server)
            static_files.update(server.files)
        server.files.update(static_files)

    monkeypatch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", found)


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """No test answers from the memory of another."""
    yield
    cache.shelf.held.clear()
    seat_views._kept.clear()
