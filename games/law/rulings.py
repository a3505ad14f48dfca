"""Rules on a move: which rows hold, the verdict they make, what is missing and what would follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from games.law.book import Assign, Book, Play, Procedure, Rule, Snapshot
from games.law.compiling import NOW, UNKNOWN, Env
from games.law.limits import next_turn
from games.law.model import LAYERS, RANK, VERDICTS, Effect, Layer, MeterChange, Occasion
from games.law.records import (
    Assignment,
    Consequence,
    FactUse,
    Finding,
    Headline,
    LayerVerdict,
    ReadingVerdict,
    Ruling,
    StepNeeded,
)
from games.law.tree import Value
from games.law.weighing import BLOCKED, Outcome, bounds, weigh

__all__ = [
    "ENGINE",
    "Assignment",
    "Outcome",
    "Question",
    "Ruling",
    "answer",
    "apply",
    "bounds",
    "cures_for",
    "resolve",
    "scene_of",
    "step_needed",
    "union",
    "weigh",
]

# Raised when the same facts may be ruled on differently.
ENGINE: Final = "3"


def scene_of(
    book: Book,
    move: str,
    params: Mapping[str, object],
    facts: Mapping[str, object],
    unknown: Iterable[str] = (),
) -> dict[str, Any]:
    """The environment of a question that has been checked before; raises `ValueError` if it had not."""
    checked, snapshot = book.check_params(move, params), book.snapshot(facts, unknown)
    if isinstance(checked, tuple) or isinstance(snapshot, tuple):
        problems = (
            *(checked if isinstance(checked, tuple) else ()),
            *(snapshot if isinstance(snapshot, tuple) else ()),
        )
        raise ValueError("; ".join(f"{problem.field}: {problem.detail}" for problem in problems))
    return book.scene(move, checked, snapshot)


@dataclass(frozen=True, slots=True)
class Question:
    """A checked question: one move, its parameters, and the environment its rules are read in."""

    play: Play
    params: Mapping[str, Value]
    facts: Snapshot
    env: dict[str, Any]
    given: Mapping[str, str]
    defy: bool


def answer(book: Book, question: Question) -> Ruling:
    """The ruling without alternatives (no flips, no fixes)."""
    play, env = question.play, question.env
    outcome, readings = across_readings(book, play, env)
    deciding = outcome.deciding
    effect, defied = _after_defiance(book, outcome, question.defy)
    return Ruling(
        move=play.move.id,
        team=play.move.team,
        params=dict(question.params),
        verdict=_headline(outcome, readings),
        floor=VERDICTS[outcome.floor],
        ceiling=VERDICTS[outcome.ceiling],
        effect=effect,
        defied=defied,
        lean=_lean(deciding, outcome),
        layers=_layers(book, play, outcome),
        deciding=union(rule.row.provisions for rule in deciding) or play.move.authority,
        also=_milder(outcome, deciding),
        authority=play.move.authority,
        missing=union(rule.row.missing for rule in deciding),
        findings=_findings(outcome),
        facts=_facts(play, question, outcome),
        needs=tuple(name for name in outcome.needs(env) if name not in book.doctrine),
        steps=_steps(book, outcome, env, play.move.team),
        processes=_processes(book, play, env),
        duties=_duties(book, play, env),
        establishes=resolve(play.establishes, env),
        consequences=_consequences(book, play, outcome, effect, defied),
        injects=_injects(book, play, deciding) if defied else (),
        readings=readings,
        now=env.get(NOW),
        recheck_at=_recheck_at(play, env),
        digest=book.digest,
        engine=ENGINE,
    )


def across_readings(book: Book, play: Play, env: Env) -> tuple[Outcome, tuple[ReadingVerdict, ...]]:
    """The outcome in all readings of the law together, and each of them where a doctrinal question is open.

    A row is sure if it is sure in every reading.
    """
    asked = any(env[name] is UNKNOWN for name in book.doctrine if name in play.reads)
    if not asked or not book.readings:
        return weigh(play, env), ()
    found = [(reading, weigh(play, _taking(env, reading.facts))) for reading in book.readings]
    outcomes = [outcome for _, outcome in found]
    sure = tuple(rule for rule in outcomes[0].sure if all(rule in other.sure for other in outcomes[1:]))
    rules = {rule.id: rule for other in outcomes for rule in (*other.sure, *other.open)}
    together = Outcome(
        sure,
        tuple(rule for rule in rules.values() if rule not in sure),
        min(other.floor for other in outcomes),
        max(other.ceiling for other in outcomes),
    )
    return together, tuple(
        ReadingVerdict(
            reading=reading.id,
            verdict=outcome.verdict,
            effect=outcome.effect,
            findings=tuple(rule.id for rule in outcome.sure),
        )
        for reading, outcome in found
    )


def _taking(env: Env, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The environment with the open doctrinal questions answered; a side already taken stays."""
    return {**env, **{name: value for name, value in answers.items() if env[name] is UNKNOWN}}


def _headline(outcome: Outcome, readings: tuple[ReadingVerdict, ...]) -> Headline:
    settled = all(reading.verdict != "undetermined" for reading in readings)
    if readings and settled and outcome.verdict == "undetermined":
        return VERDICTS[max(RANK["contestable"], outcome.floor)]
    return outcome.verdict


