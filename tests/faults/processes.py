"""Processes that a test starts, kills by their id, and starts again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
"""How long anything may take before a test gives up; never a measure of how well it works."""
ASK_AGAIN_S = 0.05
"""Asking more often takes from what is waited for."""


def tte(*words: str) -> list[str]:
    """A command of the program under test."""
    return [sys.executable, "-m", "tte", *words]


def bare_environment(**given: str) -> dict[str, str]:
    """An environment without the settings of the test process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | given


def wait_until(what: str, holds: Callable[[], object], seconds: float = PATIENCE_S) -> float:
    """Returns when something holds, with the seconds that it took; fails when it never does."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"never {what}"
        time.sleep(ASK_AGAIN_S)
    return time.monotonic() - began


def serves(url: str) -> bool:
    """Whether a web process answers there."""
    try:
        # Unless told not to, each call reads the certificates of the machine, for which there is no use here.
        return httpx.get(f"{url}/healthz", timeout=5, verify=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def is_gone(process: psutil.Process) -> bool:
    """Whether the process runs no more."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


class Service:
    """One process: started, killed, started again. Its words go to `log`; its input ends with this process."""

    def __init__(self, name: str, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.argv = argv
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, unless it runs already; does not wait until it is of use."""
        if self.running():
            return
        self.let_go()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.argv,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
            )

    def let_go(self) -> None:
        """Closes what held the input of a process that has ended."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def running(self) -> bool:
        """Whether it is alive."""
        return self.process is not None and self.process.poll() is None

    def freeze(self) -> None:
        """Stops it where it stands, as a machine under pressure does; what it is sent waits."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """`kill -9`, and returns when it is gone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Asks it to end, and insists after a while."""
        if self.process is not None and self.running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.let_go()

    def said(self) -> str:
        """Everything it has written."""
        return self.log.read_text(encoding="utf-8", errors="replace")
