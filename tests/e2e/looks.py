"""Holding a page to how every page must look: accessible in light and dark, narrow enough, easy to touch."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import Page

from tests.e2e import axe
from tests.e2e.people import LAPTOP, PHONE, Person

SCHEMES = ("light", "dark")
NARROWEST = {"width": 320, "height": 640}
SHOTS = Path(__file__).parents[2] / "artifacts" if os.environ.get("TTE_SHOTS") == "1" else None
"""Where pictures of every page go, to be looked at; none are taken unless asked for."""
TOO_SMALL = """
    least => [...document.querySelectorAll("button, .button, summary, select, textarea, input")]
        .filter(e => e.checkVisibility() && !["hidden", "checkbox", "radio"].includes(e.type))
        .filter(e => !e.closest(".provision, .item-foot, dialog:not([open])"))
        .filter(e => e.getBoundingClientRect().height < least)
        .map(e => `${e.outerHTML.slice(0, 120)}: ${e.getBoundingClientRect().height}`)
"""
SPILLS = """
    () => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(e => e.outerHTML.slice(0, 120))
"""
MISSPELT = r"""
    () => [...document.querySelectorAll("*")]
        .filter(e => e.getAttributeNames().some(name => !/^[A-Za-z@:][\w:@.-]*$/.test(name)))
        .map(e => `not HTML: ${e.outerHTML.slice(0, 200)}`)
"""
PRINTED = """
    () => [...document.querySelectorAll("button, .menu, .menu-body")]
        .filter(e => e.checkVisibility()).slice(0, 3).map(e => e.outerHTML.slice(0, 120))
"""
"""What nobody can press on paper, and would lie over what is to be read."""
TOUCH_PX = 43.9


async def faults(person: Person, name: str) -> list[str]:
    """What is wrong with the page that a person has before them, a line each; takes pictures on the way."""
    page = person.page
    found = [f"{name}: {line}" for line in await page.evaluate(MISSPELT)]
    for scheme, check in (("light", axe.violations), ("dark", axe.clashes)):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{name}, {scheme}: {line}" for line in await check(page)]
        await _picture(page, name, scheme, "1280")
    await page.emulate_media(color_scheme="light", media="print")
    found += [f"{name}, printed: {line}" for line in await page.evaluate(PRINTED)]
    await page.emulate_media(color_scheme="light", media="screen")
    found += [f"{name}, 320 px wide: {line}" for line in await _sideways(page, NARROWEST)]
    found += [f"{name}, 390 px wide: {line}" for line in await _sideways(page, PHONE)]
    touch = await page.context.new_cdp_session(page)
    await touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    found += [f"{name}, touched: {line}" for line in await page.evaluate(TOO_SMALL, TOUCH_PX)]
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        await _picture(page, name, scheme, "390")
    await page.emulate_media(color_scheme="light")
    await touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    await touch.detach()
    await page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    return found


async def _sideways(page: Page, size: dict[str, int]) -> list[str]:
    await page.set_viewport_size(size)  # type: ignore[arg-type]
    found: list[str] = await page.evaluate(SPILLS)
    return found


async def _picture(page: Page, name: str, scheme: str, width: str) -> None:
    if SHOTS is not None:
        SHOTS.mkdir(exist_ok=True)
        whole = not await page.locator("dialog[open]").count()
        await page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=whole)
