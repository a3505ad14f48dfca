"""A random exercise, looked at from every screen: what the suite's tests and its planted leaks have in common."""

from __future__ import annotations

from random import Random

from games import reads
from games.engine.access import audiences_of
from games.engine.ids import SeatId
from tests.secrecy.addresses import own_addresses, walk
from tests.secrecy.hands import Hands
from tests.secrecy.ledger import Reader
from tests.secrecy.world import AUDIENCES, SEATED, TEAMS, Clock, World, make_world

ATTRIBUTIONS = ("office", "chatham", "attributed", "team")
HEARD_EVERY = 15
"""Acts of a round between one time that all frames are heard and the next."""


def begun(clock: Clock, seed: int) -> tuple[World, Hands]:
    """An exercise that has just begun, and the hands of all who play it."""
    world = make_world(clock, attribution=ATTRIBUTIONS[seed % len(ATTRIBUTIONS)])
    world.start()
    lines = list(world.lines.values())
    return world, Hands(world, Random(seed), world.accounts[0], TEAMS, AUDIENCES, lines)


def look_from_every_seat(world: World) -> None:
    """Every seat's own frames, pages and regions. Raises Leak."""
    hear_from_every_seat(world)
    for reader in SEATED:
        walk(world, reader.name, own_addresses(world, reader))


def hear_from_every_seat(world: World) -> None:
    """Every frame that anybody's socket carries: far sooner done than a look at the pages. Raises Leak."""
    for reader in SEATED:
        hear(world, reader)


def hear(world: World, reader: Reader) -> None:
    """Every frame that a seat's socket carries. Raises Leak."""
    after = dict.fromkeys(audiences_of(world.state, SeatId(reader.name)), 0)
    for row in reads.frames(world.pk, after):
        world.check(reader.name, "socket", row.frame.encode())


def play_and_look(clock: Clock, seed: int, rounds: int, acts: int) -> World:
    """Rounds of random play, heard as it goes and each followed by a look from every seat. Raises Leak."""
    world, hands = begun(clock, seed)
    for _ in range(rounds):
        for done in range(0, acts, HEARD_EVERY):
            hands.play(min(HEARD_EVERY, acts - done))
            hear_from_every_seat(world)
        look_from_every_seat(world)
    return world
