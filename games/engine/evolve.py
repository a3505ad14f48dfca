"""The fold: one event more, the next state. The only place that makes states."""

from typing import assert_never

from msgspec.structs import replace

from games.engine import events as e
from games.engine.folding import life, moves, msel, talk, world
from games.engine.state import State
from games.engine.timers import law_timer_id


def evolve(state: State, rec: e.Recorded) -> State:
    """The state after one recorded event. Total over the union; never refuses, for the log has happened."""
    return replace(_folded(state, rec), seq=rec.seq)


def _folded(state: State, rec: e.Recorded) -> State:  # one line an event
    event = rec.event
    match event:
        case e.ExerciseCreated():
            return life.created(state, rec, event)
        case e.LobbyOpened():
            return replace(state, life="lobby")
        case e.ExerciseStarted():
            return life.exercise_started(state, rec, event)
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
            return msel.released(state, rec, event)
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
            return moves.submitted(state, rec, event)
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
            return world.procedure_opened(state, rec, event)
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
        case e.NoteTaken() | e.InjectResent():
            return state
        case _:
            assert_never(event)
