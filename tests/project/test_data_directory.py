"""The data directory: usable or refused in words, and held by one server at a time."""

import errno
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from tte.problems import CannotStart
from tte.supervisor import data_directory
from tte.supervisor.data_directory import Claim, prepare

Usage = namedtuple("Usage", "total used free")


def refused(directory: Path) -> CannotStart:
    with pytest.raises(CannotStart) as refusal:
        prepare(directory)
    return refusal.value


class TestPrepare:
    def test_makes_it_with_its_parents_and_leaves_nothing_in_it(self, tmp_path: Path) -> None:
        prepare(tmp_path / "a" / "b")
        assert list((tmp_path / "a" / "b").iterdir()) == []

    def test_a_file_in_its_place_is_called_that(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        problem = refused(tmp_path / "file")
        assert "is not a directory" in problem.what
        assert "--data" in problem.next_step

    @pytest.mark.parametrize(
        ("number", "said"),
        [
            (errno.EACCES, "cannot be written to"),
            (errno.EROFS, "cannot be written to"),
            (errno.ENOSPC, "is full"),
            (errno.EIO, "cannot be used"),
        ],
    )
    def test_what_the_system_refuses_is_said_in_words(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
    ) -> None:
        def fail(*_: Any) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(Path, "write_bytes", fail)
        problem = refused(tmp_path)
        assert said in problem.what
        assert str(tmp_path) in problem.what
        assert "--data" in problem.next_step

    def test_a_disk_that_is_nearly_full_is_refused_before_it_hurts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, data_directory.ENOUGH_BYTES - 1))
        problem = refused(tmp_path)
        assert "only 199 MB are free" in problem.what
        assert "free at least 200 MB" in problem.next_step


class TestClaim:
    def test_a_second_server_learns_who_has_it(self, tmp_path: Path) -> None:
        first = Claim(tmp_path)
        first.take("http://127.0.0.1:8000")
        with pytest.raises(CannotStart) as refusal:
            Claim(tmp_path).take("http://127.0.0.1:8001")
        assert f"process {os.getpid()}, at http://127.0.0.1:8000" in refusal.value.what
        first.release()
        again = Claim(tmp_path)
        again.take("http://127.0.0.1:8001")
        again.release()

    def test_a_server_that_was_killed_holds_nothing(self, tmp_path: Path) -> None:
        killed = (
            "import sys, os, signal, pathlib; from tte.supervisor.data_directory import Claim;"
            "c = Claim(pathlib.Path(sys.argv[1])); c.take('x'); os.kill(os.getpid(), signal.SIGKILL)"
        )
        subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False)
        assert (tmp_path / "running.json").exists()
        claim = Claim(tmp_path)
        claim.take("http://127.0.0.1:8000")
        claim.release()

    def test_a_torn_note_still_gives_a_plain_answer(self, tmp_path: Path) -> None:
        first = Claim(tmp_path)
        first.take("http://127.0.0.1:8000")
        first.note.write_text("{", encoding="utf-8")
        with pytest.raises(CannotStart) as refusal:
            Claim(tmp_path).take("http://127.0.0.1:8001")
        assert "another process" in refusal.value.what
        first.release()
