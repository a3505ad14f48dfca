"""What can be done to the values of a deck: put a field, insert, delete and shift a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from msgspec import Struct
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from games.law.yamltext import Problem
from injects.authoring import sections
from injects.authoring.sections import Row

LINE: Final = 100
"""Letters of a list or map from which on it does not stand on one line."""


class CannotEdit(ValueError):
    """A change that cannot be made. `problems` says what is wrong with a text that cannot be read."""

    def __init__(self, why: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(why)
        self.problems = tuple(problems)


class Put(Struct, frozen=True):
    """Gives a field a value, or takes it out (None). `field` may name a language: `title.ja`.

    Without a `field` the whole section is replaced, or the record.
    """

    section: str
    key: str
    field: str
    value: Any


class Insert(Struct, frozen=True):
    """Puts a record below the one named (at the top with an empty name). `lines` are those it once had."""

    section: str
    row: Row
    below: str
    lines: str = ""


class Delete(Struct, frozen=True):
    """Takes a record out."""

    section: str
    key: str


class Shift(Struct, frozen=True):
    """Puts a record below another, at the top with an empty name."""

    section: str
    key: str
    below: str


Edit: TypeAlias = Put | Insert | Delete | Shift


def mutated(document: Any, edit: Edit, first: str, wrap: Callable[[Any], Any]) -> None:
    """Makes an edit in the values of a deck. `first` is its first language, `wrap` makes a value fit to be put in."""
    match edit:
        case Put(section=section, key=key, field=field, value=value):
            if section not in sections.LISTS and not field:
                _set(document, section, value, sections.ORDER, wrap)
            elif section not in sections.LISTS:
                inner = document.setdefault(section, {})
                put(section, inner, field, value, first, wrap)
            elif not field:
                _rows(document, section)[_index(document, section, key)] = wrap(value)
            else:
                put(
                    section,
                    _rows(document, section)[_index(document, section, key)],
                    field,
                    value,
                    first,
                    wrap,
                )
        case Insert(section=section, row=row, below=below):
            rows = _begun(document, section, wrap)
            rows.insert(0 if not below else _index(document, section, below) + 1, fresh_row(row, wrap))
        case Delete(section=section, key=key):
            del _rows(document, section)[_index(document, section, key)]
        case Shift(section=section, key=key, below=below):
            rows = _rows(document, section)
            row = rows.pop(_index(document, section, key))
            rows.insert(0 if not below else _index(document, section, below) + 1, row)


def fresh_row(row: Row, wrap: Callable[[Any], Any]) -> Any:
    """A new record for a document, laid out as authors do."""
    return {name: laid_out(value) for name, value in wrap(row).items()}


def fresh_section(value: Any) -> Any:
    """A new section for a document, with everything in it laid out so."""
    if isinstance(value, dict):
        return {name: fresh_section(inner) for name, inner in value.items()}
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [fresh_section(each) for each in value]
    return laid_out(value)


def _rows(document: Any, section: str) -> Any:
    found = sections.held(document, section)
    return [] if found is None else found


def _begun(document: Any, section: str, wrap: Callable[[Any], Any]) -> Any:
    """The records of a section, which begins here if there is none."""
    head, dot, name = section.rpartition(".")
    if dot and not isinstance(document.get(head), dict):
        _set(document, head, {}, sections.ORDER, wrap)
    home = document[head] if dot else document
    if name not in home:
        _set(home, name, [], tuple(sections.fields_of(head)) if dot else sections.ORDER, wrap)
    return home[name]


def _index(document: Any, section: str, key: str) -> int:
    for index, row in enumerate(_rows(document, section)):
        if sections.key_of(section, row, index) == key:
            return index
    raise CannotEdit(f"there is no {key} in {section}")


def put(section: str, row: Any, field: str, value: Any, first: str, wrap: Callable[[Any], Any]) -> None:
    """Gives a field of a record a value, a text in one language beside the others."""
    name, dot, part = field.partition(".")
    order = tuple(sections.fields_of(section))
    if sections.is_words(section, name):
        value = _words(row.get(name), part if dot else "", value, first)
        if not value and sections.is_required(section, name):
            value = ""
        elif not value:
            value = None
        if isinstance(value, dict) and isinstance(row.get(name), dict):
            _into(row[name], value, wrap)
            return
    elif dot:
        inner = dict(row.get(name) or {})
        inner.pop(part, None)
        if value is not None:
            inner[part] = value
        value = inner or None
    _set(row, name, value, order, wrap)


def _words(held: Any, part: str, value: Any, first: str) -> Any:
    """A text of a field after one language of it was given."""
    if not part:
        return value
    now = {first: held} if isinstance(held, str) and held else dict(held) if isinstance(held, dict) else {}
    if value:
        now[part] = value
    else:
        now.pop(part, None)
    alone = not isinstance(held, dict) and set(now) <= {first}
    return now.get(first, "") if alone else now


def _into(held: Any, value: Row, wrap: Callable[[Any], Any]) -> None:
    """Brings a map to what it should say, touching only what differs."""
    for name in [name for name in held if name not in value]:
        del held[name]
    for name, text in value.items():
        if held.get(name) != text:
            held[name] = wrap(text)


def _set(row: Any, name: str, value: Any, order: Sequence[str], wrap: Callable[[Any], Any]) -> None:
    if value is None:
        row.pop(name, None)
        return
    fresh = wrap(value)
    if isinstance(row, CommentedMap):
        fresh = laid_out(fresh, row.get(name))
    if name in row or not isinstance(row, CommentedMap) or name not in order:
        row[name] = fresh
    else:
        before = [known for known in order[: order.index(name)] if known in row]
        row.insert(list(row).index(before[-1]) + 1 if before else 0, name, fresh)


def laid_out(value: Any, before: Any = None) -> Any:
    """A value as authors write it: short lists, and maps that stood in braces, on a line of their own."""
    if isinstance(value, list) and value and len(str(value)) <= LINE and all(map(_is_short, value)):
        return _on_one_line(
            CommentedSeq(laid_out(each) if isinstance(each, list) else each for each in value)
        )
    braces = isinstance(before, CommentedMap) and before.fa.flow_style()
    if isinstance(value, dict) and braces and len(str(value)) <= LINE:
        return _on_one_line(CommentedMap({name: laid_out(each) for name, each in value.items()}))
    return value


def _is_short(value: Any) -> bool:
    """Whether something in a list needs no lines of its own: a word, a number, a position."""
    if isinstance(value, list):
        return all(not isinstance(each, (list, dict)) for each in value)
    return not isinstance(value, dict) and "\n" not in str(value)


def _on_one_line(value: Any) -> Any:
    value.fa.set_flow_style()
    return value
