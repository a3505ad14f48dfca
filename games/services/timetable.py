"""The Timer rows: what falls due, as the state has it, for those who watch the machine."""

from __future__ import annotations

from games.engine.state import State
from games.engine.timers import timers_with_wall
from games.services.batch import TIMERS, Batch, marks


def is_moved(before: State, after: State) -> bool:
    """Whether any row may have to change."""
    return before.timers is not after.timers or before.clock != after.clock


def project(batch: Batch, exercise_id: int, before: State, after: State) -> None:
    """Writes the timers that are new or due at another time, and removes those that are gone."""
    if not is_moved(before, after):
        return
    old, new = _rows(exercise_id, before), _rows(exercise_id, after)
    gone = [name for name, row in old.items() if new.get(name) != row]
    if gone:
        batch.add(
            f"DELETE FROM {TIMERS.name} WHERE exercise_id = %s AND timer IN ({marks(gone)})",
            [exercise_id, *gone],
        )
    batch.insert(TIMERS, [row for name, row in new.items() if old.get(name) != row])


def _rows(exercise_id: int, state: State) -> dict[str, tuple[object, ...]]:
    """One row for each timer, by its name."""
    return {
        timer.id: (exercise_id, timer.id, timer.kind, timer.ref, timer.basis, timer.at_ms, wall)
        for timer, wall in timers_with_wall(state)
    }
