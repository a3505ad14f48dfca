"""Facts with who sets them and what reads them, named conditions, readings of the law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.law.model import Change, Fact
from games.presenting.law import LawWords
from games.staffing.lawbook.search import row_page


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact: what it means, what it may be, who establishes it, and the rows that read it."""

    id: str
    label: str
    meaning: str
    type: str
    values: str
    default: str
    standing: str
    set_by: tuple[str, ...]
    moves: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactSection:
    """The facts of one group."""

    id: str
    label: str
    facts: tuple[FactEntry, ...]


@dataclass(frozen=True, slots=True)
class ConditionEntry:
    """A named condition and the rows that use it, directly or through another."""

    id: str
    notation: str
    meaning: str
    holds: str
    fails: str
    rows: tuple[tuple[str, str], ...]


def fact_sections(law: LawWords) -> tuple[FactSection, ...]:
    """All facts by group."""
    book = law.book
    readers: dict[str, list[tuple[str, str]]] = {}
    for rule in book.rules.values():
        page = row_page(book, rule.id)
        for name in rule.reads:
            readers.setdefault(name, []).append((rule.id, page))
    return tuple(
        FactSection(
            group.id,
            group.label,
            tuple(
                _fact(law, e, tuple(readers.get(e.id, ())))
                for e in book.facts.values()
                if e.group == group.id
            ),
        )
        for group in book.fact_groups.values()
    )


def _fact(law: LawWords, fact: Fact, rows: tuple[tuple[str, str], ...]) -> FactEntry:
    default = list(fact.default) if isinstance(fact.default, (list, tuple)) else fact.default
    return FactEntry(
        id=fact.id,
        label=fact.label,
        meaning=law.plain(fact.meaning),
        type=type_label(fact),
        values=", ".join(
            map(law.book.label_of, law.book.kinds[fact.id].values if fact.of != "moves" else ())
        ),
        default=_("open") if fact.standing == "doctrine" else law.fact_value(fact.id, default),
        standing=standing_label(fact.standing),
        set_by=tuple(map(setter_label, fact.set_by)),
        moves=tuple(
            (move.id, move.label) for move in law.book.moves.values() if _sets(move.establishes, fact.id)
        ),
        steps=tuple(
            (each.step.id, each.step.label)
            for each in law.book.steps.values()
            if _sets(each.step.changes, fact.id)
        ),
        rows=rows,
    )


def _sets(changes: Iterable[Change], fact: str) -> bool:
    return any(change.fact == fact for change in changes)


def type_label(fact: Fact) -> str:
    """What values a fact takes, in words."""
    return {
        "bool": _("yes or no"),
        "tri": _("no, arguable or yes"),
        "enum": _("one of"),
        "int": _("a number"),
        "list": _("any of"),
        "moment": _("a moment"),
    }[fact.type]


def standing_label(standing: str) -> str:
    """Whose business it is to say what the fact is."""
    return {
        "record": _("a matter of record"),
        "assessment": _("somebody has to judge it"),
        "doctrine": _("a question of law on which readings differ"),
    }[standing]


def setter_label(setter: str) -> str:
    """Who establishes a fact that no move and no step does."""
    return {"inject": _("injects"), "clock": _("the clock"), "white_cell": _("the white cell")}[setter]


def condition_entries(law: LawWords) -> tuple[ConditionEntry, ...]:
    """All named conditions."""
    book = law.book
    written = [(rule.id, _written(rule.row.when)) for rule in book.rules.values()]
    return tuple(
        ConditionEntry(
            id=each.id,
            notation=each.when,
            meaning=each.meaning,
            holds=each.says.holds,
            fails=each.says.fails,
            rows=tuple((rule, row_page(book, rule)) for rule, names in written if each.id in names),
        )
        for each in book.macros.values()
    )


def _written(text: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() or c == "_" else " " for c in text).split())


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """A reading of the law: who holds it, and how it answers the open questions."""

    id: str
    label: str
    held_by: str
    answers: tuple[tuple[str, str], ...]


def reading_entries(law: LawWords) -> tuple[ReadingEntry, ...]:
    """All readings."""
    return tuple(
        ReadingEntry(
            each.id,
            each.label,
            each.held_by,
            tuple((law.fact_label(name), law.fact_value(name, value)) for name, value in each.facts.items()),
        )
        for each in law.book.readings
    )
