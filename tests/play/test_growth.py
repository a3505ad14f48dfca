"""What a command costs does not grow with the log: no query on its way reads a table from end to end."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from games.engine.commands import RaiseEmergency
from games.engine.ids import SeatId
from games.services import Submission, exercises, submit_many
from tests import table

GROWING = ("games_loggedevent", "games_disclosure", "games_receipt", "games_delivery")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_no_query_of_a_command_scans_a_table_that_grows() -> None:
    made = [exercises.create(table.plan(), "Small") for _ in range(2)]
    batch = [
        Submission(exercise.pk, SeatId(table.lead(team)), f"key-{exercise.pk}-{team}", RaiseEmergency())
        for exercise in made
        for team in table.TEAMS
    ]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        submit_many(batch)
    queries = [query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    assert any("games_receipt" in query for query in queries)
    with connection.cursor() as cursor:
        for query in queries:
            plan = cursor.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
            for step in (row[3] for row in plan):
                assert not any(step.startswith(f"SCAN {name}") for name in GROWING), (step, query)
