"""Ruling tables in words and in notation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from games.law.book import Rule
from games.law.wording import words
from games.presenting.law import LawWords, ProvisionCard, layer_label, verdict_label
from games.staffing.lawbook.search import anchor


@dataclass(frozen=True, slots=True)
class RowCard:
    """A row of a ruling table; `notation` is the condition as the pack has it, `words` the same in words."""

    id: str
    anchor: str
    words: str
    notation: str
    verdict: str
    verdict_label: str
    effect: str
    layer_label: str
    provisions: tuple[ProvisionCard, ...]
    missing: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    note: str
    lean: str
    overrides: tuple[int, ...]
    place: str
    stands: str
    """Whether it holds on the facts of the page: yes, perhaps, or empty."""


def ruling_table(law: LawWords, move: str, stands: Mapping[str, bool]) -> tuple[RowCard, ...]:
    """The rows of a move, those of its groups first; `stands` are those that hold (or, False, may hold)."""
    return tuple(row_card(law, rule, stands.get(rule.id)) for rule in law.book.plays[move].rules)


def row_card(law: LawWords, rule: Rule, stands: bool | None = None) -> RowCard:
    """One row."""
    row, spoken = rule.row, words(law.book, rule.condition.tree)
    return RowCard(
        id=rule.id,
        anchor=anchor(rule.id),
        words=spoken[:1].upper() + spoken[1:],
        notation=row.when,
        verdict=row.verdict,
        verdict_label=verdict_label(row.verdict),
        effect=rule.effect,
        layer_label=layer_label(row.layer),
        provisions=tuple(law.provision(code) for code in row.provisions),
        missing=tuple((token, law.missing(token).label) for token in row.missing),
        facts=tuple((name, law.fact_label(name)) for name in rule.reads),
        note=law.plain(row.note),
        lean=row.lean,
        overrides=row.overrides,
        place=law.book.places.get(rule.id, ""),
        stands="" if stands is None else "yes" if stands else "perhaps",
    )


def rows_citing(law: LawWords, code: str) -> tuple[RowCard, ...]:
    """The rows that a provision carries."""
    return tuple(row_card(law, rule) for rule in law.book.rules.values() if code in rule.row.provisions)
