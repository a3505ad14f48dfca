"""Fixtures for every suite: a private Redis, a live server, a browser; and how a suite says it cannot run."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_asyncio
from django.conf import settings
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware
from xdist.scheduler import LoadFileScheduling

from tests.flushing import allow_flushing
from tests.settings import SCRATCH
from tte.supervisor import redis_server

ROOT = Path(__file__).resolve().parents[1]
REDIS = pytest.StashKey["OwnRedis"]()
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every window would otherwise start two pages of the browser's own, for an address bar that nobody sees. Of several
    # such lists the last one counts, so here is also what Playwright leaves out.
    "--disable-features="
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
)


def cannot_run(reason: str) -> None:
    """Skips the test aloud; where everything must run (`TTE_REQUIRE_ALL=1`, as in CI) it fails instead."""
    if os.environ.get("TTE_REQUIRE_ALL") == "1":
        pytest.fail(f"nothing may be skipped here, but: {reason}")
    pytest.skip(reason)


class OwnRedis:
    """A Redis server that the tests may stop and start again: `url` stays the same, what it held is gone."""

    def __init__(self, prepared: redis_server.PrivateRedis) -> None:
        self.prepared = prepared
        self.start()

    @property
    def url(self) -> str:
        return self.prepared.url

    def start(self) -> None:
        """Starts the server and returns when it answers."""
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self.prepared.argv, stdin=quiet, stdout=quiet, stderr=quiet)
        redis_server.wait_until_open(self.prepared.port, self.process, self.prepared.program.name)

    def stop(self) -> None:
        """Kills the server."""
        self.process.kill()
        self.process.wait()


def start_redis(prepared: redis_server.PrivateRedis) -> OwnRedis:
    """Starts a prepared server; given the same one again after a stop, it is back at the same address."""
    return OwnRedis(prepared)


def pytest_configure(config: pytest.Config) -> None:
    """Gives this process its own Redis. Settings are loaded before any conftest, so they are patched here."""
    from tte.celery import app

    allow_flushing()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    running = start_redis(redis_server.prepare(redis_server.find_program(), SCRATCH / "redis"))
    config.stash[REDIS] = running
    settings.REDIS_URL = settings.CELERY_BROKER_URL = running.url
    app.conf.update(broker_url=running.url)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the Redis of this process and removes its scratch directory."""
    running = config.stash.get(REDIS, None)
    if running is not None:
        running.stop()
    shutil.rmtree(SCRATCH, ignore_errors=True)


# A timing is no test's verdict: on a busy machine any example may be slow.
hypothesis.settings.register_profile("tte", deadline=None)
hypothesis.settings.load_profile("tte")


SHARED = {"browser: Any": "a browser", "stack: Stack": "a server in real processes"}
"""What tests ask for, as their arguments have it, and every process that runs such tests makes once for itself."""


class TogetherWhereShared(LoadFileScheduling):  # type: ignore[misc]  # untyped
    """In several processes (`--dist loadfile`) a file stays together, and so do all files that share one thing.

    Two browsers at once leave neither enough of a small machine to be in time, and each server takes long to start.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return shared_by(file) or file


@cache
def shared_by(file: str) -> str:
    """What the tests of a file (a path from the root of the project) share with those of others; empty for nothing."""
    if file.startswith("tests/e2e/"):
        return SHARED["browser: Any"]
    text = (ROOT / file).read_text(encoding="utf-8")
    return next((thing for argument, thing in SHARED.items() if argument in text), "")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherWhereShared | None:
    """Ours in place of `--dist loadfile`."""
    return TogetherWhereShared(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def redis_url(pytestconfig: pytest.Config) -> str:
    """The address of the Redis that belongs to this test process alone."""
    return pytestconfig.stash[REDIS].url


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """No test reads in the language that the one before it had switched to."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_marks_left() -> Iterator[None]:
    """What a test noted as read and did not write goes with its database, and is not tried at the end of the process."""
    from games.services import deliveries

    yield
    deliveries._waiting.clear()
    deliveries._talks.clear()


@pytest.fixture(scope="session")
def static_files() -> dict[str, dict[str, Any]]:
    """The server's static files as the first client found them, by the setting that says where they are."""
    return {}


@pytest.fixture(autouse=True)
def static_files_found_once(monkeypatch: pytest.MonkeyPatch, static_files: dict[str, dict[str, Any]]) -> None:
    """Every client of a test has a server of its own, each of which would look at every static file anew."""
    find = WhiteNoiseMiddleware.add_files_from_finders

    def found(server: WhiteNoiseMiddleware) -> None:
        where = str(settings.STATIC_ROOT)
        if where not in static_files:
            find(server)
            static_files[where] = dict(server.files)
        server.files.update(static_files[where])

    monkeypatch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", found)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A second Redis for a test that stops it."""
    running = start_redis(redis_server.prepare(redis_server.find_program(), tmp_path / "redis"))
    yield running
    running.stop()


@dataclass(frozen=True)
class Site:
    """A running server: `url` for pages, `ws_url` for sockets, both without a slash at the end."""

    url: str

    @property
    def ws_url(self) -> str:
        return "ws" + self.url.removeprefix("http")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database. PostgreSQL drops it only when no thread that some suite left is still connected."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """uvicorn in a thread, on the test database: for tests marked `django_db(transaction=True)`."""
    import uvicorn

    from tte.asgi import application
    from tte.web_server import WebServer

    port = redis_server.free_port()
    config = uvicorn.Config(
        application, host="127.0.0.1", port=port, log_level="error", ws="websockets-sansio", log_config=None
    )
    server = WebServer(config)
    thread = threading.Thread(target=server.run, name="site", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server of the tests did not start")
        time.sleep(0.01)
    # The server looks at the database between tests too, as it does between requests.
    with django_db_blocker.unblock():
        yield Site(f"http://127.0.0.1:{port}")
        server.should_exit = True
        thread.join(10)


def find_chromium() -> Path | None:
    """Chromium by the environment variable CHROMIUM, else from PATH."""
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return Path(found) if found else None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Any]:
    """Chromium through Playwright's async API, for tests marked `asyncio(loop_scope="session")`.

    The sync API leaves a running loop behind, which breaks every asynchronous test after it.
    """
    chromium = find_chromium()
    if chromium is None:
        cannot_run("no Chromium: apt-get install chromium, or set CHROMIUM to its path")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield opened
        await opened.close()
