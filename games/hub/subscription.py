"""This process's one subscription to Redis: the notices of commits that other processes made."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

COMMON = "tte:ex:*"
"""Subscribed to always, as a plain name that nothing is published to, so that the connection has a
subscription.
"""

CONNECT_S = 2.0
QUIET_S = 5.0
"""After so long without a word, Redis is asked whether it is still there; after as long again, it is not."""
BACKOFF_S = (0.1, 0.2, 0.5, 1.0, 2.0)
CONFIRM_S = 1.0


class Subscription:
    """Listens to the channels it was told to follow, and comes back by itself after Redis was away.

    `on_message` gets each message, `on_up` is called when the connection (again) follows all channels: what
    was published before is lost and has to be read from the log.
    """

    def __init__(self, url: str, on_message: Callable[[bytes], None], on_up: Callable[[], None]) -> None:
        self.url = url
        self.on_message = on_message
        self.on_up = on_up
        self.up = False
        self.channels: set[str] = set()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._pubsub: Any = None
        self._task: asyncio.Task[None] | None = None
        self._tries = 0
        self._saying = asyncio.Lock()

    def start(self) -> None:
        """Begins to listen, in the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Ends the connection."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def follow(self, channel: str) -> None:
        """Returns when Redis has confirmed the channel, or after a moment when it cannot."""
        self.channels.add(channel)
        confirmed = self._confirmed.setdefault(channel, asyncio.Event())
        async with self._saying:
            await self._say("subscribe", channel)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(confirmed.wait(), CONFIRM_S if self.up else 0)

    async def leave(self, channel: str) -> None:
        """Hears no more of a channel."""
        self.channels.discard(channel)
        async with self._saying:
            if channel not in self.channels:
                self._confirmed.pop(channel, None)
                await self._say("unsubscribe", channel)

    async def _say(self, verb: str, channel: str) -> None:
        if self.up and self._pubsub is not None:
            # A connection that fails here fails in `_run` too, which follows all channels anew.
            with contextlib.suppress(RedisError, OSError):
                await getattr(self._pubsub, verb)(channel)

    async def _run(self) -> None:
        while True:
            try:
                async with self._client() as client, client.pubsub() as self._pubsub:
                    await self._pubsub.subscribe(COMMON, *self.channels)
                    await self._listen()
            except (RedisError, OSError) as problem:
                if self._tries == 0:
                    logger.warning("no word from Redis (%s); the log is read instead", type(problem).__name__)
            finally:
                self.up = False
                self._pubsub = None
                for confirmed in self._confirmed.values():
                    confirmed.clear()
            await asyncio.sleep(BACKOFF_S[min(self._tries, len(BACKOFF_S) - 1)])
            self._tries += 1

    def _client(self) -> "Redis":
        # No read timeout: a seminar is silent most of the time. Silence is told from death by asking.
        return Redis.from_url(
            self.url,
            socket_timeout=None,
            socket_connect_timeout=CONNECT_S,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),
        )

    async def _listen(self) -> None:
        asked = False
        while True:
            message = await self._pubsub.get_message(timeout=QUIET_S)
            if message is None:
                if asked:
                    raise TimeoutError("Redis has not answered a ping")
                asked = True
                await self._pubsub.ping()
                continue
            asked = False
            match message["type"]:
                case "message":
                    self.on_message(message["data"])
                case "subscribe":
                    self._subscribed(message["channel"].decode())

    def _subscribed(self, channel: str) -> None:
        if channel in self._confirmed:
            self._confirmed[channel].set()
        if channel == COMMON and not self.up:
            self.up = True
            self._tries = 0
            self.on_up()
