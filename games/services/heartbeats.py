"""Signs of life of the processes that timers depend on."""

from __future__ import annotations

from games.models import Heartbeat
from games.services.clock import now_ms

BEAT = "beat"
WORKER = "worker"
EVERY_S = 2.0
"""How often each of them writes one."""

STALE_MS = 8_000
"""A process silent for longer is taken for dead.

With the interval at which the director's page asks it makes up the 15 s after which that page must say so.
"""
BEGAN = now_ms()
"""When this process was started, near enough (wall ms)."""


def alive(name: str, at: int | None = None) -> None:
    """Notes that the process `name` is alive at `at` (wall ms)."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now_ms() if at is None else at, since=BEGAN)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "since"],
    )


def timers_are_tended(at: int) -> bool:
    """Whether beat and a worker are both alive at `at` (wall ms), as far as anybody has heard."""
    seen = dict(Heartbeat.objects.filter(name__in=(BEAT, WORKER)).values_list("name", "at"))
    return all(at - seen.get(name, 0) <= STALE_MS for name in (BEAT, WORKER))
