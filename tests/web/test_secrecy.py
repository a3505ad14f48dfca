"""A secret word of one team reaches no page, region or error of anybody else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from msgspec.structs import replace

from games.engine import commands as c
from games.engine.events import Narrative
from games.engine.ids import Audience, TeamId
from games.models import Delivery, Draft
from games.services import deliveries
from games.services.seat_views import seat_view
from games.views.addresses import REGIONS
from tests import table
from tests.web.conftest import Play

WORD = "KINGFISHER"
OUTSIDERS = (table.lead("beijing"), table.member("taipei"), "guest", "display")
INSIDERS = (table.lead("tokyo"), table.member("tokyo"), "evaluator")
RESTS = (
    "",
    "law/",
    "law/?q=KINGFISHER",
    "leave/",
    *(f"part/{name}/" for name in REGIONS),
    "part/inbox/?known=0&order=&busy=1",
)


@pytest.fixture
def told(make_play: Callable[..., Play]) -> Play:
    """The word in every kind of thing that Tokyo alone is told or says."""
    secret = table.inject("secret", 0, to=("team:tokyo",), sets={"notice_given": True})
    held = replace(table.inject("held"), title={"en": WORD}, body={"en": WORD}, notes={"en": WORD})
    words = {"en": f"{WORD} cable"}
    secret = replace(secret, title=words, body=words, sender=words, question=words)
    play = make_play(secret, held, rate=60_000)
    play.wait(1000)
    lead, white = table.lead("tokyo"), table.WHITE
    move = play.move("tokyo", headline=f"{WORD} move", text=WORD, because=(WORD,), risk=WORD)
    told = (
        Narrative(Audience("team:tokyo"), f"{WORD} ruling"),
        Narrative(Audience("public"), "Something happened."),
    )
    play.rule(move, "override", verdict="lawful", reason=WORD, narratives=told)
    play.must(table.member("tokyo"), c.NoteDissent(move_id=move.id, text=WORD))
    play.must(lead, c.OpenThread(parties=(TeamId("washington"),), subject=WORD, text=WORD))
    play.must(lead, c.OpenThread(parties=(), subject=WORD, text=WORD, with_white=True))
    play.must(
        white, c.ChangeLink(between=(TeamId("tokyo"), TeamId("washington")), state="closed", explanation=WORD)
    )
    play.must(table.DIRECTOR, c.SendNotice(to=(Audience("team:tokyo"),), title=WORD, text=WORD))
    play.must(white, c.OpenProcedure(token="nsc_done", team=TeamId("tokyo")))
    text = json.dumps({"headline": WORD, "text": WORD})
    Draft.objects.create(exercise=play.exercise, team="tokyo", version=1, content=text, edited_by=lead)
    return play


@pytest.mark.django_db
@pytest.mark.parametrize("seat", OUTSIDERS)
def test_no_page_of_an_outsider_holds_the_word(told: Play, seat: str) -> None:
    client = told.sit(seat)
    seen = 0
    for rest in RESTS:
        answer = client.get(told.url(seat, rest), follow=True)
        if rest.startswith("law/?q") and answer.status_code == 200:
            # The page repeats what its own reader typed, and nothing more.
            assert answer.content.decode().count(WORD) <= 3
            continue
        seen += answer.status_code == 200
        assert WORD not in answer.content.decode(), rest
    assert seen > 3


@pytest.mark.django_db
def test_guessing_ids_gives_an_outsider_nothing(told: Play) -> None:
    seat = table.lead("beijing")
    client = told.sit(seat)
    inside = seat_view(told.pk, table.lead("tokyo"))
    guesses = [f"item/{item}/" for item in inside.feed if item not in seat_view(told.pk, seat).items]
    assert guesses
    for guess in guesses:
        answer = client.get(told.url(seat, guess))
        assert (answer.status_code, WORD in answer.content.decode()) == (404, False)
    (move,) = inside.moves
    answer = client.post(told.url(seat, "draft/rework/"), {"move_id": move, "how": "amend"}, follow=True)
    assert WORD not in answer.content.decode()
    answer = client.get(told.url(seat, f"?amend={move}&answer={inside.feed[0]}"))
    assert WORD not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("seat", INSIDERS)
def test_the_same_pages_of_an_insider_do_hold_it(told: Play, seat: str) -> None:
    page = told.sit(seat).get(told.url(seat)).content.decode()
    assert page.count(WORD) > 8


@pytest.mark.django_db
def test_an_evaluator_of_tokyo_is_not_shown_the_draft_or_the_plan(told: Play) -> None:
    page = told.sit("evaluator").get(told.url("evaluator")).content.decode()
    assert "draft-form" not in page
    assert "cmd/submit_move" not in page
    assert f'"{WORD}"' not in page


@pytest.mark.django_db
def test_counts_and_numbers_do_not_betray_others(told: Play) -> None:
    seat = table.lead("beijing")
    client = told.sit(seat)
    before = client.get(told.url(seat, "part/inbox/")).content
    moves = client.get(told.url(seat, "part/moves/")).content
    told.move("tokyo", headline="one more", text="secret")
    told.must(table.WHITE, c.SetFacts(values={"nsc_done": True}, reason="x"))
    assert client.get(told.url(seat, "part/inbox/")).content == before
    assert client.get(told.url(seat, "part/moves/")).content == moves


@pytest.mark.django_db
def test_a_facilitators_look_leaves_no_mark(told: Play) -> None:
    User.objects.create_superuser("boss", password="x")
    client = Client()
    client.login(username="boss", password="x")
    deliveries._waiting.clear()
    assert client.get(told.url("guest")).status_code == 200
    deliveries.flush()
    assert not Delivery.objects.filter(exercise=told.exercise, seat="guest").exists()
