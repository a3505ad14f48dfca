"""Devices and lines that fail: another device takes the seat, the network goes, the server is started again."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from games.engine import commands as c
from games.engine.ids import Audience
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.acts import press
from tests.e2e.conftest import Open
from tests.e2e.line import Line
from tests.e2e.people import PHONE, Person, Room
from tests.socket.sites import own_site

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
TEXT = "The Foreign Minister demands release of ship and crew within a day."


async def begun(open_room: Open) -> Room:
    room = await open_room(lambda: exercises.create(scene.long_strait(), "Long Strait"))
    await room.must("director", c.StartExercise())
    return room


async def test_another_device_takes_the_seat_in_the_middle_of_a_draft(open_room: Open) -> None:
    room = await begun(open_room)
    laptop = await acts.join_by_link(room, "tk-ccs", "Ishiki")
    await laptop.live()
    await acts.item(laptop, "Drills with five closure boxes").locator("summary").click()
    await acts.write_draft(laptop, "Protest", TEXT)
    await laptop.page.get_by_role("textbox", name="Orders").fill(TEXT + " And we mean it.")

    phone = await room.stranger("tk-ccs", viewport=PHONE, has_touch=True, is_mobile=True)
    card = await room.card("tk-ccs")
    await phone.page.goto(phone.site.url)
    await phone.page.get_by_label("Code").fill(card.code)
    await phone.page.get_by_label("PIN").fill(card.pin)
    await phone.page.get_by_role("button", name="Join").tap()
    await phone.see("This seat is in use on another device.")
    await acts.saved(laptop)
    await acts.sit_down(phone, "Ishiki", button="Move it here")

    await phone.page.locator(".tablist").get_by_role("link", name="Move").tap()
    await expect(phone.page.get_by_role("textbox", name="Orders")).to_have_value(TEXT + " And we mean it.")
    await phone.page.locator(".tablist").get_by_role("link", name="Now").tap()
    read = acts.item(phone, "Drills with five closure boxes")
    await expect(read).to_be_visible()
    await expect(read).not_to_have_attribute("data-unread", "")
    await can_do_nothing(laptop)


async def can_do_nothing(laptop: Person) -> None:
    """The page says where the seat is, holds nothing of it, and its session is worth nothing any more."""
    page = laptop.page
    await laptop.see("This seat is now used on another device")
    await expect(page.locator("#main form")).to_have_count(0)
    await expect(page.get_by_text("Real-world stop")).to_have_count(0)  # it would not work
    assert TEXT not in await page.content()
    assert await page.evaluate("Object.keys(sessionStorage).length") == 0
    laptop.statuses |= {403}
    for rest in ("draft/", "cmd/raise_emergency/"):
        refused = await page.evaluate(
            """async address => {
                const body = new FormData();
                body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
                body.set("key", "k".repeat(32));
                const headers = {Accept: "application/json"};
                return (await fetch(address, {method: "POST", body, headers, redirect: "manual"})).status;
            }""",
            laptop.url(rest),
        )
        assert refused in (0, 403), rest
    await page.reload()
    await page.wait_for_url(laptop.site.url + "/")


async def test_a_line_that_breaks_loses_no_word(open_room: Open) -> None:
    """What is written meanwhile is kept and saved; what is sent meanwhile is sent once."""
    room = await begun(open_room)
    line = Line(room.site)
    await line.mend()
    room.site = line.site
    lead = await room.person("tk-pm")
    page = await lead.go()
    await acts.write_draft(lead, "Protest", "In writing.")
    await page.get_by_role("button", name="Read and sign").click()
    sign = page.locator("#review").get_by_role("button", name="Sign and submit")
    await expect(sign).to_be_visible()

    await cut(line, lead)
    await sign.click()
    await expect(page.locator("#review [data-status]")).to_contain_text("No connection")
    await mend(line, lead)
    await expect(page.locator("#review")).to_be_hidden()
    await expect(acts.page_strip(lead).locator("li")).to_have_count(1)
    assert len((await room.state()).moves) == 1

    await cut(line, lead)
    await page.get_by_role("textbox", name="Orders").fill(TEXT)
    await expect(page.locator("#draft-form [data-draft-status]")).to_contain_text("kept here")
    await page.locator("#new-question > summary").click()
    question = page.locator("#new-question form")
    await question.get_by_label("Question").fill("Which flag?")
    await question.get_by_label("What do you need to know").fill("For the protest.")
    await press(question, "Ask")
    await expect(question.locator("[data-status]")).to_contain_text("No connection")
    await mend(line, lead)
    await acts.saved(lead)
    await expect(page.locator("#thread-list > details")).to_have_count(1)
    assert len((await room.state()).threads) == 1

    await page.get_by_role("textbox", name="Orders").fill("Half a sent")
    await page.reload()
    await expect(page.get_by_role("textbox", name="Orders")).to_have_value("Half a sent")
    await acts.saved(lead)
    await lead.close()
    await line.cut()


async def cut(line: Line, person: Person) -> None:
    """The network goes; the page says so."""
    person.cut_off = True
    await person.context.set_offline(True)
    await line.cut()
    await expect(person.page.locator("#tte-offline")).to_be_visible()


async def mend(line: Line, person: Person) -> None:
    """And comes back."""
    await line.mend()
    await person.context.set_offline(False)
    await person.live()
    person.cut_off = False


async def test_pages_catch_up_after_the_server_was_started_again(open_room: Open, redis_url: str) -> None:
    """An open page says that it is alone, comes back by itself, and shows what it missed, in its place."""
    room = await begun(open_room)
    with own_site(redis_url) as first:
        room.site = first.site
        lead = await room.person("tk-pm")
        await lead.go()
        lead.cut_off = True
        port = int(first.site.url.rpartition(":")[2])
        await asyncio.to_thread(first.stop)
    await expect(lead.page.locator("#tte-offline")).to_be_visible()
    await lead.page.get_by_role("textbox", name="Orders").fill(TEXT)
    await room.must("director", c.SendNotice(to=(Audience("public"),), title="Windows", text="Close them."))
    with own_site(redis_url, port):
        await lead.live()
        lead.cut_off = False
        await expect(acts.item(lead, "Windows")).to_be_visible()
        await expect(lead.page.locator("#tte-toasts")).to_contain_text("1 item arrived while you were away")
        await expect(lead.page.get_by_role("textbox", name="Orders")).to_have_value(TEXT)
        await acts.saved(lead)
        await lead.close()
    assert [text for text in lead.frames if '"item_told"' in text and "Windows" in text][1:] == []


SILENCE = """() => {
    // As on a line that is gone without a word: nothing arrives, and no close is answered.
    WebSocket.prototype.close = () => {};
    const parse = JSON.parse;
    JSON.parse = text => parse(String(text).includes('"pong"') ? '{"t": "nothing"}' : text);
}"""


async def test_a_line_that_falls_silent_is_given_up_for_another(open_room: Open) -> None:
    room = await begun(open_room)
    laptop = await acts.join_by_link(room, "tk-ccs", "Ishiki")
    await laptop.live()
    await laptop.page.evaluate(SILENCE)
    await expect(laptop.page.locator("#tte-toasts").get_by_text("Back.").first).to_be_visible(timeout=60_000)
