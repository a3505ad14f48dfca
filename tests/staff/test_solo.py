"""One person who runs everything: the facilitator's way from desk to desk."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests import table
from tests.staff.conftest import Play


@pytest.fixture
def facilitator(busy: Play) -> Client:
    """A browser signed in as the owner of the exercise, that sits on no seat."""
    owner = get_user_model().objects.create_user("facilitator", password="a-long-password")
    busy.exercise.owner = owner
    busy.exercise.save(update_fields=["owner"])
    browser = Client()
    browser.force_login(owner)
    return browser


def test_a_facilitator_opens_every_desk_and_the_review(busy: Play, facilitator: Client) -> None:
    for seat, place in (
        (table.DIRECTOR, "direct/"),
        (table.WHITE, "white/"),
        (table.CONTROLLER, "control/"),
    ):
        body = facilitator.get(busy.url(seat, place)).content.decode()
        for other in (table.DIRECTOR, table.WHITE, table.CONTROLLER, "analyst"):
            assert busy.url(other) in body, (place, other)
    assert facilitator.get(busy.review()).status_code == 200


def test_the_directors_page_leads_to_everything_that_one_person_needs(busy: Play) -> None:
    body = busy.sit(table.DIRECTOR).get(busy.url(table.DIRECTOR, "direct/")).content.decode()
    for place in ("direct/", "white/", "ledger/", "control/"):
        assert f'href="{busy.url(table.DIRECTOR, place)}"' in body
    assert f'href="{busy.review()}"' in body


def test_somebody_elses_account_opens_nothing(busy: Play, facilitator: Client) -> None:
    other = Client()
    other.force_login(get_user_model().objects.create_user("other", password="a-long-password"))
    assert other.get(busy.url(table.DIRECTOR, "direct/")).status_code == 404
    assert other.get(busy.review()).status_code == 404


def test_two_desks_in_one_browser_are_a_click_apart(busy: Play) -> None:
    browser = busy.sit(table.CONTROLLER, busy.sit(table.WHITE))
    body = browser.get(busy.url(table.WHITE, "white/")).content.decode()
    assert f'href="{busy.url(table.CONTROLLER)}"' in body


def test_no_desk_of_another_browser_is_offered(busy: Play) -> None:
    busy.sit(table.CONTROLLER)
    body = busy.sit(table.WHITE).get(busy.url(table.WHITE, "white/")).content.decode()
    assert f'href="{busy.url(table.CONTROLLER)}"' not in body
