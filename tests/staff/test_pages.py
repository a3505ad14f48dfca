"""Every page and region of staff renders in every state, for those who may open it and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from games.engine import commands as c
from tests import table
from tests.staff.conftest import Play, storyline

WHITE_PLACES = (
    "white/",
    "white/incoming/",
    "white/case/",
    "white/outgoing/",
    "white/teams/",
    "white/enter/",
    "white/enter/?team=taipei&move=tw.ration",
    "ledger/",
    "ledger/facts/",
    "ledger/facts/?all=1",
    "ledger/facts/?q=blockade",
    "ledger/fact/quarantine_declared/",
    "ledger/fact/armed_attack_on/panel/",
    "ledger/meters/",
    "ledger/steps/",
    "ledger/links/",
    "ledger/talks/",
)
CONTROL_PLACES = (
    "control/",
    "control/table/",
    "control/table/?status=released&team=tokyo&q=title",
    "control/timeline/",
    "control/improvise/",
    "control/improvise/?template=flash",
    *(f"control/next/{act}/" for act in ("show", "skip", "retarget", "edit", "reschedule")),
    *(f"control/sent/{act}/panel/" for act in ("show", "correct", "retract", "resend", "widen")),
    "control/next/reschedule/panel/?at=D%2B3+06%3A40",
    "control/next/reschedule/panel/?at=nonsense",
)
DIRECT_PLACES = (
    "direct/",
    "direct/board/",
    "direct/open/turn/",
    "direct/open/exercise/",
    "direct/health/",
    "direct/verbs/",
    "direct/forms/",
    "direct/jump/",
    "direct/jump/?to=%2B48",
    "direct/jump/?to=nonsense",
    "direct/jump/page/?to=D%2B5+00%3A00",
)
REVIEW_PLACES = (
    "",
    "list/",
    "list/?family=injects&family=moves",
    "list/?team=tokyo",
    "list/?as=tokyo",
    "list/?q=counsel",
    "list/?before=20",
    "list/?after=5",
    "notes/",
    "knowledge/",
    "check/",
    "1/",
)
PLACES = {
    table.DIRECTOR: (*DIRECT_PLACES, *WHITE_PLACES, *CONTROL_PLACES, "staff-state/"),
    table.WHITE: (*WHITE_PLACES, *CONTROL_PLACES, "staff-state/"),
    table.CONTROLLER: (*CONTROL_PLACES, "staff-state/"),
}
EVERY_PLACE = (*DIRECT_PLACES, *WHITE_PLACES, *CONTROL_PLACES, "staff-state/")


def drafted(make: Callable[..., Play]) -> Play:
    return make(*storyline(), begun=False, rate=60_000)


def fresh(make: Callable[..., Play]) -> Play:
    return make(*storyline(), rate=60_000)


def stopped(make: Callable[..., Play]) -> Play:
    play = fresh(make)
    play.must(table.DIRECTOR, c.StopClock(stop="plenary", reason="Brief"))
    return play


def in_turns(make: Callable[..., Play]) -> Play:
    return make(*storyline(), rate=60_000, turn_ms=40 * table.MINUTE)


def overdue(make: Callable[..., Play]) -> Play:
    play = fresh(make)
    play.now += 90 * table.MINUTE
    play.must("", c.Tick())
    assert any(i.status == "overdue" for i in play.state.injects.values())
    return play


def alarmed(make: Callable[..., Play]) -> Play:
    play = fresh(make)
    play.must(table.member("taipei"), c.RaiseEmergency(note="alarm in the corridor"))
    return play


def ended(make: Callable[..., Play]) -> Play:
    play = fresh(make)
    play.must(table.DIRECTOR, c.EndExercise(reason="done"))
    return play


STATES = [drafted, fresh, stopped, in_turns, overdue, alarmed, ended]


@pytest.mark.parametrize("state", STATES)
def test_every_place_opens_in_every_state(make_play: Callable[..., Play], state: Callable[..., Play]) -> None:
    play = state(make_play)
    browser = play.sit(table.DIRECTOR)
    for place in EVERY_PLACE:
        if "sent/" in place and play.state.injects["sent"].status != "released":  # type: ignore[index]
            continue
        answer = browser.get(play.url(table.DIRECTOR, place))
        assert answer.status_code == 200, place
    for place in REVIEW_PLACES:
        assert browser.get(play.review(place)).status_code == 200, place


@pytest.mark.parametrize("seat", list(PLACES))
def test_each_role_opens_its_own_places_and_no_others(busy: Play, seat: str) -> None:
    browser = busy.sit(seat)
    for place in EVERY_PLACE:
        expected = 200 if place in PLACES[seat] else 404  # type: ignore[index]
        assert browser.get(busy.url(seat, place)).status_code == expected, place


@pytest.mark.parametrize("seat", [table.lead("tokyo"), "guest", "evaluator", "display"])
def test_whoever_is_not_staff_finds_nothing(busy: Play, seat: str) -> None:
    browser = busy.sit(seat)
    for place in EVERY_PLACE:
        for tried in (seat, table.WHITE, table.DIRECTOR):
            assert browser.get(busy.url(tried, place)).status_code == 404, (tried, place)
    for place in (*REVIEW_PLACES, "export/jsonl/", "export/csv/", "export/knowledge/"):
        assert browser.get(busy.review(place)).status_code == 404, place


def test_a_stranger_finds_nothing(busy: Play) -> None:
    for place in EVERY_PLACE:
        assert Client().get(busy.url(table.DIRECTOR, place)).status_code == 404, place
    assert Client().get(busy.review()).status_code == 404


@pytest.mark.parametrize("seat", ["analyst", table.WHITE, table.DIRECTOR])
def test_those_who_review_open_every_reading(busy: Play, seat: str) -> None:
    browser = busy.sit(seat)
    for place in REVIEW_PLACES:
        assert browser.get(busy.review(place)).status_code == 200, place
    assert browser.get(busy.review("9999/")).status_code == 404


def test_every_entry_of_the_log_has_words_and_an_address(busy: Play) -> None:
    browser = busy.sit("analyst")
    for seq in range(1, busy.state.seq + 1):
        assert browser.get(busy.review(f"{seq}/")).status_code == 200, seq


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_busy_console_shows_every_case(busy: Play, language: str) -> None:
    browser = busy.sit(table.WHITE)
    browser.cookies["django_language"] = language
    for move in busy.state.moves.values():
        answer = browser.get(busy.url(table.WHITE, f"white/case/?move={move.id}"))
        assert answer.status_code == 200
        assert move.content.headline in answer.content.decode()
