"""Checks that a deck's story can happen as written: conditions, branches, order, facts and times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from games.engine.ids import Millis
from games.engine.lawbook import FUNCTIONS
from games.engine.plan import Inject, Plan
from games.law.conditions import Condition, boolean, parse
from games.law.tree import Literal
from games.law.yamltext import Path
from injects.deck.findings import Desk, _
from injects.deck.logic import can_hold
from injects.deck.times import show
from injects.deck.vocabulary import Vocabulary


@dataclass(frozen=True)
class Line:
    """An inject of the plan with its condition read and its place in the file."""

    inject: Inject
    condition: Condition
    path: Path

    def at(self, field: str) -> Path:
        return (*self.path, field)


class Storyline:
    """The injects of a plan, asked what can come before what and what excludes what."""

    def __init__(self, plan: Plan, book: Vocabulary) -> None:
        self.plan = plan
        self.facts = book.kinds
        names = book.names_in_play
        always = boolean(Literal(True), "always")
        self.lines: dict[str, Line] = {
            inject.id: Line(
                inject,
                parse(inject.when, names, FUNCTIONS) if inject.when else always,
                ("injects", inject.order),
            )
            for inject in plan.injects
        }

    def never_before(self, line: Line) -> dict[str, Any]:
        """The `released(...)` questions that the schedule answers with no when this inject is due."""
        fixed: dict[str, Any] = {}
        for call in line.condition.functions():
            if call.function == "released" and self._later(call.args[0], line):
                fixed[call.text] = False
        return fixed

    def _later(self, other_id: str, line: Line) -> bool:
        """Whether the other is due after this one on the same clock, or is this one itself."""
        other, own = self.lines[other_id].inject, line.inject
        if other.id == own.id:
            return True
        if other.due is None or own.due is None or own.trigger != "time":
            return False
        theirs, mine = (other.due.basis, other.due.turn), (own.due.basis, own.due.turn)
        return theirs == mine and (other.due.at_ms, other.order) > (own.due.at_ms, own.order)

    def needs(self, line: Line) -> tuple[str, ...]:
        """The injects without whose release this one's condition cannot hold."""
        calls = [call for call in line.condition.functions() if call.function == "released"]
        return tuple(
            call.args[0]
            for call in calls
            if can_hold([line.condition], self.facts, {call.text: False}) is False
        )

    def exclusive(self, one: Inject, other: Inject) -> bool:
        """Whether at most one goes out: one stands in for the other, or the conditions exclude each other."""
        if other.id == one.otherwise or one.id == other.otherwise:
            return True
        conditions = [self.lines[one.id].condition, self.lines[other.id].condition]
        return can_hold(conditions, self.facts) is False

    def scenario_ms(self, inject: Inject) -> Millis | None:
        """When it is due in the story; None without a due time or on the clock of a turn."""
        due, rate = inject.due, self.plan.timing.rate
        if due is None or due.basis not in ("scenario", "exercise"):
            return None
        return due.at_ms if due.basis == "scenario" else due.at_ms * rate // 1000


def check_storyline(story: Storyline, desk: Desk) -> None:
    """L02, L03, L08, L12 and L20."""
    for line in story.lines.values():
        _reachable(story, line, desk)
        _in_time(story, line, desk)
    _cycles(story, desk)
    _conflicts(story, desk)


def _reachable(story: Storyline, line: Line, desk: Desk) -> None:
    inject = line.inject
    fixed = story.never_before(line)
    if inject.when and can_hold([line.condition], story.facts, fixed) is False:
        later = ", ".join(call.removeprefix("released('").removesuffix("')") for call in fixed)
        why = _("The condition can never hold, so the inject never goes out.")
        right = (
            _("It needs {later}, which is due later.")
            if fixed
            else _("Look for a part that excludes another.")
        )
        desk.note("L02", line.at("when"), why, right, later=later)
    if inject.otherwise and can_hold([], story.facts, fixed, negated=[line.condition]) is False:
        why = _("{other} is never released instead: the condition always holds.")
        desk.note("L02", line.at("otherwise"), why, other=inject.otherwise)
    if inject.otherwise and inject.trigger != "time":
        why = _("{other} is never released instead: only an inject with a due time is ever passed over.")
        desk.note("L02", line.at("otherwise"), why, _("Give this one t_h or at."), other=inject.otherwise)
    if inject.due is not None and inject.due.basis == "turn" and story.plan.timing.turn_ms is None:
        desk.note("L02", line.at("basis"), _("The deck has no turns."), _("Add timing: {{turn: 20m}}."))


def _in_time(story: Storyline, line: Line, desk: Desk) -> None:
    inject, endex = line.inject, story.plan.timing.endex_ms
    at_ms = story.scenario_ms(inject)
    if at_ms is None:
        return
    place = line.at("t_h") if line.at("t_h") in desk.document.marks else line.at("at")
    if endex is not None and at_ms > endex:
        why = _("Due at {at}, after ENDEX at {endex}.")
        desk.note("L20", place, why, at=show(at_ms), endex=show(endex))
    begun = [phase for phase in story.plan.phases if phase.starts_ms <= at_ms]
    current = max(begun, key=lambda phase: phase.starts_ms, default=None)
    if inject.phase and current is not None and current.id != inject.phase:
        why = _("Due at {at}, in phase {current}, but written for phase {own}.")
        desk.note("L08", place, why, level="warn", at=show(at_ms), current=current.id, own=inject.phase)


def _cycles(story: Storyline, desk: Desk) -> None:
    instead = {name: _other(line) for name, line in story.lines.items()}
    needed = {name: story.needs(line) for name, line in story.lines.items()}
    for ring in _rings(instead):
        why = _("Each is released instead of the next, round in a circle: {ring}.")
        desk.note("L03", story.lines[ring[0]].at("otherwise"), why, ring=" > ".join((*ring, ring[0])))
    for ring in _rings(needed):
        why = _("Each waits for the next, round in a circle: {ring}.")
        desk.note("L03", story.lines[ring[0]].at("when"), why, ring=" > ".join((*ring, ring[0])))


def _other(line: Line) -> tuple[str, ...]:
    return (line.inject.otherwise,) if line.inject.otherwise else ()


def _rings(edges: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Circles, no two sharing a member: at least one wherever there are any."""
    left = dict(edges)
    while left := _without_dead_ends(left):
        path = [next(iter(left))]
        while (following := next(target for target in left[path[-1]] if target in left)) not in path:
            path.append(following)
        ring = tuple(path[path.index(following) :])
        yield ring
        left = {name: targets for name, targets in left.items() if name not in ring}


def _without_dead_ends(edges: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What remains when everything that leads nowhere is taken away, again and again."""
    left = edges
    while True:
        kept = {name: targets for name, targets in left.items() if any(t in left for t in targets)}
        if len(kept) == len(left):
            return kept
        left = kept


def _conflicts(story: Storyline, desk: Desk) -> None:
    """Two injects of one moment that say different things of one fact: the order of the file would decide."""
    moments: dict[object, list[Inject]] = {}
    for line in story.lines.values():
        if line.inject.due is not None and line.inject.sets:
            moments.setdefault(line.inject.due, []).append(line.inject)
    for injects in moments.values():
        for one, other in combinations(injects, 2):
            facts = [f for f in other.sets if f in one.sets and one.sets[f] != other.sets[f]]
            if facts and not story.exclusive(one, other):
                why = _("{other}, due at the same moment, says something else of {facts}.")
                right = _("Move one of them, or make their conditions exclude each other.")
                path = story.lines[other.id].at("sets")
                desk.note("L12", path, why, right, other=one.id, facts=", ".join(facts))
