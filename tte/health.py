"""Two pages for machines: `/healthz` (this process answers) and `/readyz` (it can serve an exercise)."""

import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from games import reads
from games.services.heartbeats import STALE_MS

TIMER_PROCESSES = ("beat", "worker")
REDIS_TIMEOUT_S = 1.0
NOT_READY = 503


class HealthMiddleware:
    """Answers the two pages ahead of everything else: a probe needs no host name and no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case "/healthz":
                return JsonResponse({"status": "ok"})
            case "/readyz":
                checks = readiness()
                ready = all(check["ok"] for check in checks.values())
                return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else NOT_READY)
            case _:
                return self.get_response(request)


def readiness() -> dict[str, dict[str, Any]]:
    """What an exercise needs, each with `ok` and, when not, the next step for the operator."""
    checks = {"database": check_database(), "redis": check_redis()}
    if checks["database"]["ok"]:
        return checks | {"migrations": check_migrations()} | check_timers()
    unknown = {"ok": False, "detail": "unknown without the database"}
    return checks | dict.fromkeys(("migrations", *TIMER_PROCESSES), unknown)


def check_database() -> dict[str, Any]:
    """Whether the database answers, and in how many ms."""
    started = time.perf_counter()
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as problem:
        return {"ok": False, "detail": f"no answer ({type(problem).__name__}): check DATABASE_URL"}
    return {"ok": True, "ms": since(started)}


def check_migrations() -> dict[str, Any]:
    """Whether the tables are those of this code."""
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as problem:
        return {"ok": False, "detail": f"cannot be read ({type(problem).__name__})"}
    if waiting:
        return {"ok": False, "detail": f"{len(waiting)} to apply: run `tte manage migrate`"}
    return {"ok": True}


def check_redis() -> dict[str, Any]:
    """Whether Redis answers, and in how many ms."""
    started = time.perf_counter()
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT_S, socket_connect_timeout=REDIS_TIMEOUT_S
    )
    try:
        client.ping()
    except redis.RedisError as problem:
        return {"ok": False, "detail": f"no answer ({type(problem).__name__}): check REDIS_URL"}
    finally:
        client.close()
    return {"ok": True, "ms": since(started)}


def check_timers() -> dict[str, dict[str, Any]]:
    """How long ago (ms) beat and the worker of the timers last gave a sign of life."""
    try:
        seen = reads.heartbeats()
    except Error as problem:
        silent = {"ok": False, "detail": f"cannot be read ({type(problem).__name__})"}
        return dict.fromkeys(TIMER_PROCESSES, silent)
    now = int(time.time() * 1000)
    return {name: life_of(name, seen.get(name), now) for name in TIMER_PROCESSES}


def life_of(name: str, seen: int | None, now: int) -> dict[str, Any]:
    """How the last sign of life of a process (wall ms; None for never) is to be judged at `now`."""
    if seen is None:
        return {"ok": False, "detail": f"{name} has not started: timed injects wait for it"}
    age = max(0, now - seen)
    if age > STALE_MS:
        return {"ok": False, "age_ms": age, "detail": f"{name} has stopped: timed injects wait for it"}
    return {"ok": True, "age_ms": age}


def since(started: float) -> float:
    """Milliseconds since a reading of the performance counter."""
    return round((time.perf_counter() - started) * 1000, 1)
