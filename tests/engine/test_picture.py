"""The picture of the map: drawn from what a reader was told, since when they were, and from nothing else."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from games.engine import audience as a
from games.engine import commands as c
from games.engine.events import FactRetracted, FactsSet, MoveContent, Recorded, Stamp
from games.engine.ids import Audience, FactValue, SeatId, TeamId
from games.engine.picture import (
    STAFF,
    Change,
    Known,
    Picture,
    Reader,
    circle,
    outline,
    picture,
    reader_of,
    told,
    truth,
)
from games.engine.places import places
from games.engine.plan import MapPlan, Mark, Plan, Unit, Zone
from games.law.shipped import load_shipped
from tests import table

BOOK = load_shipped()
ZONE = Zone(
    id="zone", label={"en": "Zone"}, kind="blockade", team=TeamId("beijing"), ring=((120, 22), (123, 22), (123, 25)),
    when="blockade_declared", until="'taiwan' in armed_attack_on",
)  # fmt: skip
CONVOY = Unit(id="convoy", label={"en": "Convoy"}, kind="merchant", team=TeamId("washington"), at=(125, 27),
              when="made('us.convoy_escort')")  # fmt: skip
OWN = Unit(id="own", label={"en": "Own"}, kind="destroyer", team=TeamId("tokyo"), at=(126, 25),
           to=(a.team(TeamId("tokyo")),))  # fmt: skip
OPEN = Mark(id="open", label={"en": "Open"}, kind="open", at=(121, 24), when="airspace_open")
CHART = MapPlan(
    zones=(ZONE,), units=(CONVOY, OWN), marks=(OPEN,), allies={TeamId("tokyo"): (TeamId("washington"),)}
)


def plan(*injects: object) -> Plan:
    return replace(table.plan(*injects), map=CHART)  # type: ignore[arg-type]


def at(minute: int) -> Stamp:
    return Stamp(minute, minute, minute, 0)


def known(**facts: FactValue) -> Known:
    return {name: (Change(at(1), value),) for name, value in facts.items()}


def ids(seen: Picture) -> set[str]:
    return {one.what.id for part in (seen.zones, seen.units, seen.marks, seen.routes) for one in part}


ANYONE = Reader(audiences=frozenset({a.PUBLIC}))


def test_what_is_not_known_draws_nothing_and_ends_nothing() -> None:
    assert ids(picture(plan(), {}, ANYONE, BOOK)) == set()
    assert ids(picture(plan(), known(blockade_declared=True), ANYONE, BOOK)) == {"zone"}
    # The default of the rule pack, that airspace is open, is no knowledge.
    assert "open" not in ids(picture(plan(), known(blockade_declared=False), ANYONE, BOOK))


def test_until_takes_it_away_again() -> None:
    facts = known(blockade_declared=True, armed_attack_on=["taiwan"])
    assert ids(picture(plan(), facts, ANYONE, BOOK)) == set()


def test_since_is_the_moment_from_which_it_holds_without_a_break() -> None:
    history: Known = {
        "blockade_declared": (Change(at(2), True), Change(at(5), False), Change(at(9), True)),
        "armed_attack_on": (Change(at(3), []), Change(at(11), ["us_forces"])),
    }
    (zone,) = picture(plan(), history, ANYONE, BOOK).zones
    assert zone.since == at(9)


def test_to_keeps_it_from_others() -> None:
    tokyo = Reader(audiences=frozenset({a.PUBLIC, a.team(TeamId("tokyo"))}), team=TeamId("tokyo"))
    assert ids(picture(plan(), {}, tokyo, BOOK)) == {"own"}
    assert ids(picture(plan(), {}, ANYONE, BOOK)) == set()
    assert ids(picture(plan(), {}, STAFF, BOOK)) == {"own"}


@pytest.mark.parametrize(
    ("seat", "stances"),
    [("tokyo-lead", ("friend", "friend", "unknown")), ("beijing-lead", ("unknown", "unknown", "friend")),
     ("guest", ("neutral",) * 3), ("display", ("neutral",) * 3), ("evaluator", ("friend", "friend", "unknown"))],
)  # fmt: skip
def test_frames_are_a_claim_of_the_readers_own_side(seat: str, stances: tuple[str, ...]) -> None:
    made = plan()
    spec = next(spec for spec in made.seats if spec.id == seat)
    team = TeamId(spec.scope.removeprefix("team:")) if spec.scope.startswith("team:") else spec.team
    reader = reader_of(made, spec, team)
    assert tuple(reader.stance(TeamId(t)) for t in ("tokyo", "washington", "beijing")) == stances
    assert STAFF.stance(TeamId("tokyo")) == "neutral"


def test_a_condition_of_another_edition_of_the_law_draws_nothing() -> None:
    chart = MapPlan(zones=(replace(ZONE, when="no_such_fact"),))
    assert ids(picture(replace(plan(), map=chart), {}, STAFF, BOOK)) == set()


BOOLEANS = sorted(name for name, kind in BOOK.kinds.items() if kind.type == "bool")


@given(st.dictionaries(st.sampled_from(BOOLEANS), st.booleans(), max_size=6), st.sampled_from(BOOLEANS))
def test_flipping_what_a_team_was_not_told_changes_no_byte_of_its_picture(
    facts: dict[str, bool], name: str
) -> None:
    """The whole way: an exercise in which a fact is set for staff alone, once true and once false."""
    facts.pop(name, None)

    def seen(value: bool) -> bytes:
        board = table.Table(plan())
        board.must(table.WHITE, c.SetFacts(values={name: value}, reason="truth"))
        if facts:
            public = (Audience("public"),)
            board.must(table.WHITE, c.SetFacts(values=dict(facts), reason="told", learned_by=public))
        spec = next(s for s in board.state.deck.seats if s.id == table.lead("beijing"))
        reader = reader_of(board.state.deck, spec, spec.team)
        view = board.view(spec.id)
        return msgspec.json.encode(picture(board.state.deck, told(view), reader, BOOK))

    assert seen(True) == seen(False)


def test_a_move_draws_for_its_own_team_and_for_staff_once_it_is_ruled() -> None:
    board = table.Table(plan())
    content = MoveContent(headline="Go", text="Go.", move="us.convoy_escort", because=("Now.",))
    filed = board.must(table.lead("washington"), c.SubmitMove(content=content))["move_id"]

    def drawn(seat: str) -> bool:
        spec = next(s for s in board.state.deck.seats if s.id == seat)
        reader = reader_of(board.state.deck, spec, spec.team)
        return "convoy" in ids(picture(board.state.deck, told(board.view(SeatId(seat))), reader, BOOK))

    assert not drawn("washington-lead")
    board.must(table.WHITE, c.TakeMove(move_id=filed))
    ruled = c.RuleMove(move_id=filed, decision="override", verdict="lawful", reason="-", executed=True)
    board.must(table.WHITE, ruled)
    assert drawn("washington-lead")
    assert not drawn("beijing-lead")
    assert not drawn("guest")
    assert "convoy" in ids(picture(board.state.deck, truth(board.state, ()), STAFF, BOOK))


def test_the_truth_is_read_from_the_log() -> None:
    state = table.Table(plan()).state
    set_ = Recorded(1, at(4), "white-1", 0, FactsSet(values={"blockade_declared": True}, reason="-"))
    gone = Recorded(2, at(6), "white-1", 0, FactRetracted(fact="blockade_declared", reason="-"))
    (zone,) = picture(state.deck, truth(state, [set_]), STAFF, BOOK).zones
    assert zone.since == at(4)
    assert picture(state.deck, truth(state, [set_, gone]), STAFF, BOOK).zones == ()


def test_a_circle_is_round_on_the_globe() -> None:
    found = outline(Zone(id="c", label={}, kind="search", centre=(123.0, 24.5), radius_nm=12.0))
    assert found[0] == found[-1]
    north = circle((123.0, 24.5), 12.0)[0]
    assert north[1] == pytest.approx(24.7, abs=0.001)
    east = circle((123.0, 24.5), 12.0)[18]
    assert (east[0] - 123.0) * 0.91 == pytest.approx(0.2, abs=0.002)


WANTED = {
    "matsu", "dongyin", "wuqiu", "pratas", "xiaoliuqiu", "tarama", "hateruma", "mageshima", "okinotori", "yonaguni",
    "kadena", "iwakuni", "yokosuka", "sasebo", "misawa", "kaohsiung", "senkaku",
}  # fmt: skip


def test_the_gazetteer_has_what_the_base_map_lacks_in_four_languages() -> None:
    assert set(places()) >= WANTED
    for place in places().values():
        assert set(place.names) == {"en", "ja", "zh-hant", "zh-hans"}, place.id
        assert all(place.names.values()), place.id
        assert 98 < place.at[0] < 156, place.id
        assert -2 < place.at[1] < 56, place.id
        assert place.priority in (1, 2, 3, 4), place.id
        # All names in English where they are contested, one elsewhere.
        assert (" / " in place.names["en"]) is place.contested, place.id
        assert not any(" / " in name for code, name in place.names.items() if code != "en"), place.id
