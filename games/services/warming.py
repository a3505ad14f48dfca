"""What a process reads before its first command, so that nothing due has to wait for it."""

from __future__ import annotations

import logging

from django.db import Error

from games.models import Exercise
from games.services import cache
from games.services.rules import rulebook

logger = logging.getLogger(__name__)


def warm_up() -> None:
    """Reads the shipped rule pack, and the logs and packs of exercises whose clocks run. A database that is away is no fault.

    For a worker, which may have been started anew in the midst of play.
    """
    rulebook()
    try:
        _read_logs()
    except Error as problem:
        logger.warning("logs are read when they are needed (%s)", type(problem).__name__)


def _read_logs() -> None:
    running = Exercise.objects.filter(next_due_at__isnull=False).order_by("next_due_at")
    for exercise_id in running.values_list("id", flat=True)[: cache.CAPACITY]:
        try:
            rulebook(*cache.held_now(exercise_id).pin)
        except (cache.BrokenChain, ValueError):
            logger.exception("the log of exercise %s cannot be read; run verify_log", exercise_id)
