"""The map in a browser: land, forces and zones drawn, moved by keyboard, the same words in tables, on a phone too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from games.engine import commands as c
from games.engine.ids import Audience
from tests.e2e import scene
from tests.e2e.conftest import Open
from tests.e2e.looks import faults
from tests.e2e.people import PHONE

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
PATH = re.compile(r"^M-?\d")
HOURS = 127
"""One minute at the table is an hour of the story: bases in Japan have been struck by now."""


def late() -> Any:
    """The shipped exercise after the strikes, with Tokyo's answer to Washington known to both."""
    with scene.the_past_is_told():
        play = scene.Storyteller(HOURS * scene.MINUTE)
        play.sit()
        play.must("director", c.StartExercise())
        play.at(112)
        told = (Audience("team:tokyo"), Audience("team:washington"))
        agreed = c.SetFacts(values={"prior_consultation": "agreed"}, reason="Note of Tokyo", learned_by=told)
        play.must("white-1", agreed)
        play.at(HOURS)
        play.must("director", c.StopClock(stop="break", reason="Coffee"))
        play.must("director", c.ResumeClock())
    return play.exercise


async def drawn(page: Page) -> None:
    """Waits until the map stands."""
    await expect(page.locator("tte-map[data-ready='1'] path.land")).to_have_attribute("d", PATH)


async def place_of(page: Page) -> str:
    """How the drawing stands."""
    return str(await page.locator("tte-map svg.map-svg > g").first.get_attribute("transform"))


async def test_the_map_is_drawn_and_moved_by_keyboard(open_room: Open) -> None:
    room = await open_room(late)
    tokyo = await room.person("tk-pm")
    page = await tokyo.go("map/")
    await drawn(page)
    assert int(await page.locator("path.land").get_attribute("data-countries") or 0) > 10
    await expect(page.locator(".map-svg path.zone[data-kind=blockade]")).to_have_count(1)
    await expect(page.locator("g.event[data-id=kadena-struck]")).to_have_count(1)
    stage = page.locator(".map-stage")
    await stage.focus()
    before = await place_of(page)
    await page.keyboard.press("+")
    nearer = await place_of(page)
    await page.keyboard.press("ArrowRight")
    moved = await place_of(page)
    assert len({before, nearer, moved}) == 3
    await page.keyboard.press("0")
    unit = page.locator("g.unit[data-id=us-carrier]")
    await unit.focus()
    await expect(unit).to_be_focused()
    await expect(page.locator(".map-card")).to_contain_text("Washington")
    assert await unit.get_attribute("data-stance") == "friend"
    assert await page.locator("g.unit[data-id=cn-carrier]").get_attribute("data-stance") == "unknown"
    await page.get_by_role("button", name="Strait", exact=True).click()
    await expect(page.get_by_role("button", name="Strait", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    await page.get_by_label("Zones and routes").uncheck()
    await expect(page.locator(".map-svg path.zone")).to_have_count(0)
    await expect(page.locator("#map-row-blockade")).to_contain_text("neutral")
    await page.evaluate("scrollTo(0, 0)")  # what the head of the page covers is no target
    found = await faults(tokyo, "map")
    assert not found, "\n".join(found)


async def test_staff_and_the_projector(open_room: Open) -> None:
    room = await open_room(late)
    white, display = await room.person("white-1"), await room.person("display")
    page = await white.go("map/")
    await drawn(page)
    await expect(page.locator("g.unit[data-stance=neutral]")).not_to_have_count(0)
    await expect(page.locator("g.unit:not([data-stance=neutral])")).to_have_count(0)
    found = await faults(white, "map-staff")
    page = await display.go("map/")
    await drawn(page)
    await expect(page.locator("g.unit[data-id=us-destroyer]")).to_have_count(0)
    found += await faults(display, "map-display")
    assert not found, "\n".join(found)
    await page.keyboard.press("b")
    await expect(page.locator("main")).not_to_be_visible()
    await page.keyboard.press("b")
    await page.keyboard.press("m")
    await expect(page.locator("tte-map")).to_have_count(0)


async def test_a_fact_told_while_one_looks_draws_itself(open_room: Open) -> None:
    room = await open_room(lambda: scene.in_full_swing().exercise)
    tokyo, beijing = await room.person("tk-pm"), await room.person("bj-gs")
    for person in (tokyo, beijing):
        await drawn(await person.go("map/"))
    sorties = c.SetFacts(
        values={"us_combat_from_japan": True}, reason="Seen", learned_by=(Audience("team:tokyo"),)
    )
    await room.must("white-1", sorties)
    await expect(tokyo.page.locator("g.event[data-id=kadena-sorties]")).to_have_count(1)
    await expect(tokyo.page.locator("#map-row-kadena-sorties")).to_have_count(1)
    await expect(beijing.page.locator("[data-id=kadena-sorties]")).to_have_count(0)


async def test_the_desk_fetches_the_map_when_it_is_looked_at(open_room: Open) -> None:
    room = await open_room(lambda: scene.in_full_swing().exercise)
    tokyo = await room.person("tk-pm")
    asked: list[str] = []
    tokyo.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    await tokyo.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page = await tokyo.go()
    heavy = {"milsymbol.js", "basemap.topo.json", "geo.js", "map.js"}
    assert not heavy & set(asked)
    await page.locator(".tablist a[href='#map']").click()
    await drawn(page)
    assert heavy <= set(asked)


async def test_one_finger_scrolls_the_page_and_two_move_the_map(open_room: Open) -> None:
    room = await open_room(lambda: scene.in_full_swing().exercise)
    tokyo = await room.person("tk-pm", viewport=PHONE, has_touch=True)
    page = await tokyo.go("map/")
    await drawn(page)
    await page.locator(".map-stage").scroll_into_view_if_needed()
    touch = await page.context.new_cdp_session(page)

    async def drag(*across: int) -> None:
        box = await page.locator(".map-stage").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for step in range(12):
            kind = "touchStart" if step == 0 else "touchMove"
            points = [{"x": x + by, "y": y - 8 * step, "id": n} for n, by in enumerate(across)]
            await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    before = await place_of(page)
    scrolled = await page.evaluate("scrollY")
    await drag(0)
    await page.wait_for_function("was => scrollY !== was", arg=scrolled)
    assert await place_of(page) == before
    await drag(-40, 40)
    await page.wait_for_function(
        "was => document.querySelector('.map-svg > g').getAttribute('transform') !== was", arg=before
    )
