"""The shared commit, on a database that a test holds up."""

import asyncio
import threading
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from games import notify
from games.engine.answers import Accepted, Answer, Refused
from games.engine.commands import AskTimeout
from games.engine.ids import SeatId
from games.hub import writer as writing
from games.hub.writer import Done, Strain, Writer
from games.services import Submission

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True)]


class Database:
    """Answers with the key of each command; holds every commit until `go` is set."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.batches: list[list[str]] = []
        self.away = 0

    def submit(self, batch: Sequence[Submission]) -> list[Answer]:
        self.go.wait(10)
        self.batches.append([one.key for one in batch])
        if self.away:
            self.away -= 1
            return [Refused("UNAVAILABLE") for _ in batch]
        return [Accepted({"key": one.key}) for one in batch]


def writer_on(database: Database) -> Writer:
    return Writer(Done.answer, database.submit)


def take(writer: Writer, *keys: str) -> "list[asyncio.Future[Any]]":
    """Commands with these keys; the promises of their answers."""
    promises = [asyncio.get_running_loop().create_future() for _ in keys]
    for key, promise in zip(keys, promises, strict=True):
        writer.take(1, SeatId("a"), key, AskTimeout(), promise.set_result)
    return promises


async def test_commands_that_wait_together_share_a_commit_and_are_answered_in_order() -> None:
    database = Database()
    writer = writer_on(database)
    promises = take(writer, *"abcdef")
    writer.start()
    database.go.set()
    answers = await asyncio.gather(*promises)
    assert [answer.data["key"] for answer in answers] == list("abcdef")
    assert database.batches == [list("abcdef")]
    await asyncio.to_thread(writer.stop)


async def test_no_answer_comes_before_the_commit() -> None:
    database = Database()
    writer = writer_on(database)
    writer.start()
    (promise,) = take(writer, "a")
    await asyncio.wait([promise], timeout=0.05)
    assert not promise.done()
    database.go.set()
    await promise
    await asyncio.to_thread(writer.stop)


async def test_a_database_that_comes_back_is_asked_again_with_the_same_keys() -> None:
    database = Database()
    database.go.set()
    database.away = 2
    writer = writer_on(database)
    promises = take(writer, "a", "b")
    writer.start()
    answers = await asyncio.gather(*promises)
    assert answers == [Accepted({"key": "a"}), Accepted({"key": "b"})]
    assert database.batches == [["a", "b"]] * 3
    await asyncio.to_thread(writer.stop)


async def test_a_database_that_stays_away_is_answered_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PATIENCE_S", 0.0)
    database = Database()
    database.go.set()
    database.away = 1
    writer = writer_on(database)
    writer.start()
    (promise,) = take(writer, "a")
    assert (await promise).code == "UNAVAILABLE"
    await asyncio.to_thread(writer.stop)


async def test_a_queue_that_is_full_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "WAITING", 3)
    database = Database()
    writer = writer_on(database)
    promises = take(writer, *"abcd")
    assert promises[3].result().code == "BUSY"
    writer.start()
    database.go.set()
    assert all(isinstance(answer, Accepted) for answer in await asyncio.gather(*promises[:3]))
    await asyncio.to_thread(writer.stop)


async def test_what_a_commit_told_comes_with_its_answers_and_that_of_others_does_not() -> None:
    told = notify.Commit("x", 0, 1, ())
    done: list[Done] = []

    def submit(batch: Sequence[Submission]) -> list[Answer]:
        assert writer.keep(told)
        return [Accepted() for _ in batch]

    def finish(one: Done) -> None:
        done.append(one)
        one.answer()

    writer = Writer(finish, submit)
    writer.start()
    assert not writer.keep(told)
    for key in "ab":
        await take(writer, key)[0]
    assert [list(one.notices) for one in done] == [[told], [told]]
    await asyncio.to_thread(writer.stop)


async def test_what_was_taken_is_answered_before_it_stops_and_nothing_is_taken_after() -> None:
    database = Database()
    writer = writer_on(database)
    promises = take(writer, *"abc")
    writer.start()
    stopping = asyncio.create_task(asyncio.to_thread(writer.stop))
    database.go.set()
    await stopping
    assert len(await asyncio.gather(*promises)) == 3
    (late,) = take(writer, "d")
    assert late.result().code == "BUSY"


async def test_strain_is_the_share_of_a_core_of_late() -> None:
    wall, cpu = iter([0.0, 0.1, 0.3, 0.6, 1.2, 1.4]), iter([0.0, 0.1, 0.21, 0.22, 0.23, 0.24])
    strain = Strain(wall.__next__, cpu.__next__)
    # After 0.1 s nothing is known; 0.21 of 0.3 s is much, and stands for a second however little follows.
    assert [strain.is_high() for _ in range(5)] == [False, True, True, True, False]


async def test_strain_is_a_loop_that_is_late_too() -> None:
    wall = iter([0.0, 0.1, 0.2, 1.1, 1.3])
    strain = Strain(wall.__next__, lambda: 0.0)
    strain.waited(writing.LATE_S)
    assert not strain.is_high()  # once, and a little
    strain.waited(writing.LATE_S * 10)
    assert strain.is_high()
    for _ in range(20):
        strain.waited(0.0)
    assert [strain.is_high(), strain.is_high()] == [True, False]


async def test_commands_gather_for_the_next_commit_while_the_processor_is_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Strain, "is_high", lambda self: True)
    database = Database()
    database.go.set()
    resting, over = threading.Event(), threading.Event()

    def rest(seconds: float) -> None:
        assert seconds == writing.GATHER_S
        resting.set()
        over.wait(10)

    monkeypatch.setattr(writing, "time", SimpleNamespace(sleep=rest, monotonic=time.monotonic))
    writer = writer_on(database)
    writer.start()
    first = take(writer, "a")
    await asyncio.gather(*first)
    await asyncio.to_thread(resting.wait, 10)
    more = take(writer, "b") + take(writer, "c")
    over.set()
    await asyncio.gather(*more)
    assert database.batches == [["a"], ["b", "c"]]
    await asyncio.to_thread(writer.stop)
