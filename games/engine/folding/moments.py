"""Folds of what conditions wait for: moments on the clock, the dice, and who has seen what."""

from immutables import Map
from msgspec.structs import replace

from games.engine import events as e
from games.engine.ids import InjectId, Millis, TeamId
from games.engine.plan import Basis, Plan
from games.engine.questions import ON_STORY, reads_meters, watched
from games.engine.spans import span
from games.engine.state import Procedure, Question, State, Timer
from games.engine.timers import inject_timer, moment_timer_id

MOMENT_ORDER = -1
"""Moments come before the injects that fall due at the same instant, whose conditions may ask about them."""


def prepared(state: State, plan: Plan) -> State:
    """What the conditions of the plan ask, and which injects hang on the release of which."""
    questions = watched(plan)
    reads = {q.function for q in questions} | ({"meters"} if reads_meters(plan) else set())
    followers: dict[InjectId, tuple[InjectId, ...]] = {}
    for spec in plan.injects:
        after = (spec.due.after,) if spec.due and spec.due.after else ()
        for other in dict.fromkeys((*after, *spec.suppressed_by)):
            followers[other] = (*followers.get(other, ()), spec.id)
    return replace(state, watched=questions, reads=frozenset(reads), followers=Map(followers))


def began(state: State) -> State:
    """STARTEX: real time counts from here, and so does silence."""
    for entry in state.injects.values():
        if entry.status == "armed" and entry.due and entry.due.basis in ("wall", "clock"):
            timer = inject_timer(state, entry.spec, entry.due)
            state = replace(state, timers=state.timers.set(timer.id, timer)) if timer else state
    for team in state.known:
        state = acted(state, team, state.clock.exercise_ms)
    return state


def acted(state: State, team: TeamId, exercise_ms: Millis) -> State:
    """A team made a move: its silence begins anew."""
    for question in state.watched:
        if question.function == "silent" and question.args[0] == team:
            length = span(question.args[1]) or 0
            state = _waiting(state, question, "exercise", exercise_ms + length)
    return state


def went_out(state: State, rec: e.Recorded, event: e.InjectReleased) -> State:
    """An inject went out: those that follow it are on the clock, and deadlines and delays begin."""
    for follower in state.followers.get(event.inject, ()):
        entry = state.injects[follower]
        if entry.status == "armed" and entry.due and entry.due.after == event.inject:
            timer = inject_timer(state, entry.spec, entry.due)
            state = replace(state, timers=state.timers.set(timer.id, timer)) if timer else state
    for question in state.watched:
        if question.args[0] != event.inject:
            continue
        if question.function == "after":
            length = span(question.args[1]) or 0
            if ON_STORY in question.args[2:]:
                state = _waiting(state, question, "scenario", rec.at.scenario_ms + length)
            else:
                state = _waiting(state, question, "exercise", rec.at.exercise_ms + length)
        elif question.function == "missed" and event.answer_by_ms is not None:
            state = _waiting(state, question, "scenario", event.answer_by_ms)
    return state


def promised(state: State, procedure: Procedure) -> State:
    """A commitment or a duty is on the clock: the warning before its end is too."""
    for question in state.watched:
        if question.function == "owed" and question.args[0] == procedure.token:
            before = span(question.args[1]) or 0
            at_ms = max(procedure.opened.scenario_ms, procedure.due.at_ms - before)
            state = _waiting(state, question, "scenario", at_ms)
    return state


def _waiting(state: State, question: Question, basis: Basis, at_ms: Millis) -> State:
    """The moment lies ahead (again)."""
    text = question.text
    timer = Timer(moment_timer_id(text), "moment", text, basis, at_ms, MOMENT_ORDER)
    passed = state.passed.delete(text) if text in state.passed else state.passed
    return replace(state, timers=state.timers.set(timer.id, timer), passed=passed)


def came(state: State, rec: e.Recorded, event: e.MomentCame) -> State:
    """The moment is here."""
    timer_id = moment_timer_id(event.what)
    timers = state.timers.delete(timer_id) if timer_id in state.timers else state.timers
    passed = state.passed.set(event.what, rec.seq) if event.so else state.passed
    return replace(state, timers=timers, passed=passed)


def drawn(state: State, event: e.ChancesDrawn) -> State:
    """The dice have been thrown."""
    return replace(state, rolls=Map(event.rolls))


def opened(state: State, event: e.ItemOpened) -> State:
    """A seat opened an inject."""
    seats = state.opened.get(event.inject, ())
    return replace(state, opened=state.opened.set(event.inject, (*seats, event.seat)))


def acknowledged(state: State, event: e.ItemAcknowledged) -> State:
    """A seat has read and understood an inject."""
    seats = state.acknowledged.get(event.inject, ())
    return replace(state, acknowledged=state.acknowledged.set(event.inject, (*seats, event.seat)))


def heard(state: State, rec: e.Recorded, event: e.MessagesSeen) -> State:
    """A team has seen what another wrote."""
    return replace(state, heard=state.heard.set((event.sender, event.reader), rec.seq))
