"""Turns the texts of a pack's files into records, noting every problem with its file, line and field."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from games.law.kinds import nearest
from games.law.model import PackFile, Record
from games.law.yamltext import Document, Path, Problem, read

SECTIONS: Final = tuple(name for name in PackFile.__struct_fields__ if name != "schema")

_TOO_LONG: Final = re.compile(r"length <= ([0-9]+)")
_WHERE: Final = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\[(\d+)\]|\.([A-Za-z_][A-Za-z0-9_]*)|\[\.\.\.\]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its file and the path within it."""

    document: Document
    path: Path

    def below(self, *steps: str | int) -> Place:
        return Place(self.document, (*self.path, *steps))

    def problem(self, detail: str, code: str = "R02") -> Problem:
        return self.document.problem(self.path, detail, code)

    def problem_within(self, detail: str, line: int, column: int, code: str = "R02") -> Problem:
        """A problem inside the text of a value, at that text's own line and column."""
        return self.document.problem_within(self.path, detail, line, column, code)


@dataclass(slots=True)
class Reading:
    """What came out of a set of files: records by section in file order, their places, and the problems."""

    records: dict[str, list[tuple[Any, Place]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of(self, section: str) -> Iterator[tuple[Any, Place]]:
        yield from self.records.get(section, ())


def read_pack(texts: Mapping[str, str]) -> Reading:
    """Read every file; a broken file or record is noted and left out, the others are still read."""
    reading = Reading()
    for name in sorted(texts):
        document, problems = read(name, texts[name])
        reading.problems.extend(problems)
        if not problems:
            _read_file(document, reading)
    return reading


def _read_file(document: Document, reading: Reading) -> None:
    if not isinstance(document.value, dict):
        reading.problems.append(document.problem((), f"a pack file is a mapping of {', '.join(SECTIONS)}"))
        return
    shapes = get_type_hints(PackFile, include_extras=True)
    for key, value in document.value.items():
        if key not in shapes:
            reading.problems.append(
                document.problem((key,), f"unknown section{nearest(key, SECTIONS)}", "R01")
            )
        elif key == "schema":
            reading.problems.extend(check(shapes[key], value, Place(document, (key,))))
        elif not isinstance(value, list):
            reading.problems.append(document.problem((key,), "a section is a list of records"))
        else:
            _read_section(key, get_args(shapes[key])[0], value, document, reading)
    if "schema" not in document.value:
        reading.problems.append(document.problem((), "the first line must be 'schema: tte-law/1'"))


def _read_section(
    section: str, shape: type[Record], values: list[Any], document: Document, reading: Reading
) -> None:
    records = reading.records.setdefault(section, [])
    for index, value in enumerate(values):
        place = Place(document, (section, index))
        try:
            records.append((msgspec.convert(value, shape), place))
        except msgspec.ValidationError:
            reading.problems.extend(check(shape, value, place))


def schema() -> dict[str, Any]:
    """The JSON Schema of a pack file, for editors that complete and check it."""
    described: dict[str, Any] = msgspec.to_builtins(msgspec.json.schema(PackFile))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def check(shape: Any, value: Any, place: Place) -> list[Problem]:
    """Every problem of one value against the shape it should have, each at its own place."""
    record = _record_of(shape)
    if record is not None:
        return _check_record(record, value, place)
    member = _member_of(shape)
    if member is not None and _record_of(member) is not None and isinstance(value, list):
        found = [check(member, item, place.below(index)) for index, item in enumerate(value)]
        return [problem for problems in found for problem in problems] or _check_plain(shape, value, place)
    return _check_plain(shape, value, place)


def _check_record(record: type[Struct], value: Any, place: Place) -> list[Problem]:
    if not isinstance(value, dict):
        return [place.problem(f"expected a record with {', '.join(record.__struct_encode_fields__)}")]
    problems: list[Problem] = []
    fields = {each.encode_name: each for each in msgspec.structs.fields(record)}
    hints = get_type_hints(record, include_extras=True)
    for key in value:
        if key not in fields:
            problems.append(place.below(key).problem(f"unknown field{nearest(key, fields)}", "R01"))
    for name, each in fields.items():
        if name in value:
            problems.extend(check(hints[each.name], value[name], place.below(name)))
        elif each.required:
            problems.append(place.problem(f"the field {name!r} is missing"))
    return problems


def _check_plain(shape: Any, value: Any, place: Place) -> list[Problem]:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        found = _WHERE.match(str(error))
        what, path = (found["what"], found["path"] or "") if found else (str(error), "")
        steps = [int(index) if index else name for index, name in _STEP.findall(path)]
        steps = [step for step in steps if step != ""]
        inner = place.below(*steps)
        code = "R03" if _TOO_LONG.search(what) else "R02"
        return [inner.problem(_reworded(what, shape, value, steps), code)]
    return []


def _reworded(what: str, shape: Any, value: Any, steps: list[str | int]) -> str:
    given = value
    for step in steps:
        given = given[step]
    if (bound := _TOO_LONG.search(what)) and isinstance(given, str):
        return f"{len(given)} characters are too many, at most {bound[1]}"
    options = _options(shape)
    if options:
        if isinstance(given, bool):
            return f"{str(given).lower()} is not one of {', '.join(options)}; quote the word if it is one"
        return f"{given!r} is not one of {', '.join(options)}{nearest(str(given), options)}"
    return what[:1].lower() + what[1:].replace("`", "'")


def _options(shape: Any) -> tuple[str, ...]:
    """The words a literal type, or a tuple of them, admits."""
    if get_origin(shape) is Literal:
        return tuple(str(word) for word in get_args(shape))
    member = _member_of(shape)
    return _options(member) if member is not None else ()


def _member_of(shape: Any) -> Any:
    """The type of a homogeneous tuple's members."""
    if get_origin(shape) is Annotated:
        return _member_of(get_args(shape)[0])
    return get_args(shape)[0] if get_origin(shape) is tuple else None


def _record_of(shape: Any) -> type[Struct] | None:
    if get_origin(shape) in (Union, types.UnionType):
        candidates = [_record_of(part) for part in get_args(shape)]
        return next((part for part in candidates if part is not None), None)
    return shape if isinstance(shape, type) and issubclass(shape, Struct) else None
