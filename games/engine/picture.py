"""The common operating picture: what the map shows to one reader, from what that reader was told.

Conditions are read on what is known and on nothing else, without the defaults of the rule pack: what a reader
was not told makes no condition true, so it draws nothing and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from math import asin, atan2, cos, degrees, pi, radians, sin
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from games.engine import audience as a
from games.engine.events import FactRetracted, FactsSet, Recorded, Stamp
from games.engine.ids import Audience, FactValue, Millis, TeamId, Text
from games.engine.lawbook import FUNCTIONS
from games.engine.plan import Mark, OnMap, Plan, Point, Route, SeatSpec, Unit, Zone
from games.engine.seatview import SeatView
from games.engine.state import State
from games.law.conditions import Condition, ConditionError, parse
from games.law.kinds import Kind

EARTH_NM = 3440.065
"""Mean radius of the earth in nautical miles."""
CIRCLE_POINTS = 72
START = Stamp(0, 0, 0, 0)
"""When the facts that a deck starts with became so."""


class Names(Protocol):
    """The names that conditions may use, as a rule pack has them."""

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The facts."""

    @property
    def macro_conditions(self) -> Mapping[str, Condition]:
        """The macros."""


class Change(Struct, frozen=True):
    """A reader learned, at a moment, a value; None: that nothing is known any more."""

    at: Stamp
    value: FactValue | None


Known: TypeAlias = Mapping[str, tuple[Change, ...]]
"""How each fact changed for a reader, oldest first, and each `made('...')` that the reader can answer."""


class Reader(Struct, frozen=True):
    """Who looks: the audiences they listen to, their own side and its declared friends.

    `everything` is for staff, who see what concerns anybody. Without a team nobody is friend or stranger.
    """

    audiences: frozenset[Audience] = frozenset()
    team: TeamId | None = None
    allies: frozenset[TeamId] = frozenset()
    everything: bool = False

    def stance(self, team: TeamId | None) -> str:
        """How the reader's own side stands to a team: friend or unknown; neutral for readers of no side."""
        if self.team is None or self.everything:
            return "neutral"
        return "friend" if team is not None and team in {self.team, *self.allies} else "unknown"


class Seen(Struct, frozen=True):
    """Something that is drawn, since when (None: from the beginning), and how its owner stands to the reader."""

    what: OnMap
    since: Stamp | None
    stance: str


class Picture(Struct, frozen=True):
    """What is drawn for one reader, in the order of the deck."""

    zones: tuple[Seen, ...]
    units: tuple[Seen, ...]
    marks: tuple[Seen, ...]
    routes: tuple[Seen, ...]
    names: dict[str, Text]


def picture(plan: Plan, known: Known, reader: Reader, names: Names) -> Picture:
    """What the map shows to a reader who knows this much."""
    conditions = Conditions(names, known, reader)

    def seen(rows: Iterable[Zone | Unit | Mark | Route]) -> tuple[Seen, ...]:
        mine = (row for row in rows if reader.everything or not row.to or reader.audiences & set(row.to))
        drawn = ((row, conditions.drawn(row)) for row in mine)
        return tuple(Seen(row, since[0], reader.stance(row.team)) for row, since in drawn if since)

    chart = plan.map
    return Picture(seen(chart.zones), seen(chart.units), seen(chart.marks), seen(chart.routes), chart.names)


class Conditions:
    """Answers, on what one reader knows, whether something is drawn and since when."""

    def __init__(self, names: Names, known: Known, reader: Reader) -> None:
        self.names: dict[str, Any] = {**names.kinds, **names.macro_conditions}
        self.known = known
        self.reader = reader
        self.parsed = cache(self._parse)

    def _parse(self, text: str) -> Condition | None:
        try:
            return parse(text or "always", self.names, FUNCTIONS)
        except ConditionError:
            # Written for another edition of the law: nothing can be said of it.
            return None

    def drawn(self, row: OnMap) -> tuple[Stamp | None] | None:
        """Since when it has been drawn without a break, in a tuple of one; None if it is not drawn."""
        when = self.parsed(row.when)
        until = self.parsed(row.until or "never")
        if when is None or until is None:
            return None
        since: Stamp | None = None
        shown = False
        for at in (None, *self._moments(when, until)):
            env = self._env(at)
            holds = when.evaluate(env) is True and until.evaluate(env) is not True
            if holds and not shown:
                since = None if at == START else at
            shown = holds
        return (since,) if shown else None

    def _moments(self, *conditions: Condition) -> list[Stamp]:
        """The moments at which something changed that these conditions read."""
        read = {name for c in conditions for name in (*c.names(), *(call.text for call in c.functions()))}
        stamps = {change.at for name in read for change in self.known.get(name, ())}
        return sorted(stamps, key=_order)

    def _env(self, at: Stamp | None) -> dict[str, FactValue]:
        """What was known at a moment; None is the beginning, before anything was told."""
        env: dict[str, FactValue] = {}
        for name, changes in self.known.items():
            past = [c.value for c in changes if at is not None and _order(c.at) <= _order(at)]
            if past and past[-1] is not None:
                env[name] = past[-1]
        return env


