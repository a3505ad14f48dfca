"""What a seat may listen to: the one place that turns a seat into audiences."""

from games.engine import audience
from games.engine.ids import Audience, SeatId, TeamId
from games.engine.plan import Role, SeatSpec
from games.engine.state import State

STAFF: frozenset[Role] = frozenset({"director", "white", "controller", "analyst"})
"""Roles that see everything."""


def is_staff(spec: SeatSpec) -> bool:
    """Whether the seat sees the truth: staff, and observers whose scope is `all`."""
    return spec.role in STAFF or (spec.role == "observer" and spec.scope == "all")


def audiences_of(state: State, seat: SeatId) -> tuple[Audience, ...]:
    """The audiences that a seat listens to now, in a stable order; empty for an unknown seat.

    A conversation opened later adds its room, so callers ask again after a `thread_started` frame.
    """
    entry = state.seats.get(seat)
    if entry is None:
        return ()
    spec = entry.spec
    if spec.role == "display":
        return (audience.DISPLAY,)
    if is_staff(spec):
        return (audience.WHITE, audience.PUBLIC, audience.seat(seat))
    if spec.role == "observer":
        return _observed(state, spec)
    if spec.team is None:
        return (audience.PUBLIC,)
    own = [audience.PUBLIC, audience.team(spec.team)]
    if spec.office is not None:
        own.append(audience.office(spec.team, spec.office))
    own.append(audience.seat(seat))
    return (*own, *_rooms(state, spec.team))


def _observed(state: State, spec: SeatSpec) -> tuple[Audience, ...]:
    """A public observer hears the public; an observer of one team hears what that team as a whole is told."""
    kind, _, team_id = spec.scope.partition(":")
    if kind != "team":
        return (audience.PUBLIC,)
    team = TeamId(team_id)
    offices = tuple(audience.office(team, o.id) for o in state.deck.offices if o.team == team)
    return (audience.PUBLIC, audience.team(team), *offices, *_rooms(state, team))


def _rooms(state: State, team: TeamId) -> tuple[Audience, ...]:
    """Rooms in the order in which they were opened, without those whose first words are still on their way."""
    mine = [t for t in state.threads.values() if team in t.told]
    mine.sort(key=lambda t: (t.opened.wall_ms, t.id))
    return tuple(audience.room(t.id) for t in mine)
