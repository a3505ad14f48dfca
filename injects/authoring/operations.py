"""What authors do to a deck, each checked: set a field, add, retire and move a record, and how it is undone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from injects.authoring import sections
from injects.authoring.edits import CannotEdit, Delete, Edit, Insert, Put, Shift
from injects.authoring.sections import Row
from injects.authoring.texts import DeckText, changed

Verb: TypeAlias = Literal["set", "add", "remove", "move"]
_IDENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")
_NUMBERED: Final = re.compile(r"(.*?)(\d+)\Z")


class SetField(Struct, frozen=True):
    """Gives a field of an inject (or of another record: `section`) a value; None takes it out.

    A text takes one language by `title.ja`. Setting `at` takes `t_h` away, its other spelling.
    """

    key: str
    field: str
    value: Any
    section: str = "injects"


class Add(Struct, frozen=True):
    """Adds a record below another; at the end if none is named.

    `again` brings back one that was taken out, with the `lines` it had.
    """

    row: Row
    below: str | None = None
    section: str = "injects"
    lines: str = ""
    again: bool = False


class Remove(Struct, frozen=True):
    """Takes a record out. The id of an inject is retired with it."""

    key: str
    section: str = "injects"


class Move(Struct, frozen=True):
    """Puts a record below another, at the top with an empty name."""

    key: str
    below: str
    section: str = "injects"


Operation: TypeAlias = SetField | Add | Remove | Move


class Change(Struct, frozen=True):
    """What an operation did, enough to show and to undo it.

    `before` and `after` are values of `field` for `set`; for a record that was added or taken out
    `{row, below, lines}`; for one that was moved the record above it.
    """

    verb: Verb
    section: str
    key: str
    field: str = ""
    before: Any = None
    after: Any = None


class Overtaken(ValueError):
    """What is to be undone was changed again since; `change` is what cannot be undone."""

    def __init__(self, change: Change) -> None:
        super().__init__(f"{change.section} {change.key} {change.field}")
        self.change = change


def apply(
    deck: DeckText, operations: Iterable[Operation], taken: Collection[str] = ()
) -> tuple[DeckText, tuple[Change, ...]]:
    """The deck after these operations and what they changed, nothing if nothing.

    `taken` are the ids of injects that were used before. Raises CannotEdit, and nothing is done, for an
    operation on what is not there, an id that is taken or malformed, and fields that name a record.
    Operations on fields of records that are there are made in one go.
    """
    changes: list[Change] = []
    waiting: list[Edit] = []
    for operation in operations:
        if not isinstance(operation, SetField) and waiting:
            deck, waiting = changed(deck, waiting), []
        edits, found = _understood(deck, operation, taken)
        changes += found
        if isinstance(operation, SetField):
            waiting += edits
        elif edits:
            deck = changed(deck, edits)
    return (changed(deck, waiting) if waiting else deck), tuple(changes)


def _understood(
    deck: DeckText, operation: Operation, taken: Collection[str]
) -> tuple[list[Edit], tuple[Change, ...]]:
    match operation:
        case SetField():
            return _setting(deck, operation)
        case Add():
            return _adding(deck, operation, taken)
        case Remove(key=key, section=section):
            _there(deck, section, key)
            keys = deck.keys(section)
            before = {
                "row": deck.row(section, key) or {},
                "below": _above(keys, key),
                "lines": deck.lines_of(section, key),
            }
            return [Delete(section, key)], (Change("remove", section, key, before=before),)
        case Move(key=key, below=below, section=section):
            _there(deck, section, key)
            was = _above(deck.keys(section), key)
            if below in (was, key):
                return [], ()
            if below:
                _there(deck, section, below)
            return [Shift(section, key, below)], (Change("move", section, key, before=was, after=below),)


def _there(deck: DeckText, section: str, key: str) -> None:
    if deck.row(section, key) is None:
        raise CannotEdit(f"there is no {key} in {section}")


def _above(keys: list[str], key: str) -> str:
    place = keys.index(key)
    return keys[place - 1] if place else ""


def _setting(deck: DeckText, operation: SetField) -> tuple[list[Edit], tuple[Change, ...]]:
    section, key, field, value = operation.section, operation.key, operation.field, operation.value
    _there(deck, section, key)
    name, dot, part = field.partition(".")
    known = sections.fields_of(section)
    if known and name and name not in known:
        raise CannotEdit(f"there is no field {name} in {section}")
    if name in sections.fixed_fields(section):
        raise CannotEdit(f"{name} names the record and stays; add another record instead")
    if dot and sections.is_words(section, name) and part not in deck.languages:
        raise CannotEdit(f"there is no language {part} in this deck")
    if value in ("", [], {}):
        value = None
    before = deck.get(section, key, field)
    # A text that a record must have stays as an empty one.
    if before == value or (value is None and before == ""):
        return [], ()
    edits: list[Edit] = [Put(section, key, field, value)]
    changes = [Change("set", section, key, field, before, value)]
    if field == "at" and (hours := deck.get(section, key, "t_h")) is not None:
        edits.append(Put(section, key, "t_h", None))
        changes.append(Change("set", section, key, "t_h", hours, None))
    return edits, tuple(changes)


def _adding(deck: DeckText, operation: Add, taken: Collection[str]) -> tuple[list[Edit], tuple[Change, ...]]:
    section, row = operation.section, operation.row
    if section not in sections.LISTS:
        raise CannotEdit(f"there are no records in {section}")
    keys = deck.keys(section)
    key = sections.key_of(section, row, len(keys))
    if "id" in sections.fields_of(section) and not _IDENT.match(str(row.get("id", ""))):
        raise CannotEdit("an id has letters, digits, - _ and points, at most 64, no blank")
    if key.startswith("#") and sections.fixed_fields(section):
        raise CannotEdit(f"a record in {section} needs {' and '.join(sections.fixed_fields(section))}")
    if key in keys:
        raise CannotEdit(f"the id {key} is taken")
    if section == "injects" and not operation.again and key in taken:
        raise CannotEdit(f"the id {key} was used before and stays with what it named")
    below = operation.below if operation.below is not None else (keys[-1] if keys else "")
    if below and below not in keys:
        if not operation.again:
            raise CannotEdit(f"there is no {below} in {section}")
        below = keys[-1] if keys else ""  # its neighbour has gone since
    after = {"row": row, "below": below, "lines": operation.lines}
    return [Insert(section, row, below, operation.lines)], (Change("add", section, key, after=after),)


def repeating(changes: Iterable[Change]) -> list[Operation]:
    """The operations that make the same changes in another text."""
    return [_repeat(change) for change in changes]


def _repeat(change: Change) -> Operation:
    match change.verb:
        case "set":
            return SetField(change.key, change.field, change.after, change.section)
        case "add":
            return Add(change.after["row"], change.after["below"], change.section, change.after["lines"])
        case "remove":
            return Remove(change.key, change.section)
        case "move":
            return Move(change.key, change.after, change.section)


def undoing(deck: DeckText, changes: Sequence[Change]) -> list[Operation]:
    """The operations that take changes back, the last first. Raises Overtaken where one no longer stands."""
    return [_undo(deck, change) for change in reversed(changes)]


def _undo(deck: DeckText, change: Change) -> Operation:
    section, key = change.section, change.key
    match change.verb:
        case "set":
            if (
                _plain(deck.get(section, key, change.field)) != _plain(change.after)
                or deck.row(section, key) is None
            ):
                raise Overtaken(change)
            return SetField(key, change.field, change.before, section)
        case "add":
            if deck.row(section, key) is None:
                raise Overtaken(change)
            return Remove(key, section)
        case "remove":
            if deck.row(section, key) is not None:
                raise Overtaken(change)
            before = change.before
            return Add(before["row"], before["below"], section, before["lines"], again=True)
        case "move":
            keys = deck.keys(section)
            if key not in keys or (change.before and change.before not in keys):
                raise Overtaken(change)
            return Move(key, change.before, section)


def _plain(value: Any) -> Any:
    """Nothing and an empty text are the same to an author."""
    return None if value in ("", [], {}) else value


def next_id(deck: DeckText, taken: Collection[str], below: str = "", section: str = "injects") -> str:
    """A fresh id in the manner of those that are there: `I43` after `I42`; never one that was used before."""
    keys = deck.keys(section)
    pattern = _NUMBERED.match(below) or next(
        (found for key in reversed(keys) if (found := _NUMBERED.match(key))), None
    )
    stem, width = (pattern[1], len(pattern[2])) if pattern else (section[:1].upper(), 2)
    used = {*keys, *taken}
    numbers = [int(found[2]) for key in used if (found := _NUMBERED.match(key)) and found[1] == stem]
    number = max(numbers, default=0) + 1
    while f"{stem}{number:0{width}d}" in used:
        number += 1
    return f"{stem}{number:0{width}d}"
