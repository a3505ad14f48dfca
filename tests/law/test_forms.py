"""Law in other forms than rows: requirements and exemptions, overrides, versions, limits, readings."""

from pathlib import Path

import msgspec
import pytest

from games.law import Rejected, Rulebook, load
from games.law.records import Ruling
from games.law.wording import Reason

SMALL = (Path(__file__).parent / "small.yaml").read_text("utf-8")
HOUR = 3_600_000

FORMS = """schema: tte-law/1
facts:
- {id: urgent, group: general, label: Urgent, type: bool, default: false, standing: assessment,
   meaning: No time., says: {holds: there is no time, fails: there is time, unknown: nobody knows}}
- {id: rejected, group: general, label: Rejected, type: bool, default: false, standing: record,
   set_by: [inject], meaning: Refused.,
   says: {holds: it was refused, fails: it was not refused, unknown: nobody knows}}
- {id: ordered_at, group: general, label: The order, type: moment, default: never, standing: record,
   set_by: [clock], meaning: When it was ordered.}
- {id: island_state, group: general, label: Is the island a State?, type: bool, default: false,
   standing: doctrine, meaning: Doctrine., says: {holds: it is, fails: it is not, unknown: it is disputed}}
readings:
- {id: broad, label: Broad, held_by: some, facts: {island_state: true}}
- {id: narrow, label: Narrow, held_by: others, facts: {island_state: false}}
not_encoded:
- {id: tempo, provisions: [HM-2], what: How fast the assembly must be asked., why: The Act sets no hour.}
moves:
- id: hm.order
  team: home
  label: Order
  authority: [HM-2]
  requirements:
  - row: 1
    if: approved
    else: blocked
    provisions: [HM-2]
    layer: domestic
    missing: [approval]
    unless:
    - id: ex_post
      when: urgent and not rejected
      then: approved or within(ordered_at, 72)
      else: unlawful
      provisions: [HM-1]
- id: hm.help
  team: home
  label: Help
  authority: [HM-1]
  rows:
  - {row: 1, when: not island_state, verdict: unlawful, provisions: [HM-1], layer: international}
  - {row: 2, when: not approved, verdict: blocked, provisions: [HM-2], layer: domestic, missing: [approval]}
- id: hm.guard
  team: home
  label: Guard
  authority: [HM-1]
  rows:
  - {row: 1, when: hours > 9, verdict: unlawful, provisions: [HM-1], layer: domestic}
  - {row: 2, when: approved, verdict: contestable, provisions: [HM-2], layer: domestic, overrides: [1]}
- id: hm.trade
  team: home
  label: Trade
  authority: [HM-1]
  rows:
  - {row: 1, when: ATTACK, verdict: contestable, provisions: [HM-1], layer: domestic,
     in_force: {until: 2026-12-31}}
  - {row: 1, when: ATTACK, verdict: unlawful, provisions: [HM-1], layer: domestic,
     in_force: {since: 2027-01-01}}
"""


def forms(day: str = "") -> Rulebook:
    book = load({"0-small.yaml": SMALL, "forms.yaml": FORMS}, day)
    assert isinstance(book, Rulebook), book
    return book


def rule(move: str, *unknown: str, now: int | None = None, **facts: object) -> Ruling:
    return forms().rule(move, {}, facts, unknown=unknown, now=now)


def test_a_requirement_counts_where_no_exemption_applies() -> None:
    assert rule("hm.order").verdict == "blocked"
    assert rule("hm.order").missing == ("approval",)
    assert rule("hm.order", approved=True).verdict == "lawful"
    assert rule("hm.order", urgent=True, rejected=True).verdict == "blocked"


def test_an_exemption_asks_something_else_instead() -> None:
    inside = rule("hm.order", urgent=True, ordered_at=0, now=72 * HOUR)
    assert (inside.verdict, inside.recheck_at) == ("lawful", 72 * HOUR + 1)
    outside = rule("hm.order", urgent=True, ordered_at=0, now=72 * HOUR + 1)
    assert (outside.verdict, outside.deciding, outside.recheck_at) == ("unlawful", ("HM-1",), None)
    assert [finding.id for finding in outside.findings] == ["hm.order#1.ex_post"]


def test_what_holds_either_way_is_said_while_nobody_knows_which() -> None:
    open_ = rule("hm.order", "urgent", ordered_at=0, now=73 * HOUR)
    assert (open_.verdict, open_.floor, open_.ceiling) == ("undetermined", "blocked", "unlawful")
    assert open_.needs == ("urgent",)
    assert [finding.id for finding in open_.findings if finding.certain] == ["hm.order#1.ex_post.either"]
    assert set(forms().reasons(open_)) == {finding.id for finding in open_.findings}
    settled = rule("hm.order", "urgent", approved=True)
    assert settled.verdict == "lawful"


@pytest.mark.parametrize("now", [None, 5])
def test_a_limit_in_hours_is_open_without_a_clock_or_its_moment(now: int | None) -> None:
    hidden = () if now is None else ("ordered_at",)
    open_ = rule("hm.order", *hidden, urgent=True, now=now, **({} if hidden else {"ordered_at": 0}))
    assert open_.verdict == "undetermined"
    assert open_.needs == (("ordered_at",) if hidden else ("now",))
    assert rule("hm.order", urgent=True, now=now).verdict == "unlawful", "the moment has not come"


