"""Adds, copies, moves and takes out whole records of a pack file: comments and every other line stay as they were.

A record is found by kind and key as in `editing`; each result is read back and proved before it is given.
"""

from __future__ import annotations

import copy as copying
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from games.law.editing import FIELDS, CannotEdit, Entry, Field, end_of, find, follow, written
from games.law.yamltext import Document, Path, read

HEAD: Final = "schema: tte-law/1\n"
"""What every file of a pack starts with, and all that a new one holds."""

_STANDING: Final = ("record", "assessment", "doctrine")
_TYPES: Final = ("bool", "tri", "enum", "int", "list", "moment")

NEW: Final[Mapping[str, tuple[Field, ...]]] = {
    "row": FIELDS["row"],
    "fact": (
        Field("id", "text", True),
        Field("label", "text", True),
        Field("group", "text", True),
        Field("type", "choice", True, _TYPES),
        Field("values", "words"),
        Field("default", "value", True),
        Field("standing", "choice", True, _STANDING),
        Field("meaning", "prose", True),
        Field("says.holds", "text"),
        Field("says.fails", "text"),
        Field("says.unknown", "text"),
        Field("set_by", "words"),
    ),
    "macro": (Field("id", "text", True), *FIELDS["macro"]),
    "gap": (Field("id", "text", True), *FIELDS["gap"]),
}
"""What is asked for a record that is new; others begin as a copy of one that is like them."""
SECTIONS: Final[Mapping[str, str]] = {"fact": "facts", "macro": "macros", "gap": "not_encoded"}

_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class _Item:
    """The lines of one item of a list, from its own comment above it to its last line; `body` is its dash."""

    first: int
    body: int
    last: int


def copied(name: str, text: str, kind: str, key: str, new: str) -> str:
    """The text with a second one of a record right after it, under a key of its own.

    `new` is the id of the copy; of a row the number, or empty for the next free one of its table. Raises
    CannotEdit where the record cannot be copied so, or the key is taken.
    """
    document, entry = _found(name, text, kind, key)
    label, value = _named(document, entry, new)
    lines, items = _items(text, entry.path)
    index = int(entry.path[-1])
    block = lines[items[index].body : items[index].last + 1]
    gap = [""] if _is_spaced(lines, items) else []
    at = items[index].last + 1
    text = "\n".join([*lines[:at], *gap, *block, *lines[at:]])
    text = _with_value(text, (*entry.path[:-1], index + 1), label, value)

    def done(records: list[Any]) -> None:
        records.insert(index + 1, {**copying.deepcopy(records[index]), label: value})

    return _proved(document, text, entry.path[:-1], done)


def taken_out(name: str, text: str, kind: str, key: str) -> str:
    """The text without a record, its comment and, if it was the last of its list, the list."""
    document, entry = _found(name, text, kind, key)
    lines, items = _items(text, entry.path)
    index = int(entry.path[-1])
    item = items[index]
    first, last = item.first, item.last
    if len(items) == 1:
        first = _line_of_key(text, entry.path[:-1])
    while (
        first > 0 and not lines[first - 1].strip() and (last + 1 >= len(lines) or not lines[last + 1].strip())
    ):
        first -= 1
    text = "\n".join([*lines[:first], *lines[last + 1 :]])
    return _proved(document, text, entry.path[:-1], lambda records: records.pop(index))


def moved(name: str, text: str, kind: str, key: str, by: int) -> str:
    """The text with a record one place further up (-1) or down (1) in its list, with its comment."""
    document, entry = _found(name, text, kind, key)
    lines, items = _items(text, entry.path)
    index = int(entry.path[-1])
    other = index + (1 if by > 0 else -1)
    if not 0 <= other < len(items):
        raise CannotEdit(f"{key} is the {'last' if by > 0 else 'first'} of its list")
    upper, lower = sorted((index, other))
    a, b = items[upper], items[lower]
    text = "\n".join(
        [
            *lines[: a.first],
            *lines[b.first : b.last + 1],
            *lines[a.last + 1 : b.first],
            *lines[a.first : a.last + 1],
            *lines[b.last + 1 :],
        ]
    )

    def done(records: list[Any]) -> None:
        records[upper], records[lower] = records[lower], records[upper]

    return _proved(document, text, entry.path[:-1], done)


