"""What the person at the terminal is told while a server runs: each thing once."""

import shutil
import socket
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from games.models import Heartbeat
from tte.supervisor import watch
from tte.supervisor.children import Children
from tte.supervisor.watch import LOW_DISK_BYTES, Watch

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def watching(tmp_path: Path, said: list[str]) -> Watch:
    return Watch("http://127.0.0.1:8000", tmp_path, time.monotonic(), said.append)


class TestDisk:
    @pytest.fixture(autouse=True)
    def no_timers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(watch, "timers_run", lambda _: False)

    def test_a_disk_that_fills_up_is_said_once_and_again_when_it_does_so_again(
        self, watching: Watch, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for second, free in enumerate([LOW_DISK_BYTES, 10, 10, LOW_DISK_BYTES, 10]):
            monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(1, 1, free))
            watching.look(10.0 * second)
        assert len(said) == 2
        assert all("almost full" in line and str(watching.directory) in line for line in said)

    def test_it_looks_no_more_than_once_a_second(
        self, watching: Watch, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        watching.look(10.0)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 0))
        watching.look(10.5)
        assert said == []
        watching.look(11.0)
        assert len(said) == 1


@pytest.mark.django_db
class TestTimers:
    def test_they_are_ready_when_both_have_been_heard_of_since_the_start(
        self, watching: Watch, said: list[str]
    ) -> None:
        before, after = watching.began_ms - 1, watching.began_ms + 1
        Heartbeat.objects.create(name="beat", at=after)
        Heartbeat.objects.create(name="worker", at=before)
        watching.look(10.0)
        assert said == []
        Heartbeat.objects.filter(name="worker").update(at=after)
        watching.look(20.0)
        watching.look(30.0)
        assert [line.partition(" after")[0] for line in said] == ["timers ready"]


class TestFirstPage:
    @pytest.fixture
    def listener(self) -> Iterator[socket.socket]:
        with socket.create_server(("127.0.0.1", 0)) as open_address:
            yield open_address

    def serve(self, listener: socket.socket, *answers: bytes) -> threading.Thread:
        """Answers one connection after the other with these bytes."""

        def run() -> None:
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(answer)

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def test_a_process_that_dies_on_the_first_request_has_served_nothing(
        self, watching: Watch, said: list[str], listener: socket.socket
    ) -> None:
        serving = self.serve(listener, b"", b"HTTP/1.1 200 OK\r\n\r\n")
        watching.wait_for_page(
            "127.0.0.1", listener.getsockname()[1], threading.Event(), Children(said.append)
        )
        serving.join()
        assert len(said) == 1
        assert said[0].startswith("ready after")

    def test_told_to_stop_it_waits_no_longer(
        self, watching: Watch, said: list[str], listener: socket.socket
    ) -> None:
        stop = threading.Event()
        threading.Timer(0.1, stop.set).start()
        watching.wait_for_page("127.0.0.1", listener.getsockname()[1], stop, Children(said.append))
        assert said == []
