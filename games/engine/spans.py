"""Lengths of time as authors write them (`90m`, `1h30`, `2d 4h`), in milliseconds."""

import re
from typing import Final

from games.engine.ids import Millis

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

_PARTS: Final = re.compile(
    r"(?:(?P<d>\d+)\s*d)?\s*(?:(?P<h>\d+(?:\.\d+)?)\s*h)?\s*(?:(?P<m>\d+)\s*m(?:in)?)?\s*(?:(?P<s>\d+)\s*s)?"
)
_HOURS_AND_MINUTES: Final = re.compile(r"(?P<h>\d+)\s*h\s*(?P<m>[0-5]?\d)")


def span(text: str) -> Millis | None:
    """A length of time such as `90m`, `36h`, `1h30`, `2d 4h`, `45s`; None if it is not one.

    A number without a unit is not a length of time: whether minutes or hours were meant cannot be known.
    """
    trimmed = text.strip().lower()
    found = _HOURS_AND_MINUTES.fullmatch(trimmed) or _PARTS.fullmatch(trimmed)
    return total(found) if found and trimmed else None


def total(found: re.Match[str]) -> Millis:
    """The sum of the groups `d`, `h`, `m` and `s` of a match."""
    parts = found.groupdict()
    clock = int(parts.get("d") or 0) * DAY + int(parts.get("m") or 0) * MINUTE
    return clock + int(parts.get("s") or 0) * SECOND + round(float(parts.get("h") or 0) * HOUR)
