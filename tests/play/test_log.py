"""The log in the database: append-only, chained, and able to say what was done to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from games import log
from games.models import Disclosure, LoggedEvent
from games.review import chain
from games.services import auditing
from games.services.batch import EVENTS, Batch
from tests.play.conftest import Run, by_other_hands

TEXT_COLUMNS = ("kind", "data", "actor_seat", "told_digest", "prev_digest", "digest")
NUMBER_COLUMNS = ("version", "wall_at", "exercise_ms", "scenario_at", "turn", "cause")


def faults(run: Run) -> list[str]:
    return [str(fault) for fault in auditing.faults(run.row)]


def execute(sql: str, *parameters: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def insert_again(row: log.EventRow) -> None:
    with connection.cursor() as cursor:
        batch = Batch(cursor)
        batch.insert(EVENTS, [row])
        batch.send()


class TestAppendOnly:
    @pytest.mark.parametrize("table", ["games_loggedevent", "games_disclosure"])
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE {table} SET seq = seq WHERE id = %s",
            "DELETE FROM {table} WHERE id = %s",
        ],
    )
    def test_a_row_can_be_neither_changed_nor_removed(self, run: Run, table: str, statement: str) -> None:
        model: Any = {"games_loggedevent": LoggedEvent, "games_disclosure": Disclosure}[table]
        row, before = model.objects.order_by("id").values().first(), model.objects.count()
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            execute(statement.format(table=table), row["id"])
        assert model.objects.count() == before
        assert model.objects.values().get(id=row["id"]) == row

    @pytest.mark.parametrize("table", ["games_loggedevent", "games_disclosure"])
    def test_a_table_cannot_be_emptied(self, run: Run, table: str) -> None:
        statement = f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}"
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            execute(statement)
        assert LoggedEvent.objects.exists()

    def test_nothing_can_be_inserted_over_a_row(self, run: Run) -> None:
        columns = ", ".join(log.EventRow._fields)
        source = f"SELECT {columns} FROM games_loggedevent WHERE seq = 1"
        into = f"INTO games_loggedevent ({columns}) {source}"
        over = {
            "sqlite": f"INSERT OR REPLACE {into}",
            "postgresql": f"INSERT {into} ON CONFLICT (exercise_id, seq) DO UPDATE SET data = excluded.data",
        }
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            execute(over[connection.vendor])

    def test_two_events_cannot_have_one_place(self, run: Run) -> None:
        row = next(log.rows(run.pk))
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_again(row)


class TestVerify:
    def test_a_log_as_written_has_no_fault(self, run: Run) -> None:
        run.move()
        assert faults(run) == []
        assert run.row.head_seq > 3

    @pytest.mark.parametrize("column", TEXT_COLUMNS)
    def test_one_changed_character_is_named_with_its_column(self, run: Run, column: str) -> None:
        run.move()
        run.move("beijing")
        seq = run.row.head_seq - 1
        value = LoggedEvent.objects.values_list(column, flat=True).get(exercise=run.pk, seq=seq)
        changed = ("x" + value[1:]) if value else "x"
        by_other_hands(
            f"UPDATE games_loggedevent SET {column} = %s WHERE exercise_id = %s AND seq = %s",
            changed,
            run.pk,
            seq,
        )
        found = [fault for fault in faults(run) if "what was told" not in fault]
        assert len(found) == 1
        assert found[0].startswith(f"event {seq}: ")
        if value:
            assert f"{column}" in found[0]

    @pytest.mark.parametrize("column", NUMBER_COLUMNS)
    def test_one_changed_number_is_named_with_its_column(self, run: Run, column: str) -> None:
        run.move()
        run.move("beijing")
        seq = run.row.head_seq - 1
        by_other_hands(
            f"UPDATE games_loggedevent SET {column} = {column}"
            f" + CASE WHEN {column} %% 10 = 9 THEN -1 ELSE 1 END WHERE exercise_id = %s AND seq = %s",
            run.pk,
            seq,
        )
        assert len(found := faults(run)) == 1
        assert found[0].startswith(f"event {seq}: {column} was changed")

    def test_the_place_of_the_changed_byte_in_the_data_is_said(self, run: Run) -> None:
        run.move(headline="Protest")
        seq = LoggedEvent.objects.get(exercise=run.pk, kind="move_submitted").seq
        by_other_hands(
            "UPDATE games_loggedevent SET data = REPLACE(data, 'Protest', 'Protesd')"
            " WHERE exercise_id = %s AND seq = %s",
            run.pk,
            seq,
        )
        (fault,) = faults(run)
        place = LoggedEvent.objects.get(exercise=run.pk, seq=seq).data.encode().index(b"Protesd") + 6
        assert fault == (
            f"event {seq}: data (byte {place}) was changed: the recorded digest asks for 't', there is 'd'"
        )

    def test_a_missing_event_is_named(self, run: Run) -> None:
        run.move()
        by_other_hands("DELETE FROM games_loggedevent WHERE exercise_id = %s AND seq = 3", run.pk)
        assert "event 4: event 3 is missing before it" in faults(run)

    def test_a_cut_off_end_is_noticed(self, run: Run) -> None:
        run.move()
        head = run.row.head_seq
        by_other_hands("DELETE FROM games_loggedevent WHERE exercise_id = %s AND seq = %s", run.pk, head)
        assert any(fault.startswith(f"head: the log ends at event {head - 1}") for fault in faults(run))

    def test_an_event_from_another_log_does_not_fit(self, run: Run) -> None:
        run.move()
        row = list(log.rows(run.pk))[2]
        link = log.link_of(row)._replace(prev_digest="0" * 64)
        by_other_hands(
            "UPDATE games_loggedevent SET prev_digest = %s, digest = %s WHERE exercise_id = %s AND seq = 3",
            link.prev_digest,
            chain.digest_of(link),
            run.pk,
        )
        found = faults(run)
        assert found[0].startswith("event 3: it does not follow")
        assert found[1].startswith("event 4: it does not follow")

    def test_events_beyond_the_head_are_noticed(self, run: Run) -> None:
        head = run.row
        run.move()
        by_other_hands(
            "UPDATE games_exercise SET head_seq = %s, head_digest = %s WHERE id = %s",
            head.head_seq,
            head.head_digest,
            run.pk,
        )
        assert faults(run) == [
            "head: events stand in the log beyond its head: they were added by other hands"
        ]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE games_disclosure SET frame = REPLACE(frame, 'team', 'Team') WHERE id = {last}",
            "UPDATE games_disclosure SET audience = 'team:rome' WHERE id = {last}",
            "UPDATE games_disclosure SET position = position + 1 WHERE id = {last}",
            "DELETE FROM games_disclosure WHERE id = {last}",
        ],
    )
    def test_what_was_told_is_checked_too(self, run: Run, statement: str) -> None:
        run.move()
        last = Disclosure.objects.filter(exercise=run.pk).latest("id")
        by_other_hands(statement.format(last=last.id))
        assert faults(run) == [f"event {last.seq}: what was told of it was changed, added to or taken from"]


def test_the_digest_covers_the_exercise() -> None:
    assert chain.genesis("one") != chain.genesis("two")
