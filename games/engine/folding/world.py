"""Folds of the facts, the meters and the steps of law."""

from immutables import Map
from msgspec.structs import replace

from games.engine import audience, causes
from games.engine import events as e
from games.engine.folding.life import without
from games.engine.ids import Audience, FactValue, TeamId
from games.engine.state import Fact, Procedure, State, Timer
from games.engine.timers import law_timer_id, procedure_timer_id

PROCEDURE_ORDER = 500_000
"""Steps and duties come after the injects that fall due at the same instant."""
LAW_ORDER = 600_000
"""The law is asked again after both, on what they have changed."""


def facts_set(state: State, rec: e.Recorded, event: e.FactsSet) -> State:
    """Facts as established, and known to those who are told.

    What a ruling finds as it is already goes on holding since before, on the word of whoever asserted it.
    """
    found = event.ruling is not None
    changed = {
        name: Fact(value, rec.at, rec.seq, rec.actor, event.reason, event.since_ms)
        for name, value in event.values.items()
        if not (found and name in state.facts and state.facts[name].value == value)
    }
    return learned(replace(state, facts=state.facts.update(changed)), event.learned_by, event.values)


def learned(state: State, to: tuple[Audience, ...], values: dict[str, FactValue]) -> State:
    """The state in which the teams of these audiences know these values."""
    if not values:
        return state
    known, common = state.known, state.common
    for team in teams_reached(state, to):
        known = known.set(team, known[team].update(values))
        if audience.PUBLIC in to or audience.team(team) in to:
            common = common.set(team, common[team].update(values))
    return replace(state, known=known, common=common)


def teams_reached(state: State, to: tuple[Audience, ...]) -> tuple[TeamId, ...]:
    """The teams that hear something told to these audiences, wholly or through one office."""
    if audience.PUBLIC in to:
        return tuple(state.known)
    return tuple(dict.fromkeys(t for a in to if (t := audience.team_of(a)) in state.known and t))


def fact_retracted(state: State, event: e.FactRetracted) -> State:
    """Back to the default, for everyone who had learned it."""
    facts = state.facts.delete(event.fact) if event.fact in state.facts else state.facts
    known, common = _forgotten(state.known, event.fact), _forgotten(state.common, event.fact)
    return replace(state, facts=facts, known=known, common=common)


def _forgotten(known: Map[TeamId, Map[str, FactValue]], fact: str) -> Map[TeamId, Map[str, FactValue]]:
    for team, values in known.items():
        if fact in values:
            known = known.set(team, values.delete(fact))
    return known


def facts_disclosed(state: State, event: e.FactsDisclosed) -> State:
    """Some teams learn what was already true."""
    values = {name: state.facts[name].value for name in event.facts if name in state.facts}
    return learned(state, event.to, values)


def meters_changed(state: State, event: e.MetersChanged) -> State:
    """Consequence tracks moved."""
    changed = {name: state.meters.get(name, 0) + by for name, by in event.changes.items()}
    state = replace(state, meters=state.meters.update(changed))
    if event.ruling is not None:
        ruling = state.rulings[event.ruling]
        done = {
            n: ruling.moved.get(n, 0) + event.changes.get(n, 0) for n in {**ruling.moved, **event.changes}
        }
        state = replace(state, rulings=state.rulings.set(ruling.id, replace(ruling, moved=done)))
    if event.procedure is None or not event.again_ms:
        return state
    timer_id = procedure_timer_id(event.procedure)
    timer = Timer(timer_id, "procedure", event.procedure, "scenario", event.again_ms, PROCEDURE_ORDER)
    return replace(state, timers=state.timers.set(timer_id, timer))


def law_timed(state: State, event: e.LawTimed) -> State:
    """The law's next limit in hours, on the scenario clock."""
    timer_id = law_timer_id(event.team)
    if event.at_ms is None:
        return replace(state, timers=without(state.timers, timer_id))
    timer = Timer(timer_id, "law", event.team or "", "scenario", event.at_ms, LAW_ORDER)
    return replace(state, timers=state.timers.set(timer_id, timer))


def procedure_opened(state: State, rec: e.Recorded, event: e.ProcedureOpened) -> State:
    """A step is under way, on the clock."""
    procedure = Procedure(
        id=event.procedure,
        token=event.token,
        label=event.label,
        team=event.team,
        kind_of=event.kind_of,
        opened=rec.at,
        due=event.due,
        status="open",
        sets=event.sets,
        appends=event.appends,
        told=event.told,
        move_id=event.move_id,
        met_by=event.met_by,
        missed=event.missed,
        costs=event.costs,
        every_ms=event.every_ms,
    )
    timer_id = procedure_timer_id(event.procedure)
    timer = Timer(timer_id, "procedure", event.procedure, event.due.basis, event.due.at_ms, PROCEDURE_ORDER)
    return replace(
        state,
        procedures=state.procedures.set(procedure.id, procedure),
        timers=state.timers.set(timer_id, timer),
    )


def procedure_closed(state: State, event: e.ProcedureDone | e.ProcedureLapsed) -> State:
    """The step is complete, or came to nothing."""
    procedure = state.procedures[event.procedure]
    if isinstance(event, e.ProcedureLapsed):
        procedure = replace(procedure, status="lapsed", reason=event.reason)
    else:
        late = procedure.status == "lapsed"
        procedure = replace(procedure, status="done", reason=causes.MET_LATE if late else procedure.reason)
    return replace(
        state,
        procedures=state.procedures.set(procedure.id, procedure),
        timers=without(state.timers, procedure_timer_id(procedure.id)),
    )
