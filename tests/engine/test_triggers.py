"""What can send an inject beyond its time and the facts: each trigger, when it fires, and that it fires once."""

from typing import Any

import pytest
from msgspec.structs import replace

from games.engine import commands as c
from games.engine import events as e
from games.engine.deciding.triggers import roll
from games.engine.ids import Audience, InjectId, ItemId, SeatId, TeamId
from games.engine.plan import Commitment, Due, Expectation, Inject, Plan
from games.engine.questions import ARGUMENTS, asked
from games.engine.replay import replay
from tests.table import CONTROLLER, DIRECTOR, HOUR, MINUTE, WHITE, Table, inject, lead, member, plan


def waiting(when: str, name: str = "X", **more: Any) -> Inject:
    """An inject that goes out as soon as its condition holds."""
    return inject(name, trigger="condition", when=when, **more)


def status(table: Table, name: str = "X") -> str:
    return table.state.injects[InjectId(name)].status


def at(basis: str, millis: int, **more: Any) -> Due:
    return Due(basis=basis, at_ms=millis, **more)  # type: ignore[arg-type]


# After another inject, and other clocks -------------------------------------------------------------------


def test_an_inject_follows_another_by_minutes_at_the_table() -> None:
    follower = replace(inject("X", 0), due=at("inject", 10 * MINUTE, after=InjectId("A")))
    table = Table(plan(inject("A", 5 * MINUTE), follower, rate=60_000))
    table.run(6 * MINUTE)
    assert status(table) == "armed"
    table.run(8 * MINUTE)
    released = table.events(e.InjectReleased)
    assert [each.inject for each in released] == ["A", "X"]
    assert [r.at.exercise_ms for r in table.records if isinstance(r.event, e.InjectReleased)][
        1
    ] == 10 * MINUTE + 5_000


def test_an_inject_that_follows_one_never_sent_never_comes() -> None:
    follower = replace(inject("X", 0), due=at("inject", MINUTE, after=InjectId("A")))
    table = Table(plan(inject("A"), follower))
    table.run(3 * HOUR)
    assert status(table) == "armed"
    table.must(CONTROLLER, c.FireInject(inject=InjectId("A")))
    table.run(2 * MINUTE)
    assert status(table) == "released"


def test_real_time_goes_on_in_a_pause_but_nothing_is_sent_in_one() -> None:
    lunch = replace(inject("X", 0), due=at("wall", 10 * MINUTE))
    table = Table(plan(lunch))
    table.run(4 * MINUTE)
    table.must(DIRECTOR, c.StopClock())
    table.pass_unattended(20 * MINUTE)
    assert status(table) == "armed"
    table.must(DIRECTOR, c.ResumeClock())
    assert status(table) == "overdue"


def test_real_time_counts_from_startex() -> None:
    table = Table(plan(replace(inject("X", 0), due=at("wall", 10 * MINUTE))), started=False)
    table.pass_unattended(HOUR)
    table.must(DIRECTOR, c.StartExercise())
    table.run(9 * MINUTE)
    assert status(table) == "armed"
    table.run(MINUTE)
    assert status(table) == "released"


def test_a_time_of_day_is_the_first_after_startex_in_the_zone_of_the_deck() -> None:
    # Tables begin at 08:00 UTC, which is 17:00 in Tokyo.
    half_past_five = at("clock", 17 * HOUR + 30 * MINUTE)
    of = plan(replace(inject("X", 0), due=half_past_five))
    table = Table(replace(of, timing=replace(of.timing, zone="Asia/Tokyo")))
    table.run(29 * MINUTE)
    assert status(table) == "armed"
    table.run(MINUTE)
    assert status(table) == "released"


# Questions ------------------------------------------------------------------------------------------------


def test_a_move_submitted_is_enough_for_submitted_and_not_for_made() -> None:
    table = Table(plan(waiting("submitted('us.fonop')"), waiting("made('us.fonop')", "Y")))
    move = table.submit("washington", "us.fonop")
    assert (status(table), status(table, "Y")) == ("released", "waiting")
    table.rule(move, "override", verdict="lawful", executed=True, reason="So.")
    assert status(table, "Y") == "released"


def test_submitted_may_ask_for_any_move_of_a_team() -> None:
    table = Table(plan(waiting("submitted('tokyo')")))
    table.submit("beijing")
    assert status(table) == "waiting"
    table.submit("tokyo")
    assert status(table) == "released"


