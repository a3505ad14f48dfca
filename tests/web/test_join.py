"""From a seat card to a seat and away again, as a browser without script does it."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation
from msgspec.structs import replace

from games.engine import causes
from games.engine import commands as c
from games.engine.events import SeatVacated
from games.engine.ids import SeatId
from games.models import SeatAccess
from games.presenting.law import LawWords
from games.reads import log_page
from games.services import seats
from games.staffing.chronicle import Teller
from games.staffing.naming import names_of
from tests import table
from tests.web.conftest import Play

LEAD = table.lead("tokyo")


@pytest.fixture
def lobby(make_play: Callable[..., Play]) -> Play:
    return make_play(begun=False)


def card(play: Play, seat: str) -> seats.SeatCard:
    return next(one for one in seats.seat_sheet(play.pk) if one.seat == seat)


def sit_down(client: Client, play: Play, seat: str, **fields: str) -> str:
    """Follows a card's link and takes the seat; gives the address that the browser ends at."""
    client.get(seats.join_path(card(play, seat).token))
    given = {"key": secrets.token_hex(8), "consent": "on", **fields}
    answer = client.post("/join/", given, follow=True)
    return str(answer.redirect_chain[-1][0]) if answer.redirect_chain else ""


@pytest.mark.django_db
class TestCodeAndPin:
    @pytest.mark.parametrize(
        "typed", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "]
    )
    def test_a_code_is_taken_as_people_type_it(self, lobby: Play, typed: Callable[[str], str]) -> None:
        mine = card(lobby, LEAD)
        client = Client()
        answer = client.post("/", {"code": typed(mine.code), "pin": f"{mine.pin[:3]} {mine.pin[3:]}"})
        assert (answer.status_code, answer["Location"]) == (302, "/join/")
        page = client.get("/join/").content.decode()
        assert "Take the seat" in page
        assert "tokyo lead" in page

    def test_letters_that_look_like_digits_are_folded(self, lobby: Play) -> None:
        SeatAccess.objects.filter(exercise=lobby.exercise, seat=LEAD).update(code="A01B1C")
        client = Client()
        answer = client.post("/", {"code": "aOl-bic", "pin": card(lobby, LEAD).pin})
        assert answer["Location"] == "/join/"

    def test_a_wrong_pin_is_refused_in_plain_words_at_its_field(self, lobby: Play) -> None:
        answer = Client().post("/", {"code": card(lobby, LEAD).code, "pin": "000000"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "No seat has this code and PIN." in page
        assert 'href="#id_pin"' in page

    def test_many_wrong_pins_name_the_time_to_wait(self, lobby: Play) -> None:
        client = Client()
        for _ in range(6):
            answer = client.post("/", {"code": card(lobby, LEAD).code, "pin": "000000"})
        assert "Wait " in answer.content.decode()
        other = card(lobby, table.lead("beijing"))
        assert client.post("/", {"code": other.code, "pin": other.pin}).status_code == 302

    def test_an_empty_form_says_what_is_missing(self, lobby: Play) -> None:
        page = Client().post("/", {}).content.decode()
        assert page.count("This field is required.") >= 2


@pytest.mark.django_db
class TestSittingDown:
    def test_a_link_leads_to_the_seat_and_leaves_the_address_bar(self, lobby: Play) -> None:
        client = Client()
        answer = client.get(seats.join_path(card(lobby, LEAD).token))
        assert answer["Location"] == "/join/"
        assert sit_down(client, lobby, LEAD, name="Abe") == lobby.url(LEAD)
        assert lobby.state.seats[LEAD].name == "Abe"
        assert lobby.state.seats[LEAD].consented

    def test_an_old_link_is_refused_in_words(self, lobby: Play) -> None:
        old = card(lobby, LEAD).token
        seats.reissue(lobby.pk, LEAD)
        page = Client().get(seats.join_path(old), follow=True).content.decode()
        assert "no longer, valid" in page

    def test_without_consent_nobody_sits_down(self, lobby: Play) -> None:
        client = Client()
        client.get(seats.join_path(card(lobby, LEAD).token))
        answer = client.post("/join/", {"key": secrets.token_hex(8), "name": "Abe"})
        assert answer.status_code == 422
        assert "Please accept the rules" in answer.content.decode()
        assert not lobby.state.seats[LEAD].taken

    def test_a_seat_in_use_is_moved_and_the_old_browser_is_out(self, lobby: Play) -> None:
        laptop, tablet = Client(), Client()
        sit_down(laptop, lobby, LEAD)
        tablet.get(seats.join_path(card(lobby, LEAD).token))
        assert "Move it here" in tablet.get("/join/").content.decode()
        refused = tablet.post("/join/", {"key": "a" * 20, "consent": "on"})
        assert refused.status_code == 422
        tablet.post("/join/", {"key": "b" * 20, "consent": "on", "move": "1", "pin": card(lobby, LEAD).pin})
        assert tablet.get(lobby.url(LEAD)).status_code == 200
        assert laptop.get(lobby.url(LEAD))["Location"] == "/"

    def test_a_link_alone_does_not_take_the_seat_from_who_sits_there(self, lobby: Play) -> None:
        laptop, thief = Client(), Client()
        sit_down(laptop, lobby, LEAD)
        thief.get(seats.join_path(card(lobby, LEAD).token))
        assert 'name="pin"' in thief.get("/join/").content.decode()
        given = {"key": "b" * 20, "consent": "on", "move": "1"}
        for nothing in ({}, {"pin": ""}):
            answer = thief.post("/join/", {**given, **nothing})
            assert answer.status_code == 422
            assert "This field is required." in answer.content.decode()
        answer = thief.post("/join/", {**given, "pin": "000000"})
        assert answer.status_code == 422
        assert "That is not the PIN of this seat." in answer.content.decode()
        for _ in range(5):
            answer = thief.post("/join/", {**given, "pin": "000000"})
        assert "Wait " in answer.content.decode()
        assert laptop.get(lobby.url(LEAD)).status_code == 200
        assert lobby.state.seats[LEAD].taken

    def test_a_seat_that_is_taken_behind_an_open_join_page_stays(self, lobby: Play) -> None:
        """Also for one who asks for the move before the page does."""
        laptop, thief = Client(), Client()
        thief.get(seats.join_path(card(lobby, LEAD).token))
        assert 'name="pin"' not in thief.get("/join/").content.decode()
        sit_down(laptop, lobby, LEAD)
        answer = thief.post("/join/", {"key": "b" * 20, "consent": "on", "move": "1"})
        assert answer.status_code == 422
        assert laptop.get(lobby.url(LEAD)).status_code == 200

    def test_who_came_by_code_and_pin_is_not_asked_for_it_again(self, lobby: Play) -> None:
        laptop, tablet = Client(), Client()
        sit_down(laptop, lobby, LEAD)
        mine = card(lobby, LEAD)
        tablet.post("/", {"code": mine.code, "pin": mine.pin})
        page = tablet.get("/join/").content.decode()
        assert "Move it here" in page
        assert 'name="pin"' not in page
        tablet.post("/join/", {"key": "b" * 20, "consent": "on", "move": "1"})
        assert tablet.get(lobby.url(LEAD)).status_code == 200

    def test_the_browser_that_sits_there_goes_in_by_its_link(self, lobby: Play) -> None:
        laptop = Client()
        sit_down(laptop, lobby, LEAD)
        laptop.get(seats.join_path(card(lobby, LEAD).token))
        assert laptop.get("/join/")["Location"] == lobby.url(LEAD)

    def test_the_projector_is_shared_without_a_pin(self, lobby: Play) -> None:
        first, second = Client(), Client()
        assert sit_down(first, lobby, "display") == lobby.url("display")
        assert sit_down(second, lobby, "display") == lobby.url("display")

    def test_the_take_page_without_a_card_leads_back(self, lobby: Play) -> None:
        assert Client().get("/join/")["Location"] == "/"

    def test_one_browser_holds_several_seats_and_switches(self, lobby: Play) -> None:
        client = Client()
        sit_down(client, lobby, LEAD)
        sit_down(client, lobby, table.member("tokyo"))
        page = client.get(lobby.url(LEAD)).content.decode()
        assert f'href="{lobby.url(table.member("tokyo"))}"' in page
        assert "Your seats" in page
        assert client.get("/").content.decode().count(f'href="/x/{lobby.exercise.public_id}/') == 2

    def test_leaving_frees_the_seat_and_ends_the_session(self, lobby: Play) -> None:
        client = Client()
        sit_down(client, lobby, LEAD)
        assert "Leave the seat" in client.get(lobby.url(LEAD, "leave/")).content.decode()
        client.post(lobby.url(LEAD, "leave/"), {"key": "c" * 20})
        assert not lobby.state.seats[LEAD].taken
        assert client.get(lobby.url(LEAD))["Location"] == "/"

    def test_the_log_says_so_in_the_readers_language(self, lobby: Play) -> None:
        """Whatever the language of whoever left, which earlier versions kept."""
        client = Client(headers={"accept-language": "ja"})
        sit_down(client, lobby, LEAD)
        client.post(lobby.url(LEAD, "leave/"), {"key": "c" * 20})
        event = log_page(lobby.pk)[-1].event
        assert isinstance(event, SeatVacated)
        assert event.reason == causes.LEFT
        teller = Teller(lobby.state, names_of(lobby.state, "en"), LawWords(table.book().rules))
        with translation.override("en"):
            assert teller.line(event).endswith(" of their own accord")
        assert teller.line(replace(event, reason="退席")) == teller.line(event)


@pytest.mark.django_db
class TestLobby:
    def test_it_shows_ones_own_role_and_who_is_there(self, lobby: Play) -> None:
        client, mate = Client(), Client()
        sit_down(client, lobby, LEAD, name="Abe")
        sit_down(mate, lobby, table.member("tokyo"), name="Mori")
        page = client.get(lobby.url(LEAD)).content.decode()
        assert "You are seated" in page
        assert "Mori" in page
        assert "2 of 2 seated" in page
        assert "washington" not in page.lower()

    def test_the_page_becomes_the_desk_when_the_exercise_starts(self, lobby: Play) -> None:
        client = Client()
        sit_down(client, lobby, LEAD)
        assert 'data-stage="waiting"' in client.get(lobby.url(LEAD)).content.decode()
        lobby.must(table.DIRECTOR, c.StartExercise())
        page = client.get(lobby.url(LEAD)).content.decode()
        assert 'data-stage="play"' in page
        assert 'id="composer"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("seat", ["tokyo-lead", "director", "display", "evaluator", "nobody"])
@pytest.mark.parametrize("rest", ["", "part/inbox/", "draft/", "law/", "leave/"])
def test_a_stranger_is_sent_to_the_join_page_whatever_the_seat(lobby: Play, seat: str, rest: str) -> None:
    answer = Client().get(lobby.url(seat, rest))
    assert (answer.status_code, answer.get("Location")) in {(302, "/"), (404, None)}
    assert SeatId(seat) not in seats.held_seats(Client().session, lobby.exercise.public_id)
