"""Dates, times and deadlines in what players read: whether they agree with each other and with the story (L08, L16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from games.engine.ids import Millis
from games.engine.plan import Inject as PlanInject
from games.law.yamltext import Path
from injects.deck.findings import Desk, Fix, _
from injects.deck.schema import Deck, Inject, Words
from injects.deck.storyline import Storyline

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EAST: Final = {
    "月": 0,
    "火": 1,
    "水": 2,
    "木": 3,
    "金": 4,
    "土": 5,
    "日": 6,
    "天": 6,
    "一": 0,
    "二": 1,
    "三": 2,
    "四": 3,
    "五": 4,
    "六": 5,
}
_MONTH: Final = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS)
_DAY: Final = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in WEEKDAYS)
_EUROPEAN: Final = re.compile(
    rf"\b(?P<w>{_DAY})\.?,?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\.?(?:,?\s+(?P<y>\d{{4}}))?\b",
    re.IGNORECASE,
)
_AMERICAN: Final = re.compile(
    rf"\b(?P<w>{_DAY})\.?,?\s+(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{{4}}))?\b",
    re.IGNORECASE,
)
_ISO: Final = re.compile(rf"\b(?P<w>{_DAY})\.?,?\s+(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d)\b", re.IGNORECASE)
_EASTERN: Final = re.compile(
    r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号號]\s*[（(]?(?:星期|週|周|禮拜)?(?P<w>[月火水木金土日天一二三四五六])(?:曜日?)?[)）]"
)
_GROUP: Final = re.compile(
    r"\b(?P<d>\d\d)(?P<h>\d\d)(?P<n>\d\d)(?P<z>[A-Z])\s?(?P<m>[A-Z]{3})(?:\s?(?P<y>\d{2}|\d{4}))?\b"
)
# Before a group that says until or from when something is to be, and not when a message was written.
_TO_COME: Final = re.compile(
    r"\b(?:nlt|net|by|before|until|till|from|effective|effect|commenc\w*|begin\w*|start\w*|expires?|expir\w*|deadline|due|valid"
    r"|eta|etd|will|shall|planned|scheduled|expected|not (?:later|earlier) than|no (?:later|earlier) than|between|and|to)\b[^.\n]{0,40}$"
    r"|(?:まで|より|以降|予定|截至|预计|預計|生效)[^。\n]{0,20}$",
    re.IGNORECASE,
)
_ZONES: Final[dict[str, str]] = {
    "jst": "Asia/Tokyo", "tokyo time": "Asia/Tokyo", "japan time": "Asia/Tokyo", "日本時間": "Asia/Tokyo", "東京時間": "Asia/Tokyo",
    "东京时间": "Asia/Tokyo", "taipei time": "Asia/Taipei", "taiwan time": "Asia/Taipei", "台北時間": "Asia/Taipei",
    "臺北時間": "Asia/Taipei", "台北时间": "Asia/Taipei", "beijing time": "Asia/Shanghai", "北京時間": "Asia/Shanghai",
    "北京时间": "Asia/Shanghai", "washington time": "America/New_York", "eastern time": "America/New_York",
    "ワシントン時間": "America/New_York", "米東部時間": "America/New_York", "華府時間": "America/New_York",
    "华盛顿时间": "America/New_York", "美東時間": "America/New_York", "美东时间": "America/New_York",
    "utc": "UTC", "gmt": "UTC", "zulu": "UTC", "協定世界時": "UTC",
}  # fmt: skip
_FIXED: Final = {"est": -5, "edt": -4}
_NAMED: Final = "|".join(re.escape(name) for name in sorted((*_ZONES, *_FIXED), key=len, reverse=True))
_WESTERN_TIME: Final = re.compile(
    rf"\b(?P<h>[01]?\d|2[0-3])[:.]?(?P<n>[0-5]\d)\s*(?:hrs\s*)?(?P<z>{_NAMED})\b", re.IGNORECASE
)
_EASTERN_TIME: Final = re.compile(
    rf"(?P<z>{_NAMED})\s*(?P<p>午前|午後|上午|下午)?(?P<h>[01]?\d|2[0-3])(?:時|时|點|点|:)(?:(?P<n>[0-5]?\d)分?)?",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"^[\s,;/=（()）)、・。分]*(?:or|that is|i\.e\.)?[\s,（(、]*$", re.IGNORECASE)
_DEADLINE: Final = re.compile(
    r"\bwithin\s+(?:the\s+next\s+)?(?:\d+|an?|one|two|three|four|six|twelve|twenty-four|forty-eight)\s+(?:hour|minute|day)s?\b"
    r"|\b(?:by|before|no later than|not later than)\s+(?:\d{1,2}[:.]\d\d|\d{4}\b|noon|midnight|dawn|tonight|tomorrow|\d{1,2}\s*(?:am|pm|a\.m\.|p\.m\.))"
    r"|\bdeadline\b|\d+\s*(?:時間|日|分|小時|小时|天|分鐘|分钟)(?:以)?内に?|\d+\s*(?:小時|小时|天|分鐘|分钟)(?:之)?[內内]"
    r"|\d{1,2}(?:時|日)(?:\d{1,2}分)?までに|(?:正午|今夜|明朝|明日)までに|期限",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """A date with its weekday, as a text has it."""

    text: str
    day: date | None
    weekday: int


def check_dates(deck: Deck, story: Storyline | None, desk: Desk) -> None:
    """L08 for dates and times that contradict each other or the story; L16 for deadlines that only the text has."""
    start = _start(deck.timing.scenario_start)
    plans: dict[str, PlanInject] = {i.id: i for i in story.plan.injects} if story else {}
    for index, inject in enumerate(deck.injects):
        path: Path = ("injects", index)
        known = plans.get(inject.id)
        due = story.scenario_ms(known) if story and known else None
        now = start + timedelta(milliseconds=due) if start and due is not None else start
        for field, words in (("title", inject.title), ("text", inject.text), ("question", inject.question)):
            for text in _versions(words):
                _weekdays(text, (*path, field), now, desk)
                _zones(text, (*path, field), now, desk)
                if start is not None and due is not None:
                    _ahead(text, (*path, field), start, due, deck.timing.zone, desk)
        _undeclared(inject, path, desk)


def _versions(words: Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words.values())


def _start(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


# Weekdays -----------------------------------------------------------------------------------------------


def _weekdays(text: str, path: Path, now: datetime | None, desk: Desk) -> None:
    for said in dates_in(text, now.date() if now else None):
        if said.day is None:
            desk.note("L08", path, _("There is no such day: {found}."), found=said.text)
        elif said.day.weekday() != said.weekday:
            why = _("{found}: that day is a {right_day}.")
            desk.note("L08", path, why, found=said.text, right_day=WEEKDAYS[said.day.weekday()].title())


def dates_in(text: str, today: date | None) -> Iterator[Said]:
    """The dates that come with a weekday; one without a year is the nearest to `today`, and passed over without it."""
    for pattern in (_EUROPEAN, _AMERICAN, _ISO, _EASTERN):
        for found in pattern.finditer(text):
            if found["y"]:
                day = _date(int(found["y"]), found["m"], found["d"])
            elif today is not None:
                day = _nearest(today, found["m"], found["d"])
            else:
                continue
            yield Said(found.group().strip(), day, _weekday(found["w"]))


def _nearest(today: date, month: str, day: str) -> date | None:
    """The day of that name closest to today: in January, 31 December is that of last year."""
    days = [_date(today.year + shift, month, day) for shift in (-1, 0, 1)]
    found = [each for each in days if each is not None]
    return min(found, key=lambda each: abs(each - today)) if found else None


def _date(year: int, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else 1 + [m[:3] for m in MONTHS].index(month[:3].lower())
    try:
        return date(year, number, int(day))
    except ValueError:
        return None


def _weekday(word: str) -> int:
    if word in _EAST:
        return _EAST[word]
    return [w[:3] for w in WEEKDAYS].index(word[:3].lower())


# Zones --------------------------------------------------------------------------------------------------


class Clock(NamedTuple):
    """A time of day with the zone it is said in, and where it stands in the text."""

    text: str
    minutes: int
    zone: str
    start: int
    end: int


def clocks_in(text: str) -> list[Clock]:
    """The times of day that name their zone, in order."""
    found = []
    for pattern in (_WESTERN_TIME, _EASTERN_TIME):
        for each in pattern.finditer(text):
            half = 12 if each.groupdict().get("p") in ("午後", "下午") and int(each["h"]) < 12 else 0
            minutes = (int(each["h"]) + half) * 60 + int(each["n"] or 0)
            found.append(Clock(each.group(), minutes, each["z"].lower(), each.start(), each.end()))
    return sorted(found, key=lambda clock: clock.start)


def _zones(text: str, path: Path, now: datetime | None, desk: Desk) -> None:
    """Two clocks side by side that are to show one moment; winter time said in summer."""
    clocks = clocks_in(text)
    for clock in clocks:
        if now is not None and clock.zone in _FIXED:
            right = _washington(now)
            if right != clock.zone:
                why = _("{found}: Washington is on {zone} on that day.")
                desk.note("L08", path, why, found=clock.text, zone=right.upper())
    for one, other in pairwise(clocks):
        between = text[one.end : other.start]
        if not _BETWEEN.match(between) or one.zone == other.zone or not between.strip():
            continue
        first, second = _offset(one.zone, now), _offset(other.zone, now)
        if first is None or second is None:
            continue
        if (one.minutes - first - other.minutes + second) % (24 * 60):
            shown = (one.minutes - first + second) % (24 * 60)
            why = _("{found} is not {other}: it is {right_time} there.")
            right_time = f"{shown // 60:02d}:{shown % 60:02d}"
            desk.note("L08", path, why, found=one.text, other=other.text, right_time=right_time)


def _washington(now: datetime) -> str:
    summer = ZoneInfo("America/New_York").dst(now)
    return "edt" if summer else "est"


def _offset(zone: str, now: datetime | None) -> int | None:
    """Minutes east of Greenwich on that day; None where the day decides and is not known."""
    if zone in _FIXED:
        return _FIXED[zone] * 60
    name = _ZONES[zone]
    if now is None and name == "America/New_York":
        return None
    moved = ZoneInfo(name).utcoffset(now or datetime(2026, 1, 1))  # noqa: DTZ001 -- any day will do
    return round(moved.total_seconds() / 60) if moved else 0


# Ahead of the story -------------------------------------------------------------------------------------


def _ahead(text: str, path: Path, start: datetime, due: Millis, zone: str, desk: Desk) -> None:
    """A message whose date-time group lies after the moment at which it is read."""
    read = start + timedelta(milliseconds=due)
    for found in _GROUP.finditer(text):
        if _TO_COME.search(text[: found.start()]):
            continue
        moment = _group(found, zone, read.year)
        if moment is not None and moment > read:
            why = _("{found} is after the moment at which it is read, {read}.")
            desk.note("L08", path, why, found=found.group(), read=f"{read:%Y-%m-%d %H:%M}")


def _group(found: re.Match[str], zone: str, this_year: int) -> datetime | None:
    """A military date-time group in the time of the story; `Z` is UTC, `I` and `J` the clocks of the place."""
    months = [name[:3].upper() for name in MONTHS]
    if found["m"] not in months:
        return None
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0) if found["y"] else this_year
    try:
        shown = f"{year}-{months.index(found['m']) + 1:02}-{found['d']}T{found['h']}:{found['n']}"
        moment = datetime.fromisoformat(shown)
    except ValueError:
        return None
    hours = _military(found["z"])
    if hours is None:
        return moment
    local = ZoneInfo(zone).utcoffset(moment)
    return moment - timedelta(hours=hours) + (local or timedelta(0))


def _military(letter: str) -> int | None:
    """Hours east of Greenwich of a military zone letter; None for J, the local one."""
    if letter == "Z":
        return 0
    east, west = "ABCDEFGHIKLM", "NOPQRSTUVWXY"
    if letter in east:
        return east.index(letter) + 1
    return -(west.index(letter) + 1) if letter in west else None


# Deadlines ----------------------------------------------------------------------------------------------


def _undeclared(inject: Inject, path: Path, desk: Desk) -> None:
    """A deadline that readers are given in words, while nothing in the deck knows of it."""
    asks = inject.kind == "decision" or bool(inject.question)
    if not asks or inject.answer_within is not None or inject.expires is not None:
        return
    for field, words in (("text", inject.text), ("question", inject.question), ("title", inject.title)):
        for text in _versions(words):
            if found := _DEADLINE.search(text):
                why = _("The text gives a deadline ({found}) that the deck does not know.")
                right = _("Add answer_within, so that readers see it and a missed one can count.")
                desk.note(
                    "L16",
                    (*path, field),
                    why,
                    right,
                    level="warn",
                    fix=_declared(inject, found.group()),
                    found=found.group(),
                )
                return


_HOURS: Final = re.compile(r"(\d+)\s*(hour|minute|day|時間|分|日|小時|小时|天)", re.IGNORECASE)


def _declared(inject: Inject, found: str) -> Fix | None:
    span = _HOURS.search(found)
    if span is None:
        return None
    unit = {"hour": "h", "時間": "h", "小時": "h", "小时": "h", "day": "d", "日": "d", "天": "d"}
    value = f"{span[1]}{unit.get(span[2].lower(), 'm')}"
    says = _("Declare the deadline.")
    return Fix(section="injects", key=inject.id, field="answer_within", value=value, says=says)
