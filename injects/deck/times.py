"""Times as authors write them (`T+1h30`, `+2 06:00`, `90m`), to and from milliseconds."""

import re
from typing import Final

from games.engine.ids import Millis

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

FORMS: Final = "T+1h30, T+90m, 36h, 2d4h or +1 12:00 (one day and twelve hours)"

_PARTS: Final = re.compile(
    r"(?:(?P<d>\d+)\s*d)?\s*(?:(?P<h>\d+(?:\.\d+)?)\s*h)?\s*(?:(?P<m>\d+)\s*m(?:in)?)?\s*(?:(?P<s>\d+)\s*s)?"
)
_HOURS_AND_MINUTES: Final = re.compile(r"(?P<h>\d+)\s*h\s*(?P<m>[0-5]?\d)")
_DAYS_AND_CLOCK: Final = re.compile(
    r"\+\s*(?P<d>\d+)\s+(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
)


def span(text: str) -> Millis | None:
    """A length of time such as `90m`, `36h`, `1h30`, `2d 4h`, `45s`; None if it is not one.

    A number without a unit is not a length of time: whether minutes or hours were meant cannot be known.
    """
    trimmed = text.strip().lower()
    found = _HOURS_AND_MINUTES.fullmatch(trimmed) or _PARTS.fullmatch(trimmed)
    return _total(found) if found and trimmed else None


def offset(text: str) -> Millis | None:
    """A moment of the story counted from STARTEX, in one of `FORMS`; None if it is not one."""
    trimmed = text.strip()
    if found := _DAYS_AND_CLOCK.fullmatch(trimmed):
        return _total(found)
    if trimmed[:2].lower() == "t+":
        return span(trimmed[2:])
    return span(trimmed)


def hours(number: int | float) -> Millis:
    """`t_h`, hours as a number, in whole milliseconds."""
    return round(number * HOUR)


def _total(found: re.Match[str]) -> Millis:
    parts = found.groupdict()
    clock = int(parts.get("d") or 0) * DAY + int(parts.get("m") or 0) * MINUTE
    return clock + int(parts.get("s") or 0) * SECOND + round(float(parts.get("h") or 0) * HOUR)


def show(moment: Millis) -> str:
    """A moment of the story for tables: `+1 12:00`, one day and twelve hours after STARTEX."""
    days, rest = divmod(moment, DAY)
    minutes, seconds = divmod(rest // SECOND, 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"+{days} {clock}" + (f":{seconds:02d}" if seconds else "")
