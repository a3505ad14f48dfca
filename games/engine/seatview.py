"""What a seat knows: the fold of the frames that it was told, and nothing else.

Every page of a player, an observer of one team, a guest or the projector is drawn from this value, so a page
cannot show what no frame has said.
"""

from typing import Any, assert_never

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from games.engine import frames as f
from games.engine.events import MoveContent, Stamp
from games.engine.ids import (
    Audience,
    FactValue,
    ItemId,
    MessageId,
    MoveId,
    ProcedureId,
    RulingId,
    SeatId,
    TeamId,
    Text,
    ThreadId,
)
from games.engine.plan import Handling
from games.engine.timeouts import OwnTimeout, after_clock, declined


class Item(Struct, frozen=True):
    """Something to read. `source` is inject, statement, narrative or notice."""

    id: ItemId
    source: str
    at: Stamp
    title: Text
    body: Text
    channel: str = ""
    precedence: str = "routine"
    sender: Text = {}
    question: Text = {}
    answer_by_ms: int | None = None
    team: TeamId | None = None
    urgent: bool = False
    corrections: tuple[tuple[Stamp, Text, Text], ...] = ()
    """What it said before each correction, oldest first."""
    retracted: str | None = None
    resent: Stamp | None = None
    handling: Handling | None = None
    acknowledged: tuple[SeatId, ...] = ()
    """Seats of one's own team that have said they read it."""


class OwnRuling(Struct, frozen=True):
    """A ruling on a move of one's own team."""

    id: RulingId
    at: Stamp
    verdict: str
    effect: str
    executed: bool
    text: str
    reason: str
    provisions: tuple[str, ...]
    missing: tuple[str, ...]
    appeal: str = ""
    appeal_reason: str = ""


class OwnMove(Struct, frozen=True):
    """A move of one's own team."""

    id: MoveId
    number: int
    version: int
    at: Stamp
    seat: SeatId
    content: MoveContent
    status: str
    late: bool = False
    drafted_by: SeatId | None = None
    on_behalf: bool = False
    question: str = ""
    counsel: dict[str, Any] | None = None
    dissents: tuple[tuple[SeatId, str], ...] = ()
    rulings: tuple[OwnRuling, ...] = ()
    """Oldest first; the last one stands."""


class Message(Struct, frozen=True):
    """Words in a conversation."""

    id: MessageId
    at: Stamp
    team: TeamId | None
    seat: SeatId | None
    text: str
    speaks_as: str = ""
    on_its_way: bool = False


class Talk(Struct, frozen=True):
    """A conversation that one's team is a party to."""

    id: ThreadId
    parties: tuple[TeamId, ...]
    subject: str
    with_white: bool
    speaks_as: str
    opened: Stamp
    messages: tuple[Message, ...] = ()


class Step(Struct, frozen=True):
    """A step of law or a duty that concerns one's team."""

    id: ProcedureId
    label: str
    kind_of: str
    status: str
    due_basis: str
    due_ms: int
    team: TeamId | None
    token: str
    opened: Stamp
    reason: str = ""


class Learned(Struct, frozen=True):
    """When something was learned, and what."""

    at: Stamp
    value: FactValue


class SeatView(Struct, frozen=True):
    """Everything that has been told to one seat.

    `positions` is the last position seen of each audience: the cursor to resume from.
    """

    positions: Map[Audience, int] = Map()
    clock: f.ClockChanged | None = None
    jumped: f.ClockChanged | None = None
    """The last jump of the story."""
    items: Map[ItemId, Item] = Map()
    feed: tuple[ItemId, ...] = ()
    """Items in the order told, oldest first."""
    moves: Map[MoveId, OwnMove] = Map()
    move_order: tuple[MoveId, ...] = ()
    talks: Map[ThreadId, Talk] = Map()
    talk_order: tuple[ThreadId, ...] = ()
    steps: Map[ProcedureId, Step] = Map()
    facts: Map[str, FactValue] = Map()
    learned: Map[str, tuple[Learned, ...]] = Map()
    """How each fact changed in the eyes of this seat, oldest first."""
    seats: Map[SeatId, f.SeatChanged] = Map()
    links: Map[tuple[TeamId, TeamId], f.LinkTold] = Map()
    timeout: OwnTimeout | None = None


