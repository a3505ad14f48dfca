"""What each team gets to read and decide over time at the table, against what practice allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from games.engine.ids import InjectId, Millis, TeamId
from injects.deck.pacing import (
    MOST_DECISIONS,
    MOST_ITEMS,
    MOST_WORDS,
    WINDOW,
    Arrival,
    arrivals_of,
    words_of,
)
from injects.deck.storyline import Storyline


@dataclass(frozen=True)
class Stretch:
    """Ten minutes at the table; an item counts as many as its weight. `too_much` says that some ten minutes that begin in it hold too much."""

    at_ms: Millis
    items: int
    decisions: int
    words: int
    too_much: bool


@dataclass(frozen=True)
class Fullest:
    """The most in any ten minutes, whenever they begin, and when that is at the table."""

    items: int
    items_at: Millis
    decisions: int
    decisions_at: Millis
    words: int
    words_at: Millis


@dataclass(frozen=True)
class TeamLoad:
    """A team over the whole exercise, in exercise time. `silent_ms` is its longest stretch without an item."""

    team: TeamId
    stretches: tuple[Stretch, ...]
    items: int
    decisions: int
    words: int
    fullest: Fullest
    silent_ms: Millis
    silent_from: Millis


def load_of(story: Storyline) -> tuple[TeamLoad, ...]:
    """Every team of a deck; nothing for one whose story moves by jumps alone, which has no pace.

    Only what is due by time counts; of several that exclude each other at one moment, one.
    """
    timing = story.plan.timing
    if timing.rate <= 0:
        return ()
    arrivals = {team.id: arrivals_of(story, team.id) for team in story.plan.teams}
    last = max((a.at_ms for own in arrivals.values() for a in own), default=0)
    endex = None if timing.endex_ms is None else timing.endex_ms * 1000 // timing.rate
    end = max(last + 1, endex or 0)
    return tuple(_team(team.id, arrivals[team.id], end, endex) for team in story.plan.teams)


def _team(team: TeamId, arrivals: list[Arrival], end: Millis, endex: Millis | None) -> TeamLoad:
    words = {a.inject.id: words_of(a.inject) for a in arrivals}
    windows = [
        (first.at_ms, [a for a in arrivals if first.at_ms <= a.at_ms < first.at_ms + WINDOW])
        for first in arrivals
    ]
    sums = [(at, *_sums(window, words)) for at, window in windows]
    full = {at // WINDOW for at, items, decisions, read in sums if too_much(items, decisions, read)}
    stretches = []
    for place in range(-(-end // WINDOW)):
        own = [a for a in arrivals if a.at_ms // WINDOW == place]
        stretches.append(Stretch(place * WINDOW, *_sums(own, words), too_much=place in full))
    silent_ms, silent_from = _silence(arrivals, endex)
    items, decisions, read = _sums(arrivals, words)
    return TeamLoad(team, tuple(stretches), items, decisions, read, _fullest(sums), silent_ms, silent_from)


def too_much(items: int, decisions: int, words: int) -> bool:
    """Whether ten minutes hold more than practice allows."""
    return items > MOST_ITEMS or decisions > MOST_DECISIONS or words > MOST_WORDS


def _sums(arrivals: Sequence[Arrival], words: dict[InjectId, int]) -> tuple[int, int, int]:
    decisions = sum(a.inject.kind == "decision" for a in arrivals)
    items = sum(a.inject.weight for a in arrivals)
    return items, decisions, sum(words[a.inject.id] for a in arrivals)


def _fullest(sums: Sequence[tuple[Millis, int, int, int]]) -> Fullest:
    def most(place: int) -> tuple[int, Millis]:
        best = max(sums, key=lambda row: (row[place], -row[0]), default=(0, 0, 0, 0))
        return best[place], best[0]

    return Fullest(*most(1), *most(2), *most(3))


def _silence(arrivals: Sequence[Arrival], endex: Millis | None) -> tuple[Millis, Millis]:
    moments = [0, *(a.at_ms for a in arrivals if endex is None or a.at_ms <= endex)]
    if endex is not None:
        moments.append(endex)
    gaps = [(after - before, before) for before, after in pairwise(moments)]
    return max(gaps, key=lambda gap: (gap[0], -gap[1]), default=(0, 0))
