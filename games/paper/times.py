"""Times as paper shows them: the story's clock, minutes at the table, and the time of day in the exercise's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from games.engine.ids import Millis
from games.engine.state import State
from games.presenting.times import HOUR, MINUTE, scenario_time
from games.staffing.present import DueTime


def of_day(ms: Millis | None, zone: str, *, date: bool = False) -> str:
    """A wall instant as `15:40`, with the date in front where it is asked for; empty for None."""
    if ms is None:
        return ""
    try:
        moment = datetime.fromtimestamp(ms / 1000, ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        moment = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{moment:%Y-%m-%d %H:%M}" if date else f"{moment:%H:%M}"


def at_table(ms: Millis) -> str:
    """Exercise time since STARTEX: `T+1:05`."""
    return f"T+{ms // HOUR}:{ms % HOUR // MINUTE:02}"


def story(basis: str, ms: Millis) -> str:
    """A time on its own basis: `D+1 04:00` of the story, or minutes at the table."""
    return scenario_time(ms) if basis == "scenario" else at_table(ms)


def due(state: State, when: DueTime | None) -> str:
    """When something falls due, on its basis, and by the time of day if the clock goes on as it does now."""
    if when is None:
        return ""
    day = of_day(when.wall_ms, state.deck.timing.zone)
    return f"{story(when.basis, when.at_ms)} ({day})" if day else story(when.basis, when.at_ms)


def table_time(state: State, scenario_ms: Millis) -> str:
    """Where a time of the story falls at the table if the clock runs at the deck's own pace from STARTEX on."""
    rate = state.deck.timing.rate
    return at_table(scenario_ms * 1000 // rate) if rate else _("by hand")
