"""Checks of what rows mean, by looking for facts that break them: R10, R14, R15 and R30."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from games.law.book import Book, Play, Rule
from games.law.compiling import Env
from games.law.domains import domain_of, worlds
from games.law.exact import MAX_QUESTIONS, both_ways
from games.law.following import apply, cures_for, resolve
from games.law.model import RANK, VERDICTS, Verdict
from games.law.remarks import Remark, remark
from games.law.requirements import conflicts
from games.law.searching import TooWide, find_case
from games.law.spelling import spelled
from games.law.tree import Literal, Node, Value

MAX_WORLDS: Final = 60_000


def rows(book: Book) -> Iterator[Remark]:
    """R10: a row that can never hold, or that holds whatever the facts are."""
    users = _users(book)
    for rule in book.rules.values():
        try:
            if all(find_case(book, play, [rule.condition]) is None for play in users[rule.id]):
                yield remark(book, "R10", "error", rule.id, "this row can never hold")
            elif not isinstance(rule.condition.tree, Literal) and all(
                find_case(book, play, (), [rule.condition]) is None for play in users[rule.id]
            ):
                yield remark(book, "R10", "warning", rule.id, "this row always holds; write 'always'")
        except TooWide:
            yield remark(book, "R10", "warning", rule.id, "too many facts to see whether this row can hold")


def _users(book: Book) -> dict[str, list[Play]]:
    found: dict[str, list[Play]] = {}
    for play in book.plays.values():
        for rule in play.rules:
            found.setdefault(rule.id, []).append(play)
    return found


def moves(book: Book) -> Iterator[Remark]:
    """R14: a move that can never be lawful, or never anything else, and does not say so.

    A move without rows is plainly lawful, one with a row that says `always` plainly never is.
    """
    for play in book.plays.values():
        key = f"moves:{play.move.id}"
        for verdict in play.move.never:
            facts = _reached(book, play, verdict)
            if facts is not None:
                detail = f"'never' says {verdict}, but it can be"
                yield remark(book, "R14", "error", play.move.id, detail, key=key, witness=facts)
        if not play.rules or any(_always(rule) for rule in play.rules):
            continue
        try:
            if "lawful" not in play.move.never and _reached(book, play, "lawful") is None:
                detail = "this move can never be lawful; if that is meant, say 'never: [lawful]'"
                yield remark(book, "R14", "warning", play.move.id, detail, key=key)
            if all(find_case(book, play, [rule.condition]) is None for rule in play.rules):
                yield remark(book, "R14", "warning", play.move.id, "this move is never but lawful", key=key)
        except TooWide:
            detail = "too many facts to see whether it can be lawful"
            yield remark(book, "R14", "warning", play.move.id, detail, key=key)


def _always(rule: Rule) -> bool:
    return rule.condition.tree == Literal(True)


def _reached(book: Book, play: Play, verdict: Verdict) -> dict[str, Value] | None:
    """Facts on which the move has this verdict."""
    rank = RANK[verdict]
    worse = [rule.condition for rule in play.rules if rule.rank > rank]
    if rank == 0:
        return find_case(book, play, (), worse)
    for rule in play.rules:
        if VERDICTS[rule.rank] == verdict:
            found = find_case(book, play, [rule.condition], worse)
            if found is not None:
                return found
    return None


def cures(book: Book) -> Iterator[Remark]:
    """R15: a blocked row that is still blocked after the steps that should cure it."""
    for play in book.plays.values():
        for rule in play.rules:
            if rule.row.verdict != "blocked":
                continue
            witness = _uncured(book, play, rule)
            if witness is not None:
                detail = f"{play.move.id} stays blocked after its steps"
                yield remark(book, "R15", "error", rule.id, detail, witness=witness)


def _uncured(book: Book, play: Play, rule: Rule) -> dict[str, Value] | None:
    """An assignment under which no step that supplies the row's tokens makes the row fail."""
    conditions = [
        procedure.condition for token in rule.row.missing for procedure in book.cures.get(token, ())
    ]
    trees: list[Node] = [rule.condition.tree, *(each.tree for each in conditions if each is not None)]
    found = worlds(book, play, trees, MAX_WORLDS) or worlds(book, play, [rule.condition.tree], MAX_WORLDS)
    for env in found or ():
        if rule.condition.evaluate(env) is True and not _cured(book, rule, env):
            return _witness(book, play, rule, env)
    return None


def _cured(book: Book, rule: Rule, env: dict[str, Any]) -> bool:
    for token in rule.row.missing:
        supplied = cures_for(book, token, env)
        if not supplied:
            return False
        env = apply(env, resolve(supplied[0].changes, env))
    return rule.condition.evaluate(env) is not True


def _witness(book: Book, play: Play, rule: Rule, env: Env) -> dict[str, Value]:
    return {name: env[name] for name in domain_of(book, play, (rule.condition.tree,))}


def exemptions(book: Book) -> Iterator[Remark]:
    """R11, R12: an exemption that never or always applies; two that hold together and differ, unranked."""
    users = _users(book)
    for name, made in book.required.items():
        if name not in users:
            continue
        play = users[name][0]
        for each in made.exemptions:
            if find_case(book, play, [each.when]) is None:
                yield remark(book, "R11", "error", name, f"the exemption {each.id!r} can never apply")
            elif find_case(book, play, (), [each.when]) is None:
                yield remark(book, "R11", "error", name, f"the exemption {each.id!r} always applies")
        for one, other in conflicts(made):
            witness = find_case(book, play, [one.when, other.when])
            if witness is not None:
                detail = (
                    f"{one.id!r} and {other.id!r} can both apply and differ; say which goes 'over' the other"
                )
                yield remark(book, "R12", "error", name, detail, witness=witness)


def polarity(book: Book) -> Iterator[Remark]:
    """R30: a row that asks so many questions for and against that it may stay open without need."""
    for rule in book.rules.values():
        leaves = both_ways(rule.condition.tree)
        if len(leaves) > MAX_QUESTIONS:
            asked = ", ".join(spelled(leaf) for leaf in leaves)
            detail = f"asks {len(leaves)} questions for and against, at most {MAX_QUESTIONS}: {asked}"
            yield remark(book, "R30", "warning", rule.id, detail)
