"""A deck printed from the library, before there is an exercise."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from games.law.shipped import load_shipped
from injects import library


@pytest.fixture
def page(db: None) -> Client:
    library.store_shipped(load_shipped())
    client = Client()
    client.force_login(User.objects.create_user("ann", is_staff=True))
    return client


def test_the_msel_of_a_deck_has_every_line(page: Client) -> None:
    shown = page.get("/decks/quarantine-week/1.0/msel/").content.decode()
    assert re.findall(r'<th scope="row">(Q\d\d)', shown) == sorted(
        {*(f"Q{n:02}" for n in range(1, 24))}, key=lambda name: shown.index(f'row">{name}')
    )
    assert "D+1 13:00 · T+0:12" in shown
    assert "☐" in shown
    assert "made(&#x27;us.convoy_escort&#x27;)" in shown


def test_a_teams_cards_are_printed_in_the_readers_language(page: Client) -> None:
    page.cookies["django_language"] = "ja"
    shown = page.get("/decks/quarantine-week/1.0/team/taipei/").content.decode()
    assert "ガスは11日分" in shown
    assert "Eleven days of gas" not in shown
    # Beijing's options, and the white cell's notes, are not for Taipei.
    assert "白い船体か、灰色の船体か" not in shown
    assert "第二の分岐" not in shown
    assert "Eleven days of gas" in page.get("/decks/quarantine-week/1.0/team/taipei/?both=1").content.decode()
    assert page.get("/decks/quarantine-week/1.0/team/nobody/").status_code == 404


def test_the_page_of_the_deck_leads_there_and_strangers_do_not_get_in(page: Client) -> None:
    shown = page.get("/decks/first-steps/1.0/").content.decode()
    for address in ("/decks/first-steps/1.0/msel/", "/decks/first-steps/1.0/team/beijing/"):
        assert address in shown
        assert Client().get(address).status_code == 302
