"""Finds the cheapest changes of facts after which a move is surely neither held nor voided.

Best first over sets of changes: the cheapest set not yet looked at is tried, and every way to make a row that
still stands fail is added to it. A row that can be made to fail in one way only forces that change. Since
every way is tried and the cheapest comes first, the first set that leaves no row standing is optimal.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from games.law.book import Play, Rule
from games.law.compiling import Env, Test, compile_test
from games.law.exact import answered, both_ways
from games.law.model import RANK
from games.law.tree import AllOf, AnyOf, Literal, Macro, Node, Not, Value, names_of

MAX_TRIALS: Final = 20_000

Costs: TypeAlias = Mapping[str, Mapping[Any, int]]
Ways: TypeAlias = list[dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Changes:
    """The cheapest set of changes: what to set to what, and what it costs in all."""

    cost: int
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A question, the answer that is wanted, and the facts it turns on."""

    test: Test
    wanted: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple[Wish, ...]


Wish: TypeAlias = Leaf | All | Any_


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A row that is worse than what is aimed at, and the wish that it fails."""

    test: Test
    wish: Wish


def obstacles(play: Play, better_than: str = "blocked") -> tuple[Obstacle, ...]:
    """The rows of a move that must surely fail for its verdict to be milder than `better_than`."""
    rank = RANK[better_than]
    return tuple(
        Obstacle(rule.condition.test, _wish_to_fail(rule)) for rule in play.rules if rule.rank >= rank
    )


def _wish_to_fail(rule: Rule) -> Wish:
    tree = rule.condition.tree
    plain = _wish(tree, False)
    leaves = both_ways(tree)
    if not leaves:
        return plain
    # The row also fails if it fails whichever way the questions go that it asks for and against.
    ways = itertools.product((False, True), repeat=len(leaves))
    each = (_wish(answered(tree, dict(zip(leaves, way, strict=True))), False) for way in ways)
    return Any_((plain, All(tuple(each))))


def _wish(node: Node, wanted: bool) -> Wish:
    """Negations pushed down to the questions."""
    match node:
        case Literal(value):
            return All(()) if bool(value) is wanted else Any_(())
        case Not(part):
            return _wish(part, not wanted)
        case Macro(_, body):
            return _wish(body, wanted)
        case AllOf(parts) | AnyOf(parts):
            together = isinstance(node, AllOf) is wanted
            below = tuple(_wish(part, wanted) for part in parts)
            return All(below) if together else Any_(below)
        case _:
            return Leaf(compile_test(node), wanted, names_of(node))


def cheapest(against: tuple[Obstacle, ...], env: Env, costs: Costs) -> Changes | None:
    """The cheapest changes after which no obstacle holds or may hold; None where there are none.

    `costs` gives for each fact that can be changed the values it can be given and what each costs (not below
    zero). Raises `RuntimeError` after 20,000 sets.
    """
    order = itertools.count()
    waiting: list[tuple[int, int, dict[str, Value]]] = [(0, 0, {})]
    for _ in range(MAX_TRIALS):
        if not waiting:
            return None
        cost, _, changed = heapq.heappop(waiting)
        found = _step(against, env, costs, changed)
        if found is None:
            return Changes(cost, changed)
        for way in found:
            more = {**changed, **way}
            price = cost + sum(costs[name][value] for name, value in way.items())
            heapq.heappush(waiting, (price, next(order), more))
    raise RuntimeError("too many sets of changes to try")


def _step(against: tuple[Obstacle, ...], env: Env, costs: Costs, changed: dict[str, Value]) -> Ways | None:
    """What to add to the changes next, in every way; None where nothing stands in the way any more."""
    now = {**env, **changed}
    forced: dict[str, Value] = {}
    branch: Ways | None = None
    for obstacle in against:
        if obstacle.test(now) is False:
            continue
        ways = _ways(obstacle.wish, now, costs, changed, forced)
        if not ways:
            return []
        if len(ways) == 1:
            forced.update(ways[0])
            now.update(ways[0])
        elif branch is None or len(ways) < len(branch):
            branch = ways
    if forced:
        return [forced]
    return branch


def _ways(wish: Wish, env: Env, costs: Costs, *fixed: Mapping[str, Value]) -> Ways:
    """Every least set of changes that makes the wish surely true; nothing that is fixed is changed again."""
    match wish:
        case Leaf(test, wanted, names):
            return [{}] if test(env) is wanted else list(_answers(wish, names, env, costs, fixed))
        case Any_(parts):
            found: Ways = []
            for part in parts:
                ways = _ways(part, env, costs, *fixed)
                if ways == [{}]:
                    return ways
                found += ways
            return _least(found)
        case All(parts):
            joined: Ways = [{}]
            for part in parts:
                ways = _ways(part, env, costs, *fixed)
                if ways != [{}]:
                    joined = _least([{**a, **b} for a in joined for b in ways if _agree(a, b)])
                if not joined:
                    break
            return joined


def _answers(
    leaf: Leaf, names: tuple[str, ...], env: Env, costs: Costs, fixed: tuple[Mapping[str, Value], ...]
) -> Iterator[dict[str, Value]]:
    free = [name for name in names if name in costs and not any(name in each for each in fixed)]
    if len(free) == 1:
        name = free[0]
        for value in costs[name]:
            if leaf.test({**env, name: value}) is leaf.wanted:
                yield {name: value}
        return
    for size in range(1, len(free) + 1):
        for chosen in itertools.combinations(free, size):
            for values in itertools.product(*(costs[name] for name in chosen)):
                change = dict(zip(chosen, values, strict=True))
                if leaf.test({**env, **change}) is leaf.wanted:
                    yield change


def _agree(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    return all(one[name] == value for name, value in other.items() if name in one)


def _least(ways: Ways) -> Ways:
    """Without the sets that contain another one."""
    if len(ways) < 2:
        return ways
    kept: Ways = []
    for way in sorted(ways, key=len):
        if not any(each.items() <= way.items() for each in kept):
            kept.append(way)
    return kept
