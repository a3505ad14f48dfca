"""Compiles a condition tree to closures that answer true, false or not known (Kleene's three values)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Final, TypeAlias

from games.law.kinds import NEVER_YET
from games.law.tree import (
    AllOf,
    AnyOf,
    Call,
    Compare,
    Elapsed,
    Length,
    Literal,
    Macro,
    Name,
    Node,
    Not,
    Operand,
    Sum,
    Value,
    Within,
)


class Unknown(Enum):
    """The one value of a fact that nobody has established yet."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN

# The name of the scenario clock in an environment, in milliseconds.
NOW: Final = "now"
HOUR_MS: Final = 3_600_000

# What a name stands for at evaluation. A parameter that the move does not have is None, which equals nothing.
Env: TypeAlias = Mapping[str, Any]
Test: TypeAlias = Callable[[Env], bool | None]
Read: TypeAlias = Callable[[Env], Any]

_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_test(node: Node) -> Test:
    """A closure over an environment. A name absent from the environment is not known."""
    return _compiled(node, True)


def _compiled(node: Node, sign: bool) -> Test:
    """The test of a node, or (sign False) of its opposite: negation is carried down to the leaves."""
    match node:
        case Literal(value):
            return _constant(bool(value) is sign)
        case Name(key):
            return _truth(key) if sign else _falsehood(key)
        case Call():
            return _truth(node.text) if sign else _falsehood(node.text)
        case Macro(_, body):
            return _compiled(body, sign)
        case Not(part):
            return _compiled(part, not sign)
        case AllOf() | AnyOf():
            every = isinstance(node, AllOf) is sign
            tests = tuple(_compiled(part, sign) for part in _alike(node, type(node)))
            return conjunction(tests) if every else _disjunction(tests)
        case Compare():
            return _comparison(node, sign)
        case Within():
            return _membership(node, sign)
        case Elapsed(of, hours):
            return _not_over(of.key, hours * HOUR_MS, sign)


def _alike(node: AllOf | AnyOf, kind: type) -> Iterator[Node]:
    """The parts of a node, with those of parts of the same kind in their place, macros opened."""
    for part in node.parts:
        inner = part
        while isinstance(inner, Macro):
            inner = inner.body
        if isinstance(inner, kind):
            assert isinstance(inner, (AllOf, AnyOf))
            yield from _alike(inner, kind)
        else:
            yield part


def _not_over(key: str, span: int, sign: bool) -> Test:
    def test(env: Env) -> bool | None:
        moment = env.get(key, UNKNOWN)
        if moment == NEVER_YET:
            return not sign
        now = env.get(NOW, UNKNOWN)
        return None if moment is UNKNOWN or now is UNKNOWN else (moment <= now <= moment + span) is sign

    return test


def _constant(value: bool) -> Test:
    return lambda env: value


def _truth(key: str) -> Test:
    def test(env: Env) -> bool | None:
        value = env.get(key, UNKNOWN)
        return None if value is UNKNOWN else bool(value)

    return test


def _falsehood(key: str) -> Test:
    def test(env: Env) -> bool | None:
        value = env.get(key, UNKNOWN)
        return None if value is UNKNOWN else not value

    return test


def conjunction(parts: tuple[Test, ...]) -> Test:
    """Whether all of these hold; open where none fails and one is open."""
    if len(parts) == 2:
        return _both(*parts)

    def test(env: Env) -> bool | None:
        result: bool | None = True
        for part in parts:
            value = part(env)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return test


def _both(one: Test, other: Test) -> Test:
    def test(env: Env) -> bool | None:
        first = one(env)
        if first is False:
            return False
        second = other(env)
        if second is False:
            return False
        return None if first is None else second

    return test


def _disjunction(parts: tuple[Test, ...]) -> Test:
    if len(parts) == 2:
        return _either(*parts)

    def test(env: Env) -> bool | None:
        result: bool | None = False
        for part in parts:
            value = part(env)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return test


def _either(one: Test, other: Test) -> Test:
    def test(env: Env) -> bool | None:
        first = one(env)
        if first is True:
            return True
        second = other(env)
        if second is True:
            return True
        return None if first is None else second

    return test


def _comparison(node: Compare, sign: bool) -> Test:
    if node.op in ("==", "!="):
        return _equality(node, sign)
    order, left, right = _ORDER[node.op], _reader(node.left), _reader(node.right)

    def test(env: Env) -> bool | None:
        a, b = left(env), right(env)
        if a is UNKNOWN or b is UNKNOWN:
            return None
        if a is None or b is None:
            return not sign
        return order(a, b) is sign

    return test


def _equality(node: Compare, sign: bool) -> Test:
    wanted = (node.op == "==") is sign
    if isinstance(node.left, Name) and isinstance(node.right, Literal):
        key, constant = node.left.key, node.right.value

        def against_constant(env: Env) -> bool | None:
            value = env.get(key, UNKNOWN)
            return None if value is UNKNOWN else (value == constant) is wanted

        return against_constant
    left, right = _reader(node.left), _reader(node.right)

    def test(env: Env) -> bool | None:
        a, b = left(env), right(env)
        return None if a is UNKNOWN or b is UNKNOWN else (a == b) is wanted

    return test


def _membership(node: Within, sign: bool) -> Test:
    wanted = node.negated is not sign
    if isinstance(node.item, Literal) and isinstance(node.container, Name):
        return _member(node.item.value, node.container.key, wanted)
    item, container = _reader(node.item), _reader(node.container)

    def test(env: Env) -> bool | None:
        members = container(env)
        if members is UNKNOWN:
            return None
        if members is None:
            return not wanted
        value = item(env)
        return None if value is UNKNOWN else (value in members) is wanted

    return test


def _member(value: Value, key: str, wanted: bool) -> Test:
    def test(env: Env) -> bool | None:
        members = env.get(key, UNKNOWN)
        if members is UNKNOWN:
            return None
        return not wanted if members is None else (value in members) is wanted

    return test


def _reader(node: Operand) -> Read:
    match node:
        case Literal(value):
            return lambda env: value
        case Name(key):
            return lambda env: env.get(key, UNKNOWN)
        case Length(Name(key)):
            return _length(key)
        case Sum(left, right, sign):
            return _addition(_reader(left), _reader(right), sign)


def _length(key: str) -> Read:
    def read(env: Env) -> Any:
        value = env.get(key, UNKNOWN)
        return value if value is UNKNOWN or value is None else len(value)

    return read


def _addition(left: Read, right: Read, sign: int) -> Read:
    def read(env: Env) -> Any:
        a, b = left(env), right(env)
        if a is UNKNOWN or b is UNKNOWN:
            return UNKNOWN
        return None if a is None or b is None else a + sign * b

    return read
