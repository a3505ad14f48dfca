"""Servers beside the one of the session: with a Redis of their own, to be stopped and started by a test."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from django.test import override_settings

from tests.conftest import Site
from tte.supervisor import redis_server
from tte.web_server import WebServer


class RunningSite:
    """uvicorn in a thread, with a hub of its own."""

    def __init__(self, port: int) -> None:
        from tte.asgi import application

        config = uvicorn.Config(
            application,
            host="127.0.0.1",
            port=port,
            log_level="error",
            ws="websockets-sansio",
            log_config=None,
        )
        self.site = Site(f"http://127.0.0.1:{port}")
        self.server = WebServer(config)
        self.thread = threading.Thread(target=self.server.run, name="own-site", daemon=True)
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server did not start"
            time.sleep(0.01)

    def stop(self) -> None:
        """Stops it as a signal would."""
        self.server.should_exit = True
        self.thread.join(20)


@contextmanager
def own_site(redis_url: str, port: int | None = None) -> Iterator[RunningSite]:
    """A server on `redis_url`; what this process commits meanwhile is published there as well."""
    with override_settings(REDIS_URL=redis_url):
        running = RunningSite(port or redis_server.free_port())
        try:
            yield running
        finally:
            running.stop()
