"""Rules on a move: which rows hold, the verdict they make, what is missing and what would follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from games.law.book import Book, Play, Rule, Snapshot
from games.law.compiling import NOW, UNKNOWN, Env
from games.law.following import consequences, duties, injects, processes, resolve, steps_for, union
from games.law.limits import next_turn
from games.law.model import LAYERS, RANK, VERDICTS, Effect, Layer
from games.law.records import (
    FactUse,
    Finding,
    Headline,
    LayerVerdict,
    ReadingVerdict,
    Ruling,
)
from games.law.tree import Value
from games.law.weighing import Outcome, weigh

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
        steps=steps_for(book, outcome, env, play.move.team),
        processes=processes(book, play, env),
        duties=duties(book, play, env),
        establishes=resolve(play.establishes, env),
        consequences=consequences(book, play, outcome, effect, defied),
        injects=injects(book, play, deciding) if defied else (),
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
