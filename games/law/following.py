"""What follows from a move that is ruled on: the facts it sets, the steps it lacks, its duties and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from games.law.book import Assign, Book, Play, Procedure, Rule
from games.law.compiling import UNKNOWN, Env
from games.law.model import Effect, MeterChange, Occasion
from games.law.records import Assignment, Consequence, StepNeeded
from games.law.tree import Value
from games.law.weighing import BLOCKED, Outcome


def union(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))


def resolve(assigns: Iterable[Assign], env: Env) -> tuple[Assignment, ...]:
    """The changes whose condition surely holds, with what they take from the move filled in."""
    made: list[Assignment] = []
    for assign in assigns:
        if assign.condition is not None and assign.condition.evaluate(env) is not True:
            continue
        change = assign.change
        for op, value in (
            ("set", change.set), ("add", change.add), ("drop", change.drop), ("increase", change.increase)
        ):  # fmt: skip
            if value is not None:
                made.append(Assignment(fact=change.fact, op=op, value=_taken(value, env)))  # type: ignore[arg-type]  # one of the four
    return tuple(made)


def _taken(value: Any, env: Env) -> Value:
    if isinstance(value, str) and value.startswith("$"):
        name = value[1:]
        taken: Value = env[name] if name == "move" else env[f"p.{name}"]
        return taken
    return tuple(value) if isinstance(value, list) else value


def apply(env: Mapping[str, Any], changes: Iterable[Assignment]) -> dict[str, Any]:
    """The environment after the changes. A list or number that is not known stays so, except when set."""
    after = dict(env)
    for change in changes:
        before = after[change.fact]
        if change.op == "set":
            after[change.fact] = change.value
        elif before is UNKNOWN:
            continue
        elif change.op == "increase":
            after[change.fact] = before + change.value
        elif change.op == "add":
            after[change.fact] = before if change.value in before else (*before, change.value)
        else:
            after[change.fact] = tuple(item for item in before if item != change.value)
    return after


def cures_for(book: Book, token: str, env: Env) -> tuple[Procedure, ...]:
    """The steps that supply a token for this move on these facts."""
    return tuple(
        procedure
        for procedure in book.cures.get(token, ())
        if procedure.condition is None or procedure.condition.evaluate(env) is True
    )


def step_needed(procedure: Procedure, env: Env, team: str) -> StepNeeded:
    step = procedure.step
    return StepNeeded(
        id=step.id,
        token=step.gives,
        label=step.label,
        teams=tuple(team if each == "mover" else each for each in step.teams),
        who=step.who,
        law=step.law,
        real=step.real,
        hours=step.hours,
        after=step.after,
        move=step.move,
        params=dict(step.params),
        changes=resolve(procedure.changes, env),
        note=step.note,
    )


def steps_for(book: Book, outcome: Outcome, env: Env, team: str) -> tuple[StepNeeded, ...]:
    tokens = union(rule.row.missing for rule in (*outcome.sure, *outcome.open) if rule.rank >= BLOCKED)
    return tuple(
        step_needed(procedure, env, team) for token in tokens for procedure in cures_for(book, token, env)
    )


def processes(book: Book, play: Play, env: Env) -> tuple[StepNeeded, ...]:
    """What runs on its own clock once the move is made."""
    return tuple(
        step_needed(procedure, env, play.move.team) for procedure in book.processes.get(play.move.id, ())
    )


def duties(book: Book, play: Play, env: Env) -> tuple[str, ...]:
    """The duties that carrying out the move would open, read on the facts it would establish."""
    concerned = book.openers.get(play.move.id, ())
    if not concerned:
        return ()
    after = apply(env, resolve(play.establishes, env))
    return tuple(
        duty.duty.id for duty in concerned if duty.opens is None or duty.opens.evaluate(after) is not False
    )


def consequences(
    book: Book, play: Play, outcome: Outcome, effect: Effect, defied: bool
) -> tuple[Consequence, ...]:
    """Suggested steps on the tracks, one for each track: the strongest that any provision gives."""
    if effect in ("hold", "void"):
        return ()
    prefix = book.teams[play.move.team].prefix
    deciding = union(rule.row.provisions for rule in outcome.deciding)
    found = list(_suggestions(book, play.move.authority, "executed", prefix))
    if effect == "flag":
        found += _suggestions(book, deciding, "flagged", prefix)
    if defied:
        # Defying doubles what the act costs anyway; what defiance itself costs is given as such.
        found = [_doubled(each) for each in found]
        found += _suggestions(book, deciding, "defied", prefix)
        for record in _defiance(book, play, outcome.deciding):
            found += [_consequence(change, "", prefix) for change in record.meters]
    strongest: dict[str, Consequence] = {}
    for each in found:
        kept = strongest.get(each.meter)
        if kept is None or _size(each) > _size(kept):
            strongest[each.meter] = each
    return tuple(strongest.values())


def _doubled(one: Consequence) -> Consequence:
    return Consequence(meter=one.meter, by=2 * one.by, upto=2 * one.upto, provision=one.provision)


def _size(consequence: Consequence) -> int:
    return max(abs(consequence.by), abs(consequence.upto))


def _suggestions(book: Book, provisions: Iterable[str], occasion: Occasion, prefix: str) -> list[Consequence]:
    return [
        _consequence(change, provision, prefix)
        for provision in provisions
        for change in book.provisions[provision].meters
        if change.occasion == occasion and not change.every
    ]


def _consequence(change: MeterChange, provision: str, prefix: str) -> Consequence:
    return Consequence(
        meter=change.meter.replace("$team", prefix),
        by=change.by,
        upto=change.by if change.upto is None else change.upto,
        provision=provision,
    )


def _defiance(book: Book, play: Play, deciding: tuple[Rule, ...]) -> list[Any]:
    layers = {rule.row.layer for rule in deciding}
    return [
        record for record in book.defiance if record.layer in layers and record.team in ("", play.move.team)
    ]


def injects(book: Book, play: Play, deciding: tuple[Rule, ...]) -> tuple[str, ...]:
    return tuple(record.inject for record in _defiance(book, play, deciding) if record.inject)
