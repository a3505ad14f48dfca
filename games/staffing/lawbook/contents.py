"""What a pack holds, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.presenting.explorer.reader import Reader
from games.presenting.law import LawWords, ProvisionCard


@dataclass(frozen=True, slots=True)
class Contents:
    """What the book holds, for its front page: how many of each, the pack's digest, and the works it cites."""

    digest: str
    counts: tuple[tuple[str, int, str], ...]
    sources: tuple[tuple[str, str], ...]


def contents(reader: Reader) -> Contents:
    """The front page."""
    book = reader.book
    counts = (
        (_("moves"), len(book.moves), "#moves"),
        (_("provisions"), len(book.provisions), "provisions/"),
        (_("rows"), len(book.rules), "#moves"),
        (_("facts"), len(book.facts), "facts/"),
        (_("steps"), len(book.steps), "steps/"),
        (_("duties"), len(book.duties), "steps/#duties"),
        (_("parameters"), len(book.parameters), "parameters/"),
        (_("not encoded"), len(book.not_encoded), "parameters/#left-out"),
    )
    return Contents(book.digest, counts, tuple((e.id, e.label) for e in book.sources.values()))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something the provisions say, or leave open, that no row carries."""

    id: str
    what: str
    why: str
    provisions: tuple[ProvisionCard, ...]


def left_out(law: LawWords) -> tuple[LeftOut, ...]:
    """All that is not encoded."""
    return tuple(
        LeftOut(each.id, each.what, each.why, tuple(map(law.provision, each.provisions)))
        for each in law.book.not_encoded
    )
