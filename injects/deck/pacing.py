"""Checks how much each team gets to read and decide, and when: load, silence, collisions, shares."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final, NamedTuple

from games.engine import audience
from games.engine.ids import Millis, TeamId
from games.engine.plan import Inject, Plan
from injects.deck.findings import Desk, _
from injects.deck.storyline import Storyline
from injects.deck.times import MINUTE, show

# The pacing rules of seminar practice, in time at the table.
_EASTERN: Final = re.compile("[\u3040-\u9fff]+")
WINDOW: Final = 10 * MINUTE
MOST_ITEMS: Final = 4
MOST_DECISIONS: Final = 2
MOST_WORDS: Final = 700
LONGEST_SILENCE: Final = 20 * MINUTE
LARGEST_SHARE: Final = 40
LONGEST_SCENERY: Final = 40 * MINUTE
FEWEST_SCENES: Final = 4
"""A stretch of so many items that only paint the world, over so long at the table, is remarked on."""


class Arrival(NamedTuple):
    """An inject reaching a team: when at the table, and in the story."""

    at_ms: Millis
    scenario_ms: Millis
    inject: Inject


def check_pacing(story: Storyline, desk: Desk) -> None:
    """L05, L06, L07 and L15. A deck whose story moves by jumps alone has no pace to check."""
    if story.plan.timing.rate <= 0:
        return
    arrivals = {team.id: arrivals_of(story, team.id) for team in story.plan.teams}
    for index, team in enumerate(story.plan.teams):
        _load(arrivals[team.id], ("teams", index), team.id, desk)
        _silence(story, arrivals[team.id], ("teams", index), team.id, desk)
    for index, team in enumerate(story.plan.teams):
        _only_scenery(arrivals[team.id], ("teams", index), team.id, desk)
    _collisions(story, desk)
    _shares(arrivals, desk)


def reaches(inject: Inject, team: TeamId) -> bool:
    """Whether anybody in the team is told."""
    return any(word == audience.PUBLIC or audience.team_of(word) == team for word in inject.to)


def arrivals_of(story: Storyline, team: TeamId) -> list[Arrival]:
    """What reaches a team, in order. Of two that exclude each other at one moment, only the first counts."""
    found: list[Arrival] = []
    at_once: dict[Millis, list[Inject]] = {}
    for inject in story.plan.injects:
        at_ms = story.scenario_ms(inject)
        if at_ms is None or not reaches(inject, team):
            continue
        same = at_once.setdefault(at_ms, [])
        if any(story.exclusive(other, inject) for other in same):
            continue
        same.append(inject)
        found.append(Arrival(at_ms * 1000 // story.plan.timing.rate, at_ms, inject))
    return sorted(found, key=lambda arrival: (arrival.at_ms, arrival.inject.order))


def _load(arrivals: list[Arrival], path: tuple[str, int], team: str, desk: Desk) -> None:
    reported_until = -1
    times = [arrival.at_ms for arrival in arrivals]
    for place, first in enumerate(arrivals):
        if first.at_ms < reported_until:
            continue
        window = arrivals[place : bisect_left(times, first.at_ms + WINDOW)]
        decisions = sum(a.inject.kind == "decision" for a in window)
        words = sum(words_of(a.inject) for a in window)
        items = sum(a.inject.weight for a in window)
        if items > MOST_ITEMS or decisions > MOST_DECISIONS or words > MOST_WORDS:
            why = _(
                "{team} gets {items} items, {decisions} decisions and {words} words in 10 minutes from {at}."
            )
            right = _("At most {most_items}, {most_decisions} and {most_words}.")
            desk.note(
                "L05",
                path,
                why,
                right,
                level="warn",
                team=team,
                items=items,
                decisions=decisions,
                words=words,
                at=show(first.scenario_ms),
                most_items=MOST_ITEMS,
                most_decisions=MOST_DECISIONS,
                most_words=MOST_WORDS,
            )
            reported_until = first.at_ms + WINDOW


@lru_cache(maxsize=8192)
def _words(text: str) -> int:
    return max(len(text.split()), _ideographs(text) // 2)


def words_of(inject: Inject) -> int:
    """Words of the longest version; a text without blanks counts two characters to a word."""
    versions = [*inject.body.values()] or [""]
    return max(map(_words, versions))


def _ideographs(text: str) -> int:
    return sum(len(run) for run in _EASTERN.findall(text))


def _silence(story: Storyline, arrivals: list[Arrival], path: tuple[str, int], team: str, desk: Desk) -> None:
    plan, begins = story.plan, story.begins_ms
    endex = plan.timing.endex_ms
    moments = [
        begins,
        *(
            a.scenario_ms
            for a in arrivals
            if a.scenario_ms >= begins and (endex is None or a.scenario_ms <= endex)
        ),
    ]
    if endex is not None:
        moments.append(endex)
    for before, after in pairwise(moments):
        minutes = (after - before) * 1000 // plan.timing.rate
        if minutes > LONGEST_SILENCE:
            why = _("{team} hears nothing for {minutes} minutes at the table, from {before} to {after}.")
            desk.note(
                "L06",
                path,
                why,
                level="warn",
                team=team,
                minutes=minutes // MINUTE,
                before=show(before),
                after=show(after),
            )


def _only_scenery(arrivals: list[Arrival], path: tuple[str, int], team: str, desk: Desk) -> None:
    """Long stretches in which a team gets items and never anything to decide."""
    stretch: list[Arrival] = []
    for arrival in (*arrivals, None):
        if arrival is not None and arrival.inject.kind == "contextual":
            stretch.append(arrival)
            continue
        if len(stretch) >= FEWEST_SCENES and stretch[-1].at_ms - stretch[0].at_ms > LONGEST_SCENERY:
            why = _("{team} gets {count} items from {before} to {after} and nothing to decide.")
            desk.note(
                "L15",
                path,
                why,
                level="info",
                team=team,
                count=len(stretch),
                before=show(stretch[0].scenario_ms),
                after=show(stretch[-1].scenario_ms),
            )
        stretch = []


def _collisions(story: Storyline, desk: Desk) -> None:
    decisions = [i for i in story.plan.injects if i.kind == "decision" and i.due is not None]
    for one, other in combinations(decisions, 2):
        if (
            _one_minute(story, one, other)
            and _shared(story.plan, one, other)
            and not story.exclusive(one, other)
        ):
            why = _("{other} asks for a decision of the same people at the same moment.")
            desk.note("L07", story.lines[other.id].path, why, level="warn", other=one.id)


def _one_minute(story: Storyline, one: Inject, other: Inject) -> bool:
    """Whether both fall into the same minute at the table, by one clock."""
    if one.due == other.due:
        return True
    first, second = story.scenario_ms(one), story.scenario_ms(other)
    if first is None or second is None:
        return False
    return abs(first - second) * 1000 // story.plan.timing.rate < MINUTE


def _shared(plan: Plan, one: Inject, other: Inject) -> bool:
    return any(reaches(one, team.id) and reaches(other, team.id) for team in plan.teams)


def _shares(arrivals: dict[TeamId, list[Arrival]], desk: Desk) -> None:
    counts = dict(_decisions(arrivals))
    total = sum(counts.values())
    for index, (team, count) in enumerate(counts.items()):
        share = 100 * count // total if total else 0
        if share > LARGEST_SHARE and len(counts) > 2:
            why = _("{team} gets {share} per cent of the decisions.")
            desk.note("L15", ("teams", index), why, level="info", team=team, share=share)


def _decisions(arrivals: dict[TeamId, list[Arrival]]) -> Iterator[tuple[TeamId, int]]:
    for team, own in arrivals.items():
        yield team, sum(arrival.inject.kind == "decision" for arrival in own)
