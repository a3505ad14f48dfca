"""Looks for facts on which something is so, one fact at a time, leaving hopeless lines early.

A test reads an environment in which facts not tried yet are unknown. Where it answers, it answers for
whatever those facts turn out to be, so whole families of worlds are settled at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from games.law.book import Book, Play
from games.law.compiling import NOW, UNKNOWN, Env, Test, conjunction
from games.law.conditions import Condition
from games.law.domains import CLOCK, domain_in, domain_of, kinds_of
from games.law.kinds import Kind
from games.law.tree import Node, Value, names_of

MAX_TRIALS: Final = 200_000
REMEMBERED: Final = 8192
"""Answers kept: of the shipped packs all, several times over."""

Goal: TypeAlias = Callable[[Env], bool | None]


class TooWide(Exception):
    """The search was given up: nothing is known either way."""


def find(book: Book, play: Play, trees: Iterable[Node], goal: Goal) -> dict[str, Value] | None:
    """Values of what the trees read of a move for which the goal is true; None where there are none.

    What the goal leaves open is not part of the answer: any value will do. Raises `TooWide` after 200,000
    trials.
    """
    listed = tuple(trees)
    read = Counter(name for tree in listed for name in names_of(tree))
    return _search(domain_of(book, play, listed), read, {**book.base, "move": play.move.id}, goal)


class _Question(NamedTuple):
    """All that the answer to a search for a case depends on."""

    move: str
    holding: tuple[Condition, ...]
    failing: tuple[Condition, ...]
    kinds: tuple[tuple[str, Kind], ...]
    given: tuple[tuple[str, Any], ...]


def find_case(
    book: Book, play: Play, holding: Iterable[Condition], failing: Iterable[Condition] = ()
) -> dict[str, Value] | None:
    """Values on which all of some conditions hold and none of the others; None where there are none.

    The answer is remembered, also from one book to the next: whoever changes one row of a pack asks the same
    of all others again. Raises `TooWide` as `find` does.
    """
    holds, fails = tuple(holding), tuple(failing)
    read = dict.fromkeys(name for each in (*holds, *fails) for name in each.reads)
    kinds = kinds_of(book, play, read)
    given = tuple((name, book.base[name]) for name in read if name not in kinds and name in book.base)
    answer = _answer(_Question(play.move.id, holds, fails, tuple(kinds.items()), given))
    if isinstance(answer, TooWide):
        raise TooWide
    return None if answer is None else dict(answer)


@lru_cache(maxsize=REMEMBERED)
def _answer(question: _Question) -> Mapping[str, Value] | TooWide | None:
    conditions = (*question.holding, *question.failing)
    domain = domain_in(question.move, dict(question.kinds), tuple(each.tree for each in conditions))
    goal = all_of(
        [
            *(each.evaluate for each in question.holding),
            *(opposite(each.evaluate) for each in question.failing),
        ]
    )
    read = Counter(name for each in conditions for name in each.names())
    try:
        return _search(domain, read, {**dict(question.given), "move": question.move}, goal)
    except TooWide:
        return TooWide()


def _search(
    domain: Mapping[str, tuple[Value, ...]], read: Mapping[str, int], known: Mapping[str, Any], goal: Goal
) -> dict[str, Value] | None:
    # What most conditions turn on settles most of them when it is tried first.
    order = sorted(domain, key=lambda name: (-read[name], len(domain[name])))
    env = {**known, NOW: CLOCK, **dict.fromkeys(domain, UNKNOWN)}
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
