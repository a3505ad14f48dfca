"""A socket that says whatever a test wants, and is not polite about it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tests.socket.conftest import Play


class Raw:
    """One connection, one message at a time."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, message: Any) -> None:
        """Sends a text or bytes as they are, anything else as JSON."""
        given = message if isinstance(message, str | bytes) else msgspec.json.encode(message).decode()
        await self.socket.send(given)

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        return dict(msgspec.json.decode(await self.socket.recv()))

    async def ask(self, message: Any) -> dict[str, Any]:
        """Says something and gives the next receipt."""
        await self.say(message)
        while (heard := await self.hear())["t"] != "receipt":
            pass
        return heard


@asynccontextmanager
async def raw(play: Play, seat: str, cookie: str | None = None, **more: Any) -> AsyncIterator[Raw]:
    """An open socket of a seat that has said nothing yet."""
    headers = {"Cookie": await play.cookie(seat) if cookie is None else cookie}
    async with connect(
        play.url(seat), additional_headers=headers, compression=None, max_size=None, **more
    ) as socket:
        yield Raw(socket)
