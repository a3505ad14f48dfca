"""The test's own hand in the server's database: makes exercises, and reads what was written."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from games.engine import wire
from games.engine.events import Recorded, Stamp
from games.engine.frames import TheFrame
from games.engine.plan import Plan
from tests.faults.processes import ROOT

SERVE = "import django; django.setup(); from tests.faults import clerk_process; clerk_process.serve()"


class Card(NamedTuple):
    """What is printed for a seat: code and PIN."""

    code: str
    pin: str


class Made(NamedTuple):
    """An exercise, with the card of each of its seats."""

    pk: int
    public_id: str
    cards: dict[str, Card]


class ToldRow(NamedTuple):
    """A frame as the database has it, to one audience."""

    audience: str
    position: int
    seq: int
    frame: str

    @property
    def decoded(self) -> TheFrame:
        return wire.decode_frame(self.frame)


class Clerk:
    """Talks to a process that has the server's settings (`clerk_process`), one question at a time."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.lock = threading.Lock()
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE],
                cwd=ROOT,
                env={**environment, "DJANGO_SETTINGS_MODULE": "tte.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )

    def ask(self, question: str, **given: Any) -> Any:
        """The answer to one question; raises AssertionError with the process's error."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.lock:
            self.process.stdin.write(json.dumps({"question": question, **given}) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline() or '{"error": "the clerk has gone"}')
        assert "error" not in answer, answer["error"]
        return answer["ok"]

    def close(self) -> None:
        self.process.communicate()

    # ---- questions

    def make(self, plan: Plan) -> Made:
        """A new exercise with its lobby open."""
        return made(*self.ask("make", plan=msgspec.to_builtins(plan)))

    def shipped(self, **settings: Any) -> Plan:
        """The shipped deck, compiled."""
        return msgspec.convert(self.ask("shipped", settings=settings), Plan)

    def newest(self) -> Made:
        """The newest exercise of this server."""
        return made(*self.ask("newest"))

    def records(self, exercise: int) -> list[Recorded]:
        """The log."""
        return [
            Recorded(seq, Stamp(*at), actor, cause, wire.decode_event(kind, version, data.encode()))
            for seq, at, actor, cause, kind, version, data in self.ask("records", exercise=exercise)
        ]

    def told(self, exercise: int) -> list[ToldRow]:
        """Every frame of every audience, in the order of the log."""
        return [ToldRow(*row) for row in self.ask("told", exercise=exercise)]

    def receipts(self, exercise: int) -> dict[str, dict[str, Any]]:
        """The answers to keys."""
        return dict(self.ask("receipts", exercise=exercise))

    def verify(self, public_id: str) -> str:
        """What `verify_log` says; raises AssertionError when it finds a fault."""
        return str(self.ask("verify", exercise=public_id))

    def silent_for(self) -> dict[str, int]:
        """How long ago (ms) each process of the timers gave a sign of life."""
        return dict(self.ask("silent_for"))


def made(pk: int, public_id: str, cards: Mapping[str, Sequence[str]]) -> Made:
    """An exercise as the process describes it."""
    return Made(pk, public_id, {seat: Card(*card) for seat, card in cards.items()})
