"""The strip of team tiles: who is reading, who is acting, who has gone quiet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from games.engine.ids import Audience, ItemId, Millis, SeatId, TeamId
from games.engine.plan import Team
from games.engine.state import State
from games.staffing.naming import Names, listeners, teams_reached
from games.staffing.present import Heat, Present, heat


@dataclass(frozen=True, slots=True)
class Reading:
    """That one seat was shown an item, and when it opened it (wall ms; None: not yet)."""

    item: ItemId
    seat: SeatId
    delivered_ms: Millis
    opened_ms: Millis | None = None


@dataclass(frozen=True, slots=True)
class TeamTile:
    """One team at a glance. Ages are wall milliseconds, None when it never happened."""

    team: Team
    label: str
    opened_age: Millis | None
    move_age: Millis | None
    unread: int
    online: int
    expected: int
    taken: int
    waiting: int
    """Moves of the team that nobody has ruled on."""
    heat: Heat


def team_tiles(
    state: State, names: Names, now: Present, readings: Iterable[Reading], online: frozenset[SeatId]
) -> tuple[TeamTile, ...]:
    """A tile for each team, in the plan's order. `online` are the seats with a live connection."""
    opened = _opened_by_seat(readings)
    return tuple(_tile(state, names, now, team, opened, online) for team in state.deck.teams)


def _opened_by_seat(readings: Iterable[Reading]) -> dict[SeatId, dict[ItemId, Millis]]:
    found: dict[SeatId, dict[ItemId, Millis]] = {}
    for reading in readings:
        if reading.opened_ms is not None:
            found.setdefault(reading.seat, {})[reading.item] = reading.opened_ms
    return found


def _tile(
    state: State,
    names: Names,
    now: Present,
    team: Team,
    opened: Mapping[SeatId, Mapping[ItemId, Millis]],
    online: frozenset[SeatId],
) -> TeamTile:
    seats = [s for s in state.seats.values() if s.spec.team == team.id and s.spec.role == "player"]
    items = _items_of(state, team.id)
    by_team: dict[ItemId, Millis] = {}
    for seat in seats:
        for item, at in opened.get(seat.spec.id, {}).items():
            by_team[item] = max(at, by_team.get(item, 0))
    last_opened = max((at for item, at in by_team.items() if item in items), default=None)
    moves = [m for m in state.moves.values() if m.team == team.id]
    last_move = max((m.at.wall_ms for m in moves), default=None)
    opened_age = None if last_opened is None else max(0, now.wall_ms - last_opened)
    move_age = None if last_move is None else max(0, now.wall_ms - last_move)
    return TeamTile(
        team=team,
        label=names.text(team.label),
        opened_age=opened_age,
        move_age=move_age,
        unread=sum(item not in by_team for item in items),
        online=sum(seat.spec.id in online for seat in seats),
        expected=len(seats),
        taken=sum(seat.taken for seat in seats),
        waiting=sum(m.status in ("received", "in_work", "returned") for m in moves),
        heat=_quiet(state, now, opened_age, move_age),
    )


def _items_of(state: State, team: TeamId) -> frozenset[ItemId]:
    """The items that a team as a whole has been sent and that still stand."""
    return frozenset(
        i.item
        for i in state.injects.values()
        if i.item is not None and i.status == "released" and team in teams_reached(state, i.to)
    )


def _quiet(state: State, now: Present, opened_age: Millis | None, move_age: Millis | None) -> Heat:
    """How quiet a team is, since it last read or acted or since STARTEX; a standing clock is no silence."""
    if state.life != "running" or state.started_at is None:
        return "calm"
    since_start = max(0, now.wall_ms - state.started_at.wall_ms)
    settings = state.deck.settings
    ages = [age for age in (opened_age, move_age) if age is not None]
    return heat(min([*ages, since_start]), settings.idle_amber_ms, settings.idle_red_ms)


@dataclass(frozen=True, slots=True)
class Ticks:
    """How far one item has come with one team: seats meant to have it, that were shown it, that opened it."""

    team: Team
    seats: int
    delivered: int
    opened: int
    missing: tuple[SeatId, ...]
    """Seats that have not opened it, in the order of the state."""


def ticks(
    state: State, readings: Iterable[Reading], item: ItemId, to: Iterable[Audience]
) -> tuple[Ticks, ...]:
    """Delivered and opened counts of an item, by team, for the playing seats that it was sent to."""
    wanted = set(to)
    shown: dict[SeatId, bool] = {}
    for reading in readings:
        if reading.item == item:
            shown[reading.seat] = shown.get(reading.seat, False) or reading.opened_ms is not None
    found = (_ticks_of(state, team, wanted, shown) for team in state.deck.teams)
    return tuple(t for t in found if t.seats)


def _ticks_of(state: State, team: Team, wanted: set[Audience], shown: Mapping[SeatId, bool]) -> Ticks:
    seats = [
        entry.spec.id
        for entry, heard in listeners(state)
        if entry.spec.team == team.id and not wanted.isdisjoint(heard)
    ]
    return Ticks(
        team=team,
        seats=len(seats),
        delivered=sum(s in shown for s in seats),
        opened=sum(shown.get(s, False) for s in seats),
        missing=tuple(s for s in seats if not shown.get(s, False)),
    )
