"""What a rehearsal finds, on small decks that have just that wrong with them."""

import msgspec
import pytest

from games.engine.events import InjectReleased, InjectSkipped
from games.engine.ids import FactValue, InjectId, TeamId
from games.engine.plan import Expectation, Inject, Objective, Phase
from injects.rehearsal.findings import report_of
from injects.rehearsal.report import Report
from tests.rehearsal.conftest import Staged, played, reported
from tests.table import HOUR, MINUTE, TEAMS, inject, plan

TOKYO = TeamId("tokyo")


def expects(*moves: str, team: str = "tokyo", hours: int = 12) -> tuple[Expectation, ...]:
    return (Expectation(TeamId(team), moves, hours * HOUR),)


def test_an_inject_that_can_never_fire(staged: Staged) -> None:
    stage = staged(
        inject("I1", 0),
        inject("I2", HOUR, when="made('tw.declare_independence') and not made('tw.declare_independence')"),
        inject("I3", trigger="condition", when="'japan_territory' in armed_attack_on"),
        inject("I4", notes={"en": "When it is wanted."}),
        script="passive",
    )
    report = reported(stage)
    assert [line.id for line in report.never_fired] == ["I2", "I3"]
    assert [line.id for line in report.by_hand] == ["I4"]
    assert [line.inject for line in report.never_true] == ["I2", "I3"]
    fired = {line.id: line.fired for line in report.injects}
    assert fired == {"I1": 3, "I2": 0, "I3": 0, "I4": 0}


def test_a_branch_that_is_never_taken(staged: Staged) -> None:
    stage = staged(
        inject("I1", 0, sets={"quarantine_declared": True}),
        inject("I2", HOUR, when="quarantine_declared", otherwise="I3"),
        inject("I3"),
        script="passive",
    )
    report = reported(stage)
    assert [(line.inject, line.way, line.to) for line in report.never_taken] == [
        ("I2", "passed", None),
        ("I2", "instead", "I3"),
    ]
    assert [(line.injects, line.count) for line in report.endings] == [(("I2",), 3)]


def test_the_other_branch(staged: Staged) -> None:
    stage = staged(
        inject("I1", 0),
        inject("I2", HOUR, when="quarantine_declared", otherwise="I3"),
        inject("I3"),
        script="passive",
    )
    report = reported(stage)
    assert [(line.inject, line.way) for line in report.never_taken] == [("I2", "out")]
    assert [line.instead for line in report.injects] == [0, 0, 3]
    assert [(line.injects, line.count) for line in report.endings] == [(("I3",), 3)]


def test_objectives_that_nobody_touches(staged: Staged) -> None:
    objectives = tuple(Objective(name, {"en": name}) for name in ("served", "unserved", "answered"))
    of = msgspec.structs.replace(
        plan(
            inject("I1", 0, objectives=("served",)),
            inject("I2", HOUR, when="blockade_declared", objectives=("unserved",)),
            inject("I3", 2 * HOUR, objectives=("answered",), expects=expects("jp.statement")),
            rate=60_000,
        ),
        objectives=objectives,
    )
    report = reported(staged(of=of))
    assert [(line.id, line.served, line.answered) for line in report.objectives] == [
        ("served", 3, 0),
        ("unserved", 0, 0),
        ("answered", 3, 3),
    ]
    assert [line.id for line in report.untouched] == ["served", "unserved"]


def slow(within_hours: int) -> Inject:
    """Recognising a situation takes the Council and the Cabinet six hours together."""
    facts: dict[str, FactValue] = {"iis_grounds": "yes"}
    return inject("I1", 0, sets=facts, expects=expects("jp.designate_iis", hours=within_hours))