@pytest.mark.parametrize(
    ("outcome", "fires"), [("unlawful", True), ("refused", True), ("lawful", False), ("any", True)]
)
def test_a_ruling_with_its_outcome(outcome: str, fires: bool) -> None:
    table = Table(plan(waiting(f"ruled('us.fonop', '{outcome}')")))
    move = table.submit("washington", "us.fonop")
    assert status(table) == "waiting"
    table.rule(move, "override", verdict="unlawful", executed=False, reason="So.")
    assert (status(table) == "released") is fires


def test_after_counts_at_the_table_or_in_the_story() -> None:
    of = plan(
        inject("A", 0), waiting("after('A', '20m')"), waiting("after('A', '20m', 'story')", "Y"), rate=2_000
    )
    table = Table(of)
    table.run(10 * MINUTE)
    assert (status(table), status(table, "Y")) == ("waiting", "released")
    table.run(10 * MINUTE)
    assert status(table) == "released"


def test_silence_begins_anew_with_every_move_and_stands_still_in_a_pause() -> None:
    table = Table(plan(waiting("silent('tokyo', '20m')")))
    table.run(15 * MINUTE)
    table.submit("tokyo")
    table.run(15 * MINUTE)
    assert status(table) == "waiting"
    table.must(DIRECTOR, c.StopClock())
    table.pass_unattended(HOUR)
    table.must(DIRECTOR, c.ResumeClock())
    table.run(4 * MINUTE)
    assert status(table) == "waiting"
    table.run(MINUTE)
    assert status(table) == "released"
    assert [each.what for each in table.events(e.MomentCame)] == ["silent('tokyo', '20m')"]


def test_silence_ends_with_a_move() -> None:
    table = Table(plan(waiting("silent('tokyo', '5m') and notice_given")))
    table.run(6 * MINUTE)
    table.submit("tokyo")
    table.must(WHITE, c.SetFacts(values={"notice_given": True}, reason="told"))
    assert status(table) == "waiting"


def asking(**more: Any) -> Inject:
    expects = (Expectation(TeamId("tokyo"), ("jp.statement",), HOUR),)
    return replace(inject("A", 0, **more), answer_within_ms=10 * MINUTE, expects=expects)


def test_a_deadline_is_missed_where_no_answer_came_in_time() -> None:
    table = Table(plan(asking(), waiting("missed('A', 'tokyo')")))
    table.run(9 * MINUTE)
    assert status(table) == "waiting"
    table.run(2 * MINUTE)
    assert status(table) == "released"


@pytest.mark.parametrize("how", ["names the item", "is expected"])
def test_a_deadline_is_not_missed_after_an_answer(how: str) -> None:
    table = Table(plan(asking(), waiting("missed('A', 'tokyo')")))
    table.run(5 * MINUTE)
    if how == "is expected":
        table.submit("tokyo", "jp.statement")
    else:
        table.submit("tokyo", item=table.state.injects[InjectId("A")].item)
    table.run(10 * MINUTE)
    assert status(table) == "waiting"
    assert [each.so for each in table.events(e.MomentCame)] == [False]


def test_another_move_is_no_answer() -> None:
    table = Table(plan(asking(), waiting("missed('A', 'tokyo')")))
    table.run(5 * MINUTE)
    table.submit("tokyo")
    table.submit("beijing", item=table.state.injects[InjectId("A")].item)
    table.run(10 * MINUTE)
    assert status(table) == "released"


def test_seen_waits_until_somebody_of_the_team_has_opened_it() -> None:
    table = Table(plan(inject("A", 0), waiting("seen('A', 'tokyo/head')")))
    item = table.state.injects[InjectId("A")].item
    assert item is not None
    for seat in (lead("beijing"), member("tokyo")):
        table.must("", c.NoteOpened(seat=seat, items=(item,)))
    assert status(table) == "waiting"
    table.must("", c.NoteOpened(seat=lead("tokyo"), items=(item, ItemId("none"))))
    table.must("", c.NoteOpened(seat=lead("tokyo"), items=(item,)))
    assert status(table) == "released"
    assert [each.seat for each in table.events(e.ItemOpened)] == [
        lead("beijing"),
        member("tokyo"),
        lead("tokyo"),
    ]


def test_what_no_condition_asks_about_is_not_laid_down() -> None:
    table = Table(plan(inject("A", 0)))
    before = len(table.records)
    item = table.state.injects[InjectId("A")].item
    assert item is not None
    table.must("", c.NoteOpened(seat=lead("tokyo"), items=(item,)))
    assert len(table.records) == before


