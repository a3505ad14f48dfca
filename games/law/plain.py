"""Texts of a pack as people read them: where the author wrote a code of the pack, what it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from games.law.book import Book

__all__ = ["plain"]


def plain(book: Book, text: str) -> str:
    """A text of the pack with the codes of moves, facts, named conditions and values said in words.

    A code that is also a plain word (`mobilisation`, `prc`) stays, and so does the code of a provision
    (`JP-CS-SSS`), which is how lawyers cite it.
    """
    said, pattern = _codes(book)
    return pattern.sub(lambda found: f"“{said[found[0]]}”", text) if text else text


@lru_cache(maxsize=64)
def _codes(book: Book) -> tuple[Mapping[str, str], re.Pattern[str]]:
    values = {value for kind in book.kinds.values() for value in kind.values} | set(book.labels)
    said = {value: book.label_of(value) for value in values if "_" in value}
    said |= {name: macro.says.holds for name, macro in book.macros.items()}
    said |= {name: fact.label for name, fact in book.facts.items() if "_" in name}
    said |= {name: move.label for name, move in book.moves.items()}
    longest_first = sorted(said, key=lambda code: (-len(code), code))
    any_code = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return said, re.compile(rf"(?<![\w.-])(?:{any_code})(?![\w-])(?!\.\w)")
