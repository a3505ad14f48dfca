"""The supervised processes: started with a lifeline, restarted with growing pauses, stopped together."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tte.supervisor.lifeline import SUPERVISED

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 15.0
STEADY_AFTER_S = 30.0
"""A process that has lived this long and then ends is restarted as if it had never failed."""

STOP_TIMEOUT_S = 8.0
LOG_LIMIT_BYTES = 10 * 1024 * 1024
TRIM_EVERY_S = 60.0


def _parent_death_signal() -> Callable[[], None] | None:
    """On Linux, what makes the kernel stop a child when this process is gone; elsewhere its lifeline does."""
    if sys.platform != "linux":
        return None
    pr_set_pdeathsig = 1
    libc = ctypes.CDLL(None, use_errno=True)
    # Looked up before any fork: between fork and exec only calls that take no lock are safe.
    prctl = libc.prctl
    return lambda: prctl(pr_set_pdeathsig, signal.SIGTERM)


_FOLLOW = _parent_death_signal()


@dataclass(slots=True)
class Child:
    """One process to keep alive, and what is known of its last run."""

    name: str
    argv: Sequence[str]
    log: Path
    descriptors: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    restart_at: float | None = None

    def start(self) -> None:
        """Starts the process: its words go to its log file, its standard input is the lifeline."""
        self.let_go()
        with open_log(self.log) as output:
            self.process = subprocess.Popen(
                self.argv,
                env={**os.environ, SUPERVISED: "1", "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=tuple(self.descriptors) if os.name == "posix" else (),
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops them in order
                preexec_fn=_FOLLOW,
            )
        self.started = time.monotonic()
        self.restart_at = None

    def let_go(self) -> None:
        """Closes the lifeline of a process that has ended."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def running(self) -> bool:
        """Whether the process is alive."""
        return self.process is not None and self.process.poll() is None

    def note_end(self, now: float) -> float:
        """Records that the process ended; returns the pause in seconds before it is started again."""
        self.failures = 0 if now - self.started > STEADY_AFTER_S else self.failures
        pause = 0.0 if self.failures == 0 else min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**self.failures)
        self.failures += 1
        self.restart_at = now + pause
        return pause


def open_log(path: Path) -> IO[bytes]:
    """The log file, opened to append."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab")


def trim_log(path: Path) -> None:
    """Empties a log that grew too large; what was in it is kept once, under `.1`.

    The process goes on writing to the same file: since it appends, its next line is the first.
    """
    if path.stat().st_size > LOG_LIMIT_BYTES:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        os.truncate(path, 0)


@dataclass(slots=True)
class Children:
    """All processes of one server; `say` is told in one line of everything that a person should know."""

    say: Callable[[str], None]
    all: list[Child] = field(default_factory=list)
    trim_at: float = 0.0
    stopping: bool = False

    def add(self, child: Child) -> Child:
        """Starts a process and keeps it alive from now on."""
        child.start()
        self.all.append(child)
        return child

    def tend(self, now: float) -> None:
        """Notes what ended and restarts what is due; called several times a second."""
        if self.stopping:
            return
        if now >= self.trim_at:
            self.trim_at = now + TRIM_EVERY_S
            for child in self.all:
                trim_log(child.log)
        for child in self.all:
            if child.restart_at is not None:
                if now >= child.restart_at:
                    child.start()
            elif not child.running():
                pause = child.note_end(now)
                when = f"in {pause:.0f} s" if pause >= 1 else "now"
                assert child.process is not None
                self.say(
                    f"{child.name} stopped ({how_it_ended(child.process.returncode)});"
                    f" starting it again {when}. Its log: {child.log}"
                )

    def stop(self) -> None:
        """Stops everything in the reverse order of starting, so that Redis, started first, goes last."""
        last = self.all[:1]
        for group in (self.all[1:][::-1], last):
            running = [child.process for child in group if child.process is not None and child.running()]
            for process in running:
                process.terminate()
            deadline = time.monotonic() + STOP_TIMEOUT_S
            for process in running:
                wait_or_kill(process, deadline)
        for child in self.all:
            child.let_go()
        self.all.clear()

    def kill(self) -> None:
        """Ends everything at once."""
        for child in self.all:
            if child.process is not None and child.running():
                child.process.kill()


def wait_or_kill(process: subprocess.Popen[bytes], deadline: float) -> None:
    """Waits for a process that was asked to end; past the deadline it is not asked again."""
    try:
        process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
