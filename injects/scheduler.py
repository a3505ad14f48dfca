"""Celery beat on the database: it sleeps until the next timer is due and knocks at the workers.

The database is the timer of record. A knock carries no time and may be lost or doubled; as long as a timer is
due, beat knocks again. Several beats may run beside each other.
"""

from __future__ import annotations

import logging
import time
from functools import cached_property
from typing import Any

from celery import Task
from celery.beat import Scheduler
from django.conf import settings
from django.db import connections
from kombu import Connection, Producer

from games.models import Exercise
from games.services import heartbeats, now_ms
from injects.tasks import keep_papers, pulse, tick

log = logging.getLogger(__name__)

LONGEST_SLEEP_S = 0.25
"""A timer that was set or moved is seen after this time at the latest."""

SOON_S = 0.02
"""How soon it looks again after a knock: the worker takes a few milliseconds."""

PATIENCE_S = 1.0
"""How long a worker is given before the same timer is knocked for again."""

ANSWER_S = 2.0
"""How long the broker may take to let beat in, or to answer: one that hangs must not hang beat."""

EXPIRES_S = 60
"""A knock that waited longer in the broker is dropped: newer ones stand behind it."""


class InjectScheduler(Scheduler):
    """Knocks for every exercise that has something due."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.knocked: dict[int, tuple[int, float, int]] = {}
        self.pulse_at = 0.0
        self.papers_at = time.monotonic()
        self.failing = False
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        """There is no schedule but the database's."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Knocks where something is due; gives the seconds to sleep. Outlives database and broker."""
        try:
            self.give_sign_of_life()
            self.ask_for_papers()
            return self.knock(now_ms())
        except Exception as problem:
            self.start_over(problem)
            return LONGEST_SLEEP_S

    def knock(self, now: int) -> float:
        """Publishes a tick for each exercise due at `now` (wall ms); gives the seconds until it looks again."""
        due = Exercise.objects.filter(next_due_at__lte=now).order_by("next_due_at")
        soon = False
        for exercise_id, due_at in due.values_list("pk", "next_due_at"):
            if due_at is not None:
                soon = self.knock_for(exercise_id, due_at) == 1 or soon
        if soon:
            # What is due after it shows when the worker is done, and may be a moment away.
            return SOON_S
        following = (
            Exercise.objects.filter(next_due_at__gt=now)
            .order_by("next_due_at")
            .values_list("next_due_at", flat=True)
            .first()
        )
        if following is None:
            return LONGEST_SLEEP_S
        return max(0.0, min(LONGEST_SLEEP_S, (following - now_ms()) / 1000))

    def knock_for(self, exercise_id: int, due_at: int) -> int:
        """Publishes a tick, unless a worker is still given time for this timer; says how many it took so far."""
        last_due, last_at, knocks = self.knocked.get(exercise_id, (0, 0.0, 0))
        if last_due != due_at or time.monotonic() - last_at >= PATIENCE_S:
            self.publish(tick, exercise_id)
            knocks = knocks + 1 if last_due == due_at else 1
            self.knocked[exercise_id] = (due_at, time.monotonic(), knocks)
        return knocks

    def publish(self, task: Task[..., None], *args: int) -> None:
        """Sends one knock, without waiting for a broker that is away."""
        task.apply_async(args, producer=self.producer, retry=False, expires=EXPIRES_S)
        if self.failing:
            self.failing = False
            log.info("beat knocks again")

    @cached_property
    def connection(self) -> Connection:
        """The way to the broker; it gives up at once, where celery's own could block for half a minute."""
        at_once = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
        options = {**self.app.conf.broker_transport_options, **at_once, "socket_timeout": ANSWER_S}
        return self.app.connection_for_write(transport_options=options, connect_timeout=ANSWER_S)

    @cached_property
    def producer(self) -> Producer:
        return Producer(self.connection, auto_declare=False)

    def give_sign_of_life(self) -> None:
        """Writes beat's own, and asks a worker for one."""
        if time.monotonic() >= self.pulse_at:
            self.pulse_at = time.monotonic() + heartbeats.EVERY_S
            heartbeats.alive(heartbeats.BEAT)
            self.publish(pulse)

    def ask_for_papers(self) -> None:
        """Has a continuity pack kept of what is played, so that a room can go on when the machine dies."""
        every = settings.TTE_PAPER_EVERY_S
        if every > 0 and time.monotonic() - self.papers_at >= every:
            self.papers_at = time.monotonic()
            self.publish(keep_papers)

    def start_over(self, problem: Exception) -> None:
        """Drops the connections to database and broker; the next tick opens new ones."""
        if not self.failing:
            self.failing = True
            log.warning("beat cannot work (%s); it tries again", type(problem).__name__)
        self.__dict__.pop("producer", None)
        broker = self.__dict__.pop("connection", None)
        if broker is not None:
            broker.collect()
        connections.close_all()
