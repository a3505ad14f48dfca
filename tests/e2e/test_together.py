"""Two people at the same thing: no text is lost, there is one outcome, and each is told of the other."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from games.engine import commands as c
from games.engine.events import MoveContent
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.acts import press
from tests.e2e.conftest import Open
from tests.e2e.people import Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]


async def begun(open_room: Open) -> Room:
    room = await open_room(lambda: exercises.create(scene.long_strait(), "Long Strait"))
    await room.must("director", c.StartExercise())
    return room


async def test_two_write_on_one_draft(open_room: Open) -> None:
    """What one alone wrote is taken over; of what both wrote the later one sees both texts and puts them together."""
    room = await begun(open_room)
    scribe, lead = await room.person("tk-ccs"), await room.person("tk-pm")
    await scribe.go()
    await lead.go()
    orders = lead.page.locator("#move-text")
    await orders.click()
    await acts.write_draft(scribe, "Protest", "The ambassador is called in.")
    await expect(lead.page.locator("#draft-news")).to_contain_text("A teammate has saved a newer text")
    lead.statuses.add(409)
    await orders.press_sequentially("Before noon.")
    conflict = lead.page.locator("#draft-form .conflict")
    await expect(conflict.locator("textarea")).to_have_value("The ambassador is called in.")
    await expect(lead.page.locator("#move-headline")).to_have_value("Protest")  # nothing to ask about
    await expect(orders).to_have_value("Before noon.")
    await press(conflict, "Put theirs below mine")
    await acts.saved(lead)
    await scribe.page.reload()
    both = "Before noon.\n\nThe ambassador is called in."
    await expect(scribe.page.get_by_role("textbox", name="Orders")).to_have_value(both)


async def test_two_rule_on_one_move(open_room: Open) -> None:
    """A case handed over in the middle of a ruling is ruled on once, and the slower one is told so."""
    room = await begun(open_room)
    content = MoveContent(
        headline="Protest in writing", text="The ambassador is called in.", move="jp.statement"
    )
    move = (await room.must("tk-pm", c.SubmitMove(content=content)))["move_id"]
    slow, quick = await room.person("white-1"), await room.person("white-2")
    await slow.go("white/")
    await quick.go("white/")
    await acts.take(slow, "Protest in writing")
    await press(slow.page.locator("section.decide"), "Accept the proposal")
    await expect(slow.page.locator("#confirm-rule")).to_be_visible()
    await room.must("white-1", c.HandOverMove(move_id=move, to=None))
    await acts.take(quick, "Protest in writing")
    await acts.accept(quick)
    await quick.see("The ruling that stands", "#work")
    await slow.page.locator("#confirm-rule button[value=confirm]").click()
    told = slow.page.locator("#tte-toasts .toast, #work .refusal:not(:empty)").first
    await expect(told).to_contain_text("White cell 2")
    assert len((await room.state()).rulings) == 1
