"""The deck editor in a browser: its pages as every page must be, and two authors of one inject."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client
from playwright.async_api import expect

from injects import drafts
from injects.drafts import deck_of
from injects.models import Draft
from tests.conftest import Site
from tests.e2e.looks import faults
from tests.e2e.people import COOKIE, LAPTOP, WATCH_POLICY, Person

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
SMALLEST = Path(__file__).parents[1] / "deck" / "good" / "smallest.yaml"
AUTHORS = ("sato", "tanaka")


def begun() -> tuple[Draft, dict[str, str]]:
    """A draft that two may write in, and their sessions."""
    users = [User.objects.create_user(name, password="a long one for tests") for name in AUTHORS]
    draft = drafts.start(SMALLEST.read_text(encoding="utf-8").replace("[en]", "[en, ja]"), users[0])
    draft.authors.add(users[1])
    sessions = {}
    for user in users:
        client = Client()
        client.force_login(user)
        sessions[user.username] = client.cookies[COOKIE].value
    return draft, sessions


@pytest_asyncio.fixture(loop_scope="session")
async def authors(
    browser: Any, site: Site, transactional_db: None
) -> AsyncIterator[tuple[Draft, list[Person]]]:
    """The two at their browsers; at the end each must be without fault."""
    draft, sessions = await sync_to_async(begun)()
    people = []
    for name in AUTHORS:
        context = await browser.new_context(locale="en-GB", reduced_motion="reduce", viewport=LAPTOP)
        await context.add_init_script(WATCH_POLICY)
        await context.add_cookies([{"name": COOKIE, "value": sessions[name], "url": site.url}])
        page = await context.new_page()
        person = Person(site, context, page, "", name)
        person.watch(page)
        people.append(person)
    yield draft, people
    for person in people:
        await person.context.close()
        person.faultless()


async def test_its_pages(authors: tuple[Draft, list[Person]]) -> None:
    draft, (sato, _tanaka) = authors
    found: list[str] = []
    here = f"{sato.site.url}/decks/edit/"
    for name, address in {
        "editor-drafts": here,
        "editor-table": f"{here}{draft.pk}/",
        "editor-inject": f"{here}{draft.pk}/inject/A/",
        "editor-deck": f"{here}{draft.pk}/deck/",
        "editor-record": f"{here}{draft.pk}/record/offices/tokyo/pm/",
        "editor-check": f"{here}{draft.pk}/check/",
        "editor-history": f"{here}{draft.pk}/history/?from=0",
        "editor-save": f"{here}{draft.pk}/save/",
    }.items():
        await sato.page.goto(address)
        await expect(sato.page.locator("h1").first).to_be_attached()
        await sato.page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
        found += await faults(sato, name)
    assert not found, "\n".join(found)


async def test_two_authors_of_one_inject(authors: tuple[Draft, list[Person]]) -> None:
    draft, (sato, tanaka) = authors
    sato.statuses = tanaka.statuses = {409}
    table = f"{sato.site.url}/decks/edit/{draft.pk}/"
    for person in (sato, tanaka):
        await person.page.goto(table)
        await person.page.locator("#row-A [data-open-inject]").click()
        await expect(person.page.locator('[name="title.en"]')).to_have_value("Ships sail")
    await expect(tanaka.page.locator("#here")).to_contain_text("sato has this open too")

    # Different fields go into each other.
    await sato.page.locator('[name="title.en"]').fill("By Sato")
    await expect(sato.page.locator("[data-draft-status]")).to_have_attribute("data-state", "received")
    await tanaka.page.locator('[name="text.en"]').fill("By Tanaka")
    await expect(tanaka.page.locator('[name="title.en"]')).to_have_value("By Sato")
    await expect(tanaka.page.locator("#row-A")).to_contain_text("By Sato")

    # Of the same field both texts are kept, and the second is told whose.
    await sato.page.locator('[name="title.ja"]').fill("佐藤")
    await expect(sato.page.locator("#row-A .lang.missing")).to_have_count(0)
    await tanaka.page.locator('[name="title.ja"]').fill("田中")
    await expect(tanaka.page.locator(".conflict")).to_contain_text("sato saved another text meanwhile")
    await expect(tanaka.page.locator(".conflict textarea")).to_have_value("佐藤")
    await expect(tanaka.page.locator('[name="title.ja"]')).to_have_value("田中")
    await tanaka.page.get_by_role("button", name="Go on with theirs").click()
    await expect(tanaka.page.locator('[name="title.ja"]')).to_have_value("佐藤")
    await expect(tanaka.page.locator("[data-draft-status]")).to_have_attribute("data-state", "received")

    # Ctrl+Enter saves and adds below; Ctrl+Z outside a field takes it back.
    await tanaka.page.locator('[name="title.en"]').fill("By both")
    await tanaka.page.locator('[name="title.en"]').press("Control+Enter")
    await tanaka.page.wait_for_url("**/inject/I01/**")
    await expect(tanaka.page.locator('[name="title.en"]')).to_be_focused()
    await tanaka.page.locator("#pane-title").click()
    await tanaka.page.keyboard.press("Control+z")
    await expect(tanaka.page.locator(".notice").first).to_contain_text("Undone. I01")
    deck = deck_of(await Draft.objects.aget(pk=draft.pk))
    assert deck.keys("injects") == ["A", "B", "C"]
    assert deck.get("injects", "A", "title") == {"en": "By both", "ja": "佐藤"}
    assert deck.get("injects", "A", "text") == "By Tanaka"

    # The mouse undoes too, beside a form in which nothing waits to be saved.
    await tanaka.page.goto(f"{table}inject/A/")
    await tanaka.page.locator("[data-undo]").click()
    await expect(tanaka.page.locator(".notice").first).to_contain_text("Undone. A")
