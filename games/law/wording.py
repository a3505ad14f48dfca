"""Says a condition in plain words, and why it holds or not on given facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from games.law.book import Book
from games.law.compiling import UNKNOWN, Env, Test, compile_test
from games.law.tree import (
    AllOf,
    AnyOf,
    Call,
    Compare,
    Elapsed,
    Length,
    Macro,
    Name,
    Node,
    Not,
    Operand,
    Sum,
    Value,
    Within,
    names_of,
)
from games.law.tree import Literal as Constant

Shape: TypeAlias = Literal["all", "any", "not", "macro", "leaf"]

_RELATIONS: Final = {
    "==": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}


MOST_SAID: Final = 64
"""Values of a fact for which a leaf keeps its reason."""


class Reason(Struct, frozen=True, kw_only=True, gc=False):
    """Why a condition, or a part of one, holds (True), fails (False) or is open (None).

    `words` says the part in plain words, `name` is the macro's name, `facts` the names a leaf reads with
    their values (None: not established), `by` who established them, or in which event.
    """

    shape: Shape
    holds: bool | None
    words: str
    name: str = ""
    facts: dict[str, Value | None] = {}
    by: dict[str, str] = {}
    parts: tuple[Reason, ...] = ()


Explain: TypeAlias = Callable[[Env, Mapping[str, str]], Reason]


def explainer(said: Callable[[Node], str], node: Node) -> Explain:
    """A function that gives the tree of reasons for a condition in an environment.

    `said` says a node in words, once; macros are opened below their name. The function also takes who
    established which fact.
    """
    spoken = said(node)
    match node:
        case AllOf(parts) | AnyOf(parts):
            return _explain_parts(spoken, isinstance(node, AllOf), [explainer(said, part) for part in parts])
        case Not(part) if not isinstance(part, Name):
            return _explain_not(spoken, explainer(said, part))
        case Macro(name, body):
            return _explain_macro(spoken, name, explainer(said, body))
        case _:
            return _explain_leaf(spoken, compile_test(node), names_of(node))


def _explain_parts(spoken: str, every: bool, parts: list[Explain]) -> Explain:
    shape: Shape = "all" if every else "any"

    def explain(env: Env, by: Mapping[str, str]) -> Reason:
        below = tuple([part(env, by) for part in parts])
        holds: bool | None = every
        for each in below:
            if each.holds is not every:
                holds = each.holds
                if holds is not None:
                    break
        return Reason(shape=shape, holds=holds, words=spoken, parts=below)

    return explain


def _explain_not(spoken: str, part: Explain) -> Explain:
    def explain(env: Env, by: Mapping[str, str]) -> Reason:
        below = part(env, by)
        holds = None if below.holds is None else not below.holds
        return Reason(shape="not", holds=holds, words=spoken, parts=(below,))

    return explain


def _explain_macro(spoken: str, name: str, body: Explain) -> Explain:
    def explain(env: Env, by: Mapping[str, str]) -> Reason:
        below = body(env, by)
        return Reason(shape="macro", holds=below.holds, words=spoken, name=name, parts=(below,))

    return explain


def _explain_leaf(spoken: str, test: Test, names: tuple[str, ...]) -> Explain:
    if len(names) == 1:
        return _explain_fact(spoken, test, names[0])

    def explain(env: Env, by: Mapping[str, str]) -> Reason:
        values = {name: env.get(name, UNKNOWN) for name in names}
        facts = {name: None if value is UNKNOWN else value for name, value in values.items()}
        known = {name: by[name] for name in names if name in by}
        return Reason(shape="leaf", holds=test(env), words=spoken, facts=facts, by=known)

    return explain


def _explain_fact(spoken: str, test: Test, name: str) -> Explain:
    """A leaf that reads one fact says the same of it whenever it has the same value."""
    said: dict[Any, Reason] = {}

    def explain(env: Env, by: Mapping[str, str]) -> Reason:
        value = env.get(name, UNKNOWN)
        if name in by:
            facts = {name: None if value is UNKNOWN else value}
            return Reason(shape="leaf", holds=test(env), words=spoken, facts=facts, by={name: by[name]})
        found = said.get(value)
        if found is None:
            facts = {name: None if value is UNKNOWN else value}
            found = Reason(shape="leaf", holds=test(env), words=spoken, facts=facts)
            if len(said) < MOST_SAID:
                said[value] = found
        return found

    return explain


def words(book: Book, node: Node) -> str:
    """One clause, without a capital or a full stop."""
    match node:
        case Constant(value):
            return "always" if value else "never"
        case Name(key):
            return _fact_says(book, key, True)
        case Not(Name(key)):
            return _fact_says(book, key, False)
        case Not(Macro(name, _)):
            return _macro_says(book, name, False)
        case Not(Within(item, container, negated)):
            return _within(book, Within(item, container, not negated))
        case Not(part):
            return f"it is not so that {_grouped(book, part)}"
        case AllOf(parts):
            return " and ".join(_grouped(book, part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_grouped(book, part) for part in parts)
        case Macro(name, _):
            return _macro_says(book, name, True)
        case Call(function, args):
            return _asked(book, function, args) or node.text
        case Compare(op, left, right):
            return f"{_operand(book, left, '')} {_RELATIONS[op]} {_operand(book, right, _key(left))}"
        case Within():
            return _within(book, node)
        case Elapsed(of, hours):
            return f"no more than {hours} hours have passed since {_label(book, of.key)}"


def _asked(book: Book, function: str, args: tuple[str, ...]) -> str:
    """What a deck's conditions ask beyond facts; empty for a question that has no words here."""
    match function, args:
        case "made", (move,):
            return f"the move {_move(book, move)} was carried out"
        case "submitted", (word,):
            return (
                f"a move of {word} was submitted"
                if word not in book.moves
                else f"the move {_move(book, word)} was submitted"
            )
        case "ruled", (move, outcome):
            how = "ruled on" if outcome == "any" else f"ruled {outcome}"
            return f"the move {_move(book, move)} was {how}"
        case "released", (inject,):
            return f"{inject} has gone out"
        case "after", (inject, span, *clock):
            return f"{inject} went out {span} ago{' in the story' if clock else ''}"
        case "seen", (inject, reader):
            return f"{reader} has opened {inject}"
        case "acknowledged", (inject, reader):
            return f"{reader} has acknowledged {inject}"
        case "missed", (inject, team):
            return f"{team} has let the answer to {inject} pass"
        case "heard", (one, other):
            return f"{other} has read a message of {one}"
        case "silent", (team, span):
            return f"{team} has made no move for {span}"
        case "owed", (promise, span):
            return f"“{promise}” falls due within {span}"
        case "kept", (promise,):
            return f"“{promise}” was kept"
        case "broken", (promise,):
            return f"“{promise}” was broken"
        case "chance", (name, percent):
            return f"chance “{name}” has it so ({percent} in 100)"
    return ""


