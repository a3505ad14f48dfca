"""What Long Strait puts on the map, and who comes to see it when, if nobody moves."""

from __future__ import annotations

import pytest

from games.engine.picture import STAFF, Picture, picture, reader_of, told, truth
from games.engine.plan import Plan
from games.law.rulebook import Rulebook
from games.presenting.people import watched_team
from tests.table import MINUTE, START, Table

# One minute at the table is one hour of the story.
HOUR = MINUTE
CLOSURES = {"closure-north", "closure-east", "closure-yonaguni", "closure-south", "closure-west"}
STRUCK = {"hualien-ab-struck", "cck-struck", "taoyuan-closed"}
SEATS = ("tk-pm", "wa-potus", "bj-gs", "tp-pres", "guest", "display")


def ids(seen: Picture) -> set[str]:
    return {one.what.id for part in (seen.zones, seen.units, seen.marks, seen.routes) for one in part}


def shown(board: Table, rulebook: Rulebook, seat: str) -> set[str]:
    deck = board.state.deck
    spec = next(spec for spec in deck.seats if spec.id == seat)
    reader = reader_of(deck, spec, watched_team(spec))
    return ids(picture(deck, told(board.view(seat)), reader, rulebook))


@pytest.fixture(scope="module")
def seen(long_strait: Plan, rulebook: Rulebook) -> dict[tuple[int, str], set[str]]:
    """What each seat and staff see at some hours of the story."""
    board = Table(long_strait)
    found = {}
    for hour in (0, 1, 30, 40, 75, 100, 128, 140, 170):
        board.run(START + hour * HOUR - board.wall)
        for seat in SEATS:
            found[hour, seat] = shown(board, rulebook, seat)
        known = truth(board.state, board.records)
        found[hour, "staff"] = ids(picture(board.state.deck, known, STAFF, rulebook))
    return found


@pytest.mark.parametrize("seat", [*SEATS, "staff"])
def test_what_is_public_is_on_every_map_from_its_hour_on(
    seen: dict[tuple[int, str], set[str]], seat: str
) -> None:
    assert seen[1, seat] >= CLOSURES
    assert "quarantine" not in seen[30, seat]
    assert {"quarantine", "cn-cutters-north"} <= seen[40, seat]
    assert "blockade" not in seen[40, seat]
    assert {"blockade", "kubura-closed", "cn-navy-east"} <= seen[75, seat]
    assert not {"quarantine", *CLOSURES} & seen[75, seat]
    assert seen[100, seat] >= STRUCK
    assert {"relief", "relief-ships"} <= seen[170, seat]


def test_what_some_are_told_is_on_their_maps_alone(seen: dict[tuple[int, str], set[str]]) -> None:
    def who(hour: int, what: str) -> set[str]:
        return {seat for seat in (*SEATS, "staff") if what in seen[hour, seat]}

    assert who(30, "dongyin-entered") == {"tp-pres", "bj-gs", "staff"}
    assert who(128, "cn-launchers") == {"tk-pm", "staff"}
    assert who(140, "sea-evacuation") == {"tk-pm", "wa-potus", "tp-pres", "staff"}
    assert who(0, "us-destroyer") == {"tk-pm", "wa-potus", "staff"}
    assert who(0, "us-submarine") == {"wa-potus", "staff"}
    assert who(0, "cn-launchers-own") == {"bj-gs", "staff"}


def test_everything_is_in_four_languages_and_rests_on_provisions_that_there_are(
    long_strait: Plan, rulebook: Rulebook
) -> None:
    chart = long_strait.map
    for row in (*chart.zones, *chart.units, *chart.marks, *chart.routes):
        for text in (row.label, row.law, row.note):
            assert set(text) in (set(), {"en", "ja", "zh-hant", "zh-hans"}), row.id
        assert row.label, row.id
        assert set(row.provisions) <= set(rulebook.provisions), row.id
    assert all(zone.law for zone in chart.zones), "a zone without a word on its legal standing"
