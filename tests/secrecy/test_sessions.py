"""Who a browser is: cookies, sittings, cards, keys and forms, each good for one seat and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.test import Client

from games.engine.events import SeatTaken
from games.engine.ids import SeatId
from games.models import Draft
from games.reads import log_page
from games.services import exercises, seats
from tests import table
from tests.secrecy.addresses import own_addresses
from tests.secrecy.looking import plain
from tests.secrecy.world import JSON, READERS, SEATED, STAFF, Clock, World, make_world

LEAD, MEMBER = table.lead("tokyo"), table.member("tokyo")
RESTS = (
    *("", "part/inbox/", "part/composer/", "part/screen/", "item/x/", "opened/", "law/", "leave/"),
    *("draft/", "draft/review/", "draft/counsel/", "draft/rework/"),
    *(
        "staff-state/",
        "white/",
        "white/incoming/",
        "white/preview/",
        "ledger/",
        "control/",
        "control/timeline/",
    ),
    *("direct/", "direct/health/", "cmd/submit_move/", "cmd/end_exercise/"),
)


@pytest.fixture
def world(clock: Clock) -> World:
    """An exercise that has begun, with everyone seated."""
    made = make_world(clock)
    made.start()
    return made


def ask(client: Client, address: str) -> Iterator[bytes]:
    """What a browser gets for looking at an address and for posting to it, by form and by script."""
    client.get("/")  # shows, and so clears, what earlier answers had to say
    yield plain(b"%d %s" % ((answer := client.get(address)).status_code, answer.content))
    yield plain(b"%d %s" % ((answer := client.post(address)).status_code, answer.content))
    answer = client.post(address, b"{}", content_type="application/json", headers=JSON)
    yield plain(b"%d %s" % (answer.status_code, answer.content))


@pytest.mark.django_db
def test_a_seat_of_somebody_else_is_answered_like_one_that_does_not_exist(world: World) -> None:
    before = world.state
    for who, rest in product(("beijing-lead", "display", "elsewhere"), RESTS):
        nobody = list(ask(world.browsers[who], world.url("nobody", rest)))
        for seat in (LEAD, "evaluator", table.WHITE):
            asked = ask(world.browsers[who], world.url(seat, rest))
            assert [one.replace(seat.encode(), b"nobody") for one in asked] == nobody, (who, seat, rest)
    assert world.state is before


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["moved", "sent away"])
def test_a_sitting_that_has_ended_opens_nothing(world: World, how: str) -> None:
    check_that_nothing_opens(world, how)


def check_that_nothing_opens(world: World, how: str) -> None:
    """Ends a sitting: from then on its browser gets what one without a seat gets, and can do nothing."""
    old = world.browsers[LEAD]
    if how == "moved":
        world.sit(LEAD, browser=Client(), move=True)
    else:
        address = f"/exercises/{world.public_id}/lobby/act/"
        world.browsers[table.DIRECTOR].post(address, {"act": "free", "seat": LEAD, "key": "e" * 20})
        assert not world.state.seats[SeatId(LEAD)].taken
    secret = world.accounts[0].word("a notice after the sitting", "team:tokyo")
    world.send(table.DIRECTOR, "send_notice", to=["team:tokyo"], title="News", text=secret.text)
    before = world.state
    outsider = Client()
    for address in own_addresses(world, READERS[LEAD]):
        answers = [client.get(address) for client in (old, outsider)]
        assert answers[0].status_code == answers[1].status_code, address
        assert secret.text.encode() not in answers[0].content
    body = b'{"key": "kkkkkkkkkkkkkkkkkkkk", "data": {"content": {"headline": "Mine", "text": "Mine."}}}'
    answer = old.post(
        world.url(LEAD, "cmd/submit_move/"), body, content_type="application/json", headers=JSON
    )
    assert answer.json()["code"] == "SIGNED_OUT"
    old.post(world.url(LEAD, "draft/"), {"version": "0", "content.headline": "Mine"})
    assert not Draft.objects.exists()
    assert world.state is before


@pytest.mark.django_db
def test_a_form_from_another_site_does_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.browsers[LEAD].cookies
    before = world.state
    for rest in ("cmd/raise_emergency/", "draft/", "leave/", "opened/", "draft/rework/"):
        assert client.post(world.url(LEAD, rest), {"key": "k" * 20}).status_code == 403
    body = {"key": "k" * 20, "data": {}}
    url = world.url(LEAD, "cmd/raise_emergency/")
    assert client.post(url, body, content_type="application/json", headers=JSON).status_code == 403
    assert client.post("/join/", {"consent": "on"}).status_code == 403
    assert world.state is before
    token = client.get(world.url(LEAD)).context["csrf_token"]
    ours = {**JSON, "X-CSRFToken": str(token)}
    assert client.post(url, body, content_type="application/json", headers=ours).json()["ok"]


@pytest.mark.django_db
def test_a_link_means_one_seat_of_one_exercise(world: World) -> None:
    other = exercises.create(table.plan(), "Other")
    found = set()
    for pk in (world.pk, other.pk):
        for card in seats.seat_sheet(pk):
            place = seats.check_link(card.token)
            assert isinstance(place, seats.Joinable)
            assert (place.exercise_id, place.seat) == (pk, card.seat)
            assert not isinstance(seats.check_join(card.code, card.token), seats.Joinable)
            found.add(card.token)
    assert len(found) == len(world.state.seats) + len(table.plan().seats)


@pytest.mark.django_db
def test_a_card_that_was_reissued_lets_nobody_in_who_had_shown_it_before(world: World) -> None:
    thief = Client()
    card = next(one for one in seats.seat_sheet(world.pk) if one.seat == LEAD)
    thief.get(seats.join_path(card.token))
    assert thief.get("/join/").status_code == 200
    seats.reissue(world.pk, SeatId(LEAD))
    answer = thief.post("/join/", {"key": "k" * 20, "consent": "on", "move": "1"})
    assert answer["Location"] == "/"
    assert world.browsers[LEAD].get(world.url(LEAD)).status_code == 200


@pytest.mark.django_db
def test_wrong_pins_slow_one_card_and_nobody_else_at_the_address(world: World) -> None:
    cards = {card.seat: card for card in seats.seat_sheet(world.pk)}
    mine, other, browser = cards[SeatId(LEAD)], cards[SeatId(MEMBER)], Client()
    said = [browser.post("/", {"code": mine.code, "pin": "000000"}).content.decode() for _ in range(8)]
    assert "No seat has this code and PIN." in said[0]
    assert "Wait " in said[-1]
    assert "Wait " in browser.post("/", {"code": mine.code, "pin": mine.pin}).content.decode()
    assert browser.post("/", {"code": other.code, "pin": other.pin})["Location"] == "/join/"
    assert browser.get(seats.join_path(mine.token))["Location"] == "/join/"
    unknown = browser.post("/", {"code": "0000000", "pin": "000000"}).content.decode()
    assert "No seat has this code and PIN." in unknown


@pytest.mark.django_db
def test_the_key_of_another_seat_gets_nothing_of_its_answer(world: World) -> None:
    content = {"headline": "Mine", "text": "Mine."}
    first = world.send(LEAD, "submit_move", key="k" * 20, content=content)
    other = world.send(table.lead("beijing"), "submit_move", key="k" * 20, content=content)
    assert first["ok"]
    assert (other["ok"], other["code"]) == (False, "KEY_USED")
    assert first["data"]["move_id"] not in str(other)


@pytest.mark.django_db
def test_nobody_sits_down_unnoticed_by_a_key_that_has_an_answer(world: World) -> None:
    for key in ("create", "lobby", "the key of somebody else"):
        for seat in (MEMBER, LEAD):
            place = seats.joinable(world.pk, SeatId(seat))
            assert isinstance(place, seats.Joinable)
            seats.take_seat({}, place, key, consent=True, move=True)
        taken = [r.event.seat for r in log_page(world.pk) if isinstance(r.event, SeatTaken)]
        assert taken[-2:] == [MEMBER, LEAD]


@pytest.mark.django_db
def test_a_facilitator_runs_the_exercise_and_sits_on_no_players_chair(world: World) -> None:
    """By design: the desks of staff, the observers' and the projector's, and never a team's page or draft."""
    owner = User.objects.create_user("owner", password="x")
    world.exercise.owner = owner
    world.exercise.save(update_fields=["owner"])
    client, secret = Client(), world.accounts[0].word("the headline of a draft", "players:tokyo")
    client.force_login(owner)
    world.post(LEAD, "draft/", version="0", act="save", **{"content.headline": secret.text})
    for reader in SEATED:
        status = client.get(world.url(reader.name)).status_code
        assert status == (302 if reader.role == "player" else 200), reader.name
    for seat in STAFF:
        assert client.get(world.url(seat), follow=True).status_code == 200
    for rest in ("draft/", "draft/review/", "part/composer/", "draft/params/"):
        for method in (client.get, client.post):
            answer = method(world.url(LEAD, rest), follow=True)
            assert answer.redirect_chain == [("/", 302)]
            assert secret.text.encode() not in answer.content
    assert secrets.compare_digest(Draft.objects.get().team, "tokyo")


@pytest.mark.django_db
def test_leaving_gives_the_seat_back_and_its_pages_with_it(world: World) -> None:
    world.post(LEAD, "leave/", key="k" * 20)
    for address in own_addresses(world, READERS[LEAD]):
        if LEAD in address:
            assert world.browsers[LEAD].get(address)["Location"] == "/"
