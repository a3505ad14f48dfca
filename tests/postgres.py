"""A private PostgreSQL server for tests: its own directory and port, stopped and restarted at will.

`python -m tests.postgres pytest ARGUMENTS` runs pytest with the suites on such a server.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from tte.supervisor.redis_server import free_port

HOW_TO_INSTALL = "no PostgreSQL server program: apt-get install postgresql"
# Fast rather than durable: what these tests prove does not include a power cut.
CONFIGURATION = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{directory}'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
"""


def find_programs() -> Path | None:
    """The directory of initdb and pg_ctl: the newest installed version, else the one on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


class PrivatePostgres:
    """A server that nobody else uses. Everyone on the loopback address may log in as `postgres`."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.directory = Path(tempfile.mkdtemp(prefix="tte-postgres-"))
        self.data = self.directory / "data"
        self.port = free_port()
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self.user = ["runuser", "-u", "postgres", "--"] if is_root() else []
        if self.user:
            shutil.chown(self.directory, "postgres")
        self.call("initdb", "--auth=trust", "--username=postgres", "--no-sync", "--pgdata", str(self.data))
        lines = CONFIGURATION.format(port=self.port, directory=self.directory)
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(lines)

    @property
    def url(self) -> str:
        """The address of its first database, as DATABASE_URL takes it."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Starts the server and returns when it answers."""
        self.call(
            "pg_ctl", "start", "--wait", "--pgdata", str(self.data), "--log", str(self.directory / "log")
        )

    def stop(self, mode: str = "fast") -> None:
        """Stops the server: `fast` disconnects everyone, `immediate` is a crash."""
        self.call("pg_ctl", "stop", "--wait", "--mode", mode, "--pgdata", str(self.data))

    def call(self, program: str, *arguments: str) -> None:
        """Runs one of the server's programs; CalledProcessError when it fails."""
        command = [*self.user, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, cwd=self.directory, stdout=subprocess.DEVNULL)

    def __enter__(self) -> "PrivatePostgres":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)


def is_root() -> bool:
    """Whether this process runs as the superuser."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def environment(server: PrivatePostgres) -> dict[str, str]:
    """The environment in which a pytest process uses the server."""
    return {**os.environ, "TTE_TEST_DB": "postgres", "TTE_TEST_POSTGRES_URL": server.url}


def main() -> int:
    """Runs a command of this Python's directory on a server of its own."""
    programs = find_programs()
    if programs is None:
        print(HOW_TO_INSTALL, file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # told to end, it still stops the server
    with PrivatePostgres(programs) as server:
        module, *arguments = sys.argv[1:]
        return subprocess.call([sys.executable, "-m", module, *arguments], env=environment(server))


if __name__ == "__main__":
    sys.exit(main())
