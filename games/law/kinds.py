"""What values a name may hold: the declared kind of a fact or a move parameter, and the check against it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from games.law.tree import Value

KindName: TypeAlias = Literal["bool", "tri", "enum", "int", "list", "moment"]

TRI_VALUES: Final = ("no", "arguable", "yes")
# A list fact whose members are move types may hold this word for "all of them".
EVERY_MOVE: Final = "*"
# A moment that has not come.
NEVER_YET: Final = "never"


@dataclass(frozen=True, slots=True)
class Kind:
    """`values` are the admissible words of a tri, an enum or the members of a list; empty means any word."""

    type: KindName
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    def describe(self) -> str:
        match self.type:
            case "bool":
                return "true or false"
            case "int":
                return "a whole number" + self._bounds()
            case "list":
                return f"a list of {self._words()}"
            case "moment":
                return f"a scenario time in milliseconds, or '{NEVER_YET}'"
            case "tri" | "enum":
                return f"one of {self._words()}"

    def _bounds(self) -> str:
        if self.least is not None and self.most is not None:
            return f" from {self.least} to {self.most}"
        if self.least is not None:
            return f" not below {self.least}"
        return f" not above {self.most}" if self.most is not None else ""

    def _words(self) -> str:
        if not self.values:
            return "words"
        shown = ", ".join(self.values[:12])
        return shown if len(self.values) <= 12 else f"{shown} and {len(self.values) - 12} more"


TRI: Final = Kind("tri", TRI_VALUES)
INT: Final = Kind("int")


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a value is not of its kind, and what would be right."""

    detail: str


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?` for the closest known spelling (a word that goes on first), or nothing."""
    names = list(known)
    longer = [name for name in names if len(word) > 2 and name.startswith(word)]
    found = sorted(longer, key=len)[:1] or difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f"; did you mean {found[0]!r}?" if found else ""


def fit(kind: Kind, value: object) -> Value | Misfit:
    """The value in its canonical form (a list becomes a tuple in declared order), or why it does not fit."""
    match kind.type:
        case "bool":
            return value if isinstance(value, bool) else _misfit(kind, value)
        case "int":
            return _fit_int(kind, value)
        case "tri" | "enum":
            return _fit_word(kind, value)
        case "list":
            return _fit_list(kind, value)
        case "moment":
            return NEVER_YET if value == NEVER_YET else _fit_moment(kind, value)


def _fit_moment(kind: Kind, value: object) -> Value | Misfit:
    fitted = _fit_int(Kind("int", least=0), value)
    return _misfit(kind, value) if isinstance(fitted, Misfit) else fitted


def _fit_int(kind: Kind, value: object) -> Value | Misfit:
    if isinstance(value, bool) or not isinstance(value, int):
        return _misfit(kind, value)
    too_low = kind.least is not None and value < kind.least
    too_high = kind.most is not None and value > kind.most
    return _misfit(kind, value) if too_low or too_high else value


def _fit_word(kind: Kind, value: object) -> Value | Misfit:
    if isinstance(value, bool) and set(kind.values) & {"yes", "no"}:
        return Misfit(f'{_show(value)} is not a word here; write "yes" or "no" in quotes')
    if not isinstance(value, str):
        return _misfit(kind, value)
    if kind.values and value not in kind.values:
        return Misfit(f"{value!r} is not {kind.describe()}{nearest(value, kind.values)}")
    return value


def _fit_list(kind: Kind, value: object) -> Value | Misfit:
    if not isinstance(value, (list, tuple)):
        return _misfit(kind, value)
    members = Kind("enum", kind.values)
    for item in value:
        fitted = _fit_word(members, item)
        if isinstance(fitted, Misfit):
            return fitted
    if len(set(value)) != len(value):
        return Misfit(f"a member is listed twice in {', '.join(value)}")
    order = {word: place for place, word in enumerate(kind.values)}
    return tuple(sorted(value, key=lambda word: (order.get(word, len(order)), word)))


def _misfit(kind: Kind, value: object) -> Misfit:
    return Misfit(f"{_show(value)} is not {kind.describe()}")


def _show(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)
