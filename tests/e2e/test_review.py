"""The review in a browser: the log, what a team was told of it, one entry, notes, files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.acts import press
from tests.e2e.people import Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
COVERT = "Board the Hoshi Maru again and bring her in"


async def test_an_analyst_reads_the_record(busy: Room) -> None:
    analyst = await busy.person("analyst")
    page = analyst.page
    await page.goto(analyst.url())
    await analyst.live()
    await analyst.see(COVERT)
    await reads_as_tokyo(analyst)
    await opens_an_entry(analyst)
    await takes_a_note(analyst)
    await takes_it_home(analyst, len((await busy.state()).seats))


async def reads_as_tokyo(analyst: Person) -> None:
    """The same log, and only what Tokyo was told, in the words of its frames."""
    page = analyst.page
    await page.get_by_label("As it was told to").select_option("tokyo")
    await press(page.locator("main"), "Show")
    await analyst.see("Recognise an important influence situation")
    await analyst.see("Gas carrier stopped")
    for secret in (COVERT, "First convoy sails from Sasebo", "Options paper"):
        await analyst.not_see(secret, "main table")
    await press(page.locator("main"), "Everything")
    await analyst.see(COVERT)


async def opens_an_entry(analyst: Person) -> None:
    """Each entry has an address, its cause and effect, and who was told what."""
    page = analyst.page
    await page.get_by_role("searchbox").fill("Hoshi Maru again")
    await press(page.locator("main"), "Show")
    await page.locator("tr[data-family] a[data-open]").last.click()
    await analyst.see("Who was told what")
    await analyst.see("Digest")
    await page.go_back()


async def takes_a_note(analyst: Person) -> None:
    page = analyst.page
    await page.locator("#note-text").fill("Beijing never asked whose waters these are.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#notes")).to_contain_text("whose waters these are")


async def takes_it_home(analyst: Person, seats: int) -> None:
    """The log as JSON lines and as a table, marked EXERCISE."""
    log = await download(analyst, "Log as JSON lines")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > seats
    assert log.name
    table = await download(analyst, "Log as CSV")
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines()))
    assert any(COVERT in cell for row in rows for cell in row)


async def download(person: Person, link: str) -> Path:
    """The file behind a link."""
    async with person.page.expect_download() as started:
        await person.page.get_by_role("link", name=link).click()
    file = await started.value
    assert file.suggested_filename.startswith("EXERCISE-")
    return Path(await file.path())
