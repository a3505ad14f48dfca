"""The director's page: every verb is seen on everybody's page; the end is asked for twice."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from games.engine import commands as c
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.acts import press
from tests.e2e.conftest import Open
from tests.e2e.people import Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
TITLE = "Long Strait, run 3"


async def begun(open_room: Open, *seats: str) -> tuple[Room, list[Person]]:
    """A running exercise, and these seats at their pages."""
    room = await open_room(lambda: exercises.create(scene.long_strait(), TITLE))
    await room.must("director", c.StartExercise())
    people = [await room.person(seat) for seat in seats]
    for person in people:
        await person.go()
    return room, people


async def all_say(people: list[Person], state: str) -> None:
    """Everybody's header names the state."""
    for person in people:
        await expect(person.page.locator("#tte-state .run-state")).to_have_text(state)


async def test_the_director_leads_the_room(open_room: Open) -> None:
    room, everybody = await begun(open_room, "director", "tk-pm", "tp-pres", "guest", "display", "white-1")
    director, tokyo, _, _, display, _ = everybody
    await pauses_and_resumes(director, everybody)
    await grants_a_timeout(director, tokyo, everybody)
    await calls_a_plenary(director, everybody)
    await jumps(director, everybody)
    await messages_all(director, everybody)
    await ends(director, everybody)
    await display.see("ENDEX")
    assert (await room.state()).life == "ended"


async def pauses_and_resumes(director: Person, everybody: list[Person]) -> None:
    page = director.page
    await press(page.locator("#verbs"), "Pause")
    await page.locator("#pause-dialog").get_by_label("Reason").fill("The coffee is here")
    await press(page.locator("#pause-dialog"), "Stop the clock")
    await all_say(everybody, "Paused")
    for person in everybody:
        await expect(person.page.locator("body")).to_contain_text("The coffee is here")
    await press(page.locator("#verbs"), "Resume")
    await all_say(everybody, "Running")


async def grants_a_timeout(director: Person, tokyo: Person, everybody: list[Person]) -> None:
    """A lead asks; the director's page shows it and grants it in one press."""
    await tokyo.page.locator("#ask-timeout > summary").click()
    await tokyo.page.get_by_role("textbox", name="What for?").fill("Counsel is on the line")
    await tokyo.page.get_by_role("button", name="Ask the director").click()
    await expect(director.page.locator("#asked-tokyo")).to_contain_text("Counsel is on the line")
    await press(director.page.locator("#asked-tokyo"), "Grant")
    await all_say(everybody, "Time-out")
    await press(director.page.locator("#verbs"), "Resume")
    await all_say(everybody, "Running")


async def calls_a_plenary(director: Person, everybody: list[Person]) -> None:
    page = director.page
    _, tokyo, taipei, _, display, _ = everybody
    await press(page.locator("#verbs"), "Plenary")
    await page.locator("#plenary-dialog").get_by_label("What it is about").fill("What is a quarantine?")
    await press(page.locator("#plenary-dialog"), "Call the plenary")
    await all_say(everybody, "Plenary")
    for person in (tokyo, taipei):
        await person.see("Please look at the big screen.")
    await display.see("What is a quarantine?")
    await press(page.locator("#verbs"), "Resume")
    await all_say(everybody, "Running")


async def jumps(director: Person, everybody: list[Person]) -> None:
    """Shows what it would cross, asks for each, and says what it did; the story's clock follows on every page."""
    page = director.page
    await press(page.locator("#verbs"), "Jump")
    await page.locator("#jump-to").fill("D+0 09:30")
    await press(page.locator("#jump"), "Show what it crosses")
    crossed = page.locator("#jump tbody tr")
    await expect(crossed.filter(has_text="A divided public")).to_be_visible()
    await expect(crossed).to_have_count(3)
    await crossed.filter(has_text="The bill for a sentence").get_by_role("combobox").select_option("skip")
    await crossed.filter(has_text="White hulls").get_by_role("combobox").select_option("fire")
    await crossed.filter(has_text="A divided public").get_by_role("combobox").select_option("keep")
    await press(page.locator("#jump"), "Jump")
    await acts.confirm(director)
    for person in everybody:
        await expect(person.page.locator('#tte-state tte-clock[kind="scenario"]')).to_contain_text("D+0 09:3")
    tokyo = everybody[1]
    await expect(acts.item(tokyo, "White hulls, not grey")).to_be_visible()
    await expect(acts.item(tokyo, "The bill for a sentence")).to_have_count(0)


async def messages_all(director: Person, everybody: list[Person]) -> None:
    """Outside the story, and marked so."""
    page = director.page
    await press(page.locator("#verbs"), "Message all")
    await page.locator("#message-dialog").get_by_role("textbox", name="Heading").fill("Windows")
    await (
        page.locator("#message-dialog").get_by_role("textbox", name="Text").fill("Please close the windows.")
    )
    await press(page.locator("#message-dialog"), "Send")
    for person in everybody[1:4]:
        await expect(acts.item(person, "Windows")).to_contain_text("White-cell notice")


async def ends(director: Person, everybody: list[Person]) -> None:
    """ENDEX takes the exercise's name, typed; then nothing can be written any more."""
    page = director.page
    await press(page.locator("#verbs"), "End the exercise")
    await press(page.locator("#end-dialog"), "End the exercise")
    confirm = page.locator("#confirm-end button[value=confirm]")
    await expect(confirm).to_be_disabled()
    await expect(page.locator("#confirm-end [data-typed]")).to_be_focused()
    await page.keyboard.type("Long Strait")  # a blank in it must not press a button
    await expect(confirm).to_be_disabled()
    await page.locator("#confirm-end [data-typed]").fill(TITLE)
    await confirm.click()
    await all_say(everybody, "Ended")
    tokyo = everybody[1]
    await expect(tokyo.page.get_by_role("button", name="Read and sign")).to_have_count(0)


async def test_anybody_stops_for_real(open_room: Open) -> None:
    """A player, a guest and the projector: each stops the clock for all and calls the staff."""
    _, everybody = await begun(open_room, "tk-fm", "guest", "display", "director", "white-1", "bj-gs")
    director, white = everybody[3], everybody[4]
    for person in everybody[:3]:
        note = f"Somebody has fainted near {person.seat}"
        await person.page.locator("details.menu.danger > summary").click()
        await person.page.get_by_label("What happened?").fill(note)
        await person.page.get_by_role("button", name="Stop the exercise now").click()
        await all_say(everybody, "Real-world stop")
        await expect(director.page.locator("#verbs .notice")).to_contain_text(note)
        await expect(white.page.locator("#incoming .notice").first).to_contain_text(note)
        assert note not in "".join(everybody[5].frames)
        await press(director.page.locator("#verbs"), "It is dealt with")
        await acts.confirm(director)
        await press(director.page.locator("#verbs"), "Resume")
        await all_say(everybody, "Running")
