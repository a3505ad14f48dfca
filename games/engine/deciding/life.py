"""Decisions on the lifecycle, the clocks, the turns, the seats and the real-world stop."""

from msgspec.structs import replace

from games.engine import causes, timers
from games.engine import commands as c
from games.engine import events as e
from games.engine.answers import Refused
from games.engine.deciding import adjudication, limits, steps, talk, triggers
from games.engine.deciding.desk import Desk, Outcome, bad_audiences, missing, too_long
from games.engine.ids import InjectId, ProcedureId, TeamId
from games.engine.plan import Due
from games.engine.state import OVER, InjectState, Timer

LIVE = ("running", "stopped")
MOST_AT_ONCE = 1000
"""Timers handled by one tick; what remains is due at the next one."""


def create(desk: Desk, command: c.CreateExercise) -> Outcome:
    """The first event of a log."""
    if desk.state.plan is not None:
        return Refused("EXISTS", "The exercise has been created already.")
    digest = desk.ctx.book.digest
    desk.lay(
        e.ExerciseCreated(
            title=command.title, plan=command.plan, rules_digest=digest, practice=command.practice
        )
    )
    return None


def open_lobby(desk: Desk) -> Outcome:
    """People can come in."""
    if desk.state.life != "draft":
        return Refused("NOT_DRAFT", f"The exercise is {desk.state.life}; its lobby was opened before.")
    desk.lay(e.LobbyOpened())
    return None


def start(desk: Desk, command: c.StartExercise) -> Outcome:
    """STARTEX, at the story's zero or later; what is past by then waits for a choice."""
    if desk.state.life not in ("draft", "lobby"):
        return Refused("STARTED", f"The exercise is {desk.state.life}; it was started before.")
    if command.scenario_ms < 0:
        return Refused("BAD_TIME", "Scenario time begins at zero.", "scenario_ms")
    past = tuple(
        InjectId(t.ref) for t in timers.crossed(desk.state, command.scenario_ms - 1) if t.kind == "inject"
    )
    triggers.throw_dice(desk, command.seed or desk.state.deck.settings.seed)
    desk.lay(e.ExerciseStarted(scenario_ms=command.scenario_ms, overdue=past))
    if desk.state.deck.timing.turn_ms is not None:
        start_turn(desk, c.StartTurn())
    tick(desk)
    return None


def tick(desk: Desk) -> None:
    """Everything due by now, first due first; then whatever waits for a condition that has come true."""
    for _ in range(MOST_AT_ONCE):
        due = timers.due_now(desk.state, desk.ctx.wall_ms)
        if not due:
            return
        wall, timer = due[0]
        _fall_due(desk, timer, wall)


def _fall_due(desk: Desk, timer: Timer, wall_ms: int) -> None:
    match timer.kind:
        case "inject":
            triggers.fall_due(desk, desk.state.injects[InjectId(timer.ref)], wall_ms)
        case "turn_end":
            close_turn(desk, by_clock=True)
        case "procedure":
            steps.fall_due(desk, desk.state.procedures[ProcedureId(timer.ref)])
        case "message":
            talk.arrive(desk, timer.ref)
        case "law":
            limits.turn(desk, TeamId(timer.ref) if timer.ref else None)
        case "moment":
            triggers.moment_came(desk, timer.ref)


def stop(desk: Desk, command: c.StopClock) -> Outcome:
    """Stand still. What is due at this instant still goes out, so that a pause makes nothing late."""
    if desk.state.life == "stopped" and desk.state.stop and desk.state.stop.kind != "emergency":
        if desk.state.stop.kind == command.stop:
            return Refused("STOPPED", "The clock stands already.")
        desk.lay(e.ExerciseStopped(stop=command.stop, reason=command.reason, team=command.team))
        return None
    if desk.state.life != "running":
        return Refused("NOT_RUNNING", f"The exercise is {desk.state.life}; there is no clock to stop.")
    if too := too_long("reason", command.reason, 500):
        return too
    tick(desk)
    desk.lay(e.ExerciseStopped(stop=command.stop, reason=command.reason, team=command.team))
    return None