def test_a_procedure_that_is_too_slow(staged: Staged) -> None:
    after = inject("I2", 9 * HOUR, when="'iis' in jp_situations")
    report = reported(staged(slow(5), after, inject("I3", 20 * HOUR)), runs=6)
    (expected,) = [line for line in report.expected if line.move == "jp.designate_iis"]
    assert (expected.asked, expected.possible) == (6, 0)
    assert [line.move for line in report.never_possible] == ["jp.designate_iis"]
    (late,) = [line for line in report.too_slow if line.token == "cabinet_decision"]
    # Late for the answer wherever the move was made, and for the branch where it had begun by then.
    assert late.late_for[InjectId("I1")] == expected.made > 0
    assert 0 < late.late_for[InjectId("I2")] <= late.late
    assert [line.id for line in report.never_fired] == ["I2"]


def test_the_same_procedure_in_time(staged: Staged) -> None:
    after = inject("I2", 40 * HOUR, when="'iis' in jp_situations")
    report = reported(staged(slow(24), after))
    assert not report.never_possible
    assert not report.too_slow
    assert {line.id: line.fired for line in report.injects} == {"I1": 3, "I2": 3}


def test_a_duty_that_lapses_and_one_that_is_met(staged: Staged) -> None:
    attack: dict[str, FactValue] = {
        "armed_attack_on": ["us_forces"],
        "existential_danger": "yes",
        "no_other_means": "yes",
    }
    injects = (
        inject("I1", 0, sets=attack, expects=expects("jp.designate_sss", hours=24)),
        inject("I2", 60 * HOUR),
    )
    careful = reported(staged(*injects))
    met = {line.token: (line.lapsed, line.opened) for line in careful.steps if line.kind_of == "duty"}
    assert met["jp_brp_to_diet"] == (0, 3)
    careless = reported(staged(*injects, tokyo="sensible/defiant"))
    lapsed = {line.token: (line.lapsed, line.opened) for line in careless.steps if line.kind_of == "duty"}
    assert lapsed["jp_brp_to_diet"] == (3, 3)


def test_load_and_silence(staged: Staged) -> None:
    crowd = [inject(f"I{n}", n, to=("team:tokyo",), order=n) for n in range(1, 8)]
    report = reported(staged(*crowd, inject("I9", 45 * HOUR, order=9), script="passive"), runs=2)
    load = {line.team: line for line in report.load}
    assert load[TOKYO].items[:2] == (7.0, 0.0)
    assert load[TOKYO].overloaded[0] == 2
    assert load[TeamId("beijing")].items[0] == 0
    silence = {line.team: line for line in report.silence}
    assert silence[TeamId("beijing")].longest_ms == 45 * MINUTE
    assert silence[TeamId("beijing")].from_ms == 0
    assert silence[TOKYO].longest_ms < 45 * MINUTE
    assert silence[TOKYO].too_long == 2


def test_waiting_for_the_white_cell(staged: Staged) -> None:
    statements = [
        inject("I1", 0, expects=tuple(e for t, m in STATEMENTS for e in expects(m, team=t))),
        inject("I2", 30 * HOUR),
    ]
    report = reported(staged(*statements))
    assert report.queue.rulings == 12
    assert 0 < report.queue.mean_ms <= report.queue.longest_ms
    assert 1 <= report.queue.most_waiting <= 4
    assert {line.move: line.lawful for line in report.rulings} == {move: 3 for _, move in STATEMENTS}


STATEMENTS = (
    ("tokyo", "jp.statement"),
    ("washington", "us.consult_art4"),
    ("beijing", "cn.veto_unsc"),
    ("taipei", "tw.escort_convoy"),
)


def test_endings_are_told_apart_in_the_last_phase_that_branches(staged: Staged) -> None:
    of = msgspec.structs.replace(
        plan(
            inject("I1", 0, phase="P1", when="quarantine_declared"),
            inject("I2", 10 * HOUR, phase="P2", when="not quarantine_declared"),
            inject("I3", 11 * HOUR, phase="P2", when="quarantine_declared"),
            inject("I4", 20 * HOUR, phase="P3"),
            rate=60_000,
        ),
        phases=tuple(Phase(name, {"en": name}, at * HOUR) for name, at in (("P1", 0), ("P2", 9), ("P3", 19))),
    )
    report = reported(staged(of=of, script="passive"))
    assert report.ending_lines == ("I2", "I3")
    assert [(line.injects, line.count, line.runs) for line in report.endings] == [(("I2",), 3, (1, 2, 3))]


