"""Decisions on facts, meters, and the steps of law that take time."""

from games.engine import audience, causes
from games.engine import commands as c
from games.engine import events as e
from games.engine.answers import Refused
from games.engine.book import StepPlan
from games.engine.deciding import commitments, moves
from games.engine.deciding.desk import Desk, Outcome, bad_audiences, bad_meters, missing, truth
from games.engine.deciding.msel import checked_facts
from games.engine.deciding.triggers import holds
from games.engine.ids import Audience, FactValue, MoveId, ProcedureId, TeamId
from games.engine.plan import Due
from games.engine.state import Move, Procedure
from games.engine.timers import procedure_timer_id

HOUR_MS = 3_600_000


def set_facts(desk: Desk, command: c.SetFacts) -> Outcome:
    """Assert facts, with a reason."""
    problem = missing("reason", command.reason, "A reason")
    if problem is None and command.learned_by:
        problem = bad_audiences(desk.state, command.learned_by)
    if problem:
        return problem
    values = checked_facts(desk, command.values, "values")
    if isinstance(values, Refused):
        return values
    if not values:
        return Refused("MISSING", "Name at least one fact.", "values")
    since = command.since_ms
    if since is not None and not 0 <= since <= desk.reading().scenario_ms:
        return Refused("BAD_TIME", "A fact holds since some time of the story up to now.", "since_ms")
    desk.lay(
        e.FactsSet(
            values=values, reason=command.reason, learned_by=command.learned_by, since_ms=command.since_ms
        )
    )
    return None


def retract_fact(desk: Desk, command: c.RetractFact) -> Outcome:
    """Take an assertion back; the log keeps it."""
    if problem := missing("reason", command.reason, "A reason"):
        return problem
    if command.fact not in desk.state.facts:
        return Refused("UNKNOWN_FACT", f"Nobody has asserted '{command.fact}'.", "fact")
    desk.lay(e.FactRetracted(fact=command.fact, reason=command.reason))
    return None


def disclose_facts(desk: Desk, command: c.DiscloseFacts) -> Outcome:
    """Let some readers know."""
    if problem := bad_audiences(desk.state, command.to):
        return problem
    for name in command.facts:
        if name not in desk.state.facts:
            return Refused("UNKNOWN_FACT", f"'{name}' has not been established.", "facts")
    desk.lay(e.FactsDisclosed(facts=command.facts, to=command.to, reason=command.reason))
    return None


def change_meters(desk: Desk, command: c.ChangeMeters) -> Outcome:
    """Move consequence tracks by hand."""
    if problem := missing("reason", command.reason, "A reason"):
        return problem
    if problem := bad_meters(desk.state, command.changes, "changes"):
        return problem
    held = desk.move_tracks(e.MetersChanged(changes=command.changes, reason=command.reason)).held
    return {"held": held} if held else None


# Steps and duties ---------------------------------------------------------------------------------------


def open_by_hand(desk: Desk, command: c.OpenProcedure) -> Outcome:
    """Put a step or duty of the pack on the clock."""
    if not any(t.id == command.team for t in desk.state.deck.teams):
        return Refused("UNKNOWN_TEAM", f"There is no team '{command.team}'.", "team")
    if command.hours is not None and not 0 <= command.hours <= 10_000:
        return Refused("BAD_TIME", "Give hours of scenario time, 0 to 10,000.", "hours")
    promise = commitments.named(desk, command.token)
    if promise is not None:
        return {"procedure": commitments.give(desk, promise)}
    move = desk.state.moves.get(command.move_id) if command.move_id else None
    plan = desk.ctx.book.step(
        command.token,
        command.team,
        move.content.move if move else "",
        move.content.params if move else {},
        truth(desk.state),
    )
    if plan is None or plan.duty != command.duty:
        return Refused("UNKNOWN_STEP", f"The rule pack has no step '{command.token}'.", "token")
    procedure = put_on_the_clock(desk, plan, command.team, command.move_id, hours=command.hours)
    return {"procedure": procedure}


