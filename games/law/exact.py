"""Makes a row exact where Kleene's logic would leave it open although an unknown fact cannot matter.

Where a condition asks one question for and against (`plan and not (plan and listed)`), both answers to it may
lead to the same result. Such a question is answered both ways when it is open.
"""

from __future__ import annotations

import itertools
from typing import Final

from games.law.compiling import Env, Test, compile_test
from games.law.conditions import Condition
from games.law.tree import AllOf, AnyOf, Literal, Macro, Node, Not

MAX_QUESTIONS: Final = 4


def both_ways(tree: Node) -> tuple[Node, ...]:
    """The questions that a condition asks for and against, macros opened."""
    asked: dict[Node, set[bool]] = {}

    def visit(node: Node, wanted: bool) -> None:
        match node:
            case Not(part):
                visit(part, not wanted)
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    visit(part, wanted)
            case Macro(_, body):
                visit(body, wanted)
            case Literal():
                pass
            case _:
                asked.setdefault(node, set()).add(wanted)

    visit(tree, True)
    return tuple(leaf for leaf, ways in asked.items() if len(ways) == 2)


def exact(condition: Condition) -> Condition:
    """The same condition, open only where some answer to such a question changes it."""
    leaves = both_ways(condition.tree)
    if not leaves or len(leaves) > MAX_QUESTIONS:
        return condition
    return Condition(condition.text, condition.tree, _split(condition, leaves))


def _split(condition: Condition, leaves: tuple[Node, ...]) -> Test:
    plain = condition.evaluate
    questions = tuple(compile_test(leaf) for leaf in leaves)
    variants = {
        answers: compile_test(answered(condition.tree, dict(zip(leaves, answers, strict=True))))
        for answers in itertools.product((False, True), repeat=len(leaves))
    }

    def test(env: Env) -> bool | None:
        result = plain(env)
        if result is not None:
            return result
        known = [question(env) for question in questions]
        ways = itertools.product(*((False, True) if each is None else (each,) for each in known))
        results = {variants[way](env) for way in ways}
        return results.pop() if len(results) == 1 else None

    return test


def answered(node: Node, answers: dict[Node, bool]) -> Node:
    """The tree with these questions answered."""
    if node in answers:
        return Literal(answers[node])
    match node:
        case Not(part):
            return Not(answered(part, answers))
        case AllOf(parts):
            return AllOf(tuple(answered(part, answers) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(answered(part, answers) for part in parts))
        case Macro(name, body):
            return Macro(name, answered(body, answers))
        case _:
            return node