def fold(view: SeatView, told: f.TheFrame) -> SeatView:
    """The view after one more frame. A position already seen changes nothing, so repeats are harmless."""
    if told.position <= view.positions.get(told.audience, 0):
        return view
    view = replace(view, positions=view.positions.set(told.audience, told.position))
    return _folded(view, told.frame, told.at)


def _folded(view: SeatView, frame: f.AnyFrame, at: Stamp) -> SeatView:
    match frame:
        case f.ClockChanged():
            jumped = frame if frame.why == "scenario_jumped" else view.jumped
            return replace(view, clock=frame, jumped=jumped, timeout=after_clock(view.timeout, frame))
        case f.SeatChanged():
            return replace(view, seats=view.seats.set(frame.seat, frame))
        case f.ItemReleased() | f.NarrativeTold() | f.StatementMade() | f.NoticeTold():
            return _with_item(view, _item(frame, at))
        case f.ItemCorrected() | f.ItemRetracted() | f.ItemResent() | f.ItemAcknowledgedBy():
            return _item_changed(view, frame, at)
        case f.FactsLearned():
            return _facts_learned(view, frame, at)
        case f.MoveFiled() | f.CounselRenewed() | f.MoveStatusChanged() | f.DissentRecorded():
            return _move_changed(view, frame, at)
        case f.RulingGiven() | f.AppealAnswered():
            return _ruling_changed(view, frame, at)
        case f.ProcedureChanged():
            return replace(view, steps=view.steps.set(frame.procedure, _step(view, frame, at)))
        case f.ThreadStarted() | f.MessageTold():
            return _talk_changed(view, frame, at)
        case f.LinkTold():
            return replace(view, links=view.links.set(frame.between, frame))
        case f.TimeoutWanted():
            return replace(view, timeout=OwnTimeout(at, frame.seat, frame.reason))
        case f.TimeoutAnswered():
            return replace(view, timeout=declined(view.timeout, frame.reason))
        case f.StaffLogged() | f.LawTurned():
            return view
        case _:
            assert_never(frame)


def _facts_learned(view: SeatView, frame: f.FactsLearned, at: Stamp) -> SeatView:
    news = {name: value for name, value in frame.values.items() if view.facts.get(name) != value}
    learned = {name: (*view.learned.get(name, ()), Learned(at, value)) for name, value in news.items()}
    return replace(view, facts=view.facts.update(news), learned=view.learned.update(learned))


def _item(frame: f.ItemReleased | f.NarrativeTold | f.StatementMade | f.NoticeTold, at: Stamp) -> Item:
    match frame:
        case f.ItemReleased():
            return Item(
                frame.item,
                "inject",
                at,
                frame.title,
                frame.body,
                channel=frame.channel,
                precedence=frame.precedence,
                sender=frame.sender,
                question=frame.question,
                answer_by_ms=frame.answer_by_ms,
                handling=frame.handling,
            )
        case f.NarrativeTold():
            return Item(frame.item, "narrative", at, {}, {"": frame.text})
        case f.StatementMade():
            return Item(frame.item, "statement", at, {"": frame.headline}, {"": frame.text}, team=frame.team)
        case f.NoticeTold():
            return Item(
                frame.item,
                "notice",
                at,
                {"": frame.title},
                {"": frame.text},
                precedence="flash" if frame.urgent else "routine",
                urgent=frame.urgent,
            )
        case _:
            assert_never(frame)


def _with_item(view: SeatView, item: Item) -> SeatView:
    """An item told through two audiences is shown once."""
    if item.id in view.items:
        return view
    return replace(view, items=view.items.set(item.id, item), feed=(*view.feed, item.id))


