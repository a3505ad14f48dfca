"""Reads the short notation of conditions (`SSS and not LISTED`) into a tree that is checked and compiled.

The text is parsed by Python's own grammar but never run as Python: only the node kinds named here are
accepted, every name must be declared, and size and depth are bounded.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from games.law.compiling import Env, Test, compile_test
from games.law.kinds import Kind, Misfit, fit, nearest
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
    Number,
    Operand,
    Sum,
    Value,
    Within,
    depth,
    walk,
)

MAX_TEXT: Final = 2_000
MAX_LEAVES: Final = 64
MAX_DEPTH: Final = 24

ALWAYS: Final = "always"
NEVER: Final = "never"

_OPERATORS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class ConditionError(ValueError):
    """A condition that cannot be accepted: what is wrong and where (1-based line and column)."""

    def __init__(self, problem: str, line: int, column: int, code: str = "R02") -> None:
        super().__init__(f"line {line}, column {column}: {problem}")
        self.code = code
        self.problem = problem
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Function:
    """A question that conditions may ask, with the kind of each literal argument; those of `more` can be left out."""

    args: tuple[Kind, ...]
    more: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Condition:
    """A parsed condition. `text` is as written; `tree` has its macros opened but named."""

    text: str
    tree: Node
    test: Test = field(compare=False, repr=False)

    def evaluate(self, env: Env) -> bool | None:
        """True, false, or None where unknown names leave it open.

        The environment maps fact names, `p.<parameter>`, `move` and the text of each call
        (`made('us.convoy_escort')`) to values. What is absent is not known.
        """
        return self.test(env)

    def names(self) -> tuple[str, ...]:
        """Every fact, parameter and `move` that is read, macros included, in order of first use."""
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(node.key for node in walk(self.tree) if isinstance(node, Name)))

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Every key of an environment that the answer may turn on, the scenario clock aside."""
        return (*self.names(), *(call.text for call in self.functions()))

    @cached_property
    def asks_the_time(self) -> bool:
        """Whether the answer depends on the scenario clock."""
        return any(isinstance(node, Elapsed) for node in walk(self.tree))

    def functions(self) -> tuple[Call, ...]:
        """Every call with its literal arguments, in order of first use."""
        return tuple(dict.fromkeys(node for node in walk(self.tree) if isinstance(node, Call)))

    def macros(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(node.name for node in walk(self.tree) if isinstance(node, Macro)))


Names: TypeAlias = Mapping[str, Kind | Condition]
Functions: TypeAlias = Mapping[str, Function]


def parse(text: str, names: Names, functions: Functions | None = None) -> Condition:
    """Read one condition.

    `names` declares what may be mentioned: facts, `p.<parameter>` and `move` by their kind, macros by their
    condition. `functions` is the registry of questions. Raises `ConditionError` at the first mistake.
    """
    tree = _Reader(text, names, functions or {}).read()
    return Condition(text, tree, compile_test(tree))


def boolean(node: Node, text: str) -> Condition:
    """A condition made from a tree that was built rather than read."""
    return Condition(text, node, compile_test(node))


