"""Times as MSELs write them, in the stated order, with doubtful ones named."""

from datetime import date, datetime, time, timedelta

import pytest

from injects.exchange.moments import (
    ABOUT,
    BARE,
    BEFORE,
    BY_HAND,
    FRACTION,
    HOURS_MINUTES,
    NEEDS_DATE,
    NEEDS_START,
    NEXT_DAY,
    NO_CLOCK,
    OTHER_MONTH,
    RANGE,
    TWO_WAYS,
    UNREADABLE,
    WEEKDAY,
    ZONES,
    Moment,
    Rules,
    Value,
    offset_cell,
    offset_words,
    resolve,
)
from injects.exchange.timeforms import read_text, read_value, start_of

SUNDAY = Rules(start=start_of("2011-08-21 08:00"))
CLOCK = Rules(start=start_of("08:00"))
ZULU = Rules(start=start_of("2011-08-21T08:00Z"))


def minutes(text: str, rules: Rules = SUNDAY) -> tuple[float | None, str]:
    reading = resolve(read_text(text, rules), None, rules)
    return (None if reading.ms is None else reading.ms / 60_000), reading.why


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1 02:30:00", 1590),
        ("+0 00:00:30", 0.5),
        ("+1 day 02:30", 1590),
        ("T+90m", 90),
        ("T + 90 min", 90),
        ("+1h30", 90),
        ("T+26h30m", 1590),
        ("D+2 H+3 M+45", 3105),
        ("J+1", 1440),
        ("H+2", 120),
        ("STARTEX", 0),
        ("STARTEX+15 min", 15),
        ("90 min", 90),
        ("2 hours", 120),
        ("30分後", 30),
        ("３時間後", 180),
        ("2011-08-21 09:00", 60),
        ("2011-08-21T09:00:30", 60.5),
        ("2011年8月21日 10:30", 150),
        ("210900AUG2011", 60),
        ("210900ZAUG11", 60),
        ("21 0900 Z AUG 2011", 60),
        ("211000L AUG 11", 120),
        ("25/12/2011 08:00", 126 * 1440),
        ("21 Aug 2011 10:00", 120),
        ("August 22, 2011 at 9:00", 1500),
        ("0900", 60),
        ("0900L", 60),
        ("0930 hrs", 90),
        ("9:30 AM", 90),
        ("7:29 pm", 689),
        ("12:15 a.m. ", None),
        ("10時30分", 150),
        ("Day 2 09:30", 1530),
        ("D+1 0930", 1530),
        ("2日目 9:00", 1500),
    ],
)
def test_a_time_is_read(text: str, expected: float | None) -> None:
    found, why = minutes(text)
    if expected is None:
        assert found == 975
        assert why == NEXT_DAY
    else:
        assert (found, why) == (expected, "")


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("T+1:30", 90, HOURS_MINUTES),
        ("0900-0930", 60, RANGE),
        ("09:00 – 10:00", 60, RANGE),
        ("~0930", 90, ABOUT),
        ("approx. 0930", 90, ABOUT),
        ("0700L", 1380, NEXT_DAY),
        ("22 Aug 2011", 1440, NO_CLOCK),
        ("Monday 9:30 AM", 1530, WEEKDAY),
        ("231200Z", 3120, OTHER_MONTH),
    ],
)
def test_a_doubtful_time_is_read_and_named(text: str, expected: float, why: str) -> None:
    assert minutes(text) == (expected, why)


@pytest.mark.parametrize(
    ("text", "rules", "why"),
    [
        ("J-1", SUNDAY, BEFORE),
        ("T-30m", SUNDAY, BEFORE),
        ("121200ZMAY11", SUNDAY, BEFORE),
        ("15", SUNDAY, BARE),
        ("1.5", SUNDAY, BARE),
        ("03/04/2012 10:00", SUNDAY, TWO_WAYS),
        ("after lunch", SUNDAY, UNREADABLE),
        ("25:70", SUNDAY, UNREADABLE),
        ("2011-02-30", SUNDAY, UNREADABLE),
        ("0900", Rules(), NEEDS_START),
        ("2011-08-21 09:00", Rules(), NEEDS_START),
        ("2011-08-21 09:00", CLOCK, NEEDS_DATE),
        ("210900AUG", CLOCK, NEEDS_DATE),
        ("Monday 0900", CLOCK, NEEDS_DATE),
    ],
)
def test_what_cannot_be_read_says_why(text: str, rules: Rules, why: str) -> None:
    assert minutes(text, rules) == (None, why)


@pytest.mark.parametrize("text", ["", "-", "TBD", "n/a", "on request", "as required", "随時", "when ready"])
def test_no_time_is_a_release_by_hand(text: str) -> None:
    reading = resolve(read_text(text, SUNDAY), None, SUNDAY)
    assert reading.manual
    assert reading.why == BY_HAND


@pytest.mark.parametrize(
    ("value", "expected", "why"),
    [
        (time(9, 0), 60, ""),
        (datetime(2011, 8, 22, 8, 0), 1440, ""),
        (date(2011, 8, 22), 1440, NO_CLOCK),
        (timedelta(hours=26), 1560, ""),
        (datetime(1900, 1, 1, 2, 0), 1560, ""),
        (40776.375, 60, ""),
        (15, None, BARE),
        (0.375, None, FRACTION),
        (True, None, UNREADABLE),
    ],
)
def test_a_typed_cell_is_read_by_its_type(value: Value, expected: float | None, why: str) -> None:
    reading = resolve(read_value(value, str(value), SUNDAY), None, SUNDAY)
    assert (None if reading.ms is None else reading.ms / 60_000, reading.why) == (expected, why)


def test_bare_numbers_are_read_once_their_unit_is_confirmed() -> None:
    assert minutes("15", Rules(numbers="minutes")) == (15, "")
    assert minutes("1.5", Rules(numbers="hours")) == (90, "")
    assert minutes("T+90", Rules(numbers="minutes")) == (90, "")


def test_the_order_of_day_and_month_is_the_authors_to_say() -> None:
    start = start_of("2012-03-01 10:00")
    assert minutes("03/04/2012 10:00", Rules(start, day_first=True))[0] == 33 * 1440
    assert minutes("03/04/2012 10:00", Rules(start, day_first=False))[0] == 3 * 1440


def test_a_time_of_another_zone_is_converted_and_named() -> None:
    assert minutes("211900K AUG 11", ZULU) == (60, ZONES)
    assert minutes("2011-08-21T18:00+09:00", ZULU) == (60, ZONES)
    assert minutes("210900ZAUG11", ZULU) == (60, "")


def test_a_day_stands_beside_its_clock() -> None:
    clock = read_text("0900", SUNDAY)
    assert resolve(clock, Moment("day", days=1), SUNDAY).ms == 25 * 3_600_000
    assert resolve(clock, read_text("22 Aug 2011", SUNDAY), SUNDAY).ms == 25 * 3_600_000


@pytest.mark.parametrize("ms", [0, 1_000, 59_000, 60_000, 3_600_000, 93_784_000, 8_640_000_000])
def test_offsets_come_back(ms: int) -> None:
    for words in (offset_words(ms), offset_cell(ms)):
        assert resolve(read_text(words, Rules()), None, Rules()).ms == ms
