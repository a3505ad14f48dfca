"""Duties of law on the clock: opened by moves, met by facts, missed at a cost until they are met or ended."""

from msgspec.structs import replace

from games.engine import causes
from games.engine import commands as c
from games.engine import events as e
from games.engine.audience import team
from games.engine.ids import ProcedureId, TeamId
from games.engine.state import Procedure
from games.engine.timers import procedure_timer_id
from tests import table
from tests.table import HOUR, WHITE, Table

DAY = 24 * HOUR
TOKYO = TeamId("tokyo")


def begun() -> Table:
    """The Cabinet has designated a survival-threatening situation: the plan must go to the Diet at once."""
    play = Table(replace(table.plan(), start_meters={"jp_support": 50}))
    play.must(WHITE, c.OpenProcedure(token="jp_brp_to_diet", team=TOKYO, duty=True))
    return play


def duty(play: Table) -> Procedure:
    (found,) = (p for p in play.state.procedures.values() if p.token == "jp_brp_to_diet")
    return found


def support(play: Table) -> int:
    return play.state.meters["jp_support"]


def test_a_missed_duty_costs_each_day_until_it_is_met() -> None:
    play = begun()
    play.run(24 * HOUR - 1)
    assert (duty(play).status, support(play)) == ("open", 50)
    play.run(1)
    assert (duty(play).status, support(play)) == ("lapsed", 49)
    assert duty(play).reason == "The Cabinet is blamed for bypassing the Diet, more each day."
    play.run(DAY)
    assert support(play) == 48
    play.must(WHITE, c.SetFacts(values={"brp_diet": "requested"}, reason="The Diet is asked."))
    assert (duty(play).status, duty(play).reason) == ("done", causes.MET_LATE)
    play.run(3 * DAY)
    assert support(play) == 48


def test_a_duty_met_in_time_costs_nothing() -> None:
    play = begun()
    play.run(HOUR)
    play.must(WHITE, c.SetFacts(values={"brp_diet": "requested"}, reason="The Diet is asked."))
    play.run(3 * DAY)
    assert (duty(play).status, support(play)) == ("done", 50)


def test_staff_end_the_cost_of_a_missed_duty() -> None:
    play = begun()
    play.run(DAY)
    assert play.refused(WHITE, c.CloseProcedure(procedure=duty(play).id, done=False)) == "MISSING"
    play.must(WHITE, c.CloseProcedure(procedure=duty(play).id, done=False, reason="Let it rest."))
    play.run(3 * DAY)
    assert (duty(play).status, support(play)) == ("lapsed", 49)
    assert play.refused(WHITE, c.CloseProcedure(procedure=duty(play).id, done=True)) == "NOT_OPEN"


def test_a_jump_over_several_days_charges_them_all_once() -> None:
    play = begun()
    timer = procedure_timer_id(ProcedureId(duty(play).id))
    crossing = c.Crossing(timer=timer, choice="keep")
    play.must(table.DIRECTOR, c.JumpScenario(to_ms=4 * DAY + HOUR, crossings=(crossing,)))
    play.run(1)
    assert support(play) == 46
    changed = [r.event for r in play.records if isinstance(r.event, e.MetersChanged)]
    assert [event.changes for event in changed] == [{"jp_support": -4}]
    play.run(DAY - HOUR)
    assert support(play) == 45


def test_a_track_that_the_deck_does_not_have_is_not_moved() -> None:
    play = Table(table.plan())
    play.must(WHITE, c.OpenProcedure(token="jp_brp_to_diet", team=TOKYO, duty=True))
    play.run(3 * DAY)
    assert duty(play).status == "lapsed"
    assert "jp_support" not in play.state.meters


def test_a_duty_of_facts_alone_opens_when_its_team_knows_them() -> None:
    play = Table(table.plan())
    play.must(WHITE, c.SetFacts(values={"brp_diet": "rejected"}, reason="In secret."))
    assert not play.state.procedures
    play.must(WHITE, c.DiscloseFacts(facts=("brp_diet",), to=(team(TOKYO),), reason="The vote is out."))
    assert [p.token for p in play.state.procedures.values()] == ["jp_end_after_rejection"]