def resume(desk: Desk) -> Outcome:
    """Go on; nothing bursts."""
    if desk.state.life != "stopped":
        return Refused("NOT_STOPPED", f"The exercise is {desk.state.life}; the clock is not stopped.")
    if desk.state.emergency is not None:
        return Refused("EMERGENCY", "A real-world stop is on: clear it first.")
    late = tuple(
        InjectId(t.ref)
        for t in sorted(desk.state.timers.values(), key=lambda t: (t.at_ms, t.order, t.id))
        if t.kind == "inject" and t.at_ms < timers.reached(desk.state, t, desk.ctx.wall_ms)
    )
    desk.lay(e.ExerciseResumed(overdue=late))
    return {"overdue": len(late)}


def set_rate(desk: Desk, command: c.SetRate) -> Outcome:
    """Another pace. What was due before the change goes out first."""
    if not 0 <= command.rate <= 86_400_000:
        return Refused("BAD_RATE", "Give 0 to 86,400,000 scenario milliseconds a second.", "rate")
    if desk.state.life in OVER:
        return Refused("ENDED", "The exercise has ended.")
    tick(desk)
    desk.lay(e.RateChanged(rate=command.rate))
    return None


# Jump ---------------------------------------------------------------------------------------------------


def jump(desk: Desk, command: c.JumpScenario) -> Outcome:
    """Set the story forward, after a choice for everything that is crossed."""
    if desk.state.life not in LIVE:
        return Refused("NOT_RUNNING", f"The exercise is {desk.state.life}.")
    now = desk.reading().scenario_ms
    if command.to_ms <= now:
        return Refused("NOT_FORWARD", "A jump goes forward: choose a later scenario time.", "to_ms")
    choices = {one.timer: one.choice for one in command.crossings}
    crossed = list(timers.crossed(desk.state, command.to_ms))
    undecided = [t.id for t in crossed if t.id not in choices]
    if undecided:
        return Refused("UNDECIDED", ", ".join(undecided), "crossings")
    kept = [t for t in crossed if choices[t.id] == "keep"]
    for timer in crossed:
        _cross(desk, timer, choices[timer.id], now, command.to_ms)
    rec = desk.lay(e.ScenarioJumped(to_ms=command.to_ms, reason=command.reason))
    for timer in kept:
        if timer.kind == "inject" and InjectId(timer.ref) in desk.state.injects:
            due = Due(basis="scenario", at_ms=command.to_ms + timer.at_ms - now)
            desk.lay(e.InjectRescheduled(inject=InjectId(timer.ref), due=due), rec.seq)
    return {"crossed": len(crossed)}


def _cross(desk: Desk, timer: Timer, choice: str, now: int, to_ms: int) -> None:
    if timer.kind == "inject":
        _cross_inject(desk, desk.state.injects[InjectId(timer.ref)], choice)
    elif timer.kind == "procedure":
        procedure = ProcedureId(timer.ref)
        if choice == "fire":
            desk.lay(e.ProcedureDone(procedure=procedure, by_hand=True))
            steps.take_effect(desk, desk.state.procedures[procedure])
        elif choice == "skip":
            desk.lay(e.ProcedureLapsed(procedure=procedure, reason=causes.JUMPED))
        # Left alone it falls due right after the jump, which is what the fiction asks of a step that ran on.


def _cross_inject(desk: Desk, entry: InjectState, choice: str) -> None:
    if entry.status not in triggers.OPEN:
        return  # an earlier choice of the same jump has released it in another's place
    match choice:
        case "fire":
            triggers.take_turn(desk, entry, "jump")
        case "skip":
            desk.lay(e.InjectSkipped(inject=entry.spec.id, reason=causes.JUMPED))
        case "after":
            desk.lay(e.InjectHeld(inject=entry.spec.id, reason=causes.CROSSED))


# Turns --------------------------------------------------------------------------------------------------