class _Reader:
    def __init__(self, text: str, names: Names, functions: Functions) -> None:
        self.text = text
        self.names = names
        self.functions = functions

    def read(self) -> Node:
        body = self._syntax()
        node = self._test(body)
        leaves = sum(isinstance(part, (Name, Call)) for part in _own_nodes(node))
        if leaves > MAX_LEAVES:
            raise self._error(body, f"{leaves} leaves, at most {MAX_LEAVES}; name parts as macros", "R03")
        if depth(node) > MAX_DEPTH:
            raise self._error(body, f"nested more than {MAX_DEPTH} deep; name parts as macros", "R03")
        return node

    def _syntax(self) -> ast.expr:
        if not self.text.strip():
            raise ConditionError(f"the condition is empty; write {ALWAYS!r} for no condition", 1, 1)
        if len(self.text) > MAX_TEXT:
            raise ConditionError(f"{len(self.text)} characters are too many, at most {MAX_TEXT}", 1, 1, "R03")
        # Line breaks only space the text; as blanks they keep every offset where it was.
        flat = self.text.replace("\r", " ").replace("\n", " ")
        lead = len(flat) - len(flat.lstrip())
        try:
            body = ast.parse(flat[lead:], mode="eval").body
        except SyntaxError as error:
            raise self._at(lead + (error.offset or 1) - 1, _plain(error)) from None
        except (ValueError, RecursionError, MemoryError):
            raise ConditionError("this cannot be read as a condition", 1, 1) from None
        self._lead = lead
        self._refuse_comment(flat[lead:])
        return body

    def _refuse_comment(self, flat: str) -> None:
        if "#" not in flat:
            return
        for token in tokenize.generate_tokens(io.StringIO(flat).readline):
            if token.type == tokenize.COMMENT:
                raise self._at(self._lead + token.start[1], "a comment would hide what follows it; remove it")

    def _test(self, node: ast.expr) -> Node:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return AllOf(tuple(self._test(value) for value in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return AnyOf(tuple(self._test(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self._test(operand))
            case ast.Compare():
                return self._comparison(node)
            case ast.Constant(value=bool(value)):
                return Literal(value)
            case ast.Call():
                return self._question(node)
            case ast.Name() | ast.Attribute():
                return self._truth(node)
        raise self._error(node, f"{self._source(node)!r} is not a condition")

    def _truth(self, node: ast.Name | ast.Attribute) -> Node:
        key = self._key(node)
        if key in (ALWAYS, NEVER):
            return Literal(key == ALWAYS)
        declared = self._declared(node, key)
        if isinstance(declared, Condition):
            return Macro(key, declared.tree)
        if declared.type != "bool":
            if declared.type == "moment":
                raise self._error(node, f"{key!r} is a moment; ask with within({key}, HOURS)")
            example = f"{key} == {declared.values[0]!r}" if declared.values else f"{key} > 0"
            if declared.type == "list":
                example = f"{declared.values[0]!r} in {key}" if declared.values else f"len({key}) > 0"
            raise self._error(node, f"{key!r} is {declared.describe()}; compare it, as in {example}")
        return Name(key)

    def _question(self, node: ast.Call) -> Node:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self._error(node, "only plain calls such as name('word') are understood")
        name = node.func.id
        if name == "len":
            raise self._error(node, "a length is a number; compare it, as in len(...) > 0")
        if name == "within":
            return self._elapsed(node)
        function = self.functions.get(name)
        if function is None:
            raise self._error(node, f"no function {name!r}{nearest(name, [*self.functions, 'len'])}", "R01")
        least, kinds = len(function.args), (*function.args, *function.more)
        if not least <= len(node.args) <= len(kinds):
            takes = f"{least} to {len(kinds)}" if function.more else f"{least}"
            raise self._error(node, f"{name} takes {takes} argument(s), not {len(node.args)}")
        words = (self._word(arg, kind) for arg, kind in zip(node.args, kinds, strict=False))
        return Call(name, tuple(words))

    def _elapsed(self, node: ast.Call) -> Node:
        match node.args:
            case [ast.Name() as moment, ast.Constant(value=hours)] if type(hours) is int and hours >= 0:
                name = self._value_name(moment)
                kind = self._kind(name)
                if kind is None or kind.type != "moment":
                    raise self._error(moment, f"{name.key!r} is not a moment")
                return Elapsed(name, hours)
        raise self._error(node, "write within(MOMENT, HOURS), as in within(ordered_at, 72)")

    def _word(self, node: ast.expr, kind: Kind) -> str:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            raise self._error(node, "the argument must be a word in quotes")
        fitted = fit(kind, node.value)
        if isinstance(fitted, Misfit):
            raise self._error(node, fitted.detail)
        return node.value

    def _comparison(self, node: ast.Compare) -> Node:
        if len(node.ops) != 1:
            raise self._error(node, "compare two things at a time and join them with 'and'")
        op, right_node = node.ops[0], node.comparators[0]
        if isinstance(op, (ast.In, ast.NotIn)):
            return self._membership(node.left, right_node, isinstance(op, ast.NotIn))
        symbol = _OPERATORS.get(type(op))
        if symbol is None:
            raise self._error(node, "use one of == != < <= > >= in, not in")
        left, right = self._operand(node.left), self._operand(right_node)
        if isinstance(left, Literal) and isinstance(right, Literal):
            raise self._error(node, "this compares two constants; name a fact")
        if symbol in ("==", "!="):
            self._agree(node.left, left, right_node, right)
        else:
            self._whole(node.left, left)
            self._whole(right_node, right)
        return Compare(symbol, left, right)

    def _agree(self, left_node: ast.expr, left: Operand, right_node: ast.expr, right: Operand) -> None:
        """Both sides of == and != must be of one kind, and a constant must be a possible value."""
        for name_node, name, other_node, other in (
            (left_node, left, right_node, right),
            (right_node, right, left_node, left),
        ):
            kind = self._kind(name)
            if kind is None:
                continue
            if kind.type == "moment":
                raise self._error(name_node, f"{self._source(name_node)!r} is a moment; ask with within()")
            if kind.type == "list":
                raise self._error(name_node, f"{self._source(name_node)!r} is a list; ask with 'in' or len()")
            if isinstance(other, Literal):
                self._constant_fits(other_node, other.value, kind)
            elif (other_kind := self._kind(other)) is not None and other_kind.type != kind.type:
                raise self._error(other_node, f"{kind.type} is compared with {other_kind.type}")

    def _constant_fits(self, node: ast.expr, value: Value, kind: Kind) -> None:
        # An int's bounds hold for the value of the fact; a threshold may lie outside them.
        fitted = fit(Kind("int") if kind.type == "int" else kind, value)
        if isinstance(fitted, Misfit):
            raise self._error(node, fitted.detail)

    def _whole(self, node: ast.expr, operand: Operand) -> None:
        kind = self._kind(operand)
        if isinstance(operand, Literal):
            number = type(operand.value) is int
        else:
            number = kind is not None and kind.type == "int"
        if not number:
            raise self._error(node, f"{self._source(node)!r} is not a number")

    def _membership(self, item_node: ast.expr, container_node: ast.expr, negated: bool) -> Node:
        item = self._operand(item_node)
        if isinstance(container_node, (ast.Tuple, ast.List)):
            container: Operand = Literal(self._words_of(container_node))
            kind = self._kind(item)
            if kind is None or kind.type not in ("enum", "tri"):
                raise self._error(item_node, f"{self._source(item_node)!r} is not a fact with named values")
            for element in container_node.elts:
                assert isinstance(element, ast.Constant)
                self._constant_fits(element, str(element.value), kind)
            return Within(item, container, negated)
        container = self._operand(container_node)
        members = self._kind(container)
        if members is None or members.type != "list":
            raise self._error(container_node, f"{self._source(container_node)!r} is not a list")
        if isinstance(item, Literal):
            self._constant_fits(item_node, item.value, Kind("enum", members.values))
        elif (kind := self._kind(item)) is None or kind.type not in ("enum", "tri"):
            raise self._error(item_node, f"{self._source(item_node)!r} cannot be a member of a list")
        return Within(item, container, negated)

    def _words_of(self, node: ast.Tuple | ast.List) -> tuple[str, ...]:
        words = [element.value for element in node.elts if isinstance(element, ast.Constant)]
        if not words or len(words) != len(node.elts) or not all(isinstance(word, str) for word in words):
            raise self._error(node, "a list holds words in quotes, at least one")
        return tuple(str(word) for word in words)

    def _operand(self, node: ast.expr) -> Operand:
        match node:
            case ast.Constant(value=value) if isinstance(value, (str, bool)) or type(value) is int:
                return Literal(value)
            case ast.Name() | ast.Attribute():
                return self._value_name(node)
            case ast.Call(func=ast.Name(id="len"), args=[argument], keywords=[]):
                return self._length(argument)
            case ast.BinOp(op=ast.Add() | ast.Sub() as op, left=left, right=right):
                return Sum(self._number(left), self._number(right), 1 if isinstance(op, ast.Add) else -1)
        raise self._error(node, f"{self._source(node)!r} is not a fact, a word or a number")

    def _number(self, node: ast.expr) -> Number:
        operand = self._operand(node)
        self._whole(node, operand)
        return operand

    def _length(self, argument: ast.expr) -> Length:
        operand = self._operand(argument)
        kind = self._kind(operand)
        if not isinstance(operand, Name) or kind is None or kind.type != "list":
            raise self._error(argument, f"len() needs a list, {self._source(argument)!r} is none")
        return Length(operand)

    def _value_name(self, node: ast.Name | ast.Attribute) -> Name:
        key = self._key(node)
        declared = self._declared(node, key)
        if isinstance(declared, Condition):
            raise self._error(node, f"{key!r} is a macro: it holds or not and is not compared")
        return Name(key)

    def _kind(self, operand: Operand) -> Kind | None:
        """The kind of a side of a comparison; None for a constant."""
        match operand:
            case Name(key):
                declared = self.names[key]
                return declared if isinstance(declared, Kind) else None
            case Length() | Sum():
                return Kind("int")
            case Literal():
                return None

    def _declared(self, node: ast.expr, key: str) -> Kind | Condition:
        declared = self.names.get(key)
        if declared is None:
            raise self._error(node, f"unknown name {key!r}{nearest(key, [*self.names, ALWAYS])}", "R01")
        return declared

    def _key(self, node: ast.Name | ast.Attribute) -> str:
        match node:
            case ast.Name(id=key):
                return key
            case ast.Attribute(value=ast.Name(id="p"), attr=attr):
                return f"p.{attr}"
        raise self._error(node, "only p.<parameter> may have a point")

    def _source(self, node: ast.expr) -> str:
        return ast.unparse(node)

    def _error(self, node: ast.expr, problem: str, code: str = "R02") -> ConditionError:
        flat = self.text.replace("\r", " ").replace("\n", " ")[self._lead :]
        before = flat.encode()[: node.col_offset].decode(errors="ignore")
        return self._at(self._lead + len(before), problem, code)

    def _at(self, offset: int, problem: str, code: str = "R02") -> ConditionError:
        before = self.text[: max(offset, 0)]
        return ConditionError(problem, before.count("\n") + 1, len(before) - before.rfind("\n"), code)

    _lead = 0


def _own_nodes(node: Node) -> list[object]:
    """The nodes written in this condition itself; a macro counts as one leaf."""
    found: list[object] = []
    pending: list[object] = [node]
    while pending:
        current = pending.pop()
        match current:
            case Macro(name, _):
                found.append(Name(name))
            case AllOf(parts) | AnyOf(parts):
                pending.extend(parts)
            case Not(part):
                pending.append(part)
            case Compare(_, left, right) | Sum(left, right, _):
                pending.extend((left, right))
            case Within(item, container, _):
                pending.extend((item, container))
            case Length(of) | Elapsed(of, _):
                pending.append(of)
            case _:
                found.append(current)
    return found


def _plain(error: SyntaxError) -> str:
    message = (error.msg or "invalid syntax").split(" (")[0]
    if "'='" in message or "'=='" in message:
        return "use == to compare"
    return f"this cannot be read ({message})"
