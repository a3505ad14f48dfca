"""A production server in real processes of its own: PostgreSQL, Redis, web, the timers' worker and beat."""

import secrets
import shutil
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path
from types import TracebackType

from tests.faults.clerk import Clerk
from tests.faults.processes import ROOT, Service, bare_environment, serves, tte, wait_until
from tests.postgres import PrivatePostgres
from tte.supervisor import redis_server

# What a client was told must outlive a crash of the server, if not one of the machine.
DURABLE = "synchronous_commit = on\n"


class Stack:
    """All the processes of one server. Each may be killed and started again; `heal` brings all back."""

    def __init__(self, postgres_programs: Path) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="tte-faults-"))
        self.port = redis_server.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.postgres = PrivatePostgres(postgres_programs)
        with (self.postgres.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(DURABLE)
        self.database_runs = False
        prepared = redis_server.prepare(redis_server.find_program(), self.directory / "redis")
        self.redis_port = prepared.port
        self.environment = bare_environment(
            TTE_PROFILE="production",
            TTE_DATA_DIR=str(self.directory),
            TTE_STATIC_ROOT=str(self.directory / "static"),
            TTE_ALLOWED_HOSTS="127.0.0.1",
            TTE_TLS="0",
            TTE_PAPER_EVERY_S="15",
            SECRET_KEY=secrets.token_urlsafe(64),
            DATABASE_URL=self.postgres.url,
            REDIS_URL=prepared.url,
            PYTHONUNBUFFERED="1",
            # Should this process be killed, its servers end with it.
            TTE_SUPERVISED="1",
        )
        self.redis = self.service("redis", prepared.argv)
        self.web = self.service("web", tte("web", "--port", str(self.port)))
        self.worker = self.service("worker", tte("worker", "timers"))
        self.beat = self.service("beat", tte("beat"))

    def service(self, name: str, argv: list[str]) -> Service:
        return Service(name, argv, self.environment, self.directory / f"{name}.log")

    def __enter__(self) -> "Stack":
        self.start_database()
        self.redis.start()
        with subprocess.Popen(
            tte("manage", "collectstatic", "--noinput", "--ignore=admin", "--verbosity=0"),
            cwd=ROOT,
            env=self.environment,
        ) as collecting:
            subprocess.run(
                tte("manage", "migrate", "--verbosity=0"), cwd=ROOT, env=self.environment, check=True
            )
        assert collecting.returncode == 0
        self.clerk = Clerk(self.environment, self.directory / "clerk.log")
        self.heal()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clerk.close()
        for service in (self.beat, self.worker, self.web, self.redis):
            service.stop()
        if self.database_runs:
            self.stop_database()
        shutil.rmtree(self.postgres.directory, ignore_errors=True)
        shutil.rmtree(self.directory, ignore_errors=True)

    # ---- faults and mending

    def start_database(self) -> None:
        self.postgres.start()
        self.database_runs = True

    def stop_database(self) -> None:
        """As a crash of the database server has it."""
        self.postgres.stop("immediate")
        self.database_runs = False

    def start_redis(self) -> None:
        """Starts it, empty, and returns when it answers."""
        self.redis.start()
        assert self.redis.process is not None
        redis_server.wait_until_open(self.redis_port, self.redis.process, "redis")

    def start_web(self) -> float:
        """Starts it and returns when it serves; gives the seconds."""
        self.web.start()
        return wait_until("served", self.answers)

    def heal(self) -> None:
        """Starts whatever does not run, and returns when all of it is of use."""
        if not self.database_runs:
            self.start_database()
        if not self.redis.running():
            self.start_redis()
        began = time.monotonic()
        for service in (self.web, self.worker, self.beat):
            service.start()
        wait_until("served", self.answers)
        for name in ("beat", "worker"):
            wait_until(f"heard of {name}", partial(self.alive_since, name, began))

    def alive_since(self, name: str, since: float) -> bool:
        """Whether beat or the worker has given a sign of life after a monotonic instant."""
        elapsed = (time.monotonic() - since) * 1000
        return self.clerk.silent_for().get(name, elapsed) < elapsed

    def answers(self) -> bool:
        """Whether the web process serves."""
        return serves(self.url)

    def logs(self) -> dict[str, str]:
        """What each process of ours has written, by its name."""
        return {one.name: one.said() for one in (self.web, self.worker, self.beat) if one.log.exists()}
