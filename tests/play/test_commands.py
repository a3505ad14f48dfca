"""The commands of `manage.py` around exercises and their logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from games.models import Exercise
from games.services import deliveries, seats
from games.services.seats import Joinable
from injects.management import sheet
from tests import table
from tests.play.conftest import Run, by_other_hands

Capture = pytest.CaptureFixture[str]


def exit_code(*words: str, **options: Any) -> int:
    """0, or the status with which a command ends."""
    try:
        call_command(*words, **options)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


class TestLogs:
    def test_a_whole_log_is_said_to_be_whole(self, run: Run, capsys: Capture) -> None:
        run.move()
        assert exit_code("verify_log", run.exercise.public_id) == 0
        said = capsys.readouterr().out
        assert f"{run.row.head_seq} events" in said
        assert run.row.head_digest in said

    def test_a_changed_one_is_named_and_ends_in_1(self, run: Run, capsys: Capture) -> None:
        run.move()
        by_other_hands("UPDATE games_loggedevent SET turn = 7 WHERE exercise_id = %s AND seq = 3", run.pk)
        assert exit_code("verify_log", run.exercise.public_id) == 1
        said = capsys.readouterr().out
        assert said.startswith("event 3: turn was changed")
        assert said.splitlines()[-1] == "1 fault"

    def test_an_exported_log_is_verified_as_a_file(self, run: Run, tmp_path: Path, capsys: Capture) -> None:
        run.move()
        deliveries.opened(run.pk, table.lead("tokyo"), 1, [table.ids("i")()], run.now)  # type: ignore[list-item]
        deliveries.flush()
        file = tmp_path / "run.jsonl"
        call_command("export_log", run.exercise.public_id, out=file)
        assert len(file.read_bytes().splitlines()) == run.row.head_seq + 3
        assert exit_code("verify_log", str(file)) == 0
        text = file.read_bytes()
        assert b"Protest" in text
        file.write_bytes(text.replace(b"Protest", b"Protesd"))
        assert exit_code("verify_log", str(file)) == 1
        assert f"line {text[: text.index(b'Protest')].count(10) + 1} " in capsys.readouterr().out

    def test_a_file_without_its_end_is_told_what_it_lacks(
        self, run: Run, tmp_path: Path, capsys: Capture
    ) -> None:
        file = tmp_path / "cut.jsonl"
        call_command("export_log", run.exercise.public_id, out=file)
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
        assert exit_code("verify_log", str(file)) == 1
        said = capsys.readouterr().out
        assert "its head is missing or empty" in said
        assert "event 0" not in said
        assert said.splitlines()[-1] == "2 faults"

    def test_it_can_be_written_to_the_output(self, run: Run, capfdbinary: Any) -> None:
        call_command("export_log", run.exercise.public_id)
        assert capfdbinary.readouterr().out.count(b"\n") == run.row.head_seq + 2

    def test_an_unknown_exercise_is_answered_with_those_there_are(self, run: Run) -> None:
        with pytest.raises(CommandError, match=run.exercise.public_id):
            call_command("verify_log", "nope")
        with pytest.raises(CommandError, match="There is no exercise nope"):
            call_command("export_log", "nope")


class TestExercises:
    def test_the_demo_is_made_once_and_printed_again(self, db: None, capsys: Capture) -> None:
        call_command("demo_exercise", url="http://127.0.0.1:8000/")
        first = capsys.readouterr().out
        call_command("demo_exercise", url="http://127.0.0.1:8000/")
        assert capsys.readouterr().out == first
        exercise = Exercise.objects.get()
        assert exercise.life == "lobby"
        for card in seats.seat_sheet(exercise.pk):
            assert f"{card.code}  {card.pin}  http://127.0.0.1:8000/j/{card.token}/" in first

    def test_a_new_demo_stands_beside_the_old_one(self, db: None, capsys: Capture) -> None:
        call_command("demo_exercise")
        call_command("demo_exercise", new=True)
        assert Exercise.objects.count() == 2
        capsys.readouterr()
        call_command("demo_exercise")
        newest = Exercise.objects.order_by("-id").values_list("public_id", flat=True)[0]
        assert newest in capsys.readouterr().out

    def test_after_the_end_the_demo_begins_anew(self, db: None) -> None:
        call_command("demo_exercise")
        Exercise.objects.update(life="ended")
        call_command("demo_exercise")
        assert Exercise.objects.count() == 2

    def test_the_demo_says_how_the_facilitator_logs_in(self, db: None, capsys: Capture, client: Any) -> None:
        call_command("demo_exercise")
        password = capsys.readouterr().out.split("password ")[1].strip()
        assert client.login(username="facilitator", password=password)

    def test_an_exercise_on_a_shipped_deck(self, db: None, capsys: Capture) -> None:
        call_command("create_exercise", "long-strait", title="Tuesday", practice=True)
        exercise = Exercise.objects.get()
        assert (exercise.title, exercise.practice, exercise.deck) == ("Tuesday", True, "long-strait")
        cards = seats.seat_sheet(exercise.pk)
        assert isinstance(seats.check_join(cards[0].code, cards[0].pin), Joinable)
        assert exercise.rules_digest
        assert exercise.plan_digest

    def test_a_deck_that_is_not_there(self, db: None) -> None:
        with pytest.raises(CommandError, match="There is no deck nowhere"):
            call_command("create_exercise", "nowhere")

    def test_a_deck_with_faults_is_refused_with_all_of_them(self, db: None, tmp_path: Path) -> None:
        deck = tmp_path / "bad.yaml"
        deck.write_text("title: {en: Bad}\n", encoding="utf-8")
        with pytest.raises(CommandError, match=r"bad\.yaml"):
            call_command("create_exercise", str(deck))
        assert not Exercise.objects.exists()

    def test_columns_stand_under_each_other_in_japanese_too(self) -> None:
        rows = sheet.columns([("a", "b"), ("図上", "x"), ("abcde", "y")])
        assert rows == ["a      b", "図上   x", "abcde  y"]