def _recheck_at(play: Play, env: Env) -> int | None:
    """The first moment after now at which a limit in hours begins or has run out."""
    now = env.get(NOW)
    return None if now is None else next_turn(play.limits, env, now)


def union(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))


def _milder(outcome: Outcome, deciding: tuple[Rule, ...]) -> tuple[str, ...]:
    others = union(rule.row.provisions for rule in outcome.sure if rule.rank < outcome.floor)
    cited = set(union(rule.row.provisions for rule in deciding))
    return tuple(provision for provision in others if provision not in cited)


def _lean(deciding: tuple[Rule, ...], outcome: Outcome) -> str:
    """The hint of a contestable ruling: where the rows disagree, even."""
    if outcome.verdict != "contestable":
        return ""
    leans = {rule.row.lean for rule in deciding if rule.row.lean}
    return leans.pop() if len(leans) == 1 else "even" if leans else ""


def _layers(book: Book, play: Play, outcome: Outcome) -> tuple[LayerVerdict, ...]:
    home = book.teams[play.move.team].forum
    forums: dict[Layer, str] = {
        forum.layer: forum.id for forum in book.forums.values() if forum.layer != "domestic"
    }
    bounds = dict.fromkeys(LAYERS, (0, 0))
    for rules, certain in ((outcome.sure, True), (outcome.open, False)):
        for rule in rules:
            floor, ceiling = bounds[rule.row.layer]
            bounds[rule.row.layer] = (max(floor, rule.rank) if certain else floor, max(ceiling, rule.rank))
    return tuple(
        LayerVerdict(
            layer=layer,
            forum=forums.get(layer, home),
            floor=VERDICTS[bounds[layer][0]],
            ceiling=VERDICTS[bounds[layer][1]],
        )
        for layer in LAYERS
    )


def _findings(outcome: Outcome) -> tuple[Finding, ...]:
    found = [_finding(rule, True) for rule in outcome.sure] + [_finding(rule, False) for rule in outcome.open]
    return tuple(sorted(found, key=lambda each: -RANK[each.verdict]))


def _finding(rule: Rule, certain: bool) -> Finding:
    row = rule.row
    return Finding(
        id=rule.id,
        verdict=row.verdict,
        certain=certain,
        layer=row.layer,
        effect=rule.effect,
        provisions=row.provisions,
        missing=row.missing,
        when=row.when,
        facts=rule.reads,
        lean=row.lean,
        note=row.note,
    )


def _facts(play: Play, question: Question, outcome: Outcome) -> tuple[FactUse, ...]:
    relied = {name for rules in (outcome.sure, outcome.open) for rule in rules for name in rule.reads}
    return tuple(_fact_use(name, question, name in relied) for name in play.reads)


def _fact_use(name: str, question: Question, relied_on: bool) -> FactUse:
    value = question.env[name]
    known = value is not UNKNOWN
    source: Literal["given", "default"] = "given" if name in question.facts.given else "default"
    return FactUse(
        name=name,
        value=value if known else None,
        source=source if known else "unknown",
        relied_on=relied_on,
        by=question.given.get(name, ""),
    )


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
                made.append(Assignment(fact=change.fact, op=op, value=_taken(value, env)))  # type: ignore[arg-type]
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


def _steps(book: Book, outcome: Outcome, env: Env, team: str) -> tuple[StepNeeded, ...]:
    tokens = union(rule.row.missing for rule in (*outcome.sure, *outcome.open) if rule.rank >= BLOCKED)
    return tuple(
        step_needed(procedure, env, team) for token in tokens for procedure in cures_for(book, token, env)
    )


def _processes(book: Book, play: Play, env: Env) -> tuple[StepNeeded, ...]:
    """What runs on its own clock once the move is made."""
    return tuple(
        step_needed(procedure, env, play.move.team) for procedure in book.processes.get(play.move.id, ())
    )


def _duties(book: Book, play: Play, env: Env) -> tuple[str, ...]:
    """The duties that carrying out the move would open, read on the facts it would establish."""
    concerned = book.openers.get(play.move.id, ())
    if not concerned:
        return ()
    after = apply(env, resolve(play.establishes, env))
    return tuple(
        duty.duty.id for duty in concerned if duty.opens is None or duty.opens.evaluate(after) is not False
    )


def _after_defiance(book: Book, outcome: Outcome, defy: bool) -> tuple[Effect, bool]:
    """A voided move that is openly defied happens and is recorded; a held one only if a promise is broken."""
    effect = outcome.effect
    if not defy:
        return effect, False
    if effect == "void":
        return "flag", True
    tokens = union(rule.row.missing for rule in outcome.sure if rule.effect == "hold")
    if effect == "hold" and all(book.tokens[token].breakable for token in tokens):
        return "flag", True
    return effect, False


def _consequences(
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


def _injects(book: Book, play: Play, deciding: tuple[Rule, ...]) -> tuple[str, ...]:
    return tuple(record.inject for record in _defiance(book, play, deciding) if record.inject)
