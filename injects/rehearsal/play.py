"""One run: who acts next is the one whose time comes first, and the clock leaps there."""

from collections.abc import Callable, Mapping
from hashlib import sha256

import msgspec
from msgspec import Struct

from games.engine import clock, timers, wire
from games.engine import commands as c
from games.engine.decide import Decision
from games.engine.events import Recorded
from games.engine.ids import Millis, TeamId
from games.engine.lawbook import LawBook
from games.engine.plan import Plan, SeatSpec
from games.engine.state import State
from games.law.rulebook import Rulebook
from injects.rehearsal.casting import Script, cast_of, checked
from injects.rehearsal.dice import Dice
from injects.rehearsal.lawyer import Lawyer
from injects.rehearsal.readers import Readers
from injects.rehearsal.record import RunRecord
from injects.rehearsal.staff import Controller, Director, WhiteCell
from injects.rehearsal.table import START, Asked, Listener, Table
from injects.rehearsal.teams import Team
from injects.rehearsal.watching import Deck, Watcher

MOST_STEPS = 20_000
"""Leaps of the clock after which a run is given up: the deck and the scripts chase each other."""

MOST_REFUSALS = 20


class Played(Struct, frozen=True):
    """A run with its whole log."""

    record: RunRecord
    records: tuple[Recorded, ...]
    asked: tuple[Asked, ...]
    state: State


class Stage:
    """A plan, a rule pack and who is to play: what all runs of a rehearsal share.

    `wanted` gives the script of each team as `casting.checked` does. Raises BadScript.
    """

    def __init__(self, plan: Plan, rules: Rulebook, wanted: Mapping[str, str] | None = None) -> None:
        self.plan = plan
        self.book = LawBook(rules)
        self.lawyer = Lawyer(rules)
        self.deck = Deck(plan, self.lawyer)
        self.wanted = checked(wanted or {}, [team.id for team in plan.teams])

    def play(self, run: int, seed: int, listener: Listener | None = None) -> Played:
        """Plays one run; the same number and seed give the same log. `listener` is told of every decision."""
        dice = Dice(f"{seed}:{run}")
        cast = cast_of(self.wanted, run, dice)
        return _Run(self, cast, dice, listener).play(run, seed)


class _Run:
    def __init__(
        self, stage: Stage, cast: Mapping[TeamId, Script], dice: Dice, listener: Listener | None
    ) -> None:
        plan = stage.plan
        self.stage = stage
        self.cast = cast
        self.listener = listener
        self.watcher = Watcher(stage.deck, START)
        self.table = Table(stage.book, self._heard)
        self.director = Director(plan, dice.seed)
        self.white = WhiteCell(plan, cast, stage.lawyer, dice.for_("white cell"))
        self.controller = Controller(plan, self.watcher.last_heard)
        self.teams = [
            Team(team.id, lead.id, plan, cast[team.id], stage.lawyer, dice.for_(team.id))
            for team in plan.teams
            if (lead := _lead(plan, team.id)) is not None
        ]

        self.readers = Readers(plan, {team.id: team.seat for team in self.teams})

    def _heard(self, before: State, decision: Decision) -> None:
        self.watcher.see(before, decision)
        self.controller.last_heard = self.watcher.last_heard
        for rec, after in zip(decision.records, decision.trail, strict=True):
            self.readers.hear(rec, self.table.wall)
            for team in self.teams:
                team.hear(rec, after, self.table.wall)
        if self.listener is not None:
            self.listener(before, decision)

    def play(self, run: int, seed: int) -> Played:
        """From the first event to ENDEX."""
        table = self.table
        table.create(self.stage.plan)
        self.director.start(table)
        steps = 0
        while table.state.life == "running" and steps < MOST_STEPS and self._next():
            steps += 1
        cut_short = table.state.life == "running"
        if cut_short:
            table.ask(self.director.seat, c.EndExercise(reason="given up"))
        return Played(
            self._record(run, seed, cut_short), tuple(table.records), tuple(table.asked), table.state
        )

    def _next(self) -> bool:
        """Leaps to whatever comes first, and does it. At one instant the clock goes before people."""
        table, state = self.table, self.table.state
        coming: list[tuple[Millis, int, Callable[[], object]]] = []

        def add(at: Millis | None, order: int, act: Callable[[], object]) -> None:
            if at is not None:
                coming.append((max(at, table.wall), order, act))

        add(timers.next_wall(state), 0, lambda: table.ask("", c.Tick()))
        add(self.director.wake(table), 1, lambda: self.director.act(table))
        if self.white.seats:
            add(self.white.wake(state, table.wall), 2, lambda: self.white.act(table))
        add(self.controller.wake(state, table.wall), 3, lambda: self.controller.act(table))
        add(self.readers.wake, 4, lambda: self.readers.act(table))
        for order, team in enumerate(self.teams, start=5):
            add(team.wake, order, lambda team=team: team.act(table))  # type: ignore[misc]  # bound by a default
        if not coming:
            return False
        at, _, act = min(coming, key=lambda one: one[:2])
        table.wall = at
        act()
        return True

    def _record(self, run: int, seed: int, cut_short: bool) -> RunRecord:
        table, seen = self.table, self.watcher
        now = clock.read(table.state.clock, table.wall)
        return RunRecord(
            run=run,
            seed=seed,
            cast={team: str(script) for team, script in self.cast.items()},
            digest=digest_of(table.records),
            events=len(table.records),
            exercise_ms=now.exercise_ms,
            scenario_ms=now.scenario_ms,
            cut_short=cut_short,
            fired=seen.fired,
            passed=tuple(seen.passed),
            instead=tuple(seen.instead),
            held_true=tuple(seen.held_true),
            answers=seen.answers(),
            rulings=tuple(seen.rulings),
            filed=seen.filed,
            steps=seen.steps(table.state),
            traffic=seen.traffic(now.exercise_ms),
            longest=seen.longest,
            most_waiting=seen.most_waiting,
            ending=tuple(line for line in self.stage.deck.ending if line in seen.fired),
            refusals=tuple(
                (one.actor, one.kind, f"{one.code} {one.detail}".strip())
                for one in table.refusals[:MOST_REFUSALS]
            ),
        )


def _lead(plan: Plan, team: TeamId) -> SeatSpec | None:
    return next((seat for seat in plan.seats if seat.team == team and seat.rank == "lead"), None)


def digest_of(records: list[Recorded]) -> str:
    """SHA-256 over every record of a log, with its clocks, actor and cause."""
    running = sha256()
    for rec in records:
        at = rec.at
        head = (rec.seq, at.wall_ms, at.exercise_ms, at.scenario_ms, at.turn, rec.actor, rec.cause)
        running.update(msgspec.json.encode(head) + b"\n" + wire.encode_event(rec.event) + b"\n")
    return running.hexdigest()
