"""What is turned away at the door: sockets opened by foreign pages, and oversized bodies."""

from typing import Any

import pytest

from tte.edge import BodyLimit, is_same_origin


@pytest.mark.parametrize(
    ("host", "origin", "let_in"),
    [
        ("localhost:8000", "http://localhost:8000", True),
        ("localhost:8000", "HTTP://LOCALHOST:8000", True),
        ("localhost:8000", None, True),
        ("[::1]:8000", "http://[::1]:8000", True),
        ("localhost:8000", "http://localhost:3000", False),
        ("localhost:8000", "http://evil.example", False),
        ("localhost:8000", "null", False),
        ("localhost:8000", "", False),
        ("evil.example", "http://evil.example", False),
        ("evil.example", None, False),
        ("", None, False),
    ],
)
def test_a_socket_is_for_pages_of_this_server(
    settings: Any, host: str, origin: str | None, let_in: bool
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "[::1]"]
    headers = {b"host": host.encode()} | ({} if origin is None else {b"origin": origin.encode()})
    assert is_same_origin(headers) is let_in


class Wire:
    """One request whose body comes in pieces, and what is answered."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": self.pieces.pop(0), "more_body": bool(self.pieces)}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    """An application that takes the whole body."""
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def answer(wire: Wire, *, announced: bytes | None = None) -> int:
    headers = [] if announced is None else [(b"content-length", announced)]
    await BodyLimit(read_all, 10)({"type": "http", "headers": headers}, wire.receive, wire.send)
    return wire.status


@pytest.mark.asyncio
class TestBodies:
    async def test_one_that_fits_is_passed_on(self) -> None:
        assert await answer(Wire(b"12345", b"67890"), announced=b"10") == 200

    async def test_one_that_is_announced_too_large_is_not_read(self) -> None:
        wire = Wire(b"never read")
        assert await answer(wire, announced=b"11") == 413
        assert wire.pieces

    async def test_one_that_grows_too_large_is_cut_off(self) -> None:
        wire = Wire(b"12345", b"678901", b"never read")
        assert await answer(wire) == 413
        assert wire.pieces

    async def test_a_length_that_is_no_number_is_refused(self) -> None:
        assert await answer(Wire(b""), announced=b"-1") == 413

    async def test_the_refusal_names_the_limit(self) -> None:
        wire = Wire(b"")
        await BodyLimit(read_all, 20 * 1024 * 1024).refuse(wire.send)
        assert b"20 MB" in wire.sent[1]["body"]
