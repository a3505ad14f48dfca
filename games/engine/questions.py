"""The questions that conditions of a deck may ask of a run, and their answers from the state.

An answer is a function of the state alone. Where time alone changes it (`after`, `silent`, `missed`, `owed`)
the moment is a timer, and its coming an event of the log (`MomentCame`), so that a replay answers the same.
"""

import ast
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from games.engine import causes
from games.engine.ids import InjectId, SeatId, TeamId
from games.engine.plan import Inject, Plan
from games.engine.state import InjectState, Procedure, Question, State

OUTCOMES: Final = ("lawful", "contestable", "blocked", "unlawful", "executed", "refused", "any")
"""What `ruled` may ask for: a verdict, whether the move was carried out, or that there is a ruling at all."""

ON_STORY: Final = "story"
"""The last word of `after` where the span counts time of the story."""

Sought: TypeAlias = Literal[
    "move",
    "move_or_team",
    "team",
    "reader",
    "inject",
    "outcome",
    "span",
    "clock",
    "promise",
    "name",
    "percent",
]
ARGUMENTS: Final[dict[str, tuple[Sought, ...]]] = {
    "made": ("move",),
    "submitted": ("move_or_team",),
    "ruled": ("move", "outcome"),
    "released": ("inject",),
    "after": ("inject", "span", "clock"),
    "seen": ("inject", "reader"),
    "acknowledged": ("inject", "reader"),
    "heard": ("team", "team"),
    "silent": ("team", "span"),
    "missed": ("inject", "team"),
    "owed": ("promise", "span"),
    "broken": ("promise",),
    "kept": ("promise",),
    "chance": ("name", "percent"),
}
"""What each question is asked about; the last word of `after` may be left out."""


@lru_cache(maxsize=8192)
def asked(condition: str) -> tuple[Question, ...]:
    """The questions in the text of a condition, each once, in reading order; none in one that cannot be read."""
    try:
        body = ast.parse(condition.replace("\r", " ").replace("\n", " ").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    calls = [
        node for node in ast.walk(body) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    calls.sort(key=lambda node: node.col_offset)
    found = []
    for node in calls:
        words = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if isinstance(node.func, ast.Name) and node.func.id in ARGUMENTS and len(words) == len(node.args):
            found.append(Question(node.func.id, tuple(words)))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def names_in(condition: str) -> frozenset[str]:
    """Every plain name in the text of a condition: facts, macros, meters."""
    try:
        tree = ast.parse(condition.replace("\r", " ").replace("\n", " ").strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def conditions_of(plan: Plan) -> tuple[str, ...]:
    """Every condition that play reads: of the injects, and of the commitments."""
    promised = [text for row in plan.commitments for text in (row.when, row.kept, row.broken)]
    return tuple(text for text in (*(inject.when for inject in plan.injects), *promised) if text)


def watched(plan: Plan) -> tuple[Question, ...]:
    """Every question that some condition of a plan asks, each once."""
    return tuple(dict.fromkeys(q for text in conditions_of(plan) for q in asked(text)))


def reads_meters(plan: Plan) -> bool:
    """Whether some condition of a plan reads a consequence track."""
    return any(names_in(text) & set(plan.start_meters) for text in conditions_of(plan))


# Answers ------------------------------------------------------------------------------------------------


def answer(state: State, question: Question) -> bool:
    """Whether it is so now."""
    args = question.args
    match question.function:
        case "made":
            return state.executed.get(args[0], 0) > 0
        case "submitted":
            return any(
                _is(m.team, m.content.move, args[0]) for m in state.moves.values() if m.status != "withdrawn"
            )
        case "ruled":
            return _ruled(state, args[0], args[1])
        case "released":
            return went_out(state, InjectId(args[0]))
        case "seen":
            return _by_reader(state, args[1], state.opened.get(InjectId(args[0]), ()))
        case "acknowledged":
            return _by_reader(state, args[1], state.acknowledged.get(InjectId(args[0]), ()))
        case "heard":
            return (TeamId(args[0]), TeamId(args[1])) in state.heard
        case "broken":
            return any(p.token == args[0] and _missed(p) for p in state.procedures.values())
        case "kept":
            return any(
                p.token == args[0] and p.status == "done" and not _missed(p)
                for p in state.procedures.values()
            )
        case "chance":
            return state.rolls.get(args[0], 100) < int(args[1])
        case _:
            return question.text in state.passed


def went_out(state: State, inject: InjectId) -> bool:
    """Whether an inject has been released, whatever became of it afterwards."""
    entry = state.injects.get(inject)
    return entry is not None and entry.status in ("released", "retracted")


def _missed(procedure: Procedure) -> bool:
    """Whether its time ran out, even if it was met after all; one that a jump left out broke nothing."""
    return procedure.reason == causes.MET_LATE or (
        procedure.status == "lapsed" and procedure.reason != causes.JUMPED
    )


def _is(team: TeamId, move: str, wanted: str) -> bool:
    return wanted in (team, move)


def _ruled(state: State, move: str, outcome: str) -> bool:
    for ruling in state.rulings.values():
        if ruling.published is None or ruling.superseded_by is not None:
            continue
        if state.moves[ruling.move_id].content.move == move and _came_out(
            ruling.verdict, ruling.executed, outcome
        ):
            return True
    return False


def _came_out(verdict: str, executed: bool, outcome: str) -> bool:
    match outcome:
        case "any":
            return True
        case "executed":
            return executed
        case "refused":
            return not executed
        case _:
            return verdict == outcome


def _by_reader(state: State, reader: str, seats: Iterable[SeatId]) -> bool:
    """Whether one of the seats is the reader's: a team, or `team/office`."""
    team, _slash, office = reader.partition("/")
    for seat in seats:
        entry = state.seats.get(seat)
        if entry and entry.spec.team == team and (not office or entry.spec.office == office):
            return True
    return False


def answered(state: State, entry: InjectState, team: TeamId) -> bool:
    """Whether a team has answered an inject since it went out.

    An answer is a move that names the item, or one of the moves that the inject expects of the team.
    """
    if entry.released is None:
        return False
    wanted = {move for each in entry.spec.expects if each.team == team for move in each.moves}
    for move in state.moves.values():
        if move.team != team or move.status == "withdrawn" or move.at.wall_ms < entry.released.wall_ms:
            continue
        if move.content.item == entry.item or move.content.move in wanted:
            return True
    return False


def came_true(state: State, question: Question) -> bool:
    """Whether a question that a moment settles is so, asked at that moment."""
    match question.function:
        case "missed":
            entry = state.injects.get(InjectId(question.args[0]))
            return entry is not None and not answered(state, entry, TeamId(question.args[1]))
        case "owed":
            return any(p.token == question.args[0] and p.status == "open" for p in state.procedures.values())
        case _:
            return True


def unmet(state: State, spec: Inject) -> tuple[InjectId, ...]:
    """The prerequisites of an inject that have not gone out."""
    return tuple(each for each in spec.needs if not went_out(state, each))
