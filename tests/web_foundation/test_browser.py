"""The style guide in a real browser: layout, policy, commands, drafts, dialogs, keys, themes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.conftest import Site

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]

WIDTHS = [(1280, 800), (640, 400), (390, 844), (320, 640)]


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Any, site: Site) -> AsyncIterator[Any]:
    """A page on the style guide. It must log nothing, break no policy, and ask no other origin."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    opened = await context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda r: None if r.url.startswith(site.url) else complaints.append(r.url))
    opened.complaints = complaints
    await opened.goto(f"{site.url}/styleguide/")
    await opened.wait_for_selector("tte-timeline [data-id]")
    yield opened
    await context.close()
    assert [c for c in complaints if "422" not in c and "409" not in c] == []


@pytest.mark.parametrize(("width", "height"), WIDTHS)
@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/plain/"])
async def test_no_page_scrolls_sideways(
    browser: Any, site: Site, address: str, width: int, height: int
) -> None:
    """Down to 320 px, which is also 1280 px at four times the size."""
    context = await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    await page.goto(site.url + address)
    await page.wait_for_selector("html.js", state="attached")
    widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    await context.close()
    assert widths[0] <= widths[1]


async def test_touch_targets_are_large_enough(browser: Any, site: Site) -> None:
    """44 px on a touch screen, for buttons, fields and menus."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = await context.new_page()
    await page.goto(f"{site.url}/styleguide/")
    small = await page.evaluate(
        """[...document.querySelectorAll("button, .button, summary, select, input:not([type=checkbox])")]
        .filter(e => e.checkVisibility() && e.type !== "hidden" && e.getBoundingClientRect().height < 43.9)
        .map(e => `${e.outerHTML.slice(0, 90)}: ${e.getBoundingClientRect().height}`)"""
    )
    await context.close()
    assert small == []


async def test_a_command_is_received_or_refused_in_words(page: Any) -> None:
    """Without a socket the same form goes by POST; a refusal keeps what was typed."""
    form = page.locator("form[data-command=sample]")
    await form.locator("#sample-headline").fill("Go to sea")
    await form.locator("button.primary").click()
    await form.locator("[data-status]").filter(has_text="Received ").wait_for()
    await form.locator("#sample-outcome").select_option("refuse")
    await form.locator("button.primary").click()
    refusal = form.locator("[data-refusal]")
    await refusal.filter(has_text="The turn has closed").wait_for()
    assert await refusal.get_attribute("role") == "alert"
    assert await form.locator("#sample-headline").input_value() == "Go to sea"


async def test_what_cannot_be_undone_is_asked_first(page: Any) -> None:
    """Cancel has the focus and sends nothing; confirming sends once."""
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    await page.locator("#sample-headline").fill("Go to sea")
    button = page.locator("button[data-confirm=confirm-fire]")
    await button.click()
    dialog = page.locator("#confirm-fire")
    assert await dialog.evaluate("d => d.open && document.activeElement.value") == "cancel"
    await page.keyboard.press("Enter")
    assert not await dialog.evaluate("d => d.open")
    assert sent == []
    await button.click()
    await dialog.locator("button[value=confirm]").click()
    await page.wait_for_selector("form[data-command=sample] [data-status][data-state=received]")
    assert len(sent) == 1


async def test_words_must_be_typed_where_asked(page: Any) -> None:
    """Ending an exercise takes its name."""
    await page.locator("button[data-open-dialog=confirm-typed]").click()
    confirm = page.locator("#confirm-typed button[value=confirm]")
    assert await confirm.is_disabled()
    await page.locator("#confirm-typed [data-typed]").fill("Sample exercise")
    assert await confirm.is_enabled()


async def test_two_writers_of_a_draft_lose_nothing(page: Any) -> None:
    """Both texts are shown; after the choice the draft is saved on the newer version."""
    await page.locator("#sample-orders").fill("Mine")
    conflict = page.locator("form[data-draft] .conflict")
    await conflict.wait_for()
    assert "scribe saved a moment ago" in await conflict.locator("textarea").input_value()
    assert await page.locator("#sample-orders").input_value() == "Mine"
    await conflict.get_by_role("button", name="Put theirs below mine").click()
    text = await page.locator("#sample-orders").input_value()
    assert text.startswith("Mine\n\n")
    assert "scribe saved" in text
    await page.locator("form[data-draft] [data-draft-status]").filter(has_text="Saved").wait_for()
    assert await page.locator("form[data-draft]").get_attribute("data-draft-version") == "3"


async def test_an_unsaved_draft_survives_a_reload(page: Any) -> None:
    """A browser that dies mid-sentence loses nothing in its tab."""
    await page.route("**/styleguide/answers/", lambda route: route.abort())
    await page.locator("#sample-orders").fill("Half a sent")
    await page.locator("form[data-draft] [data-draft-status]").filter(has_text="Not saved").wait_for()
    page.complaints.clear()  # the browser itself reports the aborted requests
    await page.unroute("**/styleguide/answers/")
    await page.reload()
    assert await page.locator("#sample-orders").input_value() == "Half a sent"


async def test_keys_act_outside_text_only(page: Any) -> None:
    """The list opens on ?, letters typed into a field are text, sequences go to their place."""
    await page.locator("#sample-headline").press("?")
    assert not await page.locator("#tte-keys").evaluate("d => d.open")
    await page.locator("h1").first.evaluate("h => { document.activeElement.blur(); }")
    await page.keyboard.press("?")
    keys = page.locator("#tte-keys")
    assert await keys.evaluate("d => d.open")
    assert "Items" in await keys.inner_text()
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("f")
    assert page.url.endswith("#forms")
    await page.keyboard.press("j")
    assert await page.evaluate("document.activeElement.matches('[data-nav-item]')")


async def test_single_keys_can_be_switched_off(page: Any) -> None:
    """And stay off after a reload."""
    await page.locator("details.menu:not(.danger) > summary").click()
    await page.locator("[data-keys-switch]").uncheck()
    await page.reload()
    await page.keyboard.press("?")
    assert not await page.locator("#tte-keys").evaluate("d => d.open")


async def test_an_input_method_never_submits(page: Any) -> None:
    """Enter that ends a composition is swallowed; Ctrl+Enter sends."""
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    field = page.locator("#sample-headline")
    await field.fill("出動")
    prevented = await field.evaluate(
        """field => {
            const enter = {key: "Enter", isComposing: true, bubbles: true, cancelable: true};
            return !field.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    assert prevented
    assert sent == []
    await field.press("Control+Enter")
    await page.wait_for_selector("form[data-command=sample] [data-status][data-state=received]")


async def test_the_theme_is_chosen_and_kept(page: Any) -> None:
    """By button, without a reload, and from then on by the server."""
    await page.locator("details.menu:not(.danger) > summary").click()
    await page.locator("[data-theme-choice=dark]").click()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 29)"
    await page.reload()
    assert await page.locator("html").get_attribute("data-theme") == "dark"
    assert await page.locator("[data-theme-choice=dark]").get_attribute("aria-pressed") == "true"


