"""Limits in hours: when a question about elapsed time will next be answered otherwise, all else as it is."""

from __future__ import annotations

from collections.abc import Iterable

from games.law.compiling import HOUR_MS, UNKNOWN, Env
from games.law.tree import Elapsed, Node, walk

__all__ = ["limits_in", "next_turn"]


def limits_in(trees: Iterable[Node]) -> tuple[Elapsed, ...]:
    """Every question about elapsed time that these conditions ask, each once, macros opened."""
    return tuple(dict.fromkeys(node for tree in trees for node in walk(tree) if isinstance(node, Elapsed)))


def next_turn(limits: Iterable[Elapsed], env: Env, now: int) -> int | None:
    """The first scenario time (ms) after `now` at which one of the limits is answered otherwise.

    A limit turns twice: when its moment comes, and in the millisecond after its last hour. None where no
    moment is known or all is over.
    """
    turns: list[int] = []
    for limit in limits:
        at = env.get(limit.of.key, UNKNOWN)
        if type(at) is int:
            turns += [turn for turn in (at, at + limit.hours * HOUR_MS + 1) if turn > now]
    return min(turns, default=None)
