"""A whole log, folded: the state of an exercise at any of its events."""

from collections.abc import Iterable

from games.engine.events import Recorded
from games.engine.evolve import evolve
from games.engine.state import State


def replay(records: Iterable[Recorded], start: State | None = None) -> State:
    """The state after these records, which must follow on from `start` without a gap.

    Raises ValueError at the first record whose sequence is not the next one.
    """
    state = start or State()
    for rec in records:
        if rec.seq != state.seq + 1:
            raise ValueError(f"record {rec.seq} does not follow record {state.seq}")
        state = evolve(state, rec)
    return state
