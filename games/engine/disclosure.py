"""Who is told what of an event: the one place that decides it. Nothing is told unless a line here tells it.

Read this file whole when you review secrecy. Staff are told of every event by kind and object alone (their
pages read the state); everyone else is told in the frames made here.
"""

from collections.abc import Iterable
from hashlib import blake2s
from typing import assert_never

from msgspec.structs import replace

from games.engine import audience as a
from games.engine import events as e
from games.engine import frames as f
from games.engine.decide import Decision
from games.engine.events import Narrative
from games.engine.ids import Audience, ItemId, MoveId, RulingId, SeatId, TeamId
from games.engine.state import Procedure, State, Thread
from games.engine.wire import kind_of

NAMING = ("attributed", "office")
"""Attribution rules under which it may be seen who of a team said something."""


def tell(before: State, decision: Decision) -> tuple[tuple[int, f.Told], ...]:
    """What each audience is told of a decision, in order, each with the sequence of its record.

    Takes the state before the decision.
    """
    told: list[tuple[int, f.Told]] = []
    for rec, after in zip(decision.records, decision.trail, strict=True):
        told += [(rec.seq, one) for one in disclose(before, after, rec)]
        before = after
    return tuple(told)


def disclose(before: State, after: State, rec: e.Recorded) -> tuple[f.Told, ...]:
    """What each audience is told of one record: staff of all, others of what their lines below say."""
    staff = f.Told(a.WHITE, f.StaffLogged(what=kind_of(rec.event), refs=_refs(rec.event)))
    return (staff, *_told(before, after, rec))


def _refs(event: e.AnyEvent) -> dict[str, str]:
    """The ids that tell staff pages which of their regions to fetch again."""
    names = ("inject", "item", "move_id", "ruling_id", "procedure", "thread", "seat", "team")
    return {
        name: str(value) for name in names if (value := getattr(event, name, None)) and isinstance(value, str)
    }


def _to(to: Iterable[Audience], frame: f.AnyFrame) -> tuple[f.Told, ...]:
    """One frame to several audiences. The projector hears the public; staff have their own line."""
    told = [one for one in dict.fromkeys(to) if one != a.WHITE]
    if a.PUBLIC in told and a.DISPLAY not in told:
        told.append(a.DISPLAY)
    return tuple(f.Told(one, frame) for one in told)


def _team(team: TeamId, frame: f.AnyFrame) -> tuple[f.Told, ...]:
    return (f.Told(a.team(team), frame),)


def _told(before: State, after: State, rec: e.Recorded) -> tuple[f.Told, ...]:  # one line an event
    event = rec.event
    match event:
        case (
            e.ExerciseCreated()
            | e.LobbyOpened()
            | e.ExerciseStarted()
            | e.ExerciseStopped()
            | e.ExerciseResumed()
            | e.RateChanged()
            | e.ScenarioJumped()
            | e.TurnStarted()
            | e.TurnExtended()
            | e.TurnEnded()
            | e.ExerciseEnded()
            | e.ExerciseArchived()
            | e.EmergencyRaised()
            | e.EmergencyCleared()
        ):
            return _clock(after, rec)
        case e.SeatTaken() | e.SeatVacated() | e.RankChanged() | e.SeatAdded():
            return _seat(after, event.seat if isinstance(event.seat, str) else event.seat.id)
        case e.ConsentGiven():
            return ()
        case e.InjectReleased() | e.InjectWidened():
            return _to(event.to, _item(event))
        case e.InjectCorrected():
            frame = f.ItemCorrected(item=event.item, title=event.title, body=event.body)
            return _to(after.injects[event.inject].to, frame)
        case e.InjectRetracted():
            retracted = f.ItemRetracted(item=event.item, reason=event.reason)
            return _to(after.injects[event.inject].to, retracted)
        case e.ItemAcknowledged():
            return _acknowledged(after, event)
        case e.InjectResent():
            return (f.Told(a.seat(event.seat), f.ItemResent(item=event.item)),)
        case (
            e.InjectSkipped()
            | e.InjectHeld()
            | e.InjectRearmed()
            | e.InjectRescheduled()
            | e.InjectOverdue()
            | e.InjectRetargeted()
            | e.InjectEdited()
            | e.InjectAdded()
            | e.ItemOpened()
            | e.MessagesSeen()
            | e.ChancesDrawn()
            | e.MomentCame()
        ):
            return ()
        case e.FactsSet():
            return _facts(event.learned_by, f.FactsLearned(values=event.values))
        case e.FactsDisclosed():
            values = {n: after.facts[n].value for n in event.facts if n in after.facts}
            return _facts(event.to, f.FactsLearned(values=values))
        case (
            e.FactRetracted()
            | e.MetersChanged()
            | e.ProposalMade()
            | e.LawTimed()
            | e.NoteTaken()
            | e.EnteredFromPaper()
        ):
            return ()
        case e.CounselGiven():
            renewed = f.CounselRenewed(move_id=event.move_id, counsel=event.counsel)
            return _team(after.moves[event.move_id].team, renewed)
        case e.LawTurned():
            # The timer of a team was set on what all of the team was told, so that it tells nothing else.
            return _team(event.team, f.LawTurned()) if event.team is not None else ()
        case e.MoveSubmitted() | e.MoveAmended():
            return _filed(after, event)
        case e.MoveWithdrawn() | e.MoveTaken() | e.MoveReturned() | e.MoveRequeued():
            return _status(after, event.move_id)
        case e.DissentNoted():
            frame_ = f.DissentRecorded(move_id=event.move_id, seat=event.seat, text=event.text)
            return _team(after.moves[event.move_id].team, frame_)
        case e.MoveRuled():
            return ()
        case e.RulingPublished():
            return _ruling(after, event)
        case e.MoveAnnounced():
            statement = f.StatementMade(
                item=event.item, team=event.team, headline=event.headline, text=event.text
            )
            return _to(event.to, statement)
        case e.RulingAppealed():
            return _appeal(after, event, "lodged", "")
        case e.AppealDecided():
            return _appeal(after, event, "granted" if event.granted else "refused", event.reason)
        case e.ProcedureOpened() | e.ProcedureDone() | e.ProcedureLapsed():
            return _procedure(after.procedures[event.procedure])
        case e.ThreadOpened():
            thread = after.threads[event.thread]
            return tuple(t for team in thread.told for t in _team(team, _started(thread)))
        case e.MessageSent() | e.MessageArrived():
            return _message(before, after, event)
        case e.LinkChanged():
            link = f.LinkTold(between=event.between, state=event.state, explanation=event.explanation)
            return tuple(t for team in event.between for t in _team(team, link))
        case e.NoticeSent():
            notice = f.NoticeTold(item=event.item, title=event.title, text=event.text, urgent=event.urgent)
            return _to(event.to, notice)
        case e.TimeoutAsked():
            return _team(event.team, f.TimeoutWanted(seat=event.seat, reason=event.reason))
        case e.TimeoutDeclined():
            return _team(event.team, f.TimeoutAnswered(reason=event.reason))
        case _:
            assert_never(event)


