"""The live connection in a real browser, against a scripted server end: frames, commands, loss and return."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.conftest import Site

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]

CURSOR = '{"public":"12","team:a":"0"}'
AT = {"wall": 0, "exercise": 0, "scenario": 0, "turn": 1}
HEAR = """
globalThis.heard = [];
for (const kind of ["tte:frame", "tte:resync", "tte:back", "tte:gone"]) {
  document.addEventListener(kind, event => {
    heard.push([kind, event.detail]);
    document.body.dataset.heard = heard.length;
  });
}
"""


class Wire:
    """The server end of the socket, and a page that uses it. Each connection is the last of `sockets`."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.sockets: list[Any] = []
        self.said: list[dict[str, Any]] = []
        self.posted: list[dict[str, str]] = []
        self.welcomes = True
        self.backlog: list[tuple[str, int, str, dict[str, Any]]] = []
        self.server_ms = 1_000
        self.pong_delay_ms = 0

    def connected(self, socket: Any) -> None:
        """A browser has opened a socket."""
        self.sockets.append(socket)
        socket.on_message(self.take)

    def take(self, text: str) -> None:
        """A browser has said something."""
        message = json.loads(text)
        self.said.append(message)
        if message["t"] == "hello" and self.welcomes:
            self.send(t="welcome", server_ms=self.server_ms, seat="sample", connections=1)
            # What was missed comes with the welcome, as from the server, however slow the machine is.
            for audience, n, kind, data in self.backlog:
                self.frame(audience, n, kind, **data)
            self.backlog.clear()
        if message["t"] == "ping":
            self.send(t="pong", at=message["at"] - self.pong_delay_ms, server_ms=self.server_ms)

    def send(self, **message: Any) -> None:
        """Says something to the browser."""
        self.sockets[-1].send(json.dumps(message))

    def frame(self, audience: str, n: int, kind: str = "item_released", **data: Any) -> None:
        """Tells the browser a frame, older than any welcome."""
        self.send(t="frame", a=audience, n=n, kind=kind, at=AT, data=data)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """What the browser said, of one kind."""
        return [message for message in self.said if message["t"] == kind]

    async def state(self, state: str) -> None:
        """Waits until the pill shows a state. On a busy machine a live connection may be called slow."""
        states = ("live", "slow") if state == "live" else (state,)
        await self.page.wait_for_selector(", ".join(f"#tte-connection[data-state={s}]" for s in states))

    async def heard(self, count: int) -> list[Any]:
        """Waits until the page has told so many events, and gives them."""
        await self.page.wait_for_selector(f'body[data-heard="{count}"]')
        return list(await self.page.evaluate("heard"))

    async def submit(self, headline: str = "Go to sea") -> None:
        """Sends the sample command."""
        await self.page.locator("#sample-headline").fill(headline)
        await self.page.locator("form[data-command=sample] button.primary").click()

    async def status(self, state: str) -> str:
        """Waits until the sample form is in a state, and gives its words."""
        place = await self.page.wait_for_selector(
            f"form[data-command=sample] [data-status][data-state={state}]"
        )
        return str(await place.inner_text())

    async def next_said(self, kind: str, count: int) -> dict[str, Any]:
        """Waits until the browser has said `count` messages of a kind, and gives the last."""
        until = time.monotonic() + 15
        while len(self.of(kind)) < count:
            assert time.monotonic() < until, f"{kind} was said {len(self.of(kind))} times, not {count}"
            await self.page.wait_for_timeout(20)
        return self.of(kind)[count - 1]


