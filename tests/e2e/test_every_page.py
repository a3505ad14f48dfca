"""Every page, as each kind of person meets it: accessible in light and dark, narrow enough, easy to touch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from playwright.async_api import Page, expect

from games.engine import commands as c
from games.engine.ids import InjectId, SeatId
from games.law.shipped import shipped_overlays
from games.services import pack_drafts, packs
from tests.e2e import scene
from tests.e2e.conftest import Open
from tests.e2e.looks import faults
from tests.e2e.people import Person, Room

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.asyncio(loop_scope="session"),
]
Act = Callable[[Page], Awaitable[Any]]


def press(name: str, shown: str) -> Act:
    """Opens a dialog by its button."""

    async def act(page: Page) -> None:
        await page.get_by_role("button", name=name, exact=True).first.click()
        await expect(page.locator(shown).first).to_be_visible()

    return act


def follow(link: str, shown: str) -> Act:
    """Opens a dialog by the link of this selector."""

    async def act(page: Page) -> None:
        await page.locator(link).first.click()
        await expect(page.locator(shown).first).to_be_visible()

    return act


async def unfold(page: Page) -> None:
    """Opens everything that is folded."""
    await page.evaluate(
        "document.querySelectorAll('main details:not(.menu)').forEach(d => { d.open = true; })"
    )


def none_of(found: list[str]) -> None:
    """Fails with every fault on a line of its own."""
    assert not found, "\n".join(found)


async def seen(person: Person, places: dict[str, tuple[str, Act | None]]) -> list[str]:
    """The faults of these pages of a seat, by the names they go under."""
    found, here = [], None
    for name, (rest, act) in places.items():
        if rest != here:
            await person.go(rest)
        here = rest if act is None else None  # a page on which nothing was done is the same when opened again
        if act is not None:
            await act(person.page)
        found += await faults(person, name)
    return found


async def all_seen(room: Room, pages: dict[str, dict[str, tuple[str, Act | None]]]) -> list[str]:
    """The same for the pages of several seats side by side."""
    return await side_by_side([await room.person(seat) for seat in pages], pages)


async def side_by_side(
    people: list[Person], pages: dict[str, dict[str, tuple[str, Act | None]]]
) -> list[str]:
    """The faults of these pages, which people who are there already look at in their order."""
    found = await asyncio.gather(*map(seen, people, pages.values()))
    return [line for one in found for line in one]


async def test_pages_of_players(busy: Room) -> None:
    item = (await busy.state()).injects[InjectId("I11")].item
    found = await all_seen(busy, {
        "tk-pm": {
            "player": ("", None),
            "player-open": ("", unfold),
            "item": (f"item/{item}/", None),
            "sign": ("", press("Read and sign", "#review-body h2")),
            "law": ("law/?q=95-2", None),
            "leave": ("leave/", None),
        },
        "display": {"display": ("", None)},
        "guest": {"guest": ("", unfold)},
        "eval-tk": {"evaluator": ("", unfold)},
    })  # fmt: skip
    none_of(found)


async def test_pages_of_staff(busy: Room) -> None:
    found = await all_seen(busy, {
        "white-1": {
            "white": ("white/", None),
            "white-open": ("white/", unfold),
                "white-preview": ("white/", press("Preview as this seat", "#preview-body h3")),
            "white-enter": ("white/enter/?team=tokyo&move=jp.protect_us_assets", None),
            "ledger": ("ledger/", unfold),
            "ledger-all": ("ledger/?all=1", None),
            "ledger-fact": ("ledger/", follow("#facts-list a[data-open]", "#fact-panel form")),
        },
        "controller": {
            "controller": ("control/", None),
            "controller-line": ("control/", follow("#row-I13 a[data-open]", "#line-panel .pre")),
            "controller-correct": ("control/I11/correct/", None),
            "controller-resend": ("control/I11/resend/", None),
            "controller-edit": ("control/I20/edit/", None),
            "controller-reschedule": ("control/I20/reschedule/", None),
            "controller-improvise": ("control/improvise/?template=press-rumour", None),
        },
        "director": {
            "director": ("direct/", None),
            "director-pause": ("direct/", press("Pause", "#pause-dialog")),
            "director-message": ("direct/", press("Message all", "#message-dialog")),
            "director-forms": ("direct/forms/", None),
            "paper": ("paper/", None),
            "paper-enter": ("paper/enter/?what=submit_for_team&team=tokyo&move=jp.protect_us_assets", None),
            "paper-ruling": ("paper/enter/?what=rule_move", None),
                "director-jump-page": ("direct/jump/page/?to=%2B12", None),
        },
        "analyst": {
            "review": ("../review/", None),
            "review-as-tokyo": ("../review/?as=tokyo", None),
            "review-entry": ("../review/30/", unfold),
            "knowledge": ("../review/knowledge/", None),
            "rejudged": ("../review/rejudge/?under=overlay:before_2015&all=1", None),
        },
    })  # fmt: skip
    none_of(found)


STAGES: dict[str, tuple[tuple[str, Any], ...]] = {
    "lobby": (),
    "plenary": (("director", c.StartExercise()), ("director", c.StopClock(stop="plenary", reason="Why?"))),
    "emergency": (("tk-ccs", c.RaiseEmergency(note="Fire alarm")),),
    "ended": (("director", c.EndExercise(reason="Time is up")),),
}
"""One after the other in one exercise, and what brings each about."""


async def test_pages_in_every_stage(open_room: Open) -> None:
    room = await open_room(lobby)
    people = [await room.person(seat) for seat in ("tk-ccs", "display", "director", "white-1")]
    found: list[str] = []
    for stage, commands in STAGES.items():
        for person in people:
            await person.page.goto("about:blank")  # a page in view goes on by itself when its stage changes
        for command in commands:
            await room.must(*command)
        found += await side_by_side(people, {
            "tk-ccs": {f"{stage}-player": ("", unfold)},
            "display": {f"{stage}-display": ("", None)},
            "director": {f"{stage}-director": ("direct/", None)},
            "white-1": {f"{stage}-white": ("white/", None)},
        })  # fmt: skip
    none_of(found)


def lobby() -> Any:
    """The shipped exercise before it begins, half of its people seated."""
    play = scene.Storyteller(0)
    for seat in ("tk-pm", "wa-potus", "wa-state", "white-1"):
        play.must("", c.TakeSeat(SeatId(seat), name=scene.NAMES[seat], consent=True))
    return play.exercise


def pack_draft() -> int:
    """A copy of the law with some changes, findings included."""
    author = User.objects.create_user("author")
    overlay = shipped_overlays()["before_2015"]
    return pack_drafts.start(packs.keep_shipped(), "Before 2015", author, overlay).pk


async def test_pages_without_a_seat(busy: Room) -> None:
    someone = await busy.stranger("tk-law")
    facilitator = await busy.stranger("director")
    found: list[str] = []
    page = someone.page
    someone.statuses |= {404, 422}
    for name, address in {"join": "/", "login": "/login/", "not-found": "/x/nowhere/"}.items():
        await page.goto(someone.site.url + address)
        found += await faults(someone, name)
    await page.goto(someone.site.url + "/")
    await page.get_by_role("button", name="Join").click()
    await expect(page.locator(".error-summary")).to_be_visible()
    found += await faults(someone, "join-refused")
    await page.goto(f"{someone.site.url}/j/{(await busy.card('tk-law')).token}/")
    await expect(page.get_by_role("heading", name="Your seat")).to_be_visible()
    found += await faults(someone, "seat")

    await sync_to_async(User.objects.create_superuser)("brandt", password="a long enough one")
    await facilitator.page.goto(facilitator.site.url + "/login/")
    await facilitator.page.get_by_label("Username").fill("brandt")
    await facilitator.page.get_by_label("Password").fill("a long enough one")
    await facilitator.page.get_by_role("button", name="Sign in").click()
    here = f"/exercises/{busy.public_id}/"
    draft = f"/packs/draft/{await sync_to_async(pack_draft)()}/"
    for name, address in {
        "exercises": "/exercises/",
        "seats": here + "seats/",
        "seat-card": here + "seats/tk-pm/",
        "seat-board": here + "lobby/",
        "new-exercise": "/decks/exercise/",
        "decks": "/decks/",
        "deck": "/decks/long-strait/1.3/",
        "deck-timeline": "/decks/long-strait/1.3/timeline",
        "deck-branches": "/decks/long-strait/1.3/branches",
        "deck-coverage": "/decks/long-strait/1.3/coverage",
        "deck-load": "/decks/long-strait/1.3/load",
        "printed-msel": "/decks/long-strait/1.3/msel/",
        "printed-cards": "/decks/long-strait/1.3/team/tokyo/",
        "rehearsals": "/decks/long-strait/1.3/rehearsals/",
        "packs": "/packs/",
        "pack": f"/packs/{packs.shipped_digest()}/",
        "pack-file": f"/packs/{packs.shipped_digest()}/file/shared/teams.yaml",
        "pack-draft": draft,
        "pack-draft-file": f"{draft}file/shared/parameters.yaml",
        "pack-row": f"{draft}record/jp/moves.yaml/row/jp.designate_iis%231/",
        "pack-fact": f"{draft}record/shared/facts.yaml/fact/armed_attack_on/",
        "pack-review": f"{draft}review/",
    }.items():
        await facilitator.page.goto(facilitator.site.url + address)
        await expect(facilitator.page.locator("h1").first).to_be_visible()
        found += await faults(facilitator, name)
    none_of(found)