def test_contingency_lines_are_for_silence(staged: Staged) -> None:
    """A line kept for a stalled team goes out when it has been quiet for twenty minutes, and no other."""
    stage = staged(
        inject("I1", 0),
        _contingency("C1", "team:tokyo"),
        _contingency("C2", "team:tokyo", kind="contextual"),
        inject("I2", 50 * HOUR),
        script="passive",
    )
    report = reported(stage)
    moments = {line.id: line.earliest_ms for line in report.injects}
    assert moments == {"I1": 0, "C1": 20 * HOUR, "C2": None, "I2": 50 * HOUR}


def _contingency(name: str, to: str, kind: str = "contingency") -> Inject:
    made = inject(name, to=(to,), notes={"en": "When they stall."})
    return msgspec.structs.replace(made, kind=kind)


def test_turns_are_opened_one_after_another_until_all_is_out(staged: Staged) -> None:
    of = plan(
        inject("I1", 0, basis="turn", turn=1),
        inject("I2", MINUTE, basis="turn", turn=3),
        rate=60_000,
        turn_ms=30 * MINUTE,
    )
    (run, *_) = played(staged(of=of))
    kinds = [rec.event.__struct_config__.tag for rec in run.records]
    assert kinds.count("turn_started") == 3
    assert set(run.record.fired) == {"I1", "I2"}
    assert run.state.life == "ended"
    assert not run.record.cut_short


@pytest.mark.parametrize("turn_ms", [None, 30 * MINUTE], ids=["continuous", "in turns"])
def test_a_story_that_moves_by_jumps_alone(staged: Staged, turn_ms: int | None) -> None:
    of = plan(
        inject("I1", 0),
        inject("I2", 10 * HOUR, expects=expects("jp.statement")),
        inject("I3", 20 * HOUR, when="made('jp.statement')"),
        rate=0,
        turn_ms=turn_ms,
    )
    (run, *_) = played(staged(of=of))
    assert set(run.record.fired) == {"I1", "I2", "I3"}
    assert run.state.life == "ended"
    assert run.record.refusals == ()


def test_a_report_does_not_depend_on_the_order_of_its_runs(staged: Staged) -> None:
    stage = staged(slow(24), inject("I2", 40 * HOUR), script="mixed")
    records = [run.record for run in played(stage, runs=5)]
    rest = (stage.plan, stage.lawyer, stage.wanted, 5)
    one = report_of(*rest, records, stage.deck.ending)
    other = report_of(*rest, list(reversed(records)), stage.deck.ending)
    assert one == other
    assert msgspec.json.decode(msgspec.json.encode(one), type=Report) == one


def test_the_story_is_played_to_the_end_whoever_plays(staged: Staged) -> None:
    """Nothing is overdue, and every line is out, passed over, or waits for its condition."""
    stage = staged(slow(24), inject("I2", 40 * HOUR, when="made('us.fonop')"), script="random/defiant")
    for run in played(stage, runs=4):
        events = {type(rec.event) for rec in run.records}
        assert InjectReleased in events
        assert {entry.status for entry in run.state.injects.values()} <= {"released", "skipped"}
        assert InjectSkipped in events or InjectId("I2") in run.record.fired


def test_addresses_reach_offices_and_seats(staged: Staged) -> None:
    stage = staged(
        inject("I1", 0, to=("office:tokyo/head",)),
        inject("I2", HOUR, to=("seat:beijing-member",)),
        inject("I3", 2 * HOUR, to=("white",)),
        script="passive",
    )
    report = reported(stage, runs=1)
    reached = {line.team: sum(line.items) for line in report.load}
    assert reached == {TeamId(t): float(t in ("tokyo", "beijing")) for t in TEAMS}
