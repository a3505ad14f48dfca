"""The facilitator: signing in, making an exercise, its seat cards, and putting people on the right chairs."""

from __future__ import annotations

import re
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.test import Client

from games.engine import commands as c
from games.engine.ids import InjectId
from games.models import Exercise
from games.services import deliveries, now_ms, presence, seats
from tests import table
from tests.web.browsing import Form, form_to, forms, send
from tests.web.conftest import Play

LEAD = table.lead("tokyo")


@pytest.fixture
def boss(db: None) -> Client:
    User.objects.create_user("boss", password="pass-word-1")
    client = Client()
    page = client.get("/login/").content.decode()
    form = next(one for one in forms(page) if "username" in one.fields)
    send(client, form, "/login/", username="boss", password="pass-word-1")
    return client


@pytest.fixture
def owned(make_play: Callable[..., Play], boss: Client) -> Play:
    return own(make_play(begun=False))


def own(play: Play) -> Play:
    """Gives the boss the exercise."""
    play.exercise.owner = User.objects.get(username="boss")
    play.exercise.save(update_fields=["owner"])
    return play


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.django_db
class TestAccount:
    def test_a_stranger_is_asked_to_sign_in(self) -> None:
        assert Client().get("/exercises/")["Location"] == "/login/?next=/exercises/"

    def test_a_wrong_password_is_told_in_words(self, boss: Client) -> None:
        client = Client()
        answer = client.post("/login/", {"username": "boss", "password": "no"})
        assert "error-summary" in answer.content.decode()

    def test_signing_out_ends_it(self, boss: Client) -> None:
        send(boss, form_to(page_of(boss, "/exercises/"), "logout"))
        assert boss.get("/exercises/").status_code == 302

    def test_only_ones_own_exercises_are_listed(
        self, boss: Client, owned: Play, make_play: Callable[..., Play]
    ) -> None:
        other = make_play(begun=False)
        other.exercise.owner = User.objects.create_user("other")
        other.exercise.title = "Elsewhere"
        other.exercise.save()
        page = page_of(boss, "/exercises/")
        assert owned.exercise.public_id in page
        assert "Elsewhere" not in page
        for rest in ("", "lobby/", "seats/"):
            answer = boss.get(f"/exercises/{other.exercise.public_id}/{rest}")
            assert answer.status_code == 404 or answer["Location"] == "/exercises/"

    def test_opening_leads_to_the_directors_seat(self, boss: Client, owned: Play) -> None:
        answer = boss.get(f"/exercises/{owned.exercise.public_id}/")
        assert answer["Location"] == owned.url("director")

    def test_a_shipped_deck_becomes_an_exercise_with_cards(self, boss: Client) -> None:
        page = page_of(boss, "/decks/exercise/")
        form = next(one for one in forms(page) if "deck" in one.fields)
        sheet = send(boss, form, "/decks/exercise/", title="Run 3", practice="on")
        exercise = Exercise.objects.get(title="Run 3")
        assert exercise.practice
        assert exercise.owner == User.objects.get(username="boss")
        assert "Prime Minister" in sheet

    def test_an_exercise_needs_a_title(self, boss: Client) -> None:
        form = next(one for one in forms(page_of(boss, "/decks/exercise/")) if "deck" in one.fields)
        assert "This field is required." in send(boss, form, "/decks/exercise/", title="")


@pytest.mark.django_db
class TestCards:
    def test_every_seat_has_a_marked_card_whose_code_link_and_picture_work(
        self, boss: Client, owned: Play
    ) -> None:
        sheet = page_of(boss, f"/exercises/{owned.exercise.public_id}/seats/")
        cards = seats.seat_sheet(owned.pk)
        assert sheet.count('class="seat-card"') == len(cards)
        for card in cards:
            assert card.code in sheet
            assert card.pin in sheet
        assert sheet.count("<svg viewBox") >= len(cards)
        assert len(re.findall(r'seat-card-mark"><span>Exercise<', sheet)) == len(cards)

    def test_a_new_pin_replaces_the_old_card(self, boss: Client, owned: Play) -> None:
        before = next(c for c in seats.seat_sheet(owned.pk) if c.seat == LEAD)
        board = page_of(boss, f"/exercises/{owned.exercise.public_id}/lobby/")
        card = send(boss, acting(board, LEAD), act="reissue")
        after = next(c for c in seats.seat_sheet(owned.pk) if c.seat == LEAD)
        assert after.pin != before.pin
        assert after.pin in card
        assert before.pin not in card

    @pytest.mark.parametrize("seat", ["white-1", "controller", "guest", LEAD])
    def test_nobody_but_the_director_sees_codes(self, owned: Play, seat: str) -> None:
        client = owned.sit(seat)
        base = f"/exercises/{owned.exercise.public_id}"
        assert client.get(f"{base}/seats/").status_code == 404
        assert client.get(f"{base}/seats/{LEAD}/").status_code == 404
        assert client.post(f"{base}/lobby/act/", {"seat": LEAD, "act": "reissue"}).status_code == 404

    def test_a_director_without_account_sees_them(self, owned: Play) -> None:
        client = owned.sit("director")
        assert client.get(f"/exercises/{owned.exercise.public_id}/seats/").status_code == 200


def acting(page: str, seat: str) -> Form:
    """The first form of the board that does something to a seat."""
    return next(one for one in forms(page) if "lobby/act/" in one.action and one.fields.get("seat") == [seat])


