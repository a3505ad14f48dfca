"""The white cell's incoming column: moves, questions, appeals, time-out requests and flags."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal, TypeAlias

from games.engine.ids import Millis, MoveId
from games.engine.plan import Expectation, Settings, Team
from games.engine.state import InjectState, Move, Procedure, Ruling, State, Thread
from games.staffing.naming import Names, chair_label, seat_label
from games.staffing.present import Heat, Present, age_ms, due_time, heat


@dataclass(frozen=True, slots=True)
class QueuedMove:
    """A move that waits for a ruling. `owner` is the seat that has it in work."""

    move: Move
    team: Team | None
    age: Millis
    heat: Heat
    owner: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A conversation in which a team waits for the white cell."""

    thread: Thread
    team: Team | None
    age: Millis
    heat: Heat


@dataclass(frozen=True, slots=True)
class Appeal:
    """A ruling that its team disputes."""

    ruling: Ruling
    move: Move
    team: Team | None


@dataclass(frozen=True, slots=True)
class TimeoutAsked:
    """A lead asks for a time-out that the director has not granted yet."""

    team: Team | None
    seat: str
    reason: str
    age: Millis


FlagKind: TypeAlias = Literal["silent", "duty", "twice", "defiance"]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something worth a look.

    `silent`: a team has not made any of the moves expected after an inject; `duty`: a deadline is near;
    `twice`: a team has two moves of one type waiting; `defiance`: a team means to break the law openly.
    """

    kind: FlagKind
    team: Team | None
    subject: str
    ref: str
    left_ms: Millis | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """The whole column. `waiting` are in the queue, `in_work` have an owner."""

    waiting: tuple[QueuedMove, ...]
    in_work: tuple[QueuedMove, ...]
    returned: tuple[QueuedMove, ...]
    questions: tuple[Question, ...]
    appeals: tuple[Appeal, ...]
    timeouts: tuple[TimeoutAsked, ...]
    flags: tuple[Flag, ...]

    @property
    def count(self) -> int:
        """How many things wait for the white cell to begin with them."""
        return len(self.waiting) + len(self.questions) + len(self.appeals) + len(self.timeouts)


def incoming(state: State, names: Names, now: Present, seat: str) -> Incoming:
    """The column as `seat` sees it."""
    queued = [_queued(state, names, now, seat, state.moves[i]) for i in queue_order(state)]
    flags = (_defiances(state, names), _twice(state, names), _duties(state, names, now))
    return Incoming(
        waiting=tuple(q for q in queued if q.move.status == "received"),
        in_work=tuple(q for q in queued if q.move.status == "in_work"),
        returned=tuple(q for q in queued if q.move.status == "returned"),
        questions=_questions(state, names, now),
        appeals=_appeals(state, names),
        timeouts=tuple(_timeouts(state, names, now)),
        flags=tuple(chain(*flags, _silences(state, names, now))),
    )


def queue_order(state: State) -> tuple[MoveId, ...]:
    """Moves that nobody has ruled on, oldest first."""
    unruled = [m for m in state.moves.values() if m.status in ("received", "in_work", "returned")]
    return tuple(m.id for m in sorted(unruled, key=lambda m: (m.since.wall_ms, m.seq)))


def oldest_waiting(state: State, now: Present) -> tuple[Move, Millis] | None:
    """The oldest move that still needs a ruling and is not with its team, with its age in wall ms."""
    for move_id in queue_order(state):
        move = state.moves[move_id]
        if move.status != "returned":
            return move, age_ms(now, move.since)
    return None


def queue_heat(settings: Settings, age: Millis) -> Heat:
    """Amber and red by the settings of the exercise."""
    return heat(age, settings.queue_amber_ms, settings.queue_red_ms)


def _queued(state: State, names: Names, now: Present, seat: str, move: Move) -> QueuedMove:
    age = age_ms(now, move.since)
    owner = seat_label(state, names, move.taken_by) if move.taken_by else ""
    return QueuedMove(
        move=move,
        team=names.team_spec(move.team),
        age=age,
        heat=queue_heat(state.deck.settings, age),
        owner=owner,
        mine=move.taken_by == seat,
    )


def _questions(state: State, names: Names, now: Present) -> tuple[Question, ...]:
    waiting = sorted((t for t in state.threads.values() if t.waiting_white), key=lambda t: t.last.wall_ms)
    return tuple(_question(state, names, now, thread) for thread in waiting)


def _question(state: State, names: Names, now: Present, thread: Thread) -> Question:
    age = age_ms(now, thread.last)
    asker = thread.messages[-1].team if thread.messages else None
    return Question(thread, names.team_spec(asker), age, queue_heat(state.deck.settings, age))


def _appeals(state: State, names: Names) -> tuple[Appeal, ...]:
    open_ones = sorted(
        (r for r in state.rulings.values() if r.appeal and not r.appeal_decision), key=lambda r: r.seq
    )
    return tuple(
        Appeal(r, state.moves[r.move_id], names.team_spec(state.moves[r.move_id].team)) for r in open_ones
    )


def _timeouts(state: State, names: Names, now: Present) -> Iterable[TimeoutAsked]:
    for request in state.timeout_requests:
        yield TimeoutAsked(
            team=names.team_spec(request.team),
            seat=chair_label(state, names, request.seat),
            reason=request.reason,
            age=age_ms(now, request.at),
        )


def _defiances(state: State, names: Names) -> Iterable[Flag]:
    for move_id in queue_order(state):
        move = state.moves[move_id]
        if move.content.defy:
            yield Flag("defiance", names.team_spec(move.team), move.content.headline, move.id)


def _twice(state: State, names: Names) -> Iterable[Flag]:
    seen: set[tuple[str, str]] = set()
    for move_id in queue_order(state):
        move = state.moves[move_id]
        kind = (move.team, move.content.move)
        if move.content.move != "other" and kind in seen:
            yield Flag("twice", names.team_spec(move.team), move.content.headline, move.id)
        seen.add(kind)


def _duties(state: State, names: Names, now: Present) -> Iterable[Flag]:
    for procedure in state.procedures.values():
        left = _left(state, now, procedure)
        if (
            procedure.kind_of != "step"
            and procedure.status == "open"
            and left is not None
            and left <= state.deck.settings.duty_soon_ms
        ):
            team = names.team_spec(procedure.team)
            yield Flag("duty", team, procedure.label, procedure.id, left)


def _left(state: State, now: Present, procedure: Procedure) -> Millis | None:
    due = due_time(state, now, procedure.due)
    return due.left_ms if due else None


def _silences(state: State, names: Names, now: Present) -> Iterable[Flag]:
    for inject in state.injects.values():
        if inject.status != "released" or inject.released is None:
            continue
        since = inject.released.scenario_ms
        for expected in inject.spec.expects:
            over = now.scenario_ms - since - expected.within_ms
            if over >= 0 and not _answered(state, inject, expected, since):
                title = names.text(inject.title or inject.spec.title)
                yield Flag("silent", names.team_spec(expected.team), title, inject.spec.id, -over)


def _answered(state: State, inject: InjectState, expected: Expectation, since: Millis) -> bool:
    """Whether the team has moved on the inject: a type that was expected, or any move that names it."""
    return any(
        move.team == expected.team
        and move.at.scenario_ms >= since
        and (move.content.move in expected.moves or _names(move, inject))
        for move in state.moves.values()
    )


def _names(move: Move, inject: InjectState) -> bool:
    return move.content.item is not None and move.content.item == inject.item
