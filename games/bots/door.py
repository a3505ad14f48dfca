"""Coming in as a person does: the code and PIN of a seat card, the page before the seat, the seat."""

import asyncio
import html
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from games.bots.console import Console

TIMEOUT_S = 20.0


class TurnedAway(Exception):
    """The page did not lead to a seat; what it said instead."""


@dataclass(frozen=True)
class Seated:
    """A browser that holds a seat: the address of its page, of its socket, its cookies, and its cursor."""

    seat: str
    page: str
    socket: str
    headers: Mapping[str, str]
    cursor: Mapping[str, int]

    def console(self, *, from_page: bool = False) -> Console:
        """The seat's live connection: from the first frame on, or from where its page stands."""
        console = Console(self.socket, dict(self.headers))
        if from_page:
            console.positions |= self.cursor
        return console


class Browser:
    """Pages, forms and cookies of one browser."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, address: str) -> tuple[str, str]:
        """A page: where it led, and its text."""
        return self._open(Request(self._whole(address)))

    def post(self, address: str, fields: Mapping[str, str]) -> tuple[str, str]:
        """Sends a form that was fetched before; gives where it led, and the text there."""
        token = next((c.value or "" for c in self.cookies if c.name == "csrftoken"), "")
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self._open(Request(self._whole(address), data=body, headers={"Referer": self.base}))

    def cookie_header(self) -> str:
        """All cookies, as a header carries them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def _whole(self, address: str) -> str:
        return address if address.startswith("http") else self.base + address

    def _open(self, request: Request) -> tuple[str, str]:
        with self.opener.open(request, timeout=TIMEOUT_S) as answer:
            return answer.url, answer.read().decode()


async def join(base: str, code: str, pin: str, name: str) -> Seated:
    """Takes a seat by its card. Raises TurnedAway, or OSError when nobody answers."""
    return await asyncio.to_thread(_join, base, code, pin, name)


def _join(base: str, code: str, pin: str, name: str) -> Seated:
    browser = Browser(base)
    browser.get("/")
    address, _ = browser.post("/", {"code": code, "pin": pin})
    sit = {"key": secrets.token_hex(16), "name": name, "consent": "on", "move": "1"}
    address, page = browser.post(address, sit)
    path = _attribute(page, "data-socket")
    if path is None:
        raise TurnedAway(f"{address} has no live seat")
    scheme, host = urlsplit(browser.base).scheme, urlsplit(browser.base).netloc
    cursor = json.loads(_attribute(page, "data-cursor") or "{}")
    return Seated(
        _attribute(page, "data-seat") or "",
        address,
        f"{'wss' if scheme == 'https' else 'ws'}://{host}{path}",
        {"Cookie": browser.cookie_header(), "Origin": browser.base},
        {audience: int(position) for audience, position in cursor.items()},
    )


def _attribute(page: str, name: str) -> str | None:
    found = re.search(rf'\b{name}="([^"]+)"', page)
    return html.unescape(found[1]) if found else None
