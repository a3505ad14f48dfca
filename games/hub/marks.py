"""What reached the seats of this process and was opened there, on its way to the record."""

from collections.abc import Mapping

from games.engine.ids import ItemId
from games.hub.peer import Peer
from games.hub.reading import Reading
from games.hub.room import Room
from games.services import deliveries, now_ms, seeing
from games.services.seats import SeatPass


class Marks:
    """Everything but `pass_on_marks` belongs to the event loop of the hub, whose `rooms` these are."""

    def __init__(self, rooms: Mapping[str, Room], reading: Reading) -> None:
        self.rooms = rooms
        self.reading = reading
        self._delivered: list[tuple[SeatPass, ItemId, int]] = []

    def delivered(self, peer: Peer, item: str) -> None:
        """The item was written to the peer's socket."""
        if _leaves_marks(peer.place):
            self._delivered.append((peer.place, ItemId(item), now_ms()))

    async def opened(self, peer: Peer, items: list[str]) -> None:
        """The person opened these; those that the seat was never told are passed over."""
        place = peer.place
        room = self.rooms.get(place.public_id)
        if not _leaves_marks(place) or room is None:
            return
        talks = [thread for item in items if (thread := seeing.thread_of(item))]
        deliveries.saw(place.exercise_id, place.seat, talks)
        items = [item for item in items if not seeing.thread_of(item)]
        heard = set(peer.cursor)
        told = {item for item in items if room.items.get(item, set()) & heard}
        if unknown := set(items) - told:
            told |= await self.reading.told_items(place.public_id, place.seat, unknown)
        if told:
            self._note_delivered()
            ids = [ItemId(item) for item in sorted(told)]
            deliveries.opened(place.exercise_id, place.seat, place.generation, ids)

    def pass_on_marks(self) -> None:
        """Writes what was delivered and opened to the record. For a thread: the database may be slow."""
        self._note_delivered()
        deliveries.flush(gently=True)

    def _note_delivered(self) -> None:
        marks, self._delivered = self._delivered, []
        for place, item, at in marks:
            deliveries.delivered(place.exercise_id, place.seat, place.generation, [item], at)


def _leaves_marks(place: SeatPass) -> bool:
    """Whether what reaches a seat is part of the record; a facilitator's look, and that of staff, is not."""
    return not (place.is_staff or place.facilitator)
