"""What a web process does each second beside serving: delivery marks, timers nobody took, a sign of life, paper."""

import logging
import subprocess
import time
from collections.abc import Callable

from django.conf import settings

from games.hub.reading import Threads
from games.services import continuity, heartbeats, watchdog_tick

logger = logging.getLogger(__name__)

WEB = "web"
"""The name of web processes among the signs of life."""


class Chores:
    """Done in turn in a thread of their own; one that fails does not keep the others from theirs.

    `pass_on_marks` writes what was delivered; it is done once more at the end.
    """

    def __init__(self, pass_on_marks: Callable[[], None]) -> None:
        self.pass_on_marks = pass_on_marks
        self.threads = Threads("chores")
        self.busy = False
        self.failing: set[str] = set()
        self.alive_at = 0.0
        self.papers_at = time.monotonic()
        self.papers: subprocess.Popen[bytes] | None = None

    async def run(self) -> None:
        """Does them all, unless the last round is still under way."""
        if self.busy:
            return
        self.busy = True
        try:
            for chore in (self.pass_on_marks, watchdog_tick, self.give_sign_of_life, self.keep_papers):
                await self.threads.run(self._do, chore)
        finally:
            self.busy = False

    def stop(self) -> None:
        """Ends the thread, after a last flush of the delivery marks."""
        self.threads.finish(lambda: self._do(self.pass_on_marks))
        self.threads.stop()
        if self.papers is not None:
            self.papers.terminate()
            self.papers.wait()

    def give_sign_of_life(self) -> None:
        """Writes one now and then."""
        if time.monotonic() - self.alive_at >= heartbeats.EVERY_S:
            heartbeats.alive(WEB)
            self.alive_at = time.monotonic()

    def keep_papers(self) -> None:
        """Has continuity packs kept where no worker does it: then they are needed most."""
        if self.papers is not None:
            if self.papers.poll() is None:
                return
            code, self.papers = self.papers.returncode, None
            if code:
                raise RuntimeError(f"the process that writes continuity packs ended with {code}")
        every = settings.TTE_PAPER_EVERY_S
        if every > 0 and time.monotonic() - self.papers_at >= every:
            self.papers_at = time.monotonic()
            self.papers = continuity.keep_when_alone()

    def _do(self, chore: Callable[[], object]) -> None:
        name = chore.__name__
        try:
            chore()
        except Exception as problem:
            if name not in self.failing:
                logger.warning("%s fails: %s", name, problem)
            self.failing.add(name)
        else:
            self.failing.discard(name)