def _item_changed(
    view: SeatView,
    frame: f.ItemCorrected | f.ItemRetracted | f.ItemResent | f.ItemAcknowledgedBy,
    at: Stamp,
) -> SeatView:
    item = view.items.get(frame.item)
    if item is None:
        return view
    match frame:
        case f.ItemCorrected():
            if (item.title, item.body) == (frame.title, frame.body):
                return view
            before = (*item.corrections, (at, item.title, item.body))
            item = replace(item, title=frame.title, body=frame.body, corrections=before)
        case f.ItemRetracted():
            item = replace(item, retracted=frame.reason)
        case f.ItemResent():
            item = replace(item, resent=at)
        case f.ItemAcknowledgedBy():
            if frame.seat in item.acknowledged:
                return view
            item = replace(item, acknowledged=(*item.acknowledged, frame.seat))
        case _:
            assert_never(frame)
    return replace(view, items=view.items.set(item.id, item))


def _move_changed(
    view: SeatView,
    frame: f.MoveFiled | f.CounselRenewed | f.MoveStatusChanged | f.DissentRecorded,
    at: Stamp,
) -> SeatView:
    move = view.moves.get(frame.move_id)
    if isinstance(frame, f.MoveFiled):
        order = view.move_order if move else (*view.move_order, frame.move_id)
        return replace(view, moves=view.moves.set(frame.move_id, _filed(move, frame, at)), move_order=order)
    if move is None:
        return view
    if isinstance(frame, f.CounselRenewed):
        move = replace(move, counsel=frame.counsel)
    elif isinstance(frame, f.MoveStatusChanged):
        move = replace(move, status=frame.status, question=frame.question)
    else:
        move = replace(move, dissents=(*move.dissents, (frame.seat, frame.text)))
    return replace(view, moves=view.moves.set(move.id, move))


def _filed(move: OwnMove | None, frame: f.MoveFiled, at: Stamp) -> OwnMove:
    if move is None:
        return OwnMove(
            frame.move_id,
            frame.number,
            frame.version,
            at,
            frame.seat,
            frame.content,
            "received",
            late=frame.late,
            drafted_by=frame.drafted_by,
            on_behalf=frame.on_behalf,
            counsel=frame.counsel,
        )
    return replace(
        move,
        version=frame.version,
        content=frame.content,
        late=frame.late,
        status="received",
        question="",
        counsel=frame.counsel,
    )


def _ruling_changed(view: SeatView, frame: f.RulingGiven | f.AppealAnswered, at: Stamp) -> SeatView:
    if isinstance(frame, f.RulingGiven):
        move = view.moves.get(frame.move_id)
        if move is None:
            return view
        ruling = OwnRuling(
            frame.ruling_id,
            at,
            frame.verdict,
            frame.effect,
            frame.executed,
            frame.text,
            frame.reason,
            frame.provisions,
            frame.missing,
        )
        move = replace(move, status="published", rulings=(*move.rulings, ruling))
        return replace(view, moves=view.moves.set(move.id, move))
    for move in view.moves.values():
        if any(r.id == frame.ruling_id for r in move.rulings):
            rulings = tuple(
                replace(r, appeal=frame.status, appeal_reason=frame.reason) if r.id == frame.ruling_id else r
                for r in move.rulings
            )
            return replace(view, moves=view.moves.set(move.id, replace(move, rulings=rulings)))
    return view


def _step(view: SeatView, frame: f.ProcedureChanged, at: Stamp) -> Step:
    before = view.steps.get(frame.procedure)
    return Step(
        frame.procedure,
        frame.label,
        frame.kind_of,
        frame.status,
        frame.due_basis,
        frame.due_ms,
        frame.team,
        frame.token,
        before.opened if before else at,
        frame.reason,
    )


def _talk_changed(view: SeatView, frame: f.ThreadStarted | f.MessageTold, at: Stamp) -> SeatView:
    talk = view.talks.get(frame.thread)
    if isinstance(frame, f.ThreadStarted):
        if talk is not None:
            return view
        talk = Talk(frame.thread, frame.parties, frame.subject, frame.with_white, frame.speaks_as, at)
        return replace(
            view,
            talks=view.talks.set(talk.id, talk),
            talk_order=(*view.talk_order, talk.id),
        )
    if talk is None:
        return view
    message = Message(
        frame.message, at, frame.team, frame.seat, frame.text, frame.speaks_as, frame.on_its_way
    )
    kept = tuple(m for m in talk.messages if m.id != message.id)
    return replace(view, talks=view.talks.set(talk.id, replace(talk, messages=(*kept, message))))