def put_on_the_clock(
    desk: Desk,
    plan: StepPlan,
    team: TeamId,
    move_id: MoveId | None,
    *,
    hours: float | None = None,
    cause: int = 0,
) -> ProcedureId:
    """Open a step or duty; those who take it, and the team whose move waits for it, are told."""
    takes = plan.hours if hours is None else hours
    due = Due(basis="scenario", at_ms=desk.reading().scenario_ms + round(takes * HOUR_MS))
    procedure = ProcedureId(desk.ctx.new_id())
    named = TeamId(plan.team or "")
    taker = named if named in desk.state.known else team
    told: tuple[Audience, ...] = tuple(dict.fromkeys((audience.team(taker), audience.team(team))))
    desk.lay(
        e.ProcedureOpened(
            procedure=procedure,
            token=plan.token,
            label=plan.label,
            team=taker,
            kind_of="duty" if plan.duty else "step",
            due=due,
            sets=plan.sets,
            appends=plan.appends,
            told=told,
            move_id=move_id,
            met_by=plan.met_by,
            missed=plan.missed,
            costs={name: by for name, by in plan.costs.items() if name in desk.state.meters},
            every_ms=round(plan.every_hours * HOUR_MS),
        ),
        cause,
    )
    return procedure


def start_together(desk: Desk, tokens: tuple[str, ...], move: Move, cause: int) -> None:
    """Start the steps that a move lacks: side by side, but each after those that the law puts before it."""
    book, facts, content = desk.ctx.book, truth(desk.state), move.content
    plans = [book.step(t, move.team, content.move, content.params, facts) for t in tokens]
    waiting = {p.token: p for p in plans if p is not None and not is_open(desk, p.token, move.id)}
    done: dict[str, float] = {}
    while waiting:
        ready = [p for p in waiting.values() if not any(t in waiting for t in p.after)]
        for plan in ready or list(waiting.values()):  # a circle in the pack must not hang the exercise
            done[plan.token] = plan.hours + max((done.get(t, 0.0) for t in plan.after), default=0.0)
            put_on_the_clock(desk, plan, move.team, move.id, hours=done[plan.token], cause=cause)
            del waiting[plan.token]


def is_open(desk: Desk, token: str, move_id: MoveId | None) -> bool:
    """Whether the same step is already under way for the same move (or for any, when none is named)."""
    return any(
        p.status == "open" and p.token == token and (move_id is None or p.move_id == move_id)
        for p in desk.state.procedures.values()
    )


def fall_due(desk: Desk, procedure: Procedure) -> None:
    """The step's time is up: it is done. A duty's time is up: it lapses, and costs, unless it has been met."""
    if procedure.kind_of != "step" and not is_met(desk, procedure):
        due_ms, cause = desk.state.timers[procedure_timer_id(procedure.id)].at_ms, 0
        if procedure.status == "open":
            lapsed = e.ProcedureLapsed(
                procedure=procedure.id, reason=procedure.missed or causes.DEADLINE_PASSED
            )
            cause = desk.lay(lapsed, actor="").seq
        _charge(desk, procedure, due_ms, cause)
        return
    rec = desk.lay(e.ProcedureDone(procedure=procedure.id), actor="")
    if procedure.kind_of == "step":
        take_effect(desk, procedure, rec.seq)


def _charge(desk: Desk, procedure: Procedure, due_ms: int, cause: int) -> None:
    """What missing a duty costs, for every period that has begun since `due_ms` of scenario time.

    A jump over several days is charged for all of them at once, so that nothing bursts.
    """
    every, periods, again = procedure.every_ms, 1, 0
    if every:
        periods += max(0, desk.reading().scenario_ms - due_ms) // every
        again = due_ms + periods * every
    changes = {name: by * periods for name, by in procedure.costs.items()}
    if changes:
        charged = e.MetersChanged(
            changes=changes, reason=procedure.label, procedure=procedure.id, again_ms=again
        )
        desk.move_tracks(charged, cause, actor="")


