"""A websocket client with as little to do as possible, so that the load costs less than what it measures."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import TypeAlias, cast

OnText: TypeAlias = Callable[["Wire", bytes], None]

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Wire(asyncio.Protocol):
    """One open socket. `on_text` gets each text message; `gone` is set when the server has closed it."""

    def __init__(self, host: str, path: str, cookie: str, on_text: OnText) -> None:
        self.host = host
        self.path = path
        self.cookie = cookie
        self.on_text = on_text
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone = False
        self.heard = 0
        self.label = 0
        self._buffer = b""
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            (
                f"GET {self.path} HTTP/1.1\r\nHost: {self.host}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nCookie: {self.cookie}\r\n\r\n"
            ).encode()
        )

    def connection_lost(self, problem: Exception | None) -> None:
        self.gone = True
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("closed during the handshake"))

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data if self._buffer else data
        if not self._open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            if b" 101 " not in head[:40]:
                self.ready.set_exception(ConnectionError(head[:200].decode()))
                return
            self._open = True
            self.ready.set_result(None)
        self._buffer = data[self._frames(data) :]

    def _frames(self, data: bytes) -> int:
        """Handles the whole frames in `data`; gives where the next one begins."""
        at, end = 0, len(data)
        while end - at >= 2:
            size, head = data[at + 1] & 127, 2
            if size == 126:
                if end - at < 4:
                    break
                size, head = struct.unpack_from(">H", data, at + 2)[0], 4
            elif size == 127:
                if end - at < 10:
                    break
                size, head = struct.unpack_from(">Q", data, at + 2)[0], 10
            if end - at < head + size:
                break
            opcode = data[at] & 15
            body = data[at + head : at + head + size]
            at += head + size
            if opcode == TEXT:
                self.heard += 1
                self.on_text(self, body)
            elif opcode == PING:
                self._send(PONG, body)
            elif opcode == CLOSE:
                self.gone = True
        return at

    def say(self, text: str) -> None:
        """Sends a text."""
        self._send(TEXT, text.encode())

    def _send(self, opcode: int, body: bytes) -> None:
        size = len(body)
        if size < 126:
            head = bytes([128 | opcode, 128 | size])
        elif size < 65536:
            head = bytes([128 | opcode, 254]) + struct.pack(">H", size)
        else:
            head = bytes([128 | opcode, 255]) + struct.pack(">Q", size)
        # A mask of zeros is a mask, and leaves the body as it is.
        self.transport.write(head + b"\0\0\0\0" + body)


async def dial(url: str, path: str, cookie: str, on_text: OnText) -> Wire:
    """An open socket."""
    host = url.removeprefix("http://")
    name, _, port = host.partition(":")
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: Wire(host, path, cookie, on_text), name, int(port))
    await wire.ready
    return wire
