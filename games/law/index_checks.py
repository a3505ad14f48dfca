"""Checks of what refers to what: R20, R21, R22 and R40; and findings that pretend to be curable (R15)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from games.law.book import Book
from games.law.remarks import Remark, remark
from games.law.tree import Node, names_of

_NOTHING: Final = frozenset({"-", "none", "None"})
_CARRIERS: Final = {
    "frames": "the authority",
    "forbids": "an unlawful row",
    "holds": "a blocked row",
    "contests": "a contestable row",
}
_SOURCE: Final = re.compile(r"\bS[0-9]+\b")


def tokens(book: Book) -> Iterator[Remark]:
    """R21: a token that no row asks for; a finding that only blocks; a blocked row that needs a finding."""
    asked = {token for rule in book.rules.values() for token in rule.row.missing}
    for token in book.tokens.values():
        if token.id not in asked:
            yield remark(
                book, "R21", "warning", token.id, "no row asks for this token", key=f"tokens:{token.id}"
            )
    for rule in book.rules.values():
        findings = [token for token in rule.row.missing if book.tokens[token].finding]
        if rule.row.verdict == "blocked" and findings:
            yield remark(book, "R15", "error", rule.id, f"blocked by {findings[0]}, which no step supplies")


def facts(book: Book) -> Iterator[Remark]:
    """R21: a fact that nothing reads."""
    read = {name for condition in _conditions(book) for name in names_of(condition)}
    for name in book.facts:
        if name not in read:
            yield remark(book, "R21", "warning", name, "nothing reads this fact", key=f"facts:{name}")


def macros(book: Book) -> Iterator[Remark]:
    used = {macro for rule in book.rules.values() for macro in rule.condition.macros()}
    used |= {macro for condition in book.macro_conditions.values() for macro in condition.macros()}
    used |= {macro for step in book.steps.values() if step.condition for macro in step.condition.macros()}
    for name in book.macros:
        if name not in used:
            yield remark(book, "R21", "warning", name, "nothing uses this macro", key=f"macros:{name}")


def groups(book: Book) -> Iterator[Remark]:
    used = {group for move in book.moves.values() for group in move.groups}
    for name in book.groups:
        if name not in used:
            yield remark(book, "R20", "warning", name, "no move uses this group", key=f"groups:{name}")


def citations(book: Book) -> Iterator[Remark]:
    """R40: a provision that nothing cites and that says it does something; one without an instrument."""
    cited = {each for rule in book.rules.values() for each in rule.row.provisions}
    cited |= {each for move in book.moves.values() for each in move.authority}
    cited |= {each for duty in book.duties.values() for each in duty.duty.provisions}
    for provision in book.provisions.values():
        key = f"provisions:{provision.id}"
        moves = provision.moves
        if provision.id not in cited and (moves.frames or moves.forbids or moves.holds or moves.contests):
            yield remark(
                book, "R40", "error", provision.id, "names moves but no row or move cites it", key=key
            )
        if not provision.instrument and provision.kind != "factor":
            yield remark(book, "R40", "error", provision.id, "cites no instrument", key=key)


def provision_moves(book: Book) -> Iterator[Remark]:
    """R20: what a provision says it does to moves differs from what the rows do."""
    done: dict[tuple[str, str], set[str]] = {}
    for move in book.moves.values():
        for cited in move.authority:
            done.setdefault((cited, "frames"), set()).add(move.id)
    way_of = {"unlawful": "forbids", "blocked": "holds", "contestable": "contests"}
    for rule in book.rules.values():
        owner = rule.id.partition("#")[0]
        for cited in rule.row.provisions:
            done.setdefault((cited, way_of[rule.row.verdict]), set()).add(owner)
    for provision in book.provisions.values():
        for way in ("frames", "forbids", "holds", "contests"):
            said = set(getattr(provision.moves, way))
            found = done.get((provision.id, way), set())
            carrier = _CARRIERS[way]
            parts = []
            if said - found:
                parts.append(f"names {_list(said - found)}, but is not cited by {carrier} there")
            if found - said:
                parts.append(f"leaves out {_list(found - said)}, where it is cited by {carrier}")
            if parts:
                detail = f"moves.{way} {'; it '.join(parts)}"
                yield remark(book, "R20", "warning", provision.id, detail, key=f"provisions:{provision.id}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def sources(book: Book) -> Iterator[Remark]:
    """R40: a short source name that is not explained."""
    for provision in book.provisions.values():
        for name in dict.fromkeys(_SOURCE.findall(provision.source)):
            if name not in book.sources:
                detail = f"the source {name} is not listed"
                yield remark(book, "R40", "error", provision.id, detail, key=f"provisions:{provision.id}")


def _conditions(book: Book) -> Iterator[Node]:
    for rule in book.rules.values():
        yield rule.condition.tree
    for obligation in book.duties.values():
        yield from (each.tree for each in (obligation.opens, obligation.met) if each is not None)
    for relation in book.relations:
        yield from (relation.when.tree, relation.must.tree)
    yield from (step.condition.tree for step in book.steps.values() if step.condition is not None)


def records(book: Book) -> Iterator[Remark]:
    """R22: a fact of record that no move, step or relation changes, and that nobody is said to establish."""
    changed = {assign.change.fact for play in book.plays.values() for assign in play.establishes}
    changed |= {assign.change.fact for step in book.steps.values() for assign in step.changes}
    changed |= {assign.change.fact for relation in book.relations for assign in relation.changes}
    for fact in book.facts.values():
        if fact.standing == "record" and fact.id not in changed and not fact.set_by:
            detail = "no move and no step establishes this record; say who does in 'set_by'"
            yield remark(book, "R22", "error", fact.id, detail, key=f"facts:{fact.id}")


def versions(book: Book) -> Iterator[Remark]:
    """R23: a stretch of days between two versions on which neither is in force."""
    for key, spans in book.versions.items():
        ordered = sorted(spans, key=lambda span: span.since)
        for one, other in pairwise(ordered):
            if _day_after(one.until) < other.since:
                name = key.partition(":")[2] or key
                detail = f"no version is in force between {one.until} and {other.since}"
                yield remark(book, "R23", "warning", name, detail, key=key)


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def numbers(book: Book) -> Iterator[Remark]:
    """R40: an hour that was chosen for the exercise without saying what the law or an estimate has."""
    for procedure in book.steps.values():
        step = procedure.step
        if step.hours is not None and not step.note and {step.law, step.real} <= _NOTHING:
            detail = "hours are set, but neither an estimate nor a note says why"
            yield remark(book, "R40", "warning", step.id, detail, key=f"steps:{step.id}")
