"""The processes that make up a server: web, workers and beat, each with the settings it needs."""

import logging
import os
import socket
from pathlib import Path

from tte.supervisor import lifeline

GRACE_S = 2
"""How long open sockets may hold up the end of the web process."""

WORKERS = {
    # Timers must not wait behind slow work, so each kind has its own process.
    "timers": ["--queues=timers,default", "--concurrency=4"],
    "slow": ["--queues=slow", "--concurrency=1"],
}


def settle() -> None:
    """What every process does first: follow a supervisor, and send Python's warnings to the log."""
    lifeline.follow_parent()
    logging.captureWarnings(capture=True)


def run_web(host: str, port: int, *, descriptor: int | None = None, compress: bool = False) -> int:
    """Serves pages and sockets until told to stop; `descriptor` is a listening socket made by the parent."""
    import uvicorn

    from tte.web_server import WebServer

    settle()
    config = uvicorn.Config(
        "tte.asgi:application",
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_per_message_deflate=compress,
        timeout_graceful_shutdown=GRACE_S,
        access_log=False,
        # Believe a proxy's word on who is calling only where the operator has named the proxy.
        proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
        log_config=None,
        server_header=False,
    )
    server = WebServer(config)
    given = None if descriptor is None else [socket.socket(fileno=descriptor)]
    server.run(sockets=given)
    return 0 if server.started else 1


def run_worker(queue: str) -> int:
    """Works through the tasks of one queue until told to stop."""
    from tte.celery import app

    settle()
    if queue == "timers":
        warm_up()
    app.start(
        [
            "--quiet",  # no banner between the lines of the log
            "worker",
            f"--hostname={queue}@%h",
            "--pool=threads",
            "--loglevel=INFO",
            "--without-gossip",
            "--without-mingle",
            *WORKERS[queue],
        ]
    )
    return 0


def warm_up() -> None:
    """Has this process read what the first timer would otherwise wait for."""
    import django
    from django.db import connections

    django.setup()
    from games.services import warming

    warming.warm_up()
    # The pool has connections of its own.
    connections.close_all()


def run_beat() -> int:
    """Knocks whenever a timer of the database falls due, until told to stop."""
    from tte.celery import app

    settle()
    app.start(["--quiet", "beat", "--loglevel=INFO", "--pidfile=", f"--schedule={Path(os.devnull)}"])
    return 0
