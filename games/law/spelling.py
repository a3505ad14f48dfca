"""Writes a condition tree back in the short notation of conditions."""

from __future__ import annotations

from games.law.tree import (
    AllOf,
    AnyOf,
    Anything,
    Call,
    Compare,
    Elapsed,
    Length,
    Literal,
    Macro,
    Name,
    Not,
    Sum,
    Value,
    Within,
)


def spelled(node: Anything) -> str:
    """The text that would be read as this tree; a macro by its name."""
    match node:
        case Literal(value):
            return _value(value)
        case Name(key):
            return key
        case Call():
            return node.text
        case Length(of):
            return f"len({of.key})"
        case Sum(left, right, sign):
            return f"{spelled(left)} {'+' if sign > 0 else '-'} {spelled(right)}"
        case Compare(op, left, right):
            return f"{spelled(left)} {op} {spelled(right)}"
        case Within(item, container, negated):
            return f"{spelled(item)} {'not in' if negated else 'in'} {spelled(container)}"
        case Elapsed(of, hours):
            return f"within({of.key}, {hours})"
        case Macro(name, _):
            return name
        case Not(part):
            return f"not {_grouped(part)}"
        case AllOf(parts):
            return " and ".join(_grouped(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_grouped(part) for part in parts)


def _grouped(node: Anything) -> str:
    text = spelled(node)
    return f"({text})" if isinstance(node, (AllOf, AnyOf)) else text


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "always" if value else "never"
    if isinstance(value, tuple):
        inside = ", ".join(repr(word) for word in value)
        return f"({inside})" if len(value) > 1 else f"({inside},)"
    return repr(value)
