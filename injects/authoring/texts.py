"""Changes the text of a deck in place: the lines of one record change, every other byte stays as it was.

A record is cut out, changed with its comments, order and quotes kept, and put back. Where a file is laid out so
that no record can be cut out by lines, the whole file is written anew, still with its comments. Either way the
result is read again and must say exactly what was meant.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ruamel.yaml.error import YAMLError

from games.law.yamltext import Document, read
from injects.authoring import sections
from injects.authoring.edits import (
    CannotEdit,
    Delete,
    Edit,
    Insert,
    Put,
    Shift,
    fresh_row,
    fresh_section,
    mutated,
    put,
)
from injects.authoring.sections import Row
from injects.deck.parse import dump_document, open_document
from injects.exchange.naming import written

__all__ = ["CannotEdit", "DeckText", "changed", "open_text"]

MANY: Final = 4
"""Records from which on it is quicker to write the whole file than to cut them out one by one."""


class _NoLines(Exception):
    """The record does not stand on lines of its own."""


@dataclass(frozen=True)
class DeckText:
    """The text of a deck with what it says. Make one with `open_text`."""

    text: str
    document: Document

    @property
    def value(self) -> Row:
        return self.document.value  # type: ignore[no-any-return]  # a deck's text is a mapping, or was refused

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the deck; English where it does not say."""
        head = self.value.get("deck")
        found = head.get("languages") if isinstance(head, dict) else None
        return (
            tuple(word for word in found if isinstance(word, str))
            if isinstance(found, list) and found
            else ("en",)
        )

    def rows(self, section: str) -> list[Row]:
        """The records of a section; those that are no maps are left out."""
        found = sections.held(self.value, section)
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        return {}

    def keys(self, section: str) -> list[str]:
        """What the records of a section are known by, in the order of the file."""
        if section not in self._keys:
            found = sections.held(self.value, section)
            rows = found if isinstance(found, list) else []
            self._keys[section] = [sections.key_of(section, row, index) for index, row in enumerate(rows)]
        return self._keys[section]

    def row(self, section: str, key: str) -> Row | None:
        """One record, or the whole of a section that is no list (with an empty key)."""
        if section not in sections.LISTS:
            found = self.value.get(section, {})
            return found if isinstance(found, dict) else None
        keys = self.keys(section)
        found = sections.held(self.value, section)[keys.index(key)] if key in keys else None
        return found if isinstance(found, dict) else None

    def get(self, section: str, key: str, field: str) -> Any:
        """The value of a field, None where there is none. A language of a text gives that text."""
        row = self.row(section, key)
        if row is None:
            return None
        if not field:
            return row
        name, dot, part = field.partition(".")
        held = row.get(name)
        if not dot:
            return held
        if isinstance(held, str):
            return held if part == self.languages[0] else None
        return held.get(part) if isinstance(held, dict) else None

    def lines_of(self, section: str, key: str) -> str:
        """A record as the file has it, from its first dash, without the indent; empty if it has no lines of its own."""
        try:
            start, end, indent = _Lines(self, section).span(self.keys(section).index(key))
        except (_NoLines, ValueError):
            return ""
        return "\n".join(line[indent:] for line in self.text.split("\n")[start:end])


def open_text(text: str) -> DeckText:
    """The text of a deck, to be changed. Raises CannotEdit for what is no YAML map, with the problems found."""
    text = text.replace("\r\n", "\n")
    document, problems = read("deck.yaml", text)
    if problems:
        raise CannotEdit(str(problems[0]), problems)
    if not isinstance(document.value, dict):
        raise CannotEdit("a deck is a map of sections: deck, teams, seats and so on")
    return DeckText(text, document)


def changed(deck: DeckText, edits: Sequence[Edit]) -> DeckText:
    """The deck after these edits. Raises CannotEdit, and nothing is done, where one of them makes no sense."""
    wanted = copy.deepcopy(deck.value)
    for edit in edits:
        mutated(wanted, edit, deck.languages[0], lambda value: value)
    if wanted == deck.value and not any(isinstance(edit, Shift) for edit in edits):
        return deck
    groups = _grouped(edits)
    if len(groups) <= MANY:
        found = _spliced(deck, groups)
        if found is not None and found.value == wanted:
            return found
    found = _rewritten(deck, edits)
    if found.value != wanted:
        raise CannotEdit("the text of the deck cannot take this change; change the file itself")
    return found


