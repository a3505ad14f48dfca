"""Changing single fields of a pack file: nothing else moves, and what cannot be done safely is refused."""

from __future__ import annotations

import difflib

import pytest

from games.law import editing
from games.law.building import Rejected, load
from games.law.checks import fit_to_pin
from games.law.comparing import compare
from games.law.editing import CannotEdit, edit
from games.law.shipped import load_shipped, shipped_cases, shipped_overlays, shipped_texts
from games.law.variants import applied
from games.law.yamltext import read

FILE = """\
# Why these moves are here.
schema: tte-law/1

moves:
- id: jp.one      # the first
  team: tokyo
  label: One
  authority:
  - JP-A
  # and also
  - JP-B
  rows:
  - {row: 1, when: "a", verdict: blocked, provisions: [JP-A], layer: domestic}
  - row: 2
    when: >-
      a and
      b
    verdict: unlawful   # for good
    provisions: [JP-B]
    layer: domestic
    note: >-
      Said at some
      length.

# The end of the first.
- id: jp.two
  team: tokyo
  label: "Two: it's quoted"
  authority: [JP-A]
"""


def removed_and_added(after: str) -> list[str]:
    found = difflib.unified_diff(FILE.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in list(found)[2:] if not line.startswith("@@")]


@pytest.mark.parametrize(
    ("key", "change", "expected"),
    [
        (
            "jp.one#2",
            {"verdict": "blocked"},
            ["-    verdict: unlawful   # for good", "+    verdict: blocked   # for good"],
        ),
        (
            "jp.one#2",
            {"missing": ["nsc_done"]},
            ["+    missing: [nsc_done]"],
        ),
        ("jp.one#2", {"note": None}, ["-    note: >-", "-      Said at some", "-      length."]),
        (
            "jp.one#2",
            {"when": 'not (a) and c == "no"'},
            ["-      a and", "-      b", '+      not (a) and c == "no"'],
        ),
        (
            "jp.one#1",
            {"note": "Short: and to the point.", "layer": "alliance"},
            [
                '-  - {row: 1, when: "a", verdict: blocked, provisions: [JP-A], layer: domestic}',
                '+  - {row: 1, when: "a", verdict: blocked, provisions: [JP-A], layer: alliance,'
                ' note: "Short: and to the point."}',
            ],
        ),
        ("jp.one#1", {"verdict": "blocked"}, []),
    ],
)
def test_only_the_field_changes(key: str, change: dict[str, object], expected: list[str]) -> None:
    assert removed_and_added(edit("f.yaml", FILE, "row", key, change)) == expected


def test_words_that_yaml_would_turn_are_quoted() -> None:
    after = edit("f.yaml", FILE, "move", "jp.two", {"label": "no", "authority": ["JP-A", "on"]})
    assert removed_and_added(after)[2:] == ['+  label: "no"', '+  authority: [JP-A, "on"]']
    assert read("f.yaml", after)[1] == ()


def test_what_is_not_there_or_cannot_be_taken_out_is_refused() -> None:
    with pytest.raises(CannotEdit):
        edit("f.yaml", FILE, "row", "jp.one#9", {"note": "x"})
    with pytest.raises(CannotEdit):
        edit("f.yaml", FILE, "move", "jp.one", {"id": None})
    with pytest.raises(CannotEdit):
        edit("f.yaml", FILE + "  broken: [\n", "row", "jp.one#2", {"note": "x"})


def test_a_value_cannot_break_out_of_its_field() -> None:
    nasty = 'x"\n- id: jp.three'
    after = edit("f.yaml", FILE, "move", "jp.two", {"label": " ".join(nasty.split())})
    document, problems = read("f.yaml", after)
    assert problems == ()
    assert [move["id"] for move in document.value["moves"]] == ["jp.one", "jp.two"]
    with pytest.raises(CannotEdit):
        edit("f.yaml", FILE, "row", "jp.one#2", {"note": "two\n\nparagraphs " + "x " * 60})


@pytest.mark.slow
def test_every_kind_of_record_of_the_shipped_pack_can_be_edited() -> None:
    """One record of each kind and file, every field of it: the text comes back with that field alone changed."""
    for name, text in shipped_texts().items():
        document, _ = read(name, text)
        first = {entry.kind: entry for entry in reversed(list(editing.entries(document)))}
        for entry in first.values():
            for field in entry.fields():
                new = {"words": ["xx"], "number": 7.5, "choice": (field.options or ("",))[0]}
                value = new.get(field.shape, "Word: no # 12:30 'x' \"y\" " + "z " * 60 + "end")
                if field.shape != "value":
                    after = edit(name, text, entry.kind, entry.key, {field.name: value})
                    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
                    assert [c for c in comments if c not in after] == []


def test_the_record_around_a_line() -> None:
    document, _ = read("f.yaml", FILE)
    found = [editing.around(document, line) for line in (1, 14, 20)]
    assert [entry.key if entry else None for entry in found] == [None, "jp.one#2", "jp.one#2"]


def test_a_changed_row_shows_in_the_cases_that_turn_on_it() -> None:
    texts = shipped_texts()
    texts["jp/moves.yaml"] = edit(
        "jp/moves.yaml", texts["jp/moves.yaml"], "row", "jp.designate_iis#1", {"verdict": "contestable"}
    )
    changed = load(texts)
    assert not isinstance(changed, Rejected)
    found = compare(load_shipped(), changed, shipped_cases())
    (one,) = found.differing
    assert (one.id, one.before and one.before.verdict, one.after and one.after.verdict) == (
        "D01-none",
        "unlawful",
        "contestable",
    )
    assert one.failing
    assert compare(load_shipped(), load_shipped(), shipped_cases()).changes == ()


@pytest.mark.parametrize("name", shipped_overlays())
def test_every_overlay_fits_the_shipped_pack(name: str) -> None:
    overlay = shipped_overlays()[name]
    book = load(applied(shipped_texts(), overlay))
    assert not isinstance(book, Rejected)
    assert fit_to_pin(book) == ()
    for fact, value in overlay.facts.items():
        assert book.check_fact(fact, value) == value


def test_without_the_legislation_of_2015_no_ally_is_protected() -> None:
    book = load(applied(shipped_texts(), shipped_overlays()["before_2015"]))
    assert not isinstance(book, Rejected)
    facts = {"us_request": ["asset_protection"]}
    was = load_shipped().rule("jp.protect_us_assets", {}, facts)
    now = book.rule("jp.protect_us_assets", {}, facts)
    assert was.verdict != "unlawful"
    assert now.verdict == "unlawful"
    danger = {"armed_attack_on": ["us_forces"], "existential_danger": "yes"}
    for move in ("jp.use_force", "jp.escort_us_forces", "jp.counterstrike"):
        held, holds = load_shipped().rule(move, {}, danger), book.rule(move, {}, danger)
        assert [each.verdict for each in held.findings if each.id == "G-FORCE#2"] == ["blocked"]
        assert [each.verdict for each in holds.findings if each.id == "G-FORCE#2"] == ["unlawful"]
        assert "sss_designation" not in holds.missing
    assert "JP-CS-SSS" not in book.provisions
    assert "counterstrike_for_another" not in {gap.id for gap in book.not_encoded}
    assert book.rule("jp.statement").verdict == load_shipped().rule("jp.statement").verdict