def start_turn(desk: Desk, command: c.StartTurn) -> Outcome:
    """The next turn; one still open is closed first."""
    if desk.state.life not in LIVE:
        return Refused("NOT_RUNNING", f"The exercise is {desk.state.life}.")
    length = command.length_ms if command.length_ms is not None else desk.state.deck.timing.turn_ms
    if length is not None and length <= 0:
        return Refused("BAD_LENGTH", "A turn takes some time.", "length_ms")
    if desk.state.turn_open:
        close_turn(desk)
    ends = None if length is None else desk.reading().exercise_ms + length
    desk.lay(e.TurnStarted(turn=desk.state.turn + 1, ends_ms=ends))
    return {"turn": desk.state.turn}


def extend_turn(desk: Desk, command: c.ExtendTurn) -> Outcome:
    """More time for everyone."""
    ends = desk.state.turn_ends_ms
    if not desk.state.turn_open or ends is None:
        return Refused("NO_TURN", "No turn with an end is open.")
    moved = ends + command.by_ms
    if moved <= desk.reading().exercise_ms:
        return Refused("BAD_LENGTH", "That would end the turn in the past: end it instead.", "by_ms")
    desk.lay(e.TurnExtended(ends_ms=moved))
    return None


def end_turn(desk: Desk) -> Outcome:
    """Close it by hand."""
    if not desk.state.turn_open:
        return Refused("NO_TURN", "No turn is open.")
    close_turn(desk)
    return None


def close_turn(desk: Desk, *, by_clock: bool = False) -> None:
    """Moves of the turn are closed and what waited for its end is published."""
    rec = desk.lay(e.TurnEnded(turn=desk.state.turn), actor="" if by_clock else None)
    for ruling in desk.state.unpublished:
        if desk.state.rulings[ruling].publish == "turn_end":
            adjudication.publish(desk, ruling, rec.seq)


# End ----------------------------------------------------------------------------------------------------


def end(desk: Desk, command: c.EndExercise) -> Outcome:
    """ENDEX. Rulings that wait for a turn's end are published, for no turn will end any more."""
    if desk.state.life not in LIVE:
        return Refused("NOT_RUNNING", f"The exercise is {desk.state.life}.")
    for ruling in desk.state.unpublished:
        adjudication.publish(desk, ruling, 0)
    desk.lay(e.ExerciseEnded(reason=command.reason))
    return None


def archive(desk: Desk) -> Outcome:
    """Close the record."""
    if desk.state.life != "ended":
        return Refused("NOT_ENDED", "Only an exercise that has ended can be archived.")
    desk.lay(e.ExerciseArchived())
    return None


def raise_emergency(desk: Desk, command: c.RaiseEmergency) -> Outcome:
    """Anyone may; a second press adds nothing but is not refused."""
    if desk.state.life == "archived":
        return Refused("ENDED", "The exercise is archived.")
    if too := too_long("note", command.note, 500):
        return too
    if desk.state.emergency is None:
        desk.lay(e.EmergencyRaised(note=command.note))
    return None


def clear_emergency(desk: Desk, command: c.ClearEmergency) -> Outcome:
    """Dealt with; the director resumes when the room is ready."""
    if desk.state.emergency is None:
        return Refused("NO_EMERGENCY", "No real-world stop is on.")
    desk.lay(e.EmergencyCleared(note=command.note))
    return None


def decline_timeout(desk: Desk, command: c.DeclineTimeout) -> Outcome:
    """No time-out; the team is told, with the reason."""
    if too := too_long("reason", command.reason, 500):
        return too
    if all(request.team != command.team for request in desk.state.timeout_requests):
        return Refused("NO_REQUEST", "This team is not waiting for a time-out.", "team")
    desk.lay(e.TimeoutDeclined(team=command.team, reason=command.reason))
    return None


# Seats --------------------------------------------------------------------------------------------------


