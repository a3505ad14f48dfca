"""Everything that a seat, or the clock, can ask for: the closed union of commands, by who may send them.

A command is decided against the state by `decide.decide`; it carries no time and no identity, both come
from the server. Texts are what people typed; limits on their length are checked when decided.
"""

from typing import TypeAlias

from games.engine.commands.base import Command
from games.engine.commands.life import (
    ArchiveExercise,
    AskTimeout,
    ClearEmergency,
    CreateExercise,
    Crossing,
    DeclineTimeout,
    EndExercise,
    EndTurn,
    ExtendTurn,
    JumpScenario,
    OpenLobby,
    RaiseEmergency,
    ResumeClock,
    SetRate,
    StartExercise,
    StartTurn,
    StopClock,
    Tick,
)
from games.engine.commands.moments import Acknowledge, NoteOpened, NoteSeen
from games.engine.commands.moves import (
    AmendMove,
    AskTeam,
    HandOverMove,
    NoteDissent,
    SubmitForTeam,
    SubmitMove,
    TakeMove,
    WithdrawMove,
)
from games.engine.commands.msel import (
    CorrectInject,
    DelayInject,
    EditInject,
    FireInject,
    FireSpaced,
    GivenBasis,
    HoldInject,
    ImproviseInject,
    InjectWords,
    OtherWords,
    RearmInject,
    RescheduleInject,
    ResendInject,
    RetargetInject,
    RetractInject,
    SkipInject,
    WidenInject,
)
from games.engine.commands.paper import EnterFromPaper, PaperAct
from games.engine.commands.rulings import AppealRuling, DecideAppeal, PublishRuling, RefreshProposal, RuleMove
from games.engine.commands.seats import AddSeat, ChangeRank, GiveConsent, TakeSeat, VacateSeat
from games.engine.commands.steps import CloseProcedure, OpenProcedure
from games.engine.commands.talk import (
    AnswerThread,
    ApproachTeam,
    ChangeLink,
    OpenThread,
    PassMessage,
    SendMessage,
    SendNotice,
    TakeNote,
)
from games.engine.commands.world import ChangeMeters, DiscloseFacts, RetractFact, SetFacts

__all__ = [
    "Acknowledge",
    "AddSeat",
    "AmendMove",
    "AnswerThread",
    "AnyCommand",
    "AnySeatCommand",
    "AppealRuling",
    "ApproachTeam",
    "ArchiveExercise",
    "AskTeam",
    "AskTimeout",
    "ChangeLink",
    "ChangeMeters",
    "ChangeRank",
    "ClearEmergency",
    "CloseProcedure",
    "Command",
    "ControllerCommand",
    "CorrectInject",
    "CreateExercise",
    "Crossing",
    "DecideAppeal",
    "DeclineTimeout",
    "DelayInject",
    "DirectorCommand",
    "DiscloseFacts",
    "EditInject",
    "EndExercise",
    "EndTurn",
    "EnterFromPaper",
    "ExtendTurn",
    "FireInject",
    "FireSpaced",
    "GiveConsent",
    "GivenBasis",
    "HandOverMove",
    "HoldInject",
    "ImproviseInject",
    "InjectWords",
    "JumpScenario",
    "NoteDissent",
    "NoteOpened",
    "NoteSeen",
    "OpenLobby",
    "OpenProcedure",
    "OpenThread",
    "OtherWords",
    "PaperAct",
    "PassMessage",
    "PlayerCommand",
    "PublishRuling",
    "RaiseEmergency",
    "RearmInject",
    "RefreshProposal",
    "RescheduleInject",
    "ResendInject",
    "ResumeClock",
    "RetargetInject",
    "RetractFact",
    "RetractInject",
    "RuleMove",
    "SeatCommand",
    "SendMessage",
    "SendNotice",
    "SetFacts",
    "SetRate",
    "SkipInject",
    "StartExercise",
    "StartTurn",
    "StopClock",
    "SubmitForTeam",
    "SubmitMove",
    "SystemCommand",
    "TakeMove",
    "TakeNote",
    "TakeSeat",
    "Tick",
    "VacateSeat",
    "WhiteCommand",
    "WidenInject",
    "WithdrawMove",
]

SystemCommand: TypeAlias = CreateExercise | Tick | TakeSeat | VacateSeat | NoteOpened | NoteSeen
DirectorCommand: TypeAlias = (
    OpenLobby
    | StartExercise
    | StopClock
    | ResumeClock
    | SetRate
    | JumpScenario
    | StartTurn
    | ExtendTurn
    | EndTurn
    | EndExercise
    | ArchiveExercise
    | ClearEmergency
    | DeclineTimeout
    | AddSeat
    | ChangeRank
    | SendNotice
)
ControllerCommand: TypeAlias = (
    FireInject
    | FireSpaced
    | HoldInject
    | RearmInject
    | DelayInject
    | RescheduleInject
    | SkipInject
    | RetargetInject
    | EditInject
    | ImproviseInject
    | CorrectInject
    | RetractInject
    | ResendInject
    | WidenInject
)
WhiteCommand: TypeAlias = (
    TakeMove
    | HandOverMove
    | AskTeam
    | RefreshProposal
    | RuleMove
    | PublishRuling
    | DecideAppeal
    | SetFacts
    | RetractFact
    | DiscloseFacts
    | ChangeMeters
    | OpenProcedure
    | CloseProcedure
    | ChangeLink
    | AnswerThread
    | ApproachTeam
    | PassMessage
    | SubmitForTeam
    | EnterFromPaper
)
PlayerCommand: TypeAlias = (
    SubmitMove
    | AmendMove
    | WithdrawMove
    | NoteDissent
    | AppealRuling
    | OpenThread
    | SendMessage
    | AskTimeout
    | Acknowledge
)
AnySeatCommand: TypeAlias = RaiseEmergency | GiveConsent | TakeNote
SeatCommand: TypeAlias = DirectorCommand | ControllerCommand | WhiteCommand | PlayerCommand | AnySeatCommand
"""What may come from a browser."""
AnyCommand: TypeAlias = SystemCommand | SeatCommand
