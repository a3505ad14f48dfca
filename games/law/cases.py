"""Worked cases: reads files of them and compares what the rulebook says with what they expect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec import Struct

from games.law.book import BadInput
from games.law.compiling import Env
from games.law.following import union
from games.law.kinds import nearest
from games.law.model import Effect
from games.law.reading import Place, check
from games.law.records import Headline, Ruling
from games.law.rulebook import Rulebook
from games.law.rulings import scene_of
from games.law.weighing import Outcome, weigh
from games.law.yamltext import Document, Problem, read

VERSION: Final = 1


class Expected(Struct, frozen=True, forbid_unknown_fields=True):
    """What must come out: verdict and effect, provisions among the deciding ones, exactly these tokens.

    `rows`, where given, are exactly the rows that hold; `needs` exactly the facts that would settle it.
    """

    verdict: Headline
    effect: Effect
    provisions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rows: tuple[str, ...] | None = None
    needs: tuple[str, ...] | None = None


class Case(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One worked case. Facts and parameters not listed take the pack's defaults."""

    id: str
    title: str
    actor: str
    move: str
    params: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    unknown: tuple[str, ...] = ()
    expected: Expected
    why: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the ruling on it and every difference from what was expected; none: it passed."""

    case: Case
    ruling: Ruling
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of a file that can be judged, and what is wrong with the file."""

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]


def read_cases(name: str, text: str, book: Rulebook) -> CaseFile:
    """Read a case file and check every name and value in it against the rulebook."""
    document, problems = read(name, text)
    if problems:
        return CaseFile((), problems)
    reader = _Reader(document, book)
    reader.read()
    return CaseFile(tuple(reader.cases), tuple(reader.problems))


def judge(book: Rulebook, case: Case) -> Judged:
    """Rule on a case and compare."""
    ruling = book.rule(case.move, case.params, case.facts, unknown=case.unknown)
    env = scene_of(book, case.move, case.params, case.facts, case.unknown)
    play = book.plays[case.move]
    return Judged(case, ruling, tuple(unlike(case.expected, play.move.authority, weigh(play, env), env)))


def unlike(expected: Expected, authority: tuple[str, ...], outcome: Outcome, env: Env) -> list[str]:
    """Every way in which the rows that hold are not what was expected."""
    found = []
    if outcome.verdict != expected.verdict:
        found.append(f"verdict {outcome.verdict}, expected {expected.verdict}")
    if outcome.effect != expected.effect:
        found.append(f"effect {outcome.effect}, expected {expected.effect}")
    deciding = union(rule.row.provisions for rule in outcome.deciding) or authority
    uncited = [each for each in expected.provisions if each not in deciding]
    if uncited:
        found.append(f"{', '.join(uncited)} not among the deciding {', '.join(deciding)}")
    missing = union(rule.row.missing for rule in outcome.deciding)
    if set(missing) != set(expected.missing):
        found.append(f"missing [{_listed(missing)}], expected [{_listed(expected.missing)}]")
    held = [rule.id for rule in outcome.sure]
    if expected.rows is not None and set(held) != set(expected.rows):
        found.append(f"rows [{_listed(held)}], expected [{_listed(expected.rows)}]")
    if expected.needs is not None and set(outcome.needs(env)) != set(expected.needs):
        found.append(f"needs [{_listed(outcome.needs(env))}], expected [{_listed(expected.needs)}]")
    return found


def _listed(tokens: Iterable[str]) -> str:
    return ", ".join(sorted(tokens))


class _Reader:
    def __init__(self, document: Document, book: Rulebook) -> None:
        self.document = document
        self.book = book
        self.cases: list[Case] = []
        self.problems: list[Problem] = []
        self.ids: set[str] = set()

    def note(self, place: Place, detail: str) -> None:
        self.problems.append(place.problem(detail))

    def read(self) -> None:
        root = Place(self.document, ())
        value = self.document.value
        if not isinstance(value, dict) or not isinstance(value.get("cases"), list):
            self.note(root, "a case file holds 'version: 1' and a list of 'cases'")
            return
        for key in value:
            if key not in ("version", "cases"):
                self.note(root.below(key), f"unknown field{nearest(key, ('version', 'cases'))}")
        if value.get("version") != VERSION:
            self.note(root.below("version"), f"the version must be {VERSION}")
        for index, item in enumerate(value["cases"]):
            self.case(item, root.below("cases", index))

    def case(self, item: Any, place: Place) -> None:
        try:
            case = msgspec.convert(item, Case)
        except msgspec.ValidationError:
            self.problems.extend(check(Case, item, place))
            return
        before = len(self.problems)
        if case.id in self.ids:
            self.note(place.below("id"), f"the case {case.id!r} is given twice")
        self.ids.add(case.id)
        self.question(case, place)
        self.expectation(case.expected, place.below("expected"))
        if len(self.problems) == before:
            self.cases.append(case)

    def question(self, case: Case, place: Place) -> None:
        move = self.book.moves.get(case.move)
        if move is None:
            self.note(place.below("move"), f"unknown move {case.move!r}{nearest(case.move, self.book.moves)}")
        elif move.team != case.actor:
            self.note(place.below("actor"), f"{case.move} is a move of {move.team}, not of {case.actor}")
        checked = self.book.check_params(case.move, case.params) if move else {}
        if isinstance(checked, tuple):
            for problem in checked:
                self.note(place.below("params", problem.field), problem.detail)
        self.facts(case.facts, case.unknown, place)

    def facts(self, facts: Mapping[str, Any], unknown: tuple[str, ...], place: Place) -> None:
        for name, value in facts.items():
            fitted = self.book.check_fact(name, value)
            if isinstance(fitted, BadInput):
                self.note(place.below("facts", name), fitted.detail)
        for index, name in enumerate(unknown):
            if name not in self.book.facts:
                self.note(
                    place.below("unknown", index), f"unknown fact {name!r}{nearest(name, self.book.facts)}"
                )

    def expectation(self, expected: Expected, place: Place) -> None:
        for index, provision in enumerate(expected.provisions):
            if provision not in self.book.provisions:
                hint = nearest(provision, self.book.provisions)
                self.note(place.below("provisions", index), f"unknown provision {provision!r}{hint}")
        for index, token in enumerate(expected.missing):
            if token not in self.book.tokens:
                hint = nearest(token, self.book.tokens)
                self.note(place.below("missing", index), f"unknown token {token!r}{hint}")
        for index, row in enumerate(expected.rows or ()):
            if row not in self.book.rules:
                self.note(place.below("rows", index), f"unknown row {row!r}{nearest(row, self.book.rules)}")
        for index, name in enumerate(expected.needs or ()):
            if name not in self.book.facts:
                self.note(
                    place.below("needs", index), f"unknown fact {name!r}{nearest(name, self.book.facts)}"
                )
