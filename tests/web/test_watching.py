"""Observers, guests and the projector: what they are shown, and what they cannot do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from games import log
from games.engine import commands as c
from games.engine.events import NoteTaken
from games.log import recorded_of
from games.models import LoggedEvent
from tests import table
from tests.web.browsing import form_to, forms, send
from tests.web.conftest import Play


def page_of(play: Play, seat: str, rest: str = "") -> str:
    answer = play.sit(seat).get(play.url(seat, rest))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
class TestEvaluator:
    def test_it_sees_what_the_team_was_told_and_offers_no_move(self, busy: Play) -> None:
        page = page_of(busy, "evaluator")
        assert "You see what Tokyo was told" in page
        assert "Moves of Tokyo" in page
        assert "It is out." in page
        actions = {form.action.rsplit("/cmd/", 1)[-1] for form in forms(page) if "/cmd/" in form.action}
        assert actions == {"raise_emergency/", "take_note/"}

    def test_a_note_with_objective_and_rating_by_a_plain_form(self, busy: Play) -> None:
        client = busy.sit("evaluator")
        page = client.get(busy.url("evaluator")).content.decode()
        form = form_to(page, "take_note")
        send(client, form, text="They asked late.", objective="alliance", rating="M", item="")
        rows = LoggedEvent.objects.filter(exercise=busy.exercise, kind="note_taken").order_by("-seq")
        row = rows.values_list(*log.EventRow._fields)[0]
        event = recorded_of(log.EventRow(*row)).event
        assert isinstance(event, NoteTaken)
        assert (event.text, event.objective, event.rating) == ("They asked late.", "alliance", "M")

    def test_players_never_notice(self, busy: Play) -> None:
        lead = table.lead("tokyo")
        client = busy.sit(lead)
        cursor = re.compile(r'data-cursor="[^"]*"')
        before = client.get(busy.url(lead)).content.decode()
        busy.must("evaluator", c.TakeNote(text="Slow."))
        after = client.get(busy.url(lead)).content.decode()
        assert cursor.findall(after) == cursor.findall(before)
        assert "Slow." not in after


@pytest.mark.django_db
class TestGuest:
    def test_only_what_is_public_and_no_note_box(self, busy: Play) -> None:
        page = page_of(busy, "guest")
        assert "You see what is public" in page
        assert "Protest in writing" in page
        assert "take_note" not in page
        assert "Recognise the situation" not in page


@pytest.mark.django_db
class TestProjector:
    def test_in_the_lobby_it_shows_where_to_join(self, make_play: Callable[..., Play]) -> None:
        play = make_play(begun=False)
        page = page_of(play, "display")
        assert 'data-mode="lobby"' in page
        assert "testserver" in page
        assert "<svg" in page.split("screen-code")[1]

    def test_in_play_it_shows_the_newest_public_item(self, play: Play) -> None:
        page = page_of(play, "display")
        assert "news body" in page
        assert "secret" not in page
        assert "data-blank" in page

    def test_an_emergency_fills_the_screen(self, busy: Play) -> None:
        busy.must(table.lead("tokyo"), c.RaiseEmergency(note="PRIVATE"))
        region = page_of(busy, "display", "part/screen/")
        assert "REAL-WORLD STOP" in region
        assert "PRIVATE" not in region

    def test_it_is_shared_by_several_screens(self, busy: Play) -> None:
        first = busy.sit("display")
        second = busy.sit("display")
        assert first.get(busy.url("display")).status_code == 200
        assert second.get(busy.url("display")).status_code == 200

    def test_it_has_no_desk(self, busy: Play) -> None:
        client = busy.sit("display")
        for rest in ("part/inbox/", "part/moves/", "part/threads/", "part/board/"):
            assert client.get(busy.url("display", rest)).status_code == 404
        for rest in ("law/", "draft/"):
            assert client.get(busy.url("display", rest)).status_code == 302
