"""Folds of the injects: armed, held, released and everything between."""

from msgspec.structs import replace

from games.engine import events as e
from games.engine.folding.life import without
from games.engine.ids import InjectId
from games.engine.plan import Due, Inject
from games.engine.state import InjectState, State
from games.engine.timers import inject_timer, inject_timer_id


def _put(state: State, inject_id: InjectId, entry: InjectState) -> State:
    return replace(state, injects=state.injects.set(inject_id, entry))


def _off_the_clock(state: State, inject_id: InjectId) -> State:
    """Neither a timer nor a condition releases it any more."""
    return replace(
        state,
        timers=without(state.timers, inject_timer_id(inject_id)),
        conditional=tuple(i for i in state.conditional if i != inject_id),
    )


def _on_the_clock(state: State, entry: InjectState, due: Due | None) -> State:
    spec = entry.spec
    state = _off_the_clock(state, spec.id)
    if due is None:
        state = _put(state, spec.id, replace(entry, status="waiting", due=None, reason=""))
        if spec.trigger == "condition" or (spec.trigger == "time" and spec.needs):
            state = replace(state, conditional=(*state.conditional, spec.id))
        return state
    state = _put(state, spec.id, replace(entry, status="armed", due=due, reason=""))
    timer = inject_timer(state, spec, due)
    return replace(state, timers=state.timers.set(timer.id, timer)) if timer else state


def released(state: State, rec: e.Recorded, event: e.InjectReleased) -> State:
    """It went out."""
    entry = replace(
        state.injects[event.inject],
        status="released",
        item=event.item,
        to=event.to,
        released=rec.at,
        title=event.title,
        body=event.body,
        reason=event.cause,
    )
    state = _put(_off_the_clock(state, event.inject), event.inject, entry)
    return replace(state, items=state.items.set(event.item, event.inject))


def skipped(state: State, event: e.InjectSkipped) -> State:
    """It will not go out."""
    entry = replace(state.injects[event.inject], status="skipped", reason=event.reason)
    return _put(_off_the_clock(state, event.inject), event.inject, entry)


def held(state: State, event: e.InjectHeld) -> State:
    """It waits for a person."""
    entry = replace(state.injects[event.inject], status="held", reason=event.reason)
    return _put(_off_the_clock(state, event.inject), event.inject, entry)


def overdue(state: State, event: e.InjectOverdue) -> State:
    """Its time passed; it waits for a choice."""
    entry = replace(state.injects[event.inject], status="overdue")
    return _put(_off_the_clock(state, event.inject), event.inject, entry)


def rearmed(state: State, event: e.InjectRearmed) -> State:
    """Back on the clock."""
    return _on_the_clock(state, state.injects[event.inject], event.due)


def rescheduled(state: State, event: e.InjectRescheduled) -> State:
    """Another due time; a held one stays held until it is re-armed."""
    entry = state.injects[event.inject]
    if entry.status == "held":
        return _put(state, event.inject, replace(entry, due=event.due))
    return _on_the_clock(state, entry, event.due)


def retargeted(state: State, event: e.InjectRetargeted) -> State:
    """Other readers."""
    return _put(state, event.inject, replace(state.injects[event.inject], to=event.to))


def edited(state: State, spec: Inject) -> State:
    """Rewritten before its release."""
    entry = state.injects[spec.id]
    return _put(state, spec.id, replace(entry, spec=spec, to=spec.to, edited=True))


def added(state: State, spec: Inject) -> State:
    """A new line."""
    entry = InjectState(spec, "waiting", due=spec.due, to=spec.to, added=True)
    return _on_the_clock(state, entry, spec.due)


def corrected(state: State, event: e.InjectCorrected) -> State:
    """New words."""
    entry = state.injects[event.inject]
    entry = replace(entry, title=event.title, body=event.body, corrected=entry.corrected + 1)
    return _put(state, event.inject, entry)


def retracted(state: State, event: e.InjectRetracted) -> State:
    """Withdrawn."""
    entry = replace(state.injects[event.inject], status="retracted", reason=event.reason)
    return _put(state, event.inject, entry)


def widened(state: State, event: e.InjectWidened) -> State:
    """Further readers."""
    entry = state.injects[event.inject]
    more = tuple(a for a in event.to if a not in entry.to)
    return _put(state, event.inject, replace(entry, to=entry.to + more))
