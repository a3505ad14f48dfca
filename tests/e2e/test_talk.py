"""Messages between teams, over open, slow and closed channels; questions to the white cell; appeals."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from playwright.async_api import Locator, expect

from games.engine import commands as c
from games.engine.events import MoveContent
from games.engine.plan import Link, Plan
from games.services import exercises
from tests.e2e import scene
from tests.e2e.acts import press
from tests.e2e.conftest import Open
from tests.e2e.people import Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
SLOW_MS = 4000


def quicker() -> Plan:
    """The shipped deck with letters that take seconds where they take minutes."""
    plan = scene.long_strait()
    return replace(plan, links=tuple(_quicker(link) for link in plan.links))


def _quicker(link: Link) -> Link:
    return replace(link, delay_ms=SLOW_MS) if link.state == "delayed" else link


async def begun(open_room: Open) -> Room:
    room = await open_room(lambda: exercises.create(quicker(), "Long Strait"))
    await room.must("director", c.StartExercise())
    return room


def thread(person: Person, subject: str) -> Locator:
    """A conversation by its subject."""
    return person.page.locator("#thread-list > details").filter(has_text=subject)


async def write_to(person: Person, team: str, subject: str, text: str) -> None:
    """Opens a conversation with another team."""
    form = person.page.locator("#new-thread")
    if await form.get_attribute("open") is None:
        await form.locator("summary").click()
    for party in await form.locator("input:checked").all():
        await party.uncheck()
    await form.locator(f'input[value="{team}"]').check()
    await form.get_by_label("Subject").fill(subject)
    await form.get_by_label("Text").fill(text)
    await press(form, "Send")


async def test_teams_talk_as_far_as_their_channels_go(open_room: Open) -> None:
    room = await begun(open_room)
    tokyo, washington, beijing, taipei, white = [
        await room.person(seat) for seat in ("tk-fm", "wa-potus", "bj-gs", "tp-pres", "white-1")
    ]
    for person in (tokyo, washington, beijing, taipei):
        await person.go()
    await white.go("ledger/")
    await over_an_open_channel(tokyo, washington)
    await over_a_slow_channel(tokyo, taipei)
    await not_over_a_closed_one(beijing)
    await the_white_cell_reads_and_closes(white, tokyo)
    for outsider in (beijing, taipei):
        assert "Gathering off Fujian" not in "".join(outsider.frames) + await outsider.page.content()


async def over_an_open_channel(tokyo: Person, washington: Person) -> None:
    """There and back, at once."""
    await write_to(tokyo, "washington", "Gathering off Fujian", "Do you read it as we do?")
    there = thread(washington, "Gathering off Fujian")
    await there.locator("summary").click()
    await expect(there).to_contain_text("Do you read it as we do?")
    await there.get_by_label("Write").fill("Yes. Customs, not marines.")
    await press(there, "Send")
    await expect(thread(tokyo, "Gathering off Fujian")).to_contain_text("They spoke last")
    await thread(tokyo, "Gathering off Fujian").locator("summary").click()
    await expect(thread(tokyo, "Gathering off Fujian")).to_contain_text("Yes. Customs, not marines.")


async def over_a_slow_channel(tokyo: Person, taipei: Person) -> None:
    """The sender sees it under way; it arrives by the clock alone."""
    await write_to(tokyo, "taipei", "Through the exchange office", "Ninety white hulls are gathering.")
    await expect(thread(tokyo, "Through the exchange office")).to_contain_text("On its way")
    await expect(thread(taipei, "Through the exchange office")).to_have_count(1)
    await expect(thread(tokyo, "Through the exchange office")).not_to_contain_text("On its way")


async def not_over_a_closed_one(beijing: Person) -> None:
    """And the page says why, in the story's words."""
    form = beijing.page.locator("#new-thread")
    await form.locator("summary").click()
    await expect(form.locator('input[value="taipei"]')).to_be_disabled()
    await expect(form).to_contain_text("There is no line across the strait.")


async def the_white_cell_reads_and_closes(white: Person, tokyo: Person) -> None:
    """It sees every conversation; a channel that it closes is closed at once, with its reason."""
    page = white.page
    await expect(page.locator("#talks .card")).to_have_count(2)
    await page.locator("#talks").get_by_role("link", name="Gathering off Fujian").click()
    await expect(page.locator("#talks")).to_contain_text("Yes. Customs, not marines.")
    link = page.locator("#link-tokyo-washington")
    await link.locator("summary").click()
    await link.get_by_label("State").select_option("closed")
    await link.get_by_label("What both teams are told").fill("The satellite link is jammed.")
    await press(link, "Change the channel")
    await expect(thread(tokyo, "Gathering off Fujian")).to_contain_text("The satellite link is jammed.")


async def test_a_question_is_answered_by_somebody_nobody_plays(open_room: Open) -> None:
    room = await begun(open_room)
    taipei, white = await room.person("tp-pres"), await room.person("white-1")
    await taipei.go()
    await white.go("white/")
    form = taipei.page.locator("#new-question")
    await form.locator("summary").click()
    await form.get_by_label("Question").fill("Tankers still under way")
    await form.get_by_label("What do you need to know").fill("How many, and under which flags?")
    await press(form, "Ask")
    card = white.page.locator("#incoming .card").filter(has_text="Tankers still under way")
    await press(card, "Answer")
    await white.page.locator("#answer-as").fill("Lloyd's agent in Manila")
    await white.page.locator("#answer-text").fill("Eleven; two under your own flag.")
    await press(white.page.locator("#talks"), "Send")
    await expect(thread(taipei, "Tankers still under way")).to_contain_text("Lloyd's agent in Manila")
    await thread(taipei, "Tankers still under way").locator("summary").click()
    await taipei.see("Eleven; two under your own flag.")


async def test_an_appeal_is_heard_once(open_room: Open) -> None:
    room = await begun(open_room)
    content = MoveContent(
        headline="Protest in writing", text="The ambassador is called in.", move="jp.statement"
    )
    move = (await room.must("tk-pm", c.SubmitMove(content=content)))["move_id"]
    await room.must("white-1", c.TakeMove(move_id=move))
    await room.must("white-1", c.RuleMove(move_id=move, decision="accept"))
    tokyo, white = await room.person("tk-pm"), await room.person("white-1")
    await tokyo.go()
    await white.go("white/")
    ruled = tokyo.page.locator("#moves")
    await ruled.locator("summary").filter(has_text="Appeal the ruling").click()
    await ruled.get_by_label("Grounds").fill("The box lies in our zone.")
    await press(ruled, "Lodge the appeal")
    appeal = white.page.locator("#incoming .card").filter(has_text="The box lies in our zone.")
    await press(appeal, "Open the ruling")
    await white.page.get_by_label("Answer to the appeal").fill("A zone is not a territory.")
    await press(white.page.locator("#work"), "Refuse: the ruling stands")
    await expect(ruled).to_contain_text("A zone is not a territory.")
    await expect(ruled.locator("summary").filter(has_text="Appeal the ruling")).to_have_count(0)
