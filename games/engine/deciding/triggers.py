"""Decisions that the clock and the play take on injects: what sends one, holds it back, or passes it over."""

from hashlib import sha256

from games.engine import causes
from games.engine import commands as c
from games.engine import events as e
from games.engine.access import audiences_of
from games.engine.answers import Refused
from games.engine.deciding.desk import Desk, Outcome, since, truth
from games.engine.ids import FactValue, InjectId, Millis, SeatId, TeamId
from games.engine.plan import Enclosure, Handling, Inject
from games.engine.questions import answer, asked, came_true, unmet
from games.engine.state import InjectState, Question, State

OPEN = ("armed", "waiting", "held", "overdue")
"""Statuses from which an inject can still go out."""


def holds(desk: Desk, condition: str) -> bool:
    """Whether a condition of the deck is surely true now; an empty one always is."""
    if not condition:
        return True
    state = desk.state
    more: dict[str, FactValue] = {q.text: answer(state, q) for q in asked(condition)}
    more.update(state.meters)
    now = desk.reading().scenario_ms
    return desk.ctx.book.holds(condition, truth(state), state.executed, (), now, more) is True


def blocked_by(desk: Desk, spec: Inject) -> str:
    """What stands against an inject now, as the deck writes it: its condition or a prerequisite; empty if nothing."""
    if waits := unmet(desk.state, spec):
        return ", ".join(waits)
    return "" if holds(desk, spec.when) else spec.when


# Going out ----------------------------------------------------------------------------------------------


def release(
    desk: Desk, entry: InjectState, why: e.Cause, *, instead_of: InjectId | None = None, cause: int = 0
) -> None:
    """Send an inject out, with the facts and meters that come with it.

    What is delivered off the platform is shown to nobody here; its effects are the same.
    """
    spec = entry.spec
    by_hand = why == "manual"
    event = e.InjectReleased(
        inject=spec.id,
        item=desk.new_item(),
        cause=why,
        to=() if spec.delivery == "manual" else entry.to,
        title=spec.title,
        body=spec.body,
        channel=spec.channel,
        precedence=spec.precedence,
        sender=spec.sender,
        question=spec.question,
        answer_by_ms=_in(desk, spec.answer_within_ms),
        instead_of=instead_of,
        handling=handling_of(desk, entry),
    )
    rec = desk.lay(event, cause, actor=None if by_hand else "")
    if spec.sets:
        learned = entry.to if spec.learned_by is None else spec.learned_by
        facts = e.FactsSet(
            values=spec.sets,
            reason=spec.id,
            learned_by=learned,
            inject=spec.id,
            since_ms=since(desk),
        )
        desk.lay(facts, rec.seq, actor="")
    if spec.meters:
        desk.move_tracks(e.MetersChanged(changes=spec.meters, reason=spec.id), rec.seq, actor="")
    _suppress(desk, spec.id, rec.seq)


def _in(desk: Desk, span_ms: Millis | None) -> Millis | None:
    return None if span_ms is None else desk.reading().scenario_ms + span_ms


def handling_of(desk: Desk, entry: InjectState) -> Handling | None:
    """What readers see of how an item is to be handled; None where there is nothing to see.

    Of its readers only those who still are some are named, and those added in play are not. Its validity counts
    from its release.
    """
    spec = entry.spec
    open_ = [one for one in spec.to if one in entry.to and one not in spec.blind]
    cc = tuple(one for one in spec.cc if one in open_)
    shown = tuple(one for one in open_ if one not in cc) if cc else ()
    began = entry.released.scenario_ms if entry.released else desk.reading().scenario_ms
    handling = Handling(
        classification=spec.classification,
        credibility=spec.credibility,
        acknowledge=spec.acknowledge,
        expires_ms=None if spec.expires_after_ms is None else began + spec.expires_after_ms,
        to=shown,
        cc=cc,
        enclosures=_enclosures(desk, spec),
    )
    return None if handling == Handling() else handling


def _enclosures(desk: Desk, spec: Inject) -> tuple[Enclosure, ...]:
    """The files that come with an inject, in the order of its list. One that is not stored here is left out."""
    files = {one.id: one.content for one in desk.state.deck.attachments}
    return tuple(files[name] for name in spec.attachments if name in files and files[name].digest)


def _suppress(desk: Desk, gone: InjectId, cause: int) -> None:
    """What this release shuts out will not go out by itself any more."""
    for follower in desk.state.followers.get(gone, ()):
        entry = desk.state.injects[follower]
        if gone in entry.spec.suppressed_by and entry.status in OPEN:
            skipped = e.InjectSkipped(inject=follower, reason=causes.SUPPRESSED + gone)
            desk.lay(skipped, cause, actor="")


def _send(
    desk: Desk, entry: InjectState, why: e.Cause, *, instead_of: InjectId | None = None, cause: int = 0
) -> None:
    """Send what goes out by itself; hold what a person is to confirm or to deliver."""
    match entry.spec.delivery:
        case "auto":
            release(desk, entry, why, instead_of=instead_of, cause=cause)
        case "confirm":
            desk.lay(e.InjectHeld(inject=entry.spec.id, reason=causes.CONFIRM), cause, actor="")
        case "manual":
            desk.lay(e.InjectHeld(inject=entry.spec.id, reason=causes.OFF_PLATFORM), cause, actor="")


# Its time -----------------------------------------------------------------------------------------------


def fall_due(desk: Desk, entry: InjectState, due_wall: Millis) -> None:
    """An inject's time has come: release it, skip it, send the other one, or list it as overdue."""
    spec = entry.spec
    late = desk.ctx.wall_ms - due_wall
    if late > desk.state.deck.settings.late_grace_ms:
        desk.lay(e.InjectOverdue(inject=spec.id, late_ms=late), actor="")
    else:
        take_turn(desk, entry, "condition" if spec.trigger == "condition" else "time")


