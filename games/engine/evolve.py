"""The fold: one event more, the next state. The only place that makes states."""

from typing import assert_never

from msgspec.structs import replace

from games.engine import clock
from games.engine import events as e
from games.engine.folding import life, moments, moves, msel, talk, world
from games.engine.ids import Millis
from games.engine.state import Happened, State
from games.engine.timers import law_timer_id


def evolve(state: State, rec: e.Recorded) -> State:
    """The state after one recorded event. Total over the union; never refuses, for the log has happened."""
    after = replace(_folded(state, rec), seq=rec.seq)
    if after.clock is not state.clock:
        after = replace(after, past_clocks=(*state.past_clocks, state.clock))
    happened = state.on_paper.get(rec.cause) if rec.cause else None
    if happened is not None and happened.entered_ms == rec.at.wall_ms:
        # What followed later, such as a step that was done, happened when the log says so.
        after = replace(after, on_paper=after.on_paper.set(rec.seq, happened))
    return after


def clocks_at(state: State, wall_ms: Millis) -> clock.Reading:
    """What the clocks of the exercise showed at a wall instant of the past."""
    known = [each for each in (*state.past_clocks, state.clock) if each.wall_ms <= wall_ms]
    return clock.read(known[-1] if known else clock.Clock(), wall_ms)


def _on_paper(state: State, rec: e.Recorded, event: e.EnteredFromPaper) -> State:
    happened = Happened(
        entered_ms=rec.at.wall_ms,
        wall_ms=event.happened_wall_ms,
        exercise_ms=event.happened_exercise_ms,
        scenario_ms=event.happened_scenario_ms,
    )
    return replace(state, on_paper=state.on_paper.set(rec.seq, happened))


def _folded(state: State, rec: e.Recorded) -> State:  # one line an event
    event = rec.event
    match event:
        case e.ExerciseCreated():
            return moments.prepared(life.created(state, rec, event), event.plan)
        case e.LobbyOpened():
            return replace(state, life="lobby")
        case e.ExerciseStarted():
            return moments.began(life.exercise_started(state, rec, event))
        case e.ChancesDrawn():
            return moments.drawn(state, event)
        case e.MomentCame():
            return moments.came(state, rec, event)
        case e.ExerciseStopped():
            return life.exercise_stopped(state, rec, event)
        case e.ExerciseResumed():
            return life.exercise_resumed(state, rec, event)
        case e.RateChanged():
            return life.rate_changed(state, rec, event)
        case e.ScenarioJumped():
            return life.scenario_jumped(state, rec, event)
        case e.TurnStarted():
            return life.turn_started(state, rec, event)
        case e.TurnExtended():
            return life.turn_extended(state, event)
        case e.TurnEnded():
            return life.turn_ended(state)
        case e.ExerciseEnded():
            return life.exercise_ended(state, rec)
        case e.ExerciseArchived():
            return replace(state, life="archived")
        case e.EmergencyRaised():
            return life.emergency_raised(state, rec, event)
        case e.EmergencyCleared():
            return life.emergency_cleared(state, rec)
        case e.TimeoutAsked():
            return life.timeout_asked(state, rec, event)
        case e.TimeoutDeclined():
            return life.timeout_declined(state, event)
        case e.SeatAdded():
            return life.seat_added(state, event.seat)
        case e.SeatTaken():
            return life.seat_taken(state, rec, event)
        case e.SeatVacated():
            return life.seat_vacated(state, event)
        case e.RankChanged():
            return life.rank_changed(state, event)
        case e.ConsentGiven():
            return life.consent_given(state, event.seat)
        case e.InjectReleased():
            return moments.went_out(msel.released(state, rec, event), rec, event)
        case e.ItemOpened():
            return moments.opened(state, event)
        case e.ItemAcknowledged():
            return moments.acknowledged(state, event)
        case e.MessagesSeen():
            return moments.heard(state, rec, event)
        case e.InjectSkipped():
            return msel.skipped(state, event)
        case e.InjectHeld():
            return msel.held(state, event)
        case e.InjectRearmed():
            return msel.rearmed(state, event)
        case e.InjectRescheduled():
            return msel.rescheduled(state, event)
        case e.InjectOverdue():
            return msel.overdue(state, event)
        case e.InjectRetargeted():
            return msel.retargeted(state, event)
        case e.InjectEdited():
            return msel.edited(state, event.inject)
        case e.InjectAdded():
            return msel.added(state, event.inject)
        case e.InjectCorrected():
            return msel.corrected(state, event)
        case e.InjectRetracted():
            return msel.retracted(state, event)
        case e.InjectWidened():
            return msel.widened(state, event)
        case e.FactsSet():
            return world.facts_set(state, rec, event)
        case e.FactRetracted():
            return world.fact_retracted(state, event)
        case e.FactsDisclosed():
            return world.facts_disclosed(state, event)
        case e.MetersChanged():
            return world.meters_changed(state, event)
        case e.MoveSubmitted():
            return moments.acted(moves.submitted(state, rec, event), event.team, rec.at.exercise_ms)
        case e.MoveAmended():
            return moves.amended(state, rec, event)
        case e.MoveWithdrawn():
            return moves.withdrawn(state, event)
        case e.DissentNoted():
            return moves.dissented(state, event)
        case e.MoveTaken():
            return moves.taken(state, rec, event)
        case e.MoveReturned():
            return moves.returned(state, event)
        case e.MoveRequeued():
            return moves.requeued(state, rec, event)
        case e.ProposalMade():
            return moves.proposed(state, rec, event)
        case e.CounselGiven():
            return moves.advised(state, event)
        case e.LawTimed():
            return world.law_timed(state, event)
        case e.LawTurned():
            return replace(state, timers=life.without(state.timers, law_timer_id(event.team)))
        case e.MoveRuled():
            return moves.ruled(state, rec, event)
        case e.RulingPublished():
            return moves.published(state, rec, event.ruling_id)
        case e.MoveAnnounced():
            return moves.announced(state, event)
        case e.RulingAppealed():
            return moves.appealed(state, event)
        case e.AppealDecided():
            return moves.appeal_decided(state, event)
        case e.ProcedureOpened():
            opened = world.procedure_opened(state, rec, event)
            return moments.promised(opened, opened.procedures[event.procedure])
        case e.ProcedureDone() | e.ProcedureLapsed():
            return world.procedure_closed(state, event)
        case e.ThreadOpened():
            return talk.opened(state, rec, event)
        case e.MessageSent():
            return talk.sent(state, rec, event)
        case e.MessageArrived():
            return talk.arrived(state, event)
        case e.LinkChanged():
            return talk.link_changed(state, event)
        case e.NoticeSent():
            return talk.noticed(state, rec, event)
        case e.EnteredFromPaper():
            return _on_paper(state, rec, event)
        case e.NoteTaken() | e.InjectResent():
            return state
        case _:
            assert_never(event)