def take_seat(desk: Desk, command: c.TakeSeat) -> Outcome:
    """Sit down; the join page has checked who."""
    seat = desk.state.seats.get(command.seat)
    if seat is None:
        return Refused("UNKNOWN_SEAT", f"There is no seat '{command.seat}'.", "seat")
    if seat.taken and not command.moved and seat.spec.role != "display":
        return Refused("SEAT_TAKEN", "Somebody sits here; from another device, move the seat.", "seat")
    if too := too_long("name", command.name, 80):
        return too
    # Who only moves to another device keeps the name that the room knows.
    name = command.name.strip() or (seat.name if command.moved and seat.taken else "")
    desk.lay(e.SeatTaken(seat=command.seat, name=name, moved=command.moved))
    if command.consent and not seat.consented:
        desk.lay(e.ConsentGiven(seat=command.seat))
    return None


def vacate_seat(desk: Desk, command: c.VacateSeat) -> Outcome:
    """Get up."""
    seat = desk.state.seats.get(command.seat)
    if seat is None:
        return Refused("UNKNOWN_SEAT", f"There is no seat '{command.seat}'.", "seat")
    if seat.taken:
        desk.lay(e.SeatVacated(seat=command.seat, reason=command.reason))
    return None


def add_seat(desk: Desk, command: c.AddSeat) -> Outcome:
    """One more chair, in a team and office of the deck."""
    spec = command.seat
    if spec.id in desk.state.seats:
        return Refused("SEAT_EXISTS", f"There is a seat '{spec.id}' already.", "seat.id")
    deck = desk.state.deck
    if spec.role == "player" and not any(t.id == spec.team for t in deck.teams):
        return Refused("UNKNOWN_TEAM", "A player's seat belongs to a team of the deck.", "seat.team")
    if spec.office is not None and not any((o.team, o.id) == (spec.team, spec.office) for o in deck.offices):
        return Refused("UNKNOWN_OFFICE", f"The team has no office '{spec.office}'.", "seat.office")
    desk.lay(e.SeatAdded(seat=replace(spec, rank="member")))
    if spec.rank != "member":
        desk.lay(e.RankChanged(seat=spec.id, rank=spec.rank, reason="added"))
    return {"seat": spec.id}


def change_rank(desk: Desk, command: c.ChangeRank) -> Outcome:
    """Another lead, scribe or member."""
    seat = desk.state.seats.get(command.seat)
    if seat is None or seat.spec.role != "player":
        return Refused("UNKNOWN_SEAT", f"'{command.seat}' is not a player's seat.", "seat")
    if seat.spec.rank != command.rank:
        desk.lay(e.RankChanged(seat=command.seat, rank=command.rank, reason=command.reason))
    return None


def consent(desk: Desk) -> Outcome:
    """The rules of the house are accepted."""
    seat = desk.state.seats.get(desk.seat_id)
    if seat is not None and not seat.consented:
        desk.lay(e.ConsentGiven(seat=desk.seat_id))
    return None


def notice(desk: Desk, command: c.SendNotice) -> Outcome:
    """Words outside the fiction."""
    problem = (
        missing("text", command.text, "A text")
        or too_long("text", command.text, 4000)
        or too_long("title", command.title, 200)
        or bad_audiences(desk.state, command.to)
    )
    if problem:
        return problem
    item = desk.new_item()
    desk.lay(
        e.NoticeSent(item=item, to=command.to, title=command.title, text=command.text, urgent=command.urgent)
    )
    return {"item": item}


def take_note(desk: Desk, command: c.TakeNote) -> Outcome:
    """For the record alone."""
    problem = missing("text", command.text, "A text") or too_long("text", command.text, 4000)
    if problem:
        return problem
    if command.objective and not any(o.id == command.objective for o in desk.state.deck.objectives):
        return Refused("UNKNOWN_OBJECTIVE", f"The deck has no objective '{command.objective}'.", "objective")
    desk.lay(
        e.NoteTaken(
            seat=desk.seat_id,
            text=command.text,
            objective=command.objective,
            rating=command.rating,
            item=command.item,
        )
    )
    return None
