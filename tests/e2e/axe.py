"""The accessibility checks of axe-core, run in a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

SOURCE = Path(__file__).with_name("vendor") / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
COLOURS = ("color-contrast", "link-in-text-block")


async def violations(page: Page) -> list[str]:
    """Every breach of WCAG 2.2 A and AA that axe finds in the page as it stands, in a line each."""
    return await _run(page, {"type": "tag", "values": TAGS})


async def clashes(page: Page) -> list[str]:
    """The same for colours alone: all that another colour scheme can change."""
    return await _run(page, {"type": "rule", "values": COLOURS})


async def _run(page: Page, wanted: dict[str, Any]) -> list[str]:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(SOURCE.read_text(encoding="utf-8"))
    found = await page.evaluate(
        """async wanted => (await axe.run(document, {
            runOnly: wanted, resultTypes: ["violations"], elementRef: false, preload: false,
        })).violations""",
        wanted,
    )
    return [_line(violation, node) for violation in found for node in violation["nodes"]]


def _line(violation: dict[str, Any], node: dict[str, Any]) -> str:
    said = "; ".join(one["message"] for one in (*node["any"], *node["all"], *node["none"]))
    return f"{violation['id']} at {node['target']}: {said} {node['html'][:160]}"
