"""Turns the plain values of a file into the authoring model and reports every problem on the way."""

import re
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo

from games.law.yamltext import Path
from injects.deck.findings import NEAR, Desk, _, closest

T = TypeVar("T", bound=Struct)


class _Bad:
    """Stands for a value that was refused; the refusal is on the desk already."""


BAD: Final = _Bad()


def read_struct(kind: type[T], raw: object, desk: Desk) -> T | None:
    """The struct, or None with at least one finding on the desk."""
    before = len(desk.findings)
    value = _value(kind, raw, (), desk)
    return value if isinstance(value, kind) and len(desk.findings) == before else None


def _value(kind: Any, raw: object, path: Path, desk: Desk) -> Any:
    if isinstance(kind, type) and issubclass(kind, Struct):
        return _struct(kind, raw, path, desk)
    origin = get_origin(kind)
    if origin is Annotated:
        base, *metas = get_args(kind)
        return _limited(_value(base, raw, path, desk), metas, path, desk)
    if origin in (Union, UnionType):
        return _union(kind, raw, path, desk)
    if origin is Literal:
        return _word(kind, raw, path, desk)
    if origin in (tuple, list):
        return _sequence(kind, raw, path, desk)
    if origin is dict:
        return _mapping(kind, raw, path, desk)
    return _scalar(kind, raw, path, desk)


@cache
def _fields(kind: type[Struct]) -> dict[str, FieldInfo]:
    """The fields of a struct by the names that files have for them; asked thousands of times in a deck."""
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _struct(kind: type[Struct], raw: object, path: Path, desk: Desk) -> Any:
    if not isinstance(raw, dict):
        return _refuse(kind, raw, path, desk)
    fields = _fields(kind)
    for key in raw:
        if key not in fields:
            place, near = (*path, key), closest(key, fields)
            right = NEAR if near else _("Known here: {known}.")
            why = _("There is no key {key!r} here.")
            known = ", ".join(fields)
            desk.note_at(desk.key_mark(place), "D02", place, why, right, key=key, near=near, known=known)
    given: dict[str, Any] = {}
    bad = False
    for key, field in fields.items():
        if key in raw:
            given[field.name] = _value(field.type, raw[key], (*path, key), desk)
            bad = bad or given[field.name] is BAD
        elif field.required:
            desk.note(
                "D03", path, _("{key!r} is missing."), _("It is {kind}."), key=key, kind=says(field.type)
            )
            bad = True
    return BAD if bad else kind(**given)


def _union(kind: Any, raw: object, path: Path, desk: Desk) -> Any:
    arms = [arm for arm in get_args(kind) if arm is not NoneType]
    for arm in arms:
        if isinstance(raw, _python_type(arm)) and not (isinstance(raw, bool) and arm is not bool):
            return _value(arm, raw, path, desk)
    if str in arms and isinstance(raw, (int, float)):
        return _scalar(str, raw, path, desk)
    return _refuse(kind, raw, path, desk)


def _python_type(kind: Any) -> type:
    origin = get_origin(kind)
    if origin is Annotated:
        return _python_type(get_args(kind)[0])
    if origin is Literal:
        return str
    if origin in (tuple, list):
        return list
    if origin is dict or (isinstance(kind, type) and issubclass(kind, Struct)):
        return dict
    return kind if isinstance(kind, type) else object


def _sequence(kind: Any, raw: object, path: Path, desk: Desk) -> Any:
    if not isinstance(raw, list):
        return _refuse(kind, raw, path, desk)
    item = get_args(kind)[0]
    values = [_value(item, element, (*path, index), desk) for index, element in enumerate(raw)]
    if any(value is BAD for value in values):
        return BAD
    return tuple(values) if get_origin(kind) is tuple else values


def _mapping(kind: Any, raw: object, path: Path, desk: Desk) -> Any:
    if not isinstance(raw, dict):
        return _refuse(kind, raw, path, desk)
    item = get_args(kind)[1]
    values = {key: _value(item, element, (*path, key), desk) for key, element in raw.items()}
    return BAD if any(value is BAD for value in values.values()) else values


def _word(kind: Any, raw: object, path: Path, desk: Desk) -> Any:
    words = get_args(kind)
    if raw in words:
        return raw
    near = closest(raw, words) if isinstance(raw, str) else ""
    why = _("{found} is not one of the words known here.")
    right = NEAR if near else _("Write {kind}.")
    desk.note("D04", path, why, right, found=_show(raw), near=near, kind=says(kind))
    return BAD


def _scalar(kind: Any, raw: object, path: Path, desk: Desk) -> Any:
    if kind is str and isinstance(raw, (int, float)):
        word = "true" if raw is True else "false" if raw is False else str(raw)
        desk.note(
            "D04", path, _("{found} reads as a number or a truth value."), _("Put it in quotes."), found=word
        )
        return BAD
    fits = type(raw) is kind or (kind is float and type(raw) is int)
    return raw if fits else _refuse(kind, raw, path, desk)


def _limited(value: Any, metas: list[Any], path: Path, desk: Desk) -> Any:
    for meta in metas:
        if value is not BAD and isinstance(meta, Meta) and (wrong := _beyond(value, meta)):
            desk.note("D04", path, wrong, found=_show(value), least=_least(meta), most=_most(meta))
            return BAD
    return value


def _beyond(value: Any, meta: Meta) -> str:
    """What is wrong with a value of the right type, empty if nothing."""
    if meta.pattern is not None and not re.search(meta.pattern, value):
        return _("{found} cannot be an id: use letters, digits, - _ and points, at most 64, no blank.")
    if meta.min_length is not None and len(value) < meta.min_length:
        return _("This needs at least {least} (letters of a text, entries of a list).")
    if meta.max_length is not None and len(value) > meta.max_length:
        return _("This takes at most {most} (letters of a text, entries of a list).")
    if meta.ge is not None and value < meta.ge:
        return _("{found} is too small; the least is {least}.")
    if meta.le is not None and value > meta.le:
        return _("{found} is too large; the most is {most}.")
    return ""


def _least(meta: Meta) -> object:
    return meta.ge if meta.ge is not None else meta.min_length


def _most(meta: Meta) -> object:
    return meta.le if meta.le is not None else meta.max_length


def _refuse(kind: Any, raw: object, path: Path, desk: Desk) -> _Bad:
    desk.note(
        "D04", path, _("{found} does not belong here."), _("Write {kind}."), found=_show(raw), kind=says(kind)
    )
    return BAD


def _show(raw: object) -> str:
    if isinstance(raw, dict):
        return "a map of keys"
    if isinstance(raw, list):
        return "a list"
    if raw is None:
        return "nothing"
    return str(raw).lower() if isinstance(raw, bool) else repr(raw)


_PLAIN: Final[dict[Any, str]] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def says(kind: Any) -> str:
    """A type in an author's words."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Struct):
        return f"a map with the keys of a {kind.__name__.lower()}"
    origin = get_origin(kind)
    if origin is Annotated:
        return says(get_args(kind)[0])
    if origin in (Union, UnionType):
        return _alternatives([says(arm) for arm in get_args(kind) if arm is not NoneType])
    if origin is Literal:
        return _alternatives([str(word) for word in get_args(kind)])
    if origin in (tuple, list):
        return "a list"
    return "a map"


def _alternatives(words: list[str]) -> str:
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} or {unique[-1]}"
