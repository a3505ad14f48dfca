"""The Celery tasks that knock: ids in, one service call, safe to run twice. Nothing carries a time."""

from __future__ import annotations

from celery import shared_task

from games.engine.commands import Tick
from games.engine.ids import SeatId
from games.services import continuity, heartbeats, submit
from injects import rehearsals


@shared_task(name="injects.tasks.tick", queue="timers")
def tick(exercise_id: int) -> None:
    """Does whatever is due in an exercise; a second knock finds nothing to do."""
    submit(exercise_id, SeatId(""), "", Tick())


@shared_task(name="injects.tasks.pulse", queue="timers")
def pulse() -> None:
    """A knock from beat that only shows that a worker answers."""
    heartbeats.alive(heartbeats.WORKER)


@shared_task(name="injects.tasks.keep_papers", queue="slow")
def keep_papers() -> None:
    """Keeps a continuity pack of every exercise under way that has changed."""
    continuity.keep_all()


@shared_task(name="injects.tasks.rehearse", queue="slow")
def rehearse(rehearsal_id: int) -> None:
    """Plays a rehearsal that waits, beside everything that has a clock."""
    rehearsals.perform(rehearsal_id)
