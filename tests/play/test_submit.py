"""The one way in: receipts, batches, what fails alone, and what stays in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from games import notify, reads
from games.engine import commands as c
from games.engine import wire
from games.engine.answers import Accepted, Refused
from games.engine.decide import decide
from games.engine.events import MoveContent
from games.engine.ids import SeatId
from games.engine.replay import replay
from games.models import Disclosure, Exercise, LoggedEvent, Receipt
from games.services import Submission, cache, state_of, submit, submit_many
from games.services.batch import Batch
from tests import table
from tests.play.conftest import MINUTE, Run

LEAD = table.lead("tokyo")
MOVE = c.SubmitMove(content=MoveContent(headline="Protest", text="In writing."))


def submission(run: Run, key: str, command: c.AnyCommand = MOVE, actor: SeatId = LEAD) -> Submission:
    return Submission(run.pk, actor, key, command, run.now)


class TestReceipts:
    def test_the_same_key_gets_the_first_answer_and_does_nothing_more(self, run: Run) -> None:
        first = run.do(LEAD, MOVE, "key")
        head = run.row.head_seq
        run.wait(MINUTE)
        assert isinstance(first, Accepted)
        assert run.do(LEAD, MOVE, "key") == first
        assert run.row.head_seq == head

    def test_a_refusal_is_kept_too(self, run: Run) -> None:
        withdraw = c.WithdrawMove(move_id="none")  # type: ignore[arg-type]
        first = run.do(LEAD, withdraw, "key")
        assert isinstance(first, Refused)
        assert run.do(LEAD, MOVE, "key") == first

    def test_another_seat_gets_nothing_for_a_key_that_is_not_its_own(self, run: Run) -> None:
        mine = run.must(LEAD, MOVE, "key")
        answer = run.do(table.lead("beijing"), MOVE, "key")
        assert isinstance(answer, Refused)
        assert answer.code == "KEY_USED"
        assert run.must(LEAD, MOVE, "key") == mine

    def test_a_key_belongs_to_one_exercise(self, make_run: Callable[..., Run]) -> None:
        one, two = make_run(), make_run()
        first, second = one.do(LEAD, MOVE, "key"), two.do(LEAD, MOVE, "key")
        assert isinstance(first, Accepted)
        assert isinstance(second, Accepted)
        assert first != second

    def test_a_key_twice_in_one_batch_counts_once(self, run: Run) -> None:
        first, second = submit_many([submission(run, "key"), submission(run, "key")])
        assert first == second
        assert len(run.state.moves) == 1

    def test_a_tick_without_a_key_leaves_no_receipt(self, run: Run) -> None:
        before = Receipt.objects.count()
        run.must("", c.Tick(), "")
        assert Receipt.objects.count() == before

    def test_a_key_that_is_too_long_is_refused(self, run: Run) -> None:
        answer = run.do(LEAD, MOVE, "k" * 65)
        assert isinstance(answer, Refused)
        assert (answer.code, answer.field) == ("BAD_KEY", "key")

    def test_an_answer_does_not_give_the_sequence_away(self, run: Run) -> None:
        answer = run.must(LEAD, MOVE)
        assert set(answer) == {"move_id"} | (set(answer) & {"number", "late"})


class TestBatches:
    def test_several_exercises_share_a_transaction_and_answer_in_order(
        self, make_run: Callable[..., Run], django_assert_max_num_queries: Any
    ) -> None:
        runs = [make_run() for _ in range(3)]
        batch = [submission(runs[n % 3], f"k{n}", actor=table.lead(table.TEAMS[n % 4])) for n in range(12)]
        for one in runs:
            state_of(one.pk)
        with django_assert_max_num_queries(12):
            answers = submit_many(batch)
        assert all(isinstance(answer, Accepted) for answer in answers)
        for each in runs:
            assert len(each.state.moves) == 4
        moves = [answer.data["move_id"] for answer in answers if isinstance(answer, Accepted)]
        assert [moves[n] in runs[n % 3].state.moves for n in range(12)] == [True] * 12

    def test_nothing_is_nothing(self, db: None) -> None:
        assert submit_many([]) == []

    def test_an_exercise_that_is_not_there_harms_nobody(self, run: Run) -> None:
        missing, there = submit_many([Submission(10**9, LEAD, "a", MOVE, run.now), submission(run, "b")])
        assert isinstance(missing, Refused)
        assert missing.code == "NO_SUCH_EXERCISE"
        assert isinstance(there, Accepted)

    def test_a_command_that_breaks_something_fails_alone(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        secret = c.SubmitMove(content=MoveContent(headline="KINGFISHER", text="KINGFISHER"))

        def breaking(state: Any, command: Any, context: Any) -> Any:
            if command is secret:
                raise ZeroDivisionError("KINGFISHER")
            return decide(state, command, context)

        monkeypatch.setattr("games.services.rounds.decide", breaking)
        first, broken, last = submit_many(
            [submission(run, "1"), submission(run, "2", secret), submission(run, "3")]
        )
        assert isinstance(first, Accepted)
        assert isinstance(last, Accepted)
        assert isinstance(broken, Refused)
        assert broken.code == "INTERNAL"
        assert broken.detail in caplog.records[0].getMessage()
        assert "KINGFISHER" not in caplog.records[0].getMessage()
        monkeypatch.setattr("games.services.rounds.decide", decide)
        assert isinstance(submit_many([submission(run, "2")])[0], Accepted), "a failure has no receipt"

    def test_a_command_that_the_database_rejects_fails_alone(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        frame_text = wire.frame_text

        def text(audience: Any, position: int, at: Any, told: Any) -> Any:
            made = frame_text(audience, position, at, told)
            return None if "UNSTORABLE" in made else made

        monkeypatch.setattr(wire, "frame_text", text)
        bad = c.SubmitMove(content=MoveContent(headline="UNSTORABLE", text="UNSTORABLE"))
        before = run.state
        answers = submit_many([submission(run, "1"), submission(run, "2", bad), submission(run, "3")])
        assert [type(answer) for answer in answers] == [Accepted, Refused, Accepted]
        assert len(run.state.moves) == len(before.moves) + 2


class TestFailure:
    def test_a_transaction_that_fails_leaves_nothing_in_memory(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, notices: list[notify.Notice]
    ) -> None:
        before, held = run.state, cache.shelf.get(run.pk)
        disclosures = Disclosure.objects.count()

        def failing(*args: Any) -> None:
            raise OperationalError("the disk is full")

        monkeypatch.setattr(Batch, "send", failing)
        answer = run.do(LEAD, MOVE, "key")
        assert isinstance(answer, Refused)
        assert answer.code == "UNAVAILABLE"
        assert run.state is before
        assert cache.shelf.get(run.pk) is held
        assert Disclosure.objects.count() == disclosures
        assert notices == []
        monkeypatch.undo()
        assert isinstance(run.do(LEAD, MOVE, "key"), Accepted)

    def test_a_moment_without_the_database_is_not_noticed(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send, calls = Batch.send, []

        def at_second_try(batch: Batch) -> None:
            calls.append(batch)
            if len(calls) == 1:
                raise OperationalError("the server closed the connection")
            send(batch)

        monkeypatch.setattr(Batch, "send", at_second_try)
        assert isinstance(run.do(LEAD, MOVE, "key"), Accepted)
        assert len(run.state.moves) == 1

    def test_a_log_that_cannot_be_read_is_refused_and_the_others_go_on(
        self, make_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken, whole = make_run(), make_run()
        Exercise.objects.filter(pk=broken.pk).update(head_digest="0" * 64)
        answers = submit_many([submission(broken, "a"), submission(whole, "b")])
        assert isinstance(answers[0], Refused)
        assert isinstance(answers[1], Accepted)


class TestState:
    def test_the_state_is_the_fold_of_the_log(self, run: Run) -> None:
        run.move()
        run.wait(11 * MINUTE)
        run.must("", c.Tick(), "")
        warm = run.state
        assert warm == replay(reads.log_page(run.pk))
        cache.shelf.held.clear()
        assert run.state == warm

    def test_a_process_catches_up_with_what_another_wrote(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine, theirs = cache.Shelf(), cache.Shelf()
        for shelf, team in [(mine, "tokyo"), (theirs, "beijing"), (mine, "taipei"), (theirs, "tokyo")]:
            monkeypatch.setattr(cache, "shelf", shelf)
            run.move(team)
        assert len(run.state.moves) == 4
        assert run.state == replay(reads.log_page(run.pk))
        self.assert_gapless(run)

    def test_a_database_put_back_to_an_earlier_day_is_believed(self, run: Run) -> None:
        earlier = cache.shelf.get(run.pk)
        run.move()
        later = cache.shelf.get(run.pk)
        assert earlier is not None
        assert later is not None
        ahead = cache.Held(
            later.public_id, later.seq + 5, "f" * 64, later.wall_ms, later.state, later.positions
        )
        astray = cache.Held(
            earlier.public_id, earlier.seq, "f" * 64, earlier.wall_ms, earlier.state, earlier.positions
        )
        for wrong in (ahead, astray):
            cache.shelf.held[run.pk] = wrong
            assert run.state == later.state
            assert cache.shelf.get(run.pk) == later

    def test_the_shelf_holds_so_many_and_no_more(self, make_run: Callable[..., Run]) -> None:
        shelf = cache.Shelf(capacity=2)
        runs = [make_run() for _ in range(3)]
        for each in runs:
            shelf.put(each.pk, cache.held_now(each.pk))
        assert [shelf.get(each.pk) is None for each in runs] == [True, False, False]

    def test_a_wall_clock_that_steps_back_does_not_turn_the_record_back(self, run: Run) -> None:
        run.wait(5 * MINUTE)
        run.move()
        run.now -= 3 * MINUTE
        run.move("beijing")
        walls = list(LoggedEvent.objects.order_by("seq").values_list("wall_at", flat=True))
        assert walls == sorted(walls)
        assert walls[-1] == table.START + 5 * MINUTE

    def test_without_a_given_time_the_server_looks_at_its_clock(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("games.services.rounds.now_ms", lambda: run.now + 7)
        submit(run.pk, LEAD, "key", MOVE)
        assert LoggedEvent.objects.latest("seq").wall_at == run.now + 7

    def test_positions_are_gapless_for_every_audience(self, run: Run) -> None:
        for team in table.TEAMS:
            run.move(team)
            run.say("Is this allowed?", team)
        self.assert_gapless(run)

    @staticmethod
    def assert_gapless(run: Run) -> None:
        seen: dict[str, int] = {}
        for row in Disclosure.objects.filter(exercise=run.pk).order_by("id"):
            assert row.position == seen.get(row.audience, 0) + 1, row.audience
            seen[row.audience] = row.position
        assert seen


class TestNotices:
    def test_each_commit_is_told_once_with_its_frames(self, run: Run, notices: list[notify.Notice]) -> None:
        head = run.row.head_seq
        run.move()
        (commit,) = notices
        assert isinstance(commit, notify.Commit)
        assert (commit.prev_seq, commit.seq) == (head, run.row.head_seq)
        told = Disclosure.objects.filter(exercise=run.pk, seq__gt=head).order_by("id")
        assert list(commit.frames) == [(row.audience, row.position, row.frame) for row in told]
        assert "team:tokyo" in {frame[0] for frame in commit.frames}

    def test_nothing_is_told_of_a_refusal_or_an_idle_tick(
        self, run: Run, notices: list[notify.Notice]
    ) -> None:
        run.do(LEAD, c.WithdrawMove(move_id="none"))  # type: ignore[arg-type]
        run.must("", c.Tick(), "")
        assert notices == []

    def test_a_batch_is_one_notice_for_each_exercise(self, run: Run, notices: list[notify.Notice]) -> None:
        submit_many([submission(run, "1"), submission(run, "2")])
        assert len(notices) == 1
