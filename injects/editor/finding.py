"""Findings of the linter in a draft: where each belongs, in words, with the way to the field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from injects.authoring import sections
from injects.authoring.texts import DeckText
from injects.deck.findings import Finding
from injects.drafts import deck_of
from injects.editor.acting import record_home, record_url
from injects.editor.formviews import anchor_of
from injects.editor.frame import table_url
from injects.editor.wording import field_label, section_label
from injects.models import Draft

_ROW = re.compile(r"((?:map\.)?[a-z_]+)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding as a page shows it, with the field to mend."""

    finding: Finding
    message: str
    item: str
    field: str
    url: str


def place_of(finding: Finding, deck: DeckText) -> tuple[str, str, str]:
    """Section, key and field that a finding is about."""
    row = _ROW.match(finding.field)
    anchor = anchor_of(finding.field, deck.languages)
    if row and row[1] in sections.LISTS:
        keys = deck.keys(row[1])
        index = int(row[2])
        return row[1], keys[index] if index < len(keys) else "", anchor
    section = re.split(r"[.\[]", finding.field, maxsplit=1)[0]
    return (section, "", anchor) if section in sections.ORDER else ("deck", "", "")


def rows(findings: Iterable[Finding], draft: Draft, languages: tuple[str, ...]) -> list[FoundRow]:
    """Findings in words, errors first, each with the address of its field."""
    deck = deck_of(draft)
    order = ("error", "warn", "info")
    ranked = sorted(findings, key=lambda each: (order.index(each.level), each.line, each.column))
    found = []
    for each in ranked:
        section, key, anchor = place_of(each, deck)
        bare = anchor.partition("-")[0]
        listed = section in sections.LISTS
        url = record_url(draft, section, key, anchor) if key or not listed else _list_url(draft, section)
        item = (
            f"{section_label(section)} · {key}"
            if key and section != "injects"
            else key or section_label(section)
        )
        label = field_label(section, bare) if bare else ""
        found.append(FoundRow(each, each.sentence(_), item, label, url))
    return found


def _list_url(draft: Draft, section: str) -> str:
    return table_url(draft) if section == "injects" else record_home(draft, section)


def by_field(findings: Iterable[Finding]) -> dict[str, list[tuple[str, str]]]:
    """Level and words of findings by the field they stand at."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in findings:
        anchor = anchor_of(each.field, ())
        found.setdefault(anchor, []).append((each.level, each.sentence(_)))
    return found
