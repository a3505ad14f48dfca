"""What the format of a deck consists of, as the editor needs it: sections, their records and how one is named."""

from collections.abc import Mapping
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from injects.deck import schema

Row = dict[str, Any]
"""One record of a deck as plain values: an inject, a team, a seat."""

FIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "offices": ("team", "id"),
    "links": ("between",),
    "accepted": ("finding",),
    "secrets": (),
}
"""What names a record where that is more than its id. It cannot be changed, only given to a new record."""


def _record_of(kind: Any) -> type[Struct] | None:
    """The struct of which a section is a list, if it is one."""
    if get_origin(kind) is not None and get_origin(kind) is not tuple:
        kind = get_args(kind)[0]  # Annotated
    if (
        get_origin(kind) is tuple
        and isinstance(inner := get_args(kind)[0], type)
        and issubclass(inner, Struct)
    ):
        return inner
    return None


def _fields(kind: type[Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


LISTS: Final[dict[str, type[Struct]]] = {
    name: record
    for name, field in _fields(schema.Deck).items()
    if (record := _record_of(field.type)) is not None
}
"""Sections that are lists of records, in the order of the file; nested ones by their path behind them."""

HEADS: Final[dict[str, type[Struct]]] = {
    name: field.type
    for name, field in _fields(schema.Deck).items()
    if isinstance(field.type, type) and issubclass(field.type, Struct)
}
"""Sections that are one record."""

NESTED: Final[dict[str, tuple[str, ...]]] = {}
"""Lists of records inside a section that is one record, as `map.zones` in `map`."""

for _head, _kind in HEADS.items():
    for _name, _field in _fields(_kind).items():
        if (_inner := _record_of(_field.type)) is not None:
            LISTS[f"{_head}.{_name}"] = _inner
            NESTED[_head] = (*NESTED.get(_head, ()), f"{_head}.{_name}")

ORDER: Final = tuple(_fields(schema.Deck))
"""Every section in the order of the file."""


def held(document: Any, section: str) -> Any:
    """What a document has of a section, None for nothing."""
    for name in section.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def struct_of(section: str) -> type[Struct] | None:
    """The record that a section holds, None for a section that is a plain map."""
    return LISTS.get(section) or HEADS.get(section)


def fields_of(section: str) -> dict[str, msgspec.structs.FieldInfo]:
    """The fields of the records of a section by the key that the file has for them."""
    kind = struct_of(section)
    return _fields(kind) if kind is not None else {}


def is_words(section: str, name: str) -> bool:
    """Whether a field is a text that may have several languages."""
    field = fields_of(section).get(name)
    return field is not None and words_in(field.type)


def words_in(kind: Any) -> bool:
    """Whether a type is a text in one or several languages."""
    if get_origin(kind) not in (Union, UnionType):
        return False
    arms = set(get_args(kind))
    return str in arms and dict[str, str] in arms


def is_required(section: str, name: str) -> bool:
    """Whether a record cannot do without a field."""
    field = fields_of(section).get(name)
    return field is not None and bool(field.required)


def fixed_fields(section: str) -> tuple[str, ...]:
    """The fields that name a record."""
    return FIXED.get(section, ("id",)) if section in LISTS else ()


def key_of(section: str, row: Any, index: int) -> str:
    """What a record is known by: its id, `team/id` for an office, `one~other` for a link.

    A damaged record without these is known by its place: `#3`, counted from 1.
    """
    if isinstance(row, dict):
        parts = [row.get(name) for name in fixed_fields(section)]
        if section == "links" and isinstance(parts[0], list):
            return "~".join(str(team) for team in parts[0])
        if parts and all(isinstance(part, str) and part for part in parts):
            return "/".join(map(str, parts))
    return f"#{index + 1}"
