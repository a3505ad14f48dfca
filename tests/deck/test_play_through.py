"""Long Strait played from STARTEX to ENDEX by the engine, in virtual time."""

import pytest

from games.engine import commands as c
from games.engine.events import InjectReleased, InjectSkipped, MoveContent
from games.engine.ids import FactValue
from games.engine.plan import Plan
from tests.table import MINUTE, START, WHITE, Table

# One minute at the table is one hour of the story.
HOUR = MINUTE
BRANCHED = {"I17", "I18", "I27", "I28", "I32", "I33", "I34", "I36", "I40", "I41"}
ALWAYS = {f"I{n:02}" for n in range(1, 43)} - BRANCHED


@pytest.fixture
def table(long_strait: Plan) -> Table:
    return Table(long_strait)


def until(table: Table, hour: int) -> None:
    table.run(START + hour * HOUR - table.wall)


def released(table: Table) -> list[str]:
    return [str(event.inject) for event in table.events(InjectReleased)]


def set_facts(table: Table, **facts: FactValue) -> None:
    table.must(WHITE, c.SetFacts(values=facts, reason="ruled at the table"))


def execute(table: Table, seat: str, move: str) -> None:
    """A lead submits a move and the white cell has it carried out."""
    content = MoveContent(move=move, headline="We act", text="As announced.")
    move_id = table.must(seat, c.SubmitMove(content=content))["move_id"]
    table.rule(move_id, "override", verdict="lawful", reason="for the story", executed=True)


def test_if_nobody_moves_the_quiet_branches_go_out(table: Table) -> None:
    until(table, 215)
    assert set(released(table)) == ALWAYS | {"I18", "I28", "I33"}
    assert set(released(table)) | {str(e.inject) for e in table.events(InjectSkipped)} == ALWAYS | BRANCHED
    assert len(released(table)) == len(set(released(table)))


def test_each_goes_out_on_its_hour_in_the_order_of_the_story(table: Table, long_strait: Plan) -> None:
    due = {inject.id: inject.due.at_ms for inject in long_strait.injects if inject.due is not None}
    until(table, 215)
    releases = [(rec.at, rec.event) for rec in table.records if isinstance(rec.event, InjectReleased)]
    sent = [(at.scenario_ms, event.inject) for at, event in releases]
    assert all(at == due[inject] for at, inject in sent)
    assert sent == sorted(sent)


def test_a_recognised_situation_opens_the_diet_and_later_the_bases(table: Table) -> None:
    until(table, 59)
    set_facts(table, jp_situations=["iis"])
    until(table, 112)
    assert "I17" in released(table)
    assert "I18" not in released(table)
    set_facts(table, jp_situations=["iis", "sss"], mobilisation="ordered")
    until(table, 215)
    assert {"I32", "I34", "I36", "I40"} <= set(released(table))
    assert "I33" not in released(table)


@pytest.mark.parametrize(
    ("facts", "warned"),
    [({"prior_consultation": "agreed"}, False), ({"us_combat_from_japan": True}, True)],
    ids=["agreed", "used"],
)
def test_bases_that_are_used_or_agreed_are_hit(
    table: Table, facts: dict[str, FactValue], warned: bool
) -> None:
    until(table, 110)
    set_facts(table, **facts)
    until(table, 127)
    assert "I32" in released(table)
    assert "I33" not in released(table)
    assert ("I30" in released(table)) is warned


@pytest.mark.parametrize("move", ["us.convoy_escort", "us.defend_taiwan"])
def test_a_convoy_or_a_fight_costs_a_destroyer(table: Table, move: str) -> None:
    until(table, 100)
    execute(table, "wa-potus", move)
    until(table, 215)
    assert "I27" in released(table)
    assert "I28" not in released(table)
    assert "I41" in released(table)


def test_facts_are_learned_by_those_who_are_told(table: Table) -> None:
    until(table, 11)
    grounds = "emergency_grounds"
    assert table.state.facts[grounds].value == "arguable"
    assert grounds in table.view("tp-pres").facts
    for seat in ("tk-pm", "wa-potus", "bj-gs", "guest"):
        assert grounds not in table.view(seat).facts


def test_the_notes_of_the_white_cell_reach_no_player(table: Table, long_strait: Plan) -> None:
    until(table, 215)
    notes = [note.encode()[:40] for inject in long_strait.injects for note in inject.notes.values()]
    for seat in ("tk-pm", "wa-state", "bj-fm", "tp-mac", "guest", "display", "eval-bj"):
        told = table.bytes_for(seat)
        assert not [note for note in notes if note in told], seat
