"""The scripted staff: a white cell that rules and opens steps, a controller, and a director who keeps time."""

from collections.abc import Mapping

from msgspec import Struct

from games.engine import causes, clock, timers
from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.ids import InjectId, Millis, MoveId, ProcedureId, SeatId, TeamId
from games.engine.plan import Plan
from games.engine.state import Move, State
from games.law.model import RANK
from injects.rehearsal.casting import Script
from injects.rehearsal.dice import Dice
from injects.rehearsal.lawyer import Lawyer
from injects.rehearsal.table import Table
from injects.rehearsal.teams import MINUTE, reaches

RULING = (90_000, 240_000)
"""How long a case takes at the table: it is read, talked over, and written up."""
BETWEEN_TURNS = 5 * MINUTE
QUIET = 20 * MINUTE
"""The silence after which a controller sends what the deck keeps for it."""
LOOK = 30_000
"""How long a controller takes to confirm a line, or to deliver it in person."""
FOR_A_PERSON = (causes.CONFIRM, causes.OFF_PLATFORM)
AFTERWARDS = 20 * MINUTE
"""How long a deck without ENDEX goes on after its last line."""
LONGEST = 14 * 24 * 60 * MINUTE


class Case(Struct):
    """A move in the hands of an adjudicator until `done`."""

    move: MoveId
    seat: SeatId
    began: Millis
    done: Millis


def seats_of(plan: Plan, *roles: str) -> list[SeatId]:
    """The seats of the first of these roles that the plan has."""
    for role in roles:
        found = [seat.id for seat in plan.seats if seat.role == role]
        if found:
            return found
    return []


