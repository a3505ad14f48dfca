"""What a ruling says: verdict, effect, layers, what is missing, what would follow, and what is not known."""

from typing import Any

import msgspec
import pytest

from games.law import BadInput, BadQuestion, Rulebook, Ruling, Snapshot, apply

MOBILISED: dict[str, Any] = {
    "armed_attack_on": ["us_forces"],
    "existential_danger": "yes",
    "assistance_requested_by": ["us"],
    "jp_situations": ["sss"],
    "brp_adopted": True,
    "brp_lists": ["*"],
    "brp_diet": "approved",
    "mobilisation": "ordered",
    "mobilisation_basis": "item2",
    "mobilisation_diet": "approved",
}


def ids(ruling: Ruling) -> list[str]:
    return [finding.id for finding in ruling.findings]


def test_a_move_no_row_stands_against_is_lawful_and_cites_its_authority(book: Rulebook) -> None:
    ruling = book.rule("jp.escort_us_forces", {}, MOBILISED)
    assert (ruling.verdict, ruling.effect, ruling.floor, ruling.ceiling) == (
        "lawful",
        "execute",
        "lawful",
        "lawful",
    )
    assert ruling.deciding == ruling.authority == ("JP-SDF-88", "JP-SSS-3COND", "JP-AAS-USDEF")
    assert (ruling.findings, ruling.missing, ruling.needs) == ((), (), ())


def test_the_most_severe_row_decides_and_milder_ones_are_reported_beside_it(book: Rulebook) -> None:
    ruling = book.rule(
        "jp.use_force",
        {"area": "taiwan_territory"},
        MOBILISED | {"minimum_force": "arguable", "brp_lists": []},
    )
    assert ruling.verdict == "unlawful"
    assert "JP-C9-OVERSEAS" in ruling.deciding
    assert set(ruling.also) == {"JP-BRP-LIST", "JP-SSS-3COND"} - set(ruling.deciding)
    verdicts = [finding.verdict for finding in ruling.findings]
    assert verdicts == sorted(verdicts, key=["unlawful", "blocked", "contestable"].index)


def test_the_tokens_of_milder_rows_are_not_missing_but_their_steps_are_shown(book: Rulebook) -> None:
    ruling = book.rule("us.strike_mainland", {"from_japan": True, "target_type": "civilian"}, {})
    assert ruling.verdict == "unlawful"
    assert ruling.missing == ()
    assert [step.token for step in ruling.steps] == ["prior_consultation"]


def test_what_breaks_only_international_law_happens_and_is_recorded(book: Rulebook) -> None:
    ruling = book.rule("cn.board_vessel", {"vessel_flag": "jp"}, {})
    assert (ruling.verdict, ruling.effect) == ("unlawful", "flag")
    bounds = {layer.layer: (layer.forum, layer.floor) for layer in ruling.layers}
    assert bounds == {
        "domestic": ("prc", "lawful"),
        "alliance": ("alliance", "lawful"),
        "international": ("international", "unlawful"),
    }


def test_a_row_may_say_its_own_effect(book: Rulebook) -> None:
    facts = {"wpr_days": 75, "wpr_reported": True, "armed_attack_on": ["us_forces", "taiwan"]}
    assert book.rule("us.defend_taiwan", {}, facts).effect == "flag"


def test_the_effect_is_the_most_restrictive_of_what_forbids_and_holds(book: Rulebook) -> None:
    held = book.rule("cn.strike_bases_japan", {"target_type": "civilian"}, {})
    assert (held.verdict, held.effect) == ("unlawful", "hold")
    decided = book.rule("cn.strike_bases_japan", {"target_type": "civilian"}, {"sc_cmc_decision": True})
    assert (decided.verdict, decided.effect) == ("unlawful", "flag")


def test_a_contestable_ruling_says_which_way_it_leans(book: Rulebook) -> None:
    assert book.rule("cn.declare_quarantine").lean == "unlawful"
    facts = {"armed_attack_on": ["taiwan"], "assistance_requested_by": ["taiwan"]}
    assert book.rule("us.strike_mainland", {}, facts).lean == "lawful"
    assert book.rule("us.defend_taiwan", {}, facts | {"necessity_proportionality": "arguable"}).lean == "even"


