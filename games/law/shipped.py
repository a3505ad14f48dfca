"""The edge: reads the packs and cases shipped with this package, and keeps the rulebook for the process."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from games.law.building import Rejected, load
from games.law.rulebook import Rulebook

CASES: Final = "cases"


def shipped_texts() -> dict[str, str]:
    """The texts of all shipped rule files by their name within the packs folder."""
    return {name: file.read_text("utf-8") for name, file in _files(_packs(), "") if not _is_case(name)}


def shipped_cases() -> dict[str, str]:
    """The texts of all shipped case files by name."""
    return {name: file.read_text("utf-8") for name, file in _files(_packs(), "") if _is_case(name)}


@cache
def load_shipped(day: str = "") -> Rulebook:
    """The shipped rulebook, built once in a process, as in force on a day (`2027-03-01`), or for good.

    Raises `ValueError` if the shipped files are broken.
    """
    book = load(shipped_texts(), day)
    if isinstance(book, Rejected):
        raise ValueError("\n".join(str(problem) for problem in book.problems))
    return book


def _packs() -> Traversable:
    return files("games.law").joinpath("packs")


def _is_case(name: str) -> bool:
    return name.startswith(f"{CASES}/")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield f"{prefix}{entry.name}", entry
