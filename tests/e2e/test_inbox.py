"""The inbox as it is read: what was opened is unread nowhere any more, whatever comes meanwhile."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from games.engine import commands as c
from games.engine.ids import Audience
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.conftest import Open

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_an_opened_item_is_unread_nowhere_any_more(open_room: Open) -> None:
    room = await open_room(lambda: exercises.create(scene.long_strait(), "Long Strait"))
    await room.must("director", c.StartExercise())
    reader = await acts.join_by_link(room, "tk-ccs", "Ishiki")
    await reader.live()
    page = reader.page
    badge = page.locator("#inbox .count.unread")
    unread = int(await badge.get_attribute("data-left-unread") or 0)
    assert unread
    assert (await page.title()).startswith(f"({unread}) ")

    first = page.locator("#inbox-items > details[data-unread]").first
    name = await first.get_attribute("id")
    await first.locator("summary").click()
    opened = page.locator(f"#{name}")
    await expect(opened).not_to_have_attribute("data-unread", "")
    await expect(opened.locator("summary")).not_to_contain_text("Unread:")
    if unread == 1:
        await expect(badge).to_have_count(0)
    else:
        await expect(badge).to_contain_text(str(unread - 1))

    # What comes next is added to what is left.
    to = (Audience("team:tokyo"),)
    await room.must("director", c.SendNotice(to=to, title="Lunch at noon", text="In the hall."))
    await expect(badge).to_contain_text(str(unread))
    await expect(opened).not_to_have_attribute("data-unread", "")
    assert (await page.title()).startswith(f"({unread}) ")
