"""One exercise within a process: its sockets by audience, and its commits in the order of the log."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple, Protocol, TypeAlias

import msgspec

from games.engine.ids import Audience, SeatId
from games.hub.peer import Line, Peer
from games.notify import Commit

logger = logging.getLogger(__name__)

PATIENCE_S = 0.03
"""How long a commit that came early waits for the one before it, which another process is about to
announce.
"""

Told: TypeAlias = tuple[Audience, int, str]
"""An audience, its position, and the text of the frame."""

ITEM_KINDS = frozenset({"item_released", "narrative_told", "statement_made", "notice_told"})
"""Frames that put something to read in front of a seat."""


OPENS_ROOM = '"thread_started"'
"""In the text of the frame after which seats may listen to one more room."""


class Since(NamedTuple):
    """What was told after some place in the log, in order, and how far the log has come."""

    seq: int
    frames: list[Told]


class Log(Protocol):
    """What a room reads. The functions wait for the database off the event loop."""

    async def head(self, exercise: str) -> int:
        """The last sequence number of the exercise."""

    async def since(self, exercise: str, seq: int) -> Since:
        """Every frame told after `seq`, to whomever, in the order of the log."""

    async def audiences(self, exercise: str, seats: set[SeatId]) -> dict[SeatId, tuple[Audience, ...]]:
        """What these seats listen to, as the log stands now or later."""

    async def backlog(self, exercise: str, cursor: Mapping[Audience, int], limit: int) -> list[Told]:
        """Frames after these positions, in the order of the log, at most `limit`."""


class _Item(msgspec.Struct):
    item: str = ""


class _Peek(msgspec.Struct):
    kind: str
    data: _Item


_peek = msgspec.json.Decoder(_Peek)


def line_of(told: Told) -> Line:
    """The frame made ready to send."""
    audience, position, text = told
    seen = _peek.decode(text)
    item = seen.data.item if seen.kind in ITEM_KINDS else ""
    return Line(audience, position, {"type": "websocket.send", "text": text}, len(text), item)


class Room:
    """Forwards each commit once, in order, to the sockets entitled to it.

    A commit that follows the last one forwarded goes out within the call. One that came early waits a
    moment for its predecessor; then everything missing is read from the log. `seq` is how far this process
    has forwarded.
    """

    def __init__(self, exercise: str, log: Log) -> None:
        self.exercise = exercise
        self.log = log
        self.seq = -1
        self.peers: set[Peer] = set()
        self.members: dict[Audience, set[Peer]] = {}
        self.known: set[Audience] = set()
        self.items: dict[str, set[Audience]] = {}
        """Who was told each item that this process has forwarded."""
        self.asking: set[Peer] = set()
        """Peers that wait for the answer to a command: they hear of a commit first."""
        self._held: list[Line] = []
        self._early: dict[int, Commit] = {}
        self._stale = False
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._afterwards: list[Callable[[], None]] = []

    async def open(self) -> None:
        """Begins at the head of the log. Call when notices already arrive, so that none falls between."""
        self.seq = await self.log.head(self.exercise)
        if self._early:
            self._work()

    def close(self) -> None:
        """Stops forwarding."""
        if self._worker is not None:
            self._worker.cancel()

    # ---- commits

    def take(self, commit: Commit, *, hold: bool = False) -> None:
        """A notice of a commit, in whatever order they come; repeats are harmless.

        With `hold` only those who wait for an answer hear of it now, the others with `release`: with many seats
        a receipt would else wait for the frames of all of them.
        """
        if commit.seq <= self.seq:
            return
        if self._worker is None and commit.prev_seq <= self.seq and not self._widens(commit.frames):
            self._forward(commit.seq, commit.frames)
            if not hold:
                self.release()
            return
        self._early[commit.prev_seq] = commit
        if self.seq >= 0:
            self._work()

    def release(self) -> None:
        """Everybody hears what was held; those who have heard it pass it over by its position."""
        held, self._held = self._held, []
        if len(held) == 1:
            for peer in tuple(self.members.get(held[0].audience, ())):
                peer.take(held[0])
            return
        entitled = (self.members.get(audience, ()) for audience in {line.audience for line in held})
        for peer in set[Peer]().union(*entitled):
            peer.take_all(held)

    def after_commits(self, call: Callable[[], None]) -> None:
        """Calls when every commit that is known of by now has been forwarded; mostly at once."""
        if self._worker is None:
            call()
        else:
            self._afterwards.append(call)

    def catch_up(self, head: int) -> None:
        """The log is known to have come to `head`: reads what is missing, if anything is."""
        if 0 <= self.seq < head:
            self._stale = True
            self._work()

    def _forward(self, seq: int, frames: Iterable[Told]) -> None:
        self.seq = seq
        lines = list(map(line_of, frames))
        for line in lines:
            if line.item:
                self.items.setdefault(line.item, set()).add(line.audience)
        for peer in tuple(self.asking):
            peer.take_all(lines)
        self._held += lines

    def _work(self) -> None:
        self._wake.set()
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._settle())

    async def _settle(self) -> None:
        """Works until nothing waits. After a failure the next look at the head of the log tries again."""
        try:
            await self._work_off()
        except Exception:
            logger.exception("cannot catch up with exercise %s", self.exercise)
            self._early.clear()
            self._stale = False
        finally:
            self._worker = None
            waiting, self._afterwards = self._afterwards, []
            for call in waiting:
                call()

    async def _work_off(self) -> None:
        """Commits that fit by now; else a moment's patience; else the log."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_S
        while self._early or self._stale:
            fits = self._next_early()
            if fits is not None:
                await self._admit(fits.frames)
                self._forward(fits.seq, fits.frames)
                self.release()
                until = loop.time() + PATIENCE_S
            elif self._stale or loop.time() >= until:
                await self._read_missing()
            elif self._early:
                await self._woken(until - loop.time())

    def _next_early(self) -> Commit | None:
        """Takes out the commit that follows what was forwarded; forgets those that are behind it."""
        self._early = {prev: each for prev, each in self._early.items() if each.seq > self.seq}
        fits = next((prev for prev in self._early if prev <= self.seq), None)
        return None if fits is None else self._early.pop(fits)

    async def _read_missing(self) -> None:
        # Whatever was announced by now is in the log; what is announced meanwhile is kept.
        self._stale = False
        self._early.clear()
        missing = await self.log.since(self.exercise, self.seq)
        await self._admit(missing.frames)
        if missing.seq > self.seq:
            self._forward(missing.seq, missing.frames)
            self.release()

    async def _woken(self, seconds: float) -> None:
        """Returns when another notice has come, or after so long."""
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    # ---- who listens to what

    def join(self, peer: Peer) -> None:
        """The peer belongs to this exercise and has said where it is; it hears nothing until it listens."""
        self.peers.add(peer)

    def listen(self, peer: Peer, audiences: Iterable[Audience]) -> None:
        """The peer hears these audiences from now on."""
        if peer not in self.peers:
            return
        for audience in peer.listen(audiences):
            self.members.setdefault(audience, set()).add(peer)
            self.known.add(audience)

    def leave(self, peer: Peer) -> None:
        """The socket is gone."""
        self.peers.discard(peer)
        self.asking.discard(peer)
        for audience in peer.cursor:
            self.members[audience].discard(peer)

    def _widens(self, frames: Collection[Told]) -> bool:
        """Whether these frames may let seats listen to more than before."""
        return any(told[0] not in self.known or OPENS_ROOM in told[2] for told in frames)

    async def _admit(self, frames: Collection[Told]) -> None:
        """Before the first frame of an audience that is new here: the seats that listen to it join it.

        A peer that is only just coming in is asked for as well: what it read of the log may be older than
        this.
        """
        if not self._widens(frames):
            return
        seats = {peer.place.seat for peer in self.peers}
        entitled = await self.log.audiences(self.exercise, seats) if seats else {}
        self.known.update(told[0] for told in frames)
        for peer in self.peers:
            self.listen(peer, entitled.get(peer.place.seat, ()))
