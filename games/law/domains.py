"""Small worlds: every way the facts and parameters that a condition reads can differ for it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from games.law.book import Book, Play
from games.law.compiling import HOUR_MS, NOW
from games.law.kinds import EVERY_MOVE, NEVER_YET, Kind
from games.law.tree import Compare, Elapsed, Length, Literal, Name, Node, Value, Within, names_of, walk

# Where the scenario clock stands in worlds that are only tried out.
CLOCK: Final = 100_000 * HOUR_MS


def worlds(book: Book, play: Play, trees: Iterable[Node], limit: int) -> Iterator[dict[str, Any]] | None:
    """All environments that differ in what the trees read of one move, all else at its default.

    Of a list only the members that are asked for vary, of a number both sides of each threshold. None where
    there would be more than `limit`.
    """
    domain = domain_of(book, play, tuple(trees))
    if math.prod(len(values) for values in domain.values()) > limit:
        return None
    base = dict(book.base)
    base["move"] = play.move.id
    base[NOW] = CLOCK
    for param in play.move.params:
        base[f"p.{param.id}"] = param.default
    return (
        {**base, **dict(zip(domain, values, strict=True))} for values in itertools.product(*domain.values())
    )


def domain_of(book: Book, play: Play, trees: tuple[Node, ...]) -> dict[str, tuple[Value, ...]]:
    """The values worth trying of every fact and parameter that the trees read."""
    names = (name for tree in trees for name in names_of(tree))
    return domain_in(play.move.id, kinds_of(book, play, names), trees)


def kinds_of(book: Book, play: Play, names: Iterable[str]) -> dict[str, Kind]:
    """The kind of each of these facts and parameters of a move, in their order; of what is neither, none."""
    found = {name: _kind(book, play, name) for name in dict.fromkeys(names)}
    return {name: kind for name, kind in found.items() if kind is not None}


def _kind(book: Book, play: Play, name: str) -> Kind | None:
    return play.kinds.get(name[2:]) if name.startswith("p.") else book.kinds.get(name)


def domain_in(move: str, kinds: Mapping[str, Kind], trees: tuple[Node, ...]) -> dict[str, tuple[Value, ...]]:
    """The values worth trying of each of these facts and parameters, for what the trees ask of a move."""
    return {name: _values(move, trees, name, kind) for name, kind in kinds.items()}


def _values(move: str, trees: tuple[Node, ...], name: str, kind: Kind) -> tuple[Value, ...]:
    match kind.type:
        case "bool":
            return (False, True)
        case "tri" | "enum":
            return kind.values
        case "int":
            return thresholds(trees, name)
        case "moment":
            return _moments(trees, name)
        case "list":
            members = _members_asked(move, trees, name, kind)
            sizes = range(len(members) + 1)
            return tuple(subset for size in sizes for subset in itertools.combinations(members, size))


def _moments(trees: tuple[Node, ...], name: str) -> tuple[Value, ...]:
    """Never, now, and both sides of each limit, for a clock that stands at `CLOCK`."""
    spans = {
        node.hours * HOUR_MS
        for tree in trees
        for node in walk(tree)
        if isinstance(node, Elapsed) and node.of.key == name
    }
    return (
        NEVER_YET,
        CLOCK,
        *sorted(moment for span in spans for moment in (CLOCK - span, CLOCK - span - 1)),
    )


def thresholds(trees: tuple[Node, ...], name: str) -> tuple[int, ...]:
    """Zero, and the numbers below, at and above every constant that the name is compared with."""
    found = {0}
    for tree in trees:
        for node in walk(tree):
            parts = list(walk(node)) if isinstance(node, Compare) else []
            if any(isinstance(part, Name) and part.key == name for part in parts):
                limits = (part.value for part in parts if isinstance(part, Literal))
                whole = [limit for limit in limits if isinstance(limit, int) and type(limit) is int]
                found |= {number for limit in whole for number in (limit - 1, limit, limit + 1)}
    return tuple(sorted(number for number in found if number >= 0))


def _members_asked(move: str, trees: tuple[Node, ...], name: str, kind: Kind) -> tuple[str, ...]:
    """The members whose presence matters; where the length does, one more stands for all the others."""
    asked: dict[str, None] = {}
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Within) and isinstance(node.container, Name) and node.container.key == name:
                member = node.item.value if isinstance(node.item, Literal) else move
                asked[str(member)] = None
    measured = any(isinstance(node, Length) and node.of.key == name for tree in trees for node in walk(tree))
    spare = next((member for member in (*kind.values, EVERY_MOVE) if member not in asked), None)
    return (*asked, spare) if spare and (measured or not asked) else tuple(asked)
