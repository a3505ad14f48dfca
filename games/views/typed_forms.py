"""Commands out of ordinary forms: texts become the types that the command declares."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from django.http import QueryDict
from msgspec import inspect

from games.engine import wire
from games.engine.answers import Refused
from games.engine.commands import SeatCommand
from games.forms import nested

NOT_DATA = frozenset({"csrfmiddlewaretoken", "key", "next", "preview_as"})
"""Fields of a command form that are not part of the command."""
LEFT_OUT = object()
"""A blank field of a type that cannot be blank: the command's default stands."""
TRUE = frozenset({"true", "on", "yes", "1"})


def command_of(kind: str, post: QueryDict) -> SeatCommand | Refused:
    """The command of a posted form, or why it cannot be read."""
    found = wire.COMMAND_TYPES.get(kind)
    if found is None:
        return Refused("BAD_COMMAND", f"there is no command {kind!r}", "kind")
    fields = nested((name, values) for name, values in post.lists() if name not in NOT_DATA)
    try:
        data = typed(fields, _shape(found))
        return wire.decode_command({**(data if isinstance(data, dict) else {}), "kind": kind})
    except ValueError as problem:
        return Refused("BAD_COMMAND", str(problem))


@cache
def _shape(command: type) -> inspect.Type:
    return inspect.type_info(command)


def typed(value: Any, shape: inspect.Type) -> Any:
    """A form's value in the type of a field. Raises ValueError for a number that is none."""
    match shape:
        case inspect.StructType(fields=fields):
            return _struct(value, {field.encode_name: field.type for field in fields})
        case inspect.DictType(value_type=inner):
            return _mapping(value, inner)
        case inspect.VarTupleType(item_type=inner) | inspect.ListType(item_type=inner):
            return [each for each in (typed(v, inner) for v in _items(value)) if each is not LEFT_OUT]
        case inspect.TupleType(item_types=inners):
            return [typed(v, inner) for v, inner in zip(_items(value), inners, strict=False)]
        case inspect.UnionType(types=types):
            return _union(value, types)
        case _:
            return _plain(value, shape)


def _struct(value: Any, fields: Mapping[str, inspect.Type]) -> Any:
    if not isinstance(value, dict):
        return value
    made = {name: typed(given, fields[name]) if name in fields else given for name, given in value.items()}
    return {name: given for name, given in made.items() if given is not LEFT_OUT}


def _mapping(value: Any, inner: inspect.Type) -> Any:
    if not isinstance(value, dict):
        return value
    made = {name: typed(given, inner) for name, given in value.items()}
    return {name: given for name, given in made.items() if given is not LEFT_OUT}


def _items(value: Any) -> list[Any]:
    """A list as forms give it: several texts, or parts numbered from nought."""
    if isinstance(value, dict):
        return [value[key] for key in sorted(value, key=lambda k: int(k) if k.isdecimal() else 0)]
    return value if isinstance(value, list) else [value]


def _union(value: Any, types: tuple[inspect.Type, ...]) -> Any:
    if any(isinstance(t, inspect.NoneType) for t in types) and value == "":
        return LEFT_OUT
    rest = [t for t in types if not isinstance(t, inspect.NoneType)]
    return typed(value, rest[0]) if len(rest) == 1 else _of_its_own(value)


def _of_its_own(value: Any) -> Any:
    """A value that may be of several types says which by being JSON; anything else is a text."""
    if not isinstance(value, str):
        return value
    if value == "":
        return LEFT_OUT
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value


def _plain(value: Any, shape: inspect.Type) -> Any:
    if not isinstance(value, str):
        return value
    match shape:
        case inspect.BoolType():
            return value.lower() in TRUE
        case inspect.IntType():
            return LEFT_OUT if not value.strip() else int(value)
        case inspect.FloatType():
            return LEFT_OUT if not value.strip() else float(value)
        case inspect.AnyType():
            return _of_its_own(value)
        case _:
            return value
