"""What one transaction adds to an exercise: commands decided one after the other, their records chained."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from immutables import MapMutation

from games import log, notify
from games.engine import disclosure, timers, wire
from games.engine.answers import Accepted, Answer, Refused
from games.engine.book import Book
from games.engine.commands import AnyCommand
from games.engine.decide import Decision, decide
from games.engine.deciding.desk import Context
from games.engine.events import Recorded
from games.engine.frames import Told
from games.engine.ids import Audience, SeatId
from games.services import cache
from games.services.clock import now_ms
from games.services.lawless import NoLaw
from games.services.rules import LostPack, rulebook


@dataclass(frozen=True, slots=True)
class Submission:
    """A command on its way in. `actor` is the seat that acts, empty for the system.

    `key` is the client's own random word for this one command; empty for commands that are harmless to
    repeat, which get no receipt. `wall_ms` stands in for the time of day where play runs in virtual time.
    """

    exercise_id: int
    actor: SeatId
    key: str
    command: AnyCommand
    wall_ms: int | None = None


class Round:
    """What one transaction adds to one exercise, while its row is locked."""

    def __init__(self, head: log.Head, base: cache.Held) -> None:
        self.head = head
        self.base = base
        self.state = base.state
        self.wall_ms = base.wall_ms
        self.digest = base.digest
        self.positions = base.positions
        self.events: list[log.EventRow] = []
        self.told: list[log.ToldRow] = []
        self.receipts: list[tuple[int, str, str, str]] = []
        self.left = head
        """The exercise's row as it stands at the end of the transaction; see `close`."""

    def take(self, one: Submission) -> Answer:
        """Decides one command and keeps what it adds. An exception leaves the round as it was."""
        wall_ms = max(now_ms() if one.wall_ms is None else one.wall_ms, self.wall_ms)
        context = Context(wall_ms=wall_ms, actor=one.actor, new_id=new_id, book=self._book())
        try:
            decision = decide(self.state, one.command, context)
        except LostPack as lost:
            return Refused("PACK_LOST", str(lost))
        if isinstance(decision, Refused):
            return decision
        self._keep(decision)
        return Accepted(dict(decision.data))

    def _book(self) -> Book:
        """The rule pack; without it a clock can still be stopped and an emergency raised."""
        try:
            return rulebook(*self.head.pin)
        except LostPack as lost:
            return NoLaw(lost)

    def _keep(self, decision: Decision) -> None:
        """Chains the records and gives each frame its position; nothing is kept until all of it is made."""
        digest, positions = self.digest, self.positions.mutate()
        events, told = [], []
        frames_of = by_record(disclosure.tell(self.state, decision))
        for record in decision.records:
            frames = [placed(record, one, positions) for one in frames_of.get(record.seq, ())]
            row = log.chained(self.head.id, digest, record, frames)
            digest = row.digest
            events.append(row)
            told += [log.ToldRow(self.head.id, *frame[:2], record.seq, frame[2]) for frame in frames]
        self.events += events
        self.told += told
        self.state, self.digest, self.positions = decision.state, digest, positions.finish()
        if events:
            self.wall_ms = events[-1].wall_at

    @property
    def seq(self) -> int:
        return self.events[-1].seq if self.events else self.base.seq

    @property
    def held(self) -> cache.Held:
        """What to hold once the transaction is through."""
        return cache.Held(
            self.head.public_id,
            self.seq,
            self.digest,
            self.wall_ms,
            self.state,
            self.positions,
            self.head.pin,
        )

    def close(self) -> None:
        """Works out how the exercise's row has to stand, when nothing more is taken."""
        due = timers.next_wall(self.state)
        self.left = self.head._replace(
            head_seq=self.seq, head_digest=self.digest, next_due_at=due, life=self.state.life
        )

    @property
    def notice(self) -> notify.Commit:
        """What the sockets are told."""
        frames = tuple((row.audience, row.position, row.frame) for row in self.told)
        return notify.Commit(self.head.public_id, self.base.seq, self.seq, frames)


def by_record(told: Iterable[tuple[int, Told]]) -> dict[int, list[Told]]:
    """What was told, by the record it was told of."""
    found: dict[int, list[Told]] = {}
    for seq, one in told:
        found.setdefault(seq, []).append(one)
    return found


def placed(record: Recorded, told: Told, positions: MapMutation[Audience, int]) -> tuple[Audience, int, str]:
    """A frame at the next position of its audience, which `positions` then counts."""
    position = positions.get(told.audience, 0) + 1
    positions[told.audience] = position
    return told.audience, position, wire.frame_text(told.audience, position, record.at, told)


def new_id() -> str:
    """An opaque name for something new; it says nothing about how many there are."""
    return secrets.token_hex(8)
