"""One slip in a file is one problem: what only follows from it is not listed beside it."""

from __future__ import annotations

from games.law.building import Rejected, load
from games.law.shipped import shipped_texts

VOCABULARY, MOVES = "shared/vocabulary.yaml", "jp/moves.yaml"


def wrong(name: str, before: str, after: str) -> list[str]:
    """What is said of the shipped pack with one place changed."""
    texts = shipped_texts()
    assert before in texts[name]
    found = load({**texts, name: texts[name].replace(before, after, 1)})
    assert isinstance(found, Rejected)
    return [str(problem) for problem in found.problems]


def test_a_key_given_twice_in_the_vocabulary_is_said_once() -> None:
    line = "  when: \"'sss' in jp_situations\"\n"
    (said,) = wrong(VOCABULARY, line, line + line)
    assert said == f"{VOCABULARY}:46:3: macros[6].when: the key 'when' is given twice"


def test_a_record_that_cannot_be_read_is_not_also_unknown() -> None:
    (said,) = wrong(MOVES, "verdict: unlawful", "verdict: unlawfull")
    assert "did you mean 'unlawful'?" in said


def test_a_name_that_is_nowhere_is_said_wherever_it_is_used() -> None:
    said = wrong(VOCABULARY, "- id: SSS\n", "- id: SSSS\n")
    assert len(said) > 10
    assert all("unknown name 'SSS'; did you mean 'SSSS'?" in each for each in said)


def test_a_name_of_another_kind_is_still_unknown() -> None:
    (said,) = wrong(MOVES, "missing: [sss_designation]", "missing: [iis_grounds]")
    assert "unknown token 'iis_grounds'" in said


def test_a_condition_that_is_too_long_says_how_long() -> None:
    long = " or ".join(["iis_grounds == 'no'"] * 120)
    (said,) = wrong(MOVES, "when: \"iis_grounds == 'no'\"", f'when: "{long}"')
    assert f"{len(long)} characters are too many, at most 2000" in said
