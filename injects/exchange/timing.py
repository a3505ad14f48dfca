"""When the lines of a sheet are due: the cell, the day beside or above it, and what an author has confirmed."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from typing import Final

from games.engine.ids import Millis
from injects.deck.times import DAY, HOUR, MINUTE
from injects.exchange import moments, timeforms, timewords
from injects.exchange.choices import ELAPSED, IN_ORDER, Choices
from injects.exchange.columns import Field, elapsed_of, unit_of
from injects.exchange.moments import Moment, Reading, Rules
from injects.exchange.problems import _
from injects.exchange.sheets import Cell
from injects.exchange.tables import Table

DAYS_BESIDE: Final[tuple[Field, ...]] = ("day", "scenario")
MIDNIGHT: Final = time(0)
ROLLS: Final = HOUR  # a step back by less is rows that changed places, and no night

FORMULA: Final = _("A formula. Write the time itself.")
BACK: Final = _(
    "Earlier than the row above; read as the same day. If it is the next, write Day {day} before it."
)
NIGHT: Final = _("Earlier than the row above; read as the day after that row, as you said.")
NO_DAY: Final = _("No day beside this time; read as the first day.")
DAY_ABOVE: Final = _("No day beside this time; the day of the row above was taken, as you said.")
FOLLOWS: Final = _("No time; {minutes} minutes after the row above, as you said.")
UNDER: Final = _("{heading}: the times below that name no day were read on this day.")


class Timetable:
    """The times of a file, sheet by sheet and line by line. `say` hears of every doubtful cell."""

    def __init__(self, choices: Choices, say: Callable[..., None]) -> None:
        self.choices = choices
        self.say = say
        self.first = ""
        self.rules = Rules(
            start=timeforms.start_of(choices.start) if choices.start else None,
            numbers=choices.numbers,
            day_first=choices.day_first,
            elapsed=choices.clocks == ELAPSED,
        )

    def begin(self, table: Table) -> None:
        """A sheet begins: its headings may give units, and its name a day."""
        self._columns: dict[Field, Rules] = {}
        self._zones: dict[Field, int | None] = {}
        self._above: Millis | None = None
        self._day_above: Moment | None = None
        self._heading: tuple[str, str, Moment] | None = None
        for column, name in enumerate(table.fields):
            if name in ("offset", "scenario"):
                self._columns[name] = self._rules_of(table, column, name)
        self.under(table.sheet.name, table.sheet.name)

    def under(self, place: str, heading: str) -> None:
        """A heading between lines, or the name of the sheet: `DAY TWO` is the day of what stands below it."""
        found = timeforms.read_text(heading, self.rules)
        if found.kind not in ("day", "date") and (day := timewords.day_in(heading)):
            found = timeforms.read_text(day, self.rules)
        if found.kind in ("day", "date"):
            self._heading = (place, heading, found)

    def due(self, cells: Mapping[Field, Cell], texts: dict[Field, str]) -> Millis | None:
        """The offset of one line from STARTEX; None if it is released by hand, or wrong, which is said."""
        main: Field = "offset" if "offset" in cells else "scenario"
        cell = cells.get(main)
        if cell is None:
            return None
        rules = self._columns.get(main, self.rules)
        moment = self._moment(cell, rules)
        if moment.kind == "clock" and moment.days is None:
            moment = moments.combined(moment, self._day(cell, cells, texts, main))
        else:
            self._beside(cells, texts, main)
        self._earliest(moment)
        reading = self._in_order(cell, moment, moments.resolve(moment, None, rules))
        if reading.failed:
            self.say(cell.place, "offset", reading.why, "error", cell.text)
        elif reading.why:
            self._doubt(cell, reading.why)
        elif self._strays(moment, main):
            self._doubt(cell, moments.MIXED_ZONES)
        ms = reading.ms
        if ms is None and main == "offset" and not cell.text and "scenario" in cells:
            story = self._moment(cells["scenario"], self._columns.get("scenario", self.rules))
            ms = moments.resolve(story, None, rules).ms
        if ms is not None:
            self._above = ms
        return ms

    def _strays(self, moment: Moment, main: Field) -> bool:
        """Whether a time is of another zone than most of its column, and STARTEX has none to convert it to."""
        start = self.rules.start
        absolute = moment.kind in ("clock", "instant")
        return absolute and start is not None and start.zone is None and moment.zone != self._zones.get(main)

    def _doubt(self, cell: Cell, why: str, **values: object) -> None:
        self.say(cell.place, "offset", why, "doubt", cell.text, **values)

    def _rules_of(self, table: Table, column: int, name: Field) -> Rules:
        """What the heading of a column and the company of its cells tell of how they are meant."""
        heading = table.sheet.rows[table.heading].cells[column].text
        rules = self.rules
        if not rules.numbers and (unit := unit_of(heading)):
            rules = replace(rules, numbers=unit)
        if not self.choices.clocks and elapsed_of(heading):
            rules = replace(rules, elapsed=True)
        found = [self._moment(row.cells[column], rules) for row in table.rows if column < len(row.cells)]
        kinds = [moment.kind for moment in found]
        zones = Counter(moment.zone for moment in found if moment.kind in ("clock", "instant"))
        self._zones[name] = zones.most_common(1)[0][0] if zones else None
        return replace(rules, clocks=kinds.count("clock") > kinds.count("offset"))

    def _moment(self, cell: Cell, rules: Rules) -> Moment:
        if cell.formula:
            return Moment("unread", why=FORMULA)
        return timeforms.read_value(cell.value, cell.text, rules)

    # The day of a clock

    def _day(
        self, cell: Cell, cells: Mapping[Field, Cell], texts: dict[Field, str], main: Field
    ) -> Moment | None:
        beside = self._beside(cells, texts, main)
        if beside is not None:
            self._day_above = beside
            return beside
        if self._heading is not None:
            place, heading, day = self._heading
            if place:
                self.say(place, "", UNDER, "doubt", "", heading=heading)
                self._heading = ("", heading, day)
            return day
        if "day" not in cells and self._day_above is None:
            return None
        if self.choices.days == IN_ORDER and self._day_above is not None:
            self._doubt(cell, DAY_ABOVE)
            return self._day_above
        self._doubt(cell, NO_DAY)
        return Moment("day", days=0)

    def _beside(self, cells: Mapping[Field, Cell], texts: dict[Field, str], main: Field) -> Moment | None:
        """The day or date in another column of the line."""
        for name in DAYS_BESIDE:
            if name not in cells or name == main:
                continue
            found = _as_day(self._moment(cells[name], self._columns.get(name, self.rules)), name)
            if found is not None:
                if name == "scenario":
                    texts.pop(name, None)  # it is the date of this clock, and no time of the story
                return found
        return None

    def _in_order(self, cell: Cell, moment: Moment, reading: Reading) -> Reading:
        """What the order of the rows says; it moves a time only where the author asked for that."""
        if reading.manual and not cell.text and self.choices.follow and self._above is not None:
            self._doubt(cell, FOLLOWS, minutes=self.choices.follow)
            return Reading(self._above + round(float(self.choices.follow) * MINUTE))
        bare = moment.kind == "clock" and moment.days is None
        if not bare or reading.ms is None or self._above is None or reading.ms >= self._above:
            return reading
        if self.choices.days == IN_ORDER and self._above - reading.ms >= ROLLS:
            self._doubt(cell, NIGHT)
            return Reading(reading.ms + -(-(self._above - reading.ms) // DAY) * DAY)
        self._doubt(cell, BACK, day=reading.ms // DAY + 2)
        return reading

    def _earliest(self, moment: Moment) -> None:
        """The first time of the file, offered as STARTEX."""
        if moment.kind == "instant" and moment.when is not None:
            shown = moment.when.isoformat(sep=" ", timespec="minutes")
            if self.first and len(self.first) < 6 and self.first <= shown[11:16]:
                shown = f"{shown[:10]} {self.first}"  # the time of day above had no date yet
            self.first = shown if not self.first or len(self.first) < 6 or shown < self.first else self.first
        elif moment.kind == "clock" and not self.first:
            self.first = f"{moment.ms // HOUR:02d}:{moment.ms // MINUTE % 60:02d}"


def _as_day(moment: Moment, name: Field) -> Moment | None:
    """The day that a cell beside a clock names: a date, `Day 2`, or under the heading Day a bare 2."""
    if moment.kind in ("day", "date"):
        return moment
    if moment.kind == "instant" and moment.when is not None and moment.when.time() == MIDNIGHT:
        return moment  # a date cell: workbooks have no other dates
    if name == "day" and moment.kind == "number" and moment.number >= 1:
        return Moment("day", days=round(moment.number) - 1)
    return None
