"""What an import has to say about the cells of a file."""

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

Level: TypeAlias = Literal["error", "doubt", "note"]


def _(text: str) -> str:
    """Marks a sentence for the message catalogue; it is translated where it is shown."""
    return text


class Problem(Struct, frozen=True, kw_only=True):
    """One cell, or one thing of a sheet, that a person should look at.

    `place` names it (`MSEL!B7`) and is the key under which it can be mended. An error keeps its row out; a
    doubt was read in the way that `why` says; a note is only told. `given` is what stood there.
    """

    place: str
    why: str
    level: Level = "error"
    field: str = ""
    given: str = ""
    values: dict[str, str] = {}

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The message, in English unless a translation is given."""
        return translate(self.why).format_map(self.values)

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence()}"


def places_told(places: Iterable[str]) -> str:
    """Places with the name of their sheet once: `Day 1!C5, C6, C9; Day 2!C4`."""
    by_sheet: dict[str, list[str]] = {}
    for place in places:
        sheet, mark, cell = place.rpartition("!")
        by_sheet.setdefault(f"{sheet}{mark}", []).append(cell)
    return "; ".join(sheet + ", ".join(cells) for sheet, cells in by_sheet.items())


class FileRefused(ValueError):
    """A file that is not read at all; `why` and `values` say the reason, as in a `Problem`."""

    def __init__(self, why: str, **values: object) -> None:
        self.why = why
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(why.format_map(self.values))
