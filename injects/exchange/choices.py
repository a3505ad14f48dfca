"""What an author chooses about an import, and what the file amounts to under it."""

from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from games.engine.ids import Millis
from injects.exchange.audiences import Spoken
from injects.exchange.columns import Field
from injects.exchange.moments import CLOCK
from injects.exchange.problems import Problem

KEEP: Final = "keep"
DROP: Final = "drop"
ELAPSED: Final = "elapsed"
IN_ORDER: Final = "in order"
NUMBERS: Final = ("minutes", "hours", CLOCK)


class Choices(Struct, frozen=True, kw_only=True):
    """Everything an author has said about an import; the file and this give the same result every time.

    `columns` gives headings a field, `keep` or `drop`; `mends` replaces cells by their place; `names` says who
    a name in the file is; `left_out` holds the places of lines that are not wanted; `headings` the number of
    the row of headings of a sheet. `clocks` may be ELAPSED: 1:30 is a length after STARTEX. `days` may be
    IN_ORDER: a time of day earlier than the row above is of the next day. `follow` puts lines without a time
    so many minutes after the row above. `pace` is how many minutes of the story pass in one at the table.
    `checked` holds the cells that the author has looked at and left as they were read; `recalled` names the
    import from which all this was taken over.
    """

    sheets: tuple[str, ...] = ()
    headings: dict[str, int] = {}
    columns: dict[str, str] = {}
    start: str = ""
    numbers: str = ""
    day_first: bool | None = None
    clocks: str = ""
    days: str = ""
    follow: str = ""
    pace: str = ""
    audience: str = ""
    names: dict[str, str] = {}
    mends: dict[str, str] = {}
    left_out: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    language: str = "en"
    deck_id: str = ""
    title: str = ""
    version: str = ""
    recalled: str = ""


class ColumnUse(Struct, frozen=True, kw_only=True):
    """One heading of the chosen sheets: what it is taken for, and what stands under it."""

    heading: str
    field: Field | None
    kept: bool
    samples: tuple[str, ...]
    sheets: tuple[str, ...]


class Line(Struct, frozen=True, kw_only=True):
    """One inject as the file gives it: `given` has what each mapped column says, `texts` the same after mending."""

    place: str
    ref: str
    texts: dict[Field, str]
    extra: dict[str, str]
    at_ms: Millis | None
    to: Spoken
    cells: dict[Field, str]
    given: dict[Field, str] = {}

    def cell(self, name: Field) -> str:
        """The place of a field, as problems name it and `mends` finds it."""
        return self.cells.get(name, f"{self.place}:{name}")


@dataclass
class Imported:
    """What a file amounts to under an author's choices."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: tuple[ColumnUse, ...] = ()
    names: dict[str, int] = field(default_factory=dict)
    first_time: str = ""
    sheets: tuple[str, ...] = ()
    partial: bool = False

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.level == "error"]

    @property
    def mapped(self) -> frozenset[Field]:
        return frozenset(use.field for use in self.columns if use.field is not None)
