"""Folds of conversations, channels and notices."""

from msgspec.structs import replace

from games.engine import events as e
from games.engine.folding.life import pair, without
from games.engine.ids import SeatId, TeamId, TimerId
from games.engine.plan import Link
from games.engine.state import Notice, Said, State, Thread, Timer


def opened(state: State, rec: e.Recorded, event: e.ThreadOpened) -> State:
    """A conversation that so far only its opener knows of."""
    seat = state.seats.get(SeatId(rec.actor))
    own = seat.spec.team if seat else None
    told: tuple[TeamId, ...] = (own,) if own in event.parties and own else event.parties
    thread = Thread(
        event.thread,
        event.parties,
        event.subject,
        event.with_white,
        event.speaks_as,
        opened=rec.at,
        last=rec.at,
        told=told,
    )
    return replace(state, threads=state.threads.set(thread.id, thread))


def sent(state: State, rec: e.Recorded, event: e.MessageSent) -> State:
    """Words, told at once or held by a slow channel."""
    thread = state.threads[event.thread]
    delayed = event.arrives_ms is not None
    said = Said(
        event.message,
        event.thread,
        rec.at,
        event.team,
        event.seat,
        event.text,
        event.speaks_as,
        pending=delayed,
    )
    thread = replace(
        thread,
        messages=(*thread.messages, said),
        last=rec.at,
        told=thread.told if delayed else thread.parties,
        waiting_white=thread.with_white and event.team is not None,
    )
    state = replace(state, threads=state.threads.set(thread.id, thread))
    if event.arrives_ms is None:
        return state
    timer = Timer(
        TimerId(f"message:{event.message}"), "message", event.message, "exercise", event.arrives_ms, 0
    )
    return replace(
        state,
        timers=state.timers.set(timer.id, timer),
        in_transit=state.in_transit.set(event.message, event.thread),
    )


def arrived(state: State, event: e.MessageArrived) -> State:
    """A held message reached everyone."""
    thread = state.threads[event.thread]
    messages = tuple(replace(m, pending=False) if m.id == event.message else m for m in thread.messages)
    thread = replace(thread, messages=messages, told=thread.parties)
    transit = state.in_transit
    return replace(
        state,
        threads=state.threads.set(thread.id, thread),
        timers=without(state.timers, TimerId(f"message:{event.message}")),
        in_transit=transit.delete(event.message) if event.message in transit else transit,
    )


def link_changed(state: State, event: e.LinkChanged) -> State:
    """A channel opened, closed or slowed down."""
    key = pair(*event.between)
    note = {"": event.explanation} if event.explanation else {}
    link = Link(between=key, state=event.state, delay_ms=event.delay_ms, note=note)
    return replace(state, links=state.links.set(key, link))


def noticed(state: State, rec: e.Recorded, event: e.NoticeSent) -> State:
    """Words outside the fiction."""
    notice = Notice(event.item, rec.at, event.to, event.title, event.text, rec.actor, event.urgent)
    return replace(state, notices=(*state.notices, notice))
