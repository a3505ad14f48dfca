"""The way out to one socket: at once if it can be, else through a bounded queue that holds up nobody."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import coroutine
from typing import Any, TypeAlias, cast

Message: TypeAlias = dict[str, Any]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

MAX_FRAMES = 256
MAX_BYTES = 4 * 1024 * 1024
"""Longest queue of a socket that does not take its frames; past either, the socket is dropped."""
MAX_JOINED = 256 * 1024
"""Characters of texts that go out as one message."""


class Outbox:
    """One socket's frames, in order.

    A send that does not have to wait is finished in place: no task and no turn of the event loop for it.
    One that has to wait is carried on by a task while later frames queue. `on_stuck` is called once, when
    the queue is full or the socket fails; after that the outbox takes nothing more.

    Texts pushed between `gather` and `let_go` leave as one message, one text a line: what costs is not the text
    but each message's way to the socket.
    """

    __slots__ = (
        "_bytes",
        "_carrier",
        "_gathered",
        "_gathered_size",
        "_gathering",
        "_on_stuck",
        "_queue",
        "_send",
        "closed",
    )

    def __init__(self, send: Send, on_stuck: Callable[[], None]) -> None:
        self._send = send
        self._on_stuck = on_stuck
        self._queue: deque[tuple[Message, int]] | None = None
        self._bytes = 0
        self._carrier: asyncio.Task[None] | None = None
        self._gathering = 0
        self._gathered: list[str] = []
        self._gathered_size = 0
        self.closed = False

    def push(self, message: Message, size: int) -> None:
        """Sends `message` (about `size` bytes) now, or as soon as what is before it has gone."""
        if self.closed:
            return
        if not self._gathering:
            self._pass(message, size)
        elif "text" in message and self._gathered_size + size <= MAX_JOINED:
            self._gathered.append(message["text"])
            self._gathered_size += size
        else:
            self._join()
            self._pass(message, size)

    def gather(self) -> None:
        """Keeps texts from now on. Call `let_go` as often, and in the same turn of the event loop."""
        self._gathering += 1

    def let_go(self) -> None:
        """Ends a `gather`; with the first of them what was kept is sent, as one message."""
        self._gathering -= 1
        if not self._gathering:
            self._join()

    def _join(self) -> None:
        texts, self._gathered = self._gathered, []
        size, self._gathered_size = self._gathered_size, 0
        if texts and not self.closed:
            self._pass({"type": "websocket.send", "text": "\n".join(texts)}, size)

    async def gone(self) -> None:
        """Returns when all has gone that was pushed: at the socket's own pace."""
        while (carrier := self._carrier) is not None:
            await asyncio.wait([carrier])

    def close(self) -> None:
        """Takes nothing more and forgets what waits."""
        self.closed = True
        self._queue = None
        if self._carrier is not None:
            self._carrier.cancel()

    @property
    def waiting(self) -> int:
        """Frames that have not gone yet, without the one under way."""
        return len(self._queue) if self._queue else 0

    def _pass(self, message: Message, size: int) -> None:
        if self._carrier is not None:
            self._enqueue(message, size)
        else:
            self._write(message)

    def _write(self, message: Message) -> None:
        step = cast("Coroutine[Any, Any, None]", self._send(message))
        try:
            blocker = step.send(None)
        except StopIteration:
            return
        except Exception:
            # Whatever the server raises for a socket that is gone, this socket is gone.
            self._stuck()
            return
        self._carrier = asyncio.get_running_loop().create_task(_finish(step, blocker))
        self._carrier.add_done_callback(self._carried)

    def _carried(self, carrier: asyncio.Task[None]) -> None:
        self._carrier = None
        if self.closed:
            return
        if carrier.cancelled() or carrier.exception() is not None:
            self._stuck()
            return
        while self._queue and self._carrier is None and not self.closed:
            message, size = self._queue.popleft()
            self._bytes -= size
            self._write(message)

    def _enqueue(self, message: Message, size: int) -> None:
        if self._queue is None:
            self._queue = deque()
        self._queue.append((message, size))
        self._bytes += size
        if len(self._queue) > MAX_FRAMES or self._bytes > MAX_BYTES:
            self._stuck()

    def _stuck(self) -> None:
        if not self.closed:
            self.close()
            self._on_stuck()


async def _finish(step: Coroutine[Any, Any, None], blocker: Any) -> None:
    await _carry_on(step, blocker)


@coroutine
def _carry_on(step: Coroutine[Any, Any, None], blocker: Any) -> Generator[Any, Any, None]:
    """The rest of a coroutine whose first step was taken by hand and is waiting for `blocker`.

    Python 3.12 has eager tasks for this; the first step by hand does the same on 3.11, without a task at
    all for the sends that need not wait, which are nearly all.
    """
    while True:
        try:
            value = yield blocker
        except BaseException as problem:
            thrown: BaseException | None = problem
        else:
            thrown = None
        try:
            blocker = step.send(value) if thrown is None else step.throw(thrown)
        except StopIteration:
            return
