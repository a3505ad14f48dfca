"""What a deck may mention of the law it is played under, and of the world: facts, moves, provisions, places."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from games.engine.lawbook import TRACK
from games.engine.places import Place, places
from games.law.book import Book
from games.law.conditions import Condition, Names
from games.law.kinds import Kind


@dataclass(frozen=True, repr=False)  # a page of names helps nobody in a traceback
class Vocabulary:
    """The names of one rule pack. `moves` gives the team of each move type."""

    facts: Mapping[str, Kind]
    macros: Mapping[str, Condition]
    moves: Mapping[str, str]
    provisions: frozenset[str]
    meters: frozenset[str]
    duties: frozenset[str] = frozenset()
    law: Book | None = None
    """The pack itself, for what names alone cannot tell."""
    places: Mapping[str, Place] = field(default_factory=places)

    @property
    def names(self) -> Names:
        """What conditions may name that are read on facts alone."""
        return {**self.facts, **self.macros}

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """Facts, and the consequence tracks as whole numbers."""
        return {**dict.fromkeys(self.meters, TRACK), **self.facts}

    @property
    def names_in_play(self) -> Names:
        """What conditions of injects and commitments may name: facts, macros and tracks."""
        return {**self.kinds, **self.macros}


def on_scale(value: int, least: int | None, most: int | None) -> int:
    """The value, or the end of the scale that it lies beyond; None is no end."""
    low = value if least is None else max(least, value)
    return low if most is None else min(most, low)


def vocabulary_of(book: Book) -> Vocabulary:
    """The names that a compiled rule pack defines."""
    return Vocabulary(
        facts=book.kinds,
        macros=book.macro_conditions,
        moves={name: move.team for name, move in book.moves.items()},
        provisions=frozenset(book.provisions),
        meters=frozenset(book.meters),
        duties=frozenset(book.duties),
        law=book,
    )
