"""The question that the product is measured by, asked by somebody who has never seen it: by clicking alone."""

from __future__ import annotations

import re

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from playwright.async_api import expect

from games.engine import commands as c
from games.engine.ids import Audience, SeatId
from tests.e2e import scene
from tests.e2e.conftest import Open
from tests.e2e.looks import faults
from tests.e2e.people import PHONE, Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
ESCORT = "Armed escort of US ships or aircraft against attack"


async def ask_why_not(person: Person) -> None:
    """From the desk to the page of the escort, by what stands there to be clicked."""
    page = person.page
    tab = page.get_by_role("link", name="Library", exact=True)
    if await tab.is_visible():
        await tab.click()
    await page.get_by_role("link", name="The law: what may we do now?").click()
    await expect(page.get_by_role("heading", name="What may we do now?")).to_be_visible()
    await page.get_by_role("link", name=re.compile(ESCORT)).click()
    await expect(page.get_by_role("heading", name=ESCORT)).to_be_visible()


async def test_why_tokyo_may_not_yet_escort_the_carrier_group(busy: Room) -> None:
    tokyo = await busy.person("tk-law")
    page = tokyo.page
    await tokyo.go()
    await ask_why_not(tokyo)

    # Why, down to the facts.
    await expect(page.locator("#law-answer .law-headline .verdict")).to_have_text("Unlawful")
    await tokyo.see("No legal situation and no grounds for one", "#law-answer")
    why = page.locator(".law-why").first
    await why.get_by_text("None of this is so").click()
    await expect(why).to_contain_text("A survival-threatening situation is in force")
    await page.get_by_text("Three New Conditions for the use of force").first.click()
    await expect(page.locator(".provision-text:visible")).to_contain_text("only when nothing else will do")

    # What it would need, who can give it, and how long.
    need = page.locator("section", has=page.get_by_role("heading", name="What it would need"))
    await expect(need).to_contain_text(
        "includes: US forces outside Japan and Clear danger to Japan's survival yes"
    )
    await expect(need).to_contain_text("Committee and plenary in BOTH Houses")
    await expect(need).to_contain_text("3 days 9 h of story")

    # And if it came to that.
    way = need.locator(".law-conditions li", has_text="US forces outside Japan")
    await way.get_by_role("link", name="Assume this").click()
    await expect(page.locator(".law-hypothesis")).to_contain_text("Hypothetical.")
    await expect(page.locator("#law-answer .law-headline .verdict")).to_have_text("A step is missing")
    await expect(need).to_contain_text("Recognition of a survival-threatening situation")
    await expect(need).to_contain_text("Prime Minister drafts, National Security Council deliberates")
    await expect(need).to_contain_text("Washington: head of government")
    await page.get_by_role("link", name="Back to what is known").click()
    await expect(page.locator(".law-hypothesis")).to_have_count(0)

    # From there to the order itself.
    await page.get_by_role("link", name="Draft this move").click()
    await expect(page.get_by_label("Kind of move")).to_have_value("jp.escort_us_forces")


async def test_the_answer_follows_what_the_team_is_told(open_room: Open) -> None:
    room = await open_room(begun)
    tokyo = await room.person("tk-pm", viewport=PHONE)
    page = tokyo.page
    await tokyo.go()
    await ask_why_not(tokyo)
    await expect(page.locator(".law-headline .verdict")).to_have_text("Unlawful")
    told = c.SetFacts(
        values={"armed_attack_on": ["us_forces"], "existential_danger": "yes"},
        reason="The carrier group is under missile attack",
        learned_by=(Audience("team:tokyo"),),
    )
    await tokyo.live()
    await room.must("white-1", told)
    await expect(page.locator(".law-headline .verdict")).to_have_text("A step is missing")
    await tokyo.see("as you were told", "#law-answer")


async def test_searching_and_assuming_as_one_types(busy: Room) -> None:
    tokyo = await busy.person("tk-law")
    page = tokyo.page
    await tokyo.go("law/")
    await page.get_by_label("What do we want to do?").press_sequentially("ammunition")
    await expect(page.locator("#line-jp\\.rear_support")).to_be_visible()
    await expect(page.locator("#line-jp\\.statement")).to_have_count(0)
    await expect(page).to_have_url(re.compile("q=ammunition"))
    await page.locator("#line-jp\\.rear_support a").click()
    await page.wait_for_url("**/law/move/**")
    await tokyo.live()  # what is chosen before the scripts are there waits for a button
    await page.get_by_label("What is given").select_option("weapons")
    await tokyo.see("Weapons are never a permitted item", "#law-answer")
    await page.get_by_label("What is given").select_option("fuel")
    await tokyo.not_see("Weapons are never a permitted item", "#law-answer")
    await page.get_by_text("Assume facts to be otherwise").click()
    await (
        page.get_by_role("group", name=re.compile("Situations Japan"))
        .get_by_label("includes: important influence situation")
        .check()
    )
    await expect(page.locator(".law-hypothesis")).to_contain_text("important influence situation")
    await expect(page).to_have_url(re.compile(r"if\.jp_situations"))
    await page.reload()
    await expect(page.locator(".law-hypothesis")).to_contain_text("important influence situation")


async def test_the_explorer_is_accessible_and_fits(busy: Room) -> None:
    tokyo = await busy.person("tk-pm")
    found: list[str] = []
    for name, rest in {
        "law": "law/",
        "law-move": "law/move/jp.escort_us_forces/",
        "law-what-if": "law/move/jp.escort_us_forces/?if.armed_attack_on=%2Bus_forces&if.existential_danger=yes",
        "law-provisions": "law/provisions/",
        "law-provision": "law/provision/JP-SSS-DEF/",
    }.items():
        await tokyo.go(rest)
        await tokyo.page.evaluate(
            "document.querySelectorAll('main details:not(.menu)').forEach(d => { d.open = true; })"
        )
        found += await faults(tokyo, name)
    assert not found, "\n".join(found)


async def test_the_lawbook_is_accessible_and_fits(busy: Room) -> None:
    white = await busy.person("white-1")
    author = await busy.stranger("director")
    found: list[str] = []
    pages = {
        "front": "",
        "search": "?q=escort",
        "move": "move/jp.escort_us_forces/?case=D08-SSS",
        "provision": "provision/JP-C9/",
        "facts": "facts/",
        "steps": "steps/",
        "parameters": "parameters/",
        "table": "table/",
    }
    for name, rest in pages.items():
        await white.go(f"lawbook/{rest}")
        found += await faults(white, f"lawbook-{name}")
    await sync_to_async(User.objects.create_superuser)("brandt", password="a long enough one")
    await author.page.goto(author.site.url + "/law/")
    await author.page.get_by_label("Username").fill("brandt")
    await author.page.get_by_label("Password").fill("a long enough one")
    await author.page.get_by_role("button", name="Sign in").click()
    await expect(author.page.get_by_role("heading", name="Lawbook")).to_be_visible()
    for name in ("front", "move", "table"):
        await author.page.goto(f"{author.site.url}/law/{pages[name]}")
        found += await faults(author, f"law-desk-{name}")
    assert not found, "\n".join(found)


def begun() -> object:
    """The shipped exercise in its first minute."""
    play = scene.Storyteller(0)
    for seat in ("tk-pm", "white-1"):
        play.must("", c.TakeSeat(SeatId(seat), name=scene.NAMES[seat], consent=True))
    play.must("director", c.StartExercise())
    return play.exercise
