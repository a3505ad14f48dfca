"""The main play: eleven browsers join by their cards, and one move goes from a scribe's pen to a ruling."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from games.engine.ids import InjectId
from games.engine.plan import Due, Plan
from games.services import exercises
from tests.e2e import acts, scene
from tests.e2e.conftest import Open
from tests.e2e.people import Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.everywhere,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
FIRST, SECOND = "Drills with five closure boxes", "The bill for a sentence"
HEADLINE = "Recognise an important influence situation"
ORDERS = "The Cabinet adopts the Basic Plan, without escort."
REASONS = ("Shipping has all but stopped.", "Washington has asked twice.")
SOON_MS = 8 * 60_000
"""Scenario time of the second inject: eight seconds of play."""
BY_LINK = {
    "tk-pm": "Kurata", "wa-potus": "Doyle", "bj-gs": "Gao", "tp-pres": "Hsu", "white-1": "Rossi",
    "controller": "Novak", "director": "Brandt", "display": "", "guest": "",
}  # fmt: skip


def hastened() -> Plan:
    """The shipped deck with its second inject, for Tokyo and Beijing, drawn near."""
    plan = scene.long_strait()
    due = Due(basis="scenario", at_ms=SOON_MS)
    injects = tuple(replace(i, due=due) if i.id == InjectId("I02") else i for i in plan.injects)
    return replace(plan, injects=injects)


async def test_a_turn_of_play(open_room: Open) -> None:
    room = await open_room(lambda: exercises.create(hastened(), "Long Strait, evening group"))
    who = await everybody_joins(room)
    await the_director_starts(who)
    await the_first_injects_arrive(who)
    await the_team_signs_a_move(who)
    await the_white_cell_rules(who)
    await each_is_told_their_own(who)


async def everybody_joins(room: Room) -> dict[str, Person]:
    """By link, and the scribe by code and PIN; each finds the lobby, and the leads see their scribe come."""
    sat = await asyncio.gather(*(acts.join_by_link(room, seat, name) for seat, name in BY_LINK.items()))
    who = dict(zip(BY_LINK, sat, strict=True))
    await who["tk-pm"].see("Nothing more to do")
    await expect(who["tk-pm"].page.locator("#chair-tk-ccs")).to_contain_text("Empty")
    who["tk-ccs"] = await acts.join_by_code(room, "tk-ccs", "Ishiki")
    await expect(who["tk-pm"].page.locator("#chair-tk-ccs")).to_contain_text("Ishiki")
    await who["display"].see("Join with your seat card")
    await who["tk-ccs"].see("You keep the government's record")
    return who


async def the_director_starts(who: dict[str, Person]) -> None:
    """STARTEX, asked twice; then every page turns into a desk by itself."""
    await who["director"].page.get_by_role("button", name="Start the exercise").click()
    await acts.confirm(who["director"])
    for person in who.values():
        await expect(person.page.locator("#tte-state .run-state")).to_have_text("Running")


async def the_first_injects_arrive(who: dict[str, Person]) -> None:
    """What is public reaches everybody; what is for two teams reaches these two, by the clock alone."""
    for seat in ("tk-pm", "tk-ccs", "wa-potus", "bj-gs", "tp-pres", "guest"):
        await expect(acts.item(who[seat], FIRST)).to_be_visible()
    await who["display"].see(FIRST)
    for seat in ("tk-pm", "tk-ccs", "bj-gs"):
        await expect(acts.item(who[seat], SECOND)).to_be_visible(timeout=20_000)
    await expect(who["controller"].page.locator("#row-I02")).to_have_attribute("data-status", "released")


async def the_team_signs_a_move(who: dict[str, Person]) -> None:
    """The scribe's pen, the lead's name; over the socket, with a receipt."""
    scribe, lead = who["tk-ccs"], who["tk-pm"]
    await acts.write_draft(scribe, HEADLINE, ORDERS, kind="jp.designate_iis")
    await acts.give_reasons(scribe, *REASONS)
    await expect(lead.page.get_by_role("textbox", name="Headline")).to_have_value(HEADLINE)
    await expect(scribe.page.get_by_role("button", name="Read and sign")).to_have_count(0)
    await scribe.page.get_by_role("button", name="Send to lead").click()
    await expect(lead.page.locator("#composer")).to_contain_text("has sent you this")

    posted: list[str] = []
    lead.page.on("request", lambda r: posted.append(r.url) if "/cmd/" in r.url else None)
    await acts.sign(lead)
    await expect(lead.page.locator("#tte-announce")).to_have_text("Signed and sent. The white cell has it.")
    await expect(acts.page_strip(lead)).to_contain_text(re.compile(f"{HEADLINE}.*Received", re.DOTALL))
    sent = [json.loads(text) for text in lead.said if '"submit_move"' in text]
    assert [one["kind"] for one in sent] == ["submit_move"]
    assert sent[0]["data"]["content"]["because"] == list(REASONS)
    receipts = [json.loads(text) for text in lead.frames if sent[0]["key"] in text]
    assert [one["ok"] for one in receipts] == [True]
    assert posted == []
    await expect(acts.page_strip(scribe)).to_contain_text(HEADLINE)
    await expect(scribe.page.get_by_role("textbox", name="Headline")).to_have_value("")


async def the_white_cell_rules(who: dict[str, Person]) -> None:
    """From the queue to a ruling in the right words for each, previewed as Tokyo."""
    white, lead = who["white-1"], who["tk-pm"]
    page = white.page
    await acts.take(white, HEADLINE)
    await expect(acts.page_strip(lead)).to_contain_text("In work")
    await white.see(ORDERS, "#work")
    await white.see("The law proposes", "#work")
    await expect(page.locator("#work .provision").first).to_contain_text("JP-")
    await acts.tell(white, "team:beijing", "Tokyo is preparing something; nobody says what.")
    await acts.tell(white, "public", "Ministers leave the residence without a word.")
    await page.get_by_label("Preview as seat").select_option("tk-pm")
    await page.get_by_role("button", name="Preview as this seat").click()
    await expect(page.locator("#preview .ruling")).to_be_visible()
    preview = await words_of_ruling(page.locator("#preview"))
    await page.locator("#preview").get_by_role("button", name="Close").click()
    await the_form_follows_the_verdict(white)
    await acts.accept(white)
    await white.see("The ruling that stands", "#work")

    await expect(acts.page_strip(lead).locator(".verdict")).to_be_visible()
    assert await words_of_ruling(lead.page.locator("#moves")) == preview


async def the_form_follows_the_verdict(white: Person) -> None:
    """Another verdict brings its outcome and its words; a reason is asked for before the question."""
    form = white.page.locator("form[data-decide]")
    executed, told = form.locator("[name=executed]"), form.locator(".narrative textarea").first
    await expect(executed).to_have_value("false")
    proposed = await told.input_value()
    await form.locator("summary", has_text="Outcome").click()
    await form.get_by_label("Verdict").select_option("lawful")
    await expect(executed).to_have_value("true")
    await expect(told).to_have_value(re.compile(f"^Carried out: {HEADLINE}"))
    await form.get_by_role("button", name="Override").click()
    await expect(form.locator("textarea[name=reason]:invalid")).to_be_focused()
    await expect(white.page.locator("#confirm-rule")).to_be_hidden()
    await form.get_by_label("Verdict").select_option("blocked")
    await expect(executed).to_have_value("false")
    await expect(told).to_have_value(proposed)


async def words_of_ruling(place: Any) -> list[str]:
    """What a ruling says, without the minute in which it was given."""
    ruling = place.locator(".ruling").first
    said: list[str] = [*await ruling.locator(".verdict, strong, .item-body, li").all_text_contents()]
    return [" ".join(text.split()) for text in said]


async def each_is_told_their_own(who: dict[str, Person]) -> None:
    """Beijing its narrative, the projector what is public, the others no more than that."""
    for seat in ("wa-potus", "bj-gs", "tp-pres", "guest", "display"):
        await who[seat].see("Ministers leave the residence")
    await expect(acts.item(who["bj-gs"], "Tokyo is preparing something")).to_be_visible()
    for seat in ("wa-potus", "tp-pres", "guest", "display"):
        heard = "".join(who[seat].frames) + await who[seat].page.content()
        assert "Tokyo is preparing" not in heard
        assert SECOND not in heard
    for seat in ("wa-potus", "bj-gs", "tp-pres", "guest", "display"):
        heard = "".join(who[seat].frames) + await who[seat].page.content()
        assert HEADLINE not in heard
        assert ORDERS not in heard
