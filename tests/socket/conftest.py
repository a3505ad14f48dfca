"""Exercises on a running server, and consoles that sit at them."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from games.bots.console import Console
from games.engine import commands as c
from games.engine.answers import Accepted
from games.engine.events import MoveContent
from games.engine.ids import SeatId
from games.engine.plan import Plan
from games.hub.process import hubs
from games.models import Exercise
from games.services import deliveries, exercises, seats, submit
from tests import table
from tests.conftest import Site


def sit(exercise: Exercise, *places: str, move: bool = False) -> str:
    """A session that has taken these seats; gives its cookie."""
    session = SessionStore()
    for place in places:
        found = seats.joinable(exercise.pk, SeatId(place))
        assert isinstance(found, seats.Joinable)
        taken = seats.take_seat(session, found, token_hex(16), name=f"Bot {place}", consent=True, move=move)
        assert isinstance(taken, seats.SeatPass), taken
    session.save()
    return f"sessionid={session.session_key}"


def must(exercise: Exercise, actor: str, command: Any) -> dict[str, Any]:
    """A command that has to be accepted, past the socket."""
    answer = submit(exercise.pk, SeatId(actor), token_hex(16), command)
    assert isinstance(answer, Accepted), answer
    return answer.data


def content(headline: str = "We act", text: str = "We do it.") -> dict[str, Any]:
    """The content of a move, as a socket carries it."""
    return {"headline": headline, "text": text}


def a_move(headline: str = "We act", text: str = "We do it.") -> c.SubmitMove:
    """The command for a move, past the socket."""
    return c.SubmitMove(content=MoveContent(headline=headline, text=text))


@dataclass
class Play:
    """One running exercise and the consoles that were opened on it."""

    site: Site
    exercise: Exercise
    consoles: list[Console] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def url(self, seat: str) -> str:
        return f"{self.site.ws_url}/ws/{self.exercise.public_id}/{seat}/"

    async def cookie(self, seat: str) -> str:
        """The session of a seat, made when it is first asked for."""
        if seat not in self.cookies:
            self.cookies[seat] = await sync_to_async(sit)(self.exercise, seat)
        return self.cookies[seat]

    async def console(self, seat: str, *, positions: dict[str, int] | None = None, **more: Any) -> Console:
        """An open console of a seat, at the head of what it was told."""
        console = Console(self.url(seat), {"Cookie": await self.cookie(seat)}, **more)
        console.positions |= positions or {}
        self.consoles.append(console)
        return await console.open()

    async def must(self, actor: str, command: Any) -> dict[str, Any]:
        return await sync_to_async(must)(self.exercise, actor, command)

    async def submit(self, team: str, headline: str = "We act", text: str = "We do it.") -> str:
        """A move of a team's lead, past the socket; gives its id."""
        return str((await self.must(table.lead(team), a_move(headline, text)))["move_id"])


def write_marks() -> None:
    """Writes what was delivered and opened by now, over all the hubs of this process."""
    for hub in list(hubs.values()):
        hub.marks.pass_on_marks()
    deliveries.flush()


@pytest.fixture
def small_plan() -> Plan:
    """Four teams, staff, and two lines that a controller may fire."""
    return table.plan(table.inject("news"), table.inject("cable", to=("team:tokyo",)))


async def begun(site: Site, plan: Plan) -> Play:
    """An exercise that has begun."""
    exercise = await sync_to_async(exercises.create)(plan, "Small")
    play = Play(site, exercise)
    await play.must(table.DIRECTOR, c.StartExercise())
    return play


@pytest_asyncio.fixture
async def play(site: Site, transactional_db: None, small_plan: Plan) -> AsyncIterator[Play]:
    """A small exercise that has begun, on the server of the session."""
    running = await begun(site, small_plan)
    yield running
    for console in running.consoles:
        await console.close()
    await sync_to_async(write_marks)()


class OtherProcess:
    """A process that commits to the same log, as a worker or a second web process does."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def submit(self, exercise: Exercise, actor: str, command: Any) -> None:
        """Returns when the command is durable."""
        given = msgspec.to_builtins(command)
        line = {"exercise": exercise.pk, "actor": actor, "key": token_hex(16), "command": given}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "Accepted"


@contextmanager
def other_process(redis_url: str) -> Iterator[OtherProcess]:
    """Another process on the test's database and on this Redis."""
    name = connection.settings_dict["NAME"]
    base = os.environ["DATABASE_URL"]
    database = (
        f"{base.rpartition('/')[0]}/{name}" if connection.vendor == "postgresql" else f"sqlite:///{name}"
    )
    given = {"DATABASE_URL": database, "REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "tte.settings"}
    environment = {**os.environ, **given, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("other_process.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    try:
        yield OtherProcess(process)
    finally:
        process.communicate()
