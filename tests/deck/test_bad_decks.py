"""One file for each mistake an author can make: what is found, and where."""

from pathlib import Path

import pytest
import yaml

from injects.deck.findings import Finding
from injects.deck.lint import check_text
from injects.deck.vocabulary import Vocabulary
from tests.deck.conftest import HERE

BAD = sorted((HERE / "bad").glob("*.yaml"))
GOOD = sorted((HERE / "good").glob("*.yaml"))
CODES = {"D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08"} | {
    "L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L09", "L10", "L11", "L12", "L13", "L14", "L15", "L16", "L17",
    "L18", "L19", "L20",
}  # fmt: skip


def expected(path: Path) -> list[str]:
    """The findings that the last line of the file announces."""
    last = path.read_text(encoding="utf-8").splitlines()[-1]
    return last.removeprefix("# expect: ").split(", ")


def found(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{f.code} {f.level} {f.line}:{f.column}" for f in findings]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_named_with_its_place(path: Path, book: Vocabulary) -> None:
    checked = check_text(path.name, path.read_text(encoding="utf-8"), book)
    assert found(checked.findings) == expected(path)
    assert checked.usable is not any(finding.level == "error" for finding in checked.findings)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_finding_says_what_is_wrong_in_words_without_gaps(path: Path, book: Vocabulary) -> None:
    for finding in check_text(path.name, path.read_text(encoding="utf-8"), book).findings:
        assert len(finding.sentence()) > 15
        assert "{" not in finding.sentence().replace("{turn: 20m}", "")
        assert path.name in str(finding)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_found_in_a_good_deck(path: Path, book: Vocabulary) -> None:
    checked = check_text(path.name, path.read_text(encoding="utf-8"), book)
    assert checked.findings == ()
    assert checked.usable


def test_each_code_is_raised_by_some_bad_deck() -> None:
    assert {line.split()[0] for path in BAD for line in expected(path)} == CODES


def test_a_bad_deck_gives_no_plan_at_all(book: Vocabulary, smallest: str) -> None:
    broken = check_text("x", smallest.replace("iis_grounds", "iis_ground"), book)
    assert broken.plan is None


@pytest.mark.parametrize(
    ("right", "mistake", "advice"),
    [
        ("question:", "qestion:", "Did you mean question?"),
        ("kind: decision", "kind: decison", "Did you mean decision?"),
        ("[JP-IIS-DEF]", "[JP-IIS-DEFF]", "Did you mean JP-IIS-DEF?"),
        ("released('A')", "releasd('A')", "did you mean 'released'?"),
        ('iis_grounds: "yes"', "iis_grounds: yes", 'write "yes" in quotes, or true'),
        ("at: 14m", 'at: "14"', "Write it with units"),
    ],
)
def test_the_message_says_what_would_be_right(
    book: Vocabulary, smallest: str, right: str, mistake: str, advice: str
) -> None:
    checked = check_text("x", smallest.replace(right, mistake), book)
    assert advice in " ".join(finding.sentence() for finding in checked.findings)


def test_all_mistakes_are_found_in_one_pass(book: Vocabulary, smallest: str) -> None:
    broken = smallest
    for right, wrong in (
        ('version: "1"', "version: 1"),
        ("tone: 3", "tone: 9"),
        ("style: press", "style: pres"),
        ("    question:", "    qestion:"),
        ('iis_grounds: "yes"', "iis_grounds: yes"),
        ("    to: [tokyo]\n", ""),
    ):
        assert right in broken
        broken = broken.replace(right, wrong)
    codes = sorted(finding.code for finding in check_text("x", broken, book).findings)
    assert codes == ["D01", "D02", "D03", "D04", "D04", "D04"]


def test_the_files_differ_from_the_good_deck_by_what_they_are_named_for(smallest: str) -> None:
    """Guards the folder itself: no bad deck is a copy of the good one or of another."""
    texts = [path.read_text(encoding="utf-8").rsplit("# expect", 1)[0] for path in BAD]
    assert len(set(texts)) == len(texts)
    assert smallest.split("\n", 1)[1] not in texts


def test_the_good_deck_is_plain_yaml_to_others_too(smallest: str) -> None:
    assert yaml.safe_load(smallest)["deck"]["id"] == "smallest"
