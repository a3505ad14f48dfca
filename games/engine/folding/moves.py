"""Folds of the moves and the rulings on them."""

from msgspec.structs import replace

from games.engine import events as e
from games.engine.ids import MoveId, RulingId
from games.engine.state import Move, MoveStatus, Ruling, State, filed


def _put(state: State, move: Move) -> State:
    return replace(state, moves=state.moves.set(move.id, move))


def _queued(state: State, rec: e.Recorded, move_id: MoveId) -> State:
    if move_id in state.queued:
        return state
    return replace(state, queued=state.queued.set(move_id, rec.seq))


def _unqueued(state: State, move_id: MoveId) -> State:
    if move_id not in state.queued:
        return state
    return replace(state, queued=state.queued.delete(move_id))


def submitted(state: State, rec: e.Recorded, event: e.MoveSubmitted) -> State:
    """Received by the white cell."""
    move = Move(
        id=event.move_id,
        number=event.number,
        team=event.team,
        seat=event.seat,
        content=event.content,
        status="received",
        at=rec.at,
        since=rec.at,
        seq=rec.seq,
        late=event.late,
        drafted_by=event.drafted_by,
        on_behalf_by=event.on_behalf_by,
        filed_counsel=filed(event.counsel),
    )
    counts = state.move_counts.set(event.team, event.number)
    return _queued(_put(replace(state, move_counts=counts), move), rec, move.id)


def amended(state: State, rec: e.Recorded, event: e.MoveAmended) -> State:
    """A new version, in the queue where the first one was."""
    move = replace(
        state.moves[event.move_id],
        content=event.content,
        version=event.version,
        late=event.late,
        status="received",
        question="",
        taken_by=None,
        taken_at=None,
        filed_counsel=filed(event.counsel),
        at=rec.at,
    )
    return _queued(_put(state, move), rec, move.id)


def withdrawn(state: State, event: e.MoveWithdrawn) -> State:
    """Taken back."""
    move = replace(state.moves[event.move_id], status="withdrawn")
    return _unqueued(_put(state, move), move.id)


def dissented(state: State, event: e.DissentNoted) -> State:
    """A disagreement, kept with the move."""
    move = state.moves[event.move_id]
    return _put(state, replace(move, dissents=(*move.dissents, (event.seat, event.text))))


def taken(state: State, rec: e.Recorded, event: e.MoveTaken) -> State:
    """In work."""
    move = replace(
        state.moves[event.move_id],
        status="in_work",
        taken_by=event.by,
        taken_at=rec.at,
        question="",
    )
    return _put(state, move)


def returned(state: State, event: e.MoveReturned) -> State:
    """Back to the queue, or back to the team with a question."""
    status: MoveStatus = "returned" if event.question else "received"
    move = replace(
        state.moves[event.move_id],
        status=status,
        question=event.question,
        taken_by=None,
        taken_at=None,
    )
    return _put(state, move)


def requeued(state: State, rec: e.Recorded, event: e.MoveRequeued) -> State:
    """A held move is to be ruled on again."""
    move = replace(state.moves[event.move_id], status="received", since=rec.at, taken_by=None, taken_at=None)
    return _queued(_put(state, move), rec, move.id)


def proposed(state: State, rec: e.Recorded, event: e.ProposalMade) -> State:
    """The engine's word on the truth."""
    move = replace(state.moves[event.move_id], filed_proposal=filed(event.ruling), proposal_seq=rec.seq)
    return _put(state, move)


def advised(state: State, event: e.CounselGiven) -> State:
    """The word of the team's own lawyers, as time has changed it."""
    return _put(state, replace(state.moves[event.move_id], filed_counsel=filed(event.counsel)))


def ruled(state: State, rec: e.Recorded, event: e.MoveRuled) -> State:
    """Decided; told to nobody until published."""
    ruling = Ruling(
        id=event.ruling_id,
        move_id=event.move_id,
        by=event.by,
        decision=event.decision,
        verdict=event.verdict,
        effect=event.effect,
        reason=event.reason,
        narratives=event.narratives,
        provisions=event.provisions,
        missing=event.missing,
        facts=event.facts,
        facts_learned_by=event.facts_learned_by,
        meters=event.meters,
        procedures=event.procedures,
        executed=event.executed,
        publish=event.publish,
        at=rec.at,
        seq=rec.seq,
        supersedes=event.supersedes,
        filed_proposal=filed(event.proposal),
        seconds_spent=event.seconds_spent,
        likes=event.likes,
    )
    rulings = state.rulings.set(ruling.id, ruling)
    for like in event.likes:
        if like.how == "overrule":
            old = replace(rulings[like.ruling_id], overruled_by=ruling.id)
            rulings = rulings.set(old.id, old)
    if event.supersedes is not None:
        old = replace(rulings[event.supersedes], superseded_by=ruling.id)
        rulings = rulings.set(old.id, old)
    move = replace(state.moves[event.move_id], status="ruled", ruling=ruling.id)
    state = replace(
        _unqueued(_put(state, move), move.id),
        rulings=rulings,
        # One that is replaced before it was told is told to nobody.
        unpublished=(*(r for r in state.unpublished if r != event.supersedes), ruling.id),
    )
    return state


def published(state: State, rec: e.Recorded, ruling_id: RulingId) -> State:
    """In force: counted as executed where it says so."""
    ruling = state.rulings[ruling_id]
    replaced = state.displaced(ruling)
    ruling = replace(ruling, published=rec.at, moved=replaced.moved if replaced else {})
    move = replace(state.moves[ruling.move_id], status="published")
    executed = state.executed
    if ruling.executed:
        executed = executed.set(move.content.move, executed.get(move.content.move, 0) + 1)
    if replaced is not None and replaced.executed:
        executed = executed.set(move.content.move, max(0, executed.get(move.content.move, 0) - 1))
    return replace(
        _put(state, move),
        rulings=state.rulings.set(ruling_id, ruling),
        executed=executed,
        unpublished=tuple(r for r in state.unpublished if r != ruling_id),
    )


def announced(state: State, event: e.MoveAnnounced) -> State:
    """Known as a statement."""
    return _put(state, replace(state.moves[event.move_id], announced=event.item))


def appealed(state: State, event: e.RulingAppealed) -> State:
    """Disputed."""
    ruling = replace(state.rulings[event.ruling_id], appeal=event.grounds, appeal_decision="")
    return replace(state, rulings=state.rulings.set(ruling.id, ruling))


def appeal_decided(state: State, event: e.AppealDecided) -> State:
    """Heard."""
    word = "granted" if event.granted else "refused"
    ruling = replace(state.rulings[event.ruling_id], appeal_decision=f"{word}: {event.reason}")
    return replace(state, rulings=state.rulings.set(ruling.id, ruling))
