"""One bad file for each mistake an author can make: refused where it stands, with what would be right."""

from pathlib import Path

import pytest

from games.law import Rejected, Rulebook, load

HERE = Path(__file__).parent
SMALL = (HERE / "small.yaml").read_text("utf-8")
BAD = sorted((HERE / "bad").glob("*.yaml"))


def test_the_small_pack_beside_which_bad_files_are_read_is_sound() -> None:
    assert isinstance(load({"0-small.yaml": SMALL}), Rulebook)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_mistake_is_refused_where_it_stands(path: Path) -> None:
    text = path.read_text("utf-8")
    expected = [line.removeprefix("# expect ") for line in text.splitlines() if line.startswith("# expect ")]
    result = load({"0-small.yaml": SMALL, path.name: text})
    assert isinstance(result, Rejected)
    found = [f"{problem.code} {problem}".replace(f" {path.name}:", " ", 1) for problem in result.problems]
    assert expected
    for wanted in expected:
        code, _, words = wanted.partition(" ")
        assert any(problem.startswith(f"{code} ") and words in problem for problem in found), found
    assert len(found) == len(expected), found
    assert all(problem.file == path.name for problem in result.problems)


def test_all_mistakes_of_all_files_come_in_one_pass() -> None:
    texts = {
        path.name: path.read_text("utf-8") for path in BAD if path.stem in ("unknown_fact", "empty_value")
    }
    result = load({"0-small.yaml": SMALL, **texts})
    assert isinstance(result, Rejected)
    assert [problem.file for problem in result.problems] == ["empty_value.yaml", "unknown_fact.yaml"]


def test_a_file_over_the_size_bound_is_refused() -> None:
    result = load({"0-small.yaml": SMALL + "#" * (1 << 20)})
    assert isinstance(result, Rejected)
    assert "larger than 1024 KiB" in str(result.problems[0])


def refused(texts: dict[str, str]) -> list[str]:
    result = load(texts)
    assert isinstance(result, Rejected)
    return [f"{problem.code} {problem}" for problem in result.problems]


def test_one_slip_that_makes_a_file_unreadable_is_one_problem() -> None:
    """What other files say of the moves, facts and parameters that stand in it is not called unknown."""
    rest, moves = SMALL.split("moves:\n", 1)
    texts = {
        "rest.yaml": rest,
        "moves.yaml": f"schema: tte-law/1\nmoves:\n{moves}  label: Once more\n",
        "use.yaml": """schema: tte-law/1
macros:
- id: AWAY
  when: "p.place == 'sea' or move == 'hm.fight'"
  meaning: At sea.
  says: {holds: at sea, fails: ashore}
""",
    }
    assert [each.partition(":")[0] for each in refused(texts)] == ["R03 moves.yaml"]


def test_a_slip_beside_an_unreadable_file_is_still_told() -> None:
    texts = {"0-small.yaml": SMALL, "worse.yaml": "schema: tte-law/1\n\tmoves: []\n"}
    texts["use.yaml"] = (
        "schema: tte-law/1\nmacros:\n- {id: AWAY, when: \"p.plaice == 'sea'\", meaning: M., says: {holds: a, fails: b}}\n"
    )
    assert [each.split(":")[0] for each in refused(texts)] == ["R01 use.yaml", "R03 worse.yaml"]


def test_a_character_that_yaml_does_not_know_is_shown_where_it_stands() -> None:
    found = refused({"0-small.yaml": SMALL, "odd.yaml": "schema: tte-law/1\n# é a\x00b\n"})
    assert found[0].startswith("R03 odd.yaml:2:6: this is not YAML")
