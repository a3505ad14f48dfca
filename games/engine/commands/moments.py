"""What a reader did with an item or a conversation, where a condition of the deck asks."""

from games.engine.commands.base import Command
from games.engine.ids import ItemId, SeatId, ThreadId


class NoteOpened(Command, frozen=True, tag="note_opened"):
    """A seat has opened these items; kept where a condition of the deck asks."""

    seat: SeatId
    items: tuple[ItemId, ...]


class NoteSeen(Command, frozen=True, tag="note_seen"):
    """A seat has a conversation on its screen; kept where a condition of the deck asks."""

    seat: SeatId
    thread: ThreadId


class Acknowledge(Command, frozen=True, tag="acknowledge"):
    """A reader says that the item is read and understood."""

    item: ItemId
