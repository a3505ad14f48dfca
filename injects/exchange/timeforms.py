"""Reads the times of MSELs: offsets, dates, military date-time groups and clock times, in that order."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from games.engine.ids import Millis
from injects.deck.times import DAY, HOUR, MINUTE, SECOND
from injects.exchange import timewords
from injects.exchange.moments import (
    ABOUT,
    AFTER_START,
    BY_HAND,
    CLOCK,
    DECIMAL,
    FRACTION,
    HALF_TWICE,
    HOURS_MINUTES,
    NEEDS_DATE,
    NO_CLOCK,
    NO_YEAR,
    OTHER_MONTH,
    RANGE,
    TWO_WAYS,
    UNREADABLE,
    WEEKDAY,
    Moment,
    Rules,
    Start,
    Value,
    clock_ms,
    length_ms,
)

LONGEST: Final = 80  # no time is longer, and patterns on a whole page take their time
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAYS_CLOCK: Final = re.compile(r"([+-])\s*(\d{1,3})\s*(?:d(?:ays?)?\s*,?)?\s+(\d{1,2}):(\d\d)(?::(\d\d))?")
_TOKENS: Final = re.compile(r"([djhmts])\s*([+-])\s*(\d+(?:\.\d+)?)(?![\d:])\s*")
_SIGNED: Final = re.compile(r"(?:startex|start|stx|t|h|e)?\s*([+-])\s*(.+)")
_LENGTH: Final = re.compile(
    r"(?:(\d+)\s*(?:d|days?|j|jours?|日)(?:\s*|後))?\s*(?:(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?|時間)(?:\s*|後))?\s*"
    r"(?:(\d+(?:\.\d+)?)\s*(?:m|mins?|minutes?|分)(?:\s*|後))?\s*(?:(\d+)\s*(?:s|secs?|seconds?|秒)後?)?(?:後)?"
)
_SHORT_LENGTH: Final = re.compile(r"(\d+)\s*h\s*([0-5]?\d)")
_COLONS: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_ISO: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[t ,]\s*(\d{1,2})[:時时](\d\d)?分?(?::(\d\d))?(?:\.\d+)?\s*(z|utc|[+-]\d\d:?\d\d)?)?"
)
_SLASHED: Final = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?:[ t,]+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([ap]\.?m\.?)?)?"
)
_NAMED: Final = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[ -]*([a-z]{3,9})\.?|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?)"
    r"(?:[ ,-]*((?:19|20)\d\d|'?\d\d(?![\d:])))?"
    r"(?:[ ,@t-]+(?:at\s+)?(\d{1,2}):?(\d\d)?(?::(\d\d))?\s*(?:hrs?|h|l)?\s*([ap]\.?m\.?)?\s*("
    + timewords.ZONE_WORDS
    + r")?)?"
)
_GROUP: Final = re.compile(r"(\d\d)\s*(\d\d)(\d\d)\s*([a-z])?\s*([a-z]{3})[a-z]*\.?\s*(\d{4}|\d\d)?")
_GROUP_BARE: Final = re.compile(r"(\d\d)(\d\d)(\d\d)\s*([a-z])")
_MILITARY: Final = re.compile(
    r"(\d{2})(\d\d)\s*(?:([a-z])|hrs?|hours?|h|uhr|local|(" + timewords.ZONE_WORDS + r"))?"
)
_CLOCK: Final = re.compile(
    r"(\d{1,2})(?:[:.h時时點点](\d\d)?分?(?::(\d\d))?)?\s*(?:([ap])\.?\s*m\.?)?\s*(?:hrs?|hours|h|uhr|l|local|("
    + timewords.ZONE_WORDS
    + r"))?"
)
_DAY_NAMES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DAY_WORD: Final = re.compile(
    r"(?:day|jour|tag)[ #-]*(?:(?P<number>\d{1,3})|(?P<name>" + "|".join(_DAY_NAMES) + r"))\b"
    r"|第(?P<east>\d{1,3})(?:日目?|天)|(?P<goal>\d{1,3})日目|(?P<first>初日|d-day\b)"
    r"|(?:d|j)\s*(?P<sign>[+-])\s*(?P<apart>\d{1,3})|d(?:ay)?(?P<short>\d{1,2})"
)
_WEEKDAY: Final = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(.+)")
_RANGE: Final = re.compile(r"(.*\d[\d:]*\s*(?:h|hrs?|[ap]m)?)\s*(?:-|–|—|~|〜|to|until)\s*\d.*")
_ABOUT: Final = re.compile(
    r"(?:~|≈|c\.|ca\.?|approx\.?|approximately|about|around|约|約)\s*(.+)|(.+?)\s*(?:approx\.?|頃|\(approx\.?\))"
)
_ORDER: Final = re.compile(r"startex|start of exercise|exercise start|start")


def read_value(value: Value, text: str, rules: Rules) -> Moment:
    """The moment of a cell: of its typed value if it has one, else of its text."""
    match value:
        case datetime():
            if value.year < 1905:  # a length of time that a sheet shows as a date of its first days
                return Moment("offset", ms=length_ms(value - datetime(1899, 12, 31)))
            return Moment("instant", when=value)
        case date():
            return Moment("date", when=datetime(value.year, value.month, value.day))
        case time():
            ms = clock_ms(value.hour, value.minute, value.second)
            return Moment("offset" if rules.elapsed else "clock", ms=ms)
        case timedelta():
            return Moment("offset", ms=length_ms(value))
        case bool():
            return Moment("unread", why=UNREADABLE)
        case int() | float():
            return _number(float(value), text, rules)
    return read_text(text, rules)


def read_text(text: str, rules: Rules) -> Moment:
    """The moment of a text, tried in the order: offsets, ISO, date-time groups, dates, clock, bare numbers."""
    flat = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    flat = flat.replace("−", "-").strip(" ;,.")
    if len(flat) > LONGEST:
        return Moment("unread", why=UNREADABLE)
    if not flat or timewords.BY_HAND.fullmatch(flat):
        return Moment("none", why=BY_HAND)
    flat = timewords.plainer(timewords.western(flat))
    for reader in (_offset, _iso, _group, _dates, _day_and_clock, _clock_time, _bare):
        if found := reader(flat, rules):
            return found
    about = _ABOUT.fullmatch(flat)
    if bare := (about[1] or about[2]) if about else timewords.roughly(flat):
        inner = read_text(bare, rules)
        if not about and inner.kind not in ("clock", "instant", "date"):
            return Moment("unread", why=UNREADABLE)  # "after 5" is more likely another inject
        return replace(inner, doubt=ABOUT) if inner.kind not in ("unread", "none") else inner
    if stretch := _RANGE.fullmatch(flat):
        inner = read_text(stretch[1], rules)
        return replace(inner, doubt=RANGE) if inner.kind not in ("unread", "none") else inner
    return Moment("unread", why=UNREADABLE)


def start_of(text: str, rules: Rules | None = None) -> Start | None:
    """STARTEX from a date and time or a time of day; None if it is neither."""
    found = read_text(text, rules or Rules())
    if found.kind in ("instant", "date") and found.when is not None:
        clock = clock_ms(found.when.hour, found.when.minute, found.when.second)
        return Start(clock, found.when, found.zone)
    return Start(found.ms, None, found.zone) if found.kind == "clock" and found.days is None else None


def _number(number: float, text: str, rules: Rules) -> Moment:
    if rules.numbers == CLOCK and number == int(number) and 0 <= number <= 2400 and number % 100 < 60:
        hour, minute = divmod(int(number), 100)  # a spreadsheet shows 0930 as 930
        return Moment("clock", ms=clock_ms(hour, minute))
    if 0 < number < 1:
        return Moment("number", number=number, why=FRACTION)
    if number > 20_000 and number != int(number):
        return Moment("instant", when=datetime(1899, 12, 30) + timedelta(days=number))
    return Moment("number", number=number)


# The forms, each a reader of folded text that answers None where the text is of another form


def _offset(text: str, rules: Rules) -> Moment | None:
    if _ORDER.fullmatch(text):
        return Moment("offset")
    if found := _DAYS_CLOCK.fullmatch(text):
        sign, days, hour, minute, second = found.groups()
        ms = int(days) * DAY + clock_ms(int(hour), int(minute), int(second or 0))
        return Moment("offset", ms=-ms if sign == "-" else ms)
    if found_tokens := _tokens(text):
        return found_tokens
    if found := _SIGNED.fullmatch(text):
        sign = -1 if found[1] == "-" else 1
        body = found[2].strip()
        length = _length(body)
        if length is not None:
            return Moment("offset", ms=sign * length)
        if colons := _COLONS.fullmatch(body):
            hour, minute, second = (int(part or 0) for part in colons.groups())
            return Moment(
                "offset", ms=sign * clock_ms(hour, minute, second), doubt="" if colons[3] else HOURS_MINUTES
            )
        if re.fullmatch(r"\d+(?:\.\d+)?", body):
            if text[0] == "h":
                return Moment("offset", ms=sign * round(float(body) * HOUR))
            return Moment("number", number=sign * float(body))
    length = _length(text)
    if length is None or re.fullmatch(r"\d{4}\s*h(?:rs?|ours?)?|\d{6}\s*[a-z]", text):
        return None  # 0900h is a time of day, 011200H a date-time group
    # French sheets write 9h30 for half past nine; decks write it for a length, so it is said how it was read.
    if rules.clocks and _SHORT_LENGTH.fullmatch(text) and length < DAY:
        return Moment("clock", ms=length, doubt=DECIMAL)
    return Moment("offset", ms=length, doubt=AFTER_START if _SHORT_LENGTH.fullmatch(text) else "")


def _tokens(text: str) -> Moment | None:
    """`D+2 H+3 M+45`, `J-1`; a day alone stays a day, so that a clock can stand beside it."""
    place, total, units = 0, 0, ""
    for found in _TOKENS.finditer(text):
        if found.start() != place:
            return None
        unit = found[1]
        if unit in "ts" and not units:
            return None
        scale = {"d": DAY, "j": DAY, "h": HOUR, "m": MINUTE, "t": MINUTE, "s": SECOND}[unit]
        total += round(float(found[3]) * scale) * (-1 if found[2] == "-" else 1)
        units += unit
        place = found.end()
    if not units or place != len(text):
        return None
    return Moment("day", days=total // DAY) if units in ("d", "j") else Moment("offset", ms=total)


def _length(text: str) -> Millis | None:
    if found := _SHORT_LENGTH.fullmatch(text):
        return int(found[1]) * HOUR + int(found[2]) * MINUTE
    found = _LENGTH.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    days, hours, minutes, seconds = found.groups()
    return (
        int(days or 0) * DAY
        + round(float(hours or 0) * HOUR)
        + round(float(minutes or 0) * MINUTE)
        + int(seconds or 0) * SECOND
    )


def _iso(text: str, rules: Rules) -> Moment | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    when = _when(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    if when is None:
        return Moment("unread", why=UNREADABLE)
    return Moment("date", when=when) if hour is None else Moment("instant", when=when, zone=_zone(zone))


def _zone(word: str | None) -> int | None:
    if not word:
        return None
    if word in ("z", "utc"):
        return 0
    sign = -1 if word[0] == "-" else 1
    digits = word[1:].replace(":", "")
    return sign * (int(digits[:2]) * 60 + int(digits[2:]))


def _letter(letter: str | None) -> int | None:
    """A military zone letter in minutes; J and L are local time, which needs no zone."""
    if not letter or letter in "jl":
        return None
    if letter == "z":
        return 0
    east = "abcdefghiklm".find(letter)
    return (east + 1) * 60 if east >= 0 else -("nopqrstuvwxy".index(letter) + 1) * 60


def _group(text: str, rules: Rules) -> Moment | None:
    """`210900AUG2011`, `121200ZMAY11`, and with the month of STARTEX `121200Z`."""
    if found := _GROUP.fullmatch(text):
        day, hour, minute, letter, name, year = found.groups()
        month = _MONTHS.get(name)
        if month is None:
            return None
        start = rules.start.when if rules.start else None
        if year is None and start is None:
            return Moment("unread", why=NEEDS_DATE)
        number = (start.year if start else 0) if year is None else int(year) + (2000 if len(year) == 2 else 0)
        when = _when(number, month, int(day), int(hour), int(minute))
        return (
            Moment("instant", when=when, zone=_letter(letter)) if when else Moment("unread", why=UNREADABLE)
        )
    if found := _GROUP_BARE.fullmatch(text):
        day, hour, minute, letter = found.groups()
        start = rules.start.when if rules.start else None
        if start is None:
            return Moment("unread", why=NEEDS_DATE)
        when = _when(start.year, start.month, int(day), int(hour), int(minute))
        if when is None:
            return Moment("unread", why=UNREADABLE)
        return Moment("instant", when=when, zone=_letter(letter), doubt=OTHER_MONTH)
    return None


def _dates(text: str, rules: Rules) -> Moment | None:
    if found := _SLASHED.fullmatch(text):
        one, two, year, hour, minute, second, half = found.groups()
        first, other = int(one), int(two)
        if first > 12 or other > 12 or first == other:
            day, month = (other, first) if other > 12 else (first, other)
        elif rules.day_first is None:
            return Moment("unread", why=TWO_WAYS)
        else:
            day, month = (first, other) if rules.day_first else (other, first)
        return _dated(int(year), month, day, hour, minute, second, half)
    if found := _NAMED.fullmatch(text):
        day_1, name_1, name_2, day_2, year, hour, minute, second, half, zone = found.groups()
        month_found = _MONTHS.get((name_1 or name_2)[:3])
        if month_found is None:
            return None
        start = rules.start.when if rules.start else None
        if year is None and start is None:
            return Moment("unread", why=NEEDS_DATE)
        number = int(year.strip("'")) if year else start.year if start else 0
        dated = _dated(number, month_found, int(day_1 or day_2), hour, minute, second, half)
        dated = replace(dated, zone=timewords.ZONES.get(zone)) if zone else dated
        return dated if year or dated.kind == "unread" else replace(dated, doubt=NO_YEAR)
    return None


def _dated(
    year: int,
    month: int,
    day: int,
    hour: str | None,
    minute: str | None,
    second: str | None,
    half: str | None,
) -> Moment:
    number = int(hour or 0)
    if half:
        number = number % 12 + (12 if half[0] == "p" else 0)
    when = _when(year + 2000 if year < 100 else year, month, day, number, int(minute or 0), int(second or 0))
    if when is None:
        return Moment("unread", why=UNREADABLE)
    return Moment("date", when=when) if hour is None else Moment("instant", when=when)


def _when(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime | None:
    try:
        if hour == 24 and minute == second == 0:
            return datetime(year, month, day) + timedelta(days=1)
        return datetime(year, month, day, hour, minute, second)
    except (ValueError, OverflowError):
        return None


def _day_and_clock(text: str, rules: Rules) -> Moment | None:
    """`Day 2`, `Day 2 09:30`, `D+1 0930`."""
    if named := _WEEKDAY.fullmatch(text):
        return _weekday(named[1], named[2], rules)
    found = _DAY_WORD.match(text)
    if not found:
        return None
    said = found.groupdict()
    if said["apart"]:
        days = int(said["apart"]) * (-1 if said["sign"] == "-" else 1)
    elif said["name"]:
        days = _DAY_NAMES.index(said["name"])
    elif said["first"]:
        days = 0
    else:
        days = int(said["number"] or said["east"] or said["goal"] or said["short"]) - 1
    rest = text[found.end() :].strip(" ,:;-@")
    if not rest:
        return Moment("day", days=days, doubt="" if said["apart"] else NO_CLOCK)
    clock = _clock_time(rest.removeprefix("at "), rules)
    return replace(clock, days=days) if clock and clock.kind == "clock" else None


def _weekday(name: str, rest: str, rules: Rules) -> Moment | None:
    """`Monday 9:30 AM`: the first Monday from STARTEX on."""
    clock = _clock_time(rest, rules)
    if clock is None:
        return None
    start = rules.start.when if rules.start else None
    if start is None:
        return Moment("unread", why=NEEDS_DATE)
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name)
    return replace(clock, days=(weekday - start.weekday()) % 7, doubt=WEEKDAY)


def _clock_time(text: str, rules: Rules) -> Moment | None:
    if rules.elapsed and (found := _COLONS.fullmatch(text)):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return Moment("offset", ms=clock_ms(hours, minutes, seconds))
    if found := _MILITARY.fullmatch(text):
        hour, minute, letter = int(found[1]), int(found[2]), found[3]
        # Four digits alone may also be a number; with a zero before, a letter or "hrs" they are a clock.
        if (hour < 24 or (hour == 24 and minute == 0)) and minute < 60 and (len(text) > 4 or text[0] == "0"):
            zone = timewords.ZONES[found[4]] if found[4] else _letter(letter)
            return Moment("clock", ms=clock_ms(hour, minute), zone=zone)
        if (hour < 24 and minute < 60) or text == "2400":
            return Moment("clock", ms=clock_ms(hour, minute))
        return None
    found = _CLOCK.fullmatch(text)
    if not found or not (found[2] or found[4] or re.search(r"[:.h時时點点]", text)):
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    doubt = DECIMAL if re.fullmatch(r"\d+\.\d\d", text) else ""
    if found[4]:
        if not 1 <= hour <= 12 and not (12 < hour < 24 and found[4] == "p"):
            return None
        doubt = HALF_TWICE if hour > 12 else doubt
        hour = hour if hour > 12 else hour % 12 + (12 if found[4] == "p" else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        return None
    zone = timewords.ZONES.get(found[5] or "")
    return Moment("clock", ms=clock_ms(hour, minute, second), zone=zone, doubt=doubt)


def _bare(text: str, rules: Rules) -> Moment | None:
    return _number(float(text), text, rules) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else None
