"""The log as one team was told it: the audiences that a team hears, and the frames in the order told."""

from collections.abc import Iterable

from msgspec import Struct

from games.engine import audience as aud
from games.engine.frames import StaffLogged, TheFrame
from games.engine.ids import Audience, TeamId
from games.engine.state import State


class Telling(Struct, frozen=True):
    """A frame and the entry of the log that it came from."""

    seq: int
    frame: TheFrame


def audiences_of_team(state: State, team: TeamId) -> tuple[Audience, ...]:
    """Everything that some seat of a team listens to: the public, the team, its offices, seats and rooms."""
    found = [aud.PUBLIC, aud.team(team)]
    found += [aud.office(o.team, o.id) for o in state.deck.offices if o.team == team]
    found += [aud.seat(s.spec.id) for s in state.seats.values() if s.spec.team == team]
    found += [aud.room(t.id) for t in state.threads.values() if team in t.parties]
    return tuple(found)


def once(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """What one entry told through two audiences in the same words counts once: the first is kept."""
    seen: set[tuple[int, bytes]] = set()
    kept = []
    for telling in tellings:
        mark = (telling.seq, _content(telling.frame))
        if mark not in seen:
            seen.add(mark)
            kept.append(telling)
    return tuple(kept)


def _content(frame: TheFrame) -> bytes:
    return repr(frame.frame).encode()


def is_for_players(telling: Telling) -> bool:
    """Whether a frame is one that a playing seat can get."""
    return not isinstance(telling.frame.frame, StaffLogged)
