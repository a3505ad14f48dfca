"""A seat's console without a browser: one websocket that comes back by itself, and checks all it is told."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from games.engine import wire
from games.engine.frames import TheFrame
from games.engine.seatview import SeatView, fold
from games.protocol import Sent

BACKOFF_S = (0.05, 0.1, 0.25, 0.5, 1.0)
AGAIN = frozenset({"UNAVAILABLE", "BUSY", "RATE"})
"""Refusals after which the same command, under the same key, may be sent again."""

_sent: msgspec.json.Decoder[Sent] = msgspec.json.Decoder(Sent)


class WireFault(AssertionError):
    """The server broke its promise: a gap, a repetition or a frame of somebody else."""


class Ended(Exception):
    """The server said good-bye for good; the code says why."""


class Console:
    """The live connection of one seat.

    `url` is the address of its socket, `headers` carry its session. Every frame goes into `frames` in the
    order received and into `view`; a position that does not follow the one before is a `WireFault`, raised
    wherever the bot waits next. `on_frame` is called for each frame, after both. A command is given up when it
    has no receipt after `receipt_s`.
    """

    receipt_s = 30.0

    def __init__(
        self, url: str, headers: dict[str, str], on_frame: Callable[[TheFrame], None] | None = None
    ) -> None:
        self.url = url
        self.headers = headers
        self.on_frame = on_frame
        self.frames: list[TheFrame] = []
        self.texts: list[str] = []
        self.view = SeatView()
        self.positions: dict[str, int] = {}
        self.resyncs: list[dict[str, Any]] = []
        self.drafts: list[dict[str, Any]] = []
        self.connections = 0
        self.bye = ""
        self._fault: BaseException | None = None
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._welcome = asyncio.Event()
        self._changed = asyncio.Condition()
        self._receipts: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._pongs: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    # ---- life

    async def open(self) -> "Console":
        """Connects, and returns when the server has said welcome."""
        self._task = asyncio.get_running_loop().create_task(self._stay())
        await self._until(lambda: self._welcome.is_set() or self.bye != "")
        return self

    async def close(self) -> None:
        """Leaves; raises the fault that was found, if one was."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if isinstance(self._fault, WireFault):
            raise self._fault

    async def __aenter__(self) -> "Console":
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def blink(self) -> None:
        """Loses the connection, as a phone does; it comes back by itself with its cursor."""
        self._welcome.clear()
        if self._socket is not None:
            self._socket.transport.abort()
        await self._until(self._welcome.is_set)

    async def _stay(self) -> None:
        tries = 0
        while True:
            try:
                async with connect(
                    self.url, additional_headers=self.headers, compression=None, max_size=None, max_queue=None
                ) as self._socket:
                    self.connections += 1
                    tries = 0
                    await self._talk(self._socket)
            except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError, EOFError):
                pass
            except BaseException as problem:
                await self._break(problem)
                raise
            self._socket = None
            self._welcome.clear()
            if self.bye not in ("", "restart"):
                await self._break(Ended(self.bye))
                return
            await asyncio.sleep(BACKOFF_S[min(tries, len(BACKOFF_S) - 1)])
            tries += 1

    async def _talk(self, socket: ClientConnection) -> None:
        await socket.send(
            _text({"t": "hello", "cursor": {a: str(n) for a, n in self.positions.items()}, "lines": True})
        )
        async for several in socket:
            for text in str(several).split("\n"):
                self.texts.append(text)
                self._hear(msgspec.json.decode(text), text)
            async with self._changed:
                self._changed.notify_all()

    async def _break(self, problem: BaseException) -> None:
        self._fault = problem
        for promise in self._receipts.values():
            if not promise.done():
                promise.set_exception(Ended(str(problem)))
        async with self._changed:
            self._changed.notify_all()

    # ---- hearing

    def _hear(self, message: dict[str, Any], text: str) -> None:
        if msgspec.to_builtins(_sent.decode(text)) != message:
            raise WireFault(f"the server said more than the protocol has words for: {text}")
        match message["t"]:
            case "frame":
                self._frame(wire.decode_frame(text))
            case "receipt":
                promise = self._receipts.get(message["key"])
                if promise is not None and not promise.done():
                    promise.set_result(message)
            case "welcome":
                self._welcome.set()
            case "resync":
                self.resyncs.append(message)
                self.positions = {a: int(n) for a, n in message["cursor"].items()}
            case "pong":
                self._pongs.put_nowait(message)
            case "draft":
                self.drafts.append(message)
            case "bye":
                self.bye = message["code"]
            case other:
                raise WireFault(f"the server said {other!r}, which is not in the protocol")

    def _frame(self, frame: TheFrame) -> None:
        last = self.positions.get(frame.audience, 0)
        if frame.position != last + 1:
            raise WireFault(f"{frame.audience}: frame {frame.position} came after frame {last}")
        self.positions[frame.audience] = frame.position
        self.frames.append(frame)
        self.view = fold(self.view, frame)
        if self.on_frame is not None:
            self.on_frame(frame)

    # ---- saying

    async def command(self, kind: str, *, key: str = "", **data: Any) -> dict[str, Any]:
        """Sends a command; gives its receipt. A lost connection only delays it: the key stays."""
        key = key or secrets.token_hex(16)
        text = _text({"t": "cmd", "key": key, "kind": kind, "data": data})
        async with asyncio.timeout(self.receipt_s):
            while True:
                found = await self._asked(key, text)
                if found is not None and found.get("code") not in AGAIN:
                    return found
                await asyncio.sleep(0.05)

    async def _asked(self, key: str, text: str) -> dict[str, Any] | None:
        """One attempt: the receipt, or None when the connection went away before it came."""
        await self._until(self._welcome.is_set)
        promise = self._receipts[key] = asyncio.get_running_loop().create_future()
        try:
            await self.say(text)
            while not promise.done() and self._welcome.is_set():
                await asyncio.wait([promise], timeout=0.5)
            return promise.result() if promise.done() else None
        except ConnectionClosed:
            return None
        finally:
            del self._receipts[key]

    async def say(self, text: str) -> None:
        """Sends a text as it is. Raises ConnectionClosed."""
        await self._until(lambda: self._socket is not None)
        assert self._socket is not None
        await self._socket.send(text)

    async def opened(self, *items: str) -> None:
        """Reports items as opened."""
        await self.say(_text({"t": "opened", "ids": list(items)}))

    async def ping(self, at: int = 0) -> dict[str, Any]:
        """A pong. All that the server had sent before it has been heard by then."""
        await self.say(_text({"t": "ping", "at": at}))
        return await self._pongs.get()

    # ---- waiting

    async def until(self, true: Callable[["Console"], bool], seconds: float = 20.0) -> None:
        """Returns when a condition on this console holds; TimeoutError when it does not in time."""
        async with asyncio.timeout(seconds):
            await self._until(lambda: true(self))

    async def _until(self, true: Callable[[], bool]) -> None:
        async with self._changed:
            while not true():
                if self._fault is not None:
                    raise self._fault
                await self._changed.wait()


def _text(message: dict[str, Any]) -> str:
    return msgspec.json.encode(message).decode()