def test_a_message_counts_as_heard_when_the_other_team_has_it_on_its_screen() -> None:
    table = Table(plan(waiting("heard('tokyo', 'taipei')")))
    opened = table.must(
        lead("tokyo"), c.OpenThread(parties=(TeamId("taipei"),), subject="Hm", text="Are you there?")
    )
    table.must("", c.NoteSeen(seat=lead("taipei"), thread=opened["thread"]))
    assert status(table) == "waiting"  # the channel holds it for two minutes
    table.run(3 * MINUTE)
    table.must("", c.NoteSeen(seat=lead("tokyo"), thread=opened["thread"]))
    assert status(table) == "waiting"
    table.must("", c.NoteSeen(seat=lead("taipei"), thread=opened["thread"]))
    assert status(table) == "released"


def test_an_acknowledgement_is_asked_for_given_once_and_can_be_waited_for() -> None:
    wanted = replace(inject("A", 0, to=("team:tokyo",)), acknowledge=True)
    table = Table(plan(wanted, inject("B", 0), waiting("acknowledged('A', 'tokyo')")))
    a, b = (table.state.injects[InjectId(name)].item for name in "AB")
    assert a is not None
    assert b is not None
    assert table.refused(lead("tokyo"), c.Acknowledge(item=b)) == "NOT_ASKED"
    assert table.refused(lead("beijing"), c.Acknowledge(item=a)) == "UNKNOWN_ITEM"
    for _ in range(2):
        table.must(member("tokyo"), c.Acknowledge(item=a))
    assert status(table) == "released"
    assert len(table.events(e.ItemAcknowledged)) == 1
    assert table.view("tokyo-lead").items[a].acknowledged == (member("tokyo"),)
    assert a not in table.view("beijing-lead").items


def test_a_track_above_or_below_a_mark() -> None:
    table = Table(plan(waiting("escalation >= 3 and not made('us.fonop')")))
    table.must(WHITE, c.ChangeMeters(changes={"escalation": 2}, reason="shots"))
    assert status(table) == "waiting"
    table.must(WHITE, c.ChangeMeters(changes={"escalation": 1}, reason="more"))
    assert status(table) == "released"


# Chance ---------------------------------------------------------------------------------------------------


def seed_for(came: bool, name: str = "storm", below: int = 30) -> str:
    return next(str(n) for n in range(1000) if (roll(str(n), name) < below) is came)


@pytest.mark.parametrize("came", [True, False])
def test_the_dice_are_thrown_once_and_kept_in_the_log(came: bool) -> None:
    of = plan(inject("X", MINUTE, when="chance('storm', '30')", otherwise="Y"), inject("Y"))
    seed = seed_for(came)
    table = Table(of, started=False)
    table.must(DIRECTOR, c.StartExercise(seed=seed))
    table.run(2 * MINUTE)
    assert status(table, "X" if came else "Y") == "released"
    (drawn,) = table.events(e.ChancesDrawn)
    assert drawn.rolls == {"storm": roll(seed, "storm")}
    assert drawn.seed == seed
    assert replay(table.records).rolls == table.state.rolls


@pytest.mark.parametrize(("said", "thrown"), [("", "table 4"), ("another", "another")])
def test_the_seed_of_the_settings_is_used_unless_startex_names_one(said: str, thrown: str) -> None:
    table = Table(plan(inject("X", MINUTE, when="chance('storm', '30')"), seed="table 4"), started=False)
    table.must(DIRECTOR, c.StartExercise(seed=said))
    (drawn,) = table.events(e.ChancesDrawn)
    assert (drawn.seed, drawn.rolls) == (thrown, {"storm": roll(thrown, "storm")})


def test_without_a_seed_of_the_directors_one_is_drawn() -> None:
    table = Table(plan(inject("X", MINUTE, when="chance('storm', '30')")))
    (drawn,) = table.events(e.ChancesDrawn)
    assert drawn.seed
    assert b"storm" not in table.bytes_for("tokyo-lead")


def test_the_dice_are_fair_enough() -> None:
    came = sum(roll(f"seed {n}", "storm") < 30 for n in range(2000))
    assert 520 < came < 680


# Prerequisites, suppressors, delivery ---------------------------------------------------------------------


