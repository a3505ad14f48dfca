"""Static checks: each fault of a pack that loads is found, with an assignment that shows it."""

from pathlib import Path

import pytest

from games.law import Rulebook, load, searching
from games.law.checks import check_book, fit_to_pin
from games.law.remarks import Remark
from games.law.shipped import shipped_overlays, shipped_texts
from games.law.variants import applied

HERE = Path(__file__).parent
SMALL = (HERE / "small.yaml").read_text("utf-8")
UNFIT = sorted((HERE / "unfit").glob("*.yaml"))
UNREAD = {("R21", "warning", "danger")}


def checked(**files: str) -> tuple[Remark, ...]:
    book = load({"0-small.yaml": SMALL, **{f"{name}.yaml": text for name, text in files.items()}})
    assert isinstance(book, Rulebook), book
    return check_book(book)


def marks(found: tuple[Remark, ...]) -> set[tuple[str, str, str]]:
    return {(remark.code, remark.level, remark.subject) for remark in found}


def test_a_sound_pack_has_only_the_facts_that_nothing_reads() -> None:
    assert marks(checked()) == {*UNREAD, ("R21", "warning", "hours")}
    book = load({"0-small.yaml": SMALL})
    assert isinstance(book, Rulebook)
    assert fit_to_pin(book) == ()


@pytest.mark.parametrize("path", UNFIT, ids=lambda path: path.stem)
def test_a_fault_is_found_with_its_place(path: Path) -> None:
    text = path.read_text("utf-8")
    wanted = [line.split()[2:] for line in text.splitlines() if line.startswith("# expect ")]
    assert [code for code, *_ in wanted] == [path.stem.partition("_")[0]]
    found = checked(unfit=text)
    code, level, subject = wanted[0]
    remark = next(each for each in found if (each.code, each.level, each.subject) == (code, level, subject))
    assert remark.place.startswith("unfit.yaml:")
    assert f"{remark.place}: {level} {code}: {subject}: " in str(remark)
    # A row that cannot fail or hold also says that its move is never one thing or the other.
    beside = {code, "R20", "R21", "R40", *(("R10", "R14") if code in ("R10", "R11") else ())}
    others = {mark for mark in marks(found) if mark[0] not in beside}
    assert others == set()
    for line in text.splitlines():
        if line.startswith("# witness "):
            assert f"    {line.removeprefix('# witness ')}" in str(remark).splitlines()


def sailing(when: str) -> str:
    """A file with one move, unlawful on one condition."""
    return f"""schema: tte-law/1
moves:
- id: hm.sail
  team: home
  label: Sail
  authority: [HM-1]
  rows:
  - {{row: 1, when: "{when}", verdict: unlawful, provisions: [HM-1], layer: domestic}}
"""


SAIL = sailing("danger == 'yes'")
SOME_DANGER = SMALL.replace("  type: tri\n", "  type: enum\n  values: ['no', 'unknown', 'yes']\n")
ALWAYS_DANGER = SOME_DANGER.replace(
    "['no', 'unknown', 'yes']\n  default: \"no\"", "['yes']\n  default: 'yes'"
)
PACKS = {
    "small": {"0-small.yaml": SMALL},
    "a danger that may be": {"0-small.yaml": SMALL, "sail.yaml": SAIL},
    "a danger of three words": {"0-small.yaml": SOME_DANGER, "sail.yaml": SAIL},
    "a danger that always is": {"0-small.yaml": ALWAYS_DANGER, "sail.yaml": SAIL},
    **{path.stem: {"0-small.yaml": SMALL, "unfit.yaml": path.read_text("utf-8")} for path in UNFIT},
    "shipped": shipped_texts(),
    **{name: applied(shipped_texts(), overlay) for name, overlay in shipped_overlays().items()},
}


def test_what_was_found_of_other_packs_changes_nothing() -> None:
    """Searches are remembered from one pack to the next; each must be one for the same question."""

    def remarks(name: str) -> tuple[Remark, ...]:
        book = load(PACKS[name])
        assert isinstance(book, Rulebook), book
        return check_book(book)

    alone = {}
    for name in PACKS:
        searching._answer.cache_clear()
        alone[name] = remarks(name)
    # The same words of a row mean something else where the fact is another.
    assert ("R10", "warning", "hm.sail#1") not in marks(alone["a danger that may be"])
    assert ("R10", "warning", "hm.sail#1") in marks(alone["a danger that always is"])
    assert {name: remarks(name) for name in (*PACKS, *reversed(PACKS))} == alone
    assert searching._answer.cache_info().hits > searching._answer.cache_info().misses


def test_every_code_that_a_loaded_pack_can_break_has_a_bad_pack() -> None:
    codes = {path.stem.partition("_")[0] for path in UNFIT}
    assert codes == {"R10", "R11", "R12", "R14", "R15", "R20", "R21", "R22", "R23", "R30", "R40"}


@pytest.mark.parametrize("path", UNFIT, ids=lambda path: path.stem)
def test_a_pack_with_an_error_cannot_be_pinned(path: Path) -> None:
    text = path.read_text("utf-8")
    book = load({"0-small.yaml": SMALL, "unfit.yaml": text})
    assert isinstance(book, Rulebook)
    errors = "error" in text.splitlines()[0]
    assert bool(fit_to_pin(book)) is errors
    assert all(remark.level == "error" for remark in fit_to_pin(book))


def test_a_row_shared_by_a_group_is_faulty_only_if_no_move_can_reach_it() -> None:
    text = """schema: tte-law/1
groups:
- id: G-SEA
  label: At sea
  rows:
  - {row: 1, when: "p.place == 'sea'", verdict: contestable, provisions: [HM-1], layer: domestic}
moves:
- {id: hm.wait, team: home, label: Wait, authority: [HM-1], groups: [G-SEA]}
- id: hm.sail
  team: home
  label: Sail
  authority: [HM-1]
  groups: [G-SEA]
  params:
  - {id: place, label: Where, type: enum, values: [land, sea], default: land}
"""
    assert not any(remark.code == "R10" for remark in checked(sea=text))


def test_a_question_asked_both_ways_does_not_leave_a_row_open() -> None:
    """The list of a plan cannot matter to a row that holds only where the plan is in force and lists it."""
    text = sailing("approved and not (approved and 'land' in attacked)")
    book = load({"0-small.yaml": SMALL, "sail.yaml": text})
    assert isinstance(book, Rulebook)
    settled = book.rule("hm.sail", {}, {"attacked": ["land"]}, unknown=["approved"])
    assert (settled.verdict, settled.needs) == ("lawful", ())
    still = book.rule("hm.sail", {}, {}, unknown=["approved"])
    assert (still.verdict, still.needs) == ("undetermined", ("approved",))
    assert book.rule("hm.sail", {}, {}, unknown=["approved", "attacked"]).verdict == "undetermined"


def test_what_a_provision_says_of_moves_is_set_right_in_a_sentence() -> None:
    says, carries = "moves: {holds: [hm.fight]}", "moves: {contests: [hm.fight]}"
    assert says in SMALL
    book = load({"0-small.yaml": SMALL.replace(says, carries)})
    assert isinstance(book, Rulebook)
    told = [remark.detail for remark in check_book(book) if remark.code == "R20"]
    assert told == [
        "moves.holds leaves out hm.fight, where it is cited by a blocked row",
        "moves.contests names hm.fight, but is not cited by a contestable row there",
    ]
