"""Processes under the supervisor: restarted with growing pauses, stopped in order, never outliving it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tte.supervisor.children import (
    LONGEST_PAUSE_S,
    STEADY_AFTER_S,
    Child,
    Children,
    how_it_ended,
    open_log,
    trim_log,
)

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
PATIENCE_S = 10


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes true before patience runs out."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.01)
    return False


def gone(process: int) -> bool:
    """Whether no such process runs any more."""
    return not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def children(said: list[str]) -> Iterator[Children]:
    family = Children(said.append)
    yield family
    family.kill()
    for child in family.all:
        if child.process is not None:
            child.process.wait()
            child.let_go()


def test_what_dies_is_started_again_and_that_is_said_once(
    children: Children, said: list[str], tmp_path: Path
) -> None:
    child = children.add(Child("web", SLEEPER, tmp_path / "web.log"))
    assert child.process is not None
    first = child.process
    first.kill()
    first.wait()
    now = time.monotonic()
    children.tend(now)
    children.tend(now)
    assert child.process is not first
    assert child.running()
    assert said == [f"web stopped (SIGKILL); starting it again now. Its log: {tmp_path / 'web.log'}"]


def test_what_keeps_dying_is_given_longer_and_longer_pauses(tmp_path: Path) -> None:
    child = Child("beat", SLEEPER, tmp_path / "beat.log")
    pauses = [child.note_end(now=1.0) for _ in range(10)]
    assert pauses[0] == 0
    assert pauses[1:] == sorted(pauses[1:])
    assert pauses[-1] == LONGEST_PAUSE_S
    child.started = 100.0
    assert child.note_end(now=100.0 + STEADY_AFTER_S + 1) == 0


def test_the_first_started_is_the_last_stopped(children: Children, tmp_path: Path) -> None:
    ends = tmp_path / "ends"
    program = "import signal, sys, time\n"
    program += (
        "signal.signal(signal.SIGTERM, lambda *_: (open(sys.argv[1], 'a').write(sys.argv[2]), sys.exit()))\n"
    )
    program += "print('up', flush=True)\ntime.sleep(600)"
    for name in ("redis", "web", "beat"):
        log = tmp_path / f"{name}.log"
        children.add(Child(name, [sys.executable, "-c", program, str(ends), f"{name} "], log))
        assert eventually(lambda log=log: log.exists() and b"up" in log.read_bytes())  # type: ignore[misc]
    children.stop()
    order = ends.read_text(encoding="utf-8").split()
    assert sorted(order) == ["beat", "redis", "web"]
    assert order[-1] == "redis"


def test_nothing_outlives_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time, pathlib; from tte.supervisor.children import Child, Children\n"
        "family = Children(print)\n"
        "plain = family.add(Child('plain', [sys.executable, '-c', 'import time; time.sleep(600)'],"
        " pathlib.Path(sys.argv[1]) / 'a.log'))\n"
        "print(plain.process.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert not gone(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: gone(child))


def test_a_process_ends_when_its_lifeline_does() -> None:
    program = "import time; from tte.supervisor import lifeline; lifeline.follow_parent(); time.sleep(600)"
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, env={**os.environ, "TTE_SUPERVISED": "1"}
    )
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(PATIENCE_S) == -signal.SIGTERM


def test_a_leash_stops_a_program_that_watches_nothing(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    program = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    leash = subprocess.Popen(
        [sys.executable, "-m", "tte.supervisor.leash", sys.executable, "-c", program], stdin=subprocess.PIPE
    )
    assert leash.stdin is not None
    assert eventually(lambda: note.exists() and note.read_text(encoding="utf-8") != "")
    leash.stdin.close()
    assert leash.wait(PATIENCE_S) == 128 + signal.SIGTERM
    assert gone(int(note.read_text(encoding="utf-8")))


def test_a_log_that_grew_too_large_is_kept_once_under_the_hand_that_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tte.supervisor.children.LOG_LIMIT_BYTES", 3)
    log = tmp_path / "web.log"
    with open_log(log) as file:
        for words in (b"first", b"second", b"it"):
            trim_log(log)
            file.write(words)
            file.flush()
    assert (log.read_bytes(), (tmp_path / "web.log.1").read_bytes()) == (b"it", b"second")


@pytest.mark.parametrize(
    ("code", "words"), [(0, "code 0"), (1, "code 1"), (-9, "SIGKILL"), (-250, "signal 250")]
)
def test_how_a_process_ended(code: int, words: str) -> None:
    assert how_it_ended(code) == words