def added_row(name: str, text: str, kind: str, key: str, row: Mapping[str, Any]) -> str:
    """The text with one more row at the end of the table of a move or group, under the next free number."""
    document = _document(name, text)
    path = _table(document, kind, key)
    if path is None:
        raise CannotEdit(f"{name} has no {kind} {key} that can be read")
    record = {"row": next_number(_at(document, path)), **row}
    return _appended(text, document, (*path, "rows"), record)


def added_record(name: str, text: str, section: str, record: Mapping[str, Any]) -> str:
    """The text with one more record at the end of a section, which begins where the file has none."""
    document = _document(name, text)
    held = document.value.get(section) if isinstance(document.value, Mapping) else None
    if isinstance(held, list) and any(
        each.get("id") == record["id"] for each in held if isinstance(each, Mapping)
    ):
        raise CannotEdit(f"{record['id']} is there already")
    return _appended(text, document, (section,), record)


def as_record(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field, those of records within named `says.holds`, as the file is to have them; None is left out."""
    record: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None or value in ("", [], ()):
            continue
        *inner, last = name.split(".")
        holder = record
        for step in inner:
            holder = holder.setdefault(step, {})
        holder[last] = value
    return record


def next_number(table: Mapping[str, Any]) -> int:
    """The number that no row and no requirement of a table has had yet."""
    used = [
        each.get("row")
        for part in ("rows", "requirements")
        for each in table.get(part) or ()
        if isinstance(each, Mapping)
    ]
    return max((number for number in used if type(number) is int), default=0) + 1


def tables(document: Document) -> tuple[tuple[str, str], ...]:
    """Kind and key of every table of a file that can take another row: its moves and groups."""
    sections = document.value if isinstance(document.value, Mapping) else {}
    return tuple(
        (kind, str(record.get("id")))
        for section, kind in (("groups", "group"), ("moves", "move"))
        for record in sections.get(section) or ()
        if isinstance(record, Mapping)
    )


# Within -----------------------------------------------------------------------------------------------------


def _document(name: str, text: str) -> Document:
    document, problems = read(name, text)
    if problems:
        raise CannotEdit(f"{name} cannot be read; mend its text first")
    return document


def _found(name: str, text: str, kind: str, key: str) -> tuple[Document, Entry]:
    document = _document(name, text)
    entry = find(document, kind, key)
    if entry is None:
        raise CannotEdit(f"{name} has no {kind} {key} that can be read")
    return document, entry


def _at(document: Document, path: Path) -> Any:
    found: Any = document.value
    for step in path:
        found = found[step]
    return found


def _table(document: Document, kind: str, key: str) -> Path | None:
    section = "groups" if kind == "group" else "moves"
    for index, record in enumerate(document.value.get(section) or ()):
        if isinstance(record, Mapping) and record.get("id") == key:
            return (section, index)
    return None


def _named(document: Document, entry: Entry, new: str) -> tuple[str, Any]:
    """The field that tells records apart, and its value for a copy."""
    if entry.kind not in ("row", "requirement"):
        held = _at(document, entry.path[:-1])
        if not new or any(isinstance(each, Mapping) and each.get("id") == new for each in held):
            raise CannotEdit(f"{new} is there already" if new else "the copy needs an id of its own")
        return "id", new
    table = _at(document, entry.path[:-2])
    if not new:
        return "row", next_number(table)
    used = {each.get("row") for part in ("rows", "requirements") for each in table.get(part) or ()}
    if not new.isdecimal() or int(new) in used or int(new) < 1:
        raise CannotEdit(f"a row needs a whole number of its own, not {new}")
    return "row", int(new)


def _items(text: str, path: Path) -> tuple[list[str], list[_Item]]:
    """The lines of a file, and those of each item of the list in which the record at `path` stands."""
    node: Any = follow(yaml.compose(text, Loader=_Loader), path[:-1])
    if node.flow_style:
        raise CannotEdit("its list is written in one line; edit the text instead")
    lines = text.split("\n")
    found: list[_Item] = []
    for item in node.value:
        body = int(item.start_mark.line)
        while not lines[body].lstrip().startswith("-"):
            body -= 1  # a dash alone on its line stands above the record
        first = body
        after = found[-1].last if found else -1
        while first - 1 > after and lines[first - 1].lstrip().startswith("#"):
            first -= 1
        if not found:
            first = max(first, _line_of_key(text, path[:-1]) + 1)
        last = text.count("\n", 0, end_of(text, item))
        found.append(_Item(first, body, last))
    return lines, found


def _line_of_key(text: str, path: Path) -> int:
    """The line (from 0) of the key that a list stands under."""
    holder: Any = follow(yaml.compose(text, Loader=_Loader), path[:-1])
    return next(int(key.start_mark.line) for key, _held in holder.value if key.value == path[-1])


def _is_spaced(lines: list[str], items: list[_Item]) -> bool:
    """Whether the items of a list have blank lines between them."""
    return any(not lines[item.last + 1].strip() for item in items[:-1])


def _with_value(text: str, path: Path, field: str, value: Any) -> str:
    record: Any = follow(yaml.compose(text, Loader=_Loader), path)
    held = next(held for key, held in record.value if key.value == field)
    new = written(value, field, int(record.start_mark.column), bool(record.flow_style), held)
    return text[: held.start_mark.index] + new + text[end_of(text, held) :]


def _appended(text: str, document: Document, path: Path, record: Mapping[str, Any]) -> str:
    """A record at the end of the list at `path`; the list begins where its holder does not have it."""
    root: Any = yaml.compose(text, Loader=_Loader)
    lines = text.split("\n")
    gap = [""] if len(path) == 1 else []
    if isinstance(_at(document, path[:-1]).get(path[-1]), list):
        lines, items = _items(text, (*path, 0))
        at, indent = items[-1].last + 1, int(follow(root, path).start_mark.column)
        key: list[str] = []
    else:
        within = follow(root, path[:-1])
        if within.flow_style:
            raise CannotEdit("its table is written in one line; edit the text instead")
        at, indent = text.count("\n", 0, end_of(text, within)) + 1, int(within.start_mark.column)
        key = [f"{' ' * indent}{path[-1]}:"]
    text = "\n".join([*lines[:at], *gap, *key, *as_item(record, indent), *(lines[at:] or [""])])
    return _proved(document, text, path, lambda records: records.append(dict(record)))


def as_item(record: Mapping[str, Any], indent: int) -> list[str]:
    """A record as an item of a YAML list, in the manner of the shipped packs."""
    lines: list[str] = []
    for field, value in record.items():
        margin = " " * indent + ("  " if lines else "- ")
        if isinstance(value, Mapping):
            inner = " " * (indent + 4)
            lines.append(f"{margin}{field}:")
            lines += (
                f"{inner}{name}: {written(each, name, indent + 4, False, None)}"
                for name, each in value.items()
            )
        else:
            lines += f"{margin}{field}: {written(value, field, indent + 2, False, None)}".split("\n")
    return lines


def _proved(old: Document, text: str, path: Path, done: Callable[[list[Any]], object]) -> str:
    """The new text, where the list at `path` became what `done` makes of it and nothing else changed."""
    expected: Any = copying.deepcopy(old.value)
    holder = expected
    for step in path[:-1]:
        holder = holder[step]
    records = holder.setdefault(path[-1], [])
    done(records)
    if not records:
        del holder[path[-1]]
    after, problems = read(old.name, text)
    if problems or after.value != expected:
        raise CannotEdit(f"{old.name} is written in a way that a form cannot change here")
    return text
