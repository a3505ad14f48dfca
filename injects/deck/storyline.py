"""The injects of a plan with their conditions: what can come before what, and what excludes what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from games.engine import audience
from games.engine.ids import InjectId, Millis
from games.engine.lawbook import FUNCTIONS
from games.engine.plan import Inject, Plan
from games.law.conditions import Condition, boolean, parse
from games.law.kinds import Kind
from games.law.tree import AllOf, Call, Literal, Node, Not
from games.law.yamltext import Path
from injects.deck.logic import can_hold
from injects.deck.vocabulary import Vocabulary


@dataclass(frozen=True)
class Line:
    """An inject of the plan with its condition read and its place in the file.

    `whole` is the condition together with prerequisites and suppressors.
    """

    inject: Inject
    condition: Condition
    whole: Condition
    path: Path

    def at(self, field_: str) -> Path:
        return (*self.path, field_)

    @property
    def conditional(self) -> bool:
        """Whether anything beside the clock decides it."""
        return bool(self.inject.when or self.inject.needs or self.inject.suppressed_by)


@dataclass
class Storyline:
    """The injects of a plan, asked what can come before what and what excludes what."""

    plan: Plan
    book: Vocabulary
    lines: dict[str, Line] = field(init=False)
    facts: Mapping[str, Kind] = field(init=False)
    begins_ms: Millis = 0
    """From when on the story is looked at: later than STARTEX for an exercise under way."""
    settled: Mapping[str, bool] = field(default_factory=dict)
    """Questions by their text whose answer is known already."""

    def __post_init__(self) -> None:
        self.facts = self.book.kinds
        self._names = self.book.names_in_play
        self._exclusive: dict[tuple[str, str], bool] = {}
        self._read: dict[str, Condition] = {}
        self.lines = {inject.id: self._line(inject) for inject in self.plan.injects}

    def _line(self, inject: Inject) -> Line:
        condition = self.read(inject.when)
        parts: list[Node] = [condition.tree] if inject.when else []
        parts += [Call("released", (each,)) for each in inject.needs]
        parts += [Not(Call("released", (each,))) for each in inject.suppressed_by]
        whole = condition if len(parts) < 2 and inject.when else boolean(_all(parts), inject.when)
        return Line(inject, condition, whole, ("injects", inject.order))

    def read(self, text: str) -> Condition:
        """A condition of the plan; an empty one always holds."""
        found = self._read.get(text)
        if found is None:
            always = boolean(Literal(True), "always")
            found = self._read[text] = parse(text, self._names, FUNCTIONS) if text else always
        return found

    # What cannot be ----------------------------------------------------------------------------------------

    def fixed(self, line: Line) -> dict[str, Any]:
        """The questions of a line's condition that are answered with no whatever anybody does."""
        asked = {call.text for call in line.whole.functions()}
        known = {text: so for text, so in self.settled.items() if text in asked}
        return known | {
            call.text: False
            for call in line.whole.functions()
            if call.text not in known
            and (self._later_release(call, line) or self.impossible(call) or call.text in self.never)
        }

    def _later_release(self, call: Call, line: Line) -> bool:
        # What waits for a prerequisite is asked for its condition only when that has gone out.
        asked = call.function in ("released", "after") and call.args[0] not in line.inject.needs
        return asked and self.later(call.args[0], line)

    def later(self, other_id: str, line: Line) -> bool:
        """Whether the other is due after this one on the same clock, or is this one itself."""
        found = self.lines.get(other_id)
        if found is None:
            return False
        other, own = found.inject, line.inject
        if other.id == own.id:
            return True
        if other.due is None or own.due is None or own.trigger != "time":
            return False
        if other.due.basis == own.due.basis == "turn" and other.due.turn != own.due.turn:
            return (other.due.turn or 0) > (own.due.turn or 0)
        theirs = (other.due.basis, other.due.turn, other.due.after)
        mine = (own.due.basis, own.due.turn, own.due.after)
        return theirs == mine and (other.due.at_ms, other.order) > (own.due.at_ms, own.order)

    def impossible(self, call: Call) -> bool:
        """Whether a question can never be answered with yes in this deck."""
        args = call.args
        line = self.lines.get(args[0])
        match call.function:
            case "missed":
                return line is None or line.inject.answer_within_ms is None or not self._told(line, args[1])
            case "seen":
                return line is None or not self._told(line, args[1]) or line.inject.delivery == "manual"
            case "acknowledged":
                return line is None or not line.inject.acknowledge or not self._told(line, args[1])
            case "made" | "ruled":
                return not self.makeable(args[0])
            case "submitted":
                return args[0] not in self._teams and not self.makeable(args[0])
            case "heard":
                return args[0] == args[1]
            case _:
                return False

    @cached_property
    def _teams(self) -> frozenset[str]:
        return frozenset(team.id for team in self.plan.teams)

    def makeable(self, move: str) -> bool:
        """Whether a team of the deck has a move in its catalogue."""
        return self.book.moves.get(move) in self._teams

    def _told(self, line: Line, reader: str) -> bool:
        team = reader.partition("/")[0]
        return any(
            word == audience.PUBLIC or audience.team_of(word) == team or self._seat_of(word) == team
            for word in line.inject.to
        )

    def _seat_of(self, word: str) -> str:
        kind, _colon, seat = word.partition(":")
        found = (s.team for s in self.plan.seats if s.id == seat) if kind == "seat" else iter(())
        return next(found, None) or ""

    @cached_property
    def dead(self) -> dict[str, str]:
        """Injects that never go out by themselves, with the inject (or nothing) that it hangs on."""
        dead: dict[str, str] = {}
        stand_ins = {line.inject.otherwise for line in self.lines.values()}
        self.never: set[str] = set()
        grown = True
        while grown:
            grown = False
            for name, line in self.lines.items():
                if name in dead or name in stand_ins:
                    continue
                if (why := self._hangs_on(line, dead)) is not None:
                    dead[name] = why
                    if line.inject.trigger != "manual":
                        self.never |= {f"released({name!r})"}
                    grown = True
        return dead

    never: set[str] = field(default_factory=set)

    def _hangs_on(self, line: Line, dead: Mapping[str, str]) -> str | None:
        """None for an inject that can go out."""
        inject = line.inject
        if inject.trigger == "manual" and not inject.needs and not inject.suppressed_by:
            return None
        due_after = inject.due.after if inject.due else None
        waited: tuple[str, ...] = (*inject.needs, *((due_after,) if due_after else ()))
        for other in waited:
            if other not in self.lines:
                return other  # left out while the exercise runs
            if other in dead and self.lines[other].inject.trigger != "manual":
                return other
        if set(inject.needs) & set(inject.suppressed_by):
            return ""
        if not line.conditional:
            return None
        if can_hold([line.whole], self.facts, self.fixed(line)) is not False:
            return None
        waits = [call.args[0] for call in line.whole.functions() if call.text in self.never]
        return waits[0] if waits else ""

    def needs(self, line: Line) -> tuple[str, ...]:
        """The injects without whose release this one cannot go out."""
        due_after = line.inject.due.after if line.inject.due else None
        wanted = dict.fromkeys((*line.inject.needs, *((due_after,) if due_after else ())))
        for call in line.condition.functions():
            waits = call.function in ("released", "after")
            if waits and can_hold([line.condition], self.facts, {call.text: False}) is False:
                wanted[InjectId(call.args[0])] = None
        return tuple(wanted)

    def exclusive(self, one: Inject, other: Inject) -> bool:
        """Whether at most one goes out: one stands in for the other, or the conditions exclude each other."""
        if other.id == one.otherwise or one.id == other.otherwise:
            return True
        if other.id in one.suppressed_by or one.id in other.suppressed_by:
            return True
        key = (one.id, other.id)
        if key not in self._exclusive:
            lines = [self.lines[one.id], self.lines[other.id]]
            found = all(line.conditional for line in lines) and (
                can_hold([line.whole for line in lines], self.facts) is False
            )
            self._exclusive[key] = self._exclusive[other.id, one.id] = found
        return self._exclusive[key]

    def before(self, one: Inject, other: Inject) -> bool:
        """Whether the first surely goes out before the second, if both do."""
        if one.id in self._comes_after[other.id]:
            return True
        return self.later(other.id, self.lines[one.id]) and one.id != other.id

    @cached_property
    def _comes_after(self) -> Mapping[str, frozenset[str]]:
        """For each inject those that have gone out when it does: what it needs, what that needs, and so on."""
        direct = {name: self.needs(line) for name, line in self.lines.items()}
        found: dict[str, frozenset[str]] = {}
        for name in direct:
            seen: set[str] = set()
            left = [*direct[name]]
            while left:
                each = left.pop()
                if each not in seen:
                    seen.add(each)
                    left += direct.get(each, ())
            found[name] = frozenset(seen)
        return found

    def scenario_ms(self, inject: Inject) -> Millis | None:
        """When it is due in the story; None without a due time that the schedule alone decides."""
        due, rate = inject.due, self.plan.timing.rate
        if due is None or due.basis not in ("scenario", "exercise"):
            return None
        return due.at_ms if due.basis == "scenario" else due.at_ms * rate // 1000

    def earliest_ms(self, inject: Inject) -> Millis | None:
        """When it is due in the story at the earliest, if all turns take their length and nothing is moved.

        None where nothing but play decides it. Chains of injects that follow each other are counted up.
        """
        total, rate, seen = 0, self.plan.timing.rate, set()
        while True:
            due = inject.due
            if (
                due is not None
                and due.basis == "inject"
                and due.after in self.lines
                and inject.id not in seen
            ):
                seen.add(inject.id)
                total += due.at_ms * rate // 1000
                inject = self.lines[str(due.after)].inject
                continue
            own = self.scenario_ms(inject)
            turn_ms = self.plan.timing.turn_ms
            if due is not None and due.basis == "turn" and turn_ms is not None:
                own = (((due.turn or 1) - 1) * turn_ms + due.at_ms) * rate // 1000
            return None if own is None and not total else (own or 0) + total

    def pairs(self) -> Iterator[tuple[Inject, Inject]]:
        """Every two injects that say something of the same fact, each pair once, in the order of the deck."""
        by_fact: dict[str, list[Inject]] = {}
        for inject in self.plan.injects:
            for name in inject.sets:
                by_fact.setdefault(name, []).append(inject)
        seen: set[tuple[str, str]] = set()
        for injects in by_fact.values():
            for place, one in enumerate(injects):
                for other in injects[place + 1 :]:
                    if (one.id, other.id) not in seen:
                        seen.add((one.id, other.id))
                        yield one, other


def _all(parts: list[Node]) -> Node:
    if not parts:
        return Literal(True)
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
