"""The way in: one command, decided against the state, gives events or a refusal."""

from collections.abc import Mapping
from typing import Any, assert_never

from msgspec import Struct

from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.deciding import (
    adjudication,
    commitments,
    life,
    limits,
    moves,
    msel,
    paper,
    steps,
    talk,
    triggers,
)
from games.engine.deciding.desk import Context, Desk, Outcome
from games.engine.events import LawTurned, Recorded
from games.engine.plan import Role
from games.engine.state import State

MOST_REACTIONS = 50
"""Rounds of injects setting off injects before a deck is taken to be circular and left for the next tick."""


class Decision(Struct, frozen=True):
    """An accepted command: what happened, the state after it, and a few words for the receipt.

    `trail` is the state after each record, for those who tell what it means.
    """

    records: tuple[Recorded, ...]
    trail: tuple[State, ...]
    state: State
    data: Mapping[str, Any]


def decide(state: State, command: c.AnyCommand, ctx: Context) -> Decision | Refused:
    """What a command brings about. Takes the state, the command and its context; touches neither."""
    desk = Desk(state, ctx)
    if refusal := _not_allowed(desk, command):
        return refusal
    outcome = _family(desk, command)
    if isinstance(outcome, Refused):
        return outcome
    limits.turn_passed(desk)
    react(desk)
    limits.wind(desk)
    return Decision(tuple(desk.records), tuple(desk.trail), desk.state, dict(outcome or {}))


def react(desk: Desk) -> None:
    """What follows of itself: conditions come true, duties are met, until nothing more does."""
    seen = None
    for _ in range(MOST_REACTIONS):
        world = (
            desk.state.facts,
            desk.state.common,
            desk.state.executed,
            desk.state.items,
            desk.state.life,
            *triggers.world(desk.state),
        )
        if seen is not None and all(a is b for a, b in zip(world, seen, strict=True)):
            return
        if seen is None and not _world_changed(desk):
            return
        seen = world
        triggers.conditions_met(desk)
        commitments.follow(desk)
        steps.duties_opened(desk)
        steps.duties_met(desk)


def _world_changed(desk: Desk) -> bool:
    """Whether the command touched anything that a condition or a duty could read, or time has."""
    before, after = desk.before, desk.state
    return (
        before.facts is not after.facts
        or before.common is not after.common
        or before.executed is not after.executed
        or before.items is not after.items
        or before.life != after.life
        or before.conditional != after.conditional
        or before.procedures is not after.procedures
        or any(a is not b for a, b in zip(triggers.world(before), triggers.world(after), strict=False))
        or any(isinstance(rec.event, LawTurned) for rec in desk.records)
    )


# Who may ------------------------------------------------------------------------------------------------

DIRECTING: frozenset[Role] = frozenset({"director"})
CONTROLLING: frozenset[Role] = frozenset({"director", "white", "controller"})
JUDGING: frozenset[Role] = frozenset({"director", "white"})
PLAYING: frozenset[Role] = frozenset({"player"})
NOTING: frozenset[Role] = frozenset({"director", "white", "controller", "analyst", "observer"})
SITTING: frozenset[Role] = frozenset({"director", "white", "controller", "player", "observer", "analyst"})
EVERYONE: frozenset[Role] = SITTING | {"display"}
"""Whoever stands at any screen, the projector's too, may stop the exercise for a real-world matter."""


def _may(command: c.AnyCommand) -> frozenset[Role] | None:
    """The roles that may ask for this; None for the system alone."""
    if isinstance(command, c.VacateSeat):
        return CONTROLLING
    if isinstance(command, c.SystemCommand):
        return None
    if isinstance(command, c.StopClock):
        return CONTROLLING
    if isinstance(command, c.SendNotice | c.ClearEmergency | c.DeclineTimeout | c.ChangeRank):
        return JUDGING
    if isinstance(command, c.DirectorCommand):
        return DIRECTING
    if isinstance(command, c.ControllerCommand):
        return CONTROLLING
    if isinstance(command, c.WhiteCommand):
        return JUDGING
    if isinstance(command, c.PlayerCommand):
        return PLAYING
    if isinstance(command, c.TakeNote):
        return NOTING
    if isinstance(command, c.RaiseEmergency):
        return EVERYONE
    return SITTING


def _not_allowed(desk: Desk, command: c.AnyCommand) -> Refused | None:
    if isinstance(command, c.CreateExercise):
        return None if not desk.ctx.actor else Refused("FORBIDDEN", "An exercise is made by the server.")
    if desk.state.plan is None:
        return Refused("NO_EXERCISE", "The exercise has not been created.")
    roles = _may(command)
    if not desk.ctx.actor:
        return None
    spec = desk.spec
    if roles is None or spec is None or spec.role not in roles:
        return Refused("FORBIDDEN", "Your seat may not do this.")
    if desk.state.life == "archived" and not isinstance(command, c.TakeNote):
        return Refused("ENDED", "The exercise is archived; its record is closed.")
    if isinstance(command, c.PlayerCommand) and desk.state.life == "ended":
        return Refused("ENDED", "The exercise has ended.")
    return None


# Families -----------------------------------------------------------------------------------------------


def _family(desk: Desk, command: c.AnyCommand) -> Outcome:
    if isinstance(command, c.SystemCommand):
        return _system(desk, command)
    if isinstance(command, c.DirectorCommand):
        return _director(desk, command)
    if isinstance(command, c.ControllerCommand):
        return _controller(desk, command)
    if isinstance(command, c.WhiteCommand):
        return _white(desk, command)
    if isinstance(command, c.PlayerCommand):
        return _player(desk, command)
    return _anyone(desk, command)


