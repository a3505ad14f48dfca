"""Brute force, Z3 and clingo agree with the engine on verdicts and on the cost of the cheapest changes."""

import itertools
import random
from typing import Any

import pytest

from games.law.changes import cheapest, obstacles
from games.law.domains import domain_of
from games.law.model import RANK
from games.law.rulings import scene_of
from games.law.weighing import bounds, weigh
from tests.law.oracles.world import BOOK, costs, question

z3_oracle = pytest.importorskip("tests.law.oracles.z3_oracle", reason="z3-solver is not installed")
clingo_oracle = pytest.importorskip("tests.law.oracles.clingo_oracle", reason="clingo is not installed")
ORACLES = {"z3": z3_oracle.Z3Oracle, "clingo": clingo_oracle.ClingoOracle}


def cases(seed: int, count: int, hide: float) -> list[tuple[str, dict[str, Any], dict[str, Any], list[str]]]:
    chance = random.Random(seed)
    return [question(chance, hide) for _ in range(count)]


def engine(move: str, params: dict[str, Any], facts: dict[str, Any], hidden: list[str]) -> tuple[int, int]:
    ruling = BOOK.rule(move, params, facts, unknown=hidden)
    env = scene_of(BOOK, move, params, facts, hidden)
    found = RANK[ruling.floor], RANK[ruling.ceiling]
    assert bounds(BOOK.plays[move], env) == found
    return found


def check_verdicts(oracle: str, seed: int, count: int) -> None:
    """On all facts the oracle says the same; on some, its exact span lies within the engine's."""
    settled = 0
    for move, params, facts, hidden in cases(seed, count, 0.2):
        asked = ORACLES[oracle](move, params)
        rank = engine(move, params, facts, [])
        assert asked.span(facts, []) == rank
        assert rank[0] == rank[1]
        low, high = engine(move, params, facts, hidden)
        least, most = asked.span(facts, hidden)
        assert low <= least <= most <= high, (move, params, facts, hidden)
        settled += low == high
        if low == high:
            assert least == most == low
    assert settled > count // 4


def check_costs(oracle: str, seed: int, count: int) -> None:
    chance = random.Random(seed)
    fixable = 0
    for _ in range(count):
        move, params, facts, _ = question(chance, 0)
        play, prices = BOOK.plays[move], costs(chance, move)
        env = scene_of(BOOK, move, params, facts)
        found = cheapest(obstacles(play), env, prices)
        assert (None if found is None else found.cost) == ORACLES[oracle](move, params).cheapest(
            facts, prices
        )
        if found is not None:
            assert weigh(play, {**env, **found.values}).ceiling < RANK["blocked"]
            fixable += bool(found.values)
    assert fixable > count // 10


@pytest.mark.parametrize("oracle", sorted(ORACLES))
def test_an_oracle_gives_the_verdict(oracle: str) -> None:
    check_verdicts(oracle, 1960, 60)


@pytest.mark.parametrize("oracle", sorted(ORACLES))
def test_an_oracle_finds_the_same_cost(oracle: str) -> None:
    check_costs(oracle, 2015, 60)


@pytest.mark.slow
@pytest.mark.parametrize("oracle", sorted(ORACLES))
def test_an_oracle_gives_the_verdict_on_a_thousand_questions(oracle: str) -> None:
    check_verdicts(oracle, 7, 1_000)


@pytest.mark.slow
@pytest.mark.parametrize("oracle", sorted(ORACLES))
def test_an_oracle_finds_the_same_cost_on_a_thousand_questions(oracle: str) -> None:
    check_costs(oracle, 11, 1_000)


def test_brute_force_finds_the_same_span_and_cost() -> None:
    """Every value of every hidden fact, where there are few enough worlds to try."""
    chance = random.Random(3)
    tried = 0
    for move, params, facts, hidden in cases(3, 400, 0.15):
        play = BOOK.plays[move]
        env = scene_of(BOOK, move, params, facts)
        trees = tuple(rule.condition.tree for rule in play.rules)
        domain = {name: each for name, each in domain_of(BOOK, play, trees).items() if name in hidden}
        worlds = [dict(zip(domain, each, strict=True)) for each in itertools.product(*domain.values())]
        if len(worlds) > 500:
            continue
        tried += 1
        ranks = {weigh(play, {**env, **world}).floor for world in worlds}
        low, high = engine(move, params, facts, hidden)
        assert low <= min(ranks) <= max(ranks) <= high
        prices = dict(itertools.islice(costs(chance, move).items(), 5))
        found = cheapest(obstacles(play), env, prices)
        assert (None if found is None else found.cost) == least_cost(play, env, prices)
    assert tried > 200


def least_cost(play: Any, env: dict[str, Any], prices: dict[str, dict[Any, int]]) -> int | None:
    """The cost of the cheapest changes, by trying them all."""
    ways = [[(None, 0), *each.items()] for each in prices.values()]
    best: int | None = None
    for chosen in itertools.product(*ways):
        cost = sum(price for _, price in chosen)
        if best is None or cost < best:
            pairs = zip(prices, chosen, strict=True)
            changes = {name: value for name, (value, _) in pairs if value is not None}
            if weigh(play, {**env, **changes}).ceiling < RANK["blocked"]:
                best = cost
    return best