@pytest_asyncio.fixture(loop_scope="session")
async def wire(browser: Any, site: Site) -> AsyncIterator[Wire]:
    """The style guide made live: its body names a socket and a cursor."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    page = await context.new_page()
    made = Wire(page)

    async def make_live(route: Any) -> None:
        answer = await route.fetch()
        text = await answer.text()
        text = text.replace('data-socket=""', 'data-socket="/ws/sample/"')
        text = text.replace('data-cursor="{}"', f"data-cursor='{CURSOR}'")
        await route.fulfill(response=answer, body=text)

    def note_post(request: Any) -> None:
        if request.method == "POST":
            made.posted.append(dict(request.headers))

    await page.route("**/styleguide/", make_live)
    await page.route_web_socket("**/ws/sample/", made.connected)
    page.on("request", note_post)
    await page.goto(f"{site.url}/styleguide/")
    await made.state("live")
    await page.evaluate(HEAR)
    yield made
    await context.close()


async def test_a_page_says_what_it_has_seen_and_shows_that_it_is_live(wire: Wire) -> None:
    """The cursor of the page is the first thing on the socket."""
    assert wire.said[0] == {"t": "hello", "cursor": {"public": "12", "team:a": "0"}, "lines": True}
    assert await wire.page.locator("#tte-connection .words").inner_text() in {"Live", "Slow"}


async def test_frames_come_once_and_in_order_and_a_gap_refreshes_everything(wire: Wire) -> None:
    """What was seen is dropped; a hole is told, and healed by fetching all regions."""
    wire.frame("public", 12)
    wire.frame("public", 13, number=13)
    wire.frame("public", 13)
    wire.frame("team:a", 1)
    wire.frame("public", 15)
    heard = await wire.heard(4)
    told = [(detail["a"], detail["n"]) for kind, detail in heard if kind == "tte:frame"]
    assert told == [("public", 13), ("team:a", 1), ("public", 15)]
    assert heard[3] == ["tte:resync", {"reason": "gap"}]


async def test_several_messages_in_one_are_taken_line_by_line(wire: Wire) -> None:
    """The server sends what happens at once as one message."""
    frames = [
        {
            "t": "frame",
            "a": "public",
            "n": n,
            "kind": "item_released",
            "at": AT,
            "data": {"text": "two\nlines"},
        }
        for n in (13, 14, 15)
    ]
    wire.sockets[-1].send("\n".join(map(json.dumps, frames)))
    told = [detail["n"] for kind, detail in await wire.heard(3) if kind == "tte:frame"]
    assert told == [13, 14, 15]


async def test_a_region_is_fetched_once_for_many_frames(wire: Wire) -> None:
    """Coalesced, and only by regions that follow the kind."""
    fetched: list[str] = []
    wire.page.on("request", lambda r: fetched.append(r.url) if r.url.endswith("/state/") else None)
    clock = {"running": False, "wall_ms": 1, "exercise_ms": 5000, "scenario_ms": 86_400_000, "rate": 1000}
    wire.frame("public", 13, "item_released")
    async with wire.page.expect_response("**/styleguide/state/"):
        for n in range(14, 19):
            wire.frame("public", n, "clock_changed", **clock)
    assert len(fetched) == 1
    wire.send(t="resync", reason="far", cursor={"public": "40"})
    async with wire.page.expect_response("**/styleguide/state/"):
        pass
    assert len(fetched) == 2
    wire.frame("public", 41)
    assert (await wire.heard(8))[-1][1]["n"] == 41


async def test_a_region_that_fails_is_fetched_again(wire: Wire) -> None:
    """An error page is never put into it, and news are not lost."""
    failed: list[str] = []

    async def fail_twice(route: Any) -> None:
        if len(failed) == 2:
            await route.continue_()
            return
        failed.append(route.request.url)
        if len(failed) == 1:
            await route.fulfill(status=500, body="<p id='tte-state'>broken</p>")
        else:
            await route.abort()

    await wire.page.route("**/styleguide/state/", fail_twice)
    clock = {"running": True, "wall_ms": 1, "exercise_ms": 5000, "scenario_ms": 0, "rate": 1000}
    async with wire.page.expect_response(lambda r: r.url.endswith("/state/") and r.ok):
        wire.frame("public", 13, "clock_changed", **clock)
    assert len(failed) == 2
    assert await wire.page.locator("#tte-state tte-clock").count() == 4


async def test_the_clock_follows_a_frame_at_once(wire: Wire) -> None:
    """Before the region has been fetched again."""
    await wire.page.route("**/styleguide/state/", lambda route: route.abort())
    clock = {"running": False, "wall_ms": 1, "exercise_ms": 5000, "scenario_ms": 7 * 86_400_000, "rate": 1000}
    wire.frame("public", 13, "clock_changed", **clock)
    await wire.page.locator("#tte-state tte-clock[kind=scenario]").filter(has_text="D+7 00:00").wait_for()
    assert await wire.page.locator("#tte-state tte-clock[kind=turn]").inner_text() != "NaN"


async def test_a_command_goes_by_socket_and_its_receipt_is_shown(wire: Wire) -> None:
    """Fields nest and take types; the key has 128 bits; nothing is posted."""
    await wire.page.locator("label:has(input[value=team-2])").click()
    await wire.submit()
    said = await wire.next_said("cmd", 1)
    assert said["kind"] == "sample"
    assert said["data"] == {
        "content": {"headline": "Go to sea"},
        "to": ["team-2"],
        "outcome": "accept",
        "covert": False,
    }
    assert len(said["key"]) == 32
    assert await wire.status("sending") == "Sending…"
    wire.send(t="receipt", key=said["key"], ok=True, data={})
    assert (await wire.status("received")).startswith("Received ")
    assert wire.posted == []


async def test_a_refusal_is_told_at_the_form_and_at_the_field(wire: Wire) -> None:
    """In the server's words; what was typed stays; a second press is a new command."""
    await wire.submit()
    said = await wire.next_said("cmd", 1)
    refusal = {"ok": False, "code": "TOO_LONG", "detail": "At most five words.", "field": "headline"}
    wire.send(t="receipt", key=said["key"], **refusal)
    await wire.page.locator("[data-refusal]").filter(has_text="At most five words.").wait_for()
    field = wire.page.locator("#sample-headline")
    assert await field.get_attribute("aria-invalid") == "true"
    assert await field.input_value() == "Go to sea"
    await wire.submit("Go")
    again = await wire.next_said("cmd", 2)
    assert again["key"] != said["key"]
    wire.send(t="receipt", key=again["key"], ok=True, data={})
    await wire.status("received")
    assert await field.get_attribute("aria-invalid") is None


