"""Moves at a rate, on tte or on a bare broadcaster: when each was acknowledged and had reached everyone."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from bench.sockets import Wire, dial

TEXT = "The ships leave port at first light and keep to the median line. " * 6
SETTLE_S = 20.0


@dataclass
class Move:
    """One move under way: when it was sent, acknowledged, and last heard by a seat; who still has to hear."""

    sent: float
    due: int
    acknowledged: float = 0.0
    last: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether it was acknowledged and has reached everyone."""
        return self.acknowledged > 0 and self.due <= 0


class Game(Protocol):
    """One room or exercise with its sockets open."""

    moves: dict[str, Move]
    sockets: list[Wire]

    def send(self, number: int) -> str:
        """Sends move `number`; gives the name it goes by in `moves`."""


@dataclass
class Exercise:
    """An exercise of tte. Every second move is public, the others are for team and white cell alone.

    A move is counted as heard by its `move_filed` at the team's seats, its statement at every seat if it is
    public, and its line in the log at the staff's.
    """

    moves: dict[str, Move] = field(default_factory=dict)
    sockets: list[Wire] = field(default_factory=list)
    leads: list[tuple[Wire, dict[str, Any]]] = field(default_factory=list)
    team_sizes: dict[str, int] = field(default_factory=dict)
    staff: int = 0
    by_id: dict[bytes, Move] = field(default_factory=dict)
    early: dict[bytes, list[float]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    @classmethod
    async def open(cls, url: str, made: dict[str, Any]) -> "Exercise":
        """Opens the sockets of all seats, and waits until each has its backlog."""
        game = cls()
        for seat in made["seats"]:
            wire = await dial(url, f"/ws/{made['public_id']}/{seat['seat']}/", seat["cookie"], game.hear)
            game.sockets.append(wire)
            if seat["team"]:
                game.team_sizes[seat["team"]] = game.team_sizes.get(seat["team"], 0) + 1
            else:
                game.staff += 1
            if seat["lead"]:
                game.leads.append((wire, seat))
            wire.say('{"t":"hello","cursor":{},"lines":true}')
        await game.quiet()
        return game

    async def quiet(self) -> None:
        """Returns when nothing has come for a moment."""
        before = -1
        while before != (now := sum(wire.heard for wire in self.sockets)):
            before = now
            await asyncio.sleep(0.3)

    def send(self, number: int) -> str:
        wire, seat = self.leads[number % len(self.leads)]
        public = number // len(self.leads) % 2 == 0
        key = f"bench-move-{number:08d}"
        heard_by = self.team_sizes[seat["team"]] + self.staff + (len(self.sockets) if public else 0)
        self.moves[key] = Move(time.perf_counter(), heard_by)
        wire.say(
            json.dumps(
                {
                    "t": "cmd",
                    "key": key,
                    "kind": "submit_move",
                    "data": {
                        "content": {
                            "headline": f"~{key}~",
                            "text": TEXT,
                            "move": seat["move"],
                            "visibility": "public" if public else "covert",
                        }
                    },
                },
                separators=(",", ":"),
            )
        )
        return key

    def hear(self, wire: Wire, several: bytes) -> None:
        now = time.perf_counter()
        lines = several.split(b"\n")
        wire.heard += len(lines) - 1
        for text in lines:
            self.hear_one(text, now)

    def hear_one(self, text: bytes, now: float) -> None:
        if text.startswith(b'{"t":"receipt"'):
            self.answered(text, now)
            return
        at = text.find(b"~bench-move-")
        if at > 0:
            self.heard(self.moves.get(text[at + 1 : at + 20].decode()), now)
        elif b'"what":"move_submitted"' in text:
            self.logged(after(text, b'"move_id":"', b'"'), now)

    def answered(self, text: bytes, now: float) -> None:
        move = self.moves.get(after(text, b'"key":"', b'"').decode())
        if b'"ok":true' not in text:
            self.refusals.append(text.decode())
        if move is None or b'"ok":true' not in text:
            return
        move.acknowledged = now
        move_id = after(text, b'"move_id":"', b'"')
        self.by_id[move_id] = move
        for heard in self.early.pop(move_id, ()):
            self.heard(move, heard)

    def logged(self, move_id: bytes, now: float) -> None:
        """A line of the log, which knows the move by an id that only the receipt ties to it."""
        move = self.by_id.get(move_id)
        if move is None:
            self.early.setdefault(move_id, []).append(now)
        else:
            self.heard(move, now)

    def heard(self, move: Move | None, now: float) -> None:
        if move is not None:
            move.due -= 1
            move.last = max(move.last, now)


def after(text: bytes, mark: bytes, end: bytes) -> bytes:
    """What stands between a mark and the next end."""
    start = text.find(mark) + len(mark)
    return text[start : text.find(end, start)]


@dataclass
class Room:
    """A room of the bare broadcaster: the same teams, the same moves, every second one public."""

    moves: dict[str, Move] = field(default_factory=dict)
    sockets: list[Wire] = field(default_factory=list)
    sizes: list[int] = field(default_factory=lambda: [0] * 5)
    number: int = 0

    @classmethod
    async def open(cls, url: str, number: int, made: dict[str, Any]) -> "Room":
        """Opens a socket for each seat of `made`."""
        room = cls(number=number)
        teams = list(dict.fromkeys(seat["team"] for seat in made["seats"] if seat["team"]))
        for seat in made["seats"]:
            team = teams.index(seat["team"]) if seat["team"] else 4
            wire = await dial(url, f"/room/{number}/{team}", "", room.hear)
            wire.label = team
            room.sizes[team] += 1
            room.sockets.append(wire)
        return room

    def send(self, number: int) -> str:
        wire = next(w for w in self.sockets if w.label == number % 4)
        public = number // 4 % 2 == 0
        key = f"bench-move-{number:08d}"
        heard_by = len(self.sockets) if public else self.sizes[wire.label] + self.sizes[4]
        self.moves[key] = Move(time.perf_counter(), heard_by)
        move = {"key": key, "secret": not public, "headline": f"~{key}~", "text": TEXT, "kind": "submit_move"}
        wire.say(json.dumps(move))
        return key

    def hear(self, wire: Wire, text: bytes) -> None:
        now = time.perf_counter()
        if text.startswith(b'{"ack"'):
            self.moves[json.loads(text)["ack"]].acknowledged = now
            return
        at = text.find(b"~bench-move-")
        move = self.moves[text[at + 1 : at + 20].decode()]
        move.due -= 1
        move.last = max(move.last, now)


@dataclass(frozen=True)
class Outcome:
    """What became of moves sent at a rate: ms to the receipt and to the last seat, and what is missing."""

    rate: float
    sent: int
    seconds: float
    ack_ms: tuple[float, float, float]
    last_ms: tuple[float, float, float]
    missing: int
    deliveries: int

    @property
    def per_second(self) -> float:
        """Moves that were through, a second of the time it took them all."""
        return (self.sent - self.missing) / self.seconds


_numbers = count()


async def run(games: Sequence[Game], rate: float, seconds: float) -> Outcome:
    """Sends moves at a steady rate whatever becomes of them, then waits until all are through."""
    heard = sum(wire.heard for game in games for wire in game.sockets)
    sent: list[Move] = []
    began = time.perf_counter()
    total = int(rate * seconds)
    while len(sent) < total:
        behind = began + len(sent) / rate - time.perf_counter()
        if behind > 0:
            await asyncio.sleep(behind)
        number = next(_numbers)
        game = games[number % len(games)]
        sent.append(game.moves[game.send(number // len(games))])
        if behind <= 0:
            await asyncio.sleep(0)
    patience = time.perf_counter() + SETTLE_S
    while not all(move.whole for move in sent) and time.perf_counter() < patience:
        await asyncio.sleep(0.02)
    took = max((move.last for move in sent), default=began) - began
    whole = [move for move in sent if move.whole]
    return Outcome(
        rate,
        len(sent),
        max(took, seconds),
        shares([1000 * (move.acknowledged - move.sent) for move in sent if move.acknowledged]),
        shares([1000 * (move.last - move.sent) for move in whole]),
        len(sent) - len(whole),
        sum(wire.heard for game in games for wire in game.sockets) - heard,
    )


def shares(values: list[float]) -> tuple[float, float, float]:
    """Median, 95th and 99th percentile."""
    ordered = sorted(values) or [float("nan")]
    return tuple(ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.95, 0.99))  # type: ignore[return-value]  # three of them
