"""What conditions of a deck wait for and no other event says: dice, moments, and what was read."""

from typing import TypeAlias

from games.engine.events.base import Event
from games.engine.ids import InjectId, ItemId, SeatId, TeamId, ThreadId


class ChancesDrawn(Event, frozen=True, tag="chances_drawn"):
    """The dice of the deck are thrown, once for the whole exercise: 0 to 99 for each name, all from the seed."""

    seed: str
    rolls: dict[str, int]


class MomentCame(Event, frozen=True, tag="moment_came"):
    """A moment that a condition waits for is here; `so` says whether what it asks (`what`) is the case."""

    what: str
    so: bool


class ItemOpened(Event, frozen=True, tag="item_opened"):
    """A seat opened an inject that a condition of the deck asks about."""

    inject: InjectId
    item: ItemId
    seat: SeatId


class ItemAcknowledged(Event, frozen=True, tag="item_acknowledged"):
    """A seat says that it has read and understood an item."""

    inject: InjectId
    item: ItemId
    seat: SeatId


class MessagesSeen(Event, frozen=True, tag="messages_seen"):
    """A seat of a team saw what another team wrote, where a condition of the deck asks about it."""

    thread: ThreadId
    sender: TeamId
    reader: TeamId
    seat: SeatId


MomentEvent: TypeAlias = ChancesDrawn | MomentCame | ItemOpened | ItemAcknowledged | MessagesSeen