async def test_without_a_receipt_the_same_command_goes_by_post(wire: Wire) -> None:
    """After three seconds, with the same key; the first answer counts."""
    await wire.submit()
    said = await wire.next_said("cmd", 1)
    assert (await wire.status("received")).startswith("Received ")
    assert [post["x-tte-key"] for post in wire.posted] == [said["key"]]
    wire.send(t="receipt", key=said["key"], ok=False, code="LATE", detail="must not be shown")
    wire.frame("public", 13)
    await wire.heard(1)
    assert await wire.page.locator("form[data-command=sample] [data-refusal]").inner_text() == ""


async def test_a_command_made_offline_is_sent_on_return_with_its_key(wire: Wire) -> None:
    """The page says so meanwhile, tells what was missed, and goes on from its new cursor."""
    await wire.page.route("**/styleguide/answers/", lambda route: route.abort())
    wire.frame("public", 13)
    await wire.heard(1)
    wire.welcomes = False
    await wire.sockets[-1].close()
    await wire.state("offline")
    banner = wire.page.locator("#tte-offline")
    assert "Offline since" in await banner.inner_text()
    await wire.submit()
    assert "No connection" in await wire.status("waiting")
    stopped = {"running": False, "wall_ms": 1, "exercise_ms": 0, "scenario_ms": 0, "rate": 1}
    wire.backlog += [
        ("public", 14, "item_released", {}),
        ("public", 15, "item_released", {}),
        ("public", 16, "clock_changed", stopped),
    ]
    wire.welcomes = True
    await wire.sockets[-1].close()
    await wire.state("live")
    assert wire.of("hello")[-1]["cursor"]["public"] == "13"
    said = await wire.next_said("cmd", 1)
    wire.send(t="receipt", key=said["key"], ok=True, data={})
    await wire.status("received")
    assert len({entry["key"] for entry in wire.of("cmd")}) == 1
    await wire.page.locator(".toast").filter(has_text="Back. 2 items arrived while you were away.").wait_for()
    assert await banner.is_hidden()


async def test_a_slow_connection_is_called_slow(wire: Wire) -> None:
    """By the time that pings take."""
    wire.pong_delay_ms = 900
    await wire.state("slow")
    assert await wire.page.locator("#tte-connection .words").inner_text() == "Slow"


async def test_a_seat_that_moved_leaves_nothing_behind(wire: Wire) -> None:
    """The page is emptied, drafts kept in the tab are dropped, and the socket stays closed."""
    await wire.page.route("**/styleguide/answers/", lambda route: route.abort())
    await wire.page.locator("#sample-orders").fill("secret")
    wire.send(t="bye", code="moved")
    await wire.sockets[-1].close(code=4409)
    await wire.state("gone")
    main = wire.page.locator("main")
    assert "now used on another device" in await main.inner_text()
    assert await main.locator("form").count() == 0
    assert await wire.page.evaluate("sessionStorage.length") == 0
    assert len(wire.sockets) == 1


async def test_a_restart_is_waited_for(wire: Wire) -> None:
    """The server says that it goes down, and the page comes back by itself."""
    wire.send(t="bye", code="restart")
    await wire.sockets[-1].close(code=1012)
    await wire.next_said("hello", 2)
    await wire.state("live")


async def test_what_is_opened_is_reported_once(wire: Wire) -> None:
    """A fold when it is opened, an article when it has been in view."""
    await wire.page.locator("#item-folded-cable > summary").click()
    said = await wire.next_said("opened", 1)
    assert "folded-cable" in said["ids"]
    await wire.page.locator("#item-folded-cable > summary").click()
    await wire.page.locator("#item-folded-cable > summary").click()
    await wire.page.locator("#item-sample-notice").scroll_into_view_if_needed()
    while "sample-notice" not in [i for message in wire.of("opened") for i in message["ids"]]:
        await wire.next_said("opened", len(wire.of("opened")) + 1)
    ids = [i for message in wire.of("opened") for i in message["ids"]]
    assert len(ids) == len(set(ids))


async def test_a_draft_saved_by_a_colleague_is_told(wire: Wire) -> None:
    """As an event, and to regions that follow `draft`."""
    wire.send(t="draft", version=3, edited_by="Abe")
    heard = await wire.heard(1)
    assert heard[0][1]["kind"] == "draft"
    assert heard[0][1]["data"]["version"] == 3
