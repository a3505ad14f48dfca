"""People at browsers: each browser notes everything it is sent, and complains of every fault."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebSocket,
    expect,
)

from games.engine.ids import SeatId
from games.engine.state import State
from games.models import Exercise
from games.services import seats, state_of
from tests.conftest import Site
from tests.socket.conftest import must

LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
REDIRECTS = {301, 302, 303, 307, 308}
STATUS = re.compile(r"the server responded with a status of (\d{3})")
COOKIE = "sessionid"
WATCH_POLICY = """
    addEventListener("securitypolicyviolation", event =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@dataclass
class Person:
    """One browser with one page. It must log nothing, break no policy, and ask no other origin.

    `statuses` are the refusals by HTTP that the test means to provoke; `cut_off` is set while there is no
    network, about which a browser grumbles.
    """

    site: Site
    context: BrowserContext
    page: Page
    public_id: str
    seat: str
    statuses: set[int] = field(default_factory=set)
    cut_off: bool = False
    complaints: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    bodies: list[tuple[str, str]] = field(default_factory=list)

    def url(self, rest: str = "") -> str:
        """An address below the own seat."""
        return f"{self.site.url}/x/{self.public_id}/{self.seat}/{rest}"

    def review(self, rest: str = "") -> str:
        """An address of the review."""
        return f"{self.site.url}/x/{self.public_id}/review/{rest}"

    def watch(self, page: Page) -> None:
        """Notes what a page of this browser says, asks and is sent."""
        page.on("console", self._heard_console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._heard_request)
        page.on("websocket", self._heard_socket)

    def _heard_console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or self.cut_off:
            return
        status = STATUS.search(message.text)
        if status is None or int(status[1]) not in self.statuses:
            self.complaints.append(f"{self.page.url}: {message.text} ({message.location.get('url', '')})")

    def _heard_request(self, request: Request) -> None:
        if not request.url.startswith((self.site.url, "data:", "about:")):
            self.complaints.append(f"{self.page.url} asked {request.url}")

    def _heard_socket(self, socket: WebSocket) -> None:
        if not socket.url.startswith(self.site.ws_url):
            self.complaints.append(f"{self.page.url} opened {socket.url}")
        socket.on("framereceived", lambda text: self.frames.extend(str(text).split("\n")))
        socket.on("framesent", lambda text: self.said.append(str(text)))

    async def keep_bodies(self) -> None:
        """From here on every answer to the page by HTTP is kept whole in `bodies`, before the page has it."""
        tap = await self.context.new_cdp_session(self.page)

        async def keep(paused: dict[str, Any]) -> None:
            address, body = paused["request"]["url"], ""
            if paused.get("responseStatusCode", 0) not in REDIRECTS:
                given = await tap.send("Fetch.getResponseBody", {"requestId": paused["requestId"]})
                body = (
                    b64decode(given["body"]).decode("utf-8", "replace")
                    if given["base64Encoded"]
                    else given["body"]
                )
            self.bodies.append((address, f"{paused.get('responseHeaders')}\n{body}"))
            await tap.send("Fetch.continueRequest", {"requestId": paused["requestId"]})

        tap.on("Fetch.requestPaused", keep)
        await tap.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Response"}]})

    async def go(self, rest: str = "") -> Page:
        """Opens a page of the own seat; a live one is there when its connection is."""
        await self.page.goto(self.url(rest))
        await self.live()
        return self.page

    async def live(self) -> None:
        """Waits until the page is connected."""
        await expect(self.page.locator("#tte-connection")).to_have_attribute("data-state", "live")

    async def see(self, text: str | re.Pattern[str], within: str = "main") -> None:
        """Waits until the page shows this text."""
        await expect(self.page.locator(within)).to_contain_text(text)

    async def not_see(self, text: str | re.Pattern[str], within: str = "main") -> None:
        """Holds the page to not showing this text."""
        await expect(self.page.locator(within)).not_to_contain_text(text)

    async def close(self) -> None:
        """Ends the browser."""
        await self.context.close()

    def faultless(self) -> None:
        """Nothing went wrong in this browser."""
        assert not self.complaints, f"{self.seat}: " + "\n".join(self.complaints)


def sit_down(exercise: Exercise, seat: str) -> str:
    """A session that sits on a seat, whoever sat there before; gives its key."""
    session = SessionStore()
    place = seats.joinable(exercise.pk, SeatId(seat))
    assert isinstance(place, seats.Joinable)
    name = state_of(exercise.pk).seats[SeatId(seat)].name
    taken = seats.take_seat(session, place, token_hex(16), name=name, consent=True, move=place.taken)
    assert isinstance(taken, seats.SeatPass), taken
    session.save()
    assert session.session_key
    return session.session_key


@dataclass
class Room:
    """One exercise on the live server and the people at it."""

    browser: Browser
    site: Site
    exercise: Exercise
    people: list[Person] = field(default_factory=list)

    @property
    def public_id(self) -> str:
        return self.exercise.public_id

    async def state(self) -> State:
        """The truth."""
        return await sync_to_async(state_of)(self.exercise.pk)

    async def must(self, actor: str, command: Any) -> dict[str, Any]:
        """A command past the pages, to get somewhere."""
        return await sync_to_async(must)(self.exercise, actor, command)

    async def card(self, seat: str) -> seats.SeatCard:
        """The seat card."""
        sheet = await sync_to_async(seats.seat_sheet)(self.exercise.pk)
        return next(card for card in sheet if card.seat == seat)

    async def stranger(self, seat: str = "", **options: Any) -> Person:
        """A browser that has not joined yet."""
        options.setdefault("viewport", LAPTOP)
        context = await self.browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
        if options.get("java_script_enabled", True):
            await context.add_init_script(WATCH_POLICY)
        page = await context.new_page()
        page.set_default_timeout(20_000)
        person = Person(self.site, context, page, self.public_id, seat)
        person.watch(page)
        self.people.append(person)
        return person

    async def person(self, seat: str, **options: Any) -> Person:
        """A browser that sits on a seat, without having shown its card."""
        person = await self.stranger(seat, **options)
        key = await sync_to_async(sit_down)(self.exercise, seat)
        await person.context.add_cookies([{"name": COOKIE, "value": key, "url": self.site.url}])
        return person

    async def close(self) -> None:
        """Everybody goes home."""
        for person in self.people:
            await person.close()
