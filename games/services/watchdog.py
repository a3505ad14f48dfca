"""Timers without workers: a web process that sees something overdue does it itself."""

from __future__ import annotations

from games.engine.commands import Tick
from games.engine.ids import SeatId
from games.models import Exercise
from games.services import heartbeats
from games.services.clock import now_ms
from games.services.rounds import Submission
from games.services.submitting import submit_many

PATIENCE_MS = 1500
"""How long a worker has the right of way, if one is alive."""


def watchdog_tick(now: int | None = None) -> int:
    """Ticks every exercise with a timer due at `now` (wall ms) that no worker has taken; says how many.

    Harmless beside a worker: a tick that finds nothing due does nothing.
    """
    at = now_ms() if now is None else now
    latest = at - PATIENCE_MS if heartbeats.timers_are_tended(at) else at
    late = Exercise.objects.filter(next_due_at__lt=latest).order_by("id").values_list("id", flat=True)
    batch = [Submission(exercise_id, SeatId(""), "", Tick(), now) for exercise_id in late]
    submit_many(batch)
    return len(batch)
