"""What each seat knows, ready to be shown: the fold of the frames it was told, kept and caught up."""

from __future__ import annotations

import threading
from collections import OrderedDict

from games import reads
from games.engine import wire
from games.engine.access import audiences_of
from games.engine.ids import SeatId
from games.engine.seatview import SeatView, fold
from games.services.cache import held_now

CAPACITY = 1024
"""Views kept by one process; the one longest unused goes first."""

_lock = threading.Lock()
_kept: OrderedDict[tuple[str, SeatId], SeatView] = OrderedDict()


def seat_view(exercise_id: int, seat: SeatId) -> SeatView:
    """All that a seat knows now. Raises Exercise.DoesNotExist; an unknown seat knows nothing."""
    held = held_now(exercise_id)
    place = (held.public_id, seat)
    with _lock:
        view = _kept.get(place, SeatView())
    after = {one: view.positions.get(one, 0) for one in audiences_of(held.state, seat)}
    behind = {one: position for one, position in after.items() if position < held.positions.get(one, 0)}
    if behind:
        # Not beyond the state that named the audiences: a room opened since is read from its first frame on.
        for row in reads.frames(exercise_id, behind, upto=held.seq):
            view = fold(view, wire.decode_frame(row.frame))
        with _lock:
            _keep(place, view)
    return view


def _keep(place: tuple[str, SeatId], view: SeatView) -> None:
    _kept[place] = view
    _kept.move_to_end(place)
    while len(_kept) > CAPACITY:
        _kept.popitem(last=False)
