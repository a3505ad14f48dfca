"""The socket of a seat: lets it in, reads what it says, and leaves the sending to the hub."""

import asyncio
import logging
import time
from importlib import import_module
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie
from django.utils import translation

from games.engine import wire
from games.engine.answers import Answer, Refused
from games.engine.ids import SeatId
from games.hub.peer import Peer
from games.hub.process import Hub, hub_here
from games.presenting.refusals import in_words
from games.protocol import (
    CLOSE_CODE,
    Bye,
    ByeCode,
    Cmd,
    Hello,
    Malformed,
    Opened,
    Ping,
    Pong,
    Said,
    Welcome,
    encode,
    parse,
    receipt,
    unknown_kind,
)
from games.services import now_ms, seats

logger = logging.getLogger(__name__)

BURST_S = 4
"""How many seconds' worth of messages a socket may send at once, after having been quiet."""
IN_FLIGHT = 64
"""Commands of one socket that may wait for their answers."""
COOL_S = 0.1
"""How long a socket that says too much is not listened to."""


class Rate:
    """How much a socket may say: `per_second` messages on average, and `BURST_S` times that at once."""

    __slots__ = ("_at", "_left", "per_second")

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self._left = per_second * BURST_S
        self._at = time.monotonic()

    def allows(self) -> bool:
        """Whether one more message is within the rate, which it then uses up."""
        now = time.monotonic()
        self._left = min(self.per_second * BURST_S, self._left + (now - self._at) * self.per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class LiveSocket:
    """The ASGI application behind `/ws/<exercise>/<seat>/`; one object serves every socket.

    Not a Channels consumer: that makes a thread hop for each message it dispatches, which costs more than
    all the rest of a move.
    """

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        given: Any = scope
        where = given["url_route"]["kwargs"]
        await receive()
        hub = hub_here()
        headers = dict(given["headers"])
        cookies = headers.get(b"cookie", b"").decode("latin1")
        place = await hub.reading.threads.run(_who, cookies, where["exercise"], where["seat"])
        await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        if place is None or hub.closing:
            await _turn_away(send, "not_yours" if place is None else "restart")
            return
        talk = Talk(
            hub, place, send, _language(cookies, headers.get(b"accept-language", b"").decode("latin1"))
        )
        try:
            await talk.listen(receive)
        except asyncio.CancelledError:
            if not talk.dropped:
                raise
            # Ends this socket alone. What it has not taken is in the log, and it has its cursor.
            logger.info("a socket that did not take its frames was dropped")
        finally:
            talk.end()


def _who(cookies: str, exercise: str, seat: str) -> seats.SeatPass | None:
    """Leave to act as the seat, by the session of the handshake.

    Read here and not by Channels' middleware, which would stay between the hub and every send.
    """
    request = HttpRequest()
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return seats.who(request.session, get_user(request), exercise, SeatId(seat))


def _language(cookies: str, accepted: str) -> str:
    """The language of the page that opened the socket, by the same rule as the page's own."""
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookies)
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return translation.get_language_from_request(request)


async def _turn_away(send: ASGISendCallable, code: ByeCode) -> None:
    """A browser learns a close code only from a socket that was opened."""
    await send({"type": "websocket.send", "bytes": None, "text": encode(Bye(code))})
    await send({"type": "websocket.close", "code": CLOSE_CODE[code], "reason": code})


class Talk:
    """One socket, from its hello to its end."""

    def __init__(self, hub: Hub, place: seats.SeatPass, send: Any, language: str) -> None:
        self.hub = hub
        self.language = language
        self.peer = Peer(place, send, drop=self.drop, on_item=hub.marks.delivered, on_lost=hub.lost)
        self.rate = Rate(settings.TTE_SOCKET_RATE)
        self.dropped = False
        self.task = asyncio.current_task()
        self.entering: asyncio.Task[None] | None = None
        hub.arrive(self.peer)

    async def listen(self, receive: ASGIReceiveCallable) -> None:
        """Takes messages until the socket closes."""
        while True:
            message: Any = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if self.peer.over:
                continue
            said = _read(message)
            if self.rate.allows():
                await self.take(said)
            else:
                self.refuse(said, Refused("RATE", f"at most {self.rate.per_second:g} messages a second"))
                await asyncio.sleep(COOL_S)

    async def take(self, said: Said | Malformed) -> None:
        """Does what the client asks."""
        match said:
            case Hello(cursor, lines):
                self.hello({audience: int(position) for audience, position in cursor.items()}, lines)
            case Cmd():
                self.command(said)
            case Opened(ids):
                await self.hub.marks.opened(self.peer, ids)
            case Ping(at):
                self.peer.say(Pong(at, now_ms()))
            case Malformed():
                self.refuse(said, said.answer())

    def hello(self, cursor: dict[str, int], lines: bool) -> None:
        """Welcomes the client; what it missed follows while it may go on talking."""
        if self.entering is not None:
            self.refuse(
                None, Refused("BAD_MESSAGE", "hello is said once, first; open a new socket to begin again")
            )
            return
        self.peer.say(Welcome(now_ms(), self.peer.place.seat, self.hub.crowd()))
        self.peer.claimed = cursor
        self.peer.lines = lines
        self.entering = asyncio.get_running_loop().create_task(self.enter())

    async def enter(self) -> None:
        try:
            await self.hub.enter(self.peer)
        except TimeoutError:
            self.drop(self.peer)
        except Exception:
            logger.exception("a socket cannot be served its backlog and is closed; it will come again")
            self.drop(self.peer)

    def command(self, cmd: Cmd) -> None:
        """Hands a command to the writer; the receipt follows when it is durable."""
        refused = unknown_kind(cmd.kind)
        if refused is None and self.peer.asked >= IN_FLIGHT:
            refused = Refused("RATE", f"at most {IN_FLIGHT} commands may wait for an answer")
        if refused is not None:
            self.refuse(cmd, refused)
            return
        try:
            command = wire.decode_command({**cmd.data, "kind": cmd.kind})
        except ValueError as problem:
            self.refuse(cmd, Refused("BAD_COMMAND", str(problem)))
            return
        self.hub.ask(self.peer, cmd.key, command, lambda answer: self.answered(cmd.key, answer))

    def answered(self, key: str, answer: Answer) -> None:
        """The receipt, behind the frames that the command caused for this seat."""
        self.peer.answer(self.receipt(key, answer))

    def refuse(self, said: Said | Malformed | None, answer: Refused) -> None:
        """A refusal, under the key of what was said if it had one."""
        key = said.key if isinstance(said, Cmd | Malformed) else ""
        self.peer.say_text(self.receipt(key, answer))

    def receipt(self, key: str, answer: Answer) -> str:
        """The receipt of an answer, a refusal in the words of the page's language."""
        if isinstance(answer, Refused):
            with translation.override(self.language):
                answer = in_words(answer)
        return receipt(key, answer)

    def drop(self, peer: Peer) -> None:
        """Ends the socket from the server's side."""
        self.dropped = True
        self.hub.leave(peer)
        if self.task is not None:
            self.task.cancel()

    def end(self) -> None:
        """Lets go of everything; safe to call twice."""
        if self.entering is not None:
            self.entering.cancel()
        self.hub.leave(self.peer)


def _read(message: Any) -> Said | Malformed:
    text = message.get("text")
    if text is None:
        return Malformed("BAD_JSON", "messages are JSON text, not binary")
    return parse(text)
