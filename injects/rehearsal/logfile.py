"""The log of a run as the file that `export_log` writes, so that `verify_log` and any reader of logs take it."""

from collections.abc import Iterable, Iterator

import msgspec

from games.engine import wire
from games.engine.decide import Decision
from games.engine.disclosure import tell
from games.engine.events import Recorded, Stamp
from games.engine.frames import Told
from games.engine.ids import Audience
from games.engine.plan import Plan
from games.engine.state import State
from games.review import chain
from games.review.chain import Link, Sealed
from games.review.export import AnyLine, EventLine, Header, log_lines
from injects.rehearsal.table import START

_decoder: msgspec.json.Decoder[AnyLine] = msgspec.json.Decoder(AnyLine)


class Sealing:
    """A listener to a run that seals each record with what every audience was told of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sealed: list[Sealed] = []
        self._digest = chain.genesis(name)
        self._positions: dict[Audience, int] = {}

    def __call__(self, before: State, decision: Decision) -> None:
        told: dict[int, list[Told]] = {}
        for seq, one in tell(before, decision):
            told.setdefault(seq, []).append(one)
        for rec in decision.records:
            self._seal(rec, told.get(rec.seq, []))

    def _seal(self, rec: Recorded, told: Iterable[Told]) -> None:
        frames = []
        for one in told:
            position = self._positions[one.audience] = self._positions.get(one.audience, 0) + 1
            frames.append((one.audience, position, wire.frame_text(one.audience, position, rec.at, one)))
        kind, at = wire.kind_of(rec.event), rec.at
        link = Link(
            rec.seq,
            kind,
            wire.version_of(kind),
            at.wall_ms,
            at.exercise_ms,
            at.scenario_ms,
            at.turn,
            rec.actor,
            rec.cause,
            chain.told_digest(frames),
            self._digest,
            wire.encode_event(rec.event).decode(),
        )
        self._digest = chain.digest_of(link)
        self.sealed.append(Sealed(link, self._digest))


def lines_of(sealing: Sealing, plan: Plan, rules_digest: str) -> Iterator[bytes]:
    """The lines of the file. It is dated with the virtual time at which the run begins, so that it never differs."""
    header = Header(
        schema=1,
        exercise=sealing.name,
        title=next(iter(plan.title.values()), plan.id),
        practice=True,
        deck=f"{plan.id} {plan.version}",
        plan_digest=plan.digest,
        rules_digest=rules_digest,
        written_at=START,
    )
    return log_lines(header, sealing.sealed, ())


def records_of(lines: Iterable[bytes]) -> Iterator[Recorded]:
    """The records in such a file, for `games.engine.replay`. Raises ValueError for a line that cannot be read."""
    for text in lines:
        line = _decoder.decode(text)
        if isinstance(line, EventLine):
            at = Stamp(line.wall_at, line.exercise_ms, line.scenario_at, line.turn)
            event = wire.decode_event(line.kind, line.version, bytes(line.data))
            yield Recorded(line.seq, at, line.actor_seat, line.cause, event)
