"""What the review says in words: how much a filter leaves, times of the story, and why the engine did things."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.utils import translation

from games.engine import causes
from games.engine import commands as c
from games.engine.commands import Crossing
from games.engine.timers import crossed
from games.presenting.causes import reason_words
from games.staffing.msel import line
from games.staffing.naming import names_of
from games.staffing.present import present
from tests import table
from tests.staff.conftest import HOUR, Play, forget, make_play

__all__ = ["forget", "make_play"]


@pytest.fixture
def jumped(make_play: Callable[..., Play]) -> Play:
    """A jump of a day that held one inject and left another out."""
    play = make_play(table.inject("held", 2 * HOUR), table.inject("left", 3 * HOUR))
    how = {"inject:held": "after", "inject:left": "skip"}
    choices = tuple(Crossing(timer=t.id, choice=how[t.id]) for t in crossed(play.state, 24 * HOUR))  # type: ignore[arg-type]
    play.must(table.DIRECTOR, c.JumpScenario(to_ms=24 * HOUR, crossings=choices, reason="Night."))
    return play


def page(play: Play, rest: str = "list/") -> str:
    return unescape(play.sit("analyst").get(play.review(rest)).content.decode())


def test_a_jump_is_told_in_the_time_of_the_story(jumped: Play) -> None:
    assert "Jump in the story to D+1 00:00. Night." in page(jumped)


def test_the_log_keeps_codes_and_the_page_has_words(jumped: Play) -> None:
    assert jumped.state.injects["held"].reason == causes.CROSSED  # type: ignore[index]
    assert jumped.state.injects["left"].reason == causes.JUMPED  # type: ignore[index]
    shown = page(jumped)
    assert "a jump in the story passed its time" in shown
    assert "left out in a jump of the story" in shown
    assert causes.CROSSED not in re.sub(r"<[^>]*>", "", shown)
    now = present(jumped.state, jumped.now)
    held = line(jumped.state, names_of(jumped.state, "en"), now, jumped.state.injects["held"])  # type: ignore[index]
    assert held.why.detail == "a jump in the story passed its time"


@pytest.mark.parametrize("was", list(causes.EARLIER))
def test_logs_of_earlier_versions_read_the_same(was: str) -> None:
    assert reason_words(was) == reason_words(causes.EARLIER[was]) not in {was, causes.EARLIER[was]}


def test_what_somebody_wrote_stays_and_a_condition_is_named() -> None:
    assert reason_words("too hot") == "too hot"
    assert reason_words("condition not met: made('cn.blockade')") == "condition not met: made('cn.blockade')"
    with translation.override("ja"):
        assert "made('cn.blockade')" in reason_words("condition not met: made('cn.blockade')")


def test_a_filtered_list_is_headed_by_what_it_shows(jumped: Play) -> None:
    analyst = jumped.sit("analyst")
    last = jumped.state.seq
    assert f"{last} entries in the log" in analyst.get(jumped.review("list/")).content.decode()
    shown = analyst.get(jumped.review("list/?family=injects")).content.decode()
    rows = shown.count("<tr id=")
    assert 0 < rows < last
    assert f"{rows} entries shown that fit, of {last} in the log" in shown


def test_a_note_after_the_archive_is_kept_and_the_box_says_so(jumped: Play) -> None:
    jumped.must(table.DIRECTOR, c.EndExercise(reason="done"))
    jumped.must(table.DIRECTOR, c.ArchiveExercise())
    analyst = jumped.sit("analyst")
    shown = unescape(analyst.get(jumped.review()).content.decode())
    assert "Notes are still kept" in shown
    assert 'data-accepted-words="Kept' in shown
    form = {"key": "n" * 20, "text": "They waited.", "next": jumped.review()}
    answer = analyst.post(jumped.url("analyst", "cmd/take_note/"), form, follow=True)
    assert "They waited." in answer.content.decode()
    assert "They waited." in page(jumped, "notes/")