def _system(desk: Desk, command: c.SystemCommand) -> Outcome:
    match command:
        case c.CreateExercise():
            return life.create(desk, command)
        case c.Tick():
            life.tick(desk)
            return None
        case c.TakeSeat():
            return life.take_seat(desk, command)
        case c.VacateSeat():
            return life.vacate_seat(desk, command)
        case c.NoteOpened():
            return triggers.note_opened(desk, command)
        case c.NoteSeen():
            return triggers.note_seen(desk, command)
        case _:
            assert_never(command)


def _director(desk: Desk, command: c.DirectorCommand) -> Outcome:
    match command:
        case c.OpenLobby():
            return life.open_lobby(desk)
        case c.StartExercise():
            return life.start(desk, command)
        case c.StopClock():
            return life.stop(desk, command)
        case c.ResumeClock():
            return life.resume(desk)
        case c.SetRate():
            return life.set_rate(desk, command)
        case c.JumpScenario():
            return life.jump(desk, command)
        case c.StartTurn():
            return life.start_turn(desk, command)
        case c.ExtendTurn():
            return life.extend_turn(desk, command)
        case c.EndTurn():
            return life.end_turn(desk)
        case c.EndExercise():
            return life.end(desk, command)
        case c.ArchiveExercise():
            return life.archive(desk)
        case c.ClearEmergency():
            return life.clear_emergency(desk, command)
        case c.DeclineTimeout():
            return life.decline_timeout(desk, command)
        case c.AddSeat():
            return life.add_seat(desk, command)
        case c.ChangeRank():
            return life.change_rank(desk, command)
        case c.SendNotice():
            return life.notice(desk, command)
        case _:
            assert_never(command)


def _controller(desk: Desk, command: c.ControllerCommand) -> Outcome:
    match command:
        case c.FireInject():
            return msel.fire(desk, command)
        case c.FireSpaced():
            return msel.fire_spaced(desk, command)
        case c.HoldInject():
            return msel.hold(desk, command)
        case c.RearmInject():
            return msel.rearm(desk, command)
        case c.DelayInject():
            return msel.delay(desk, command)
        case c.RescheduleInject():
            return msel.reschedule(desk, command)
        case c.SkipInject():
            return msel.skip(desk, command)
        case c.RetargetInject():
            return msel.retarget(desk, command)
        case c.EditInject():
            return msel.edit(desk, command)
        case c.ImproviseInject():
            return msel.improvise(desk, command)
        case c.CorrectInject():
            return msel.correct(desk, command)
        case c.RetractInject():
            return msel.retract(desk, command)
        case c.ResendInject():
            return msel.resend(desk, command)
        case c.WidenInject():
            return msel.widen(desk, command)
        case _:
            assert_never(command)


def _white(desk: Desk, command: c.WhiteCommand) -> Outcome:
    match command:
        case c.TakeMove():
            return adjudication.take(desk, command)
        case c.HandOverMove():
            return adjudication.hand_over(desk, command)
        case c.AskTeam():
            return adjudication.ask_team(desk, command)
        case c.RefreshProposal():
            return adjudication.refresh(desk, command)
        case c.RuleMove():
            return adjudication.rule(desk, command)
        case c.PublishRuling():
            return adjudication.publish_by_hand(desk, command)
        case c.DecideAppeal():
            return adjudication.decide_appeal(desk, command)
        case c.SetFacts():
            return steps.set_facts(desk, command)
        case c.RetractFact():
            return steps.retract_fact(desk, command)
        case c.DiscloseFacts():
            return steps.disclose_facts(desk, command)
        case c.ChangeMeters():
            return steps.change_meters(desk, command)
        case c.OpenProcedure():
            return steps.open_by_hand(desk, command)
        case c.CloseProcedure():
            return steps.close_by_hand(desk, command)
        case c.ChangeLink():
            return talk.change_link(desk, command)
        case c.AnswerThread():
            return talk.answer(desk, command)
        case c.ApproachTeam():
            return talk.approach(desk, command)
        case c.PassMessage():
            return talk.pass_message(desk, command)
        case c.SubmitForTeam():
            return moves.submit_for_team(desk, command)
        case c.EnterFromPaper():
            return paper.enter(desk, command, _family)
        case _:
            assert_never(command)


def _player(desk: Desk, command: c.PlayerCommand) -> Outcome:
    match command:
        case c.SubmitMove():
            return moves.submit(desk, command)
        case c.AmendMove():
            return moves.amend(desk, command)
        case c.WithdrawMove():
            return moves.withdraw(desk, command)
        case c.NoteDissent():
            return moves.dissent(desk, command)
        case c.AppealRuling():
            return moves.appeal(desk, command)
        case c.OpenThread():
            return talk.open_thread(desk, command)
        case c.SendMessage():
            return talk.send(desk, command)
        case c.AskTimeout():
            return moves.ask_timeout(desk, command)
        case c.Acknowledge():
            return triggers.acknowledge(desk, command)
        case _:
            assert_never(command)


def _anyone(desk: Desk, command: c.AnySeatCommand) -> Outcome:
    match command:
        case c.RaiseEmergency():
            return life.raise_emergency(desk, command)
        case c.GiveConsent():
            return life.consent(desk)
        case c.TakeNote():
            return life.take_note(desk, command)
        case _:
            assert_never(command)
