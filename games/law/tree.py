"""The condition tree: the closed set of nodes that a condition of a rule or an inject is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = bool | int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A word, a number, a truth value, or a bracketed list of words written in the condition."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, a move parameter (`p.area`) or the move type (`move`), looked up by `key`."""

    key: str


@dataclass(frozen=True, slots=True)
class Call:
    """A registered question with literal arguments; the answer is looked up by its canonical `text`."""

    function: str
    args: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.function}({', '.join(repr(arg) for arg in self.args)})"


@dataclass(frozen=True, slots=True)
class Length:
    of: Name


@dataclass(frozen=True, slots=True)
class Sum:
    """`left + right`, or `left - right` where `sign` is -1."""

    left: Number
    right: Number
    sign: int


@dataclass(frozen=True, slots=True)
class Compare:
    """`op` is one of `==`, `!=`, `<`, `<=`, `>`, `>=`."""

    op: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Within:
    """`item in container`, or `not in` when negated."""

    item: Operand
    container: Operand
    negated: bool


@dataclass(frozen=True, slots=True)
class Elapsed:
    """`within(moment, hours)`: the moment has come, and now is no later than so many hours after it."""

    of: Name
    hours: int


@dataclass(frozen=True, slots=True)
class Macro:
    """A named condition used inside another; the name is kept so that it can be shown."""

    name: str
    body: Node


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Node, ...]


Number: TypeAlias = Literal | Name | Length | Sum
Operand: TypeAlias = Literal | Name | Length | Sum
Node: TypeAlias = Literal | Name | Call | Compare | Within | Elapsed | Macro | Not | AllOf | AnyOf
Anything: TypeAlias = Node | Operand


def children(node: Anything) -> tuple[Anything, ...]:
    """The direct parts of a node, in reading order."""
    match node:
        case Literal() | Name() | Call():
            return ()
        case Length(of) | Elapsed(of, _):
            return (of,)
        case Sum(left, right, _) | Compare(_, left, right):
            return (left, right)
        case Within(item, container, _):
            return (item, container)
        case Macro(_, body):
            return (body,)
        case Not(part):
            return (part,)
        case AllOf(parts) | AnyOf(parts):
            return parts


def walk(node: Anything) -> Iterator[Anything]:
    """The node and everything below it, macros opened, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def names_of(node: Anything) -> tuple[str, ...]:
    """Every fact, parameter and `move` that is read, macros opened, in order of first use."""
    return tuple(dict.fromkeys(part.key for part in walk(node) if isinstance(part, Name)))


def depth(node: Anything) -> int:
    return 1 + max((depth(child) for child in children(node)), default=0)
