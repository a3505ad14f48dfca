"""Every template keeps to the content security policy: nothing inline, nothing evaluated."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path
    for package in ("tte", "games", "injects")
    for path in (ROOT / package).glob("**/templates/**/*.html")
)
BANNED = {
    "a style attribute": r"\sstyle\s*=",
    "a handler attribute": r"\son[a-z]+\s*=",
    "an htmx handler": r"hx-on\b",
    "an evaluated value": r"[\"']\s*(?:javascript|js):",
    "a style element": r"<style\b",
    "an htmx trigger filter": r"hx-trigger=\"[^\"]*\[",
    "an address outside": r"(?:src|href|action)=\"(?:https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(path: Path) -> None:
    """The policy would block it, and the page would break in a browser only."""
    text = re.sub(r"\{% comment.*?endcomment %\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.S)
    for what, pattern in BANNED.items():
        assert not re.search(pattern, text), f"{what}: {re.search(pattern, text)}"
    for script in re.findall(r"<script\b[^>]*>(.*?)</script>", text, re.S):
        assert not script.strip(), "a script with content"


def test_the_scan_finds_what_it_looks_for() -> None:
    """Each pattern matches its own bad example."""
    examples = {
        "a style attribute": '<p style="color:red">',
        "a handler attribute": '<a onclick="x()">',
        "an htmx handler": '<a hx-on:click="x()">',
        "an evaluated value": "<a hx-vals='js:{a: 1}'>",
        "a style element": "<style>p{}</style>",
        "an htmx trigger filter": '<a hx-trigger="click[ctrlKey]">',
        "an address outside": '<script src="//cdn.example/x.js">',
    }
    assert examples.keys() == BANNED.keys()
    for what, example in examples.items():
        assert re.search(BANNED[what], example), what
    assert not re.search(BANNED["a style attribute"], '<p data-style="cable">')
