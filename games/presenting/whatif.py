"""What if: the parameters of a move and the facts that a reader assumes, as an address keeps them.

Nothing of it is stored. `p.<name>` chooses a parameter, `if.<fact>` assumes a value; of a list, `+member` and
`-member` assume one member more or fewer. What does not fit is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from games.law.book import BadInput, Book
from games.law.model import Fact
from games.law.tree import Value
from games.presenting.composer import Choice, FieldValue, field_values
from games.presenting.law import LawWords

PARAM = "p."
ASSUMED = "if."
Asked: TypeAlias = Mapping[str, Sequence[str]]
"""The parameters of an address: every value under each name."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing assumed, in words; `without` is the query of the page without it."""

    fact: str
    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class Query:
    """What an address asks: parameters of the move, and facts to assume, as typed."""

    params: Mapping[str, Value] = field(default_factory=dict)
    typed: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """What else the address says, to be kept in every other one made from it."""

    def encoded(self, *more: tuple[str, str], without: tuple[str, str] | None = None) -> str:
        """The address's query with more assumed, or without one thing; empty or from `?` on."""
        pairs = [*self.kept, *((PARAM + name, written(value)) for name, value in self.params.items())]
        pairs += [(ASSUMED + name, value) for name, value in self.typed if (name, value) != without]
        pairs += [(ASSUMED + name, value) for name, value in more if (name, value) not in self.typed]
        return f"?{urlencode(pairs)}" if pairs else ""


@dataclass(frozen=True, slots=True)
class FactField:
    """A fact in the form: `choices` start with the value as known; those of a `many` are ticked one by one."""

    name: str
    label: str
    meaning: str
    now: str
    kind: str
    choices: tuple[Choice, ...]
    typed: str = ""
    least: int | None = None
    most: int | None = None

    @property
    def changed(self) -> bool:
        """Whether the reader assumes it to be otherwise."""
        return bool(self.typed) or any(each.chosen for each in self.choices if each.value)


def written(value: Value) -> str:
    """A value as an address writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def query_of(book: Book, move: str, asked: Asked, facts: Iterable[str]) -> Query:
    """What an address asks of a move; only of these facts may anything be assumed."""
    known = set(facts)
    found = [
        (name.removeprefix(ASSUMED), value)
        for name, values in asked.items()
        if name.startswith(ASSUMED)
        for value in values
        if value
    ]
    typed = tuple((name, value) for name, value in found if name in known and _fits(book, name, value))
    return Query(_params(book, move, asked), tuple(dict.fromkeys(typed)))


def _params(book: Book, move: str, asked: Asked) -> dict[str, Value]:
    chosen: dict[str, Value] = {}
    for param in book.moves[move].params:
        values = asked.get(PARAM + param.id)
        read = _read(param.type, values[-1]) if values else None
        if read is not None and isinstance(book.check_params(move, {param.id: read}), dict):
            chosen[param.id] = read
    return chosen


def _read(kind: str, text: str) -> Value | None:
    match kind:
        case "bool":
            return {"true": True, "false": False}.get(text)
        case "int":
            digits = text.removeprefix("-")
            return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
        case _:
            return text


def _fits(book: Book, name: str, text: str) -> bool:
    fact = book.facts[name]
    if fact.type == "list":
        return text[:1] in "+-" and not isinstance(book.check_fact(name, [text[1:]]), BadInput)
    value = _read(fact.type, text)
    return (
        value is not None and fact.type != "moment" and not isinstance(book.check_fact(name, value), BadInput)
    )


def assumed(book: Book, query: Query, env: Mapping[str, Any]) -> dict[str, Value]:
    """The facts that differ from `env` (facts with their values, defaults where nothing is known)."""
    changed: dict[str, Value] = {}
    for name, text in query.typed:
        if book.facts[name].type != "list":
            value = _read(book.facts[name].type, text)
            if value is not None:
                changed[name] = value
            continue
        before = changed.get(name, env.get(name))
        members = tuple(before) if isinstance(before, (tuple, list)) else ()
        rest = tuple(member for member in members if member != text[1:])
        changed[name] = (*rest, text[1:]) if text[0] == "+" else rest
    return {name: value for name, value in changed.items() if env.get(name) != value}


def typed_change(book: Book, name: str, value: Value, env: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """How an address assumes that a fact has this value, beginning from `env`."""
    if book.facts[name].type != "list" or not isinstance(value, tuple):
        return ((name, written(value)),)
    before = env.get(name)
    members = tuple(before) if isinstance(before, (tuple, list)) else ()
    more = tuple((name, f"+{member}") for member in value if member not in members)
    return (*more, *((name, f"-{member}") for member in members if member not in value))


def change_words(law: LawWords, name: str, value: Value, env: Mapping[str, Any]) -> str:
    """A change of a fact in words: its new value, or what comes to a list or goes from it."""
    parts = []
    for _name, text in typed_change(law.book, name, value, env):
        parts.append(member_words(law, name, text))
    return "; ".join(parts)


def member_words(law: LawWords, name: str, text: str) -> str:
    """A value as an address writes it, in words."""
    fact = law.book.facts[name]
    if fact.type != "list":
        value = _read(fact.type, text)
        return law.fact_value(name, value if isinstance(value, (bool, int, str)) else text)
    member = law.fact_value(name, [text[1:]])
    if text[0] == "+":
        return _("includes: %(member)s") % {"member": member}
    return _("no longer: %(member)s") % {"member": member}


def assumptions(law: LawWords, query: Query) -> tuple[Assumption, ...]:
    """Everything assumed, one by one."""
    return tuple(
        Assumption(
            name, law.fact_label(name), member_words(law, name, text), query.encoded(without=(name, text))
        )
        for name, text in query.typed
    )


def param_fields(law: LawWords, move: str, query: Query) -> tuple[FieldValue, ...]:
    """The form's fields for the parameters."""
    return field_values(law, move, query.params)


