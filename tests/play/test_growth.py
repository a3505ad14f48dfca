"""What a command costs does not grow with the log: no query on its way reads a table from end to end."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from games.engine.commands import RaiseEmergency
from games.engine.ids import SeatId
from games.services import Submission, exercises, submit_many, venture
from tests import table

GROWING = ("games_loggedevent", "games_disclosure", "games_receipt", "games_delivery")


def scans(query: str) -> list[str]:
    """The steps of a query's plan that read a table from end to end though there may be an index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            steps = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()]
            return [step for step in steps if step.startswith("SCAN ")]
        # Tables as small as these would be read whole otherwise.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}")
        return [row[0] for row in cursor.fetchall() if "Seq Scan on " in row[0]]


@pytest.mark.django_db
def test_no_query_of_a_command_scans_a_table_that_grows() -> None:
    made = [exercises.create(table.plan(), "Small") for _ in range(2)]
    batch = [
        Submission(exercise.pk, SeatId(table.lead(team)), f"key-{exercise.pk}-{team}", RaiseEmergency())
        for exercise in made
        for team in table.TEAMS
    ]
    with CaptureQueriesContext(connection) as asked:
        submit_many(batch)
    # Queries that travel together are captured as one.
    texts = [text for query in asked.captured_queries for text in query["sql"].split("; ")]
    queries = [text for text in texts if text.startswith("SELECT") and "json_to_recordset" not in text]
    assert any("games_receipt" in query for query in queries)
    for query in queries:
        for step in scans(query):
            assert not any(f" {name}" in step for name in GROWING), (step, query)


@pytest.mark.django_db
def test_the_short_way_looks_keys_up_by_their_index() -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has no short way
    given = {"heads": "[]", "left": "[]", "events": "[]", "told": "[]", "receipts": "[]"}
    given["keys"] = '[{"exercise_id": 1, "key": "a"}]'
    with connection.cursor() as cursor:
        query = cursor.cursor.mogrify(venture._STATEMENT, given)
        for step in scans(query):
            assert not any(f" {name}" in step for name in GROWING), step
        cursor.execute(f"EXPLAIN {query}")
        assert any("receipt_key on games_receipt" in row[0] for row in cursor.fetchall())