def test_defaults_fill_what_is_not_given(book: Rulebook) -> None:
    ruling = book.rule("jp.rear_support", {"item": "fuel"}, {"iis_grounds": "yes"})
    assert ruling.params == {"area": "high_seas", "item": "fuel", "recipient": "us"}
    uses = {use.name: use for use in ruling.facts}
    assert (uses["iis_grounds"].source, uses["iis_grounds"].value) == ("given", "yes")
    assert (uses["combat_at_scene"].source, uses["combat_at_scene"].value) == ("default", False)
    assert uses["iis_grounds"].relied_on
    assert not uses["combat_at_scene"].relied_on


def test_who_established_a_fact_is_shown_and_changes_nothing_else(book: Rulebook) -> None:
    plain = book.rule("jp.neo_charter", {}, {"airspace_open": False})
    sourced = book.rule("jp.neo_charter", {}, {"airspace_open": False}, given={"airspace_open": "event 12"})
    assert sourced.facts[0].by == "event 12"
    assert msgspec.structs.replace(sourced, facts=plain.facts) == plain


def test_what_is_not_known_widens_the_verdict_to_an_interval(book: Rulebook) -> None:
    ruling = book.rule("jp.escort_us_forces", {}, MOBILISED, unknown=["brp_diet", "minimum_force"])
    assert (ruling.verdict, ruling.floor, ruling.ceiling) == ("undetermined", "lawful", "unlawful")
    assert ruling.effect == "refer"
    assert set(ruling.needs) == {"brp_diet", "minimum_force"}
    assert not any(finding.certain for finding in ruling.findings)
    use = next(use for use in ruling.facts if use.name == "brp_diet")
    assert (use.source, use.value) == ("unknown", None)


def test_a_settled_breach_stays_settled_whatever_else_is_unknown(book: Rulebook) -> None:
    ruling = book.rule("jp.use_force", {"area": "taiwan_territory"}, MOBILISED, unknown=["minimum_force"])
    assert (ruling.verdict, ruling.effect, ruling.needs) == ("unlawful", "void", ())


def test_a_held_move_that_could_be_worse_is_held_meanwhile(book: Rulebook) -> None:
    ruling = book.rule("jp.escort_us_forces", {}, MOBILISED | {"brp_lists": []}, unknown=["minimum_force"])
    assert (ruling.verdict, ruling.floor, ruling.effect) == ("undetermined", "blocked", "hold")
    assert ruling.needs == ("minimum_force",)
    assert ruling.missing == ("brp_amendment",)


def test_a_voided_move_may_be_defied_at_twice_the_price(book: Rulebook) -> None:
    facts = {"armed_attack_on": ["us_forces"], "us_combat_active": True, "prior_consultation": "refused"}
    voided = book.rule("us.combat_ops_from_japan", {"mission": "strike"}, facts)
    assert (voided.effect, voided.consequences) == ("void", ())
    defied = book.rule("us.combat_ops_from_japan", {"mission": "strike"}, facts, defy=True)
    assert (defied.verdict, defied.effect, defied.defied) == ("unlawful", "flag", True)
    strain = next(each for each in defied.consequences if each.meter == "alliance_strain")
    assert (strain.by, strain.upto) == (5, 5)
    own_law = book.rule("jp.use_force", {}, {}, defy=True)
    assert (own_law.effect, own_law.defied) == ("flag", True)
    assert any("Constitutional crisis" in inject for inject in own_law.injects)
    escalation = next(each for each in own_law.consequences if each.meter == "escalation")
    assert escalation.by == 2 * 3


def test_a_held_move_cannot_be_defied_unless_only_a_promise_stands_in_its_way(book: Rulebook) -> None:
    held = book.rule("jp.order_mobilisation", {}, {"armed_attack_on": ["japan_territory"]}, defy=True)
    assert (held.effect, held.defied) == ("hold", False)
    facts = {"armed_attack_on": ["us_forces"], "us_combat_active": True}
    broken = book.rule("us.combat_ops_from_japan", {"mission": "strike"}, facts, defy=True)
    assert (broken.verdict, broken.effect, broken.defied) == ("blocked", "flag", True)


def test_a_lawful_move_has_nothing_to_defy(book: Rulebook) -> None:
    ruling = book.rule("jp.statement", defy=True)
    assert (ruling.effect, ruling.defied) == ("execute", False)


