"""The observer of a run: reads every decision as it falls, and asks the law what nobody at the table asks."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from games.engine import events as e
from games.engine.decide import Decision
from games.engine.deciding import triggers
from games.engine.deciding.desk import truth
from games.engine.events import Recorded
from games.engine.ids import Audience, InjectId, Millis, MoveId, TeamId
from games.engine.lawbook import FUNCTIONS, TRACK
from games.engine.plan import Inject, Plan
from games.engine.questions import answer
from games.engine.state import Procedure, Question, State
from games.law.book import Snapshot
from games.law.conditions import Condition, parse
from games.law.kinds import Kind
from injects.deck.pacing import words_of
from injects.rehearsal.lawyer import Lawyer
from injects.rehearsal.record import Answer, Ruled, StepRun, Traffic, Waited
from injects.rehearsal.teams import reaches

BIN: Final = 10 * 60_000
"""Width of the bins in which traffic is counted (exercise ms)."""

HOUR_MS: Final = 3_600_000
WORDS_OF_RULING: Final = 60
"""What a ruling or a statement of another team takes to read, at a guess."""


class Deck:
    """What the observers of all runs need of a plan, worked out once."""

    def __init__(self, plan: Plan, lawyer: Lawyer) -> None:
        tracks = dict.fromkeys(lawyer.rules.meters, TRACK)
        names: dict[str, Kind | Condition] = {
            **tracks,
            **lawyer.rules.kinds,
            **lawyer.rules.macro_conditions,
        }
        self.plan = plan
        self.lawyer = lawyer
        self.conditions: dict[InjectId, Condition] = {
            inject.id: parse(inject.when, names, FUNCTIONS) for inject in plan.injects if inject.when
        }
        self.words = {inject.id: words_of(inject) for inject in plan.injects}
        self.ending = ending_lines(plan)


def ending_lines(plan: Plan) -> tuple[InjectId, ...]:
    """The lines that tell one ending from another.

    They are those that a condition or a branch decides in the last phase that has any. A deck without phases
    ends by its last such line.
    """
    targets = {inject.otherwise for inject in plan.injects}
    decided = [inject for inject in plan.injects if inject.when or inject.id in targets]
    for phase in sorted(plan.phases, key=lambda phase: -phase.starts_ms):
        found = tuple(inject.id for inject in decided if inject.phase == phase.id)
        if found:
            return found
    timed = [inject for inject in decided if inject.due is not None]
    if not timed:
        return tuple(inject.id for inject in decided)
    last = max(timed, key=lambda inject: (inject.due.at_ms if inject.due else 0, inject.order))
    branch = {last.id, last.otherwise, *(i.id for i in decided if i.otherwise == last.id)}
    same = [i.id for i in decided if i.id in branch or i.due == last.due]
    return tuple(same)


class Watcher:
    """Collects one run. Call it with every decision; then ask for the parts of the record."""

    def __init__(self, deck: Deck, start_ms: Millis) -> None:
        self.deck = deck
        self.start_ms = start_ms
        plan = deck.plan
        self.teams = [team.id for team in plan.teams]
        self.fired: dict[InjectId, Millis] = {}
        self.passed: list[InjectId] = []
        self.instead: list[tuple[InjectId, InjectId]] = []
        self.held_true: dict[InjectId, None] = {}
        self.rulings: list[Ruled] = []
        self.filed = 0
        self.longest: Waited | None = None
        self.most_waiting = 0
        self.last_heard: dict[TeamId, Millis] = {}
        self._contacts: dict[TeamId, list[Millis]] = {team: [] for team in self.teams}
        self._items: dict[TeamId, list[tuple[Millis, int]]] = {team: [] for team in self.teams}
        self._moves: dict[TeamId, list[Millis]] = {team: [] for team in self.teams}
        self._expected: dict[tuple[InjectId, TeamId, str], list[Millis | bool]] = {}
        self._waiting_since: dict[MoveId, Millis] = {}
        self._lapsed: set[str] = set()
        self._late: dict[str, list[InjectId]] = {}
        self._reach: dict[tuple[str, ...], tuple[TeamId, ...]] = {}
        self._world: tuple[object, ...] = ()
        self._facts: tuple[object, Snapshot] | None = None

    # Reading ----------------------------------------------------------------------------------------------

    def see(self, before: State, decision: Decision) -> None:
        """Takes note of a decision."""
        for rec, after in zip(decision.records, decision.trail, strict=True):
            self._event(rec, after)
        state = decision.state
        self.most_waiting = max(self.most_waiting, len(state.queued))
        world = (state.facts, state.executed, state.items, *triggers.world(state))
        if state.life == "running" and not (
            self._world and all(a is b for a, b in zip(world, self._world, strict=True))
        ):
            self._world = world
            self._look(state, decision.records[-1].at.scenario_ms if decision.records else 0)

    def _event(self, rec: Recorded, after: State) -> None:
        event, at = rec.event, rec.at
        match event:
            case e.ExerciseStarted():
                self.last_heard = dict.fromkeys(self.teams, at.wall_ms)
            case e.InjectReleased():
                self._released(event, after, rec)
            case e.InjectSkipped():
                if event.by_condition:
                    self.passed.append(event.inject)
                    self._too_late(event.inject, after)
            case e.MoveSubmitted():
                self.filed += 1
                self._contact(event.team, at.exercise_ms, at.wall_ms)
                self._moves[event.team].append(at.exercise_ms)
                self._made(event.team, event.content.move, at.scenario_ms)
                self._waiting_since[event.move_id] = at.exercise_ms
            case e.MoveRequeued():
                self._waiting_since[event.move_id] = at.exercise_ms
            case e.MoveAnnounced():
                for team in self._readers(event.to):
                    if team != event.team:
                        self._read(team, at.exercise_ms, at.wall_ms, WORDS_OF_RULING)
            case e.RulingPublished():
                self._ruled(event, after, rec)
            case e.ProcedureOpened():
                self._opened(after.procedures[event.procedure], after)
            case e.ProcedureLapsed():
                self._lapsed.add(event.procedure)
            case _:
                pass

    def _released(self, event: e.InjectReleased, after: State, rec: Recorded) -> None:
        at = rec.at
        self.fired[event.inject] = at.scenario_ms
        if event.instead_of is not None:
            self.instead.append((event.instead_of, event.inject))
        words = self.deck.words.get(event.inject, 0)
        for team in self._readers(event.to):
            self._read(team, at.exercise_ms, at.wall_ms, words)
        for expected in after.injects[event.inject].spec.expects:
            for move in expected.moves:
                until = at.scenario_ms + expected.within_ms
                done = self._stands(expected.team, move, after)
                self._expected[(event.inject, expected.team, move)] = [until, done, done]

    def _stands(self, team: TeamId, move: str, state: State) -> bool:
        """Whether the team has done it already, and what that brought about was a fact, not a word."""
        play = self.deck.lawyer.rules.plays.get(move)
        return bool(play and play.move.team == team and play.establishes and state.executed.get(move, 0))

    def _readers(self, to: tuple[Audience, ...]) -> tuple[TeamId, ...]:
        found = self._reach.get(to)
        if found is None:
            found = tuple(team for team in self.teams if reaches(self.deck.plan, to, team))
            self._reach[to] = found
        return found

    def _read(self, team: TeamId, exercise_ms: Millis, wall_ms: Millis, words: int) -> None:
        self._contact(team, exercise_ms, wall_ms)
        self._items[team].append((exercise_ms, words))

    def _contact(self, team: TeamId, exercise_ms: Millis, wall_ms: Millis) -> None:
        self.last_heard[team] = wall_ms
        self._contacts[team].append(exercise_ms)

    def _made(self, team: TeamId, move: str, scenario_ms: Millis) -> None:
        for (_, whose, what), entry in self._expected.items():
            if whose == team and what == move and scenario_ms <= entry[0]:
                entry[2] = True

    def _ruled(self, event: e.RulingPublished, after: State, rec: Recorded) -> None:
        ruling = after.rulings[event.ruling_id]
        move = after.moves[ruling.move_id]
        self._read(move.team, rec.at.exercise_ms, rec.at.wall_ms, WORDS_OF_RULING)
        since = self._waiting_since.pop(move.id, rec.at.exercise_ms)
        waited = rec.at.exercise_ms - since
        again = since != move.at.exercise_ms
        self.rulings.append(
            Ruled(move.team, move.content.move, ruling.verdict, ruling.executed, again, waited, since)
        )
        if self.longest is None or waited > self.longest.ms:
            self.longest = Waited(move.team, move.content.move, waited, since)

    # Steps that come too late -----------------------------------------------------------------------------

    def _opened(self, procedure: Procedure, state: State) -> None:
        """A step for a move that answers an inject, which will end after the answer was due."""
        move = state.moves.get(procedure.move_id) if procedure.move_id else None
        if move is None or move.content.item is None or procedure.kind_of != "step":
            return
        inject = state.items.get(move.content.item)
        if inject is None:
            return
        entry = self._expected.get((inject, move.team, move.content.move))
        if entry is not None and procedure.due.at_ms > entry[0]:
            self._note_late(procedure.id, inject)

    def _too_late(self, inject: InjectId, state: State) -> None:
        """An inject was passed over while a step was under way that would have set what its condition reads."""
        condition = self.deck.conditions.get(inject)
        if condition is None:
            return
        reads = set(condition.names())
        for procedure in state.procedures.values():
            if procedure.status == "open" and reads & (
                {*procedure.sets, *procedure.appends} | self._then(procedure, state)
            ):
                self._note_late(procedure.id, inject)

    def _then(self, procedure: Procedure, state: State) -> set[str]:
        """The facts that the move would establish for which the step is taken."""
        move = state.moves.get(procedure.move_id) if procedure.move_id else None
        play = self.deck.lawyer.rules.plays.get(move.content.move) if move else None
        if play is None or procedure.kind_of != "step":
            return set()
        return {each.change.fact for each in play.establishes}

    def _note_late(self, procedure: str, inject: InjectId) -> None:
        late = self._late.setdefault(procedure, [])
        if inject not in late:
            late.append(inject)

    # What the world allows --------------------------------------------------------------------------------

    def _look(self, state: State, scenario_ms: Millis) -> None:
        """Asks what has become true, and which expected moves the law now lets be made."""
        lawyer = self.deck.lawyer
        if self._facts is None or self._facts[0] is not state.facts:
            self._facts = (state.facts, lawyer.snapshot(truth(state)))
        facts = self._facts[1]
        self._conditions(state, facts.env)
        for (_, _, move), entry in self._expected.items():
            left = entry[0] - scenario_ms
            if not entry[1] and left >= 0:
                entry[1] = not lawyer.knows(move) or lawyer.hours_needed(move, facts) <= left / HOUR_MS

    def _conditions(self, state: State, known: Mapping[str, object]) -> None:
        for inject, condition in self.deck.conditions.items():
            if inject in self.held_true:
                continue
            env = dict(known)
            env.update(state.meters)
            for call in condition.functions():
                env[call.text] = answer(state, Question(call.function, call.args))
            if condition.evaluate(env) is True:
                self.held_true[inject] = None

    # The record -------------------------------------------------------------------------------------------

    def answers(self) -> tuple[Answer, ...]:
        """What became of every expectation of the injects that went out."""
        return tuple(
            Answer(inject, team, move, bool(entry[1]), bool(entry[2]))
            for (inject, team, move), entry in self._expected.items()
        )

    def steps(self, state: State) -> tuple[StepRun, ...]:
        """Every step and duty, as it stood at the end."""
        ordered = sorted(state.procedures.values(), key=lambda p: (p.opened.wall_ms, len(p.id), p.id))
        return tuple(
            StepRun(
                token=p.token,
                label=p.label,
                team=p.team or TeamId(""),
                kind_of=p.kind_of,
                opened_ms=p.opened.scenario_ms,
                due_ms=p.due.at_ms,
                status=p.status,
                lapsed=p.id in self._lapsed,
                late_for=tuple(self._late.get(p.id, ())),
            )
            for p in ordered
        )

    def traffic(self, exercise_ms: Millis) -> dict[TeamId, Traffic]:
        """Load and silence of each team up to the end."""
        return {team: self._traffic_of(team, exercise_ms) for team in self.teams}

    def _traffic_of(self, team: TeamId, end: Millis) -> Traffic:
        bins = end // BIN + 1
        items, words, moves = [0] * bins, [0] * bins, [0] * bins
        for at, count in self._items[team]:
            items[at // BIN] += 1
            words[at // BIN] += count
        for at in self._moves[team]:
            moves[at // BIN] += 1
        moments = [0, *self._contacts[team], end]
        gaps = [(later - earlier, -earlier) for earlier, later in pairwise(moments)]
        silence, since = max(gaps)
        return Traffic(tuple(items), tuple(words), tuple(moves), silence, -since)


def is_by_hand(inject: Inject) -> bool:
    """Whether only a person sends this line."""
    return inject.trigger == "manual"
