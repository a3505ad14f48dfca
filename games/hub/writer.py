"""The way in for commands from sockets: those that wait together share a commit, on a thread of their own."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeAlias

from django.db import connection

from games import notify
from games.engine.answers import Answer, Refused
from games.engine.commands import SeatCommand
from games.engine.ids import SeatId
from games.services import Submission, submit_many

MOST = 200
"""Commands that one commit takes along."""
WAITING = 5000
"""Commands that may wait; past that they are refused, and their keys stay good."""
PATIENCE_S = 30.0
"""How long a command waits for a database that does not answer."""
PAUSES_S = (0.1, 0.2, 0.5, 1.0)
GATHER_S = 0.02
"""How long commands gather before the next commit when the processor is nearly used up."""
BUSY = 0.5
"""Share of a core that this process has used lately, from which on commands gather."""
LATELY_S = 0.25
LATE_S = 0.003
"""How long the event loop may leave a commit waiting before commands gather: others can use up the processor too."""
HOLD_S = 1.0
"""How long commands go on gathering when the strain is over."""


class Strain:
    """Whether the processor is nearly used up: then fewer and fuller commits carry more moves.

    A commit costs about as much for ten moves as for one, and so does each message to a socket. `wall` and `cpu`
    are clocks in seconds. `waited` is for the event loop, all else for one thread.
    """

    def __init__(
        self, wall: Callable[[], float] = time.monotonic, cpu: Callable[[], float] = time.process_time
    ) -> None:
        self._wall = wall
        self._cpu = cpu
        self._began = (wall(), cpu())
        self._over = self._began[0]
        self._late = 0.0

    def waited(self, seconds: float) -> None:
        """Notes how long the event loop has left a commit waiting."""
        self._late += (seconds - self._late) / 4

    def is_high(self) -> bool:
        """Whether this process used half of a core or more in a quarter second, or its loop was late, just now."""
        now = self._wall()
        wall, cpu = now - self._began[0], self._cpu() - self._began[1]
        if wall >= LATELY_S:
            self._began = (now, self._began[1] + cpu)
            if cpu / wall >= BUSY:
                self._over = now + HOLD_S
        if self._late >= LATE_S:
            self._over = now + HOLD_S
        return now < self._over


Answered: TypeAlias = Callable[[Answer], None]


class Waiting(NamedTuple):
    """A command, and who is to be told the answer."""

    submission: Submission
    answered: Answered
    since: float


class Done(NamedTuple):
    """What came of one commit: the answers in the order of the commands, and what was told of them."""

    waiting: Sequence[Waiting]
    answers: Sequence[Answer]
    notices: Sequence[notify.Notice]

    def answer(self) -> None:
        """Tells everyone their answer."""
        for each, answer in zip(self.waiting, self.answers, strict=True):
            each.answered(answer)


class Writer:
    """Takes commands from one event loop and has them decided on a thread of its own, in order.

    `on_done` is called in that loop after each commit, with the notices of that commit: whoever hears them
    otherwise leaves them to it (`keep`).
    """

    def __init__(
        self,
        on_done: Callable[[Done], None],
        submit: Callable[[Sequence[Submission]], list[Answer]] = submit_many,
    ) -> None:
        self._on_done = on_done
        self._submit = submit
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notices: list[notify.Notice] = []
        self._strain = Strain()
        self._stopping = False

    def start(self) -> None:
        """Starts the thread; answers go to the running loop."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Returns when everything taken has been decided."""
        if self._thread is not None:
            self._stopping = True
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def take(
        self, exercise_id: int, actor: SeatId, key: str, command: SeatCommand, answered: Answered
    ) -> None:
        """Has a command decided; `answered` is called with the answer when it is durable."""
        if self._stopping or self._queue.qsize() >= WAITING:
            answered(Refused("BUSY", "the server has too much to do; send it again in a moment"))
            return
        submission = Submission(exercise_id, actor, key, command)
        self._queue.put(Waiting(submission, answered, time.monotonic()))

    def keep(self, notice: notify.Notice) -> bool:
        """Keeps a notice of its own commits for `on_done`; False for those of other threads."""
        if threading.current_thread() is not self._thread:
            return False
        self._notices.append(notice)
        return True

    def _run(self) -> None:
        while (batch := self._next_batch()) is not None:
            answers = self._answers(batch)
            notices, self._notices = self._notices, []
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._done, Done(batch, answers, notices), time.monotonic())
            if connection.settings_dict["CONN_MAX_AGE"] == 0 and self._queue.empty():
                connection.close()
            if self._strain.is_high() and not self._stopping:
                time.sleep(GATHER_S)
        connection.close()

    def _done(self, done: Done, since: float) -> None:
        self._strain.waited(time.monotonic() - since)
        self._on_done(done)

    def _next_batch(self) -> list[Waiting] | None:
        """Whatever waits, at least one; None when it is time to stop."""
        first = self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < MOST:
            try:
                following = self._queue.get_nowait()
            except Empty:
                break
            if following is None:
                self._queue.put(None)
                break
            batch.append(following)
        return batch

    def _answers(self, batch: Sequence[Waiting]) -> list[Answer]:
        """Asks again while the database is away; the key makes that harmless."""
        tries = 0
        while True:
            answers = self._submit([each.submission for each in batch])
            away = any(isinstance(a, Refused) and a.code == "UNAVAILABLE" for a in answers)
            if not away or self._stopping or time.monotonic() - batch[0].since > PATIENCE_S:
                return answers
            time.sleep(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
            tries += 1