def test_carrying_out_a_move_establishes_facts(book: Rulebook) -> None:
    facts = {"armed_attack_on": ["bases_in_japan"], "jp_situations": ["aas_anticipated"], "nsc_done": True}
    ruling = book.rule("jp.designate_armed_attack", {}, facts)
    snapshot = book.snapshot(facts)
    assert isinstance(snapshot, Snapshot)
    after = apply(snapshot.env, ruling.establishes)
    assert after["jp_situations"] == ("aas_occurred",)
    assert after["brp_adopted"] is True
    assert after["nsc_done"] is False
    assert snapshot.env["nsc_done"] is True


def test_values_taken_from_the_move_are_filled_in(book: Rulebook) -> None:
    mobilised = book.rule("jp.order_mobilisation", {"basis": "item2"}, {})
    assert ("mobilisation_basis", "set", "item2") in [(c.fact, c.op, c.value) for c in mobilised.establishes]
    drawn = book.rule("us.drawdown_taiwan", {"amount_musd": 300}, {"pda_used_musd": 345})
    snapshot = book.snapshot({"pda_used_musd": 345})
    assert isinstance(snapshot, Snapshot)
    assert apply(snapshot.env, drawn.establishes)["pda_used_musd"] == 645


def test_steps_processes_and_duties_say_who_and_how_long(book: Rulebook) -> None:
    ruling = book.rule("cn.live_fire_drill")
    assert [(step.token, step.teams, step.hours) for step in ruling.steps] == [
        ("notice_given", ("beijing",), 12.0)
    ]
    order = book.rule("jp.request_diet_approval", {"instrument": "mobilisation"})
    assert [(process.id, process.hours) for process in order.processes] == [("diet_vote_ex_post", 96.0)]
    assert [(c.fact, c.value) for c in order.processes[0].changes] == [("mobilisation_diet", "approved")]
    urgent = {"jp_situations": ["aas_occurred"], "brp_adopted": True, "urgent_no_time": True}
    mobilisation = book.rule("jp.order_mobilisation", {"basis": "item1"}, urgent)
    assert mobilisation.duties == ("jp_mobilisation_vote",)
    voted = book.rule("jp.order_mobilisation", {}, urgent | {"mobilisation_diet": "approved"})
    assert voted.duties == ()


def test_the_step_that_supplies_a_token_depends_on_the_move_and_the_facts(book: Rulebook) -> None:
    def steps(move: str, params: dict[str, Any], facts: dict[str, Any]) -> list[str]:
        return [step.id for step in book.rule(move, params, facts).steps]

    assert steps("jp.neo_transport", {"area": "taiwan_territory"}, {"mofa_request": True}) == [
        "host_consent_taipei"
    ]
    assert steps("jp.neo_transport", {"area": "prc_territory"}, {"mofa_request": True}) == [
        "host_consent_others"
    ]
    assert "mobilisation_item2" in steps("jp.use_force", {}, MOBILISED | {"mobilisation": "none"})
    armed_attack = {"jp_situations": ["aas_occurred"], "mobilisation": "none"}
    assert "mobilisation_item1" in steps("jp.use_force", {}, MOBILISED | armed_attack)


def test_single_facts_that_would_change_the_headline_are_named(book: Rulebook) -> None:
    ruling = book.rule("us.drawdown_taiwan", {"amount_musd": 300}, {"congress_notified": True}, flips=True)
    flips = {(flip.fact, flip.value): (flip.verdict, flip.effect) for flip in ruling.flips}
    assert flips[("congress_notified", False)] == ("blocked", "hold")
    assert flips[("pda_used_musd", 1000)] == ("unlawful", "void")
    for (fact, value), outcome in flips.items():
        facts = {"congress_notified": True, fact: value}
        changed = book.rule("us.drawdown_taiwan", {"amount_musd": 300}, facts)
        assert (changed.verdict, changed.effect) == outcome


def test_a_ruling_goes_through_json_unchanged(book: Rulebook) -> None:
    ruling = book.rule(
        "jp.escort_us_forces",
        {},
        {"armed_attack_on": ["us_forces"]},
        unknown=["brp_diet"],
        flips=True,
        fixes=True,
    )
    assert msgspec.json.decode(msgspec.json.encode(ruling), type=Ruling) == ruling
    assert msgspec.convert(msgspec.to_builtins(ruling), Ruling) == ruling


