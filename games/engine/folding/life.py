"""Folds of the lifecycle, the clock, the turns and the seats."""

from immutables import Map
from msgspec.structs import replace

from games.engine import events as e
from games.engine.clock import Clock, anchored, at_rate, jumped, started, stopped
from games.engine.ids import InjectId, SeatId, TeamId, TimerId
from games.engine.plan import Link, Plan, SeatSpec
from games.engine.state import Emergency, Fact, InjectState, Jump, Seat, State, Stop, TimeoutRequest, Timer
from games.engine.timers import TURN_END, inject_timer, inject_timer_id


def created(state: State, rec: e.Recorded, event: e.ExerciseCreated) -> State:
    """The state of an exercise that has just been made from its plan."""
    plan = event.plan
    facts = {
        name: Fact(value, rec.at, rec.seq, rec.actor, "start of the exercise")
        for name, value in plan.start_facts.items()
    }
    known = Map({t.id: Map(plan.start_facts) for t in plan.teams})
    state = replace(
        state,
        plan=plan,
        title=event.title,
        practice=event.practice,
        rules_digest=event.rules_digest,
        clock=Clock(rate=plan.timing.rate),
        seats=Map({s.id: Seat(s) for s in plan.seats}),
        facts=Map(facts),
        known=known,
        common=known,
        meters=Map(plan.start_meters),
        links=Map({pair(*link.between): link for link in plan.links}),
    )
    return _with_injects(state, plan)


def pair(one: TeamId, other: TeamId) -> tuple[TeamId, TeamId]:
    """The key of the channel between two teams, whichever is named first."""
    return (one, other) if one <= other else (other, one)


def _with_injects(state: State, plan: Plan) -> State:
    injects = {}
    timers = {}
    for spec in plan.injects:
        due = spec.due if spec.trigger != "manual" else None
        injects[spec.id] = InjectState(spec, "armed" if due else "waiting", due=due, to=spec.to)
        timer = inject_timer(state, spec, due) if due else None
        if timer:
            timers[timer.id] = timer
    conditional = tuple(s.id for s in plan.injects if s.trigger == "condition" and s.due is None)
    return replace(state, injects=Map(injects), timers=Map(timers), conditional=conditional)


def exercise_started(state: State, rec: e.Recorded, event: e.ExerciseStarted) -> State:
    """STARTEX."""
    clock = started(replace(state.clock, scenario_ms=event.scenario_ms), rec.at.wall_ms)
    state = replace(state, life="running", clock=clock, started_at=rec.at)
    return _overdue(state, event.overdue)


def exercise_stopped(state: State, rec: e.Recorded, event: e.ExerciseStopped) -> State:
    """The clocks stand."""
    stop = Stop(event.stop, event.reason, rec.at.wall_ms, rec.actor, event.team)
    return replace(
        state,
        life="stopped",
        stop=stop,
        clock=stopped(state.clock, rec.at.wall_ms),
        # A time-out stops everybody's clock, so it answers whoever else had asked.
        timeout_requests=() if event.stop == "timeout" else state.timeout_requests,
    )


def exercise_resumed(state: State, rec: e.Recorded, event: e.ExerciseResumed) -> State:
    """The clocks run."""
    state = replace(state, life="running", stop=None, clock=started(state.clock, rec.at.wall_ms))
    return _overdue(state, event.overdue)


def _overdue(state: State, late: tuple[InjectId, ...]) -> State:
    for inject_id in late:
        entry = state.injects[inject_id]
        state = replace(
            state,
            injects=state.injects.set(inject_id, replace(entry, status="overdue")),
            timers=without(state.timers, inject_timer_id(inject_id)),
        )
    return state


def without(timers: Map[TimerId, Timer], timer_id: TimerId) -> Map[TimerId, Timer]:
    """The timers but one."""
    return timers.delete(timer_id) if timer_id in timers else timers


def rate_changed(state: State, rec: e.Recorded, event: e.RateChanged) -> State:
    """Another pace of the story."""
    return replace(state, clock=at_rate(state.clock, rec.at.wall_ms, event.rate))


def scenario_jumped(state: State, rec: e.Recorded, event: e.ScenarioJumped) -> State:
    """The story moved forward."""
    jump = Jump(event.to_ms, event.reason, rec.at.wall_ms)
    return replace(state, clock=jumped(state.clock, rec.at.wall_ms, event.to_ms), jump=jump)