def test_an_inject_whose_prerequisite_has_not_gone_out_waits_for_it() -> None:
    table = Table(plan(inject("A"), inject("X", MINUTE, needs=(InjectId("A"),))))
    table.run(5 * MINUTE)
    assert status(table) == "waiting"
    table.must(CONTROLLER, c.FireInject(inject=InjectId("A")))
    assert status(table) == "released"


def test_one_that_waited_for_a_prerequisite_is_still_asked_for_its_condition() -> None:
    table = Table(
        plan(
            inject("A"),
            inject("X", MINUTE, needs=(InjectId("A"),), when="notice_given", otherwise="Y"),
            inject("Y"),
        )
    )
    table.run(5 * MINUTE)
    table.must(CONTROLLER, c.FireInject(inject=InjectId("A")))
    assert (status(table), status(table, "Y")) == ("skipped", "released")


def test_a_suppressor_takes_an_inject_out_and_staff_can_still_send_it() -> None:
    table = Table(plan(inject("A", MINUTE), inject("X", 5 * MINUTE, suppressed_by=(InjectId("A"),))))
    table.run(6 * MINUTE)
    assert status(table) == "skipped"
    assert table.state.injects[InjectId("X")].reason == "suppressed by: A"
    table.must(CONTROLLER, c.FireInject(inject=InjectId("X")))
    assert status(table) == "released"


def test_confirmed_delivery_waits_for_a_controller() -> None:
    table = Table(plan(inject("X", MINUTE, delivery="confirm", to=("team:tokyo",))))
    table.run(2 * MINUTE)
    assert status(table) == "held"
    table.must(CONTROLLER, c.FireInject(inject=InjectId("X")))
    assert len(table.view("tokyo-lead").feed) == 1


def test_delivery_off_the_platform_shows_nothing_and_takes_effect() -> None:
    table = Table(
        plan(inject("X", MINUTE, delivery="manual", to=("team:tokyo",), sets={"notice_given": True}))
    )
    table.run(2 * MINUTE)
    assert status(table) == "held"
    table.must(CONTROLLER, c.FireInject(inject=InjectId("X")))
    assert table.view("tokyo-lead").feed == ()
    assert table.view("tokyo-lead").facts["notice_given"] is True
    assert "notice_given" not in table.view("beijing-lead").facts


def test_copies_are_shown_and_blind_ones_are_not() -> None:
    readers = ("team:tokyo", "team:washington", "team:taipei")
    sent = inject("X", 0, to=readers, cc=("team:washington",), blind=("team:taipei",))
    table = Table(plan(sent))
    for team in ("tokyo", "washington", "taipei"):
        (item,) = table.view(f"{team}-lead").items.values()
        assert item.handling is not None
        assert (item.handling.to, item.handling.cc) == (("team:tokyo",), ("team:washington",))
        assert b"taipei" not in table.bytes_for(f"{team}-lead").replace(b"taipei-", b"")
    assert not table.view("beijing-lead").items


def test_without_copies_nobody_sees_who_else_was_told() -> None:
    table = Table(plan(inject("X", 0, to=("team:tokyo", "team:taipei"), blind=("team:taipei",))))
    (item,) = table.view("tokyo-lead").items.values()
    assert item.handling is None


def test_who_was_taken_off_the_readers_is_not_named_and_who_came_later_gets_the_same() -> None:
    sent = inject(
        "X",
        MINUTE,
        to=("team:tokyo", "team:washington", "team:taipei"),
        cc=("team:washington", "team:taipei"),
        expires_after_ms=HOUR,
        classification={"en": "SECRET"},
    )
    table = Table(plan(sent))
    fewer = (Audience("team:tokyo"), Audience("team:washington"))
    table.must(CONTROLLER, c.RetargetInject(inject=InjectId("X"), to=fewer))
    table.run(2 * MINUTE)
    table.must(CONTROLLER, c.WidenInject(inject=InjectId("X"), to=(Audience("team:beijing"),)))
    for team in ("tokyo", "beijing"):
        (item,) = table.view(f"{team}-lead").items.values()
        assert item.handling is not None
        assert (item.handling.to, item.handling.cc) == (("team:tokyo",), ("team:washington",))
        assert item.handling.expires_ms == HOUR + MINUTE
        assert item.handling.classification == {"en": "SECRET"}


