"""Template tags that every page shares: times, team marks, icons, live regions, command keys."""

import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template.context import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from games.engine.clock import Clock, read

register = template.Library()

MARKS = frozenset({"triangle", "square", "diamond", "circle", "hexagon", "pentagon", "star", "cross"})
THEMES = ("system", "light", "dark")
THEME_COOKIE = "tte_theme"
KEY_BYTES = 16
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000


# ---- time: takes integer milliseconds, gives words


@register.filter
def duration(ms: int | None) -> str:
    """A length of time as `1:12:40` or `12:04`, with a minus sign when overdue. None gives nothing."""
    if ms is None:
        return ""
    seconds = abs(ms) // SECOND
    sign = "\N{MINUS SIGN}" if ms < 0 and seconds else ""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds:02}"
    return f"{sign}{minutes}:{seconds:02}"


@register.filter
def scenario_time(ms: int | None) -> str:
    """Scenario time, in ms since STARTEX, as `D+3 06:40`."""
    if ms is None:
        return ""
    day, rest = divmod(ms, DAY)
    clock = f"{rest // HOUR:02}:{rest % HOUR // MINUTE:02}"
    # Translators: a day of the story and the time of that day, such as "D+3 06:40".
    return _("D%(day)s %(clock)s") % {"day": f"{day:+d}".replace("-", "\N{MINUS SIGN}"), "clock": clock}


@register.filter
def wall_time(ms: int | None, zone: str = "UTC") -> str:
    """Wall time, in UTC epoch ms, as hours and minutes in the given IANA zone: `15:40`."""
    return "" if ms is None else f"{in_zone(ms, zone):%H:%M}"


@register.filter
def wall_stamp(ms: int | None, zone: str = "UTC") -> str:
    """Wall time, in UTC epoch ms, as date, time with seconds and zone: `12 Apr 2027 15:40:12 JST`."""
    if ms is None:
        return ""
    moment = in_zone(ms, zone)
    return f"{date_format(moment, 'DATE_FORMAT')} {moment:%H:%M:%S} {moment.tzname()}"


@register.filter
def wall_iso(ms: int | None) -> str:
    """Wall time, in UTC epoch ms, for the `datetime` attribute of `<time>`."""
    return "" if ms is None else datetime.fromtimestamp(ms / SECOND, UTC).isoformat(timespec="milliseconds")


@register.filter
def zone_name(zone: str, ms: int) -> str:
    """The short name of an IANA zone at a moment (UTC epoch ms): `JST`."""
    return in_zone(ms, zone).tzname() or zone


@register.filter
def rate_words(rate: int) -> str:
    """A scenario rate (ms of scenario for each second of exercise time) as `×60`."""
    return f"×{rate / SECOND:g}"


def in_zone(ms: int, zone: str) -> datetime:
    """A moment (UTC epoch ms) in an IANA zone."""
    return datetime.fromtimestamp(ms / SECOND, ZoneInfo(zone))


# ---- marks, icons, words


@register.simple_tag
def mark(shape: str) -> SafeString:
    """A team's mark, in the colour of the nearest `data-team-tone`. Always put a word beside it."""
    known = shape if shape in MARKS else "circle"
    return format_html(
        '<svg class="mark" viewBox="0 0 16 16" aria-hidden="true"><use href="#mark-{}"/></svg>', known
    )


@register.simple_tag
def team_mark(team: Any) -> SafeString:
    """Mark and word of a team (`label`, `mark`, `tone`: attributes or keys) in its colour."""
    if not team:
        return SafeString("")
    return format_html(
        '<span class="team" data-team-tone="{}">{}<span>{}</span></span>',
        part(team, "tone"),
        mark(part(team, "mark")),
        words(part(team, "label")),
    )


def part(value: Any, name: str) -> Any:
    """An item of a mapping or an attribute of an object."""
    return value[name] if isinstance(value, Mapping) else getattr(value, name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from the sprite (`tte/_sprite.html`). Decoration: the words stand beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="#icon-{}"/></svg>', name
    )


