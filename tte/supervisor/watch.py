"""What the supervisor tells the person at the terminal: what is up, and what begins to go wrong."""

import select
import shutil
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tte.supervisor.children import Children

ASK_TIMEOUT_S = 5.0
TRY_AGAIN_S = 0.1
LOOK_EVERY_S = 1.0
LOW_DISK_BYTES = 100 * 1024 * 1024


class Watch:
    """Says when the page and then the timers are ready, and when the disk is running full."""

    def __init__(self, page: str, directory: Path, began: float, say: Callable[[str], None]) -> None:
        self.page = page
        self.directory = directory
        self.began = began
        self.began_ms = int(time.time() * 1000)
        self.say = say
        self.timers_ready = False
        self.disk_low = False
        self.next_look = 0.0

    def wait_for_page(self, host: str, port: int, stop: threading.Event, children: Children) -> None:
        """Returns when the first page has been served, or when told to stop."""
        while not stop.is_set():
            if self.page_is_served(host, port, stop, children):
                self.say(f"ready after {self.seconds()} s: {self.page}/  (Ctrl-C stops it; timers starting)")
                return
            stop.wait(TRY_AGAIN_S)

    def page_is_served(self, host: str, port: int, stop: threading.Event, children: Children) -> bool:
        """Asks once and waits for the answer: the address is open before a process serves it.

        For a page that a person sees, since the first one takes the web process a second of its own.
        """
        try:
            with socket.create_connection((host, port), timeout=ASK_TIMEOUT_S) as asked:
                asked.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                while not stop.is_set() and not select.select([asked], [], [], TRY_AGAIN_S)[0]:
                    children.tend(time.monotonic())
                return not stop.is_set() and asked.recv(1) != b""
        except OSError:  # closed by a process that died, or not open yet where it cannot be handed on
            return False

    def look(self, now: float) -> None:
        """Looks once a second; each thing is said once."""
        if now < self.next_look:
            return
        self.next_look = now + LOOK_EVERY_S
        if not self.timers_ready and timers_run(self.began_ms):
            self.timers_ready = True
            self.say(f"timers ready after {self.seconds()} s")
        low = shutil.disk_usage(self.directory).free < LOW_DISK_BYTES
        if low and not self.disk_low:
            self.say(
                f"the disk of {self.directory} is almost full: free some, or nothing more can be recorded"
            )
        self.disk_low = low

    def seconds(self) -> str:
        """Time since the command was typed."""
        return f"{time.monotonic() - self.began:.1f}"


def timers_run(since_ms: int) -> bool:
    """Whether beat and the worker have both given a sign of life since then (wall ms)."""
    from django.db import Error

    from games import reads
    from tte.health import TIMER_PROCESSES

    try:
        seen = reads.heartbeats()
    except Error:
        return False
    return all(seen.get(name, 0) > since_ms for name in TIMER_PROCESSES)