def fact_fields(
    law: LawWords, move: str, names: Iterable[str], query: Query, env: Mapping[str, Any]
) -> tuple[FactField, ...]:
    """The form's fields for facts, those that the reader changed first."""
    found = [
        _fact_field(law, move, law.book.facts[name], query, env)
        for name in names
        if law.book.facts[name].type != "moment"
    ]
    return tuple(sorted(found, key=lambda each: not each.changed))


def _fact_field(law: LawWords, move: str, fact: Fact, query: Query, env: Mapping[str, Any]) -> FactField:
    typed = [text for name, text in query.typed if name == fact.id]
    value = env.get(fact.id)
    plain = list(value) if isinstance(value, tuple) else value
    shown = law.fact_value(fact.id, plain) if isinstance(plain, (bool, int, str, list)) else _("open")
    now = _("now: %(value)s") % {"value": shown}
    if fact.type == "list":
        choices = _members(law, move, fact, typed, value if isinstance(value, (tuple, list)) else ())
        return FactField(fact.id, fact.label, law.plain(fact.meaning), now, "many", choices)
    last = typed[-1] if typed else ""
    if fact.type == "int":
        return FactField(
            fact.id, fact.label, law.plain(fact.meaning), now, "int", (), last, fact.least, fact.most
        )
    words = ("true", "false") if fact.type == "bool" else law.book.kinds[fact.id].values
    choices = tuple(Choice(word, member_words(law, fact.id, word), chosen=word == last) for word in words)
    as_known = Choice("", _("as known: %(value)s") % {"value": shown}, chosen=not last)
    return FactField(fact.id, fact.label, law.plain(fact.meaning), now, "one", (as_known, *choices), last)


def _members(
    law: LawWords, move: str, fact: Fact, typed: list[str], value: Sequence[str]
) -> tuple[Choice, ...]:
    """What may be ticked of a list: each member that is not in it to come, each that is in it to go."""
    members = (move,) if fact.of == "moves" else fact.values
    offered = [f"-{member}" if member in value else f"+{member}" for member in members]
    return tuple(Choice(text, member_words(law, fact.id, text), chosen=text in typed) for text in offered)