def _order(at: Stamp) -> tuple[int, int, int]:
    return at.wall_ms, at.exercise_ms, at.scenario_ms


# ---- readers, and what they know


def reader_of(plan: Plan, spec: SeatSpec, team: TeamId | None) -> Reader:
    """A seat that is not staff; `team` is its own, or the one it watches."""
    heard = {a.DISPLAY} if spec.role == "display" else {a.PUBLIC, a.seat(spec.id)}
    if team is not None:
        heard.add(a.team(team))
        if spec.role == "observer":
            heard |= {a.office(team, o.id) for o in plan.offices if o.team == team}
    if spec.team is not None and spec.office is not None:
        heard.add(a.office(spec.team, spec.office))
    allies = frozenset(plan.map.allies.get(team, ())) if team else frozenset()
    return Reader(audiences=frozenset(heard), team=team, allies=allies)


STAFF = Reader(everything=True)
"""Staff: they see what is true, and take no side."""


def told(view: SeatView) -> Known:
    """What a seat knows, from the frames it was told: facts, and the moves of its own team that were carried out."""
    known: dict[str, tuple[Change, ...]] = {
        name: tuple(Change(one.at, one.value) for one in learned) for name, learned in view.learned.items()
    }
    for move in view.moves.values():
        for number, ruling in enumerate(move.rulings):
            # A ruling that stands in for an earlier one may undo it.
            if ruling.executed or (number and move.rulings[number - 1].executed):
                _made(known, move.content.move, Change(ruling.at, ruling.executed))
    return _in_time(known)


def truth(state: State, records: Iterable[Recorded]) -> Known:
    """What is so: the facts as these records of the log changed them, and the moves that were carried out."""
    known: dict[str, tuple[Change, ...]] = {
        name: (Change(START, value),) for name, value in state.deck.start_facts.items()
    }
    for record in records:
        match record.event:
            case FactsSet(values=values):
                news: Mapping[str, FactValue | None] = values
            case FactRetracted(fact=fact):
                news = {fact: None}
            case _:
                continue
        for name, value in news.items():
            before = known.get(name, ())
            if not before or before[-1].value != value:
                known[name] = (*before, Change(record.at, value))
    for ruling in state.rulings.values():
        replaced = state.displaced(ruling)
        if ruling.published is not None and (ruling.executed or (replaced and replaced.executed)):
            move = state.moves[ruling.move_id].content.move
            _made(known, move, Change(ruling.published, ruling.executed))
    return _in_time(known)


def moments(known: Known) -> tuple[Millis, ...]:
    """The scenario times at which something became known, oldest first."""
    return tuple(sorted({c.at.scenario_ms for changes in known.values() for c in changes if c.at != START}))


def known_at(known: Known, scenario_ms: Millis) -> Known:
    """What was known at a moment of the story."""
    return {
        name: tuple(change for change in changes if change.at.scenario_ms <= scenario_ms)
        for name, changes in known.items()
    }


def _made(known: dict[str, tuple[Change, ...]], move: str, change: Change) -> None:
    name = f"made({move!r})"
    known[name] = (*known.get(name, ()), change)


def _in_time(known: Mapping[str, tuple[Change, ...]]) -> Known:
    return {name: tuple(sorted(changes, key=lambda c: _order(c.at))) for name, changes in known.items()}


# ---- geometry


def outline(zone: Zone) -> tuple[Point, ...]:
    """The corners of a zone, closed; of a round one, points of its circle on the globe."""
    ring = circle(zone.centre, zone.radius_nm) if zone.centre else zone.ring
    return ring if not ring or ring[0] == ring[-1] else (*ring, ring[0])


def circle(centre: Point, radius_nm: float) -> tuple[Point, ...]:
    """Points at one distance from a centre, clockwise from north, to a hundred-thousandth of a degree."""
    lon, lat = map(radians, centre)
    reach = radius_nm / EARTH_NM
    found: list[Point] = []
    for step in range(CIRCLE_POINTS):
        bearing = 2 * pi * step / CIRCLE_POINTS
        north = asin(sin(lat) * cos(reach) + cos(lat) * sin(reach) * cos(bearing))
        east = lon + atan2(sin(bearing) * sin(reach) * cos(lat), cos(reach) - sin(lat) * sin(north))
        found.append((round(degrees(east), 5), round(degrees(north), 5)))
    return tuple(found)
