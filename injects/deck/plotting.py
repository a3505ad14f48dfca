"""Checks that a deck's story can happen as written: conditions, branches, order, facts and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from games.engine.plan import Inject
from games.law.tree import Call
from games.law.yamltext import Path
from injects.deck.findings import Desk, Fix, _
from injects.deck.logic import can_hold
from injects.deck.schema import Deck
from injects.deck.storyline import Line, Storyline
from injects.deck.times import show


def check_storyline(story: Storyline, deck: Deck | None, desk: Desk) -> None:
    """L02, L03, L08 (order), L12, L13, L19 and L20. `deck` is what the author wrote; None for a run under way."""
    seen: set[Path] = set()
    for line in story.lines.values():
        if line.path not in seen:  # repetitions of a line are judged by the first
            _reachable(story, line, desk)
            _nobodys_move(story, line, desk)
        seen.add(line.path)
        _in_time(story, line, desk)
    _cycles(story, desk)
    _conflicts(story, deck, desk)
    _pre_empted(story, desk)


def _reachable(story: Storyline, line: Line, desk: Desk) -> None:
    inject = line.inject
    if inject.id in story.dead:
        _never(story, line, desk)
    fixed = story.fixed(line)
    if inject.otherwise and can_hold([], story.facts, fixed, negated=[line.whole]) is False:
        why = _("{other} is never released instead: the condition always holds.")
        fix = _without(inject, "otherwise", _("Take the branch out."))
        desk.note("L02", line.at("otherwise"), why, fix=fix, other=inject.otherwise)
    if inject.otherwise and inject.trigger != "time":
        why = _("{other} is never released instead: only an inject with a due time is ever passed over.")
        desk.note("L02", line.at("otherwise"), why, _("Give this one t_h or at."), other=inject.otherwise)
    if inject.due is not None and inject.due.basis == "turn" and story.plan.timing.turn_ms is None:
        fix = Fix(
            section="timing",
            key="",
            field="turn",
            value="20m",
            says=_("Play in turns of 20 minutes at the table."),
        )
        desk.note(
            "L02", line.at("basis"), _("The deck has no turns."), _("Add timing: {{turn: 20m}}."), fix=fix
        )


def _never(story: Storyline, line: Line, desk: Desk) -> None:
    inject, other = line.inject, story.dead[line.inject.id]
    if other:
        after = inject.due is not None and inject.due.after == other
        place = line.at("needs" if other in inject.needs else "after" if after else "when")
        desk.note("L02", place, _("It waits for {other}, which never goes out."), other=other)
        return
    if set(inject.needs) & set(inject.suppressed_by):
        both = ", ".join(sorted(set(inject.needs) & set(inject.suppressed_by)))
        why = _("It waits for {other}, whose release shuts it out.")
        desk.note("L03", line.at("suppressed_by"), why, _("Keep one."), other=both)
        return
    fixed = story.fixed(line)
    later = ", ".join(
        call.args[0] for call in line.whole.functions() if call.text in fixed and _is_later(story, call, line)
    )
    idle = ", ".join(
        call.text
        for call in line.whole.functions()
        if call.text in fixed and not _is_later(story, call, line)
    )
    if can_hold([line.whole], story.facts, {**fixed, **_without_moves(story, line)}) is False and _moves(
        story, line
    ):
        return  # told as L19
    why = _("The condition can never hold, so the inject never goes out.")
    right = _("Look for a part that excludes another.")
    if later:
        right = _("It needs {later}, which is due later.")
    elif idle:
        right = _("In this deck these never come true: {idle}.")
    place = line.at("when") if inject.when else line.at("needs")
    desk.note("L02", place, why, right, later=later, idle=idle)


def _is_later(story: Storyline, call: Call, line: Line) -> bool:
    return call.function in ("released", "after") and story.later(call.args[0], line)


def _moves(story: Storyline, line: Line) -> list[str]:
    """Moves that the condition asks about and that no team of the deck can make."""
    asked = (c for c in line.whole.functions() if c.function in ("made", "ruled", "submitted"))
    return [c.args[0] for c in asked if story.impossible(c) and c.args[0] in story.book.moves]


def _without_moves(story: Storyline, line: Line) -> dict[str, bool]:
    wanted = set(_moves(story, line))
    return {c.text: False for c in line.whole.functions() if c.args[0] in wanted}


def _nobodys_move(story: Storyline, line: Line, desk: Desk) -> None:
    """A condition on a move that no team can make: an error where it decides, a warning where another way is left."""
    for move in dict.fromkeys(_moves(story, line)):
        why = _("No team of this deck can make {word}: it is a move of {owner}.")
        dead = can_hold([line.whole], story.facts, _without_moves(story, line)) is False
        right = (
            _("The inject can never go out.") if dead else _("This part of the condition decides nothing.")
        )
        idle_branch = (
            line.inject.otherwise
            and can_hold([], story.facts, _without_moves(story, line), negated=[line.whole]) is False
        )
        desk.note(
            "L19",
            line.at("when"),
            why,
            _("It always goes out, and the other never.") if idle_branch else right,
            level="error" if dead or idle_branch else "warn",
            word=move,
            owner=story.book.moves[move],
        )


def _in_time(story: Storyline, line: Line, desk: Desk) -> None:
    inject, endex = line.inject, story.plan.timing.endex_ms
    at_ms = story.scenario_ms(inject)
    earliest = story.earliest_ms(inject) if at_ms is None else at_ms
    places = [line.at(field) for field in ("t_h", "at", "after") if line.at(field) in desk.document.marks]
    place = places[0] if places else line.path if at_ms is None else line.at("at")
    if endex is not None and earliest is not None and earliest > endex:
        why = _("Due at {at}, after ENDEX at {endex}.")
        desk.note("L20", place, why, at=show(earliest), endex=show(endex))
    if at_ms is None:
        return
    for other in inject.needs:
        cause = story.lines[other].inject if other in story.lines else None
        comes = story.scenario_ms(cause) if cause else None
        if cause is not None and comes is not None and comes > at_ms and story.later(other, line):
            why = _("Due at {at}, before its prerequisite {other}.")
            right = _("Put it after that, or take the prerequisite away.")
            fix = _at_the_time_of(inject, cause)
            desk.note("L08", place, why, right, fix=fix, at=show(at_ms), other=other)
    begun = [phase for phase in story.plan.phases if phase.starts_ms <= at_ms]
    current = max(begun, key=lambda phase: phase.starts_ms, default=None)
    if inject.phase and current is not None and current.id != inject.phase:
        why = _("Due at {at}, in phase {current}, but written for phase {own}.")
        fix = Fix(
            section="injects",
            key=inject.id,
            field="phase",
            value=current.id,
            says=_("Write it for that phase."),
        )
        desk.note(
            "L08", place, why, level="warn", fix=fix, at=show(at_ms), current=current.id, own=inject.phase
        )


def _at_the_time_of(inject: Inject, cause: Inject) -> Fix | None:
    if cause.due is None or inject.due is None or inject.due.basis != "scenario":
        return None
    return Fix(
        section="injects",
        key=inject.id,
        field="at",
        value=show(cause.due.at_ms),
        says=_("Send it when its prerequisite is due."),
    )


def _without(inject: Inject, field: str, says: str) -> Fix:
    return Fix(section="injects", key=inject.id, field=field, value=None, says=says)


# Circles ------------------------------------------------------------------------------------------------


def _cycles(story: Storyline, desk: Desk) -> None:
    instead = {name: _other(line) for name, line in story.lines.items()}
    needed = {name: story.needs(line) for name, line in story.lines.items()}
    for ring in _rings(instead):
        why = _("Each is released instead of the next, round in a circle: {ring}.")
        desk.note("L03", story.lines[ring[0]].at("otherwise"), why, ring=" > ".join((*ring, ring[0])))
    for ring in _rings(needed):
        why = _("Each waits for the next, round in a circle: {ring}.")
        desk.note("L03", story.lines[ring[0]].at("when"), why, ring=" > ".join((*ring, ring[0])))
    for name, line in story.lines.items():
        for other in needed[name]:
            found = story.lines.get(other)
            if found is not None and name in found.inject.suppressed_by and found.path != line.path:
                why = _("{other} waits for this one, and shuts it out.")
                fix = None
                if found.inject.suppressed_by == (name,):
                    fix = _without(found.inject, "suppressed_by", _("Take the suppressor away."))
                desk.note("L03", found.at("suppressed_by"), why, fix=fix, level="error", other=name)


def _other(line: Line) -> tuple[str, ...]:
    return (line.inject.otherwise,) if line.inject.otherwise else ()


def _rings(edges: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
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


# Facts and turning points -------------------------------------------------------------------------------


def _conflicts(story: Storyline, deck: Deck | None, desk: Desk) -> None:
    """Two injects that say different things of one fact, in an order that chance or the file decides."""
    superseding = {(row.id, other) for row in (deck.injects if deck else ()) for other in row.supersedes}
    for one, other in story.pairs():
        facts = [name for name in other.sets if name in one.sets and one.sets[name] != other.sets[name]]
        if not facts or story.lines[one.id].path == story.lines[other.id].path:
            continue
        if (one.id, other.id) in superseding or (other.id, one.id) in superseding:
            continue
        if not _unordered(story, one, other) or story.exclusive(one, other):
            continue
        same = one.due is not None and one.due == other.due
        why = _("{other}, due at the same moment, says something else of {facts}.")
        if not same:
            why = _("{other} may go out before or after it and says something else of {facts}.")
        right = _("Move one of them, make their conditions exclude each other, or say supersedes.")
        fix = Fix(
            section="injects",
            key=other.id,
            field="supersedes",
            value=[one.id],
            says=_("Say that this one supersedes the other."),
        )
        path = story.lines[other.id].at("sets")
        desk.note("L12", path, why, right, fix=fix, other=one.id, facts=", ".join(facts))


def _unordered(story: Storyline, one: Inject, other: Inject) -> bool:
    """Whether either may come first. What people send by hand they send knowingly."""
    if one.due is not None and one.due == other.due:
        return True
    if "manual" in (one.trigger, other.trigger):
        return False
    return not (story.before(one, other) or story.before(other, one))


def _pre_empted(story: Storyline, desk: Desk) -> None:
    """A turning point that players can act ahead of, with nothing kept for that case."""
    kept = {inject.contingency_for for inject in story.plan.injects}
    for line in story.lines.values():
        inject = line.inject
        if inject.key and line.conditional and not inject.otherwise and inject.id not in kept:
            why = _(
                "A turning point that depends on what is done, and nothing is kept in case it does not come."
            )
            right = _("Add otherwise, or an inject with contingency_for: {own}.")
            desk.note("L13", line.path, why, right, level="info", own=inject.id)