@register.filter
def words(text: str | Mapping[str, str] | None) -> SafeString | str:
    """Text of a deck or player in the reader's language; one in another language is marked with its `lang`.

    Takes a string, or texts by language code: the reader's language if there, else English, else the first.
    """
    if not text:
        return ""
    if isinstance(text, str):
        return text
    wanted = (get_language() or "en").lower()
    codes = {code.lower(): code for code in text}
    found = codes.get(wanted) or codes.get("en") or next(iter(text))
    if found.lower() == wanted:
        return text[found]
    return format_html('<span lang="{}">{}</span>', found, text[found])


# ---- live pages


@register.filter
def json_attr(value: Any) -> str:
    """A value as compact JSON for an attribute (the template escapes it). Keys and order are kept."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@register.simple_tag
def region(url: str, follows: str) -> SafeString:
    """Attributes of a live region: fetch `url` and morph it in when a frame of a kind in `follows` arrives.

    `follows` lists frame kinds with spaces; `inject_*` takes every kind that starts so. The element needs an
    id, and `url` must return exactly that element. Without a URL the region does not refresh.
    """
    if not url:
        return SafeString("")
    return format_html(
        'data-follow="{}" hx-get="{}" hx-trigger="tte:refresh" hx-swap="outerMorph"', follows, url
    )


@register.simple_tag
def command_key() -> str:
    """A fresh key (32 hex digits) for a command form, so that sending the same form twice acts once."""
    return secrets.token_hex(KEY_BYTES)


@register.simple_tag(takes_context=True)
def now_ms(context: Context) -> int:
    """Wall time now, UTC epoch ms. A page may fix it with `now_ms` in its context."""
    fixed = context.get("now_ms")
    return fixed if isinstance(fixed, int) else int(time.time() * SECOND)


@register.simple_tag(takes_context=True)
def clock_now(context: Context, clock: Mapping[str, Any]) -> dict[str, Any]:
    """What a clock (see `tte/_clocks.html`) shows at this moment, in the same form."""
    wall = max(now_ms(context), clock["wall_ms"])
    anchor = Clock(
        clock["running"], clock["wall_ms"], clock["exercise_ms"], clock["scenario_ms"], clock["rate"]
    )
    reading = read(anchor, wall)
    return {**clock, "wall_ms": wall, "exercise_ms": reading.exercise_ms, "scenario_ms": reading.scenario_ms}


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme that this browser chose: `light`, `dark`, or `system`."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request is not None else ""
    return chosen if chosen in THEMES else "system"


# ---- the state of an exercise in words


@register.filter
def turn_left(clock: Mapping[str, Any]) -> int | None:
    """Exercise ms until the turn of a clock (`tte/_clocks.html`) ends, negative after it; None: no end."""
    ends = clock.get("turn_ends_ms")
    return None if ends is None else ends - clock["exercise_ms"]


@register.filter
def state_words(state: str) -> str:
    """The life of an exercise (`draft`, `lobby`, ...) in words."""
    return {
        "draft": _("Draft"),
        "lobby": _("Lobby"),
        "running": _("Running"),
        "stopped": _("Stopped"),
        "ended": _("Ended"),
        "archived": _("Archived"),
    }.get(state, state)


@register.filter
def stop_words(kind: str) -> str:
    """The kind of a stop (`pause`, `timeout`, ...) in words."""
    return {
        "pause": _("Paused"),
        "timeout": _("Time-out"),
        "break": _("Break"),
        "plenary": _("Plenary"),
        "overnight": _("Stopped overnight"),
        "emergency": _("Real-world stop"),
    }.get(kind, _("Stopped"))


@register.filter
def precedence_words(precedence: str) -> str:
    """The precedence of an item in words."""
    return {
        "flash": _("Flash"),
        "immediate": _("Immediate"),
        "priority": _("Priority"),
        "routine": _("Routine"),
    }.get(precedence, precedence)