def is_charging(desk: Desk, procedure: Procedure) -> bool:
    """Whether a duty that lapsed goes on costing until it is met or staff end it."""
    return procedure.status == "lapsed" and procedure_timer_id(procedure.id) in desk.state.timers


def is_met(desk: Desk, procedure: Procedure) -> bool:
    """Whether what a duty asks for holds."""
    if not procedure.met_by:
        return False  # such a duty is marked as met by the white cell
    return holds(desk, procedure.met_by)


def duties_met(desk: Desk) -> None:
    """Close the duties that have been met, also those met late that still cost."""
    duties = [
        p
        for p in desk.state.procedures.values()
        if p.kind_of != "step" and (p.status == "open" or is_charging(desk, p))
    ]
    for procedure in sorted(duties, key=lambda p: (p.due.at_ms, p.token, p.id)):
        if is_met(desk, procedure):
            desk.lay(e.ProcedureDone(procedure=procedure.id), actor="")


def duties_opened(desk: Desk) -> None:
    """Open the duties that facts bring about by themselves, each once in an exercise.

    Its clock would tell the team of the facts behind it, so it waits until the team knows them.
    """
    if desk.state.life not in ("running", "stopped"):
        return
    had = {p.token for p in desk.state.procedures.values()}
    for plan in desk.ctx.book.duties("", truth(desk.state), desk.reading().scenario_ms):
        team = TeamId(plan.team or "")
        if plan.token not in had and team in desk.state.known and _is_known(desk, plan.token, team):
            put_on_the_clock(desk, plan, team, None)


def _is_known(desk: Desk, token: str, team: TeamId) -> bool:
    known = desk.ctx.book.duties("", dict(desk.state.common[team]), desk.reading().scenario_ms)
    return any(plan.token == token for plan in known)


def take_effect(desk: Desk, procedure: Procedure, cause: int = 0) -> None:
    """A completed step sets its facts, and a move that waited for nothing else goes back to the queue."""
    values = _values(desk, procedure)
    if values:
        desk.lay(
            e.FactsSet(
                values=values,
                reason=procedure.label,
                learned_by=procedure.told,
                procedure=procedure.id,
            ),
            cause,
            actor="",
        )
    _requeue(desk, procedure)


def _values(desk: Desk, procedure: Procedure) -> dict[str, FactValue]:
    values = dict(procedure.sets)
    facts = truth(desk.state)
    for name, more in procedure.appends.items():
        now = facts.get(name, [])
        held = list(now) if isinstance(now, list) else []
        values[name] = held + [word for word in more if word not in held]
    return values


def _requeue(desk: Desk, procedure: Procedure) -> None:
    if procedure.move_id is None or is_any_open(desk, procedure.move_id):
        return
    move = desk.state.moves.get(procedure.move_id)
    if move is None or move.ruling is None or move.status != "published":
        return
    ruling = desk.state.rulings[move.ruling]
    if ruling.effect == "hold" and not ruling.executed:
        rec = desk.lay(e.MoveRequeued(move_id=move.id, why=procedure.label), actor="")
        moves.propose(desk, move.id, rec.seq)


def is_any_open(desk: Desk, move_id: MoveId) -> bool:
    """Whether a move still waits for a step."""
    return any(
        p.status == "open" and p.move_id == move_id and p.kind_of == "step"
        for p in desk.state.procedures.values()
    )


def close_by_hand(desk: Desk, command: c.CloseProcedure) -> Outcome:
    """Done at once, or come to nothing."""
    procedure = desk.state.procedures.get(command.procedure)
    if procedure is None or not (procedure.status == "open" or is_charging(desk, procedure)):
        return Refused("NOT_OPEN", "That step is not under way.", "procedure")
    if command.done:
        rec = desk.lay(e.ProcedureDone(procedure=procedure.id, by_hand=True))
        if procedure.kind_of == "step":
            take_effect(desk, procedure, rec.seq)
        return None
    if problem := missing("reason", command.reason, "A reason"):
        return problem
    desk.lay(e.ProcedureLapsed(procedure=procedure.id, reason=command.reason))
    return None
