"""Searches for the steps after which a move would no longer be held or voided, and how long they take.

Every plan is tried out: its changes are made and the move is ruled on again. A step that is itself a move is
ruled on in turn, and what that move lacks comes first.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from games.law.book import Book, Play, Procedure, Rule
from games.law.following import apply, cures_for, resolve, step_needed
from games.law.model import RANK
from games.law.records import Fix, PlannedStep, StepNeeded
from games.law.rulings import Question
from games.law.weighing import Outcome, weigh

MAX_STEPS: Final = 12
MAX_DEPTH: Final = 3
MAX_PLANS: Final = 48
SHOWN: Final = 3

_BLOCKED: Final = RANK["blocked"]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step in a plan; `needs` are the steps that must be done for it, by id."""

    step: StepNeeded
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps taken so far, in an order in which they can be taken, and the facts they leave."""

    env: dict[str, Any]
    taken: tuple[Taken, ...] = ()

    def has(self, step: str) -> bool:
        return any(taken.step.id == step for taken in self.taken)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What can be done about a move that is held or voided: plans, or else the rows no step can cure."""

    fixes: tuple[Fix, ...] = ()
    bars: tuple[str, ...] = ()


def remedy(book: Book, question: Question) -> Remedy:
    """Up to three plans: the best verdict first, then the quickest, then the least work.

    Without any plan, the rows that stand in the way.
    """
    before = weigh(question.play, question.env)
    if before.floor < _BLOCKED:
        return Remedy()
    search = _Search(book, question.play.move.team)
    found: dict[tuple[str, ...], Fix] = {}
    plans = search.plans(question.play, Plan(question.env), 0)
    for plan in itertools.islice(plans, MAX_PLANS):
        fix = _scheduled(plan, question, before, weigh(question.play, plan.env))
        key = tuple(sorted(taken.step.id for taken in plan.taken))
        if key not in found or fix.hours < found[key].hours:
            found[key] = fix
    ordered = sorted(found.values(), key=lambda fix: (_order(fix), fix.hours, fix.cost))
    return Remedy(tuple(ordered[:SHOWN])) if ordered else Remedy(bars=tuple(search.bars))


class _Search:
    """Depth-first over the steps that supply what is missing; notes the rows at which it ends in vain."""

    def __init__(self, book: Book, team: str) -> None:
        self.book = book
        self.team = team
        self.bars: dict[str, None] = {}

    def plans(self, play: Play, plan: Plan, depth: int) -> Iterator[Plan]:
        """Every way to continue a plan until the move is neither held nor voided."""
        outcome = weigh(play, plan.env)
        worst = [rule for rule in outcome.sure if rule.rank >= _BLOCKED]
        if not worst:
            yield plan
            return
        incurable = [rule.id for rule in worst if not _curable(self.book, rule, plan.env)]
        if incurable or len(plan.taken) >= MAX_STEPS:
            self.bars |= dict.fromkeys(incurable or (rule.id for rule in worst))
            return
        noted, fruitless = len(self.bars), True
        for procedure in _plannable(self.book, worst[0].row.missing[0], plan.env):
            for longer in self.with_step(procedure, plan, depth):
                fruitless = False
                yield from self.plans(play, longer, depth)
        if fruitless and len(self.bars) == noted:
            self.bars[worst[0].id] = None

    def with_step(self, procedure: Procedure, plan: Plan, depth: int) -> Iterator[Plan]:
        """The plan with one more step, after whatever the move by which it is taken needs first."""
        if plan.has(procedure.step.id):
            return
        needed = step_needed(procedure, plan.env, self.team)
        for prepared in self.prepared(procedure, plan, depth):
            before = tuple(taken.step.id for taken in prepared.taken if not plan.has(taken.step.id))
            env = apply({**prepared.env, **_move_of(plan.env)}, needed.changes)
            yield Plan(env, (*prepared.taken, Taken(needed, before)))

    def prepared(self, procedure: Procedure, plan: Plan, depth: int) -> Iterator[Plan]:
        """Plans after which the step's own move may be made."""
        if not procedure.step.move:
            yield plan
            return
        if depth >= MAX_DEPTH:
            return
        play, env = _scene_of(self.book, procedure, plan.env)
        included = _included(self.book, procedure, env)
        for prepared in self.plans(play, Plan(included, plan.taken), depth + 1):
            # What the step includes happens within it and is spent on it: it does not stay as a fact.
            spent = {name: plan.env[name] for name in included if included[name] != env[name]}
            yield Plan({**prepared.env, **spent}, prepared.taken)