def _grouped(edits: Sequence[Edit]) -> list[list[Edit]]:
    """Edits of the same record that follow each other, together."""
    groups: list[list[Edit]] = []
    for edit in edits:
        last = groups[-1][-1] if groups else None
        same = isinstance(last, Put) and isinstance(edit, Put) and bool(edit.field and last.field)
        if same and (last.section, last.key) == (edit.section, edit.key):  # type: ignore[union-attr]  # both Put
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return groups


def _spliced(deck: DeckText, groups: list[list[Edit]]) -> DeckText | None:
    try:
        for group in groups:
            deck = open_text(_splice(deck, group))
    except (_NoLines, YAMLError, CannotEdit):
        return None
    return deck


def _rewritten(deck: DeckText, edits: Sequence[Edit]) -> DeckText:
    try:
        document = open_document(deck.text)
        for edit in edits:
            mutated(document, edit, deck.languages[0], written)
        return open_text(dump_document(document))
    except YAMLError as error:
        raise CannotEdit(f"the text of the deck cannot be written ({str(error).splitlines()[0]})") from None


# What an edit does to lines ------------------------------------------------------------------------------------


class _Lines:
    """Where the records of a section stand, in lines counted from 0. Raises _NoLines for odd layouts."""

    def __init__(self, deck: DeckText, section: str) -> None:
        self.deck = deck
        self.section = section
        self.path = tuple(section.split("."))
        self.lines = deck.text.split("\n")
        indent, start, end = 0, -1, len(self.lines)
        for name in self.path:
            if start >= 0:
                indent = self._indent_below(start, end)
            start, end = self._block(name, indent, start + 1, end)
        self.start, self.end = start, end

    def _block(self, name: str, indent: int, start: int, end: int) -> tuple[int, int]:
        """The line of a key, and the line after the last of what belongs to it."""
        key = re.compile(rf""" {{{indent}}}(["']?){re.escape(name)}\1\s*:""")
        at = next((n for n in range(start, end) if key.match(self.lines[n])), -1)
        if at < 0:
            raise _NoLines
        follows = (n for n in range(at + 1, end) if self._is_key(self.lines[n], indent))
        return at, self._trimmed(at, next(follows, end), indent)

    def _indent_below(self, start: int, end: int) -> int:
        """How far the first line below a key stands in."""
        for line in self.lines[start + 1 : end]:
            bare = line.lstrip(" ")
            if bare and not bare.startswith("#"):
                return len(line) - len(bare)
        raise _NoLines

    @staticmethod
    def _is_key(line: str, indent: int) -> bool:
        bare = line.lstrip(" ")
        return bool(bare) and len(line) - len(bare) <= indent and bare[0] not in "\t#-"

    def _trimmed(self, start: int, end: int, indent: int) -> int:
        """The end without the blank lines and comments that stand before what comes next."""
        while end > start + 1:
            line = self.lines[end - 1]
            bare = line.lstrip()
            if bare and not (bare.startswith("#") and len(line) - len(bare) <= indent):
                break
            end -= 1
        return end

    def span(self, index: int) -> tuple[int, int, int]:
        """First line, line after the last, and indent of a record's dash."""
        rows = sections.held(self.deck.value, self.section) or ()
        start, indent = self._dash(index)
        end = self._dash(index + 1)[0] if index + 1 < len(rows) else self.end
        if end <= start:
            raise _NoLines
        return start, self._trimmed(start, end, indent), indent

    def _dash(self, index: int) -> tuple[int, int]:
        mark = self.deck.document.marks.get((*self.path, index))
        if mark is None:
            raise _NoLines
        line = mark.line - 1
        found = re.fullmatch(r"( *)- +", self.lines[line][: mark.column - 1])
        if found is None:
            raise _NoLines
        return line, len(found[1])


def _splice(deck: DeckText, group: list[Edit]) -> str:
    """The text after edits of one record."""
    section = group[0].section
    if "." in section:
        try:
            return _spliced_in(deck, group)
        except _NoLines:
            return _sectionput(deck, section.partition(".")[0], group)
    return _spliced_in(deck, group)


