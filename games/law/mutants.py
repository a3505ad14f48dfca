"""Small wrongs done to a pack, one at a time, to see whether some worked case would notice.

A mutant is one row (or one macro, in all rows that use it) with one thing wrong: left out, turned round, a
part missing, another verdict, a provision or a token less. A mutant that no case kills is a gap in the cases;
one that cannot be told from the original on any facts is no wrong and is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from games.law.book import Book, Play, Rule, effect_of
from games.law.cases import Case, unlike
from games.law.compiling import Env
from games.law.conditions import boolean
from games.law.exact import exact
from games.law.model import RANK, Row, Severity
from games.law.rulings import scene_of
from games.law.searching import TooWide, all_of, find, opposite, unequal
from games.law.spelling import spelled
from games.law.tree import AllOf, AnyOf, Compare, Literal, Macro, Node, Not, Within
from games.law.weighing import weigh

_SEVERITIES: Final[tuple[Severity, ...]] = ("contestable", "blocked", "unlawful")
_NEIGHBOUR: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong: `subject` is the row, move or macro, `wrong` says what was done to it.

    `rules` are the rows that stand in place of the original ones (None: the row is gone); `authority` that of
    the moves concerned, where that is the wrong.
    """

    subject: str
    wrong: str
    rules: Mapping[str, Rule | None]
    moves: tuple[str, ...]
    authority: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants some case killed, which survived, and how many are the original in other words."""

    killed: int
    survivors: tuple[Mutant, ...]
    equivalent: int

    @property
    def percent(self) -> float:
        """Killed of all that could be, rounded down to a tenth."""
        counted = self.killed + len(self.survivors)
        return 1000 * self.killed // counted / 10 if counted else 100.0


def mutants(book: Book) -> Iterator[Mutant]:
    """Every mutant of a book, in the order of its rows, then its macros, then its moves."""
    users: dict[str, list[str]] = {}
    for play in book.plays.values():
        for rule in play.rules:
            users.setdefault(rule.id, []).append(play.move.id)
    for rule in book.rules.values():
        for wrong, mutated in _of_row(book, rule):
            yield Mutant(rule.id, wrong, {rule.id: mutated}, tuple(users[rule.id]))
    yield from _of_macros(book, users)
    yield from _of_moves(book)


def score(book: Book, cases: Iterable[Case], wrongs: Iterable[Mutant] | None = None) -> Score:
    """Try every mutant on every case of the moves it touches. The cases must pass on the book itself."""
    scenes: dict[str, list[tuple[Case, Env]]] = {}
    for case in cases:
        env = scene_of(book, case.move, case.params, case.facts, case.unknown)
        scenes.setdefault(case.move, []).append((case, env))
    killed = equivalent = 0
    survivors: list[Mutant] = []
    for mutant in mutants(book) if wrongs is None else wrongs:
        if any(
            _kills(book, mutant, move, case, env)
            for move in mutant.moves
            for case, env in scenes.get(move, ())
        ):
            killed += 1
        elif _equivalent(book, mutant):
            equivalent += 1
        else:
            survivors.append(mutant)
    return Score(killed, tuple(survivors), equivalent)


def _kills(book: Book, mutant: Mutant, move: str, case: Case, env: Env) -> bool:
    play = book.plays[move]
    if mutant.authority is None and not any(
        _differs(rule, mutant.rules[rule.id], env) for rule in play.rules if rule.id in mutant.rules
    ):
        return False
    mutated = _mutated(play, mutant)
    return bool(unlike(case.expected, mutated.move.authority, weigh(mutated, env), env))


def _differs(rule: Rule, mutated: Rule | None, env: Env) -> bool:
    """Whether the wrong shows at all on these facts."""
    before = rule.condition.evaluate(env)
    after = False if mutated is None else mutated.condition.evaluate(env)
    return before != after or (before is not False and mutated is not None and mutated.row != rule.row)


def _mutated(play: Play, mutant: Mutant) -> Play:
    rules = (mutant.rules.get(rule.id, rule) for rule in play.rules)
    move = play.move
    if mutant.authority is not None:
        move = msgspec.structs.replace(move, authority=mutant.authority)
    return replace(play, move=move, rules=tuple(rule for rule in rules if rule is not None))


# Rows -----------------------------------------------------------------------------------------------------


def _of_row(book: Book, rule: Rule) -> Iterator[tuple[str, Rule | None]]:
    yield "left out", None
    tree = rule.condition.tree
    for wrong, edited in _edits(tree):
        yield wrong, _with_tree(rule, edited)
    row = rule.row
    for verdict in _SEVERITIES:
        if verdict != row.verdict:
            yield f"{verdict} for {row.verdict}", _with_row(rule, verdict=verdict)
    for provision in row.provisions:
        # A row must cite something: a sole provision is replaced by another, one of several is left out.
        rest = tuple(each for each in row.provisions if each != provision) or (_other(book, provision),)
        wrong = f"{rest[0]} for {provision}" if len(row.provisions) == 1 else f"without {provision}"
        yield f"provisions: {wrong}", _with_row(rule, provisions=rest)
    for token in row.missing:
        rest = tuple(each for each in row.missing if each != token)
        yield f"without the token {token}", _with_row(rule, missing=rest)
    if row.effect:
        yield f"without the effect {row.effect}", _with_row(rule, effect="")


def _other(book: Book, provision: str) -> str:
    """Some other provision, one that frames no move if there is one."""
    framing = {each for move in book.moves.values() for each in move.authority}
    others = [each for each in book.provisions if each != provision]
    return next((each for each in others if each not in framing), others[0] if others else provision)


def _with_row(rule: Rule, **changes: object) -> Rule:
    row: Row = msgspec.structs.replace(rule.row, **changes)
    return replace(rule, row=row, rank=RANK[row.verdict], effect=effect_of(row))


def _with_tree(rule: Rule, tree: Node) -> Rule:
    return replace(rule, condition=exact(boolean(tree, rule.condition.text)))


def _edits(node: Node) -> Iterator[tuple[str, Node]]:
    """Every way to get one thing wrong in a condition; a macro counts as one leaf."""
    if not isinstance(node, Not):
        yield f"not ({spelled(node)})", Not(node)
    match node:
        case AllOf(parts) | AnyOf(parts):
            yield from _edits_of_parts(node, parts)
        case Not(part):
            yield f"{spelled(part)} for {spelled(node)}", part
            for wrong, edited in _edits(part):
                if edited != Not(part):
                    yield wrong, Not(edited)
        case Compare(op, left, right) if op in _NEIGHBOUR:
            yield f"{_NEIGHBOUR[op]} for {op} in {spelled(node)}", Compare(_NEIGHBOUR[op], left, right)
        case Within(item, Literal(tuple(words)), negated):
            for word in words:
                rest = Literal(tuple(each for each in words if each != word))
                yield f"without {word!r} in {spelled(node)}", Within(item, rest, negated)


def _edits_of_parts(node: AllOf | AnyOf, parts: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    same, other = (AllOf, AnyOf) if isinstance(node, AllOf) else (AnyOf, AllOf)
    yield f"{'or' if same is AllOf else 'and'} in {spelled(node)}", other(parts)
    for index, part in enumerate(parts):
        rest = (*parts[:index], *parts[index + 1 :])
        yield f"without {spelled(part)}", rest[0] if len(rest) == 1 else same(rest)
        for wrong, edited in _edits(part):
            yield wrong, same((*parts[:index], edited, *parts[index + 1 :]))


# Macros and moves -----------------------------------------------------------------------------------------


def _of_macros(book: Book, users: Mapping[str, list[str]]) -> Iterator[Mutant]:
    for name, macro in book.macro_conditions.items():
        using = [rule for rule in book.rules.values() if name in rule.condition.macros()]
        moves = tuple(dict.fromkeys(move for rule in using for move in users[rule.id]))
        for wrong, edited in _edits(macro.tree):
            rules = {rule.id: _with_tree(rule, _opened(rule.condition.tree, name, edited)) for rule in using}
            yield Mutant(name, wrong, rules, moves)


def _opened(node: Node, name: str, body: Node) -> Node:
    """The tree with another body in one macro."""
    match node:
        case Macro(own, inside):
            return Macro(own, body if own == name else _opened(inside, name, body))
        case Not(part):
            return Not(_opened(part, name, body))
        case AllOf(parts):
            return AllOf(tuple(_opened(part, name, body) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_opened(part, name, body) for part in parts))
        case _:
            return node


def _of_moves(book: Book) -> Iterator[Mutant]:
    for move in book.moves.values():
        for group in move.groups:
            gone = dict.fromkeys(
                rule.id for rule in book.plays[move.id].rules if rule.id.startswith(f"{group}#")
            )
            yield Mutant(move.id, f"without the group {group}", gone, (move.id,))
        for provision in move.authority:
            rest = tuple(each for each in move.authority if each != provision)
            yield Mutant(move.id, f"without the authority {provision}", {}, (move.id,), rest)


# Equivalence ----------------------------------------------------------------------------------------------


def _equivalent(book: Book, mutant: Mutant) -> bool:
    """Whether the wrong shows on no facts at all; where the search is given up, it is taken to show."""
    try:
        if mutant.authority is not None:
            return _never_lawful(book, book.plays[mutant.moves[0]])
        return not any(
            _seen(book, book.plays[move], rule, mutant.rules[rule.id])
            for move in mutant.moves
            for rule in book.plays[move].rules
            if rule.id in mutant.rules
        )
    except TooWide:
        return False


def _never_lawful(book: Book, play: Play) -> bool:
    """The authority of a move is only cited where no row holds."""
    goal = all_of(opposite(rule.condition.evaluate) for rule in play.rules)
    return find(book, play, (rule.condition.tree for rule in play.rules), goal) is None


def _seen(book: Book, play: Play, rule: Rule, mutated: Rule | None) -> bool:
    if mutated is None:
        return find(book, play, (rule.condition.tree,), rule.condition.evaluate) is not None
    if mutated.row != rule.row:
        return True
    trees = (rule.condition.tree, mutated.condition.tree)
    return find(book, play, trees, unequal(rule.condition.evaluate, mutated.condition.evaluate)) is not None
