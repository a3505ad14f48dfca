"""A deck in time: a lane for everybody, one for each team and one for staff; phases and turns as bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from games.engine import audience
from games.engine.ids import Audience, Millis, Text
from games.engine.plan import Inject, Plan
from injects.deck.overview.ties import Slot, slots
from injects.deck.storyline import Storyline

ALL: Final = "all"
STAFF: Final = "white"
MOST_TURNS: Final = 200
"""More turns than this are no bands that anybody could tell apart."""


@dataclass(frozen=True)
class Band:
    """A phase with its label, or a turn by its number, in scenario time. `to_ms` is not part of it."""

    id: str
    label: Text
    turn: int | None
    from_ms: Millis
    to_ms: Millis


@dataclass(frozen=True)
class Mark:
    """An inject on the timeline, in these lanes: `all`, the id of a team, or `white`."""

    slot: Slot
    lanes: tuple[str, ...]


@dataclass(frozen=True)
class Timeline:
    """The whole deck, ordered by time. `lanes` are those that have anything in them, and every team."""

    marks: tuple[Mark, ...]
    lanes: tuple[str, ...]
    phases: tuple[Band, ...]
    turns: tuple[Band, ...]
    endex_ms: Millis | None
    end_ms: Millis


def timeline_of(story: Storyline) -> Timeline:
    """Where every inject of a deck stands in time, and whom it reaches."""
    plan = story.plan
    placed = sorted(slots(story).values(), key=lambda slot: (slot.at_ms, slot.inject.order))
    marks = tuple(Mark(slot, lanes_of(plan, slot.inject)) for slot in placed)
    used = {lane for mark in marks for lane in mark.lanes}
    lanes = (ALL, *(team.id for team in plan.teams), STAFF)
    end = max(
        plan.timing.endex_ms or 0,
        *(slot.at_ms for slot in placed),
        *(phase.starts_ms for phase in plan.phases),
    )
    return Timeline(
        marks=marks,
        lanes=tuple(lane for lane in lanes if lane in used or lane not in (ALL, STAFF)),
        phases=_phases(plan, end),
        turns=_turns(plan, end),
        endex_ms=plan.timing.endex_ms,
        end_ms=end,
    )


def lanes_of(plan: Plan, inject: Inject) -> tuple[str, ...]:
    """Everybody, or the teams of which anybody is told, or staff."""
    if audience.PUBLIC in inject.to:
        return (ALL,)
    teams = {audience.team_of(word) or _seat_team(plan, word) for word in inject.to}
    return tuple(team.id for team in plan.teams if team.id in teams) or (STAFF,)


def _seat_team(plan: Plan, word: Audience) -> str | None:
    return next((seat.team for seat in plan.seats if audience.seat(seat.id) == word), None)


def _phases(plan: Plan, end: Millis) -> tuple[Band, ...]:
    ordered = sorted(plan.phases, key=lambda phase: phase.starts_ms)
    ends = [*(phase.starts_ms for phase in ordered[1:]), end]
    return tuple(
        Band(phase.id, phase.label, None, phase.starts_ms, to)
        for phase, to in zip(ordered, ends, strict=False)
    )


def _turns(plan: Plan, end: Millis) -> tuple[Band, ...]:
    turn_ms, rate = plan.timing.turn_ms, plan.timing.rate
    length = (turn_ms or 0) * rate // 1000
    if length <= 0 or end // length > MOST_TURNS:
        return ()
    starts = range(0, end, length)
    return tuple(Band(f"turn-{n}", {}, n, at, min(at + length, end)) for n, at in enumerate(starts, 1))
