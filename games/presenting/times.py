"""Lengths of time in words. Moments are written by the page itself, from milliseconds, except in a sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from games.engine.ids import Millis

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def scenario_time(ms: Millis) -> str:
    """A time of the story as days and clock since its beginning: `D+3 06:40`."""
    day, rest = divmod(ms, DAY)
    clock = f"{rest // HOUR:02}:{rest % HOUR // MINUTE:02}"
    # Translators: a day of the story and the time of that day, such as "D+3 06:40".
    return _("D%(day)s %(clock)s") % {"day": f"{day:+d}", "clock": clock}


def span(ms: Millis) -> str:
    """A length of time as people say it, in its two largest units: `2 days 4 h`, `1 h 12 min`, `45 s`."""
    ms = max(0, ms)
    days, rest = divmod(ms, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    if days:
        return _joined(ngettext("%(count)d day", "%(count)d days", days) % {"count": days}, _hours(hours))
    if hours:
        return _joined(_hours(hours), _minutes(minutes))
    if minutes:
        return _minutes(minutes)
    return _("%(count)d s") % {"count": rest // SECOND}


def hours(count: float) -> str:
    """Hours of the story as a length of time."""
    return span(round(count * HOUR))


def _hours(count: int) -> str:
    return _("%(count)d h") % {"count": count} if count else ""


def _minutes(count: int) -> str:
    return _("%(count)d min") % {"count": count} if count else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
