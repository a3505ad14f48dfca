"""The life of an exercise: made, opened, started, stopped, gone on with, jumped, ended; its rate and its turns."""

from typing import Literal, TypeAlias

from games.engine.events.base import Event
from games.engine.ids import InjectId, Millis, SeatId, TeamId
from games.engine.plan import Plan

StopKind: TypeAlias = Literal["pause", "timeout", "break", "plenary", "overnight", "emergency"]


class ExerciseCreated(Event, frozen=True, tag="exercise_created"):
    """The plan and the rule pack are pinned."""

    title: str
    plan: Plan
    rules_digest: str
    practice: bool = False


class LobbyOpened(Event, frozen=True, tag="lobby_opened"):
    """Seats can be taken."""


class ExerciseStarted(Event, frozen=True, tag="exercise_started"):
    """STARTEX: the clocks start to run. Items already due at that moment are `overdue`."""

    scenario_ms: Millis = 0
    overdue: tuple[InjectId, ...] = ()


class ExerciseStopped(Event, frozen=True, tag="exercise_stopped"):
    """All clocks stand still. `team` is the side that asked for a time-out."""

    stop: StopKind
    reason: str
    team: TeamId | None = None


class ExerciseResumed(Event, frozen=True, tag="exercise_resumed"):
    """The clocks run again; nothing bursts: items already due are `overdue` and wait for a choice."""

    overdue: tuple[InjectId, ...] = ()


class RateChanged(Event, frozen=True, tag="rate_changed"):
    """Scenario milliseconds for each second of exercise time, from now on."""

    rate: int


class ScenarioJumped(Event, frozen=True, tag="scenario_jumped"):
    """Scenario time moves forward at once; the choices for what was crossed are events of their own."""

    to_ms: Millis
    reason: str


class TurnStarted(Event, frozen=True, tag="turn_started"):
    """A new turn; `ends_ms` is exercise time, None when the director ends it by hand."""

    turn: int
    ends_ms: Millis | None = None


class TurnExtended(Event, frozen=True, tag="turn_extended"):
    """The running turn ends later (exercise time)."""

    ends_ms: Millis


class TurnEnded(Event, frozen=True, tag="turn_ended"):
    """Moves of the turn are closed; later ones are accepted and flagged late."""

    turn: int


class ExerciseEnded(Event, frozen=True, tag="exercise_ended"):
    """ENDEX: input is frozen."""

    reason: str


class ExerciseArchived(Event, frozen=True, tag="exercise_archived"):
    """The record is closed."""


class EmergencyRaised(Event, frozen=True, tag="emergency_raised"):
    """A real-world stop, asked by any seat; it is not part of the play."""

    note: str


class EmergencyCleared(Event, frozen=True, tag="emergency_cleared"):
    """Staff have dealt with the real-world stop; the clock stays stopped until someone resumes."""

    note: str


class TimeoutAsked(Event, frozen=True, tag="timeout_asked"):
    """A team's lead asks the director for a time-out."""

    team: TeamId
    seat: SeatId
    reason: str


class TimeoutDeclined(Event, frozen=True, tag="timeout_declined"):
    """The director does not grant it."""

    team: TeamId
    reason: str


LifeEvent: TypeAlias = (
    ExerciseCreated
    | LobbyOpened
    | ExerciseStarted
    | ExerciseStopped
    | ExerciseResumed
    | RateChanged
    | ScenarioJumped
    | TurnStarted
    | TurnExtended
    | TurnEnded
    | ExerciseEnded
    | ExerciseArchived
    | EmergencyRaised
    | EmergencyCleared
    | TimeoutAsked
    | TimeoutDeclined
)
