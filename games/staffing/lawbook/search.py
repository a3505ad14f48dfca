"""Everything in a pack that speaks of some words, or has a code, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from games.law.book import Book
from games.presenting.explorer.overview import searchable
from games.presenting.explorer.reader import Reader

FIRST_HITS: Final = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `page` is its address below the root of the book."""

    id: str
    label: str
    text: str
    page: str


@dataclass(frozen=True, slots=True)
class HitList:
    """What was found of one kind; `more` says how many are not shown."""

    id: str
    label: str
    hits: tuple[Hit, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are left out of the list."""
        return self.count - len(self.hits)


def found(reader: Reader, query: str, *, everything: bool = False) -> tuple[HitList, ...]:
    """All that speaks of these words or has this code, by kind; of each kind the first dozen, or all."""
    wanted = query.casefold().split()
    if not wanted:
        return ()
    lists = []
    for name, label, hits in _kinds(reader):
        matching = [hit for hit, text in hits if all(word in text for word in wanted)]
        if matching:
            shown = matching if everything else matching[:FIRST_HITS]
            lists.append(HitList(name, label, tuple(shown), len(matching)))
    return tuple(lists)


def _kinds(reader: Reader) -> Iterator[tuple[str, str, Iterable[tuple[Hit, str]]]]:
    book, law = reader.book, reader.law
    yield (
        "provisions",
        _("Provisions"),
        (
            _hit(
                e.id,
                e.title,
                e.instrument,
                f"provision/{e.id}/",
                e.rule,
                e.applies,
                e.exceptions,
                e.decides,
                e.source,
            )
            for e in book.provisions.values()
        ),
    )
    yield (
        "moves",
        _("Moves"),
        (
            (Hit(e.id, e.label, reader.team_name(e.team), f"move/{e.id}/"), searchable(reader, e.id))
            for e in book.moves.values()
        ),
    )
    yield (
        "rows",
        _("Rows of the ruling tables"),
        (
            _hit(
                rule.id,
                rule.row.note or rule.row.when,
                rule.row.when,
                row_page(book, rule.id),
                *rule.row.missing,
            )
            for rule in book.rules.values()
        ),
    )
    yield (
        "facts",
        _("Facts"),
        (
            _hit(e.id, e.label, e.meaning, f"facts/#fact-{e.id}", *map(book.label_of, e.values))
            for e in book.facts.values()
        ),
    )
    yield (
        "macros",
        _("Named conditions"),
        (_hit(e.id, e.says.holds, e.meaning, f"facts/#macro-{e.id}", e.when) for e in book.macros.values()),
    )
    yield (
        "tokens",
        _("What may be missing"),
        (_hit(e.id, e.label, "", f"steps/#token-{e.id}") for e in book.tokens.values()),
    )
    yield (
        "steps",
        _("Steps"),
        (
            _hit(
                e.step.id,
                e.step.label,
                e.step.who,
                f"steps/#step-{e.step.id}",
                e.step.law,
                e.step.real,
                e.step.note,
            )
            for e in book.steps.values()
        ),
    )
    yield (
        "duties",
        _("Duties"),
        (
            _hit(e.duty.id, e.duty.label, e.duty.law, f"steps/#duty-{e.duty.id}", e.duty.missed)
            for e in book.duties.values()
        ),
    )
    yield (
        "readings",
        _("Readings"),
        (_hit(e.id, e.label, e.held_by, f"facts/#reading-{e.id}") for e in book.readings),
    )
    yield (
        "left-out",
        _("Not encoded"),
        (_hit(e.id, e.what, e.why, f"parameters/#left-{e.id}", *e.provisions) for e in book.not_encoded),
    )
    yield (
        "parameters",
        _("Parameters"),
        (
            _hit(
                e.id,
                law.book.label_of(e.name),
                f"{e.value}. {e.use}",
                f"parameters/#parameter-{e.id}",
                e.name,
                e.source,
            )
            for e in book.parameters.values()
        ),
    )


def _hit(name: str, label: str, text: str, page: str, *more: str) -> tuple[Hit, str]:
    return Hit(name, label, text, page), " ".join((name, label, text, *more)).casefold()


def row_page(book: Book, row: str) -> str:
    """Where a row is shown: in the table of the first move that uses it."""
    for move, play in book.plays.items():
        if any(rule.id == row for rule in play.rules):
            return f"move/{move}/#row-{anchor(row)}"
    return ""


def anchor(row: str) -> str:
    """The id of a row as part of an address."""
    return row.replace("#", "-").replace(".", "-")
