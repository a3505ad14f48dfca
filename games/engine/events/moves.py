"""A team's moves, from the signature to the desk of an adjudicator."""

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from games.engine.events.base import Event
from games.engine.ids import Audience, ItemId, MoveId, SeatId, TeamId

Visibility: TypeAlias = Literal["public", "parties", "covert"]


class MoveContent(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """What a team decides to do. Only headline and text must be there; `move` is a type of the catalogue."""

    headline: str
    text: str
    move: str = "other"
    params: dict[str, Any] = {}
    office: str = ""
    because: tuple[str, ...] = ()
    legal_basis: str = ""
    visibility: Visibility = "covert"
    parties: tuple[TeamId, ...] = ()
    intended_effect: str = ""
    risk: str = ""
    item: ItemId | None = None
    defy: bool = False
    defy_reason: str = ""


class MoveSubmitted(Event, frozen=True, tag="move_submitted"):
    """The lead signed and the white cell has it. `number` counts the team's own moves."""

    move_id: MoveId
    number: int
    team: TeamId
    seat: SeatId
    content: MoveContent
    drafted_by: SeatId | None = None
    late: bool = False
    on_behalf_by: SeatId | None = None
    counsel: dict[str, Any] | None = None


class MoveAmended(Event, frozen=True, tag="move_amended"):
    """A new version before anyone took it into work."""

    move_id: MoveId
    version: int
    content: MoveContent
    late: bool = False
    counsel: dict[str, Any] | None = None


class MoveWithdrawn(Event, frozen=True, tag="move_withdrawn"):
    """The team took it back."""

    move_id: MoveId
    reason: str = ""


class DissentNoted(Event, frozen=True, tag="dissent_noted"):
    """A member of the team disagrees, for the record."""

    move_id: MoveId
    seat: SeatId
    text: str


class MoveTaken(Event, frozen=True, tag="move_taken"):
    """An adjudicator has it in work (also after a handing over)."""

    move_id: MoveId
    by: SeatId
    handed_over: bool = False


class MoveReturned(Event, frozen=True, tag="move_returned"):
    """Back to the queue, or back to the team with a question."""

    move_id: MoveId
    question: str = ""


class MoveRequeued(Event, frozen=True, tag="move_requeued"):
    """A held move is back in the queue: the steps it lacked are done, or its ruling fell."""

    move_id: MoveId
    why: str


class MoveAnnounced(Event, frozen=True, tag="move_announced"):
    """A public or partly public move became known, as a statement of its team."""

    move_id: MoveId
    item: ItemId
    team: TeamId
    to: tuple[Audience, ...]
    headline: str
    text: str


MoveEvent: TypeAlias = (
    MoveSubmitted
    | MoveAmended
    | MoveWithdrawn
    | DissentNoted
    | MoveTaken
    | MoveReturned
    | MoveRequeued
    | MoveAnnounced
)
