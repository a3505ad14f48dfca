"""After ENDEX the director's page leads to the review, the files and the check of the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from games.engine import commands as c
from tests import table
from tests.play.conftest import by_other_hands
from tests.staff.conftest import Play


@pytest.fixture
def over(make_play: Callable[..., Play]) -> Play:
    """An exercise that has ended with a key inject still to come."""
    play = make_play(table.inject("next", 60_000_000, key=True))
    play.must(table.DIRECTOR, c.EndExercise(reason="done"))
    return play


def test_what_was_to_come_and_who_is_quiet_are_gone_and_the_ways_on_are_there(over: Play) -> None:
    browser = over.sit(table.DIRECTOR)
    page = browser.get(over.url(table.DIRECTOR, "direct/board/")).content.decode()
    assert "Next key injects" not in page
    assert "team-strip" not in page
    for rest in ("", "knowledge/", "export/jsonl/", "export/csv/", "export/knowledge/", "check/"):
        assert f'href="{over.review(rest)}"' in page
        assert browser.get(over.review(rest)).status_code == 200


def test_before_the_end_the_page_shows_what_comes_next(make_play: Callable[..., Play]) -> None:
    play = make_play(table.inject("next", 60_000_000, key=True))
    page = play.sit(table.DIRECTOR).get(play.url(table.DIRECTOR, "direct/board/")).content.decode()
    assert "Next key injects" in page
    assert "team-strip" in page
    assert "After the exercise" not in page


def test_the_check_finds_a_whole_log_whole_and_names_a_changed_entry(over: Play) -> None:
    browser = over.sit(table.DIRECTOR)
    page = browser.get(over.review("check/")).content.decode()
    assert f"{over.state.seq} entries, all as they were written." in page
    by_other_hands("UPDATE games_loggedevent SET turn = 7 WHERE exercise_id = %s AND seq = 2", over.pk)
    page = browser.get(over.review("check/")).content.decode()
    assert "1 place is not as it was written." in page
    assert "event 2" in page
