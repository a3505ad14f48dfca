"""Looks for facts on which something is so, one fact at a time, leaving hopeless lines early.

A test reads an environment in which facts not tried yet are unknown. Where it answers, it answers for
whatever those facts turn out to be, so whole families of worlds are settled at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from games.law.book import Book, Play
from games.law.compiling import NOW, UNKNOWN, Env, Test, conjunction
from games.law.domains import CLOCK, domain_of
from games.law.tree import Node, Value, names_of

MAX_TRIALS: Final = 200_000

Goal: TypeAlias = Callable[[Env], bool | None]


class TooWide(Exception):
    """The search was given up: nothing is known either way."""


def find(book: Book, play: Play, trees: Iterable[Node], goal: Goal) -> dict[str, Value] | None:
    """Values of what the trees read of a move for which the goal is true; None where there are none.

    What the goal leaves open is not part of the answer: any value will do. Raises `TooWide` after 200,000
    trials.
    """
    listed = tuple(trees)
    domain = domain_of(book, play, listed)
    read = Counter(name for tree in listed for name in names_of(tree))
    # What most conditions turn on settles most of them when it is tried first.
    order = sorted(domain, key=lambda name: (-read[name], len(domain[name])))
    env = dict(book.base)
    env["move"] = play.move.id
    env[NOW] = CLOCK
    env.update(dict.fromkeys(domain, UNKNOWN))
    return _Search({name: domain[name] for name in order}, goal).run(env)


class _Search:
    def __init__(self, domain: Mapping[str, tuple[Value, ...]], goal: Goal) -> None:
        self.domain = domain
        self.names = tuple(domain)
        self.goal = goal
        self.trials = 0

    def run(self, env: dict[str, Any]) -> dict[str, Value] | None:
        return self._below(env, 0)

    def _below(self, env: dict[str, Any], depth: int) -> dict[str, Value] | None:
        self.trials += 1
        if self.trials > MAX_TRIALS:
            raise TooWide
        reached = self.goal(env)
        if reached is not None or depth == len(self.names):
            known = {name: env[name] for name in self.domain if env[name] is not UNKNOWN}
            return known if reached else None
        name = self.names[depth]
        for value in self.domain[name]:
            env[name] = value
            found = self._below(env, depth + 1)
            if found is not None:
                return found
        env[name] = UNKNOWN
        return None


def all_of(goals: Iterable[Goal]) -> Goal:
    """The goal that all of these are reached."""
    return conjunction(tuple(goals))


def opposite(test: Test) -> Goal:
    """The goal that a condition fails."""

    def goal(env: Env) -> bool | None:
        value = test(env)
        return None if value is None else not value

    return goal


def unequal(one: Test, other: Test) -> Goal:
    """The goal that two conditions differ."""

    def goal(env: Env) -> bool | None:
        a, b = one(env), other(env)
        return None if a is None or b is None else a is not b

    return goal
