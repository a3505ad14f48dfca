"""The edge: reads the packs and cases shipped with this package, and keeps the rulebook for the process."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from games.law.building import Rejected, load
from games.law.rulebook import Rulebook
from games.law.variants import Overlay, read_overlay

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


@cache
def shipped_overlays() -> dict[str, Overlay]:
    """The shipped overlays by name. Raises ValueError if their files are broken."""
    folder = files("games.law").joinpath("overlays")
    found = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name
    )
    return {
        each.name.removesuffix(".yaml"): read_overlay(each.name, each.read_text("utf-8")) for each in found
    }


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
