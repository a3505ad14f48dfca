"""Times as authors write them (`T+1h30`, `+2 06:00`, `90m`), to and from milliseconds."""

import re
from typing import Final

from games.engine.ids import Millis
from games.engine.spans import DAY, HOUR, MINUTE, SECOND, span, total

__all__ = ["DAY", "FORMS", "HOUR", "MINUTE", "SECOND", "hours", "offset", "show", "span", "time_of_day"]

FORMS: Final = "T+1h30, T+90m, 36h, 2d4h or +1 12:00 (one day and twelve hours)"

_DAYS_AND_CLOCK: Final = re.compile(
    r"\+\s*(?P<d>\d+)\s+(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
)

_CLOCK: Final = re.compile(r"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?")


def offset(text: str) -> Millis | None:
    """A moment of the story counted from STARTEX, in one of `FORMS`; None if it is not one."""
    trimmed = text.strip()
    if found := _DAYS_AND_CLOCK.fullmatch(trimmed):
        return total(found)
    if trimmed[:2].lower() == "t+":
        return span(trimmed[2:])
    return span(trimmed)


def time_of_day(text: str) -> Millis | None:
    """A time on a wall clock, `14:30` or `14:30:15`, in milliseconds since midnight; None if it is not one."""
    found = _CLOCK.fullmatch(text.strip())
    return total(found) if found else None


def hours(number: int | float) -> Millis:
    """`t_h`, hours as a number, in whole milliseconds."""
    return round(number * HOUR)


def show(moment: Millis) -> str:
    """A moment of the story for tables: `+1 12:00`, one day and twelve hours after STARTEX."""
    days, rest = divmod(moment, DAY)
    minutes, seconds = divmod(rest // SECOND, 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"+{days} {clock}" + (f":{seconds:02d}" if seconds else "")