def _spliced_in(deck: DeckText, group: list[Edit]) -> str:
    match group[0]:
        case Put(section=section, key=key, field=field) if section in sections.LISTS and field:
            return _cut_andput(deck, section, key, group)
        case Put(section=section):
            return _sectionput(deck, section, group)
        case Insert() as insert:
            return _inserted(deck, insert)
        case Delete(section=section, key=key):
            lines, (start, end, _indent) = _place(deck, section, key)
            if len(deck.keys(section)) == 1:
                raise _NoLines
            while start and end < len(lines) and not lines[start - 1].strip() and not lines[end].strip():
                end += 1
            return "\n".join((*lines[:start], *lines[end:]))
        case Shift(section=section, key=key, below=below):
            row = deck.row(section, key)
            body = deck.lines_of(section, key)
            if row is None or not body:
                raise _NoLines
            rest = open_text(_splice(deck, [Delete(section, key)]))
            return _inserted(rest, Insert(section, row, below, body))
    raise _NoLines


def _place(deck: DeckText, section: str, key: str) -> tuple[list[str], tuple[int, int, int]]:
    keys = deck.keys(section)
    if key not in keys:
        raise _NoLines
    found = _Lines(deck, section)
    return found.lines, found.span(keys.index(key))


def _cut_andput(deck: DeckText, section: str, key: str, group: list[Edit]) -> str:
    lines, (start, end, indent) = _place(deck, section, key)
    body = "\n".join("  " + line[indent:] for line in lines[start:end])
    document = open_document(f"x:\n{body}\n")
    # Alone in its list, a record without an id of its own would be known by another place.
    for edit in group:
        assert isinstance(edit, Put)
        put(section, document["x"][0], edit.field, edit.value, deck.languages[0], written)
    fresh = dump_document(document).rstrip("\n").split("\n")[1:]
    return "\n".join((*lines[:start], *(_indented(line[2:], indent) for line in fresh), *lines[end:]))


def _indented(line: str, indent: int) -> str:
    return " " * indent + line if line.strip() else ""


def _sectionput(deck: DeckText, section: str, group: list[Edit]) -> str:
    """A section that is no list, or a whole section, changed or written for the first time."""
    if section not in deck.value:
        value: Any = {}
        mutated(value, group[0], deck.languages[0], written)
        for edit in group[1:]:
            mutated(value, edit, deck.languages[0], written)
        return _new_section(deck, section, value)
    found = _Lines(deck, section)
    document = open_document("\n".join(found.lines[found.start : found.end]) + "\n")
    for edit in group:
        mutated(document, edit, deck.languages[0], written)
    fresh = dump_document(document).rstrip("\n").split("\n") if document else []
    return "\n".join((*found.lines[: found.start], *fresh, *found.lines[found.end :]))


def _new_section(deck: DeckText, section: str, value: Row) -> str:
    """A section in its place among those that are there."""
    if section not in value:
        return deck.text
    before = [name for name in sections.ORDER[: sections.ORDER.index(section)] if name in deck.value]
    if not before:
        raise _NoLines
    above = _Lines(deck, before[-1])
    fresh = dump_document(fresh_section(written({section: value[section]}))).rstrip("\n").split("\n")
    rest = above.lines[above.end :]
    gap = [] if not rest or not rest[0].strip() else [""]
    return "\n".join((*above.lines[: above.end], "", *fresh, *gap, *rest))


def _inserted(deck: DeckText, insert: Insert) -> str:
    section = insert.section
    if not sections.held(deck.value, section):
        if "." in section:
            raise _NoLines
        fresh = {section: [insert.row]}
        if section not in deck.value:
            return _new_section(deck, section, fresh)
        found = _Lines(deck, section)
        body = dump_document(fresh_section(written(fresh))).rstrip("\n").split("\n")
        return "\n".join((*found.lines[: found.start], *body, *found.lines[found.end :]))
    found = _Lines(deck, section)
    keys = deck.keys(section)
    if insert.below and insert.below not in keys:
        raise _NoLines
    place = keys.index(insert.below) if insert.below else -1
    start, end, indent = found.span(max(place, 0))
    at = end if insert.below else start
    if insert.lines:
        body = insert.lines.split("\n")
    else:
        body = [
            line[2:]
            for line in dump_document({"x": [fresh_row(insert.row, written)]}).rstrip("\n").split("\n")[1:]
        ]
    fresh_lines = [_indented(line, indent) for line in body]
    apart = _apart(found, len(keys))
    if apart:
        fresh_lines = ["", *fresh_lines] if insert.below else [*fresh_lines, ""]
    return "\n".join((*found.lines[:at], *fresh_lines, *found.lines[at:]))


def _apart(found: _Lines, count: int) -> bool:
    """Whether the records of a section stand apart by blank lines."""
    if count < 2:
        return found.section == "injects"
    start = found.span(1)[0]
    while start and found.lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return not found.lines[start - 1].strip()
