"""What each inject of a deck depends on: which others, through which facts and moves, and when at the earliest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from games.engine.ids import InjectId, Millis
from games.engine.plan import Inject
from games.engine.questions import ARGUMENTS
from games.law.conditions import Condition
from games.law.tree import Call
from injects.deck.findings import Finding
from injects.deck.logic import can_hold
from injects.deck.storyline import Line, Storyline

TieKind: TypeAlias = Literal["after", "unless", "released", "makes", "bars", "bears", "move"]
"""How one inject bears on another.

`after`: it must have gone out; `unless`: it must not; `released`: what became of it is asked, and neither
decides. `makes`, `bars`, `bears`: it changes facts, so that the condition then holds, fails, or is touched.
`move`: it asks for a move that the condition asks about.
"""

How: TypeAlias = Literal["due", "turn", "wall", "instead", "after", "open", "hand"]
"""What puts an inject where it stands in time.

A due time of its own, one on the clock of a turn or of the room, that of the inject it stands in for, the release
it waits for, nothing but a condition, or a person.
"""


@dataclass(frozen=True)
class Tie:
    """`source` bears on the condition of an inject. `through` names the facts or moves it does so by."""

    source: InjectId
    kind: TieKind
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slot:
    """An inject in scenario time: at the earliest at `at_ms`; `of` are the injects that put it there.

    `certain` says that it goes out whatever the teams do. Without any time of its own it stands at the start
    of its phase.
    """

    inject: Inject
    at_ms: Millis
    how: How
    of: tuple[InjectId, ...] = ()
    certain: bool = True


def waits(inject: Inject) -> tuple[Tie, ...]:
    """What an inject waits for or is shut out by beside its condition: prerequisites, suppressors, the one it follows."""
    follows = (inject.due.after,) if inject.due is not None and inject.due.after else ()
    needed = dict.fromkeys((*inject.needs, *follows))
    return (
        *(Tie(each, "after") for each in needed),
        *(Tie(each, "unless") for each in inject.suppressed_by if each not in needed),
    )


def ties(story: Storyline, line: Line) -> tuple[Tie, ...]:
    """Everything in the deck that bears on the condition of this line, in the order of the deck."""
    if not line.inject.when:
        return ()
    calls = line.condition.functions()
    found = list(
        _releases(story, line, [c for c in calls if ARGUMENTS.get(c.function, ("",))[0] == "inject"])
    )
    moves = {c.args[0] for c in calls if c.function in ("made", "submitted", "ruled")}
    names = set(line.condition.names())
    told = {tie.source for tie in found}
    for other in story.plan.injects:
        if other.id == line.inject.id or other.id in told or _too_late(story, other, line):
            continue
        if sets := {name: value for name, value in other.sets.items() if name in names}:
            found.append(Tie(other.id, _bearing(line.condition, sets), tuple(sets)))
        expected = tuple(m for wanted in other.expects for m in wanted.moves if m in moves)
        if expected:
            found.append(Tie(other.id, "move", tuple(dict.fromkeys(expected))))
    return tuple(found)


def _releases(story: Storyline, line: Line, asked: Iterable[Call]) -> Iterator[Tie]:
    told: set[str] = set()
    for call in asked:
        name = InjectId(call.args[0])
        if name in told or name not in story.lines:
            continue
        told.add(name)
        kind: TieKind = "released"
        if can_hold([line.condition], story.facts, {call.text: False}) is False:
            kind = "after"
        elif call.function == "released" and line.condition.evaluate({call.text: True}) is False:
            kind = "unless"
        yield Tie(name, kind)


def _bearing(condition: Condition, sets: Mapping[str, Any]) -> TieKind:
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in sets.items()}
    match condition.evaluate(known):
        case True:
            return "makes"
        case False:
            return "bars"
        case None:
            return "bears"


def _too_late(story: Storyline, other: Inject, line: Line) -> bool:
    """Whether the other is only due once this one has been asked about."""
    theirs, own = story.scenario_ms(other), story.scenario_ms(line.inject)
    if theirs is None or own is None or line.inject.trigger != "time":
        return False
    return (theirs, other.order) > (own, line.inject.order)


def slots(story: Storyline) -> dict[InjectId, Slot]:
    """Every inject at its earliest moment, in the order of the deck."""
    placed: dict[InjectId, Slot] = {}
    for inject in story.plan.injects:
        _place(story, inject, placed, ())
    return {inject.id: placed[inject.id] for inject in story.plan.injects}


def _place(
    story: Storyline, inject: Inject, placed: dict[InjectId, Slot], open_: tuple[InjectId, ...]
) -> Slot:
    """`open_` are the injects that are being placed: a circle falls back to the phase."""
    if inject.id in placed:
        return placed[inject.id]
    slot = _own_time(story, inject) or _waiting(story, inject, placed, (*open_, inject.id))
    placed[inject.id] = _behind_its_needs(story, slot, placed, (*open_, inject.id))
    return placed[inject.id]


def _own_time(story: Storyline, inject: Inject) -> Slot | None:
    certain = not inject.when and not inject.suppressed_by
    due, timing = inject.due, story.plan.timing
    if due is not None and due.basis == "turn" and timing.turn_ms is not None:
        exercise_ms = ((due.turn or 1) - 1) * timing.turn_ms + due.at_ms
        return Slot(inject, exercise_ms * timing.rate // 1000, "turn", certain=certain)
    if due is not None and due.basis == "wall":
        # As if nothing ever stood still: it cannot be earlier in the story than that.
        return Slot(inject, due.at_ms * timing.rate // 1000, "wall", certain=certain)
    if due is not None and due.basis == "clock":
        return Slot(inject, _phase_start(story, inject), "wall", certain=certain)
    at_ms = story.scenario_ms(inject)
    return None if at_ms is None else Slot(inject, at_ms, "due", certain=certain)


def _behind_its_needs(
    story: Storyline, slot: Slot, placed: dict[InjectId, Slot], open_: tuple[InjectId, ...]
) -> Slot:
    """The same, not before its prerequisites."""
    needs = [
        _place(story, story.lines[name].inject, placed, open_)
        for name in slot.inject.needs
        if name not in open_
    ]
    if not needs:
        return slot
    last = max(needs, key=lambda need: need.at_ms)
    certain = slot.certain and all(need.certain for need in needs)
    if last.at_ms <= slot.at_ms:
        return replace(slot, certain=certain)
    return replace(slot, at_ms=last.at_ms, how="after", of=(last.inject.id,), certain=certain)


def _waiting(
    story: Storyline, inject: Inject, placed: dict[InjectId, Slot], open_: tuple[InjectId, ...]
) -> Slot:
    if originals := stands_in_for(story, inject.id):
        found = [_place(story, each, placed, open_) for each in originals if each.id not in open_]
        if found:
            of = tuple(slot.inject.id for slot in found)
            return Slot(inject, min(slot.at_ms for slot in found), "instead", of, certain=False)
    due = inject.due
    if due is not None and due.after is not None and due.after not in open_:
        first = _place(story, story.lines[due.after].inject, placed, open_)
        at_ms = first.at_ms + due.at_ms * story.plan.timing.rate // 1000
        certain = first.certain and not inject.when and not inject.suppressed_by
        return Slot(inject, at_ms, "after", (due.after,), certain=certain)
    if inject.trigger == "condition":
        line = story.lines[inject.id]
        needed = [
            story.lines[name].inject
            for name in story.needs(line)
            if name not in open_ and name in story.lines
        ]
        if needed:
            found = [_place(story, each, placed, open_) for each in needed]
            of = tuple(slot.inject.id for slot in found)
            certain = len(line.condition.functions()) == len(found) and not line.condition.names()
            return Slot(
                inject,
                max(slot.at_ms for slot in found),
                "after",
                of,
                certain=certain and all(slot.certain for slot in found),
            )
        return Slot(inject, _phase_start(story, inject), "open", certain=False)
    return Slot(inject, _phase_start(story, inject), "hand", certain=False)


def stands_in_for(story: Storyline, name: InjectId) -> tuple[Inject, ...]:
    """The injects in whose place this one may go out."""
    return tuple(inject for inject in story.plan.injects if inject.otherwise == name)


def _phase_start(story: Storyline, inject: Inject) -> Millis:
    return next((phase.starts_ms for phase in story.plan.phases if phase.id == inject.phase), 0)


def about(findings: Iterable[Finding]) -> dict[InjectId, tuple[Finding, ...]]:
    """The findings by the inject that each is about, in their order."""
    found: dict[InjectId, list[Finding]] = {}
    for finding in findings:
        section, _blank, name = finding.item.partition(" ")
        if section == "inject" and name:
            found.setdefault(InjectId(name), []).append(finding)
    return {name: tuple(own) for name, own in found.items()}
