"""Changes single fields of a pack file in place: order, comments and every other byte stay as they were.

A record is found by kind and key (`row` and `G-FORCE#6`, `fact` and `sss_grounds`), so that an address outlives
changes elsewhere in the file. What a form cannot change safely is refused, never half done.
"""

from __future__ import annotations

import copy
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import msgspec
import yaml

from games.law.model import (
    LAYERS,
    RANK,
    Duty,
    Fact,
    MacroText,
    MoveType,
    NotEncoded,
    Parameter,
    Provision,
    Record,
    Requirement,
    Row,
    Step,
)
from games.law.yamltext import Document, Path, read

Shape: TypeAlias = Literal["condition", "text", "prose", "words", "choice", "number", "value"]
Change: TypeAlias = Mapping[str, Any]
"""New values by field; None takes a field out."""

WIDTH: Final = 108
SEVERITIES: Final = tuple(verdict for verdict in RANK if verdict != "lawful")
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 _.()/;%+'-]*\Z")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*\Z")
_TRAPS: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"})
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CannotEdit(ValueError):
    """A field that a form cannot change in this file; edit the text instead."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that authors change in a form. `name` may lead into a record within: `says.holds`."""

    name: str
    shape: Shape
    required: bool = False
    options: tuple[str, ...] = ()


FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "row": (
        Field("when", "condition", True),
        Field("verdict", "choice", True, SEVERITIES),
        Field("provisions", "words", True),
        Field("missing", "words"),
        Field("layer", "choice", True, LAYERS),
        Field("effect", "choice", False, ("flag", "hold", "void", "refer")),
        Field("lean", "choice", False, ("lawful", "unlawful", "even")),
        Field("note", "prose"),
    ),
    "requirement": (
        Field("if", "condition", True),
        Field("else", "choice", True, SEVERITIES),
        Field("provisions", "words", True),
        Field("missing", "words"),
        Field("layer", "choice", True, LAYERS),
        Field("note", "prose"),
    ),
    "fact": (
        Field("label", "text", True),
        Field("default", "value", True),
        Field("meaning", "prose", True),
        Field("says.holds", "text", True),
        Field("says.fails", "text", True),
        Field("says.unknown", "text", True),
    ),
    "step": (
        Field("label", "text", True),
        Field("who", "text", True),
        Field("hours", "number"),
        Field("law", "text", True),
        Field("real", "text", True),
        Field("note", "prose"),
    ),
    "parameter": (
        Field("value", "text", True),
        Field("source", "text", True),
        Field("name", "text", True),
        Field("use", "text", True),
    ),
    "macro": (Field("when", "condition", True), Field("meaning", "prose", True)),
    "move": (Field("label", "text", True), Field("authority", "words", True), Field("groups", "words")),
    "duty": (
        Field("label", "text", True),
        Field("due_hours", "number", True),
        Field("law", "text", True),
        Field("missed", "prose", True),
    ),
    "provision": (
        Field("title", "text", True),
        Field("instrument", "text"),
        Field("rule", "prose", True),
        Field("applies", "prose"),
        Field("exceptions", "prose"),
        Field("decides", "prose"),
        Field("source", "prose", True),
        Field("confidence", "text", True),
    ),
    "gap": (
        Field("provisions", "words", True),
        Field("what", "prose", True),
        Field("why", "prose", True),
    ),
}
"""What each kind of record lets a form change, in the order of the form."""

