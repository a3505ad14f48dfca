"""What people do on the pages, by the names that the pages give things."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, expect

from games.services.seats import join_path
from tests.e2e.people import Person, Room

# Coming in ----------------------------------------------------------------------------------------------


async def join_by_link(room: Room, seat: str, name: str = "", **options: Any) -> Person:
    """A new browser follows the link of a seat card and sits down."""
    person = await room.stranger(seat, **options)
    await person.page.goto(person.site.url + join_path((await room.card(seat)).token))
    await sit_down(person, name)
    return person


async def join_by_code(room: Room, seat: str, name: str = "", **options: Any) -> Person:
    """A new browser types code and PIN at the start page, in its own way, and sits down."""
    person = await room.stranger(seat, **options)
    card = await room.card(seat)
    await person.page.goto(person.site.url)
    await person.page.get_by_label("Code").fill(f" {card.code.lower().replace('-', ' ')}")
    await person.page.get_by_label("PIN").fill(f"{card.pin[:3]} {card.pin[3:]}")
    await person.page.get_by_role("button", name="Join").click()
    await sit_down(person, name)
    return person


async def sit_down(person: Person, name: str = "", button: str = "Take the seat") -> None:
    """The page before the seat: a name, the rules, and down; ends on the page of the seat."""
    page = person.page
    if name:
        await page.get_by_label("Your name").fill(name)
    await page.get_by_label("I accept the rules").check()
    await page.get_by_role("button", name=button).click()
    await page.wait_for_url(person.url("**"))


# A team -------------------------------------------------------------------------------------------------


async def write_draft(person: Person, headline: str, text: str, kind: str = "") -> None:
    """Writes on the team's draft until it is saved."""
    page = person.page
    await page.get_by_role("textbox", name="Headline").fill(headline)
    await page.get_by_role("textbox", name="Orders").fill(text)
    if kind:
        await page.get_by_label("Kind of move").select_option(kind)
    await saved(person)


async def give_reasons(person: Person, *reasons: str) -> None:
    """Fills in the arguments of a draft, until they are saved."""
    page = person.page
    fold = page.locator("#draft-form .more-fields")
    if await fold.get_attribute("open") is None:
        await fold.locator("summary").click()
    for number, reason in enumerate(reasons, start=1):
        await page.get_by_label(f"Reason {number}").fill(reason)
    await saved(person)


async def saved(person: Person) -> None:
    """Waits until the server has the draft."""
    await expect(person.page.locator("#draft-form [data-draft-status]")).to_have_attribute(
        "data-state", "received"
    )


async def sign(person: Person) -> None:
    """The lead reads and signs; ends when the white cell has it."""
    page = person.page
    await page.get_by_role("button", name="Read and sign").click()
    await page.locator("#review").get_by_role("button", name="Sign and submit").click()
    await expect(page.locator("#review")).to_be_hidden()


async def submit(person: Person, headline: str, text: str, kind: str = "") -> None:
    """A lead without a scribe: writes, reads, signs."""
    await write_draft(person, headline, text, kind)
    await sign(person)
    await expect(page_strip(person)).to_contain_text(headline)


def page_strip(person: Person) -> Locator:
    """What became of our moves."""
    return person.page.locator("#strip")


def item(person: Person, title: str) -> Locator:
    """An item of the inbox by its title."""
    return person.page.locator("#inbox .item").filter(has_text=title)


# The white cell -----------------------------------------------------------------------------------------


async def take(person: Person, headline: str) -> None:
    """Takes a move from the queue; ends when its case is open."""
    page = person.page
    await page.locator("#incoming .card").filter(has_text=headline).get_by_role("button", name="Take").click()
    await expect(page.locator("#work .case-headline")).to_have_text(headline)
    await expect(page.locator("#work section.decide")).to_be_visible()


async def tell(person: Person, audience: str, text: str) -> None:
    """Writes the narrative of an audience into the open case."""
    await person.page.locator(f'.narrative:has(input[value="{audience}"]) textarea').fill(text)


async def accept(person: Person) -> None:
    """Accepts the proposal as it stands: two clicks."""
    page = person.page
    await page.locator("section.decide").get_by_role("button", name="Accept the proposal").click()
    await confirm(person, "confirm-rule")


async def confirm(person: Person, dialog: str = "confirm-sure") -> None:
    """Says yes to the question that is being asked."""
    await person.page.locator(f"#{dialog} button[value=confirm]").click()
    await expect(person.page.locator(f"#{dialog}")).to_be_hidden()


# The controller -----------------------------------------------------------------------------------------


def row(person: Person, inject: str) -> Locator:
    """The line of an inject in the controller's table."""
    return person.page.locator(f"#row-{inject}")


async def press(place: Locator, name: str) -> None:
    """Presses a button or link of exactly this name."""
    found = place.get_by_role("button", name=name, exact=True).or_(
        place.get_by_role("link", name=name, exact=True)
    )
    await found.first.click()
