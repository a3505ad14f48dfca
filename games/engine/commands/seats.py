"""Sit down, get up, and who leads."""

from games.engine.commands.base import Command
from games.engine.ids import SeatId
from games.engine.plan import Rank, SeatSpec


class TakeSeat(Command, frozen=True, tag="take_seat"):
    """Somebody sits down, after the join page has checked code and PIN. `moved`: from another device."""

    seat: SeatId
    name: str = ""
    consent: bool = False
    moved: bool = False


class VacateSeat(Command, frozen=True, tag="vacate_seat"):
    """The seat becomes free: its person gets up (the system says so), or staff send them elsewhere."""

    seat: SeatId
    reason: str = ""


class AddSeat(Command, frozen=True, tag="add_seat"):
    """One more chair."""

    seat: SeatSpec


class ChangeRank(Command, frozen=True, tag="change_rank"):
    """Make a seat its team's lead, scribe or member. A new lead replaces the old one."""

    seat: SeatId
    rank: Rank
    reason: str = ""


class GiveConsent(Command, frozen=True, tag="give_consent"):
    """Accept the rules of the house."""
