"""Staff can tell two seats of one name apart: each is named with its team."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from games.engine import commands as c
from games.services import exercises
from games.staffing.naming import chair_label, names_of, seat_label
from tests import table
from tests.staff.conftest import Play

PRESIDENT = {"en": "President"}
WASHINGTON, TAIPEI = table.lead("washington"), table.lead("taipei")


@pytest.fixture
def presidents(make_play: Callable[..., Play]) -> Play:
    """Two teams are led by a President."""
    play = make_play(begun=False)
    plan = play.state.deck
    led = tuple(replace(s, label=PRESIDENT) if s.id in (WASHINGTON, TAIPEI) else s for s in plan.seats)
    made = Play(exercises.create(replace(plan, seats=led), "Two", wall_ms=play.now), play.now)
    made.must(table.DIRECTOR, c.StartExercise())
    return made


def test_a_seat_is_named_with_its_team(presidents: Play) -> None:
    state = presidents.state
    names = names_of(state, "en")
    assert seat_label(state, names, WASHINGTON) == "Washington - President"
    assert seat_label(state, names, TAIPEI) == "Taipei - President"
    assert chair_label(state, names, TAIPEI) == "President"
    assert seat_label(state, names, table.WHITE) == "White cell"


@pytest.mark.parametrize(("seat", "place"), [(table.DIRECTOR, "direct/"), (table.WHITE, "white/")])
def test_a_real_world_stop_says_whose_president_asked(presidents: Play, seat: str, place: str) -> None:
    presidents.must(WASHINGTON, c.RaiseEmergency(note="Someone fainted."))
    page = presidents.sit(seat).get(presidents.url(seat, place)).content.decode()
    said = re.search(r'<span class="seat-of">(.*?) President</span>', page, re.DOTALL)
    assert said is not None
    assert ">Washington<" in said.group(1)
    assert "data-team-tone" in said.group(1)


def test_the_record_names_the_team_of_a_seat_too(presidents: Play) -> None:
    presidents.must(WASHINGTON, c.RaiseEmergency(note="Someone fainted."))
    page = presidents.sit("analyst").get(presidents.review("list/")).content.decode()
    assert "Washington - President" in page


def test_the_preview_is_headed_by_team_and_chair(presidents: Play) -> None:
    move = presidents.move("taipei")
    presidents.must(table.WHITE, c.TakeMove(move_id=move.id))
    data = {"preview_as": TAIPEI, "move_id": move.id, "decision": "accept"}
    page = (
        presidents.sit(table.WHITE).post(presidents.url(table.WHITE, "white/preview/"), data).content.decode()
    )
    assert re.search(r"<h3>.*Taipei.* President</span></h3>", page, re.DOTALL)


def test_a_team_that_asks_is_marked_once(presidents: Play) -> None:
    presidents.must(WASHINGTON, c.AskTimeout(reason="counsel is late"))
    page = presidents.sit(table.WHITE).get(presidents.url(table.WHITE, "white/incoming/")).content.decode()
    assert '<span class="muted small">President</span>' in page
