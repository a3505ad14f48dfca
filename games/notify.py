"""What is told after commit: to this process's sockets at once, to those of others through Redis.

Nobody relies on it. A notice that is lost costs a reader some delay, never data: the frames are rows already.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeAlias

import msgspec
import redis
from django.conf import settings

from games.engine.ids import Audience, SeatId

log = logging.getLogger(__name__)

CHANNEL = "tte:ex:{exercise}"
"""The Redis channel of an exercise, by its public id."""

TIMEOUT_S = 0.5
RETRY_S = 1.0
LEAVING_S = 1.0

PROCESS = f"{time.time_ns():x}"
"""Marks what this process published, so that its own hub, already told directly, can pass over the echo."""


class Commit(msgspec.Struct, frozen=True, tag="commit"):
    """What one transaction told: the frames, each with its audience and that audience's position.

    `prev_seq` and `seq` frame the records of the log; they stay on the server.
    """

    exercise: str
    prev_seq: int
    seq: int
    frames: tuple[tuple[Audience, int, str], ...]
    origin: str = ""


class Bye(msgspec.Struct, frozen=True, tag="bye"):
    """Sockets of `seat` that belong to a sitting before `generation` must close. `code` says why."""

    exercise: str
    seat: SeatId
    generation: int
    code: str
    origin: str = ""


class DraftSaved(msgspec.Struct, frozen=True, tag="draft"):
    """A team's draft has a new version; its pages may fetch it. Not part of the log."""

    exercise: str
    team: str
    version: int
    edited_by: SeatId
    origin: str = ""


Notice: TypeAlias = Commit | Bye | DraftSaved

listeners: list[Callable[[Notice], bool | None]] = []
"""Called in the thread that committed, in the order of its commits; they must not block or raise.

One that answers True passes the notice on to other processes itself, by `pass_on`, once its own sockets have it.
"""

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Notice] = msgspec.msgpack.Decoder(Notice)


def encode(notice: Notice) -> bytes:
    """The notice as it travels through Redis."""
    return _encoder.encode(msgspec.structs.replace(notice, origin=PROCESS))


def decode(message: bytes) -> Notice:
    """The notice in a message; ValueError when it is not one."""
    return _decoder.decode(message)


def publish(notice: Notice) -> None:
    """Tells the listeners of this process, and soon after Redis. Never raises, never waits for Redis."""
    taken = False
    for listener in listeners:
        try:
            taken = bool(listener(notice)) or taken
        except Exception:
            log.exception("a listener failed on a %s", type(notice).__name__)
    if not taken:
        pass_on(notice)


def pass_on(notice: Notice) -> None:
    """Tells other processes, soon, through Redis. Never raises, never waits for Redis."""
    _messenger.take(notice)


class Outlet:
    """The one connection through which this process publishes; it keeps order and gives up quickly."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.client: redis.Redis | None = None
        self.url = ""
        self.quiet_until = 0.0
        self.failing = False

    def send(self, notice: Notice) -> None:
        """Publishes, or notes once that it cannot; after a failure it waits `RETRY_S` before the next try."""
        message = encode(notice)
        with self.lock:
            if time.monotonic() < self.quiet_until:
                return
            try:
                self.connected().publish(CHANNEL.format(exercise=notice.exercise), message)
            except (redis.RedisError, OSError) as problem:
                self.fail(problem)
            else:
                self.recover()

    def connected(self) -> redis.Redis:
        """The client for the Redis of the settings."""
        if self.client is None or self.url != settings.REDIS_URL:
            self.url = settings.REDIS_URL
            self.client = redis.Redis.from_url(
                self.url,
                socket_timeout=TIMEOUT_S,
                socket_connect_timeout=TIMEOUT_S,
                single_connection_client=True,
            )
        return self.client

    def fail(self, problem: Exception) -> None:
        self.quiet_until = time.monotonic() + RETRY_S
        if self.client is not None:
            self.client.close()
            self.client = None
        if not self.failing:
            self.failing = True
            log.warning("cannot publish to Redis (%s); other processes read the log", type(problem).__name__)

    def recover(self) -> None:
        if self.failing:
            self.failing = False
            log.info("publishing to Redis again")


class Messenger:
    """A thread that carries notices to the outlet in their order, so that no answer waits for Redis.

    It begins with the first notice of a process, and ends with it: what is left then is carried out first,
    for as long as `LEAVING_S`.
    """

    def __init__(self, outlet: Outlet) -> None:
        self.outlet = outlet
        self.waiting: SimpleQueue[Notice | None] = SimpleQueue()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def take(self, notice: Notice) -> None:
        """Takes a notice along."""
        if self.thread is None:
            self.start()
        self.waiting.put(notice)

    def start(self) -> None:
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=self.run, name="messenger", daemon=True)
                self.thread.start()
                atexit.register(self.stop)

    def run(self) -> None:
        while (notice := self.waiting.get()) is not None:
            self.outlet.send(notice)

    def stop(self) -> None:
        if self.thread is not None:
            self.waiting.put(None)
            self.thread.join(LEAVING_S)


_messenger = Messenger(Outlet())
