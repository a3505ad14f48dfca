"""Reads YAML strictly: a word stays a word, nothing is silently lost, and every place is known.

Refused: duplicate keys, anchors and aliases, tags, several documents, the words YAML 1.1 turns into truth
values, sexagesimal and octal numbers, and files over the size and depth bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import yaml
from msgspec import Struct

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 12
KEPT_FILES: Final = 128
"""Files whose values are kept after they were read; a pack has some twenty."""
KEPT_LENGTH: Final = 1 << 16
"""The longest text, in characters, whose values are kept."""

Path: TypeAlias = tuple[str | int, ...]

_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_SEXAGESIMAL: Final = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9]*)?\Z")
_ODD_NUMBER: Final = re.compile(r"[-+]?(0[0-9_]+|0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*_[0-9_]*)\Z")
_BLOCKS: Final = ("|", ">")
_TRUTH_WORDS: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})
_NULL_WORDS: Final = frozenset({"", "~", "null"})


class Problem(Struct, frozen=True, kw_only=True):
    """One thing wrong in a file: where (1-based), in which field, and what would be right.

    `code` is R01 for a name that is not known, R02 for a wrong type or value, R03 for what the strict loader
    refuses, and the code of a check where only a broken file can break it.
    """

    file: str
    line: int
    column: int
    field: str
    detail: str
    code: str = "R03"

    def __str__(self) -> str:
        field = f" {self.field}:" if self.field else ""
        return f"{self.file}:{self.line}:{self.column}:{field} {self.detail}"


@dataclass(frozen=True, slots=True)
class Mark:
    """1-based place of a value. `style` is how YAML wrote it: quoted, block, or plain (empty)."""

    line: int
    column: int
    style: str = ""

    @property
    def inset(self) -> int:
        """How far the text starts after this place: an opening quote."""
        return 1 if self.style in ("'", '"') else 0


@dataclass(frozen=True, slots=True)
class Document:
    """A file's plain values, the mark of every one of them by path, and the text they came from."""

    name: str
    value: Any
    marks: dict[Path, Mark]
    source: str = ""

    def mark(self, path: Path) -> Mark:
        """The place of a value, or of the nearest thing around it."""
        while path not in self.marks:
            path = path[:-1]
        return self.marks[path]

    def problem_within(self, path: Path, detail: str, line: int, column: int, code: str) -> Problem:
        """A problem inside the text of a value, at the line and column of that text."""
        line, column = _place_within(self.source, self.mark(path), line, column)
        return Problem(file=self.name, line=line, column=column, field=spell(path), detail=detail, code=code)

    def problem(self, path: Path, detail: str, code: str = "R03") -> Problem:
        mark = self.mark(path)
        return Problem(
            file=self.name, line=mark.line, column=mark.column, field=spell(path), detail=detail, code=code
        )


def _place_within(source: str, mark: Mark, line: int, column: int) -> tuple[int, int]:
    """Where the given line and column of a scalar's value stand in the file."""
    if mark.style in _BLOCKS:
        return _place_in_block(source.splitlines()[mark.line :], mark, line, column)
    if line > 1:
        return mark.line + line - 1, column
    return mark.line, mark.column + mark.inset + column - 1


def _place_in_block(lines: list[str], mark: Mark, line: int, column: int) -> tuple[int, int]:
    """In a folded block the lines of the file became one; count along them."""
    if mark.style == "|":
        lines, offset = lines[line - 1 :], column - 1
    else:
        offset = column - 1
    first = mark.line + (line if mark.style == "|" else 1)
    for number, text in enumerate(lines, start=first):
        bare = text.strip()
        if offset <= len(bare) or mark.style == "|":
            return number, len(text) - len(text.lstrip()) + offset + 1
        offset -= len(bare) + 1
    return mark.line, mark.column


