"""What is refused at the door, before Django or a consumer sees it: foreign sockets and oversized bodies."""

from typing import Any
from urllib.parse import urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import validate_host

TOO_LARGE = 413


class Forbidden(AsyncWebsocketConsumer):
    """Closes a socket before it opens."""

    async def connect(self) -> None:
        await self.close()


class SameOrigin:
    """Lets a browser open a socket only from a page of this very server.

    Comparing with the host header is stricter than a list of allowed hosts: a service on another port of the
    same machine shares our cookies. A client that sends no Origin is no browser and has nobody's cookies.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.forbidden = Forbidden.as_asgi()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        app = self.app if is_same_origin(headers) else self.forbidden
        return await app(scope, receive, send)


def is_same_origin(headers: dict[bytes, bytes]) -> bool:
    """Whether the handshake names an allowed host and, if it has an Origin, that same host."""
    host = headers.get(b"host", b"").decode("latin1").lower()
    name = urlsplit(f"//{host}").hostname or ""
    if not validate_host(f"[{name}]" if ":" in name else name, settings.ALLOWED_HOSTS):
        return False
    origin = headers.get(b"origin")
    return origin is None or urlsplit(origin.decode("latin1").lower()).netloc == host


class BodyTooLarge(Exception):
    """The body of a request passed the limit while it was being read."""


class BodyLimit:
    """Answers 413 to a request whose body is larger than `limit` bytes, announced or not."""

    def __init__(self, app: Any, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self.limit:
            await self.refuse(send)
            return
        seen = 0

        async def counted() -> Any:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise BodyTooLarge
            return message

        try:
            await self.app(scope, counted, send)
        except BodyTooLarge:
            await self.refuse(send)

    async def refuse(self, send: Any) -> None:
        """Says so in one plain line; the limit is named so that the sender knows what would fit."""
        text = f"The upload is larger than this server takes ({self.limit // 1024 // 1024} MB).\n"
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": TOO_LARGE, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})