async def test_the_timeline_is_walked_and_moved_by_keyboard(page: Any) -> None:
    """Up and Down walk in time, Left and Right ask for another time on what can be moved."""
    await page.evaluate("addEventListener('tte-move', e => { document.body.dataset.asked = e.detail.id; })")
    item = page.locator("tte-timeline [data-id=I06][tabindex]")
    before = await item.get_attribute("aria-label")
    await item.focus()
    await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press("ArrowRight")
    await page.wait_for_selector("body[data-asked=I06]")
    assert await item.get_attribute("aria-label") != before
    await page.keyboard.press("ArrowDown")
    assert await page.evaluate("document.activeElement.dataset.id") == "I07"


async def test_columns_become_tabs_on_a_narrow_screen(page: Any) -> None:
    """One at a time, chosen by links that say which is shown."""
    await page.set_viewport_size({"width": 800, "height": 900})
    assert await page.locator("#col-in").is_visible()
    assert not await page.locator("#col-out").is_visible()
    await page.locator(".tablist a[href='#col-out']").click()
    assert await page.locator("#col-out").is_visible()
    assert not await page.locator("#col-in").is_visible()
    assert await page.locator(".tablist a[href='#col-out']").get_attribute("aria-current") == "true"


async def test_without_script_everything_can_be_read_and_sent(browser: Any, site: Site) -> None:
    """Sections stand below each other, menus open, forms post."""
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(f"{site.url}/styleguide/")
    assert await page.locator("#col-out").is_visible()
    assert await page.locator("tte-clock").first.inner_text() == "D+3 06:40"
    await page.locator("details.menu.danger > summary").click()
    await page.locator("details.menu.danger button.danger").click()
    assert '"ok": true' in await page.content()
    await context.close()