class WhiteCell:
    """As many adjudicators as the plan has seats for, each with one case at a time, the oldest first.

    They accept what the law proposes. Where it leaves a case to them they follow its lean, else their own last
    ruling on such a move, else a throw of the dice. A held move has its steps opened, whoever takes them; a
    move that was carried out starts the processes that the law hangs on it.
    """

    def __init__(self, plan: Plan, scripts: Mapping[TeamId, Script], lawyer: Lawyer, dice: Dice) -> None:
        self.seats = seats_of(plan, "white", "director")
        self.scripts = scripts
        self.lawyer = lawyer
        self.dice = dice
        self.cases: list[Case] = []
        self.duties: list[tuple[Millis, ProcedureId]] = []
        self._seen: set[ProcedureId] = set()
        self._leaning: dict[str, bool] = {}

    def wake(self, state: State, wall: Millis) -> Millis | None:
        """When there is something to do."""
        self._watch_duties(state)
        times = [case.done for case in self.cases]
        if len(self.cases) < len(self.seats) and self._waiting(state) is not None:
            times.append(wall)
        if state.clock.running:
            for at_ms, _ in self.duties:
                due = clock_wall(state, at_ms)
                if due is not None:
                    times.append(max(wall, due))
        return min(times, default=None)

    def act(self, table: Table) -> None:
        """Finishes what is done by now, and takes up what waits."""
        for case in sorted(self.cases, key=lambda case: (case.done, case.seat)):
            if case.done <= table.wall:
                self.cases.remove(case)
                self._rule(table, case)
        self._close_duties(table)
        while len(self.cases) < len(self.seats):
            waiting = self._waiting(table.state)
            if waiting is None:
                return
            busy = {case.seat for case in self.cases}
            seat = next(seat for seat in self.seats if seat not in busy)
            table.ask(seat, c.TakeMove(move_id=waiting))
            takes = self.dice.between(*RULING)
            self.cases.append(Case(waiting, seat, table.wall, table.wall + takes))

    def _waiting(self, state: State) -> MoveId | None:
        held = {case.move for case in self.cases}
        return next((move for move in state.queue if move not in held), None)

    # Ruling -----------------------------------------------------------------------------------------------

    def _rule(self, table: Table, case: Case) -> None:
        move = table.state.moves[case.move]
        spent = (case.done - case.began) // 1000
        answer = table.ask(case.seat, self._decision(move, table.state, spent))
        if isinstance(answer, Refused):
            # So that no case waits for ever; the refusal is in the report.
            last = c.RuleMove(
                move_id=move.id,
                decision="override",
                verdict="lawful",
                executed=False,
                reason="Not carried out.",
            )
            answer = table.ask(case.seat, last)
        if not isinstance(answer, Refused):
            self._follow_up(table, case.seat, move)

    def _decision(self, move: Move, state: State, spent: int) -> c.RuleMove:
        proposal = move.proposal
        if proposal is None:
            return c.RuleMove(
                move_id=move.id,
                decision="override",
                verdict="lawful",
                executed=True,
                reason="Plausible.",
                seconds_spent=spent,
            )
        if proposal["verdict"] == "undetermined":
            return self._settled(move, proposal, state, spent)
        if proposal["effect"] == "refer":
            carried = self._carried_out(move, str(proposal.get("lean", "")))
            return c.RuleMove(move_id=move.id, decision="accept", executed=carried, seconds_spent=spent)
        return c.RuleMove(move_id=move.id, decision="accept", seconds_spent=spent)

    def _carried_out(self, move: Move, lean: str) -> bool:
        if lean in ("lawful", "unlawful"):
            return lean == "lawful"
        return self._like_before(move)

    def _like_before(self, move: Move) -> bool:
        kind = move.content.move
        if kind not in self._leaning:
            self._leaning[kind] = self.dice.chance(50)
        return self._leaning[kind]

    def _settled(self, move: Move, proposal: Mapping[str, object], state: State, spent: int) -> c.RuleMove:
        """The open facts are taken to be in the move's favour, or all against it."""
        verdict = str(proposal["floor"] if self._like_before(move) else proposal["ceiling"])
        executed = RANK[verdict] < RANK["blocked"]
        facts, meters, steps = (proposal.get(name) for name in ("establishes", "meters", "own_steps"))
        return c.RuleMove(
            move_id=move.id,
            decision="modify",
            verdict=verdict,  # type: ignore[arg-type]  # in the law's own words
            executed=executed,
            reason="The open facts are settled so.",
            facts=dict(facts) if executed and isinstance(facts, Mapping) else {},
            meters=(
                {name: by for name, by in meters.items() if name in state.meters}
                if executed and isinstance(meters, Mapping)
                else {}
            ),
            procedures=(
                tuple(map(str, steps)) if verdict == "blocked" and isinstance(steps, list | tuple) else ()
            ),
            seconds_spent=spent,
        )

    def _follow_up(self, table: Table, seat: SeatId, move: Move) -> None:
        """Opens what the ruling sets going and does not open by itself."""
        now = table.state.moves[move.id]
        proposal = now.proposal
        if proposal is None or now.ruling is None:
            return
        ruling = table.state.rulings[now.ruling]
        if ruling.effect == "hold" and not ruling.executed:
            own = set(ruling.procedures)
            steps = [str(s["token"]) for s in proposal["steps"] if s["hours"] is not None]
            for token in dict.fromkeys(steps):
                if token in ruling.missing and token not in own:
                    self._open(table, seat, token, now)
        elif ruling.executed:
            for process in proposal["processes"]:
                if process["hours"] is not None:
                    self._open(table, seat, str(process["id"]), now)

    def _open(self, table: Table, seat: SeatId, token: str, move: Move) -> None:
        under_way = any(
            p.status == "open" and p.token == token and p.move_id == move.id
            for p in table.state.procedures.values()
        )
        if not under_way:
            table.ask(seat, c.OpenProcedure(token=token, team=move.team, move_id=move.id))

    # Duties that only a person can call met ---------------------------------------------------------------

    def _watch_duties(self, state: State) -> None:
        if len(state.procedures) == len(self._seen):
            return
        for procedure in sorted(state.procedures.values(), key=lambda p: (p.opened.wall_ms, p.id)):
            if procedure.id in self._seen:
                continue
            self._seen.add(procedure.id)
            script = self.scripts.get(procedure.team or TeamId(""))
            careful = script is not None and script.profile == "sensible" and script.lawful
            if procedure.kind_of == "duty" and not procedure.met_by and careful:
                half = (procedure.opened.scenario_ms + procedure.due.at_ms) // 2
                self.duties.append((half, procedure.id))

    def _close_duties(self, table: Table) -> None:
        now = clock.read(table.state.clock, table.wall).scenario_ms
        for at_ms, procedure in sorted(self.duties):
            if at_ms <= now:
                self.duties.remove((at_ms, procedure))
                if table.state.procedures[procedure].status == "open":
                    table.ask(self.seats[0], c.CloseProcedure(procedure=procedure, done=True, reason="Met."))


class Controller:
    """Confirms what is held for it, and sends the contingency lines that the deck leaves to a person.

    The latter when one of their readers has gone quiet.
    """

    def __init__(self, plan: Plan, last_heard: dict[TeamId, Millis]) -> None:
        self.held = {inject.id for inject in plan.injects if inject.delivery != "auto"}
        self.since: dict[InjectId, Millis] = {}
        seats = seats_of(plan, "controller", "white", "director")
        self.seat = seats[0] if seats else SeatId("")
        self.last_heard = last_heard
        spare = {inject.otherwise for inject in plan.injects}
        self.lines = [
            (inject.id, [team.id for team in plan.teams if reaches(plan, inject.to, team.id)])
            for inject in plan.injects
            if inject.trigger == "manual" and inject.kind == "contingency" and inject.id not in spare
        ]

    def wake(self, state: State, wall: Millis) -> Millis | None:
        """When a held line has been looked at, or a reader of a line that is left has been quiet for too long."""
        for line in self.held:
            if state.injects[line].reason in FOR_A_PERSON and state.injects[line].status == "held":
                self.since.setdefault(line, wall)
        look = [at + LOOK for at in self.since.values()] if state.clock.running else []
        self.lines = [(line, teams) for line, teams in self.lines if state.injects[line].status == "waiting"]
        quiet = [self.last_heard.get(team, wall) + QUIET for _, teams in self.lines for team in teams]
        times = [*look, *(max(wall, at) for at in quiet if state.clock.running)]
        return min(times, default=None)

    def act(self, table: Table) -> None:
        """Sends one line."""
        for line, at in sorted(self.since.items()):
            if at + LOOK <= table.wall:
                del self.since[line]
                self.held.discard(line)
                table.ask(self.seat, c.FireInject(inject=line, anyway=True))
                return
        for line, teams in self.lines:
            if any(self.last_heard.get(team, table.wall) + QUIET <= table.wall for team in teams):
                table.ask(self.seat, c.FireInject(inject=line, anyway=True))
                self.lines.remove((line, teams))
                return


