"""Five faults that users of another platform reported, kept from coming back here, and their neighbours."""

from games.engine import commands as c
from games.engine import events as e
from games.engine.ids import Audience, InjectId
from tests.table import CONTROLLER, DIRECTOR, MINUTE, Table, inject, plan


def released(table: Table) -> list[str]:
    """The injects that went out, in order."""
    return [event.inject for event in table.events(e.InjectReleased)]


def three() -> Table:
    """Injects due at one, two and three minutes."""
    return Table(plan(*(inject(f"I{n}", n * MINUTE, order=n) for n in (1, 2, 3))))


def test_fire_now_after_a_pause_is_not_delayed_by_the_pause() -> None:
    """Fired in the same instant, whatever pauses there were."""
    table = three()
    table.run(30_000)
    table.must(DIRECTOR, c.StopClock(reason="coffee"))
    table.run(10 * MINUTE)
    table.must(DIRECTOR, c.ResumeClock())
    table.must(CONTROLLER, c.FireInject(inject=InjectId("I3")))
    fired = table.records[-1]
    assert fired.event.inject == "I3"  # type: ignore[union-attr]
    assert fired.at.wall_ms == table.wall


def test_a_long_pause_is_not_followed_by_a_burst() -> None:
    """Three injects were due within the pause's length; resuming sends none, and shifts each by the pause."""
    table = three()
    table.run(30_000)
    table.must(DIRECTOR, c.StopClock())
    table.run(10 * MINUTE)
    assert released(table) == []
    table.must(DIRECTOR, c.ResumeClock())
    assert released(table) == []
    table.run(30_000)
    assert released(table) == ["I1"]
    assert table.events(e.InjectReleased)[0]
    stamps = [r.at for r in table.records if isinstance(r.event, e.InjectReleased)]
    assert stamps[0].exercise_ms == MINUTE


def test_the_first_inject_after_a_pause_goes_out_like_any_other() -> None:
    """No error, no skip, no repeat."""
    table = three()
    table.run(59_999)
    table.must(DIRECTOR, c.StopClock())
    table.run(MINUTE)
    table.must(DIRECTOR, c.ResumeClock())
    table.run(1)
    assert released(table) == ["I1"]
    table.run(5 * MINUTE)
    assert released(table) == ["I1", "I2", "I3"]


def test_an_inject_added_in_a_pause_is_never_too_old() -> None:
    """At the very minute shown, it goes out on resuming; at an earlier one it is listed for a choice."""
    table = three()
    table.run(90_500)
    table.must(DIRECTOR, c.StopClock())
    words = c.InjectWords(title="New", body="Words", to=(Audience("public"),), channel="press")
    now = c.ImproviseInject(words=words, when="at", at_ms=90_500)
    assert table.must(CONTROLLER, now) == {"inject": "X01"}
    earlier = c.ImproviseInject(words=words, when="at", at_ms=90_000)
    assert table.must(CONTROLLER, earlier) == {"inject": "X02", "overdue": True}
    table.must(DIRECTOR, c.ResumeClock())
    table.run(0)
    assert released(table) == ["I1", "X01"]
    assert table.state.injects[InjectId("X02")].status == "overdue"
    table.must(CONTROLLER, c.FireInject(inject=InjectId("X02")))
    assert released(table) == ["I1", "X01", "X02"]


def test_a_new_run_of_the_deck_starts_with_every_inject_unsent() -> None:
    """A deck and a run are different things: nothing of one run is left in the next."""
    deck = plan(inject("I1", 0), inject("I2", MINUTE))
    first = Table(deck)
    first.run(2 * MINUTE)
    first.must(CONTROLLER, c.RetractInject(inject=InjectId("I1"), reason="wrong"))
    second = Table(deck, started=False)
    assert {entry.status for entry in second.state.injects.values()} == {"armed"}
    assert second.state.items == type(second.state.items)()


def test_fire_now_works_in_a_pause() -> None:
    """And the item is told at that instant."""
    table = three()
    table.must(DIRECTOR, c.StopClock())
    table.must(CONTROLLER, c.FireInject(inject=InjectId("I2")))
    assert released(table) == ["I2"]


def test_what_is_due_as_the_director_pauses_still_goes_out() -> None:
    """So that a pause makes nothing late."""
    table = three()
    table.pass_unattended(MINUTE)
    table.must(DIRECTOR, c.StopClock())
    assert released(table) == ["I1"]


def test_items_missed_while_nothing_ticked_wait_for_a_choice() -> None:
    """The machine slept for an hour: three are overdue, none bursts, and a gap can be put between them."""
    table = three()
    table.pass_unattended(60 * MINUTE)
    table.must("", c.Tick())
    assert released(table) == []
    assert [ev.inject for ev in table.events(e.InjectOverdue)] == ["I1", "I2", "I3"]
    all_three = tuple(InjectId(f"I{n}") for n in (1, 2, 3))
    table.must(CONTROLLER, c.FireSpaced(injects=all_three, gap_ms=MINUTE))
    assert released(table) == ["I1"]
    table.run(MINUTE)
    assert released(table) == ["I1", "I2"]
    table.run(MINUTE)
    assert released(table) == ["I1", "I2", "I3"]


def test_a_short_outage_is_made_good_in_order() -> None:
    """Within the grace everything due goes out, first due first."""
    table = Table(plan(*(inject(f"I{n}", n * 1000, order=9 - n) for n in (1, 2, 3))))
    table.pass_unattended(10_000)
    table.must("", c.Tick())
    assert released(table) == ["I1", "I2", "I3"]


def test_a_start_in_the_middle_of_the_story_lists_what_is_past() -> None:
    """Two hundred items past due at the start: all listed, none sent."""
    injects = [inject(f"I{n:03}", n * 1000, order=n) for n in range(200)]
    table = Table(plan(*injects), started=False)
    table.must(DIRECTOR, c.StartExercise(scenario_ms=150_000))
    assert released(table) == ["I150"]
    overdue = [i for i, entry in table.state.injects.items() if entry.status == "overdue"]
    assert len(overdue) == 150


def test_an_emergency_sends_nothing_that_was_due() -> None:
    """A real-world stop is a stop; the director chooses afterwards."""
    table = three()
    table.pass_unattended(MINUTE + 5)
    table.must("tokyo-member", c.RaiseEmergency(note="someone fainted"))
    assert released(table) == []
    assert table.refused(DIRECTOR, c.ResumeClock()) == "EMERGENCY"
    table.must(DIRECTOR, c.ClearEmergency(note="all well"))
    assert table.must(DIRECTOR, c.ResumeClock()) == {"overdue": 1}
    assert released(table) == []
