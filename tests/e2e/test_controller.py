"""The controller's console: what is pressed there is seen by its readers, and by nobody else."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from games.engine import commands as c
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.acts import press, row
from tests.e2e.conftest import Open
from tests.e2e.people import Person

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_the_controller_runs_the_list(open_room: Open) -> None:
    room = await open_room(lambda: exercises.create(scene.long_strait(), "Long Strait"))
    await room.must("director", c.StartExercise())
    controller, white, tokyo, taipei, display = [
        await room.person(seat) for seat in ("controller", "white-1", "tk-pm", "tp-pres", "display")
    ]
    await controller.go("control/")
    await white.go("white/")
    for reader in (tokyo, taipei, display):
        await reader.go()
    await fires(controller, white, tokyo)
    await moves_the_future(controller)
    await improvises(controller, taipei)
    await mends(controller, tokyo, taipei)
    for other in (taipei, display):
        assert "A divided public" not in "".join(other.frames) + await other.page.content()
    for other in (tokyo, display):
        assert "Lights out in Hualien" not in "".join(other.frames) + await other.page.content()


async def fires(controller: Person, white: Person, tokyo: Person) -> None:
    """Asked for its readers by name; of two who fire at once the second is told so."""
    await press(row(controller, "I04"), "Fire")
    await expect(controller.page.locator("#confirm-fire")).to_contain_text("Tokyo")
    await expect(controller.page.locator("#confirm-fire button[value=cancel]")).to_be_focused()
    await press(white.page.locator("#outgoing #line-I04"), "Fire")
    await acts.confirm(controller, "confirm-fire")
    await expect(row(controller, "I04")).to_have_attribute("data-status", "released")
    await white.page.locator("#confirm-fire button[value=confirm]").click()
    await expect(white.page.locator("#tte-toasts")).to_contain_text("It went out already")

    await acts.item(tokyo, "A divided public").locator("summary").click()
    await tokyo.see("A weekend poll finds the cabinet popular")
    await expect(row(controller, "I04")).to_contain_text("1/5 opened")


async def moves_the_future(controller: Person) -> None:
    """Held and armed again, five minutes later, skipped with a reason."""
    await press(row(controller, "I03"), "Hold")
    await expect(row(controller, "I03")).to_have_attribute("data-status", "held")
    await press(row(controller, "I03"), "Re-arm")
    await expect(row(controller, "I03")).to_have_attribute("data-status", "armed")
    await press(row(controller, "I05"), "+5")
    await expect(row(controller, "I05")).to_contain_text("+")
    await press(row(controller, "I06"), "Skip")
    panel = controller.page.locator("#line-panel")
    await panel.get_by_label("Why is it skipped?").fill("Washington is busy enough")
    await press(panel, "Skip")
    await expect(row(controller, "I06")).to_have_attribute("data-status", "skipped")
    await expect(row(controller, "I06")).to_contain_text("Washington is busy enough")


async def improvises(controller: Person, taipei: Person) -> None:
    """A line from a template, to one team, now."""
    page = controller.page
    await press(page.locator("main"), "Improvise")
    await press(page.locator("main"), "Unconfirmed report")
    await page.locator("#words-title").fill("Lights out in Hualien")
    await page.locator("#words-body").fill("Half the city is dark since nine. Nobody claims it.")
    # The template's Japanese still has its blanks: whoever reads Japanese gets the English instead.
    await page.locator("#words-ja-title").fill("")
    await page.locator("#words-ja-body").fill("")
    everyone = page.locator('input[name="words.to[]"]:checked')
    while await everyone.count():
        await everyone.first.uncheck()
    await page.locator('input[name="words.to[]"][value="team:taipei"]').check()
    await page.get_by_role("button", name="Add the inject").click()
    await acts.confirm(controller)
    await page.wait_for_url(controller.url("control/"))
    await expect(acts.item(taipei, "Lights out in Hualien")).to_be_visible()


async def mends(controller: Person, tokyo: Person, taipei: Person) -> None:
    """What went out is corrected in place, or struck out; its readers see both."""
    await controller.live()
    await press(row(controller, "I04"), "Correct")
    panel = controller.page.locator("#line-panel")
    await panel.locator("#correct-body").fill("A weekend poll finds the cabinet in trouble.")
    await panel.get_by_label("Reason, for the record").fill("Wrong poll")
    await press(panel, "Correct")
    await acts.confirm(controller)
    poll = acts.item(tokyo, "A divided public")
    await expect(poll).to_contain_text("Corrected")
    await expect(poll).to_contain_text("finds the cabinet in trouble")
    await expect(poll.locator(".was")).to_contain_text("finds the cabinet popular")

    mistake = controller.page.locator("#msel tr").filter(has_text="Lights out in Hualien")
    await press(mistake, "Retract")
    await panel.get_by_label("Reason; its readers see it").fill("Sent by mistake")
    await press(panel, "Retract")
    await acts.confirm(controller)
    await expect(acts.item(taipei, "Lights out in Hualien")).to_contain_text("Withdrawn")
    await acts.item(taipei, "Lights out in Hualien").locator("summary").first.click()
    await taipei.see("Sent by mistake")