def spell(path: Path) -> str:
    """`moves[3].rows[0].when`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")


class _Refused(Exception):
    def __init__(self, mark: Any, detail: str, path: Path = ()) -> None:
        super().__init__(detail)
        self.mark = mark
        self.detail = detail
        self.path = path


def read(name: str, text: str) -> tuple[Document, tuple[Problem, ...]]:
    """The values of one file. With problems, the document is empty or partial and must not be used.

    What comes back may be shared with others and is not to be changed: of a pack in the making one file is new
    at a time, and the others are not read again.
    """
    return _read_before(name, text) if len(text) <= KEPT_LENGTH else _read(name, text)


@lru_cache(maxsize=KEPT_FILES)
def _read_before(name: str, text: str) -> tuple[Document, tuple[Problem, ...]]:
    return _read(name, text)


def _read(name: str, text: str) -> tuple[Document, tuple[Problem, ...]]:
    reader = _Reader(name)
    empty = Document(name, {}, {(): Mark(1, 1)})
    if len(text.encode()) > MAX_BYTES:
        detail = f"the file is larger than {MAX_BYTES // 1024} KiB; split it"
        return empty, (empty.problem((), detail),)
    try:
        value = reader.document(_events(text))
    except _Refused as refused:
        reader.note(refused.mark, refused.path, refused.detail)
        return empty, tuple(reader.problems)
    except yaml.MarkedYAMLError as error:
        reader.note(error.problem_mark or error.context_mark, (), _plain(error))
        return empty, tuple(reader.problems)
    except (yaml.YAMLError, RecursionError) as error:
        return empty, (_unreadable(name, text, error),)
    return Document(name, value, reader.marks, text), tuple(reader.problems)


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
    return events


def _unreadable(name: str, text: str, error: Exception) -> Problem:
    """A file that the YAML reader gives up on without a place: at its first character that YAML does not know."""
    odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
    before = text[: odd.start()] if odd else ""
    return Problem(
        file=name,
        line=before.count("\n") + 1,
        column=len(before) - before.rfind("\n"),
        field="",
        detail=f"this is not YAML ({str(error).splitlines()[0]})",
    )


def _plain(error: yaml.MarkedYAMLError) -> str:
    problem = (error.problem or "it cannot be read").replace("\n", " ")
    return f"this is not YAML: {problem}"


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.marks: dict[Path, Mark] = {}
        self.problems: list[Problem] = []

    def note(self, mark: Any, path: Path, detail: str) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        self.problems.append(
            Problem(file=self.name, line=line, column=column, field=spell(path), detail=detail)
        )

    def document(self, events: Iterator[yaml.Event]) -> Any:
        value: Any = None
        documents = 0
        self.marks[()] = Mark(1, 1)
        for event in events:
            if isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)):
                continue
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(event.start_mark, "a second document starts here; use one file for each")
                continue
            value = self.value(event, events, ())
        return value

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Any:
        self.plain_node(event, path)
        if len(path) > MAX_DEPTH:
            raise _Refused(event.start_mark, f"nested more than {MAX_DEPTH} deep", path)
        mark: Any = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            self.marks[path] = Mark(mark.line + 1, mark.column + 1, event.style or "")
            return self.scalar(event, path)
        self.marks[path] = Mark(mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path)
        return self.mapping(events, path)

    def sequence(self, events: Iterator[yaml.Event], path: Path) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.value(event, events, (*path, len(items))))
        return items

    def mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event, path)
            if key in found:
                self.note(event.start_mark, (*path, key), f"the key {key!r} is given twice")
            value = self.value(next(events), events, (*path, key))
            found.setdefault(key, value)
        return found

    def key(self, event: yaml.Event, path: Path) -> str:
        self.plain_node(event, path)
        if not isinstance(event, yaml.ScalarEvent):
            raise _Refused(event.start_mark, "a key must be a word", path)
        if event.implicit[0] and event.value.lower() in _TRUTH_WORDS:
            self.note(event.start_mark, (*path, event.value), f'quote the key: "{event.value}"')
        if event.value == "<<":
            self.note(event.start_mark, path, "merge keys are not understood; write the values out")
        return str(event.value)

    def plain_node(self, event: yaml.Event, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(event.start_mark, "aliases are not understood; write the value out", path)
        if getattr(event, "anchor", None):
            self.note(event.start_mark, path, "anchors are not understood; write the value out")
        if getattr(event, "tag", None) is not None:
            self.note(event.start_mark, path, "tags are not understood; write a plain value")

    def scalar(self, event: yaml.ScalarEvent, path: Path) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in ("true", "false"):
            return text == "true"
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
        self._refuse_ambiguous(event, text, path)
        return text

    def _refuse_ambiguous(self, event: yaml.ScalarEvent, text: str, path: Path) -> None:
        word = text.lower()
        if word in _TRUTH_WORDS:
            meant = "true" if word in ("yes", "on", "y", "true") else "false"
            self.note(event.start_mark, path, f'{text} is ambiguous; write "{text}" in quotes, or {meant}')
        elif word in _NULL_WORDS:
            self.note(event.start_mark, path, "the value is empty; give one, or leave the key out")
        elif _SEXAGESIMAL.match(text):
            self.note(event.start_mark, path, f"{text} reads as a number in base 60; quote it")
        elif _ODD_NUMBER.match(text):
            self.note(event.start_mark, path, f"{text} is ambiguous as a number; write it in plain digits")