def test_the_same_question_has_the_same_answer_to_the_byte(book: Rulebook) -> None:
    facts = dict(MOBILISED, brp_lists=[])
    turned = dict(reversed(list(facts.items())))
    first, second = (
        msgspec.json.encode(book.rule("jp.use_force", {}, each, flips=True, fixes=True))
        for each in (facts, turned)
    )
    assert first == second


def test_lists_are_sets_whose_order_does_not_matter(book: Rulebook) -> None:
    one = book.rule("cn.strike_us_forces", {}, {"armed_attack_on": ["prc", "taiwan"]})
    two = book.rule("cn.strike_us_forces", {}, {"armed_attack_on": ["taiwan", "prc"]})
    assert one == two


@pytest.mark.parametrize(
    ("move", "params", "facts", "unknown", "words"),
    [
        ("jp.escort", {}, {}, [], "unknown move 'jp.escort'; did you mean"),
        ("jp.statement", {"aria": "x"}, {}, [], "jp.statement has no such parameter"),
        ("jp.use_force", {"area": "moon"}, {}, [], "'moon' is not one of high_seas"),
        ("us.drawdown_taiwan", {"amount_musd": -1}, {}, [], "-1 is not a whole number from 0"),
        ("jp.statement", {}, {"brp_adoptet": True}, [], "unknown fact; did you mean 'brp_adopted'?"),
        ("jp.statement", {}, {"existential_danger": False}, [], 'write "yes" or "no" in quotes'),
        ("jp.statement", {}, {"armed_attack_on": "taiwan"}, [], "is not a list of"),
        ("jp.statement", {}, {"armed_attack_on": ["taiwan", "taiwan"]}, [], "listed twice"),
        ("jp.statement", {}, {"hostilities_hours": True}, [], "true is not a whole number"),
        ("jp.statement", {}, {}, ["brp_adoptet"], "did you mean 'brp_adopted'?"),
    ],
)
def test_a_bad_question_is_answered_with_what_would_be_right(
    book: Rulebook, move: str, params: dict[str, Any], facts: dict[str, Any], unknown: list[str], words: str
) -> None:
    with pytest.raises(BadQuestion) as caught:
        book.rule(move, params, facts, unknown=unknown)
    assert words in str(caught.value)


def test_every_wrong_parameter_is_named_at_once(book: Rulebook) -> None:
    problems = book.check_params("jp.use_force", {"area": "moon", "purpose": "fun", "colour": "red"})
    assert isinstance(problems, tuple)
    assert [problem.field for problem in problems] == ["colour", "area", "purpose"]


def test_a_fact_is_checked_into_its_canonical_form(book: Rulebook) -> None:
    assert book.check_fact("armed_attack_on", ["taiwan", "japan_territory"]) == ("japan_territory", "taiwan")
    assert isinstance(book.check_fact("armed_attack_on", ["mars"]), BadInput)
    assert book.check_fact("brp_lists", ["*"]) == ("*",)


def test_facts_that_do_not_go_together_are_pointed_out_with_the_mend(book: Rulebook) -> None:
    found = book.inconsistencies({"armed_attack_on": ["bases_in_japan"], "mobilisation": "ordered"})
    assert [each.id for each in found] == ["attack_on_japan_occurred", "mobilisation_has_a_basis"]
    assert [(c.fact, c.value) for c in found[0].changes] == [("attack_on_japan", "occurred")]
    assert book.inconsistencies({}) == ()


def test_the_reasons_of_a_ruling_go_down_to_the_facts(book: Rulebook) -> None:
    ruling = book.rule("jp.escort_us_forces", {}, MOBILISED | {"mobilisation": "none"}, unknown=["brp_diet"])
    reasons = book.reasons(ruling)
    assert list(reasons) == ids(ruling)
    order = reasons["G-FORCE#8"]
    assert order.holds is True
    assert order.words.endswith("and defence mobilisation has not been ordered")
    ordered = order.parts[1].parts[0]
    assert (ordered.shape, ordered.name, ordered.holds) == ("macro", "MOB", False)
    assert ordered.parts[0].facts == {"mobilisation": "none"}
    refused = reasons["G-FORCE#7"]
    assert refused.holds is None
    assert refused.parts[0].facts == {"brp_diet": None}
