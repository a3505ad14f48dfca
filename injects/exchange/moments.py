"""What a cell says of time, and the offset from STARTEX that it comes to."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias

from games.engine.ids import Millis
from injects.deck.times import DAY, HOUR, MINUTE, SECOND
from injects.exchange.problems import _

Kind: TypeAlias = Literal["offset", "instant", "clock", "day", "date", "number", "none", "unread"]
Value: TypeAlias = datetime | date | time | timedelta | float | int | None


@dataclass(frozen=True)
class Moment:
    """A time as far as its cell alone says it.

    `ms` is an offset from STARTEX or a time of day; `days` a day of the exercise (0 is the first) before it;
    `when` a date and time, `zone` its minutes east of Greenwich if told. `doubt` says how a doubtful cell was
    read, `why` why one was not.
    """

    kind: Kind
    ms: Millis = 0
    days: int | None = None
    when: datetime | None = None
    zone: int | None = None
    number: float = 0
    doubt: str = ""
    why: str = ""


@dataclass(frozen=True)
class Start:
    """STARTEX on the clock: its time of day, and its date if that is known."""

    clock: Millis
    when: datetime | None = None
    zone: int | None = None


@dataclass(frozen=True)
class Rules:
    """What an author has confirmed: STARTEX, the unit of bare numbers (or CLOCK), and whether 03/04 is 3 April.

    `elapsed` reads 1:30 as a length after STARTEX and not as a time of day; `clocks` reads 10h40 as one,
    because the cells around it are.
    """

    start: Start | None = None
    numbers: str = ""
    day_first: bool | None = None
    elapsed: bool = False
    clocks: bool = False


@dataclass(frozen=True)
class Reading:
    """The offset from STARTEX, if there is one. `why` says what is wrong (no `ms`) or doubtful (`ms`)."""

    ms: Millis | None
    why: str = ""
    manual: bool = False

    @property
    def failed(self) -> bool:
        return self.ms is None and not self.manual


CLOCK: Final = "clock"  # of bare numbers: 930 is half past nine

NEEDS_START: Final = _("A time of day or a date: say under Times when the exercise starts.")
NEEDS_DATE: Final = _("A date: say on which date the exercise starts.")
BEFORE: Final = _("Before STARTEX; nothing can be released then.")
BARE: Final = _(
    "A number without a unit: say whether numbers are minutes, hours or times of day, or write the unit."
)
UNREADABLE: Final = _("Not a time that can be read. Write T+1h30, +1 12:00, 09:30, or a date and time.")
NEXT_DAY: Final = _("Earlier on the clock than STARTEX; read as the day after.")
NO_CLOCK: Final = _("A date without a time of day; read as the hour of STARTEX.")
RANGE: Final = _("A stretch of time; its beginning was taken.")
ABOUT: Final = _("Written as approximate; read as exact.")
TWO_WAYS: Final = _("The date can be read in two ways; say which comes first, day or month.")
HOURS_MINUTES: Final = _("Read as hours and minutes.")
AFTER_START: Final = _("Read as hours and minutes after STARTEX.")
DECIMAL: Final = _("Read as a time of day.")
BY_HAND: Final = _("No time; it is released by hand.")
FRACTION: Final = _("A number that Excel would show as a time of day; write the time.")
MIXED_ZONES: Final = _(
    "Most times here are of another zone, or of none; this one was not converted. Give STARTEX with its zone."
)
ZONES: Final = _("The zone of this time differs from that of STARTEX; it was converted.")
WEEKDAY: Final = _("A day of the week; the first one from STARTEX on was taken.")
NO_YEAR: Final = _("A date without a year; the year of STARTEX was taken.")
HALF_TWICE: Final = _("A time of 24 hours with PM; read as that of 24 hours.")
OTHER_MONTH: Final = _("A day without a month; the month of STARTEX was taken.")


def resolve(moment: Moment, beside: Moment | None, rules: Rules) -> Reading:
    """The offset of a moment, with the day that stands in the column beside it if it names none itself."""
    return _resolved(combined(moment, beside), rules)


def combined(moment: Moment, beside: Moment | None) -> Moment:
    """A time of day with the day or date that stands beside it."""
    if moment.kind == "clock" and moment.days is None and beside is not None:
        if beside.kind == "day":
            moment = replace(moment, days=beside.days)
        elif beside.kind in ("date", "instant") and beside.when is not None:
            midnight = beside.when.replace(hour=0, minute=0, second=0, microsecond=0)
            moment = Moment(
                "instant",
                when=midnight + timedelta(milliseconds=moment.ms),
                zone=moment.zone,
                doubt=moment.doubt,
            )
    return moment


def _resolved(moment: Moment, rules: Rules) -> Reading:
    start = rules.start
    match moment.kind:
        case "none":
            return Reading(None, BY_HAND, manual=True)
        case "unread":
            return Reading(None, moment.why)
        case "number":
            scale = {"minutes": MINUTE, "hours": HOUR, "seconds": SECOND}.get(rules.numbers)
            if scale is None:
                return Reading(None, moment.why or BARE)
            return _not_before(round(moment.number * scale), moment.doubt)
        case "offset":
            return _not_before(moment.ms, moment.doubt)
        case "day":
            return _not_before((moment.days or 0) * DAY, moment.doubt)
    if start is None:
        return Reading(None, NEEDS_START)
    if moment.kind == "clock":
        shift, doubt = _zone_shift(moment, start)
        clock = moment.ms - start.clock + shift
        if moment.days is not None:
            return _not_before(moment.days * DAY + clock, moment.doubt or doubt)
        if clock < 0:
            return Reading(clock % DAY, moment.doubt or NEXT_DAY)
        return Reading(clock, moment.doubt or doubt)
    if start.when is None:
        return Reading(None, NEEDS_DATE)
    assert moment.when is not None
    if moment.kind == "date":
        days = (moment.when.date() - start.when.date()).days
        return _not_before(days * DAY, moment.doubt or NO_CLOCK)
    shift, doubt = _zone_shift(moment, start)
    return _not_before(length_ms(moment.when - start.when) + shift, moment.doubt or doubt)


def _zone_shift(moment: Moment, start: Start) -> tuple[Millis, str]:
    if moment.zone is None or start.zone is None or moment.zone == start.zone:
        return 0, ""
    return (start.zone - moment.zone) * MINUTE, ZONES


def _not_before(ms: Millis, doubt: str) -> Reading:
    return Reading(None, BEFORE) if ms < 0 else Reading(ms, doubt)


def length_ms(length: timedelta) -> Millis:
    return round(length / timedelta(milliseconds=1))


def clock_ms(hour: int, minute: int = 0, second: int = 0) -> Millis:
    return hour * HOUR + minute * MINUTE + second * SECOND


def offset_words(ms: Millis) -> str:
    """An offset as a deck writes it: `T+26h30m`."""
    rest = ms // SECOND
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{hours}h"] if hours else []
    parts += [f"{minutes}m"] if minutes or not (hours or seconds) else []
    parts += [f"{seconds}s"] if seconds else []
    return "T+" + "".join(parts)


def offset_cell(ms: Millis) -> str:
    """An offset as a sheet gets it: `+1 02:30:00`."""
    days, rest = divmod(ms // SECOND, 86_400)
    return f"+{days} {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"


def clock_cell(ms: Millis, start: Start, halves: bool = False) -> str:
    """An offset as the time of day it falls on: `09:30`, and from the second day on `Day 2 09:30`.

    `halves` writes 07:29 PM. Read again with the same start it is the same offset.
    """
    days, rest = divmod(start.clock + ms // SECOND * SECOND, DAY)
    hour, minute, second = rest // HOUR, rest // MINUTE % 60, rest // SECOND % 60
    shown = hour if not halves else hour % 12 or 12
    text = f"{shown:02d}:{minute:02d}" + (f":{second:02d}" if second else "")
    if halves:
        text += " PM" if hour >= 12 else " AM"
    return f"Day {days + 1} {text}" if days else text
