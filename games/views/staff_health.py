"""The health of the machine for the director: what answers, how freshly, and what was restarted."""

from __future__ import annotations

from typing import Literal

import redis
from django.conf import settings

from games import reads
from games.engine.ids import Millis
from games.engine.state import State
from games.services.heartbeats import BEGAN, STALE_MS
from games.staffing.direct import Health, Part

REDIS_TIMEOUT_S = 0.5


def health(state: State, now_ms: Millis) -> Health:
    """Every part of the machine, for a page that has just been read from the database.

    The web server answers, or nobody would read this.
    """
    seen, begun = reads.heartbeats(), reads.beginnings()
    answering, beat = _redis(), _process("beat", seen, begun, now_ms)
    worker = _process("worker", seen, begun, now_ms)
    if worker.state == "down" and "down" in (answering.state, beat.state):
        # Beat asks the worker for its signs of life, through Redis: without them its silence means nothing.
        worker = Part("worker", "unknown", worker.age_ms)
    web = Part("web", "ok", up_ms=now_ms - BEGAN)
    started = state.started_at
    return Health(
        (web, Part("database", "ok"), answering, worker, beat),
        now_ms - started.wall_ms if started and state.ended_at is None else None,
    )


def without_database() -> Health:
    """What can be said while the database is away, which keeps the signs of life of the others."""
    return Health(
        (
            Part("web", "ok"),
            Part("database", "down"),
            _redis(),
            Part("worker", "unknown"),
            Part("beat", "unknown"),
        )
    )


def _process(
    name: Literal["worker", "beat"], seen: dict[str, Millis], begun: dict[str, Millis], now_ms: Millis
) -> Part:
    if name not in seen:
        return Part(name, "down")
    age = max(0, now_ms - seen[name])
    up = max(0, now_ms - begun[name]) if begun.get(name) else None
    return Part(name, "down" if age > STALE_MS else "ok", age, up)


def _redis() -> Part:
    """Whether Redis answers, and how long it has been up."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S
    )
    try:
        facts = client.info("server")
    except redis.RedisError:
        return Part("redis", "down")
    finally:
        client.close()
    return Part("redis", "ok", up_ms=int(facts["uptime_in_seconds"]) * 1000)