def test_a_row_falls_away_where_another_overrides_it() -> None:
    assert rule("hm.guard", hours=10).verdict == "unlawful"
    assert rule("hm.guard", hours=10, approved=True).verdict == "contestable"
    assert rule("hm.guard", "approved", hours=10).floor == "lawful"


@pytest.mark.parametrize(
    ("day", "verdict"), [("2026-12-31", "contestable"), ("2027-01-01", "unlawful"), ("", "unlawful")]
)
def test_the_scenario_date_selects_the_version_in_force(day: str, verdict: str) -> None:
    book = forms(day)
    assert book.rule("hm.trade", {}, {"attacked": ["land"]}).verdict == verdict
    assert book.day == day


def test_settled_readings_that_differ_make_the_headline_contestable() -> None:
    ruling = rule("hm.help", approved=True)
    assert (ruling.verdict, ruling.effect) == ("contestable", "refer")
    assert [(each.reading, each.verdict) for each in ruling.readings] == [
        ("broad", "lawful"),
        ("narrow", "unlawful"),
    ]
    assert ruling.readings[1].findings == ("hm.help#1",)
    assert ruling.needs == ()


def test_what_is_common_to_all_readings_stands() -> None:
    ruling = rule("hm.help")
    assert (ruling.verdict, ruling.effect, ruling.missing) == ("blocked", "hold", ("approval",))
    taken = rule("hm.help", approved=True, island_state=True)
    assert (taken.verdict, taken.readings) == ("lawful", ())


def test_what_is_not_encoded_is_shown_with_the_provisions_cited() -> None:
    book = forms()
    assert [each.id for each in book.left_out(rule("hm.order"))] == ["tempo"]
    assert book.left_out(book.rule("hm.trade")) == ()


def test_a_receipt_replays_to_the_identical_ruling() -> None:
    book = forms()
    facts = {"urgent": True, "ordered_at": 0}
    asked = {"unknown": ("approved",), "given": {"urgent": "white cell, event 7"}, "now": HOUR}
    receipt = book.receipt("hm.order", {}, facts, **asked, fixes=True)  # type: ignore[arg-type]
    kept = msgspec.json.decode(msgspec.json.encode(receipt), type=type(receipt))
    first = book.rule("hm.order", {}, facts, **asked, fixes=True)  # type: ignore[arg-type]
    assert msgspec.json.encode(forms().replay(kept)) == msgspec.json.encode(first)
    other = load({"0-small.yaml": SMALL + "#", "forms.yaml": FORMS})
    assert isinstance(other, Rulebook)
    with pytest.raises(ValueError, match="the receipt is for"):
        other.replay(receipt)


def test_the_reasons_say_who_established_a_fact_and_in_which_event() -> None:
    book = forms()
    facts = {"approved": False, "hours": 12}
    ruling = book.rule("hm.guard", {}, facts, given={"hours": "inject I04, event 31"})
    leaves: list[Reason] = []
    pending = [*book.reasons(ruling).values()]
    while pending:
        one = pending.pop()
        leaves += [one] if one.shape == "leaf" else []
        pending += one.parts
    assert {"hours": "inject I04, event 31"} in [leaf.by for leaf in leaves]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("      then: approved or within(ordered_at, 72)\n", "", "'then' and 'else' go together"),
        ("within(ordered_at, 72)", "within(hours, 72)", "'hours' is not a moment"),
        ("within(ordered_at, 72)", "within(ordered_at)", "write within(MOMENT, HOURS)"),
        ("within(ordered_at, 72)", "ordered_at == 'never'", "ask with within()"),
        ("overrides: [1]", "overrides: [2]", "rows override each other in a circle"),
        ("overrides: [1]", "overrides: [7]", "there is no row 7 to override"),
        ("until: 2026-12-31", "until: 2027-03-31", "in force together with the version"),
        ("until: 2026-12-31", "until: 31.12.2026", "expected 'str' matching regex"),
        ("island_state: false}}\nnot", "island_stat: false}}\nnot", "did you mean 'island_state'"),
        ("facts: {island_state: true}", "facts: {island_state: perhaps}", "'perhaps' is not true or false"),
        ("provisions: [HM-2], what", "provisions: [HM-9], what", "unknown provision 'HM-9'"),
        ("      provisions: [HM-1]\n- id: hm.help", "      over: [ex_ante]\n- id: hm.help", "'ex_ante'"),
        ("  - row: 1\n    if: approved", "  - row: 1\n    iff: approved", "did you mean 'if'"),
    ],
)
def test_a_fault_in_these_forms_is_refused(old: str, new: str, words: str) -> None:
    assert old in FORMS
    result = load({"0-small.yaml": SMALL, "forms.yaml": FORMS.replace(old, new)})
    assert isinstance(result, Rejected)
    assert any(words in str(problem) for problem in result.problems), result.problems
