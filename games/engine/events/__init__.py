"""Everything that can have happened in an exercise: the closed union of events, and the record around each.

Kinds are stable strings kept in the log for good. A changed shape is a new version with an upcaster in
`wire.py`; an event is never edited. A new event joins the union of its module.
"""

from typing import TypeAlias

from msgspec import Struct

from games.engine.events.base import Event
from games.engine.events.law import CounselGiven, LawEvent, LawTimed, LawTurned, ProposalMade
from games.engine.events.life import (
    EmergencyCleared,
    EmergencyRaised,
    ExerciseArchived,
    ExerciseCreated,
    ExerciseEnded,
    ExerciseResumed,
    ExerciseStarted,
    ExerciseStopped,
    LifeEvent,
    LobbyOpened,
    RateChanged,
    ScenarioJumped,
    StopKind,
    TimeoutAsked,
    TimeoutDeclined,
    TurnEnded,
    TurnExtended,
    TurnStarted,
)
from games.engine.events.moments import (
    ChancesDrawn,
    ItemAcknowledged,
    ItemOpened,
    MessagesSeen,
    MomentCame,
    MomentEvent,
)
from games.engine.events.moves import (
    DissentNoted,
    MoveAmended,
    MoveAnnounced,
    MoveContent,
    MoveEvent,
    MoveRequeued,
    MoveReturned,
    MoveSubmitted,
    MoveTaken,
    MoveWithdrawn,
    Visibility,
)
from games.engine.events.msel import (
    Cause,
    InjectAdded,
    InjectCorrected,
    InjectEdited,
    InjectEvent,
    InjectHeld,
    InjectOverdue,
    InjectRearmed,
    InjectReleased,
    InjectRescheduled,
    InjectResent,
    InjectRetargeted,
    InjectRetracted,
    InjectSkipped,
    InjectWidened,
)
from games.engine.events.paper import EnteredFromPaper
from games.engine.events.rulings import (
    AppealDecided,
    Decision,
    MoveRuled,
    Narrative,
    RulingAppealed,
    RulingEvent,
    RulingPublished,
    Treatment,
    Verdict,
)
from games.engine.events.seats import ConsentGiven, RankChanged, SeatAdded, SeatEvent, SeatTaken, SeatVacated
from games.engine.events.steps import ProcedureDone, ProcedureLapsed, ProcedureOpened, StepEvent
from games.engine.events.talk import (
    LinkChanged,
    MessageArrived,
    MessageSent,
    NoteTaken,
    NoticeSent,
    TalkEvent,
    ThreadOpened,
)
from games.engine.events.world import FactRetracted, FactsDisclosed, FactsSet, MetersChanged, WorldEvent
from games.engine.ids import Millis

__all__ = [
    "AnyEvent",
    "AppealDecided",
    "Cause",
    "ChancesDrawn",
    "ConsentGiven",
    "CounselGiven",
    "Decision",
    "DissentNoted",
    "EmergencyCleared",
    "EmergencyRaised",
    "EnteredFromPaper",
    "Event",
    "ExerciseArchived",
    "ExerciseCreated",
    "ExerciseEnded",
    "ExerciseResumed",
    "ExerciseStarted",
    "ExerciseStopped",
    "FactRetracted",
    "FactsDisclosed",
    "FactsSet",
    "InjectAdded",
    "InjectCorrected",
    "InjectEdited",
    "InjectEvent",
    "InjectHeld",
    "InjectOverdue",
    "InjectRearmed",
    "InjectReleased",
    "InjectRescheduled",
    "InjectResent",
    "InjectRetargeted",
    "InjectRetracted",
    "InjectSkipped",
    "InjectWidened",
    "ItemAcknowledged",
    "ItemOpened",
    "LawEvent",
    "LawTimed",
    "LawTurned",
    "LifeEvent",
    "LinkChanged",
    "LobbyOpened",
    "MessageArrived",
    "MessageSent",
    "MessagesSeen",
    "MetersChanged",
    "MomentCame",
    "MomentEvent",
    "MoveAmended",
    "MoveAnnounced",
    "MoveContent",
    "MoveEvent",
    "MoveRequeued",
    "MoveReturned",
    "MoveRuled",
    "MoveSubmitted",
    "MoveTaken",
    "MoveWithdrawn",
    "Narrative",
    "NoteTaken",
    "NoticeSent",
    "ProcedureDone",
    "ProcedureLapsed",
    "ProcedureOpened",
    "ProposalMade",
    "RankChanged",
    "RateChanged",
    "Recorded",
    "RulingAppealed",
    "RulingEvent",
    "RulingPublished",
    "ScenarioJumped",
    "SeatAdded",
    "SeatEvent",
    "SeatTaken",
    "SeatVacated",
    "Stamp",
    "StepEvent",
    "StopKind",
    "TalkEvent",
    "ThreadOpened",
    "TimeoutAsked",
    "TimeoutDeclined",
    "Treatment",
    "TurnEnded",
    "TurnExtended",
    "TurnStarted",
    "Verdict",
    "Visibility",
    "WorldEvent",
]

AnyEvent: TypeAlias = (
    LifeEvent
    | SeatEvent
    | InjectEvent
    | MomentEvent
    | WorldEvent
    | MoveEvent
    | LawEvent
    | RulingEvent
    | StepEvent
    | TalkEvent
    | EnteredFromPaper
)


class Stamp(Struct, frozen=True):
    """The clocks at one moment: wall (epoch ms), exercise and scenario (ms since STARTEX), and the turn."""

    wall_ms: Millis
    exercise_ms: Millis
    scenario_ms: Millis
    turn: int


class Recorded(Struct, frozen=True):
    """An event with its place in the log: sequence, clocks, the seat that acted, and what it follows from.

    `actor` is empty when the clock or the engine acted. `cause` is the sequence of an earlier event, or 0.
    """

    seq: int
    at: Stamp
    actor: str
    cause: int
    event: AnyEvent