def test_an_item_says_until_when_it_is_valid() -> None:
    table = Table(
        plan(inject("X", MINUTE, expires_after_ms=HOUR, classification={"en": "SECRET"}), rate=2_000)
    )
    table.run(2 * MINUTE)
    (item,) = table.view("tokyo-lead").items.values()
    assert item.handling is not None
    assert item.handling.expires_ms == HOUR + MINUTE
    assert item.handling.classification == {"en": "SECRET"}


# Commitments ----------------------------------------------------------------------------------------------


def promising(of: Plan, **more: Any) -> Plan:
    given = {"when": "submitted('jp.statement')", "kept": "notice_given", "within_ms": HOUR, **more}
    promise = Commitment(
        id="vote", team=TeamId("tokyo"), label={"en": "A vote first"}, meters={"escalation": 1}, **given
    )
    return replace(of, commitments=(promise,))


def conditions() -> tuple[Inject, ...]:
    return (
        waiting("broken('vote')", "Broken"),
        waiting("kept('vote')", "Kept"),
        waiting("owed('vote', '15m')", "Due"),
    )


def test_a_commitment_is_given_falls_due_and_is_broken() -> None:
    table = Table(promising(plan(*conditions())))
    table.run(2 * HOUR)
    assert not table.state.procedures
    table.submit("tokyo", "jp.statement")
    table.run(44 * MINUTE)
    assert [status(table, name) for name in ("Due", "Kept", "Broken")] == ["waiting"] * 3
    table.run(2 * MINUTE)
    assert status(table, "Due") == "released"
    table.run(HOUR)
    assert [status(table, name) for name in ("Kept", "Broken")] == ["waiting", "released"]
    assert table.state.meters["escalation"] == 1
    assert [step.kind_of for step in table.view("washington-lead").steps.values()] == ["commitment"]


def test_a_commitment_is_kept_and_then_not_due_any_more() -> None:
    table = Table(promising(plan(*conditions())))
    table.submit("tokyo", "jp.statement")
    table.must(WHITE, c.SetFacts(values={"notice_given": True}, reason="voted"))
    table.run(2 * HOUR)
    assert [status(table, name) for name in ("Due", "Kept", "Broken")] == ["waiting", "released", "waiting"]


def test_a_commitment_can_be_broken_before_its_time_and_told_to_one_side_alone() -> None:
    of = promising(plan(*conditions()), broken="made('us.fonop')", to=(TeamId("washington"),))
    table = Table(of)
    table.submit("tokyo", "jp.statement")
    table.rule(
        table.submit("washington", "us.fonop"), "override", verdict="lawful", executed=True, reason="So."
    )
    assert status(table, "Broken") == "released"
    assert table.state.meters["escalation"] == 1
    assert table.view("washington-lead").steps
    assert not table.view("beijing-lead").steps


def test_staff_can_put_a_commitment_on_the_clock() -> None:
    table = Table(promising(plan(*conditions()), when=""))
    table.must(WHITE, c.OpenProcedure(token="vote", team=TeamId("tokyo")))
    assert [p.token for p in table.state.procedures.values()] == ["vote"]


# All of them ----------------------------------------------------------------------------------------------


def test_a_trigger_that_comes_true_in_a_pause_waits() -> None:
    table = Table(plan(waiting("submitted('tokyo')")))
    table.must(DIRECTOR, c.StopClock())
    table.submit("tokyo")
    assert status(table) == "waiting"
    table.must(DIRECTOR, c.ResumeClock())
    assert status(table) == "released"


def test_a_replay_knows_what_the_run_knew() -> None:
    table = Table(
        promising(plan(asking(), waiting("missed('A', 'tokyo') or seen('A', 'beijing')"), *conditions()))
    )
    table.submit("tokyo", "jp.statement")
    table.run(3 * HOUR)
    again = replay(table.records)
    assert again == table.state
    assert again.passed


def test_conditions_name_their_questions_in_any_nesting() -> None:
    text = 'not (silent("tokyo", \'20m\') or after("A", "1h", "story")) and escalation > 3'
    assert [question.text for question in asked(text)] == [
        "silent('tokyo', '20m')",
        "after('A', '1h', 'story')",
    ]
    assert asked("and and") == ()
    assert set(ARGUMENTS) >= {"made", "released", "silent", "chance"}


def test_nobody_at_a_browser_can_say_that_something_was_opened() -> None:
    table = Table(plan(inject("A", 0), waiting("seen('A', 'tokyo')")))
    assert table.refused(lead("tokyo"), c.NoteOpened(seat=SeatId("tokyo-lead"), items=())) == "FORBIDDEN"
