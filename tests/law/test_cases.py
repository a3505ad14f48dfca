"""The worked cases, one test for each."""

import pytest

from games.law.cases import Case, judge, read_cases
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped, shipped_cases


def shipped() -> list[Case]:
    book = load_shipped()
    files = [read_cases(name, text, book) for name, text in shipped_cases().items()]
    assert [problem for file in files for problem in file.problems] == []
    return [case for file in files for case in file.cases]


@pytest.mark.parametrize("case", shipped(), ids=lambda case: case.id)
def test_a_worked_case_comes_out_as_written(book: Rulebook, case: Case) -> None:
    assert judge(book, case).differences == ()
