"""Decides whether conditions of a deck can hold: never, always, together.

Facts are tried one after the other, and a condition is read in the three-valued logic of the law engine as soon
as some of them are known: where it answers already, it answers for all that is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from typing import Any, Final

from games.law.compiling import UNKNOWN
from games.law.conditions import Condition
from games.law.kinds import Kind
from games.law.tree import Call, Length, Literal, Name, Sum, Within, walk

MOST_TRIALS: Final = 20_000
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
    it takes more than 20,000 trials, or for sums whose cases cannot be listed.
    """
    search = _Search(conditions, negated, kinds, fixed or {})
    found = search.run()
    if found is not False:
        return found
    sums = any(isinstance(node, Sum) for each in (*conditions, *negated) for node in walk(each.tree))
    return None if sums and search.tried else False


class _Search:
    def __init__(
        self,
        conditions: Sequence[Condition],
        negated: Sequence[Condition],
        kinds: Mapping[str, Kind],
        fixed: Mapping[str, Any],
    ) -> None:
        self.conditions = conditions
        self.negated = negated
        self.env: dict[str, Any] = {}
        nodes = [node for each in (*conditions, *negated) for node in walk(each.tree)]
        domains = {name: values for name, values in _domains(nodes, kinds).items() if name not in fixed}
        read = Counter(_key(node) for node in nodes)
        # What most conditions turn on settles most of them when it is tried first.
        self.names = sorted(domains, key=lambda name: (-read[name], len(domains[name])))
        self.domains = domains
        self.env.update(dict.fromkeys(domains, UNKNOWN))
        self.env.update(fixed)
        self.trials = 0
        self.tried = bool(domains)

    def run(self) -> bool | None:
        """True, False, or None when it was given up."""
        return self._below(0)

    def _goal(self) -> bool | None:
        result: bool | None = True
        for conditions, wanted in ((self.conditions, True), (self.negated, False)):
            for each in conditions:
                value = each.evaluate(self.env)
                if value is None:
                    result = None
                elif value is not wanted:
                    return False
        return result

    def _below(self, depth: int) -> bool | None:
        self.trials += 1
        if self.trials > MOST_TRIALS:
            return None
        reached = self._goal()
        if reached is not None:
            return reached
        if depth == len(self.names):
            return False
        name = self.names[depth]
        open_ = False
        for value in self.domains[name]:
            self.env[name] = value
            found = self._below(depth + 1)
            if found:
                return True
            open_ = open_ or found is None
        self.env[name] = UNKNOWN
        return None if open_ else False


def _key(node: object) -> str:
    if isinstance(node, Call):
        return node.text
    return node.key if isinstance(node, Name) else ""


def _domains(nodes: Sequence[object], kinds: Mapping[str, Kind]) -> dict[str, tuple[Any, ...]]:
    """For every name that is read, the values that can make a difference."""
    words = tuple(dict.fromkeys(chain.from_iterable(_words(node) for node in nodes)))
    numbers = [node.value for node in nodes if isinstance(node, Literal) and type(node.value) is int]
    counted = {node.of.key for node in nodes if isinstance(node, Length)}
    found: dict[str, tuple[Any, ...]] = {}
    for node in nodes:
        if isinstance(node, Call):
            found[node.text] = (True, False)
        elif isinstance(node, Name) and node.key not in found:
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
