"""Two exercises that differ only in what one reader may not notice, and everything that this reader is sent.

In both the same open hands do the same at the same times. In the second, hidden hands play beside them: other
teams among themselves, and staff towards them. Byte for byte the reader must get the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from random import Random

import msgspec

from games import reads
from games.engine.access import audiences_of
from games.engine.ids import SeatId
from tests import table
from tests.secrecy.addresses import own_addresses
from tests.secrecy.hands import Hands
from tests.secrecy.ledger import Account, Leak, Reader
from tests.secrecy.looking import plain
from tests.secrecy.world import AUDIENCES, READERS, TEAMS, Clock, World, make_world

OPEN_FACTS = (("quarantine_declared", True), ("notice_given", True), ("notice_given", False))
HIDDEN_FACTS = (
    ("quarantine_declared", True),
    ("nsc_done", True),
    ("us_combat_active", True),
    ("ly_approval", True),
)
"""Both assert the first, with the same value: who learns of it must not depend on what was true already."""


@dataclass(frozen=True)
class Setting:
    """What is open to a reader and what is hidden: teams that play, audiences that are written for."""

    reader: Reader
    open_teams: tuple[str, ...]
    open_tos: tuple[str, ...]
    hidden_teams: tuple[str, ...]
    hidden_tos: tuple[str, ...]


def setting(name: str) -> Setting:
    """The setting in which this reader is kept in the dark as far as can be."""
    reader = READERS[name]
    own = reader.team or reader.watches
    hidden_tos = tuple(to for to in AUDIENCES if not reader.hears(to))
    return Setting(
        reader,
        open_teams=(own,) if own else (),
        open_tos=tuple(to for to in AUDIENCES if reader.hears(to)) or ("public",),
        hidden_teams=tuple(team for team in TEAMS if team != own),
        hidden_tos=hidden_tos,
    )


@dataclass
class Seen:
    """Everything that one reader was sent, by where, in order, made plain."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)

    def add(self, where: str, sent: bytes) -> None:
        self.sent.append((where, plain(sent)))


def lived(clock: Clock, of: Sequence[Setting], seed: int, acts: int, *, busy: bool) -> dict[str, Seen]:
    """One exercise, quiet or busy, as each reader lived through it. Settings differ in the reader alone."""
    assert all(replace(one, reader=of[0].reader) == of[0] for one in of)
    hidden = Account("H")
    clock.now_ms = table.START
    world = make_world(clock, hidden=hidden)
    world.start()
    open_hands, beside = both_hands(world, of[0], hidden, seed, busy=busy)
    seen = {one.reader.name: Seen() for one in of}
    for number in range(acts):
        if busy:
            beside.act()
            beside.act()
        open_hands.act()
        beside.settle()
        if number % 20 == 19:
            for one in of:
                observe(world, one.reader, seen[one.reader.name])
    return seen


def both_hands(world: World, of: Setting, hidden: Account, seed: int, *, busy: bool) -> tuple[Hands, Hands]:
    """The open hands, and those that play beside them."""
    mine = [line for line in world.lines.values() if any(of.reader.hears(to) for to in line.to)]
    others = [line for line in world.lines.values() if line not in mine]
    open_hands = Hands(
        world,
        Random(seed),
        world.accounts[0],
        of.open_teams,
        of.open_tos,
        mine,
        steady=True,
        partners=TEAMS,
        facts=OPEN_FACTS,
        also=of.hidden_tos[:3] if busy else (),
        aside=hidden,
    )
    beside = Hands(
        world,
        Random(-seed - 1),
        hidden,
        of.hidden_teams,
        of.hidden_tos,
        others,
        alone=True,
        facts=HIDDEN_FACTS,
    )
    return open_hands, beside


def observe(world: World, reader: Reader, seen: Seen) -> None:
    """All pages and regions of the reader, all frames so far, all receipts of the reader's own commands."""
    for address in own_addresses(world, reader):
        answer = world.browsers[reader.name].get(address)
        seen.add(address.replace(world.public_id, ""), world.look(reader.name, address, answer))
    seen.add("frames", b"\n".join(told(world, reader)))
    for seat, kind, receipt in world.receipts:
        if seat == reader.name:
            seen.add(f"receipt of {kind}", msgspec.json.encode(receipt))


def told(world: World, reader: Reader) -> Iterator[bytes]:
    """The frames that the socket of a reader carries, all that there are."""
    after = dict.fromkeys(audiences_of(world.state, SeatId(reader.name)), 0)
    for row in reads.frames(world.pk, after):
        world.check(reader.name, "socket", row.frame.encode())
        yield row.frame.encode()


def compare(quiet: Seen, busy: Seen) -> None:
    """Raises Leak where the two lives differ."""
    where = [(place, other) for place, other in zip(quiet.sent, busy.sent, strict=False) if place != other]
    if where:
        (_, one), (_, two) = where[0]
        before, after = (text.decode().replace(">", ">\n").splitlines() for text in (one, two))
        shown = "\n".join(unified_diff(before, after, "quiet", "busy", lineterm="", n=1))
        raise Leak(f"what others did shows at {[place[0] for place, _ in where][:9]}:\n{shown[:4000]}")
    if len(quiet.sent) != len(busy.sent):
        raise Leak(f"{len(quiet.sent)} answers in the one life, {len(busy.sent)} in the other")
