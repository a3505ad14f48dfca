"""A Redis-compatible server in Python, for a laptop on which no Redis program runs.

The commands are fakeredis's; this module gives them a network front. The one that fakeredis has polls each
connection every 10 ms: with it Celery ran 15 tasks a second, some seconds late. Here one event loop serves
all connections and writes every answer and every published message at once.

`python -m tte.embedded_redis FILE` takes a configuration like `redis-server`; `port` and `requirepass` count.
"""

import asyncio
import hmac
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from fakeredis import FakeServer
from fakeredis._helpers import NoResponse, SimpleError, SimpleString
from fakeredis.aioredis import AsyncFakeSocket

from tte.supervisor import lifeline

LOOPBACK = "127.0.0.1"
FLOAT_DIGITS = 17


class Answer:
    """What a command returned, to be told apart from a message that nobody asked for."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Client(AsyncFakeSocket):
    """One connection: fakeredis parses and runs what arrives, and hands back what is to be written."""

    def __init__(self, server: FakeServer, transport: asyncio.Transport, password: str) -> None:
        super().__init__(server=server, db=0, client_class=type(self))
        self.transport = transport
        self.password = password
        self.trusted = not password
        self.waiting: asyncio.Task[None] | None = None

    def _process_command(self, fields: list[bytes]) -> None:
        name = fields[0].lower() if fields else b""
        try:
            if name == b"auth":
                self.log_in(fields[-1])
                self.put_response(Answer(SimpleString(b"OK")))
                return
            if name == b"hello":
                fields = self.log_in_by_hello(fields)
            if not self.trusted:
                raise SimpleError("NOAUTH Authentication required.")
        except SimpleError as refusal:
            self.put_response(Answer(refusal))
            return
        super()._process_command(fields)

    def log_in(self, password: bytes) -> None:
        """Trusts the connection from now on; SimpleError if the password is not the server's."""
        if not hmac.compare_digest(password, self.password.encode()):
            raise SimpleError("WRONGPASS invalid username-password pair or user is disabled.")
        self.trusted = True

    def log_in_by_hello(self, fields: list[bytes]) -> list[bytes]:
        """Takes `AUTH user password` out of a HELLO, which fakeredis would look up among users of its own."""
        words = [field.upper() for field in fields]
        if b"AUTH" not in words:
            return fields
        at = words.index(b"AUTH")
        self.log_in(fields[at + 2] if len(fields) > at + 2 else b"")
        return fields[:at] + fields[at + 3 :]

    def _decode_result(self, result: Any) -> Any:
        return result if isinstance(result, NoResponse) else Answer(result)

    async def _async_blocking(self, *command: Any) -> None:
        self.waiting = asyncio.current_task()
        await super()._async_blocking(*command)

    def hang_up(self) -> None:
        """Forgets the connection; a command that still waits is called off before it can take anything."""
        if self.waiting is None or self.waiting.done():
            self.close()
        else:
            self.waiting.add_done_callback(lambda _: self.close())
            self.waiting.cancel()

    def put_response(self, message: Any) -> None:
        """Writes an answer, or pushes a message of a subscription."""
        if self.transport.is_closing():
            return
        protocol = self._client_info.protocol_version
        out = bytearray()
        if isinstance(message, Answer):
            encode(message.value, protocol, out)
        elif message is None:  # a blocking command that timed out
            encode(None, protocol, out)
        else:
            out += b"%c%d\r\n" % (b">" if protocol == 3 else b"*", len(message))
            for part in message:
                encode(part, protocol, out)
        self.transport.write(bytes(out))


def encode(value: Any, protocol: int, out: bytearray) -> None:
    """Appends one value in the Redis protocol, version 2 or 3, to `out`."""
    match value:
        case bytes():
            out += b"$%d\r\n%b\r\n" % (len(value), value)
        case None:
            out += b"_\r\n" if protocol == 3 else b"$-1\r\n"
        case bool():
            out += b"#%c\r\n" % (b"t" if value else b"f") if protocol == 3 else b":%d\r\n" % value
        case int():
            out += b":%d\r\n" % value
        case float():
            digits = f"{value:.{FLOAT_DIGITS}g}".encode()
            out += b",%b\r\n" % digits if protocol == 3 else b"$%d\r\n%b\r\n" % (len(digits), digits)
        case str():
            encode(value.encode(), protocol, out)
        case SimpleString():
            out += b"+%b\r\n" % value.value
        case SimpleError():
            out += b"-%b\r\n" % value.value.encode()
        case dict():
            out += b"%%%d\r\n" % len(value) if protocol == 3 else b"*%d\r\n" % (2 * len(value))
            for key, item in value.items():
                encode(key, protocol, out)
                encode(item, protocol, out)
        case list() | tuple() | set() | frozenset():
            out += b"%c%d\r\n" % (b"~" if protocol == 3 and isinstance(value, set) else b"*", len(value))
            for item in value:
                encode(item, protocol, out)
        case _:
            raise TypeError(f"no Redis type for {type(value).__name__}")


class Connection(asyncio.Protocol):
    """Feeds the bytes of one connection to its client."""

    def __init__(self, server: FakeServer, password: str) -> None:
        self.server = server
        self.password = password
        self.client: Client | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.client = Client(self.server, transport, self.password)

    def data_received(self, data: bytes) -> None:
        assert self.client is not None
        try:
            self.client.sendall(data)
        except Exception as problem:
            # Bytes that are not the protocol: say so, as Redis does, and hang up.
            print(f"embedded redis: connection closed: {type(problem).__name__}", file=sys.stderr)
            self.client.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client is not None:
            self.client.hang_up()


async def serve(port: int, password: str) -> None:
    """Listens on the loopback address until the process is told to stop."""
    server = FakeServer()
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: Connection(server, password), LOOPBACK, port)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers in its loop
            loop.add_signal_handler(name, stop.set)
    await stop.wait()
    listener.close()


def main() -> None:
    """Reads the configuration file named on the command line and serves."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    given = dict(line.split(None, 1) for line in lines if " " in line)
    lifeline.follow_parent()
    asyncio.run(serve(int(given["port"]), given.get("requirepass", "").strip()))


if __name__ == "__main__":
    main()
