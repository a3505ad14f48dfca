"""Template tags: times in words, marks with their words, attributes that cannot be broken out of."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from tte.templatetags import tte as tags

HOUR, DAY = 3_600_000, 86_400_000
TEAM = {"id": "a", "label": "Alder <b>", "mark": "triangle", "tone": 1}


def rendered(source: str, **context: Any) -> str:
    """A template that loads our tags, rendered."""
    return Template("{% load tte %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0:00"),
        (999, "0:00"),
        (724_000, "12:04"),
        (4_360_999, "1:12:40"),
        (-61_000, "\u22121:01"),
        (-400, "0:00"),
        (None, ""),
    ],
)
def test_durations(ms: int | None, words: str) -> None:
    """Minutes and seconds, hours when there are any, a minus sign when overdue."""
    assert tags.duration(ms) == words


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "D+0 00:00"),
        (3 * DAY + 6 * HOUR + 40 * 60_000, "D+3 06:40"),
        (-HOUR, "D\u22121 23:00"),
        (None, ""),
    ],
)
def test_scenario_times(ms: int | None, words: str) -> None:
    """Days and the time of day since STARTEX, also before it."""
    assert tags.scenario_time(ms) == words


def test_wall_times_are_told_in_the_exercise_zone() -> None:
    """Stored UTC, shown where the exercise is."""
    ms = 1_807_512_000_000
    assert tags.wall_time(ms, "Asia/Tokyo") == "15:40"
    assert tags.wall_time(ms, "America/New_York") == "02:40"
    assert tags.zone_name("Asia/Tokyo", ms) == "JST"
    assert tags.wall_iso(ms) == "2027-04-12T06:40:00.000+00:00"
    assert tags.wall_stamp(ms, "Asia/Tokyo").endswith("15:40:00 JST")
    assert tags.wall_time(None) == tags.wall_stamp(None) == tags.wall_iso(None) == ""


def test_rates() -> None:
    """Scenario time against real time."""
    assert [tags.rate_words(r) for r in (1000, 60_000, 500, 0)] == ["×1", "×60", "×0.5", "×0"]


def test_a_team_has_mark_word_and_tone_and_its_label_is_escaped() -> None:
    """Colour never stands alone."""
    html = rendered("{% team_mark team %}", team=TEAM)
    assert 'data-team-tone="1"' in html
    assert "#mark-triangle" in html
    assert "Alder &lt;b&gt;" in html
    assert rendered("{% team_mark team %}", team=None) == ""


def test_an_unknown_mark_is_drawn_as_a_circle() -> None:
    """A deck's mark becomes an address in the page; only known ones may."""
    assert "#mark-circle" in tags.mark('"><script>')


def test_texts_come_in_the_readers_language_and_say_so_when_not() -> None:
    """The reader's language, else English, else any; another language is marked."""
    text = {"ja": "東京", "en": "Tokyo & co"}
    with translation.override("ja"):
        assert tags.words(text) == "東京"
    with translation.override("zh-hant"):
        assert tags.words(text) == '<span lang="en">Tokyo &amp; co</span>'
        assert tags.words({"ja": "東京"}) == '<span lang="ja">東京</span>'
    assert rendered("{{ text|words }}", text="<b>") == "&lt;b&gt;"
    assert tags.words({}) == tags.words(None) == ""


def test_json_in_an_attribute_cannot_break_out_of_it() -> None:
    """A quote in a title stays in the attribute."""
    html = rendered('<p data-x="{{ value|json_attr }}">', value={"a": '"><script>'})
    assert html.count('"') == 2
    assert "<script>" not in html


def test_a_region_without_an_address_does_not_refresh() -> None:
    """And one with an address names what it follows."""
    assert rendered("<p {% region '' 'a' %}>") == "<p >"
    html = rendered("<p {% region url 'item_* ruling_given' %}>", url="/x/?a=1&b=2")
    assert 'data-follow="item_* ruling_given"' in html
    assert 'hx-get="/x/?a=1&amp;b=2"' in html
    assert 'hx-trigger="tte:refresh"' in html


def test_command_keys_are_fresh() -> None:
    """32 hex digits, never the same twice."""
    one, other = tags.command_key(), tags.command_key()
    assert len(one) == 32
    assert int(one, 16) >= 0
    assert one != other


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("x", "system"), ("", "system")]
)
def test_the_theme_is_that_of_the_cookie(cookie: str, theme: str) -> None:
    """So that the page arrives in it; anything else is as the device says."""
    request = RequestFactory().get("/")
    request.COOKIES[tags.THEME_COOKIE] = cookie
    assert rendered("{% theme %}", request=request) == theme
    assert rendered("{% theme %}") == "system"


def test_clocks_are_told_as_they_stand_when_the_page_is_made() -> None:
    """The anchor may be old; the page shows now."""
    clock = {"running": True, "wall_ms": 1000, "exercise_ms": 0, "scenario_ms": 0, "rate": 60_000}
    source = "{% clock_now clock as c %}{{ c.exercise_ms }} {{ c.scenario_ms }} {{ c.wall_ms }}"
    assert rendered(source, clock=clock, now_ms=61_000) == "60000 3600000 61000"
    assert rendered(source, clock=clock | {"running": False}, now_ms=61_000) == "0 0 61000"


def test_words_for_states_stops_and_precedence() -> None:
    """Known ones in words, unknown ones as they are."""
    assert tags.state_words("lobby") == "Lobby"
    assert tags.state_words("new") == "new"
    assert tags.stop_words("timeout") == "Time-out"
    assert tags.stop_words("new") == "Stopped"
    assert tags.precedence_words("flash") == "Flash"
    assert tags.turn_left({"exercise_ms": 10, "turn_ends_ms": None}) is None
    assert tags.turn_left({"exercise_ms": 10, "turn_ends_ms": 4}) == -6
