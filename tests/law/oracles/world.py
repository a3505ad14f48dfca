"""Random questions on the shipped pack, and its rows as plain Python syntax trees."""

import ast
import random
from typing import Any

from games.law.kinds import Kind
from games.law.rulebook import Rulebook
from games.law.shipped import load_shipped

BOOK: Rulebook = load_shipped()
NUMBERS = (0, 10, 11, 48, 49, 60, 61, 90, 91, 500, 1000, 1001)
MACROS = {name: ast.parse(macro.when, mode="eval").body for name, macro in BOOK.macros.items()}
RANKS = {"contestable": 1, "blocked": 2, "unlawful": 3}


def rows(move: str) -> list[tuple[str, int, ast.expr]]:
    """Every row of a move: its id, its rank and its condition as it is written."""
    record = BOOK.moves[move]
    tables = [(group, BOOK.groups[group].rows) for group in record.groups] + [(move, record.rows)]
    return [
        (f"{owner}#{row.row}", RANKS[row.verdict], ast.parse(" ".join(row.when.split()), mode="eval").body)
        for owner, table in tables
        for row in table
    ]


def members(name: str, move: str) -> tuple[str, ...]:
    """The members of a list that can matter to a move."""
    return (move, "*") if BOOK.facts[name].of else BOOK.kinds[name].values


def value(chance: random.Random, kind: Kind, words: tuple[str, ...]) -> Any:
    match kind.type:
        case "bool":
            return chance.random() < 0.5
        case "int":
            return chance.choice(NUMBERS)
        case "list":
            return [word for word in words if chance.random() < 0.4]
    return chance.choice(kind.values)


def question(chance: random.Random, hide: float) -> tuple[str, dict[str, Any], dict[str, Any], list[str]]:
    """A move, its parameters, a value for every fact its rows read, and the facts nobody knows."""
    move = chance.choice(sorted(BOOK.plays))
    play = BOOK.plays[move]
    params = {name: value(chance, kind, ()) for name, kind in play.kinds.items()}
    facts = {}
    for name in play.reads:
        kind = BOOK.kinds[name]
        facts[name] = value(chance, kind, members(name, move) if kind.type == "list" else ())
    hidden = [name for name in play.reads if chance.random() < hide]
    return move, params, facts, hidden


def costs(chance: random.Random, move: str) -> dict[str, dict[Any, int]]:
    """What some facts of a move can be changed to, and what each change costs."""
    found: dict[str, dict[Any, int]] = {}
    for name in BOOK.plays[move].reads:
        kind = BOOK.kinds[name]
        if chance.random() < 0.7:
            if kind.type == "bool":
                found[name] = {True: chance.randint(1, 9), False: chance.randint(1, 9)}
            elif kind.type in ("tri", "enum"):
                found[name] = {word: chance.randint(1, 9) for word in kind.values}
    return found