def _clock(after: State, rec: e.Recorded) -> tuple[f.Told, ...]:
    """The public face of the exercise: life, stop and clocks. An emergency's note stays with staff."""
    stop = after.stop
    shown = "" if stop is None or stop.kind == "emergency" else stop.reason
    frame = f.ClockChanged(
        life=after.life,
        running=after.clock.running,
        wall_ms=rec.at.wall_ms,
        exercise_ms=rec.at.exercise_ms,
        scenario_ms=after.clock.scenario_ms if after.clock.wall_ms == rec.at.wall_ms else rec.at.scenario_ms,
        rate=after.clock.rate,
        stop=stop.kind if stop else "",
        reason=shown,
        turn=after.turn,
        turn_open=after.turn_open,
        turn_ends_ms=after.turn_ends_ms,
        emergency=after.emergency is not None,
        why=kind_of(rec.event),
        jump_reason=rec.event.reason if isinstance(rec.event, e.ScenarioJumped) else "",
    )
    return _to((a.PUBLIC,), frame)


def _seat(after: State, seat_id: SeatId) -> tuple[f.Told, ...]:
    """One's own team sees who sits where; before STARTEX the projector sees that a chair is filled."""
    seat = after.seats[seat_id]
    told: list[f.Told] = []
    if seat.spec.team is not None:
        name = seat.name if after.deck.settings.attribution in NAMING else ""
        own = f.SeatChanged(seat=seat_id, taken=seat.taken, name=name, rank=seat.spec.rank)
        if seat.spec.role == "player" and all(spec.id != seat_id for spec in after.deck.seats):
            own = replace(own, label=seat.spec.label, office=seat.spec.office)
        told += _team(seat.spec.team, own)
    if after.life in ("draft", "lobby") and seat.spec.role == "player":
        told.append(f.Told(a.DISPLAY, f.SeatChanged(seat=seat_id, taken=seat.taken)))
    return tuple(told)


def _item(event: e.InjectReleased | e.InjectWidened) -> f.ItemReleased:
    question = event.question if isinstance(event, e.InjectReleased) else {}
    answer_by = event.answer_by_ms if isinstance(event, e.InjectReleased) else None
    return f.ItemReleased(
        item=event.item,
        title=event.title,
        body=event.body,
        channel=event.channel,
        precedence=event.precedence,
        sender=event.sender,
        question=question,
        answer_by_ms=answer_by,
        handling=event.handling,
    )


def _acknowledged(after: State, event: e.ItemAcknowledged) -> tuple[f.Told, ...]:
    """Those of one's own team who have the item see who of them has acknowledged it; nobody else does."""
    team = after.seats[event.seat].spec.team
    readers = after.injects[event.inject].to
    own = (
        [a.team(team)]
        if team and a.PUBLIC in readers
        else [r for r in readers if team and a.team_of(r) == team]
    )
    return _to((*own, a.seat(event.seat)), f.ItemAcknowledgedBy(item=event.item, seat=event.seat))


