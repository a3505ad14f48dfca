"""A small exercise in the database, played in virtual time, and hands that reach past the services."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from games import notify
from games.engine import commands as c
from games.engine.answers import Accepted, Answer
from games.engine.events import MoveContent
from games.engine.ids import SeatId
from games.engine.state import State
from games.models import Exercise
from games.services import cache, exercises, seat_views, state_of, submit
from tests import table
from tests.flushing import around_flush

MINUTE = table.MINUTE


@dataclass
class Run:
    """One exercise whose wall clock the test sets."""

    exercise: Exercise
    now: int = table.START

    @property
    def pk(self) -> int:
        return self.exercise.pk

    @property
    def state(self) -> State:
        return state_of(self.pk)

    @property
    def row(self) -> Exercise:
        return Exercise.objects.get(pk=self.pk)

    def wait(self, milliseconds: int) -> None:
        self.now += milliseconds

    def do(self, actor: str, command: c.AnyCommand, key: str | None = None) -> Answer:
        """Submits a command, under a fresh key unless one is given."""
        chosen = secrets.token_hex(8) if key is None else key
        return submit(self.pk, SeatId(actor), chosen, command, wall_ms=self.now)

    def must(self, actor: str, command: c.AnyCommand, key: str | None = None) -> dict[str, Any]:
        answer = self.do(actor, command, key)
        assert isinstance(answer, Accepted), answer
        return answer.data

    def move(self, team: str = "tokyo", headline: str = "Protest", text: str = "In writing.") -> str:
        """A move of a team's lead; gives its id."""
        command = c.SubmitMove(content=MoveContent(headline=headline, text=text))
        return str(self.must(table.lead(team), command)["move_id"])

    def say(self, text: str, team: str = "tokyo") -> None:
        """Words of a team's lead to the white cell: a cheap event."""
        self.must(
            table.lead(team),
            c.OpenThread(parties=(), subject=text, text=text, with_white=True),
        )


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """No test answers from the memory of another."""
    yield
    cache.shelf.held.clear()
    seat_views._kept.clear()


@pytest.fixture
def make_run(db: None) -> Callable[..., Run]:
    """Makes an exercise of these injects, begun unless `begun=False`."""

    def make(*injects: Any, begun: bool = True, **settings: Any) -> Run:
        plan = table.plan(*injects, **settings)
        run = Run(exercises.create(plan, "Small", wall_ms=table.START))
        if begun:
            run.must(table.DIRECTOR, c.StartExercise())
        return run

    return make


@pytest.fixture
def run(make_run: Callable[..., Run]) -> Run:
    """A running exercise with one inject due after ten minutes."""
    return make_run(table.inject("news", 10 * MINUTE))


@pytest.fixture
def notices() -> Iterator[list[notify.Notice]]:
    """What the listeners of this process are told."""
    heard: list[notify.Notice] = []
    notify.listeners.append(heard.append)
    yield heard
    notify.listeners.remove(heard.append)


@contextmanager
def no_triggers() -> Iterator[None]:
    """The database as somebody with its password would have it."""
    lift, restore = around_flush(connection)
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in restore or ["SET LOCAL session_replication_role = origin"]:
            cursor.execute(statement)


def by_other_hands(sql: str, *parameters: Any) -> None:
    """Runs a statement with the triggers out of the way."""
    with no_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
