"""The projector: public items and statements, the clock, and what the room should do at a stop."""

from dataclasses import dataclass

from games.engine.seatview import SeatView
from games.engine.state import OVER
from games.presenting.inbox import ItemCard, item_card
from games.presenting.people import Public
from games.presenting.status import Status

SHOWN = 4
"""How many public items stand on the screen at once."""


@dataclass(frozen=True, slots=True)
class Screen:
    """`mode` is lobby, play, plenary, stop, emergency or ended; `first` is the newest item."""

    mode: str
    first: ItemCard | None
    before: tuple[ItemCard, ...]


def screen(view: SeatView, public: Public, status: Status) -> Screen:
    """What the projector shows now. Retracted items are left out."""
    told = [view.items[i] for i in reversed(view.feed) if view.items[i].retracted is None]
    cards = tuple(item_card(item, public, opened=True) for item in told[:SHOWN])
    return Screen(mode_of(status), cards[0] if cards else None, cards[1:])


def mode_of(status: Status) -> str:
    """Which of its faces the screen shows."""
    if status.emergency:
        return "emergency"
    if status.waiting:
        return "lobby"
    if status.life in OVER:
        return "ended"
    if status.plenary:
        return "plenary"
    return "stop" if status.life == "stopped" else "play"