class Director:
    """Starts, opens turn after turn, jumps where the story moves by jumps alone, and ends."""

    def __init__(self, plan: Plan, seed: str = "") -> None:
        self.plan = plan
        self.seed = seed
        self.seat = seats_of(plan, "director")[0]
        self._began: Millis = 0
        self._jumped: Millis = 0

    def start(self, table: Table) -> None:
        """STARTEX."""
        table.ask(self.seat, c.StartExercise(seed=self.seed))
        self._began = self._jumped = table.wall

    def wake(self, table: Table) -> Millis | None:
        """When ENDEX or the next turn is."""
        state = table.state
        if state.life != "running":
            return None
        times = [self._end(table)]
        if self._between_turns(state) and not state.queued:
            times.append(max(table.wall, self._turn_ended(table) + BETWEEN_TURNS))
        if self._by_jumps(state) and not state.queued:
            times.append(max(table.wall, self._jumped + QUIET))
        return min((at for at in times if at is not None), default=None)

    def act(self, table: Table) -> None:
        """Ends the exercise, or opens the next turn."""
        state = table.state
        end = self._end(table)
        if end is not None and end <= table.wall:
            table.ask(self.seat, c.EndExercise(reason="ENDEX"))
        elif self._between_turns(state):
            if state.clock.rate == 0:
                self.jump(table)
            table.ask(self.seat, c.StartTurn())
        elif self._by_jumps(state):
            self._jumped = table.wall
            self.jump(table)

    def _by_jumps(self, state: State) -> bool:
        """Whether the story stands still until somebody moves it, in continuous play."""
        armed = any(t.basis == "scenario" and t.kind == "inject" for t in state.timers.values())
        endex = self.plan.timing.endex_ms
        ahead = armed or (endex is not None and state.clock.scenario_ms < endex)
        return state.clock.rate == 0 and self.plan.timing.turn_ms is None and ahead

    def _between_turns(self, state: State) -> bool:
        return self.plan.timing.turn_ms is not None and state.turn > 0 and not state.turn_open

    def _turn_ended(self, table: Table) -> Millis:
        for rec in reversed(table.records):
            if rec.event.__struct_config__.tag == "turn_ended":
                return rec.at.wall_ms
        return table.wall

    def _end(self, table: Table) -> Millis | None:
        """The wall instant of ENDEX: the deck's own, or some time after the last line that can still come."""
        state, endex = table.state, self.plan.timing.endex_ms
        limit = state.clock.wall_ms - state.clock.exercise_ms + LONGEST
        if endex is not None and (state.clock.rate > 0 or state.clock.scenario_ms >= endex):
            due = clock_wall(state, endex)
            return limit if due is None else min(limit, due)
        if any(entry.status == "armed" for entry in state.injects.values()):
            return limit
        last = max(
            (x.released.wall_ms for x in state.injects.values() if x.released is not None),
            default=self._began,
        )
        ends = last + AFTERWARDS
        if state.turn_open and state.turn_ends_ms is not None:
            ends = max(ends, clock.wall_when(state.clock, "exercise", state.turn_ends_ms) or ends)
        return max(ends, table.wall)

    def jump(self, table: Table) -> bool:
        """To the next line due in the story, or to ENDEX; what is due by then happens."""
        state = table.state
        now = clock.read(state.clock, table.wall).scenario_ms
        lines = [t for t in state.timers.values() if t.basis == "scenario" and t.kind == "inject"]
        ahead = [t.at_ms for t in lines if t.at_ms > now]
        endex = self.plan.timing.endex_ms
        if not ahead and (endex is None or endex <= now):
            return False
        to_ms = min(ahead, default=endex or 0)
        if endex is not None:
            to_ms = min(to_ms, endex)
        crossings = tuple(
            c.Crossing(timer=t.id, choice="fire" if t.kind == "inject" else "after")
            for t in timers.crossed(state, to_ms)
        )
        answer = table.ask(
            self.seat, c.JumpScenario(to_ms=to_ms, reason="The story goes on.", crossings=crossings)
        )
        return not isinstance(answer, Refused)


def clock_wall(state: State, scenario_ms: Millis) -> Millis | None:
    """The wall instant at which the story comes to a moment."""
    return clock.wall_when(state.clock, "scenario", scenario_ms)
