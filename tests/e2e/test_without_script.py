"""Browsers without script: joining, reading, a move and a ruling, by plain forms."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from games.engine import commands as c
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.acts import press
from tests.e2e.conftest import Open
from tests.e2e.people import Person

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_a_move_and_its_ruling_by_plain_forms(open_room: Open) -> None:
    room = await open_room(lambda: exercises.create(scene.long_strait(), "Long Strait"))
    lead = await acts.join_by_code(room, "tk-pm", "Kurata", java_script_enabled=False)
    await lead.see("Nothing more to do")
    await room.must("director", c.StartExercise())
    white = await acts.join_by_link(room, "white-1", java_script_enabled=False)
    await lead.page.reload()
    await reads(lead)
    await signs(lead)
    await rules(white)
    await lead.page.reload()
    await expect(lead.page.locator("#moves .ruling .verdict")).to_be_visible()
    assert len((await room.state()).moves) == 1


async def reads(lead: Person) -> None:
    """An item unfolds by itself, and has a page of its own."""
    first = acts.item(lead, "Drills with five closure boxes")
    await first.locator("summary").first.click()
    await expect(first).to_contain_text("seven days of live firing")
    await press(first, "On its own page")
    await lead.see("seven days of live firing")
    await press(lead.page.locator("main"), "Back")


async def signs(lead: Person) -> None:
    """Saved, read, signed: three forms; going back and sending once more makes no second move."""
    page = lead.page
    await page.get_by_role("textbox", name="Headline").fill("Recognise an important influence situation")
    await page.get_by_role("textbox", name="Orders").fill("The Cabinet adopts the Basic Plan.")
    await page.get_by_label("Kind of move").select_option("jp.designate_iis")
    await page.locator("#draft-form .more-fields summary").click()
    await page.get_by_label("Reason 1").fill("Shipping has stopped.")
    await page.get_by_role("button", name="Save draft").click()
    await expect(page.get_by_role("textbox", name="Orders")).to_have_value(
        "The Cabinet adopts the Basic Plan."
    )
    await page.get_by_role("button", name="Read and sign").click()
    await lead.see("Read, then sign")
    form = page.locator("form").filter(has_text="Sign and submit")
    fields = await form.evaluate("form => Object.fromEntries(new FormData(form))")
    assert fields["content.because[]"] == "Shipping has stopped."
    address = lead.site.url + str(await form.get_attribute("action"))
    await page.get_by_role("button", name="Sign and submit").click()
    await lead.see("Received.")
    await expect(acts.page_strip(lead)).to_contain_text("Received")
    again = await lead.context.request.post(address, form=fields)
    assert again.ok
    await page.reload()
    await expect(acts.page_strip(lead).locator("li")).to_have_count(1)


async def rules(white: Person) -> None:
    """Taken from the queue, read, accepted."""
    page = white.page
    await page.reload()
    await press(page.locator("#incoming"), "Take")
    await page.locator("#incoming").get_by_role("link", name="Recognise an important").click()
    await white.see("The law proposes", "#work")
    await acts.tell(white, "team:tokyo", "Not yet.")
    await page.get_by_role("button", name="Accept the proposal").click()
    await white.see("Received.")
