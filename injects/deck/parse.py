"""Reads a deck file, strictly into the authoring model or as a document that keeps its comments."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from ruamel.yaml import YAML

from games.law.yamltext import Document, Mark, Problem, spell
from games.law.yamltext import read as read_yaml
from injects.deck.findings import Desk, Finding, _
from injects.deck.reading import read_struct
from injects.deck.schema import Deck

# Wide, so that no line is broken that the author had not broken.
_WIDTH: Final = 4096


@dataclass(frozen=True)
class Source:
    """A deck as read, with the place of every value in its file."""

    deck: Deck
    document: Document


def read_deck(name: str, text: str) -> tuple[Source | None, tuple[Finding, ...]]:
    """The deck in a file's text (`name` is for messages), or None and every problem found."""
    document, problems = read_yaml(name, text)
    desk = Desk(document, text)
    if not problems and document.value is None:
        desk.note("D01", (), _("The file is empty."))
        return None, tuple(desk.findings)
    _take_over(problems, desk)
    # A file that is no YAML at all leaves nothing to check; a file with some bad values is checked on.
    deck = read_struct(Deck, document.value, desk) if document.value or not problems else None
    if deck is None or desk.findings:
        return None, _in_file_order(desk.findings)
    return Source(deck, document), ()


def _take_over(problems: Iterable[Problem], desk: Desk) -> None:
    """Puts on the desk what the reader of YAML had to say."""
    paths = {spell(path): path for path in desk.document.marks}
    for problem in problems:
        mark = Mark(problem.line, problem.column)
        desk.note_at(mark, "D01", paths.get(problem.field, ()), "{detail}.", detail=problem.detail)


def _in_file_order(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.column)))


def digest(deck: Deck) -> str:
    """SHA-256 of what the deck says. Comments, layout and the order of keys do not change it."""
    return hashlib.sha256(msgspec.json.encode(deck, order="sorted")).hexdigest()


def schema() -> dict[str, Any]:
    """The JSON Schema of the format, for editors that complete and check it."""
    described: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Deck)))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def open_document(text: str) -> Any:
    """The file as nested maps and lists that can be changed and written back with `dump_document`."""
    return _round_trip().load(text)


def dump_document(document: Any) -> str:
    """The text of an edited document: comments, order and quotes as they were."""
    out = io.StringIO()
    _round_trip().dump(document, out)
    return out.getvalue()


def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
