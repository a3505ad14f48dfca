"""What accepting an import would make: the draft, and what making a new deck and changing one have in common."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from games.engine.ids import Millis
from injects.exchange import audiences
from injects.exchange.audiences import Directory
from injects.exchange.cells import joined_notes, split_expected
from injects.exchange.choices import Choices, Imported, Line
from injects.exchange.columns import ALIASES, KEPT, Field
from injects.exchange.moments import offset_words
from injects.exchange.naming import kind_of
from injects.exchange.problems import Level, Problem, _

TEXT_KEYS: Final[tuple[tuple[Field, str], ...]] = (
    ("sender", "from"),
    ("title", "title"),
    ("body", "text"),
    ("question", "question"),
)


class Change(Struct, frozen=True, kw_only=True):
    """One key of one inject that an import changes."""

    inject: str
    key: str
    before: str
    after: str


@dataclass
class Drafted:
    """What accepting would store, and how it differs from the deck it stands on."""

    write: Callable[[], str] = str
    added: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The text of the deck, empty where there is none; writing a long one takes its time."""
        return self.write()

    @property
    def same(self) -> bool:
        return not self.added and not self.changed


def _erroneous(imported: Imported) -> frozenset[str]:
    return frozenset(problem.place for problem in imported.errors)


def usable(imported: Imported) -> list[Line]:
    """The lines without an error in one of their cells, and with something to say."""
    bad = _erroneous(imported)
    known: tuple[Field, ...] = ("ref", "offset", "scenario", "audience", "title", "body")
    return [
        line
        for line in imported.lines
        if (imported.partial or (line.texts.get("body") and line.to.anybody))
        and not any(line.cell(name) in bad for name in known)
    ]


class Reader(ABC):
    """What both ways share: the keys of an inject from a line."""

    def __init__(self, imported: Imported, choices: Choices) -> None:
        self.imported = imported
        self.choices = choices
        self.out = Drafted()
        self.directory = Directory()
        self.told: set[tuple[str, str]] = set()

    def doubt(self, line: Line, name: Field, why: str, /, **values: str) -> None:
        """Say something of a cell once for each text that stands in it."""
        given = line.texts.get(name, "")
        if (why, given) not in self.told:
            self.told.add((why, given))
            self.tell(line, name, why, values)

    def tell(
        self, line: Line, name: Field, why: str, values: Mapping[str, str], level: Level = "doubt"
    ) -> None:
        """Say something of a cell."""
        given = line.texts.get(name, "")
        self.out.problems.append(
            Problem(place=line.cell(name), why=why, level=level, field=name, given=given, values=dict(values))
        )

    def to(self, line: Line) -> tuple[str, ...]:
        found, said = audiences.resolve(line.to, self.directory)
        for why, values, wrong in said:
            self.tell(line, "audience", why, values, "error" if wrong else "doubt")
        return () if any(wrong for _why, _values, wrong in said) else found

    def kept(self, line: Line) -> dict[str, str]:
        """The columns that a deck only carries along."""
        kept = dict(line.extra)
        for name in KEPT:
            if text := line.texts.get(name):
                kept[ALIASES[name][0]] = text
        return kept

    def kind(self, line: Line) -> str | None:
        text = line.texts.get("kind", "")
        if not text:
            return None
        kind = kind_of(text)
        if kind is None:
            self.doubt(line, "kind", _("No kind of inject that is known here; the text is kept."))
        return kind

    def objectives(self, line: Line) -> list[str]:
        text = line.texts.get("objective", "")
        return [part.strip(" -•*\t") for part in re.split(r"[\n;]+", text) if part.strip(" -•*\t")]

    def row(self, line: Line, name: str, at_ms: Millis | None) -> dict[str, Any] | None:
        """The keys of a new inject, in the order of the format; None for a line that nobody gets."""
        to = self.to(line)
        if not to:
            return None
        free, moves = self.expected(line.texts.get("expected", ""))
        kept = self.kept(line)
        row: dict[str, Any] = {"id": name}
        if phase := line.texts.get("move", ""):
            row["phase"] = self.phase(line, phase)
        if at_ms is not None:
            row["at"] = offset_words(at_ms)
        row |= {"to": list(to), "channel": self.channel(line)}
        if (kind := self.kind(line)) and kind != "contextual":
            row["kind"] = kind
        elif kind is None and line.texts.get("kind"):
            kept[ALIASES["kind"][0]] = line.texts["kind"]
        for of, key in TEXT_KEYS:
            if text := line.texts.get(of, ""):
                row[key] = self.in_language(text)
        if moves:
            row["expect"] = {team: list(names) for team, names in moves.items()}
        if objectives := [self.objective(text) for text in self.objectives(line)]:
            row["objectives"] = list(dict.fromkeys(objectives))
        if controller := line.texts.get("owner", ""):
            row["controller"] = controller
        if notes := joined_notes(line.texts.get("notes", ""), free):
            row["notes"] = self.in_language(notes)
        if kept:
            row["columns"] = kept
        return row

    def expected(self, text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
        """What is expected in free words, and in moves of teams that there are."""
        free, moves = split_expected(text)
        return (free, moves) if set(moves) <= set(self.directory.teams) else (text, {})

    def in_language(self, text: str) -> Any:
        """A text of the file as the deck holds it."""
        return text

    # What a line may bring along, as each way of drafting finds or makes it

    @abstractmethod
    def phase(self, line: Line, text: str) -> str:
        """The phase that a line names."""

    @abstractmethod
    def channel(self, line: Line) -> str:
        """The channel that a line goes by."""

    @abstractmethod
    def objective(self, text: str) -> str:
        """The objective that a line names."""
