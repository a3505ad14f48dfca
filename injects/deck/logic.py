"""Decides by trying all cases whether conditions of a deck can hold: never, always, together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from math import prod
from typing import Any, Final

from games.law.conditions import Condition
from games.law.kinds import Kind
from games.law.tree import Call, Length, Literal, Name, Sum, Within, walk

MOST_CASES: Final = 20_000
_ANOTHER: Final = "another word"


def can_hold(
    conditions: Sequence[Condition],
    kinds: Mapping[str, Kind],
    fixed: Mapping[str, Any] | None = None,
    *,
    negated: Sequence[Condition] = (),
) -> bool | None:
    """Whether some facts make all `conditions` true and all `negated` false.

    `kinds` are the facts; `fixed` holds names (and calls such as `released('I05')`) at one value. None where
    there are too many cases to try, or sums whose cases cannot be listed.
    """
    involved = [*conditions, *negated]
    settled = fixed or {}
    # What is false whatever the rest may be needs no trying, however many cases the rest has.
    if any(c.evaluate(settled) is False for c in conditions) or any(
        c.evaluate(settled) is True for c in negated
    ):
        return False
    domains = {**_domains(involved, kinds), **{name: (value,) for name, value in settled.items()}}
    if prod(len(domain) for domain in domains.values()) > MOST_CASES:
        return None
    for env in _cases(domains):
        if all(c.evaluate(env) is True for c in conditions) and all(
            c.evaluate(env) is False for c in negated
        ):
            return True
    sums = any(isinstance(node, Sum) for condition in involved for node in walk(condition.tree))
    return None if sums else False


def _cases(domains: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    keys = list(domains)
    for values in product(*domains.values()):
        yield dict(zip(keys, values, strict=True))


def _domains(conditions: Sequence[Condition], kinds: Mapping[str, Kind]) -> dict[str, tuple[Any, ...]]:
    """For every name that is read, the values that can make a difference."""
    nodes = [node for condition in conditions for node in walk(condition.tree)]
    words = tuple(dict.fromkeys(chain.from_iterable(_words(node) for node in nodes)))
    numbers = [node.value for node in nodes if isinstance(node, Literal) and type(node.value) is int]
    counted = {node.of.key for node in nodes if isinstance(node, Length)}
    found: dict[str, tuple[Any, ...]] = {}
    for node in nodes:
        if isinstance(node, Call):
            found[node.text] = (True, False)
        elif isinstance(node, Name):
            most = max(numbers, default=0) + 1 if node.key in counted else 0
            found[node.key] = _values(kinds[node.key], words, numbers, most)
    return found


def _values(kind: Kind, words: tuple[str, ...], numbers: list[int], most: int) -> tuple[Any, ...]:
    match kind.type:
        case "bool":
            return (True, False)
        case "int" | "moment":
            near = {0, *chain.from_iterable((n - 1, n, n + 1) for n in numbers)}
            return tuple(sorted(near))
        case "tri" | "enum":
            return kind.values or (*words, _ANOTHER)
        case "list":
            return _lists([word for word in words if not kind.values or word in kind.values], most)


def _lists(mentioned: list[str], most: int) -> tuple[tuple[str, ...], ...]:
    """Every combination of the mentioned members, padded with others up to the lengths that are compared."""
    sets = chain.from_iterable(combinations(mentioned, size) for size in range(len(mentioned) + 1))
    return tuple(
        (*members, *(f"{_ANOTHER} {n}" for n in range(extra)))
        for members in sets
        for extra in range(most + 1)
    )


def _words(node: object) -> tuple[str, ...]:
    if isinstance(node, Literal):
        if isinstance(node.value, str):
            return (node.value,)
        if isinstance(node.value, tuple):
            return node.value
    if isinstance(node, Within) and isinstance(node.item, Literal) and isinstance(node.item.value, str):
        return (node.item.value,)
    return ()
