"""Who sits where, and who leads."""

from typing import Literal, TypeAlias

from games.engine.events.base import Event
from games.engine.ids import SeatId
from games.engine.plan import SeatSpec


class SeatAdded(Event, frozen=True, tag="seat_added"):
    """A chair beyond those of the plan."""

    seat: SeatSpec


class SeatTaken(Event, frozen=True, tag="seat_taken"):
    """Somebody sat down. `name` is what others see (empty: the office alone); no account is behind it."""

    seat: SeatId
    name: str
    moved: bool = False


class SeatVacated(Event, frozen=True, tag="seat_vacated"):
    """The person left or was sent elsewhere; what the seat saw stays with the seat."""

    seat: SeatId
    reason: str


class RankChanged(Event, frozen=True, tag="rank_changed"):
    """The lead (or scribe) of a team is another seat."""

    seat: SeatId
    rank: Literal["lead", "scribe", "member"]
    reason: str


class ConsentGiven(Event, frozen=True, tag="consent_given"):
    """The seat accepted the rules of the house and the attribution rule."""

    seat: SeatId


SeatEvent: TypeAlias = SeatAdded | SeatTaken | SeatVacated | RankChanged | ConsentGiven