def badge(page: str, seat: str) -> str:
    """Whether the board says that somebody is on a seat."""
    line = page.partition(f'id="seat-{seat}"')[2].partition("</li>")[0]
    found = re.findall(r'data-status="\w+">([^<]+)<', line)
    return str(found[0])


@pytest.mark.django_db
class TestBoard:
    def test_a_wrong_seat_is_freed_in_two_clicks_and_its_page_is_out(self, boss: Client, owned: Play) -> None:
        player = owned.sit(LEAD)
        board = page_of(boss, f"/exercises/{owned.exercise.public_id}/lobby/")
        assert "1 of 8 players seated" in board
        after = send(boss, acting(board, LEAD), act="free")
        assert "is free" in after
        assert player.get(owned.url(LEAD))["Location"] == "/"
        assert not owned.state.seats[LEAD].taken

    def test_it_tells_who_is_connected_from_who_only_has_the_seat(self, boss: Client, owned: Play) -> None:
        """Somebody who has just sat down counts as there until the connections have been noted."""
        url = f"/exercises/{owned.exercise.public_id}/lobby/seats/"
        owned.sit(LEAD)
        assert badge(page_of(boss, url), LEAD) == "Here"
        with patch("games.views.rostering.now_ms", lambda: now_ms() + presence.STALE_MS):
            assert badge(page_of(boss, url), LEAD) == "Not connected"
            presence.note([(owned.pk, LEAD)], now_ms() + presence.STALE_MS)
            assert badge(page_of(boss, url), LEAD) == "Here"
        assert badge(page_of(boss, url), table.member("tokyo")) == "Empty"

    def test_the_white_cell_may_do_it_and_a_player_may_not(self, owned: Play) -> None:
        owned.sit(LEAD)
        player = owned.sit(table.member("tokyo"))
        url = f"/exercises/{owned.exercise.public_id}/lobby/act/"
        assert player.post(url, {"seat": LEAD, "act": "free", "key": "f" * 20}).status_code == 404
        assert owned.state.seats[LEAD].taken
        owned.sit("white-1").post(url, {"seat": LEAD, "act": "free", "key": "g" * 20})
        assert not owned.state.seats[LEAD].taken

    def test_a_lead_who_did_not_come_is_replaced(self, boss: Client, owned: Play) -> None:
        board = page_of(boss, f"/exercises/{owned.exercise.public_id}/lobby/")
        member = table.member("tokyo")
        form = next(f for f in forms(board) if f.fields.get("seat") == [member] and "key" in f.fields)
        after = send(boss, form, act="lead")
        assert "has another rank" in after
        assert owned.state.seats[member].spec.rank == "lead"
        assert owned.state.seats[LEAD].spec.rank != "lead"

    def test_what_somebody_saw_on_a_wrong_seat_is_told_to_staff(
        self, boss: Client, make_play: Callable[..., Play]
    ) -> None:
        """Also after the seat was freed; a second sitting has a page of its own."""
        owned = own(make_play(table.inject("news", 9 * table.HOUR), table.inject("cable", 9 * table.HOUR)))
        owned.must(table.CONTROLLER, c.FireInject(inject=InjectId("news")))
        player = owned.sit(LEAD)
        owned.must(table.CONTROLLER, c.FireInject(inject=InjectId("cable")))
        item = next(item for item, inject in owned.state.items.items() if inject == "cable")
        at = owned.state.seats[LEAD].since_ms
        deliveries.delivered(owned.pk, LEAD, 1, [item], at)
        deliveries.opened(owned.pk, LEAD, 1, [item], at + 60_000)
        deliveries.flush()
        board = page_of(boss, f"/exercises/{owned.exercise.public_id}/lobby/")
        send(boss, acting(board, LEAD), act="free")
        owned.sit(LEAD)
        board = page_of(boss, f"/exercises/{owned.exercise.public_id}/lobby/")
        address = f"/exercises/{owned.exercise.public_id}/lobby/saw/{LEAD}/"
        assert f'href="{address}"' in board
        assert "Nothing new was told meanwhile." in page_of(boss, address)
        first = page_of(boss, address + "?sitting=0")
        meanwhile, before = first.split("also showed")
        assert "cable title" in meanwhile
        assert "news title" not in meanwhile
        assert "news title" in before
        assert "not opened" not in meanwhile
        assert boss.get(address + "?sitting=2").status_code == 404
        assert boss.get(address + "?sitting=x").status_code == 404
        assert player.get(address).status_code == 404
        nobody = address.replace(LEAD, table.member("tokyo"))
        assert "Nobody has sat here yet" in page_of(boss, nobody)
        assert nobody not in board

    def test_its_live_part_stands_alone(self, boss: Client, owned: Play) -> None:
        part = page_of(boss, f"/exercises/{owned.exercise.public_id}/lobby/seats/").strip()
        assert part.startswith('<div id="benches"')
        assert part.endswith("</div>")

    def test_an_unknown_act_or_seat_is_not_found(self, boss: Client, owned: Play) -> None:
        url = f"/exercises/{owned.exercise.public_id}/lobby/act/"
        assert boss.post(url, {"seat": "nobody", "act": "free"}).status_code == 404
        assert boss.post(url, {"seat": LEAD, "act": "dance"}).status_code == 404
