"""Makes the edits that findings come with, in the text of a deck; comments, order and layout stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from injects.deck.findings import Finding, Fix
from injects.deck.parse import dump_document, open_document


def fixed(text: str, findings: Iterable[Finding]) -> tuple[str, tuple[Finding, ...]]:
    """The text with every fix made that still fits, and the findings whose fixes were made.

    Of two fixes for one field the first counts: the second was worked out on what stood there before.
    """
    document = open_document(text)
    made: list[Finding] = []
    touched: set[tuple[str, str, str]] = set()
    for finding in findings:
        fix = finding.fix
        if fix is None or finding.accepted or (fix.section, fix.key, fix.field) in touched:
            continue
        if _make(document, fix):
            touched.add((fix.section, fix.key, fix.field))
            made.append(finding)
    return (dump_document(document) if made else text), tuple(made)


def _make(document: Any, fix: Fix) -> bool:
    record = _record(document, fix)
    if record is None:
        return False
    if fix.value is None:
        return record.pop(fix.field, None) is not None
    if fix.field == "at":
        record.pop("t_h", None)  # the other spelling of the same
    record[fix.field] = fix.value
    return True


def _record(document: Any, fix: Fix) -> Any:
    if fix.key:
        rows = document.get(fix.section) or []
        return next((row for row in rows if row.get("id") == fix.key), None)
    if fix.section not in document:
        document[fix.section] = {}
    return document[fix.section]