KIND_OF: Final[Mapping[str, str]] = {
    "facts": "fact",
    "steps": "step",
    "parameters": "parameter",
    "macros": "macro",
    "duties": "duty",
    "provisions": "provision",
    "not_encoded": "gap",
}
TABLES: Final = ("groups", "moves")
_RECORDS: Final[Mapping[str, type[Record]]] = {
    "row": Row,
    "requirement": Requirement,
    "fact": Fact,
    "step": Step,
    "parameter": Parameter,
    "macro": MacroText,
    "duty": Duty,
    "move": MoveType,
    "provision": Provision,
    "gap": NotEncoded,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that can be edited in a form: where it is, and what it says now, as YAML has it."""

    kind: str
    key: str
    path: Path
    line: int
    values: Mapping[str, Any]

    def value(self, field: str) -> Any:
        """The value of a field; None where the record does not have it."""
        found: Any = self.values
        for step in field.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def fields(self) -> tuple[Field, ...]:
        """The fields that a form shows: those within a record that is not there are left out."""
        return tuple(
            field
            for field in FIELDS[self.kind]
            if "." not in field.name or isinstance(self.values.get(field.name.split(".")[0]), Mapping)
        )


def entries(document: Document) -> Iterator[Entry]:
    """Every record of a file that a form can change, in file order."""
    sections = document.value if isinstance(document.value, Mapping) else {}
    for section, records in sections.items():
        if not isinstance(records, list):
            continue
        for index, record in enumerate(records):
            if not isinstance(record, Mapping):
                continue
            if section in KIND_OF:
                yield _entry(document, KIND_OF[section], str(record.get("id")), (section, index), record)
            elif section in TABLES:
                if section == "moves":
                    yield _entry(document, "move", str(record.get("id")), (section, index), record)
                yield from _rows(document, (section, index), record)


def _rows(document: Document, path: Path, table: Mapping[str, Any]) -> Iterator[Entry]:
    for part, kind in (("rows", "row"), ("requirements", "requirement")):
        rows = table.get(part)
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, Mapping):
                key = f"{table.get('id')}#{row.get('row')}"
                yield _entry(document, kind, key, (*path, part, index), row)


def _entry(document: Document, kind: str, key: str, path: Path, values: Mapping[str, Any]) -> Entry:
    return Entry(kind, key, path, document.mark(path).line, values)


def find(document: Document, kind: str, key: str) -> Entry | None:
    """A record by its kind and key."""
    return next((each for each in entries(document) if (each.kind, each.key) == (kind, key)), None)


def around(document: Document, line: int) -> Entry | None:
    """The record in which a line of the file stands."""
    before = [each for each in entries(document) if each.line <= line]
    return max(before, key=lambda each: each.line, default=None)


def edit(name: str, text: str, kind: str, key: str, change: Change) -> str:
    """The text of a file with fields of one record changed.

    Raises CannotEdit where the record is not there, or the change would touch anything else.
    """
    document, problems = read(name, text)
    entry = None if problems else find(document, kind, key)
    if entry is None:
        raise CannotEdit(f"{name} has no {kind} {key} that can be read")
    wanted = {field: value for field, value in change.items() if entry.value(field) != value}
    if not wanted:
        return text
    root: Any = yaml.compose(text, Loader=_Loader)
    target = follow(root, entry.path)
    splices = [
        _splice(text, target, field.split("."), value, _order(kind)) for field, value in wanted.items()
    ]
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    _prove(name, text, document, entry, wanted)
    return text


def _prove(name: str, text: str, before: Document, entry: Entry, wanted: Change) -> None:
    """Reads the new text back: exactly the wanted fields must have changed."""
    after, problems = read(name, text)
    expected = copy.deepcopy(before.value)
    record: Any = expected
    for step in entry.path:
        record = record[step]
    for field, value in wanted.items():
        *inner, last = field.split(".")
        holder = record
        for step in inner:
            holder = holder[step]
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = list(value) if isinstance(value, tuple) else value
    if problems or after.value != expected:
        raise CannotEdit(f"{name} is written in a way that a form cannot change here")


def _order(kind: str) -> tuple[str, ...]:
    return tuple(each.encode_name for each in msgspec.structs.fields(_RECORDS[kind]))


# Nodes ------------------------------------------------------------------------------------------------------


def follow(node: Any, path: Iterable[str | int]) -> Any:
    """The YAML node at a path."""
    for step in path:
        if isinstance(step, int):
            node = node.value[step]
        else:
            node = next(value for key, value in node.value if key.value == step)
    return node


def end_of(text: str, node: Any) -> int:
    """Where the text of a value ends; a block's own mark lies beyond the comments that follow it."""
    if isinstance(node, yaml.ScalarNode):
        start: int = node.start_mark.index
        if node.style in ("|", ">"):
            return start + len(text[start : node.end_mark.index].rstrip())
        return int(node.end_mark.index)
    if not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(text, last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _splice(
    text: str, target: Any, field: Sequence[str], value: Any, order: Sequence[str]
) -> tuple[int, int, str]:
    """From where to where the text is replaced, and by what."""
    *inner, name = field
    holder = follow(target, inner)
    flow = bool(holder.flow_style)
    pairs = {key.value: (key, held) for key, held in holder.value}
    indent = int(holder.start_mark.column)
    if name not in pairs:
        return _inserted(text, holder, pairs, name, value, [] if inner else order)
    key, old = pairs[name]
    if value is None:
        return _removed(text, list(pairs.values()), key, old, flow)
    return int(old.start_mark.index), end_of(text, old), written(value, name, indent, flow, old)


def _inserted(
    text: str, holder: Any, pairs: Mapping[str, Any], name: str, value: Any, order: Sequence[str]
) -> tuple[int, int, str]:
    before = [each for each in order[: order.index(name)] if each in pairs] if name in order else []
    anchor = pairs[before[-1]] if before else holder.value[-1]
    indent = int(holder.start_mark.column)
    at = end_of(text, anchor[1])
    field = f"{name}: {written(value, name, indent, bool(holder.flow_style), None)}"
    if holder.flow_style:
        return at, at, f", {field}"
    line_end = text.find("\n", at)
    at = len(text) if line_end < 0 else line_end
    return at, at, f"\n{' ' * indent}{field}"


def _removed(text: str, pairs: list[Any], key: Any, old: Any, flow: bool) -> tuple[int, int, str]:
    start, end = int(key.start_mark.index), end_of(text, old)
    if flow:
        place = next(index for index, (each, _) in enumerate(pairs) if each is key)
        if place == 0:
            raise CannotEdit("the first field of a record in one line stays")
        return end_of(text, pairs[place - 1][1]), end, ""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    if text[line_start:start].strip() or line_start == 0:
        raise CannotEdit("the first field of a record stays")
    return line_start - 1, len(text) if line_end < 0 else line_end, ""


# Values -----------------------------------------------------------------------------------------------------


def written(value: Any, name: str, indent: int, flow: bool, old: Any) -> str:
    """A value as YAML, in the manner of the one it replaces."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, (list, tuple)):
        block = isinstance(old, yaml.SequenceNode) and not old.flow_style and value
        if block and not flow:
            between = f"\n{' ' * int(old.start_mark.column)}- "
            return "- " + between.join(_word(item) for item in value)
        return f"[{', '.join(_word(item) for item in value)}]"
    folded = isinstance(old, yaml.ScalarNode) and old.style in (">", "|")
    if not flow and (folded or len(value) + indent + len(name) + 4 > WIDTH):
        margin = " " * (indent + 2)
        lines = textwrap.wrap(value, WIDTH - len(margin), break_long_words=False, break_on_hyphens=False)
        return ">-" + "".join(f"\n{margin}{line}" for line in lines)
    if name in ("when", "if", "then", "met_by", "must"):
        return json.dumps(value, ensure_ascii=False)
    return _plain(value)


def _plain(value: str) -> str:
    safe = _PLAIN.match(value) and value.lower() not in _TRAPS and not value.endswith(" ")
    return value if safe else json.dumps(value, ensure_ascii=False)


def _word(value: str) -> str:
    safe = _WORD.match(value) and value.lower() not in _TRAPS
    return value if safe else json.dumps(value, ensure_ascii=False)
