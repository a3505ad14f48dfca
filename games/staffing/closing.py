"""What a turn's end or ENDEX would leave undone: unruled moves, unpublished rulings, silent teams, steps of law."""

from collections.abc import Iterator
from dataclasses import dataclass

from games.engine.plan import Team
from games.engine.state import InjectState, Move, Procedure, Ruling, State
from games.presenting.law import LawWords
from games.staffing.incoming import Appeal, Question, incoming, queue_order
from games.staffing.naming import Names, seat_label, teams_reached
from games.staffing.present import DueTime, Present, due_time

ARGUABLE = "arguable"
"""The value of a fact on which good lawyers would differ."""


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move that nobody has ruled on, and in whose hands it is (empty: nobody's)."""

    move: Move
    team: Team | None
    owner: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ruling that has not been published, and the move it is about."""

    ruling: Ruling
    move: Move
    team: Team | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A decision that was asked of teams, and those that have made no move in answer."""

    inject: InjectState
    title: str
    teams: tuple[Team, ...]


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of law or a duty that runs on."""

    procedure: Procedure
    team: Team | None
    due: DueTime | None


@dataclass(frozen=True, slots=True)
class Loose:
    """Everything that is open at this moment, oldest first."""

    moves: tuple[OpenMove, ...]
    rulings: tuple[Waiting, ...]
    at_turn_end: tuple[Waiting, ...]
    """Those of `rulings` that the end of the turn publishes."""
    unanswered: tuple[Unanswered, ...]
    steps: tuple[OpenStep, ...]
    questions: tuple[Question, ...]
    appeals: tuple[Appeal, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing is open at all."""
        moves = self.moves or self.rulings or self.appeals
        return not (moves or self.unanswered or self.steps or self.questions)


@dataclass(frozen=True, slots=True)
class Contested:
    """A fact that is arguable, or that the teams in `otherwise` hold to be something else than it is."""

    id: str
    label: str
    value: str
    otherwise: tuple[Team, ...]


def contested_facts(state: State, law: LawWords) -> tuple[Contested, ...]:
    """Facts that are not settled for everybody: staff rule on them, let them lapse, or leave them open."""
    found = []
    for name, fact in state.facts.items():
        told = {team: values[name] for team, values in state.known.items() if name in values}
        wrong = tuple(t for t in state.deck.teams if told.get(t.id, fact.value) != fact.value)
        if wrong or fact.value == ARGUABLE:
            found.append(Contested(name, law.fact_label(name), law.fact_value(name, fact.value), wrong))
    return tuple(sorted(found, key=lambda each: each.label))


def loose_ends(state: State, names: Names, now: Present) -> Loose:
    """What is open, for the one who is about to close a turn or the exercise."""
    rulings = tuple(_waiting(state, names))
    waiting = incoming(state, names, now, "")
    return Loose(
        moves=tuple(_moves(state, names)),
        rulings=rulings,
        at_turn_end=tuple(w for w in rulings if w.ruling.publish == "turn_end"),
        unanswered=tuple(_unanswered(state, names)),
        steps=tuple(_steps(state, names, now)),
        questions=waiting.questions,
        appeals=waiting.appeals,
    )


def _moves(state: State, names: Names) -> Iterator[OpenMove]:
    for move_id in queue_order(state):
        move = state.moves[move_id]
        owner = seat_label(state, names, move.taken_by) if move.taken_by else ""
        yield OpenMove(move, names.team_spec(move.team), owner)


def _waiting(state: State, names: Names) -> Iterator[Waiting]:
    for ruling_id in state.unpublished:
        ruling = state.rulings[ruling_id]
        move = state.moves[ruling.move_id]
        yield Waiting(ruling, move, names.team_spec(move.team))


def _unanswered(state: State, names: Names) -> Iterator[Unanswered]:
    asked = [i for i in state.injects.values() if i.status == "released" and i.released is not None]
    for inject in sorted(asked, key=lambda i: i.released.wall_ms if i.released else 0):
        if not inject.spec.question and inject.spec.kind != "decision":
            continue
        wanted = {e.team for e in inject.spec.expects} or set(teams_reached(state, inject.to))
        moved = {move.team for move in state.moves.values() if _answers(move, inject)}
        teams = tuple(t for t in state.deck.teams if t.id in wanted - moved)
        if teams:
            yield Unanswered(inject, names.text(inject.title or inject.spec.title), teams)


def _answers(move: Move, inject: InjectState) -> bool:
    """Whether a move names the inject, or is of a type that was expected of its team since."""
    if move.status == "withdrawn" or inject.released is None:
        return False
    if move.content.item is not None and move.content.item == inject.item:
        return True
    expected = any(e.team == move.team and move.content.move in e.moves for e in inject.spec.expects)
    return expected and move.at.scenario_ms >= inject.released.scenario_ms


def _steps(state: State, names: Names, now: Present) -> Iterator[OpenStep]:
    for procedure in state.procedures.values():
        if procedure.status == "open":
            due = due_time(state, now, procedure.due)
            yield OpenStep(procedure, names.team_spec(procedure.team), due)