def turn_started(state: State, rec: e.Recorded, event: e.TurnStarted) -> State:
    """A turn opened; injects that were waiting for it get their timers."""
    starts = (*state.turn_starts, rec.at.exercise_ms)
    state = replace(
        state,
        turn=event.turn,
        turn_open=True,
        turn_ends_ms=event.ends_ms,
        turn_starts=starts,
    )
    timers = state.timers
    for entry in state.injects.values():
        waiting = entry.status == "armed" and entry.due is not None and entry.due.basis == "turn"
        if waiting and entry.due and entry.due.turn == event.turn:
            timer = inject_timer(state, entry.spec, entry.due)
            if timer:
                timers = timers.set(timer.id, timer)
    return _with_turn_end(replace(state, timers=timers))


def turn_extended(state: State, event: e.TurnExtended) -> State:
    """The turn ends later."""
    return _with_turn_end(replace(state, turn_ends_ms=event.ends_ms))


def turn_ended(state: State) -> State:
    """The turn is closed."""
    return replace(state, turn_open=False, timers=without(state.timers, TURN_END))


def _with_turn_end(state: State) -> State:
    if state.turn_ends_ms is None:
        return replace(state, timers=without(state.timers, TURN_END))
    timer = Timer(TURN_END, "turn_end", str(state.turn), "exercise", state.turn_ends_ms, 1_000_000)
    return replace(state, timers=state.timers.set(TURN_END, timer))


def exercise_ended(state: State, rec: e.Recorded) -> State:
    """ENDEX: nothing falls due any more."""
    return replace(
        state,
        life="ended",
        stop=None,
        clock=stopped(state.clock, rec.at.wall_ms),
        ended_at=rec.at,
        timers=Map(),
        turn_open=False,
    )


def emergency_raised(state: State, rec: e.Recorded, event: e.EmergencyRaised) -> State:
    """A real-world stop."""
    state = replace(state, emergency=Emergency(rec.actor, event.note, rec.at))
    if state.life not in ("running", "stopped"):
        return state
    stop = Stop("emergency", event.note, rec.at.wall_ms, rec.actor)
    return replace(state, life="stopped", stop=stop, clock=stopped(state.clock, rec.at.wall_ms))


def emergency_cleared(state: State, rec: e.Recorded) -> State:
    """Dealt with; what remains is an ordinary pause."""
    state = replace(state, emergency=None, clock=anchored(state.clock, rec.at.wall_ms))
    if state.stop is None:
        return state
    return replace(state, stop=replace(state.stop, kind="pause", reason=""))


def timeout_asked(state: State, rec: e.Recorded, event: e.TimeoutAsked) -> State:
    """A request waits for the director."""
    others = tuple(r for r in state.timeout_requests if r.team != event.team)
    asked = TimeoutRequest(event.team, event.seat, event.reason, rec.at)
    return replace(state, timeout_requests=(*others, asked))


def timeout_declined(state: State, event: e.TimeoutDeclined) -> State:
    """The request is answered."""
    left = tuple(r for r in state.timeout_requests if r.team != event.team)
    return replace(state, timeout_requests=left)


# Seats --------------------------------------------------------------------------------------------------


def seat_added(state: State, spec: SeatSpec) -> State:
    """One more chair."""
    return replace(state, seats=state.seats.set(spec.id, Seat(spec)))


def seat_taken(state: State, rec: e.Recorded, event: e.SeatTaken) -> State:
    """Somebody sits there."""
    seat = state.seats[event.seat]
    seat = replace(seat, taken=True, name=event.name, since_ms=rec.at.wall_ms)
    return replace(state, seats=state.seats.set(event.seat, seat))


def seat_vacated(state: State, event: e.SeatVacated) -> State:
    """Nobody sits there."""
    seat = replace(state.seats[event.seat], taken=False, name="", consented=False)
    return replace(state, seats=state.seats.set(event.seat, seat))


def rank_changed(state: State, event: e.RankChanged) -> State:
    """A new lead, scribe or member. A team has one lead: the old one becomes a member."""
    seats = state.seats
    chosen = seats[event.seat]
    if event.rank == "lead":
        for seat_id, seat in seats.items():
            if seat.spec.team == chosen.spec.team and seat.spec.rank == "lead":
                seats = seats.set(seat_id, replace(seat, spec=replace(seat.spec, rank="member")))
    chosen = seats[event.seat]
    seats = seats.set(event.seat, replace(chosen, spec=replace(chosen.spec, rank=event.rank)))
    return replace(state, seats=seats)


def consent_given(state: State, seat_id: SeatId) -> State:
    """The rules of the house are accepted."""
    seat = replace(state.seats[seat_id], consented=True)
    return replace(state, seats=state.seats.set(seat_id, seat))


def link_of(state: State, one: TeamId, other: TeamId) -> Link:
    """The channel between two teams; open where the deck says nothing."""
    key = pair(one, other)
    return state.links.get(key) or Link(between=key)
