"""The projector shows what is public and nothing else, whatever browser it shares with whomever."""

from __future__ import annotations

from random import Random

import pytest
from django.test import Client

from tests import table
from tests.secrecy.hands import Hands
from tests.secrecy.looking import plain
from tests.secrecy.playing import begun
from tests.secrecy.world import Clock, World

PARTS = ("", "part/screen/", "part/state/")


@pytest.fixture
def played(clock: Clock) -> World:
    """An exercise in full swing."""
    world, hands = begun(clock, 6)
    assert isinstance(hands, Hands)
    hands.chance = Random(6)
    hands.play(60)
    return world


def shown(world: World, client: Client) -> list[bytes]:
    """What stands on the screen: the main part of the page, and its regions."""
    pages = [client.get(world.url("display", part)) for part in PARTS]
    for part, page in zip(PARTS, pages, strict=True):
        assert page.status_code == 200
        world.look("display", f"display {part}", page)
    whole = plain(pages[0].content)
    return [
        whole[whole.index(b"<main") : whole.index(b"</main>")],
        *(plain(page.content) for page in pages[1:]),
    ]


@pytest.mark.django_db
def test_it_is_the_same_for_a_facilitator_as_for_the_projector(played: World) -> None:
    assert shown(played, played.browsers["boss"]) == shown(played, played.browsers["display"])


@pytest.mark.django_db
def test_staff_who_press_buttons_in_the_same_browser_leave_no_word_on_it(played: World) -> None:
    before = shown(played, played.browsers["display"])
    browser = played.browsers[table.WHITE]
    played.sit("display", browser=browser)
    played.browsers["display"] = Client()
    move = next(iter(played.state.moves), "nothing")
    word = played.accounts[0].word("a question of the white cell").text
    # The answer waits for the next page of this browser: which is the projector's.
    for kind, fields in (("take_move", {"move_id": move}), ("ask_team", {"move_id": "x", "question": word})):
        browser.post(played.url(table.WHITE, f"cmd/{kind}/"), {"key": "k" * 20 + kind, **fields})
    screen = shown(played, browser)
    assert screen == before
    # It was not lost: it is on the next page of staff.
    assert "There is no such move" in browser.get(played.url(table.WHITE, "white/")).content.decode()


@pytest.mark.django_db
def test_a_seat_of_the_staff_is_not_a_seat_at_the_projector(played: World) -> None:
    for seat in (table.DIRECTOR, table.WHITE, table.CONTROLLER):
        assert played.browsers[seat].get(played.url("display"))["Location"] == "/"
    for rest in ("white/", "direct/", "control/", "ledger/", "staff-state/"):
        assert played.browsers["display"].get(played.url("display", rest)).status_code == 404
