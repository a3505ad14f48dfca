"""A process that was started anew has read what the first timer needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from games.engine import commands as c
from games.services import cache
from games.services.warming import warm_up
from tests import table
from tests.play.conftest import MINUTE, Run, by_other_hands


@pytest.mark.django_db
def test_the_exercises_whose_clocks_run_are_at_hand(make_run: Callable[..., Run]) -> None:
    line = table.inject("news", 10 * MINUTE)
    running, gathering, stopped = make_run(line), make_run(line, begun=False), make_run(line)
    stopped.must(table.DIRECTOR, c.StopClock())
    cache.shelf.held.clear()
    warm_up()
    assert set(cache.shelf.held) == {running.pk}
    assert gathering.pk not in cache.shelf.held


@pytest.mark.django_db
def test_a_log_that_cannot_be_read_does_not_keep_the_others_from_it(make_run: Callable[..., Run]) -> None:
    line = table.inject("news", 10 * MINUTE)
    broken, whole = make_run(line), make_run(line)
    cache.shelf.held.clear()
    by_other_hands("UPDATE games_loggedevent SET prev_digest = '' WHERE exercise_id = %s", broken.pk)
    warm_up()
    assert set(cache.shelf.held) == {whole.pk}


def test_a_database_that_is_away_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("games.services.warming._read_logs", away)
    warm_up()
    assert "when they are needed" in caplog.text
