"""The data directory: fit to be written to, and used by one server at a time."""

import errno
import json
import os
import shutil
import sys
from pathlib import Path
from typing import IO

from tte.problems import CannotStart

ENOUGH_BYTES = 200 * 1024 * 1024


def prepare(directory: Path) -> None:
    """Makes the directory if need be; CannotStart when it cannot be written to or the disk is full."""
    probe = directory / f".write-test-{os.getpid()}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"tte")
        probe.unlink()
        free = shutil.disk_usage(directory).free
    except OSError as problem:
        raise unusable(directory, problem) from None
    if free < ENOUGH_BYTES:
        raise disk_full(directory, f"only {free // 1024 // 1024} MB are free")


def unusable(directory: Path, problem: OSError) -> CannotStart:
    """The system's refusal, in words, with what to do about it."""
    if problem.errno == errno.ENOSPC:
        return disk_full(directory, "nothing more can be written")
    if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return CannotStart(
            f"the data directory {directory} cannot be written to ({problem.strerror})",
            "choose one that can: tte demo --data DIRECTORY; or give yourself the right to write there",
        )
    if problem.errno in {errno.ENOTDIR, errno.EEXIST}:
        return CannotStart(
            f"the data directory {directory} is not a directory", "choose another: tte demo --data DIRECTORY"
        )
    return CannotStart(
        f"the data directory {directory} cannot be used ({problem.strerror})",
        "choose another: tte demo --data DIRECTORY",
    )


def disk_full(directory: Path, how_full: str) -> CannotStart:
    """A disk without room for an exercise."""
    return CannotStart(
        f"the disk of the data directory {directory} is full: {how_full}",
        f"free at least {ENOUGH_BYTES // 1024 // 1024} MB, or choose another disk: tte demo --data DIRECTORY",
    )


class Claim:
    """Holds the data directory for this process, until released or the process ends, however it ends."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lock: IO[bytes] = (directory / "lock").open("ab")
        self.note = directory / "running.json"

    def take(self, address: str) -> None:
        """Takes the directory for a server at `address`; CannotStart names the server that has it."""
        if not lock_now(self.lock):
            self.lock.close()
            raise self.taken()
        self.note.write_text(json.dumps({"process": os.getpid(), "address": address}), encoding="utf-8")

    def taken(self) -> CannotStart:
        """Who has the directory, as far as its note says."""
        try:
            holder = json.loads(self.note.read_text(encoding="utf-8"))
            who = f"process {holder['process']}, at {holder['address']}"
        except (OSError, ValueError, KeyError):
            who = "another process"
        return CannotStart(
            f"tte is already running on the data directory {self.directory} ({who})",
            "use that one, or stop it with Ctrl-C in its window;"
            " for a second server: tte demo --data DIRECTORY --port 8001",
        )

    def release(self) -> None:
        """Gives the directory back."""
        self.note.unlink(missing_ok=True)
        self.lock.close()


if sys.platform == "win32":
    import msvcrt

    def lock_now(file: IO[bytes]) -> bool:
        """Locks the open file for this process without waiting; False if another process has it."""
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock_now(file: IO[bytes]) -> bool:
        """Locks the open file for this process without waiting; False if another process has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
