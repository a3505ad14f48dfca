"""The director's page on the machine: what it calls dead, when, and what it says without a database."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from games.models import Exercise, Heartbeat
from games.services import exercises, now_ms, seats
from games.services.heartbeats import STALE_MS, alive
from tests import table
from tests.faults.director import WORDS, plain

MUST_BE_SAID_MS = 15_000
NOW = now_ms()

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise() -> Exercise:
    return exercises.create(table.plan(), "Small")


@pytest.fixture
def director(client: Client, exercise: Exercise) -> Client:
    """The director's browser."""
    card = next(card for card in seats.seat_sheet(exercise.pk) if card.seat == "director")
    client.get(seats.join_path(card.token))
    client.post("/join/", {"key": "0123456789abcdef", "name": "D", "consent": "on"})
    return client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The time of day as the page sees it."""
    time = {"now": NOW}
    monkeypatch.setattr("games.views.staff_room.now_ms", lambda: time["now"])
    return time


def region(director: Client, exercise: Exercise) -> str:
    """The part on the machine, as the page fetches it."""
    answer = director.get(f"/x/{exercise.public_id}/director/direct/health/")
    assert answer.status_code == 200
    return answer.content.decode()


def down(director: Client, exercise: Exercise) -> set[str]:
    """What the page calls dead."""
    text = plain(region(director, exercise))
    return {part for part, words in WORDS.items() if words in text}


@pytest.mark.parametrize(("dead", "living"), [("worker", "beat"), ("beat", "worker")])
def test_a_silent_process_is_called_dead_and_again_alive(
    director: Client, exercise: Exercise, clock: dict[str, int], dead: str, living: str
) -> None:
    alive(dead, NOW)
    alive(living, NOW)
    clock["now"] = NOW + STALE_MS
    assert down(director, exercise) == set()
    clock["now"] += 1
    alive(living, clock["now"])
    assert down(director, exercise) == {dead}
    alive(dead, clock["now"])
    assert down(director, exercise) == set()


def test_it_is_said_within_fifteen_seconds(director: Client, exercise: Exercise) -> None:
    """The longest silence that passes, and the longest wait until the page asks."""
    found = re.search(r'hx-trigger="every (\d+)s"', region(director, exercise))
    assert found is not None
    assert STALE_MS + int(found[1]) * 1000 <= MUST_BE_SAID_MS


def test_without_beat_nothing_is_said_of_the_worker(
    director: Client, exercise: Exercise, clock: dict[str, int]
) -> None:
    """Beat asks the worker for its signs of life: without it the worker is silent, not dead."""
    alive("worker", NOW)
    alive("beat", NOW)
    clock["now"] = NOW + STALE_MS + 1
    assert down(director, exercise) == {"beat"}
    assert "Timer worker not known" in plain(region(director, exercise))


def test_a_process_that_never_came_up_is_missing(director: Client, exercise: Exercise) -> None:
    Heartbeat.objects.all().delete()
    assert down(director, exercise) == {"beat"}


@pytest.fixture
def no_database(director: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is away when the server wants to know who asks."""

    def away(*_: Any) -> None:
        raise OperationalError("connection refused")

    for module in ("staff_room", "desk", "player", "commands"):
        monkeypatch.setattr(f"games.views.{module}.who", away)


@pytest.mark.usefixtures("no_database")
class TestWithoutDatabase:
    def test_the_page_says_that_it_is_away(self, director: Client, exercise: Exercise) -> None:
        assert down(director, exercise) == {"database"}

    def test_other_pages_ask_for_patience(self, director: Client, exercise: Exercise) -> None:
        director.raise_request_exception = False
        answer = director.get(f"/x/{exercise.public_id}/director/direct/board/")
        assert (answer.status_code, answer["retry-after"]) == (503, "5")
        assert "What you have sent is safe" in answer.content.decode()

    def test_a_command_may_be_sent_again(self, director: Client, exercise: Exercise) -> None:
        director.raise_request_exception = False
        answer = director.post(
            f"/x/{exercise.public_id}/director/cmd/start_exercise/", headers={"accept": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
