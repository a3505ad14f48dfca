"""Properties of all rulings: sound without facts, stable as they come in, and plans that do what they say."""

import random
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from games.law import UNKNOWN, Rulebook, Snapshot, apply
from games.law import fixes as search
from games.law.kinds import Kind
from games.law.model import RANK
from games.law.records import Receipt
from games.law.shipped import load_shipped

BOOK = load_shipped()
MOVES = sorted(BOOK.plays)


def values(kind: Kind) -> st.SearchStrategy[Any]:
    match kind.type:
        case "bool":
            return st.booleans()
        case "tri" | "enum":
            return st.sampled_from(kind.values)
        case "int":
            return st.sampled_from([0, 10, 11, 48, 49, 60, 61, 90, 91, 700, 1000, 1001])
        case "moment":
            return st.sampled_from(["never", 0, 3_600_000])
        case "list":
            return st.lists(st.sampled_from(kind.values), unique=True, max_size=3)


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, Any], dict[str, Any], set[str]]:
    """A move with parameters, a value for every fact its rules read, and some facts to hide."""
    play = BOOK.plays[draw(st.sampled_from(MOVES))]
    params = {name: draw(values(kind)) for name, kind in play.kinds.items()}
    # Lists of move types matter only by this move and by the word for all.
    facts = {
        name: draw(values(Kind("list", (play.move.id, "*")) if BOOK.facts[name].of else BOOK.kinds[name]))
        for name in play.reads
    }
    hidden = draw(st.sets(st.sampled_from(play.reads), max_size=6)) if play.reads else set()
    return play.move.id, params, facts, hidden


Question = tuple[str, dict[str, Any], dict[str, Any], set[str]]


@settings(max_examples=400, deadline=None)
@given(questions())
def test_a_ruling_without_some_facts_holds_the_one_with_all_of_them(question: Question) -> None:
    move, params, facts, hidden = question
    partial = BOOK.rule(move, params, facts, unknown=hidden)
    whole = BOOK.rule(move, params, facts)
    assert whole.verdict != "undetermined"
    assert RANK[partial.floor] <= RANK[whole.verdict] <= RANK[partial.ceiling]
    if partial.verdict != "undetermined":
        assert partial.verdict == whole.verdict
    for less, more in zip(partial.layers, whole.layers, strict=True):
        assert RANK[less.floor] <= RANK[more.floor] == RANK[more.ceiling] <= RANK[less.ceiling]
    certain = {finding.id for finding in partial.findings if finding.certain}
    assert certain <= {finding.id for finding in whole.findings}
    assert {finding.id for finding in whole.findings} <= {finding.id for finding in partial.findings}


