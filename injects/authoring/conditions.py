"""Conditions as forms: rows joined by groups, read from the notation that a deck keeps and written back into it.

The text stays what counts. It is shown as a form only where the form says exactly the same; everything else in the
notation (sums, facts beside facts) is left to those who write it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from keyword import iskeyword
from typing import Final, Literal, TypeAlias, get_args

import msgspec
from msgspec import Struct

from games.engine.questions import ARGUMENTS
from games.law.conditions import MAX_TEXT
from injects.deck.shorthand import arity

Join: TypeAlias = Literal["all", "any", "none", "not_all"]
Relation: TypeAlias = Literal[
    "", "==", "!=", ">=", "<=", ">", "<", "in", "not in", "has", "has not", "count >=", "count <", "within"
]
"""How a fact stands to its value; empty: it is so. `in` takes several values, `has` asks a list for a member."""

RELATIONS: Final = get_args(Relation)
FACT: Final = "fact"
LEFT_OUT: Final = frozenset({"clock"})
"""What a question may be asked without."""

_SIGNS: Final[Mapping[type[ast.cmpop], Relation]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.GtE: ">=",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.Lt: "<",
}
_COUNTS: Final[Mapping[type[ast.cmpop], Relation]] = {ast.GtE: "count >=", ast.Lt: "count <"}
_CONTRARY: Final[Mapping[Join, Join]] = {"all": "not_all", "not_all": "all", "any": "none", "none": "any"}
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,17})\Z")
_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")


class Row(Struct, frozen=True, kw_only=True, tag="row", tag_field="is"):
    """One thing that is asked: a fact (`about` is `fact`), a question about the run, or a shorthand of the deck.

    `words` are the name of the fact and its values, or what the question is asked about. `negated` turns round a
    row that is so or not so.
    """

    about: str = FACT
    words: tuple[str, ...] = ()
    relation: Relation = ""
    negated: bool = False


class Group(Struct, frozen=True, kw_only=True, tag="group", tag_field="is"):
    """Rows and groups of which all, any, none or not all must hold."""

    join: Join = "all"
    parts: tuple[Row | Group, ...] = ()


Part: TypeAlias = Row | Group
Helpers: TypeAlias = Mapping[str, str]
"""The shorthands of a deck by name."""


def form_in(raw: object) -> Group | None:
    """The form that plain values stand for, as a browser sends it; None for what is none."""
    try:
        return msgspec.convert(raw, Group)
    except (msgspec.ValidationError, RecursionError):
        return None


# A form as text ------------------------------------------------------------------------------------------------


def text_of(form: Group, helpers: Helpers) -> str:
    """The condition that a form says, empty for nothing. Rows that are not finished are left out."""
    whole = normal(form, helpers)
    if not whole.parts:
        return ""
    return _written(whole, helpers)


def unfinished(form: Group, helpers: Helpers) -> int:
    """How many rows lack something, or have a name that nothing can be called."""
    return sum(not _finished(row, helpers) for row in _rows(form))


def normal(form: Group, helpers: Helpers) -> Group:
    """The form that its own text is read as: without unfinished rows and groups of one."""
    found = _normal(form, helpers)
    if isinstance(found, Group):
        return found
    return Group(parts=(found,) if found else ())


def _rows(group: Group) -> Iterator[Row]:
    for part in group.parts:
        if isinstance(part, Row):
            yield part
        else:
            yield from _rows(part)


def _normal(part: Part, helpers: Helpers) -> Part | None:
    if isinstance(part, Row):
        return _plain(part) if _finished(part, helpers) else None
    parts = tuple(kept for each in part.parts if (kept := _normal(each, helpers)) is not None)
    if len(parts) != 1:
        return Group(join=part.join, parts=parts) if parts else None
    only = parts[0]
    if part.join in ("all", "any"):
        return only
    if isinstance(only, Group):
        if len(only.parts) == 1:  # a comparison that is turned round
            return only.parts[0]
        return Group(join=_CONTRARY[only.join], parts=only.parts)
    if only.relation:
        return Group(join="none", parts=(only,))
    return msgspec.structs.replace(only, negated=not only.negated)


def _plain(row: Row) -> Part:
    """A row without words that may be left out; a comparison is turned round by a group of its own."""
    row = msgspec.structs.replace(row, words=_said(row))
    if row.relation and row.negated:
        return Group(join="none", parts=(msgspec.structs.replace(row, negated=False),))
    return row


def _said(row: Row) -> tuple[str, ...]:
    words = row.words
    if row.about == FACT:
        return tuple(dict.fromkeys(words)) if row.relation in ("in", "not in") else words
    return words[:-1] if words and not words[-1] and len(words) > _least(row.about, {}) else words


def _least(about: str, helpers: Helpers) -> int:
    """How many words a question must have."""
    if about in ARGUMENTS:
        return sum(sought not in LEFT_OUT for sought in ARGUMENTS[about])
    return arity(helpers.get(about, ""))


def _most(about: str, helpers: Helpers) -> int:
    return len(ARGUMENTS[about]) if about in ARGUMENTS else arity(helpers.get(about, ""))


def _finished(row: Row, helpers: Helpers) -> bool:
    if row.about != FACT:
        words = _said(row)
        known = row.about in ARGUMENTS or row.about in helpers
        fits = _least(row.about, helpers) <= len(words) <= _most(row.about, helpers)
        return known and fits and not row.relation and all(words) and _bare_words_fit(row, helpers)
    if not row.words or not _NAME.match(row.words[0]) or iskeyword(row.words[0]):
        return False
    values = row.words[1:]
    match row.relation:
        case "":
            return not values
        case "in" | "not in":
            return bool(values) and all(values)
        case "==" | "!=" | "has" | "has not":
            return len(values) == 1 and bool(values[0])
        case _:
            return len(values) == 1 and _NUMBER.match(values[0]) is not None


def _bare_words_fit(row: Row, helpers: Helpers) -> bool:
    definition = helpers.get(row.about, "")
    return all(
        not _is_bare(definition, place) or _is_dotted(word) for place, word in enumerate(row.words, start=1)
    )


def _is_dotted(word: str) -> bool:
    return _BARE.match(word) is not None and not any(map(iskeyword, word.split(".")))


def _written(part: Part, helpers: Helpers, inside: bool = False) -> str:
    if isinstance(part, Row):
        return _row_text(part, helpers)
    sign = " or " if part.join in ("any", "none") else " and "
    body = sign.join(_written(each, helpers, inside=True) for each in part.parts)
    if part.join in ("none", "not_all"):
        return f"not ({body})"
    return f"({body})" if inside else body


def _slots(row: Row, definition: str) -> Iterator[str]:
    """The arguments of a shorthand: bare where its definition has the quotes round them."""
    for place, word in enumerate(row.words, start=1):
        yield word if _is_bare(definition, place) else repr(word)


def _is_bare(definition: str, place: int) -> bool:
    return f"'${place}'" in definition or f'"${place}"' in definition


def _row_text(row: Row, helpers: Helpers) -> str:
    turned = "not " if row.negated else ""
    if row.about in helpers:
        return f"{turned}{row.about}({', '.join(_slots(row, helpers[row.about]))})"
    if row.about != FACT:
        return f"{turned}{row.about}({', '.join(map(repr, row.words))})"
    name, values = row.words[0], row.words[1:]
    match row.relation:
        case "":
            return f"{turned}{name}"
        case "in" | "not in":
            return f"{name} {row.relation} [{', '.join(map(repr, values))}]"
        case "has" | "has not":
            return f"{values[0]!r} {'in' if row.relation == 'has' else 'not in'} {name}"
        case "within":
            return f"within({name}, {values[0]})"
        case "count >=" | "count <":
            return f"len({name}) {row.relation.removeprefix('count ')} {values[0]}"
        case _:
            value = values[0] if _NUMBER.match(values[0]) else repr(values[0])
            return f"{name} {row.relation} {value}"


# Text as a form ------------------------------------------------------------------------------------------------


class _NoForm(Exception):
    """The notation says something that no form does."""


def form_of(text: str, helpers: Helpers) -> Group | None:
    """The form that says exactly what a condition says; None where there is none. An empty text is an empty form."""
    if not text.strip():
        return Group()
    try:
        tree = _tree(text)
        found = _part(tree, helpers)
        form = found if isinstance(found, Group) else Group(parts=(found,))
        same = _shape(tree) == _shape(_tree(text_of(form, helpers)))
    except (_NoForm, RecursionError):
        return None
    return form if same else None


def _tree(text: str) -> ast.expr:
    if "#" in text or len(text) > MAX_TEXT:
        raise _NoForm  # a comment would be lost
    try:
        return ast.parse(text.replace("\r", " ").replace("\n", " ").strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError):
        raise _NoForm from None


def _shape(tree: ast.expr) -> str:
    """What is said, however it is laid out."""
    return ast.dump(tree).replace("Tuple(elts=", "List(elts=")


def _part(node: ast.expr, helpers: Helpers) -> Part:
    match node:
        case ast.BoolOp(op=op, values=values):
            join: Join = "all" if isinstance(op, ast.And) else "any"
            return Group(join=join, parts=tuple(_part(value, helpers) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _turned(_part(operand, helpers))
        case ast.Name(id=name):
            return Row(words=(name,))
        case ast.Call(func=ast.Name(id="within"), args=[ast.Name(id=name), hours], keywords=[]):
            return Row(words=(name, _number(hours)), relation="within")
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in helpers:
            return Row(
                about=name,
                words=tuple(
                    _bare(arg) if _is_bare(helpers[name], n) else _word(arg) for n, arg in enumerate(args, 1)
                ),
            )
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in ARGUMENTS:
            return Row(about=name, words=tuple(_word(arg) for arg in args))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(left, op, right)
    raise _NoForm


def _turned(part: Part) -> Part:
    match part:
        case Group(join=join) if join in ("all", "any"):
            return Group(join=_CONTRARY[join], parts=part.parts)
        case Row(relation="", negated=False):
            return msgspec.structs.replace(part, negated=True)
        case Row(negated=False):
            return Group(join="none", parts=(part,))
    raise _NoForm


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Row:
    match left, op, right:
        case ast.Name(id=name), ast.In() | ast.NotIn(), ast.List(elts=elts) | ast.Tuple(elts=elts):
            relation: Relation = "in" if isinstance(op, ast.In) else "not in"
            return Row(words=(name, *map(_word, elts)), relation=relation)
        case ast.Constant(), ast.In() | ast.NotIn(), ast.Name(id=name):
            return Row(words=(name, _word(left)), relation="has" if isinstance(op, ast.In) else "has not")
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]), _, _ if type(op) in _COUNTS:
            return Row(words=(name, _number(right)), relation=_COUNTS[type(op)])
        case ast.Name(id=name), _, ast.Constant(value=value) if type(op) in _SIGNS and type(value) in (
            str,
            int,
        ):
            return Row(words=(name, str(value)), relation=_SIGNS[type(op)])
    raise _NoForm


def _word(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise _NoForm


def _bare(node: ast.expr) -> str:
    text = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
    if _is_dotted(text):
        return text
    raise _NoForm


def _number(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return str(node.value)
    raise _NoForm


def helpers_in(value: object) -> Helpers:
    """The shorthands that the section `helpers` of a deck holds, those that can be used."""
    if not isinstance(value, Mapping):
        return {}
    pairs: Iterable[tuple[object, object]] = value.items()
    return {name: body for name, body in pairs if isinstance(name, str) and isinstance(body, str)}
