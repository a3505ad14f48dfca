"""What the parts of compiling a deck need of the compiler that they work for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from games.engine.ids import Audience, FactValue, Millis, Text
from games.engine.lawbook import FUNCTIONS
from games.law.conditions import Function
from games.law.yamltext import Path
from injects.deck import schema
from injects.deck.cast import Cast
from injects.deck.findings import Desk
from injects.deck.vocabulary import Vocabulary


class Compiling(Protocol):
    """A deck being compiled: what it names, and readers of its values that note what cannot be used."""

    book: Vocabulary
    desk: Desk
    cast: Cast

    def text(self, words: schema.Words | None, path: Path) -> Text:
        """A text by language."""

    def known(self, word: str, known: Iterable[str], path: Path, why: str, code: str = "L01") -> bool:
        """Whether a reference points to something."""

    def audiences(self, words: Iterable[str], path: Path) -> tuple[Audience, ...]:
        """Those whom words stand for."""

    def condition(self, text: str, path: Path, functions: Mapping[str, Function] = FUNCTIONS) -> str:
        """A condition with its shorthands opened."""

    def span(self, text: str | None, path: Path) -> Millis | None:
        """A length of time."""

    def due_at(self, t_h: int | float | None, at: str | None, path: Path) -> Millis | None:
        """A moment of the story in either spelling."""

    def facts(self, given: dict[str, FactValue], path: Path) -> dict[str, FactValue]:
        """Facts in the canonical form of the rule pack."""

    def meters(self, given: dict[str, int], path: Path) -> dict[str, int]:
        """Steps on consequence tracks."""

    def move(self, word: str, path: Path, team: str | None = None, code: str = "L01") -> None:
        """A move type that must be in the catalogue, and makeable by `team` or by any team of the deck."""
