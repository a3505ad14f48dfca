"""Everything by keyboard: from the start page to a signed move, and from the queue to a ruling."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from games.engine import commands as c
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.conftest import Open
from tests.e2e.people import Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
MOST_STOPS = 120
WRONG_STOP = """
    () => {
        const stop = document.activeElement;
        if (stop === document.body || stop.closest("tte-timeline")) return "";
        const {left, right, top, bottom} = stop.getBoundingClientRect();
        const seen = [[left + 3, top + 3], [right - 3, top + 3], [(left + right) / 2, (top + bottom) / 2],
            [left + 3, bottom - 3], [right - 3, bottom - 3]].some(([x, y]) => {
                const there = document.elementFromPoint(x, y);
                return there && (stop.contains(there) || there.contains(stop) || stop.labels?.[0]?.contains(there));
            });
        const marked = getComputedStyle(stop).outlineStyle !== "none" || getComputedStyle(stop).boxShadow !== "none";
        return seen && marked ? "" : `${seen ? "unmarked" : "unseen"}: ${stop.outerHTML.slice(0, 200)}`;
    }
"""


async def reach(person: Person, wanted: Locator) -> None:
    """Tabs to an element; every stop on the way must be seen and marked as the one with the focus."""
    for _ in range(MOST_STOPS):
        await person.page.keyboard.press("Tab")
        assert await person.page.evaluate(WRONG_STOP) == ""
        if await wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"no way by Tab to {wanted}")


async def test_a_move_and_its_ruling_by_keyboard(open_room: Open) -> None:
    room = await open_room(lambda: exercises.create(scene.long_strait(), "Long Strait"))
    await room.must("director", c.StartExercise())
    lead = await joins(room, "tk-pm", "Kurata")
    white = await joins(room, "white-1", "Rossi")
    await writes_and_signs(lead)
    await rules(white)
    await expect(lead.page.locator("#moves .ruling .verdict")).to_be_visible()


async def joins(room: Room, seat: str, name: str) -> Person:
    """Code, PIN, name, rules, seat."""
    person = await room.stranger(seat)
    page, keys, card = person.page, person.page.keyboard, await room.card(seat)
    await page.goto(person.site.url)
    await reach(person, page.get_by_label("Code"))
    await keys.type(card.code)
    await reach(person, page.get_by_label("PIN"))
    await keys.type(card.pin)
    await keys.press("Enter")
    await page.wait_for_url("**/join/")
    await reach(person, page.get_by_label("Your name"))
    await keys.type(name)
    await reach(person, page.get_by_label("I accept the rules"))
    await keys.press("Space")
    await reach(person, page.get_by_role("button", name="Take the seat"))
    await keys.press("Enter")
    await page.wait_for_url(person.url("**"))
    await person.live()
    return person


async def writes_and_signs(lead: Person) -> None:
    """To the move by two letters; Ctrl+Enter is no accident in a text, and Escape goes back."""
    page, keys = lead.page, lead.page.keyboard
    await keys.press("g")
    await keys.press("m")
    await reach(lead, page.get_by_role("textbox", name="Headline"))
    await keys.type("Recognise an important influence situation")
    await reach(lead, page.get_by_role("textbox", name="Orders"))
    await keys.type("The Cabinet adopts the Basic Plan.")
    await reach(lead, page.get_by_label("Kind of move"))
    await keys.type("Recognise an important")
    await acts.saved(lead)
    assert await page.get_by_label("Kind of move").input_value() == "jp.designate_iis"
    await reach(lead, page.get_by_role("button", name="Read and sign"))
    await keys.press("Enter")
    await expect(page.locator("#review")).to_be_visible()
    await keys.press("Escape")
    await expect(page.locator("#review")).to_be_hidden()
    await expect(page.get_by_role("button", name="Read and sign")).to_be_focused()
    await keys.press("Enter")
    await expect(page.locator("#review")).to_be_visible()
    await reach(lead, page.get_by_role("button", name="Sign and submit"))
    await keys.press("Enter")
    await expect(acts.page_strip(lead)).to_contain_text("Received")


async def rules(white: Person) -> None:
    """Down to the queue, into the case, and yes to the question, whose focus was on no."""
    page, keys = white.page, white.page.keyboard
    await reach(white, page.locator("#incoming").get_by_role("button", name="Take"))
    await keys.press("Enter")
    await expect(page.locator("#work section.decide")).to_be_visible()
    await reach(white, page.get_by_role("button", name="Accept the proposal"))
    await keys.press("Enter")
    await expect(page.locator("#confirm-rule button[value=cancel]")).to_be_focused()
    await reach(white, page.locator("#confirm-rule button[value=confirm]"))
    await keys.press("Enter")
    await white.see("The ruling that stands", "#work")