def take_turn(desk: Desk, entry: InjectState, why: e.Cause) -> None:
    """Do what the deck asks of an inject at its time: by its condition, release it, wait, or skip it.

    One whose prerequisites have not gone out waits for them, and its condition is asked then.
    """
    spec = entry.spec
    if unmet(desk.state, spec):
        desk.lay(e.InjectRearmed(inject=spec.id, due=None), actor="")
    elif holds(desk, spec.when):
        _send(desk, entry, why)
    elif spec.trigger == "condition":
        desk.lay(e.InjectRearmed(inject=spec.id, due=None), actor="")
    else:
        _skip_by_condition(desk, spec)


def _skip_by_condition(desk: Desk, spec: Inject) -> None:
    reason = causes.CONDITION + spec.when
    rec = desk.lay(e.InjectSkipped(inject=spec.id, reason=reason, by_condition=True), actor="")
    other = desk.state.injects.get(spec.otherwise) if spec.otherwise else None
    if other is not None and other.status in OPEN:
        _send(desk, other, "otherwise", instead_of=spec.id, cause=rec.seq)


def conditions_met(desk: Desk) -> None:
    """Release whatever waited for a condition that is true now. While the clock stands it goes on waiting."""
    if desk.state.life != "running":
        return
    for inject_id in desk.state.conditional:
        entry = desk.state.injects[inject_id]
        if entry.status != "waiting" or unmet(desk.state, entry.spec):
            continue
        if entry.spec.trigger != "condition":
            take_turn(desk, entry, "time")  # its time came before its prerequisites
        elif holds(desk, entry.spec.when):
            _send(desk, entry, "condition")


def world(state: State) -> tuple[object, ...]:
    """What the conditions of this deck can read beyond facts and injects; only what some of them does read."""
    parts = {
        "meters": state.meters,
        "submitted": state.moves,
        "ruled": state.rulings,
        "seen": state.opened,
        "acknowledged": state.acknowledged,
        "heard": state.heard,
        "broken": state.procedures,
        "kept": state.procedures,
    }
    return (state.passed, state.rolls, *(part for name, part in parts.items() if name in state.reads))


# Moments, dice, and what was seen -----------------------------------------------------------------------


def moment_came(desk: Desk, text: str) -> None:
    """A moment that conditions wait for is here; what it settles is kept in the log."""
    question = next((q for q in desk.state.watched if q.text == text), None)
    so = question is not None and came_true(desk.state, question)
    desk.lay(e.MomentCame(what=text, so=so), actor="")


def throw_dice(desk: Desk, seed: str) -> None:
    """Throw the dice of the deck, if it has any: each from the seed and its own name, so that anyone can check."""
    names = dict.fromkeys(q.args[0] for q in desk.state.watched if q.function == "chance")
    if not names:
        return
    chosen = seed or desk.ctx.new_id()
    desk.lay(e.ChancesDrawn(seed=chosen, rolls={name: roll(chosen, name) for name in names}), actor="")


def roll(seed: str, name: str) -> int:
    """0 to 99: the SHA-256 of the seed and the name, taken as a whole number, modulo 100."""
    return int.from_bytes(sha256(f"{seed}:{name}".encode()).digest()) % 100


def _watches(desk: Desk, function: str) -> list[Question]:
    return [q for q in desk.state.watched if q.function == function]


def note_opened(desk: Desk, command: c.NoteOpened) -> Outcome:
    """A seat opened items: laid down once for each inject that a condition asks about."""
    asked_about = {q.args[0] for q in _watches(desk, "seen")}
    for item in command.items:
        inject = desk.state.items.get(item)
        known = desk.state.seats.get(command.seat) is not None
        if inject is None or inject not in asked_about or not known:
            continue
        if command.seat not in desk.state.opened.get(inject, ()):
            desk.lay(e.ItemOpened(inject=inject, item=item, seat=command.seat))
    return None


def note_seen(desk: Desk, command: c.NoteSeen) -> Outcome:
    """A seat has a conversation before it: laid down once for each pair of teams that a condition asks about."""
    thread, seat = desk.state.threads.get(command.thread), desk.state.seats.get(command.seat)
    if thread is None or seat is None or seat.spec.team not in thread.told or not seat.spec.team:
        return None
    reader: TeamId = seat.spec.team
    wanted = {q.args[0] for q in _watches(desk, "heard") if q.args[1] == reader}
    writers = {m.team for m in thread.messages if not m.pending and m.team and m.team in wanted}
    for sender in sorted(writers):
        if (sender, reader) not in desk.state.heard:
            desk.lay(
                e.MessagesSeen(thread=thread.id, sender=sender, reader=reader, seat=command.seat), actor=""
            )
    return None


def acknowledge(desk: Desk, command: c.Acknowledge) -> Outcome:
    """A reader has read and understood an item. Saying so twice is harmless."""
    inject = desk.state.items.get(command.item)
    entry = desk.state.injects.get(inject) if inject else None
    seat: SeatId = desk.seat_id
    if inject is None or entry is None or not set(entry.to) & set(audiences_of(desk.state, seat)):
        return Refused("UNKNOWN_ITEM", "You have no such item.", "item")
    if not entry.spec.acknowledge:
        return Refused("NOT_ASKED", "This item needs no acknowledgement.", "item")
    if seat not in desk.state.acknowledged.get(inject, ()):
        desk.lay(e.ItemAcknowledged(inject=inject, item=command.item, seat=seat))
    return None