@settings(max_examples=300, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_more_facts_never_widen_the_verdict(question: Question, shuffle: random.Random) -> None:
    move, params, facts, hidden = question
    order = sorted(hidden)
    shuffle.shuffle(order)
    before = BOOK.rule(move, params, facts, unknown=hidden)
    while order:
        order.pop()
        after = BOOK.rule(move, params, facts, unknown=order)
        assert RANK[before.floor] <= RANK[after.floor]
        assert RANK[after.ceiling] <= RANK[before.ceiling]
        before = after


@settings(max_examples=300, deadline=None)
@given(questions())
def test_the_facts_said_to_be_needed_suffice(question: Question) -> None:
    move, params, facts, hidden = question
    partial = BOOK.rule(move, params, facts, unknown=hidden)
    assert (partial.verdict == "undetermined") is bool(partial.needs)
    told = BOOK.rule(move, params, facts, unknown=hidden - set(partial.needs))
    assert told.verdict != "undetermined"


@settings(max_examples=300, deadline=None)
@given(questions())
def test_a_plan_does_what_it_says(question: Question) -> None:
    move, params, facts, _ = question
    ruling = BOOK.rule(move, params, facts, fixes=True)
    snapshot = BOOK.snapshot(facts)
    assert isinstance(snapshot, Snapshot)
    for fix in ruling.fixes:
        assert fix.verdict in ("lawful", "contestable")
        assert fix.hours == max(planned.done for planned in fix.steps)
        env = snapshot.env
        for planned in fix.steps:
            assert planned.done - planned.starts == planned.step.hours
            env = apply(env, planned.step.changes)
        after = BOOK.rule(move, params, {name: env[name] for name in BOOK.facts})
        assert (after.verdict, after.effect) == (fix.verdict, fix.effect)
    if ruling.floor in ("blocked", "unlawful"):
        assert ruling.fixes or ruling.bars
    else:
        assert not ruling.fixes
        assert not ruling.bars


LISTED_BUT_NOT_ADOPTED: Question = (
    "jp.minesweep",
    {"area": "high_seas", "mines": "active"},
    {"jp_situations": ["sss"], "brp_adopted": False, "brp_lists": ["jp.minesweep"]},
    set(),
)


@settings(max_examples=150, deadline=None)
@given(questions())
@example(LISTED_BUT_NOT_ADOPTED)
def test_no_plan_that_can_be_found_is_quicker_or_less_work(question: Question) -> None:
    move, params, facts, _ = question
    ruling = BOOK.rule(move, params, facts, fixes=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MAX_PLANS", 100_000)
        patch.setattr(search, "SHOWN", 100_000)
        every = BOOK.rule(move, params, facts, fixes=True).fixes
    assert bool(every) is bool(ruling.fixes)
    if every:
        best = min((RANK[fix.verdict], fix.hours, fix.cost) for fix in every)
        first = ruling.fixes[0]
        assert (RANK[first.verdict], first.hours, first.cost) == best
    held = {finding.id for finding in ruling.findings}
    for fix in ruling.fixes:
        assert fix.cost == sum(planned.step.hours or 0 for planned in fix.steps) >= fix.hours
        cured = {row for planned in fix.steps for row in planned.cures}
        assert cured <= held
        assert all(planned.step.teams for planned in fix.steps)
        for finding in ruling.findings:
            if finding.verdict in ("blocked", "unlawful"):
                assert finding.id in cured


@settings(max_examples=300, deadline=None)
@given(questions())
def test_a_step_never_starts_before_what_the_law_puts_first(question: Question) -> None:
    move, params, facts, _ = question
    for fix in BOOK.rule(move, params, facts, fixes=True).fixes:
        done = {planned.step.token: planned.done for planned in fix.steps}
        for planned in fix.steps:
            behind = [done[token] for token in planned.step.after if token in done]
            assert all(planned.starts >= moment for moment in behind)


@settings(max_examples=200, deadline=None)
@given(questions(), st.booleans(), st.sampled_from([None, 0, 3_600_000]))
def test_a_receipt_replays_to_the_identical_ruling(question: Question, defy: bool, now: int | None) -> None:
    move, params, facts, hidden = question
    by = {name: f"event {place}" for place, name in enumerate(sorted(facts))}
    ruling = BOOK.rule(move, params, facts, unknown=hidden, given=by, defy=defy, now=now, fixes=True)
    receipt = BOOK.receipt(
        move, params, facts, unknown=sorted(hidden), given=by, defy=defy, now=now, fixes=True
    )
    kept = msgspec.json.decode(msgspec.json.encode(receipt), type=Receipt)
    assert msgspec.json.encode(BOOK.replay(kept)) == msgspec.json.encode(ruling)


@pytest.fixture(scope="module")
def macro_sources() -> dict[str, str]:
    return {name: f"({macro.when})" for name, macro in BOOK.macros.items()}


@settings(max_examples=300, deadline=None)
@given(question=questions())
def test_rows_mean_what_their_text_means_to_another_reader(
    macro_sources: dict[str, str], question: Question
) -> None:
    """Every row of the move is also evaluated by Python's own rules, as an independent reader."""
    move, params, facts, _ = question
    play = BOOK.plays[move]
    given_facts = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    names: dict[str, Any] = {**BOOK.defaults(), **given_facts}
    parameters = dict.fromkeys((name[2:] for name in BOOK.param_names), None) | params
    names |= {"p": SimpleNamespace(**parameters), "move": move, "always": True}

    class Scope(dict[str, Any]):
        def __missing__(self, key: str) -> Any:
            return eval(macro_sources[key], {"__builtins__": {"len": len}}, self)

    scope = Scope(names)
    hit = [
        rule.id for rule in play.rules if eval(f"({rule.row.when})", {"__builtins__": {"len": len}}, scope)
    ]
    ruling = BOOK.rule(move, params, facts)
    assert sorted(hit) == sorted(finding.id for finding in ruling.findings)
    worst = max((rule.rank for rule in play.rules if rule.id in hit), default=0)
    assert RANK[ruling.floor] == worst


def test_an_unknown_list_stays_unknown_when_something_is_added_to_it(book: Rulebook) -> None:
    ruling = book.rule("us.request_support")
    env = {"us_request": UNKNOWN}
    assert apply(env, ruling.establishes) == env
