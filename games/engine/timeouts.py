"""What a team was told of the time-out that its lead asked for."""

from msgspec import Struct
from msgspec.structs import replace

from games.engine.events import Stamp
from games.engine.frames import ClockChanged
from games.engine.ids import SeatId


class OwnTimeout(Struct, frozen=True):
    """The time-out that one's own lead asked for last, until it is over; `declined` with the answer if not."""

    at: Stamp
    seat: SeatId
    reason: str
    declined: bool = False
    answer: str = ""
    granted: bool = False


def after_clock(asked: OwnTimeout | None, clock: ClockChanged) -> OwnTimeout | None:
    """A time-out that begins answers whoever had asked; it is done with when it ends."""
    if asked is None or clock.stop == "timeout":
        return replace(asked, granted=True, declined=False) if asked else None
    return None if asked.granted else asked


def declined(asked: OwnTimeout | None, answer: str) -> OwnTimeout | None:
    """The director's no, with the reason that the team reads."""
    return replace(asked, declined=True, answer=answer) if asked else None
