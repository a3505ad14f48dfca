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
