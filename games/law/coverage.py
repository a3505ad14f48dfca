"""Which rows the worked cases have seen holding and not holding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from games.law.book import Book
from games.law.cases import Case, judge
from games.law.mutants import Mutant
from games.law.remarks import Remark, remark
from games.law.rulebook import Rulebook
from games.law.rulings import scene_of
from games.law.tree import Literal


def uncovered(book: Book, cases: Iterable[Case]) -> Iterator[Remark]:
    """R41: a row that no case shows holding, or none shows not holding."""
    held: set[str] = set()
    failed: set[str] = set()
    for case in cases:
        env = scene_of(book, case.move, case.params, case.facts, case.unknown)
        for rule in book.plays[case.move].rules:
            holds = rule.condition.evaluate(env)
            if holds is not None:
                (held if holds else failed).add(rule.id)
    for rule in book.rules.values():
        if rule.id not in held:
            yield remark(book, "R41", "warning", rule.id, "no case shows this row holding")
        if rule.id not in failed and not isinstance(rule.condition.tree, Literal):
            yield remark(book, "R41", "warning", rule.id, "no case shows this row not holding")


def failing(book: Rulebook, cases: Iterable[Case]) -> Iterator[Remark]:
    """R41: a case that does not come out as written."""
    for case in cases:
        differences = judge(book, case).differences
        if differences:
            yield remark(book, "R41", "warning", case.id, "; ".join(differences), key=f"moves:{case.move}")


def unkilled(book: Book, survivors: Iterable[Mutant]) -> Iterator[Remark]:
    """R42: a wrong done to the rules that no case notices."""
    for mutant in survivors:
        keys = (mutant.subject, f"macros:{mutant.subject}", f"moves:{mutant.subject}")
        key = next((each for each in keys if each in book.places), "")
        yield remark(book, "R42", "warning", mutant.subject, f"no case notices: {mutant.wrong}", key=key)
