"""Processes that rehearse side by side: runs go in by number, records come back, each on a line of JSON.

They are told everything on their standard input, know no database, and end when it is closed; so none outlives
the process that asked for it, however that one ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from games.engine.plan import Plan
from injects.rehearsal.record import RunRecord

MOST = 8
"""Processes of one rehearsal; more gain little, and other work has to go on."""

TICK_S = 0.4

ROOT = Path(__file__).resolve().parents[2]


class Job(Struct, frozen=True):
    """What all runs of a rehearsal share. `texts` are the files of the rule pack, `day` the date of its law.

    `nicer` is how much the processes stand back behind others, as Unix counts it.
    """

    plan: Plan
    texts: dict[str, str]
    day: str
    wanted: dict[str, str]
    seed: int
    nicer: int = 0


class Reply(Struct, frozen=True):
    """What comes back for a run: its record, or why there is none."""

    record: RunRecord | None = None
    error: str = ""


class CrewLost(RuntimeError):
    """A process ended, or could not do its work; the words say what it said last."""


def processes_for(runs: int) -> int:
    """As many as there are cores, runs, and sense."""
    return max(1, min(os.cpu_count() or 1, runs, MOST))


def rehearse(
    job: Job,
    runs: Sequence[int],
    *,
    processes: int = 0,
    on_tick: Callable[[int], bool] = lambda done: True,
) -> list[RunRecord]:
    """The records of these runs, by number.

    `on_tick` is called in the caller's own thread, about twice a second and at the end, with the number of runs
    done; once it says no, the work stops with what there is. Raises CrewLost.
    """
    work = _Work(job, iter(runs))
    threads = [threading.Thread(target=work.member) for _ in range(processes or processes_for(len(runs)))]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            next(thread for thread in threads if thread.is_alive() or thread is threads[-1]).join(TICK_S)
            if not on_tick(len(work.records)):
                break
    finally:
        work.stop()
        for thread in threads:
            thread.join()
    if work.problem:
        raise CrewLost(work.problem)
    on_tick(len(work.records))
    return sorted(work.records, key=lambda record: record.run)


class _Work:
    """What the threads share, each of which leads one process."""

    def __init__(self, job: Job, runs: Iterator[int]) -> None:
        self.order = msgspec.json.encode(job) + b"\n"
        self.runs = runs
        self.records: list[RunRecord] = []
        self.problem = ""
        self._stopped = False
        self._processes: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        self._reply = msgspec.json.Decoder(Reply)

    def member(self) -> None:
        """Starts a process and keeps it busy; whatever happens, it is gone afterwards."""
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        with subprocess.Popen(
            [sys.executable, "-m", "injects.crew"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        ) as process:
            with self._lock:
                self._processes.append(process)
            try:
                self._lead(process)
            except Exception as problem:
                self._fail(str(problem) or type(problem).__name__)
            finally:
                process.kill()

    def stop(self) -> None:
        """No further run is begun, and those under way are dropped."""
        with self._lock:
            self._stopped = True
            for process in self._processes:
                process.kill()

    def _lead(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(self.order)
        while (run := self._next()) is not None:
            process.stdin.write(b"%d\n" % run)
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                raise CrewLost(f"the process of run {run} ended with {process.wait()}")
            reply = self._reply.decode(line)
            if reply.record is None:
                raise CrewLost(f"run {run}: {reply.error}")
            with self._lock:
                self.records.append(reply.record)

    def _next(self) -> int | None:
        with self._lock:
            return None if self.problem or self._stopped else next(self.runs, None)

    def _fail(self, problem: str) -> None:
        """The first problem counts; one that comes of having been stopped is none."""
        with self._lock:
            if not self._stopped:
                self.problem = self.problem or problem
