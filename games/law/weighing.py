"""Reads the rows of a move: which hold, which may, and the verdict they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from games.law.book import Play, Rule
from games.law.compiling import NOW, UNKNOWN, Env
from games.law.model import RANK, VERDICTS, Effect
from games.law.records import Headline

RESTRICTION: Final[dict[str, int]] = {"execute": 0, "refer": 1, "flag": 2, "hold": 3, "void": 4}
BLOCKED: Final = RANK["blocked"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows of a move that hold and that may hold, with the verdict they make."""

    sure: tuple[Rule, ...]
    open: tuple[Rule, ...]
    floor: int
    ceiling: int

    @property
    def verdict(self) -> Headline:
        return VERDICTS[self.floor] if self.floor == self.ceiling else "undetermined"

    @property
    def effect(self) -> Effect:
        """The most restrictive effect of what surely holds; a question for the white cell if that is open."""
        effects = [rule.effect for rule in self.sure if rule.rank >= BLOCKED]
        if effects:
            return max(effects, key=RESTRICTION.__getitem__)
        return "refer" if self.sure or self.open else "execute"

    @property
    def deciding(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.sure if rule.rank == self.floor)

    def needs(self, env: Env) -> tuple[str, ...]:
        """Facts whose knowledge could change the verdict: those of open rows worse than the floor."""
        worse = [rule for rule in self.open if rule.rank > self.floor]
        names = dict.fromkeys(
            name for rule in worse for name in rule.reads if env.get(name, UNKNOWN) is UNKNOWN
        )
        if NOW not in env and any(rule.condition.asks_the_time for rule in worse):
            names[NOW] = None
        return tuple(names)


def bounds(play: Play, env: Env) -> tuple[int, int]:
    """The least and the greatest rank the verdict may have; what `weigh` says, without the rows."""
    ceiling = 0
    for test, rank, floor_only in play.ranked:
        holds = test(env)
        if holds:
            return rank, ceiling if ceiling > rank else rank
        if holds is None and not floor_only and rank > ceiling:
            ceiling = rank
    return 0, ceiling


def weigh(play: Play, env: Env) -> Outcome:
    """Read every row of the move in one environment."""
    sure: list[Rule] = []
    maybe: list[Rule] = []
    floor = ceiling = 0
    for test, rank, rule in play.tests:
        holds = test(env)
        if holds is False:
            continue
        if rank > ceiling:
            ceiling = rank
        if holds:
            sure.append(rule)
            if rank > floor:
                floor = rank
        else:
            maybe.append(rule)
    # What holds either way matters only above what surely holds anyway.
    held = floor
    for test, rank, rule in play.tests_either_way:
        if rank > held and test(env):
            sure.append(rule)
            if rank > floor:
                floor = rank
    return Outcome(tuple(sure), tuple(maybe), floor, ceiling)
