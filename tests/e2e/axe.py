"""The accessibility checks of axe-core, run in a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

SOURCE = Path(__file__).with_name("vendor") / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
COLOURS = ("color-contrast", "link-in-text-block")
KNOWING = """
    looks => {
        // What the contrast of a text follows from, or nothing where it stands on something that is not its ancestor.
        const grounds = new WeakMap();
        const ground = e => {
            if (!e) return "";
            if (!grounds.has(e)) {
                const s = getComputedStyle(e), below = ground(e.parentElement ?? e.getRootNode().host);
                const isBare = /^(rgba\\(.*, 0\\)|transparent)$/.test(s.backgroundColor) && s.backgroundImage === "none";
                const isLoose = !["static", "relative", "sticky"].includes(s.position) || s.transform !== "none";
                const own = [s.opacity, s.filter, s.mixBlendMode].join();
                grounds.set(e, below === null || (isBare && isLoose) || e.namespaceURI !== document.body.namespaceURI
                    ? null : isBare && own === "1,none,normal"
                    ? below : `${below}|${s.backgroundColor},${s.backgroundImage},${own}`);
            }
            return grounds.get(e);
        };
        const look = e => {
            const s = getComputedStyle(e), below = ground(e);
            return below === null ? null
                : [below, s.color, s.fontSize, s.fontWeight, s.textShadow, s.webkitTextStroke].join(";");
        };
        const good = new Set(looks), check = axe._audit.checks["color-contrast"], judge = check.evaluate;
        check.evaluate = function (node, ...more) {
            const one = look(node);
            if (one !== null && good.has(one)) return true;
            let told;
            const helper = Object.create(this, {data: {value: data => { told = data; this.data(data); }}});
            const verdict = judge.call(helper, node, ...more);
            if (one !== null && verdict === true && told?.contrastRatio) good.add(one);
            return verdict;
        };
        globalThis.tteKnown = () => { check.evaluate = judge; return [...good].slice(looks.length); };
    }
"""
"""Lets axe pass a text unmeasured that looks exactly, down to what is behind it, like one that it measured and passed."""

_passed: dict[str, None] = {}
"""Such looks, of all pages so far."""


async def violations(page: Page) -> list[str]:
    """Every breach of WCAG 2.2 A and AA that axe finds in the page as it stands, in a line each."""
    return await _run(page, {"type": "tag", "values": TAGS})


async def clashes(page: Page) -> list[str]:
    """The same for colours alone, all that another colour scheme can change: each look is measured once."""
    await _bring(page)
    await page.evaluate(KNOWING, list(_passed))
    found = await _run(page, {"type": "rule", "values": COLOURS})
    _passed.update(dict.fromkeys(await page.evaluate("tteKnown()")))
    return found


async def _bring(page: Page) -> None:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_source())


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


async def _run(page: Page, wanted: dict[str, Any]) -> list[str]:
    await _bring(page)
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
