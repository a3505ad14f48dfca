"""One open socket of a seat: how far it has got with each audience, and how a frame reaches it once."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from games.engine.ids import Audience
from games.hub.outbox import Message, Outbox, Send
from games.protocol import CLOSE_CODE, Bye, ByeCode, Sent, encode
from games.services.seats import SeatPass

MAX_PENDING = 256
"""Frames kept for a socket that is reading its backlog; past that it reads them from the log as well."""


class Line(NamedTuple):
    """A frame ready to go, built once for all sockets that may have it. `item` is what it shows, if any."""

    audience: Audience
    position: int
    message: Message
    size: int
    item: str


class Peer:
    """A socket that has been let in, for the seat of `place`, which its session gave and nothing can change.

    `claimed` is the cursor that the client came with, None before its hello; `cursor` the last position sent
    of each audience that the seat listens to; `lines` whether it takes several messages in one; `asked` counts
    commands that wait for their answers. While `live`
    is false the peer is reading its backlog and new lines wait in `pending`. `on_lost` is called when a
    position was skipped, `drop` when the socket does not take its frames, `on_item` for each item that was
    written to it.
    """

    __slots__ = (
        "asked",
        "claimed",
        "cursor",
        "drop",
        "held",
        "lines",
        "live",
        "missed",
        "on_item",
        "on_lost",
        "outbox",
        "over",
        "pending",
        "place",
    )

    def __init__(
        self,
        place: SeatPass,
        send: Send,
        *,
        drop: Callable[["Peer"], None],
        on_item: Callable[["Peer", str], None],
        on_lost: Callable[["Peer"], None],
    ) -> None:
        self.place = place
        self.drop = drop
        self.on_item = on_item
        self.on_lost = on_lost
        self.outbox = Outbox(send, self._stuck)
        self.asked = 0
        self.lines = False
        self.claimed: Mapping[str, int] | None = None
        self.cursor: dict[Audience, int] = {}
        self.live = False
        self.missed = False
        self.over = False
        self.pending: list[Line] = []
        self.held: list[str] = []

    def listen(self, audiences: Iterable[Audience]) -> tuple[Audience, ...]:
        """Adds audiences from where the client says it is with them; returns those that are new to it."""
        new = tuple(a for a in audiences if a not in self.cursor)
        for audience in new:
            self.cursor[audience] = (self.claimed or {}).get(audience, 0)
        return new

    def take(self, line: Line) -> None:
        """A line of one of its audiences: sent if it is the next, kept while the backlog is being read."""
        if not self.live:
            self._keep(line)
            return
        last = self.cursor[line.audience]
        if line.position == last + 1:
            self.cursor[line.audience] = line.position
            self.outbox.push(line.message, line.size)
            if line.item:
                self.on_item(self, line.item)
        elif line.position > last:
            self.live = False
            self._keep(line)
            self.on_lost(self)

    def take_all(self, lines: Iterable[Line]) -> None:
        """Several lines, those of its audiences, in as few messages as the client takes."""
        self.gather()
        try:
            for line in lines:
                if line.audience in self.cursor:
                    self.take(line)
        finally:
            self.let_go()

    def gather(self) -> None:
        """What it is sent until it lets go leaves as one message, if the client takes such."""
        if self.lines:
            self.outbox.gather()

    def let_go(self) -> None:
        """Ends a `gather`."""
        if self.lines:
            self.outbox.let_go()

    async def read(self, lines: Iterable[Line]) -> None:
        """Lines of the backlog, in order and at the socket's own pace; one already sent is passed over."""
        self.gather()
        try:
            for line in lines:
                if line.position > self.cursor[line.audience]:
                    self.cursor[line.audience] = line.position
                    self.outbox.push(line.message, line.size)
                    if not self.lines:
                        await self.outbox.gone()
                    if line.item:
                        self.on_item(self, line.item)
        finally:
            self.let_go()
        await self.outbox.gone()

    def go_live(self) -> bool:
        """Ends the backlog with what came in meanwhile; False when some of that was not kept and must be
        read.
        """
        if self.missed:
            return False
        self.live = True
        pending, self.pending = self.pending, []
        self.take_all(pending)
        held, self.held = self.held, []
        for text in held:
            self.answer(text)
        return True

    def say(self, message: Sent) -> None:
        """Sends a message that is not a frame."""
        self.say_text(encode(message))

    def say_text(self, text: str) -> None:
        """Sends the text of a message that is not a frame."""
        self.outbox.push({"type": "websocket.send", "text": text}, len(text))

    def answer(self, text: str) -> None:
        """Sends the text of a receipt, behind the frames before it even while the backlog is read."""
        if self.live or self.claimed is None:
            self.say_text(text)
        else:
            self.held.append(text)

    def bye(self, code: ByeCode) -> None:
        """Says why and closes; from now on nothing that the socket says counts."""
        self.over = True
        self.say(Bye(code))
        self.outbox.push({"type": "websocket.close", "code": CLOSE_CODE[code], "reason": code}, 0)

    def _keep(self, line: Line) -> None:
        if len(self.pending) >= MAX_PENDING:
            self.pending.clear()
            self.missed = True
        self.pending.append(line)

    def _stuck(self) -> None:
        self.drop(self)
