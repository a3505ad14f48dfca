"""Writers beside each other: every event in one order, no gap, no error."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from games import log
from games.engine import commands as c
from games.engine.answers import Accepted, Answer, Refused
from games.engine.events import MoveContent
from games.engine.ids import SeatId
from games.models import Disclosure, Exercise, LoggedEvent, Timer
from games.services import Submission, auditing, cache, exercises, state_of, submit, submit_many, venture
from tests import table

WRITERS = 4
EACH = 12
MOVE = c.SubmitMove(content=MoveContent(headline="Protest", text="In writing."))

pytestmark = pytest.mark.django_db(transaction=True)


def together(work: Callable[[int], list[Answer]]) -> list[Answer]:
    """What the writers are answered, all starting at one moment."""
    gate = Barrier(WRITERS)

    def one(number: int) -> list[Answer]:
        try:
            gate.wait(30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return [answer for answers in pool.map(one, range(WRITERS)) for answer in answers]


def begun() -> Exercise:
    exercise = exercises.create(table.plan(table.inject("news", 600_000)), "Small")
    submit(exercise.pk, table.DIRECTOR, "start", c.StartExercise())
    return exercise


def assert_whole(exercise: Exercise, moves: int) -> None:
    exercise.refresh_from_db()
    numbers = list(LoggedEvent.objects.filter(exercise=exercise).values_list("seq", flat=True).order_by("id"))
    assert numbers == list(range(1, exercise.head_seq + 1))
    assert list(auditing.faults(exercise)) == []
    assert len(state_of(exercise.pk).moves) == moves
    told = Disclosure.objects.filter(exercise=exercise, audience="team:tokyo").order_by("id")
    positions = list(told.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


def test_four_writers_on_one_exercise() -> None:
    exercise = begun()

    def work(number: int) -> list[Answer]:
        lead = table.lead(table.TEAMS[number])
        return [submit(exercise.pk, lead, secrets.token_hex(8), MOVE) for _ in range(EACH)]

    assert all(isinstance(answer, Accepted) for answer in together(work))
    assert_whole(exercise, WRITERS * EACH)


def test_batches_over_the_same_exercises_in_different_orders_do_not_lock_each_other_out() -> None:
    several = [begun() for _ in range(3)]

    def work(number: int) -> list[Answer]:
        lead, order = table.lead(table.TEAMS[number]), several if number % 2 else several[::-1]
        batches = [
            [Submission(one.pk, lead, secrets.token_hex(8), MOVE) for one in order] for _ in range(EACH)
        ]
        return [answer for batch in batches for answer in submit_many(batch)]

    assert all(isinstance(answer, Accepted) for answer in together(work))
    for exercise in several:
        assert_whole(exercise, WRITERS * EACH)


def test_one_command_sent_four_times_at_once_is_done_once() -> None:
    exercise = begun()

    def work(number: int) -> list[Answer]:
        return [submit(exercise.pk, table.lead("tokyo"), f"key{n}", MOVE) for n in range(EACH)]

    answers = together(work)
    assert all(isinstance(answer, Accepted) for answer in answers)
    assert_whole(exercise, EACH)
    assert answers[:EACH] == answers[EACH : 2 * EACH] == answers[2 * EACH : 3 * EACH] == answers[3 * EACH :]


def of_another_process(exercise: Exercise, held: cache.Held) -> None:
    """Puts back what this process held, as if what came since had been written elsewhere."""
    cache.shelf.drop(exercise.pk)
    cache.shelf.put(exercise.pk, held)


def test_what_another_process_wrote_is_seen_before_anything_follows_it() -> None:
    exercise, lead = begun(), table.lead("tokyo")
    submit(exercise.pk, lead, "first", MOVE)
    held = cache.held_now(exercise.pk)
    submit(exercise.pk, lead, "second", MOVE)
    of_another_process(exercise, held)
    assert isinstance(submit(exercise.pk, lead, "third", MOVE), Accepted)
    assert_whole(exercise, 3)


def test_a_key_that_another_process_answered_gets_that_answer() -> None:
    exercise, lead = begun(), table.lead("tokyo")
    submit(exercise.pk, lead, "first", MOVE)
    held = cache.held_now(exercise.pk)
    answer = submit(exercise.pk, lead, "second", MOVE)
    of_another_process(exercise, held)
    assert submit(exercise.pk, lead, "second", MOVE) == answer
    assert_whole(exercise, 2)


def test_a_refused_key_that_another_process_answered_gets_that_answer() -> None:
    exercise, lead = begun(), table.lead("tokyo")
    submit(exercise.pk, lead, "first", MOVE)
    refused = submit(exercise.pk, lead, "second", c.StartExercise())
    assert submit(exercise.pk, lead, "second", MOVE) == refused
    assert_whole(exercise, 1)


def test_an_undisturbed_writer_needs_one_round_trip(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has no round trips to save
    exercise, lead = begun(), table.lead("tokyo")
    submit(exercise.pk, lead, "first", MOVE)
    written, write = [], venture.written_as_held

    def counted(*given: Any, **rows: Any) -> bool:
        written.append(write(*given, **rows))
        return written[-1]

    monkeypatch.setattr(venture, "written_as_held", counted)
    with CaptureQueriesContext(connection) as asked:
        submit(exercise.pk, lead, "second", MOVE)
        refused = submit(exercise.pk, lead, "third", c.StartExercise())
        both = [Submission(exercise.pk, lead, key, MOVE) for key in ("fourth", "fifth")]
        answers = submit_many(both)
    assert written == [True, True, True]
    assert len(asked) == 0  # what Django sends is counted here, the statement that was planned before is not
    assert isinstance(refused, Refused)
    assert submit(exercise.pk, lead, "third", MOVE) == refused
    assert submit_many(both) == answers
    assert_whole(exercise, 4)


def test_what_moves_a_timer_goes_the_long_way() -> None:
    exercise, lead = begun(), table.lead("tokyo")
    submit(exercise.pk, lead, "first", MOVE)
    assert isinstance(submit(exercise.pk, table.DIRECTOR, "stop", c.StopClock(stop="pause")), Accepted)
    assert set(Timer.objects.filter(exercise=exercise).values_list("wall_due", flat=True)) == {None}
    assert isinstance(submit(exercise.pk, lead, "second", MOVE), Accepted)
    assert_whole(exercise, 2)


def test_four_ticks_at_once_release_an_inject_once() -> None:
    exercise = begun()
    started = state_of(exercise.pk).clock.wall_ms

    def work(number: int) -> list[Answer]:
        return [submit(exercise.pk, SeatId(""), "", c.Tick(), wall_ms=started + 600_000)]

    together(work)
    assert LoggedEvent.objects.filter(exercise=exercise, kind="inject_released").count() == 1


def test_after_a_restart_a_log_is_replayed_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = begun()
    cache.shelf.drop(exercise.pk)
    replays, caught_up = [], cache.caught_up

    def counted(held: cache.Held, head: log.Head) -> cache.Held:
        replays.append(held.seq)
        return caught_up(held, head)

    monkeypatch.setattr(cache, "caught_up", counted)

    def work(number: int) -> list[Answer]:
        return [Accepted({"seq": state_of(exercise.pk).seq}) for _ in range(EACH)]

    assert len({str(answer) for answer in together(work)}) == 1
    assert replays == [0]


def test_a_reader_beside_a_writer_never_replays_the_whole_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A head that was read a moment before the writer's commit must not look like a log put back."""
    exercise = begun()
    starts, caught_up = [], cache.caught_up

    def counted(held: cache.Held, head: log.Head) -> cache.Held:
        starts.append(held.seq)
        return caught_up(held, head)

    monkeypatch.setattr(cache, "caught_up", counted)

    def work(number: int) -> list[Answer]:
        if number:
            return [Accepted({"seq": state_of(exercise.pk).seq}) for _ in range(EACH * 4)]
        return [submit(exercise.pk, table.lead("tokyo"), secrets.token_hex(8), MOVE) for _ in range(EACH)]

    together(work)
    assert 0 not in starts
    assert_whole(exercise, EACH)
