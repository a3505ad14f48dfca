"""What is measured: a database, a Redis and the server's processes, started and stopped for the purpose."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.error import HTTPError, URLError

import psutil

from tests.postgres import PrivatePostgres, find_programs
from tte.supervisor import redis_server
from tte.supervisor.redis_server import free_port

Kind: TypeAlias = Literal["production", "laptop"]

ROOT = Path(__file__).parents[1]
DURABLE = "\nfsync = on\nsynchronous_commit = on\nfull_page_writes = on\nshared_buffers = 256MB\n"
START_S = 60.0

CORES = sorted(psutil.Process().cpu_affinity() or [0])
SERVER_CORES, LOAD_CORES = (CORES[:-1], CORES[-1:]) if len(CORES) > 1 else (CORES, CORES)
"""The load comes from the last core, everything that is measured runs on the others."""


def pin_load() -> None:
    """Puts this process, the load, on its core."""
    psutil.Process().cpu_affinity(LOAD_CORES)


@contextmanager
def every_core() -> Iterator[None]:
    """Lets this process, and those that it starts, have all cores for once."""
    psutil.Process().cpu_affinity(CORES)
    yield
    pin_load()


def pin_tree(pid: int) -> None:
    """Puts a server process and its children on the server's cores."""
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        process.cpu_affinity(SERVER_CORES)


@dataclass
class Stack:
    """A running server: `url` of its first web process, its environment and its processes by name."""

    kind: Kind
    environment: dict[str, str]
    directory: Path
    url: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    postgres: PrivatePostgres | None = None

    def run(self, name: str, *argv: str) -> subprocess.Popen[bytes]:
        """Starts a process of the server on the server's cores; its words go to a file of the stack."""
        with (self.directory / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *argv],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        pin_tree(process.pid)
        self.processes[name] = process
        return process

    def web(self) -> None:
        """Starts the web process and waits until it answers."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        process = self.run("web", "tte", "web", "--port", str(port))
        wait_for(f"{self.url}/healthz", process)

    def timers(self) -> None:
        """Starts beat and the worker of the timers."""
        self.run("worker", "tte", "worker", "timers")
        self.run("beat", "tte", "beat")

    def ask(self, module: str, *arguments: str, text: str = "") -> str:
        """Runs a module of the bench in the server's environment, and gives what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            input=text,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        return done.stdout

    def stop(self) -> None:
        """Stops what was started, last first."""
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def cpu(self, *names: str) -> dict[int, float]:
        """CPU seconds so far of each process of the server (or those named), and of its database."""
        pids = [each.pid for name, each in self.processes.items() if not names or name in names]
        return {pid: cpu_of(pid) for pid in (*pids, *([] if names else self.database_pids()))}

    def database_pids(self) -> list[int]:
        """The processes of the private PostgreSQL server."""
        if self.postgres is None:
            return []
        main = int((self.postgres.data / "postmaster.pid").read_text().splitlines()[0])
        return [main, *(child.pid for child in psutil.Process(main).children(recursive=True))]

    def memory_mb(self, name: str = "web") -> float:
        """Resident memory of a process (MB)."""
        return psutil.Process(self.processes[name].pid).memory_info().rss / 1e6


def used(before: dict[int, float], after: dict[int, float]) -> float:
    """CPU seconds used between two readings; of a process that ended meanwhile nothing is known."""
    return sum(max(0.0, now - before.get(pid, 0.0)) for pid, now in after.items())


def cpu_of(pid: int) -> float:
    """CPU seconds of one process; 0 for one that has gone."""
    try:
        used = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return used.user + used.system


def wait_for(url: str, process: subprocess.Popen[bytes]) -> float:
    """Returns when a page is served (any status but an error of the server): after how many seconds."""
    began = time.monotonic()
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except HTTPError as answer:
            if answer.code < 500:
                return time.monotonic() - began
        except (URLError, OSError):
            pass
        else:
            return time.monotonic() - began
        if process.poll() is not None or time.monotonic() - began > START_S:
            raise RuntimeError(f"{url} was not served; see the log of the process")
        time.sleep(0.02)


@contextmanager
def stack(kind: Kind) -> Iterator[Stack]:
    """A migrated database, a Redis and the environment of a server that is not running yet."""
    with ExitStack() as closing:
        directory = Path(tempfile.mkdtemp(prefix="tte-bench-"))
        closing.callback(shutil.rmtree, directory, ignore_errors=True)
        running = Stack(kind, {}, directory)
        database = (
            postgres(closing, running) if kind == "production" else f"sqlite:///{directory}/tte.sqlite3"
        )
        running.environment = environment(kind, directory, database, redis(closing, directory))
        running.ask("tte", "manage", "migrate", "--verbosity=0")
        closing.callback(running.stop)
        yield running


def postgres(closing: ExitStack, running: Stack) -> str:
    """A PostgreSQL server of its own, as durable as it comes; its address."""
    programs = find_programs()
    if programs is None:
        raise RuntimeError(
            "no PostgreSQL server program: apt-get install postgresql, or leave production out"
        )
    server = PrivatePostgres(programs)
    with (server.data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(DURABLE)
    closing.enter_context(server)
    running.postgres = server
    pin_tree(running.database_pids()[0])
    return server.url


def redis(closing: ExitStack, directory: Path) -> str:
    """A Redis of its own; its address."""
    prepared = redis_server.prepare(redis_server.find_program(), directory / "redis")
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(prepared.argv, stdin=quiet, stdout=quiet, stderr=quiet)
    closing.callback(process.wait)
    closing.callback(process.kill)
    pin_tree(process.pid)
    redis_server.wait_until_open(prepared.port, process, prepared.program.name)
    return prepared.url


def environment(kind: Kind, directory: Path, database: str, redis_url: str) -> dict[str, str]:
    """The settings of a server, with limits that a measurement would run into lifted."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TTE_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tte.settings",
        "TTE_PROFILE": kind,
        "TTE_DATA_DIR": str(directory),
        "TTE_ALLOWED_HOSTS": "127.0.0.1",
        "TTE_STATIC_ROOT": str(directory / "static"),
        "TTE_SOCKET_RATE": "1000000",
        "TTE_LOG_LEVEL": "WARNING",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": database,
        "REDIS_URL": redis_url,
    }


def versions(names: Sequence[str]) -> dict[str, str]:
    """Versions of the packages that matter here."""
    from importlib.metadata import version

    return {name: version(name) for name in names}