def may_begin(book: Book, step: str, together: Collection[str], env: dict[str, Any]) -> bool:
    """Whether a step can be begun: the move by which it is taken is neither held nor voided.

    `together` are the steps that are begun with it, and done before it where the law asks for them.
    """
    procedure = book.steps[step]
    if not procedure.step.move:
        return True
    for other in together:
        if other != step:
            env = apply(env, resolve(book.steps[other].changes, env))
    play, scene = _scene_of(book, procedure, env)
    return weigh(play, _included(book, procedure, scene)).floor < _BLOCKED


def _curable(book: Book, rule: Rule, env: dict[str, Any]) -> bool:
    tokens = rule.row.missing
    return bool(tokens) and all(_plannable(book, token, env) for token in tokens)


def _plannable(book: Book, token: str, env: dict[str, Any]) -> list[Procedure]:
    """The cures of a token to which a time can be set."""
    return [cure for cure in cures_for(book, token, env) if cure.step.hours is not None]


def _scene_of(book: Book, procedure: Procedure, env: dict[str, Any]) -> tuple[Play, dict[str, Any]]:
    """The step's own move, and the same facts with that move's parameters."""
    step = procedure.step
    params = book.check_params(step.move, step.params)
    assert isinstance(params, dict), "checked when the pack was loaded"
    scene = {**env, **dict.fromkeys(book.param_names), "move": step.move}
    scene.update({f"p.{name}": value for name, value in params.items()})
    return book.plays[step.move], scene


def _included(book: Book, procedure: Procedure, env: dict[str, Any]) -> dict[str, Any]:
    for token in procedure.step.includes:
        for cure in cures_for(book, token, env)[:1]:
            env = apply(env, resolve(cure.changes, env))
    return env


def _move_of(env: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in env.items() if name == "move" or name.startswith("p.")}


def _scheduled(plan: Plan, question: Question, before: Outcome, after: Outcome) -> Fix:
    """Start each step as soon as the law allows: after what it needs and after the tokens it comes behind."""
    done: dict[str, float] = {}
    cured = _cured(plan, question, before)
    planned: list[PlannedStep] = []
    for taken in _in_order(plan.taken):
        ready = [done[other.step.id] for other in plan.taken if _waits(taken, other)]
        starts = max(ready, default=0.0)
        done[taken.step.id] = starts + (taken.step.hours or 0.0)
        cures = cured[taken.step.id]
        planned.append(PlannedStep(step=taken.step, starts=starts, done=done[taken.step.id], cures=cures))
    ordered = sorted(planned, key=lambda each: (each.starts, each.done))
    hours = max(done.values(), default=0.0)
    cost = sum(taken.step.hours or 0.0 for taken in plan.taken)
    return Fix(steps=tuple(ordered), hours=hours, cost=cost, verdict=after.verdict, effect=after.effect)


def _cured(plan: Plan, question: Question, before: Outcome) -> dict[str, tuple[str, ...]]:
    """The rows that each step cures: those that miss its token, and those that fall with it all the same.

    A Basic Response Plan that lists the measure already needs no amendment once it is adopted.
    """
    held = [rule for rule in before.sure if rule.rank >= _BLOCKED]
    found = {
        taken.step.id: [rule.id for rule in before.sure if taken.step.token in rule.row.missing]
        for taken in plan.taken
    }
    named = {rule for rules in found.values() for rule in rules}
    left = [rule.id for rule in held if rule.id not in named]
    env = question.env
    for taken in plan.taken:
        if not left:
            break
        env = apply({**env, **_move_of(question.env)}, taken.step.changes)
        stands = {rule.id for rule in weigh(question.play, env).sure}
        found[taken.step.id] += [rule for rule in left if rule not in stands]
        left = [rule for rule in left if rule in stands]
    return {step: tuple(rules) for step, rules in found.items()}


def _in_order(taken: tuple[Taken, ...]) -> Iterator[Taken]:
    """The steps so that each comes after all it waits for."""
    waiting = list(taken)
    while waiting:
        ready = next(
            (one for one in waiting if not any(_waits(one, other) for other in waiting)),
            waiting[0],
        )
        waiting.remove(ready)
        yield ready


def _waits(one: Taken, other: Taken) -> bool:
    return one is not other and (other.step.id in one.needs or other.step.token in one.step.after)


def _order(fix: Fix) -> int:
    return RANK["contestable"] if fix.verdict == "undetermined" else RANK[fix.verdict]
