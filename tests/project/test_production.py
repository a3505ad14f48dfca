"""The production profile as separate processes: ready, quiet about secrets, back after a fault."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import OwnRedis, cannot_run
from tests.postgres import HOW_TO_INSTALL, PrivatePostgres, find_programs
from tte.supervisor.redis_server import free_port

PATIENCE_S = 60
ASK_AGAIN_S = 0.1
"""Asking more often takes from what is waited for."""
KEY = "abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ROLES = (["worker", "timers"], ["worker", "slow"], ["beat"])


class Production:
    """The processes of one server, each with its own log."""

    def __init__(self, scratch: Path, database: str, redis: str) -> None:
        self.logs = scratch
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "TTE_PROFILE": "production",
            "SECRET_KEY": KEY,
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "TTE_ALLOWED_HOSTS": "tte.example.org",
            "TTE_DATA_DIR": str(scratch / "data"),
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        steps = [
            subprocess.Popen(self.command("manage", *words), env=self.environment, stdout=subprocess.DEVNULL)
            for words in (["migrate", "--noinput"], ["collectstatic", "--noinput", "--ignore=admin"])
        ]
        assert [step.wait() for step in steps] == [0, 0]
        for role in (["web", "--port", str(self.port)], *ROLES):
            with (scratch / f"{'-'.join(role[:2])}.log").open("wb") as log:
                process = subprocess.Popen(self.command(*role), env=self.environment, stdout=log, stderr=log)
            self.processes.append(process)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "tte", *words]

    def get(self, path: str, host: str = "tte.example.org") -> httpx.Response:
        # Each call would read the certificates of the machine, for which there is no use here.
        return httpx.get(
            f"http://127.0.0.1:{self.port}{path}", headers={"host": host}, timeout=10, verify=False
        )

    def check(self, name: str) -> dict[str, object]:
        """One entry of the readiness page; empty while nothing answers."""
        try:
            found: dict[str, object] = self.get("/readyz").json()["checks"][name]
        except httpx.HTTPError:
            return {}
        return found

    def ready(self) -> bool:
        try:
            return self.get("/readyz").status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def wait(self, what: str, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            going = time.monotonic() < deadline and all(process.poll() is None for process in self.processes)
            assert going, f"never {what}\n{self.words()[-3000:]}"
            time.sleep(ASK_AGAIN_S)

    def words(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.logs.glob("*.log")))

    def stop(self) -> list[int]:
        for process in self.processes:
            process.terminate()
        return [process.wait(PATIENCE_S) for process in self.processes]


@pytest.fixture
def postgres() -> Iterator[PrivatePostgres]:
    programs = find_programs()
    if programs is None:
        cannot_run(HOW_TO_INSTALL)
    assert programs is not None
    with PrivatePostgres(programs) as server:
        yield server


@pytest.fixture
def production(tmp_path: Path, postgres: PrivatePostgres, own_redis: OwnRedis) -> Iterator[Production]:
    running = Production(tmp_path, postgres.url, own_redis.url)
    yield running
    for process in running.processes:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.mark.slow
@pytest.mark.faults
def test_a_life(production: Production, postgres: PrivatePostgres, own_redis: OwnRedis) -> None:
    """One start for many questions: starting four processes takes seconds."""
    production.wait("ready", production.ready)
    assert production.get("/").status_code in {200, 302}
    assert production.get("/", host="evil.example").status_code == 400

    postgres.stop("immediate")
    production.wait("missing the database", lambda: production.check("database").get("ok") is False)
    postgres.start()
    production.wait("ready after the database came back", production.ready)

    own_redis.stop()
    production.wait("missing Redis", lambda: production.check("redis").get("ok") is False)
    own_redis.start()
    production.wait("ready after Redis came back", production.ready)

    # uvicorn ends by the signal that it was told to end by.
    assert production.stop() == [-signal.SIGTERM, 0, 0, 0]
    logged = production.words()
    assert KEY not in logged
    assert own_redis.prepared.password not in logged
    strange = [
        line for line in logged.splitlines() if line and not is_json(line) and "shutdown" not in line.lower()
    ]
    assert strange == []


def is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
