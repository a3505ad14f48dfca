"""Static checks of a loaded pack: what no file error shows but no lawyer should sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from games.law import index_checks, row_checks
from games.law.book import Book
from games.law.remarks import Remark

Check: TypeAlias = Callable[[Book], Iterator[Remark]]

CHECKS: Final[tuple[Check, ...]] = (
    row_checks.rows,
    row_checks.moves,
    row_checks.cures,
    row_checks.exemptions,
    row_checks.polarity,
    index_checks.tokens,
    index_checks.facts,
    index_checks.records,
    index_checks.macros,
    index_checks.groups,
    index_checks.citations,
    index_checks.provision_moves,
    index_checks.sources,
    index_checks.versions,
    index_checks.numbers,
)


def check_book(book: Book) -> tuple[Remark, ...]:
    """All remarks, in the order of the checks and then of the pack."""
    return tuple(each for check in CHECKS for each in check(book))


def fit_to_pin(book: Book) -> tuple[Remark, ...]:
    """The errors for which an exercise may not be played under this pack; none: it may."""
    return tuple(each for each in check_book(book) if each.level == "error")
