"""How soon a seat that was away has everything it missed: on tte by its cursor, on a bare broadcaster by number."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench import load
from bench.load import Exercise, Game, Room, after
from bench.sockets import Wire, dial

MOVES = 1600
"""Half of them public; with a quarter of the others its own team's, a player misses a thousand."""
MISSED = 1000
RATE = 100.0
PATIENCE_S = 30.0


@dataclass
class Away:
    """A player's seat: how to come back to it, and how far each of its audiences had come when it left."""

    path: str
    cookie: str = ""
    hello: dict[str, Any] = field(default_factory=dict)


async def times(url: str, made: dict[str, Any], mode: str, repeats: int) -> list[float]:
    """Ms from the hello to the last of a thousand missed moves, each time the seat comes back."""
    seat = next(each for each in made["seats"] if each["team"] and not each["lead"])
    if mode == "tte":
        game: Game = await Exercise.open(url, made)
        away = Away(f"/ws/{made['public_id']}/{seat['seat']}/", seat["cookie"])
        away.hello = {"t": "hello", "cursor": await position(url, away), "lines": True}
    else:
        game = await Room.open(url, 0, made)
        teams = list(dict.fromkeys(each["team"] for each in made["seats"] if each["team"]))
        away = Away(f"/room/0/{teams.index(seat['team'])}", hello={"since": 0})
    outcome = await load.run([game], RATE, MOVES / RATE)
    assert not outcome.missing
    for wire in game.sockets:
        wire.transport.abort()
    await asyncio.sleep(1.0)
    return [await comes_back(url, away) for _ in range(repeats)]


async def position(url: str, away: Away) -> dict[str, int]:
    """How far each audience of a seat has come."""
    cursor: dict[str, int] = {}

    def hear(_: Wire, several: bytes) -> None:
        for text in several.split(b"\n"):
            frame = json.loads(text)
            if frame["t"] == "frame":
                cursor[frame["a"]] = frame["n"]

    wire = await dial(url, away.path, away.cookie, hear)
    wire.say('{"t":"hello","cursor":{},"lines":true}')
    await asyncio.sleep(1.0)
    wire.transport.abort()
    return cursor


async def comes_back(url: str, away: Away) -> float:
    """Ms until all that was missed is there."""
    seen: set[bytes] = set()
    whole = asyncio.Event()

    def hear(_: Wire, several: bytes) -> None:
        seen.update(after(text, b"~bench-", b"~") for text in several.split(b"\n") if b"~bench-" in text)
        if len(seen) >= MISSED:
            whole.set()

    wire = await dial(url, away.path, away.cookie, hear)
    began = time.perf_counter()
    wire.say(json.dumps(away.hello))
    try:
        await asyncio.wait_for(whole.wait(), PATIENCE_S)
        return 1000 * (time.perf_counter() - began)
    finally:
        wire.transport.abort()


def row(found: Sequence[float]) -> dict[str, float]:
    """The figures of one server."""
    return {"missed": MISSED, "ms": round(sorted(found)[len(found) // 2], 1), "best_ms": round(min(found), 1)}
