"""The map for every role: its page, its tables without script, its data; and what it keeps from whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from games.engine import audience as a
from games.engine import commands as c
from games.engine.ids import Audience, TeamId
from games.engine.plan import MapPlan, Mark, Plan, Route, Unit, Zone
from games.models import Exercise
from games.services import exercises, now_ms
from tests import table
from tests.web.conftest import Play

TOKYO = TeamId("tokyo")
CHART = MapPlan(
    zones=(
        Zone(
            id="zone", label={"en": "Blockade zone", "ja": "封鎖区域"}, kind="blockade", team=TeamId("beijing"),
            ring=((120, 22), (123, 22), (123, 25)), when="blockade_declared",
            law={"en": "It must bar no neutral port."}, provisions=("INT-BLK-NEUTRAL",),
        ),
        Zone(id="search", label={"en": "Search"}, kind="search", centre=(123, 24), radius_nm=20,
             when="combat_at_scene"),
    ),
    units=(
        Unit(id="mine", label={"en": "Own destroyer"}, kind="destroyer", team=TOKYO, at=(125.5, 24.5),
             to=(a.team(TOKYO),), certainty="reported", note={"en": "On patrol."}),
        Unit(id="theirs", label={"en": "Their frigate"}, kind="frigate", team=TeamId("beijing"), at=(122, 22)),
    ),
    marks=(Mark(id="hit", label={"en": "Hit"}, kind="struck", at=(127.769, 26.355), place="kadena",
                when="'bases_in_japan' in armed_attack_on"),),
    routes=(Route(id="out", label={"en": "Way out"}, kind="evacuation", line=((121.6, 24.0), (124.2, 24.4)),
                  when="mofa_request"),),
    allies={TOKYO: (TeamId("washington"),)},
    names={"senkaku": {"en": "The islets"}},
)  # fmt: skip
STAFF = ("director", "white-1", "controller", "analyst")
OTHERS = (table.lead("tokyo"), table.member("beijing"), "guest", "display", "evaluator")


def charted(*injects: Any) -> Plan:
    return replace(table.plan(*injects, rate=60_000), map=CHART)


@pytest.fixture
def make(db: None) -> Callable[..., Play]:
    """An exercise with a map, running."""

    def made(*injects: Any) -> Play:
        now = now_ms() - 15 * table.MINUTE
        exercise: Exercise = exercises.create(charted(*injects), "Charted", wall_ms=now)
        play = Play(exercise, now)
        play.must(table.DIRECTOR, c.StartExercise())
        return play

    return made


def data(play: Play, client: Client, seat: str) -> dict[str, Any]:
    answer = client.get(play.url(seat, "map/picture/"))
    assert answer.status_code == 200, seat
    assert "no-store" in answer["Cache-Control"]
    return dict(json.loads(answer.content))


def drawn(found: dict[str, Any]) -> set[str]:
    return {row["id"] for part in ("zones", "units", "marks", "routes") for row in found[part]}


def tell(play: Play, values: dict[str, Any], *to: str) -> None:
    learned = tuple(Audience(one) for one in to)
    play.must(table.WHITE, c.SetFacts(values=values, reason="-", learned_by=learned))


@pytest.mark.parametrize("seat", [*STAFF, *OTHERS])
def test_every_role_has_the_page_the_tables_and_the_data(make: Callable[..., Play], seat: str) -> None:
    play = make()
    tell(play, {"blockade_declared": True}, "public")
    client = play.sit(seat)
    page = client.get(play.url(seat, "map/")).content.decode()
    assert f'src="{play.url(seat, "map/picture/")}"' in page
    assert "no position" in page
    tables = client.get(play.url(seat, "map/tables/")).content.decode()
    assert tables.strip().startswith('<div id="map-tables"')
    for words in (
        "Blockade zone",
        "Beijing",
        "It must bar no neutral port.",
        "INT-BLK-NEUTRAL",
        "Their frigate",
    ):
        assert words in tables, words
        assert words in page, words
    assert {"zone", "theirs"} <= drawn(data(play, client, seat))


@pytest.mark.parametrize("seat", [table.lead("tokyo"), "evaluator", "guest", "display", table.WHITE])
def test_the_way_to_the_map_is_on_the_pages(make: Callable[..., Play], seat: str) -> None:
    play = make()
    page = play.sit(seat).get(play.url(seat), follow=True).content.decode()
    assert play.url(seat, "map/") in page
    assert ('href="#map"' in page) is (seat not in ("display", table.WHITE))


def test_a_browser_without_the_seat_is_sent_away(make: Callable[..., Play]) -> None:
    play = make()
    for rest in ("map/", "map/tables/", "map/picture/"):
        answer = Client().get(play.url(table.lead("tokyo"), rest))
        assert answer.status_code == 302
        assert b"destroyer" not in answer.content


def test_frames_of_forces_follow_the_reader(make: Callable[..., Play]) -> None:
    play = make()
    for seat, identity in ((table.lead("tokyo"), "1"), (table.lead("beijing"), "3"), ("guest", "4")):
        units = {row["id"]: row for row in data(play, play.sit(seat), seat)["units"]}
        assert units["theirs"]["symbol"][3] == identity, seat
    staff = data(play, play.sit(table.WHITE), table.WHITE)["units"]
    assert {row["stance"] for row in staff} == {"neutral"}


def test_names_are_in_the_readers_language_and_the_deck_may_rename(make: Callable[..., Play]) -> None:
    play = make()
    client = play.sit("guest")
    places = {row["id"]: row["name"] for row in data(play, client, "guest")["places"]}
    assert places["kadena"] == "Kadena Air Base"
    assert places["senkaku"] == "The islets"
    assert places["scarborough"] == "Scarborough / Huangyan / Panatag"
    client.cookies["django_language"] = "ja"
    places = {row["id"]: row["name"] for row in data(play, client, "guest")["places"]}
    assert places["kadena"] == "嘉手納基地"
    assert places["scarborough"] == "スカボロー礁"


def test_a_row_says_since_when_where_and_how_sure(make: Callable[..., Play]) -> None:
    play = make()
    play.wait(3 * table.MINUTE)
    tell(play, {"armed_attack_on": ["bases_in_japan"]}, "public")
    play.wait(3 * table.MINUTE)
    tell(play, {"armed_attack_on": ["bases_in_japan", "taiwan"]}, "public")
    seat = table.lead("tokyo")
    client = play.sit(seat)
    found = data(play, client, seat)
    (hit,) = found["marks"]
    # The first telling counts: it has been so since, without a break.
    assert hit["since_ms"] == 3 * table.HOUR
    assert (hit["where"], hit["kind_label"]) == ("Kadena Air Base", "Struck")
    (mine,) = (row for row in found["units"] if row["id"] == "mine")
    assert (mine["where"], mine["certainty"], mine["since_ms"]) == ("24.5°N\xa0125.5°E", "Reported", None)
    staff = data(play, play.sit(table.WHITE), table.WHITE)
    assert [row["since_ms"] for row in staff["marks"]] == [3 * table.HOUR]
    assert "On patrol." in client.get(play.url(seat, "map/tables/")).content.decode()


# ---- secrecy


SECRETS: tuple[dict[str, Any], ...] = (
    {"blockade_declared": True}, {"combat_at_scene": True}, {"mofa_request": True},
    {"armed_attack_on": ["bases_in_japan"]},
)  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS, ids=lambda values: next(iter(values)))
def test_a_fact_told_to_one_team_changes_no_byte_of_anybody_elses_map(
    make: Callable[..., Play], secret: dict[str, Any]
) -> None:
    play = make()
    outsiders = [table.lead("beijing"), table.member("taipei"), "guest", "display"]
    clients = {seat: play.sit(seat) for seat in outsiders}

    def sent() -> dict[str, bytes]:
        return {
            f"{seat} {rest}": clients[seat].get(play.url(seat, rest)).content
            for seat in outsiders
            for rest in ("map/picture/", "map/tables/")
        }

    before = sent()
    tell(play, secret)
    assert sent() == before
    tell(play, {**secret, "notice_given": True}, "team:tokyo")
    assert sent() == before
    insider = table.lead("tokyo")
    # Those who were told see it, and so does staff: the test would notice if nothing were ever drawn.
    assert len(drawn(data(play, play.sit(insider), insider))) == 3
    assert len(drawn(data(play, play.sit(table.WHITE), table.WHITE))) == 3


def test_the_evaluator_of_a_team_sees_its_map_and_the_guest_does_not(make: Callable[..., Play]) -> None:
    play = make()
    tell(play, {"mofa_request": True}, "team:tokyo")
    assert {"mine", "out"} <= drawn(data(play, play.sit("evaluator"), "evaluator"))
    assert drawn(data(play, play.sit("guest"), "guest")) == {"theirs"}


def test_a_retracted_fact_leaves_the_truth_and_the_memory_of_those_told(make: Callable[..., Play]) -> None:
    play = make()
    tell(play, {"mofa_request": True}, "team:tokyo")
    play.must(table.WHITE, c.RetractFact(fact="mofa_request", reason="in error"))
    assert "out" not in drawn(data(play, play.sit(table.WHITE), table.WHITE))


def test_a_deck_without_a_map_still_shows_land_and_places(play: Play) -> None:
    seat = table.lead("tokyo")
    client = play.sit(seat)
    found = data(play, client, seat)
    assert drawn(found) == set()
    assert len(found["places"]) > 80
    page = client.get(play.url(seat, "map/")).content.decode()
    assert "Nothing has been reported yet." in page
    assert "No zone is known." in page


@pytest.mark.parametrize("seat", [table.lead("tokyo"), table.WHITE])
def test_the_map_as_it_stood_at_an_earlier_moment(make: Callable[..., Play], seat: str) -> None:
    play = make()
    play.wait(2 * table.MINUTE)
    tell(play, {"mofa_request": True}, "public")
    play.wait(2 * table.MINUTE)
    tell(play, {"mofa_request": False, "blockade_declared": True}, "public")
    client = play.sit(seat)
    assert {"zone", "out"} & drawn(data(play, client, seat)) == {"zone"}
    then = play.url(seat, f"map/?at={2 * table.HOUR}")
    page = client.get(then).content.decode()
    assert f'map/picture/?at={2 * table.HOUR}"' in page
    assert "Way out" in page
    assert "Blockade zone" not in page
    assert "as it stood at" in page
    answer = client.get(play.url(seat, f"map/picture/?at={2 * table.HOUR}"))
    assert {"zone", "out"} & drawn(json.loads(answer.content)) == {"out"}
    for nonsense in ("1", "x", "-5", "²"):
        answer = client.get(play.url(seat, "map/picture/"), {"at": nonsense})
        assert {"zone", "out"} & drawn(json.loads(answer.content)) == {"zone"}
