"""A line to the server that can be cut and mended; a browser that is told it is offline keeps its open sockets."""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

from tests.conftest import Site
from tte.supervisor import redis_server

PIECE = 65_536


class Line:
    """Passes bytes between browsers and a server. `site` is where browsers find it."""

    def __init__(self, far: Site) -> None:
        self.far = int(urlsplit(far.url).port or 0)
        self.port = redis_server.free_port()
        self.site = Site(f"http://127.0.0.1:{self.port}")
        self.server: asyncio.Server | None = None
        self.talks: set[asyncio.Task[None]] = set()

    async def mend(self) -> None:
        """From here on it carries."""
        self.server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """Everything on it breaks off, and nothing new gets through."""
        if self.server is not None:
            self.server.close()
        for talk in tuple(self.talks):
            talk.cancel()
        await asyncio.gather(*self.talks, return_exceptions=True)

    async def _talk(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.talks.add(task)
        task.add_done_callback(self.talks.discard)
        far_in, far_out = await asyncio.open_connection("127.0.0.1", self.far)
        try:
            await asyncio.gather(_pass(near_in, far_out), _pass(far_in, near_out))
        finally:
            near_out.transport.abort()
            far_out.transport.abort()


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(PIECE):
            sink.write(piece)
            await sink.drain()
        sink.close()