def _move(book: Book, move: str) -> str:
    found = book.moves.get(move)
    return f"“{found.label if found else move}”"


def _grouped(book: Book, node: Node) -> str:
    said = words(book, node)
    return f"({said})" if isinstance(node, (AllOf, AnyOf)) else said


def _fact_says(book: Book, key: str, holds: bool) -> str:
    fact = book.facts.get(key)
    if fact is not None and fact.says is not None:
        return fact.says.holds if holds else fact.says.fails
    return _label(book, key) if holds else f"not: {_label(book, key)}"


def _macro_says(book: Book, name: str, holds: bool) -> str:
    says = book.macros[name].says
    return says.holds if holds else says.fails


def _within(book: Book, node: Within) -> str:
    if isinstance(node.container, Constant):
        options = node.container.value if isinstance(node.container.value, tuple) else ()
        listed = ", ".join(book.label_of(str(option)) for option in options)
        relation = "is none of" if node.negated else "is one of"
        return f"{_operand(book, node.item, '')} {relation}: {listed}"
    relation = "do not include" if node.negated else "include"
    return f"{_operand(book, node.container, '')} {relation}: {_operand(book, node.item, '')}"


def _operand(book: Book, operand: Operand, beside: str) -> str:
    match operand:
        case Constant(bool(value)):
            return "true" if value else "false"
        case Constant(value):
            return book.moves[str(value)].label if beside == "move" else _value(book, value)
        case Name(key):
            return _label(book, key)
        case Length(of):
            return f"the number of {_label(book, of.key)}"
        case Sum(left, right, sign):
            return f"{_operand(book, left, '')} {'+' if sign > 0 else '-'} {_operand(book, right, '')}"


def _value(book: Book, value: Value) -> str:
    return book.label_of(value) if isinstance(value, str) else str(value)


def _key(operand: Operand) -> str:
    return operand.key if isinstance(operand, Name) else ""


def _label(book: Book, key: str) -> str:
    if key == "move":
        return "this move"
    if key.startswith("p."):
        return f"the move's {_param_label(book, key[2:])}"
    named = book.facts.get(key) or book.meters.get(key)
    return f"“{named.label}”" if named else key


def _param_label(book: Book, name: str) -> str:
    labels: Mapping[str, Any] = {
        param.id: param.label for move in book.moves.values() for param in move.params
    }
    return f"“{labels.get(name, name)}”"
