"""Plans that would lift the bar from a move: who does what, in which order, and how long it takes."""

from typing import Any

import pytest

from games.law import Fix, Rulebook

ESCORT_GROUNDS = {"armed_attack_on": ["us_forces"], "existential_danger": "yes"}


def plan(fix: Fix) -> list[tuple[str, float, float]]:
    return [(planned.step.id, planned.starts, planned.done) for planned in fix.steps]


def test_council_then_cabinet(book: Rulebook) -> None:
    (fix,) = book.rule("jp.designate_sss", {}, ESCORT_GROUNDS, fixes=True).fixes
    assert plan(fix) == [("nsc_done", 0, 4), ("cabinet_decision", 4, 6)]
    assert (fix.hours, fix.verdict) == (6, "lawful")


def test_the_way_to_an_armed_escort_leads_through_plan_diet_and_order(book: Rulebook) -> None:
    (fix,) = book.rule("jp.escort_us_forces", {}, ESCORT_GROUNDS, fixes=True).fixes
    assert plan(fix) == [
        ("victim_request_us", 0, 3),
        ("sss_designation", 0, 8),
        ("diet_approval_mobilisation", 8, 80),
        ("mobilisation_item2", 80, 81),
    ]
    assert [planned.step.teams for planned in fix.steps] == [
        ("washington",),
        ("tokyo",),
        ("tokyo",),
        ("tokyo",),
    ]


def test_what_the_steps_own_move_lacks_comes_first(book: Rulebook) -> None:
    facts = {"jp_situations": ["aas_occurred"], "attack_on_japan": "occurred", "diet_status": "recess"}
    (fix,) = book.rule("jp.order_mobilisation", {}, facts | {"brp_adopted": True}, fixes=True).fixes
    assert plan(fix) == [("extraordinary_session", 0, 72), ("diet_approval_mobilisation", 72, 144)]


def test_a_request_comes_before_the_answer(book: Rulebook) -> None:
    facts = {"armed_attack_on": ["us_forces"], "us_combat_active": True}
    (fix,) = book.rule("us.combat_ops_from_japan", {"mission": "strike"}, facts, fixes=True).fixes
    assert plan(fix) == [("us_consultation_request", 0, 3), ("prior_consultation", 3, 27)]
    assert [planned.step.teams for planned in fix.steps] == [("washington",), ("tokyo",)]


def test_alternatives_come_quickest_first(book: Rulebook) -> None:
    fixes = book.rule("us.sell_arms_taiwan", {}, {}, fixes=True).fixes
    assert [(fix.steps[0].step.id, fix.hours) for fix in fixes] == [
        ("emergency_certified", 24),
        ("congress_notified_sale", 720),
    ]


def test_steps_that_need_not_wait_run_side_by_side(book: Rulebook) -> None:
    facts = {"host_order_maintained": True, "host_consent": ["taiwan"]}
    (fix,) = book.rule("jp.neo_protect", {"area": "taiwan_territory"}, facts, fixes=True).fixes
    assert [starts for _, starts, _ in plan(fix)] == [0, 0, 0]
    assert fix.hours == 6
    assert fix.verdict == "contestable"


@pytest.mark.parametrize(
    ("move", "params", "facts", "bars"),
    [
        ("jp.neo_charter", {}, {"airspace_open": False}, ("jp.neo_charter#1",)),
        ("us.table_unsc", {"aim": "adopt"}, {}, ("us.table_unsc#1",)),
        ("jp.rear_support", {"item": "weapons"}, {"iis_grounds": "yes"}, ("jp.rear_support#1",)),
        # The step is there, but nothing yet justifies the recognition it consists of.
        ("tw.mobilise", {}, {}, ("tw.emergency_decree#1",)),
        (
            "jp.evacuate_residents",
            {"mode": "ordered"},
            {"jp_situations": ["sss"]},
            ("jp.designate_anticipated#1",),
        ),
    ],
)
def test_where_no_step_helps_the_row_in_the_way_is_named(
    book: Rulebook, move: str, params: dict[str, Any], facts: dict[str, Any], bars: tuple[str, ...]
) -> None:
    ruling = book.rule(move, params, facts, fixes=True)
    assert ruling.fixes == ()
    assert ruling.bars == bars


def test_fixes_are_searched_only_when_asked_for(book: Rulebook) -> None:
    assert book.rule("jp.designate_sss", {}, ESCORT_GROUNDS).fixes == ()
