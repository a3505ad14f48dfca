"""Times as authors write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from injects.deck.times import DAY, HOUR, MINUTE, SECOND, hours, offset, show, span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90m", 90 * MINUTE),
        ("36h", 36 * HOUR),
        ("1h30", 90 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("1h 30min", 90 * MINUTE),
        ("1.5h", 90 * MINUTE),
        ("2d 4h", 2 * DAY + 4 * HOUR),
        ("45s", 45 * SECOND),
        ("0m", 0),
        (" 10 M ", 10 * MINUTE),
    ],
)
def test_lengths_of_time(text: str, expected: int) -> None:
    assert span(text) == expected
    assert offset(text) == expected
    assert offset(f"T+{text.strip()}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+0 00:30", 30 * MINUTE),
        ("+1 12:00", 36 * HOUR),
        ("+2 06:15:30", 2 * DAY + 6 * HOUR + 15 * MINUTE + 30 * SECOND),
        ("T+0h", 0),
        ("t+90m", 90 * MINUTE),
    ],
)
def test_moments_of_the_story(text: str, expected: int) -> None:
    assert offset(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "90", "12:30", "-5m", "T-1h", "noon", "1h75", "+1 25:00", "+1 12:60", "m", "T+", "1h30x", "5 m 3 h"],
)
def test_what_is_no_time_is_refused_and_not_guessed(text: str) -> None:
    assert offset(text) is None
    assert span(text) is None


def test_hours_as_numbers() -> None:
    assert hours(36) == 36 * HOUR
    assert hours(0.25) == 15 * MINUTE


@given(st.integers(0, 400 * DAY // SECOND))
def test_what_is_shown_reads_back_as_the_same_moment(seconds: int) -> None:
    assert offset(show(seconds * SECOND)) == seconds * SECOND


@given(st.text(max_size=20))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = offset(text)
    assert moment is None or moment >= 0