def _facts(to: tuple[Audience, ...], frame: f.FactsLearned) -> tuple[f.Told, ...]:
    return _to(to, frame) if frame.values else ()


def _filed(after: State, event: e.MoveSubmitted | e.MoveAmended) -> tuple[f.Told, ...]:
    """A team's own move, to that team."""
    move = after.moves[event.move_id]
    frame = f.MoveFiled(
        move_id=move.id,
        number=move.number,
        version=move.version,
        seat=move.seat,
        content=move.content,
        late=move.late,
        drafted_by=move.drafted_by,
        on_behalf=move.on_behalf_by is not None,
        counsel=event.counsel,
    )
    return _team(move.team, frame)


def _status(after: State, move_id: MoveId) -> tuple[f.Told, ...]:
    move = after.moves[move_id]
    frame = f.MoveStatusChanged(move_id=move.id, status=move.status, question=move.question)
    return _team(move.team, frame)


def _ruling(after: State, event: e.RulingPublished) -> tuple[f.Told, ...]:
    """The team learns its ruling; the other audiences of the narratives learn the words meant for them."""
    ruling = after.rulings[event.ruling_id]
    move = after.moves[ruling.move_id]
    own = a.team(move.team)
    before = after.displaced(ruling)
    text = "\n\n".join(n.text for n in ruling.narratives if n.to == own)
    told = _team(
        move.team,
        f.RulingGiven(
            ruling_id=ruling.id,
            move_id=move.id,
            verdict=ruling.verdict,
            effect=ruling.effect,
            executed=ruling.executed,
            text=text,
            reason=ruling.reason,
            provisions=ruling.provisions,
            missing=ruling.missing,
            supersedes=before.id if before else None,
        ),
    )
    earlier = dict(_named(before.id, before.narratives)) if before else {}
    for (place, item), narrative in zip(_named(ruling.id, ruling.narratives), ruling.narratives, strict=True):
        if narrative.to not in (own, a.WHITE):
            frame = f.NarrativeTold(item=item, text=narrative.text, corrects=earlier.get(place))
            told += _to((narrative.to,), frame)
    return told


def _named(
    ruling: RulingId, narratives: Iterable[Narrative]
) -> Iterable[tuple[tuple[Audience, int], ItemId]]:
    """A name for each narrative, by its audience and its place among those of that audience.

    The name says nothing of how many other audiences are told something, nor in which order.
    """
    count: dict[Audience, int] = {}
    for one in narratives:
        place = count[one.to] = count.get(one.to, 0) + 1
        name = blake2s(f"{ruling} {one.to} {place}".encode(), digest_size=8).hexdigest()
        yield (one.to, place), ItemId(name)


def _appeal(
    after: State, event: e.RulingAppealed | e.AppealDecided, status: str, reason: str
) -> tuple[f.Told, ...]:
    team = after.moves[after.rulings[event.ruling_id].move_id].team
    match status:
        case "lodged":
            frame = f.AppealAnswered(ruling_id=event.ruling_id, status="lodged")
        case "granted":
            frame = f.AppealAnswered(ruling_id=event.ruling_id, status="granted", reason=reason)
        case _:
            frame = f.AppealAnswered(ruling_id=event.ruling_id, status="refused", reason=reason)
    return _team(team, frame)


def _procedure(procedure: Procedure) -> tuple[f.Told, ...]:
    frame = f.ProcedureChanged(
        procedure=procedure.id,
        label=procedure.label,
        kind_of=procedure.kind_of,
        status=procedure.status,
        due_basis=procedure.due.basis,
        due_ms=procedure.due.at_ms,
        team=procedure.team,
        token=procedure.token,
        reason=procedure.reason,
    )
    return _to(procedure.told, frame)


def _started(thread: Thread) -> f.ThreadStarted:
    return f.ThreadStarted(
        thread=thread.id,
        parties=thread.parties,
        subject=thread.subject,
        with_white=thread.with_white,
        speaks_as=thread.speaks_as,
    )


def _message(before: State, after: State, event: e.MessageSent | e.MessageArrived) -> tuple[f.Told, ...]:
    """Words reach the room, which those who did not know of it learn first; held words show to the sender."""
    thread = after.threads[event.thread]
    named = event.team is not None and after.deck.settings.attribution in NAMING
    frame = f.MessageTold(
        thread=thread.id,
        message=event.message,
        team=event.team,
        seat=event.seat if named else None,
        text=event.text,
        speaks_as=event.speaks_as,
        on_its_way=isinstance(event, e.MessageSent) and event.arrives_ms is not None,
    )
    if frame.on_its_way:
        return _team(event.team, frame) if event.team is not None else ()
    new = [team for team in thread.told if team not in before.threads[thread.id].told]
    started = tuple(t for team in new for t in _team(team, _started(thread)))
    return (*started, f.Told(a.room(thread.id), frame))
