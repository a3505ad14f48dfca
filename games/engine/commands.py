"""Everything that a seat, or the clock, can ask for: the closed union of commands.

A command is decided against the state by `decide.decide`; it carries no time and no identity, both come
from the server. Texts are what people typed; limits on their length are checked when decided.
"""

from typing import Literal, TypeAlias

from msgspec import Struct

from games.engine.events import Decision, MoveContent, Narrative, Treatment
from games.engine.ids import (
    Audience,
    FactValue,
    InjectId,
    ItemId,
    Millis,
    MoveId,
    ProcedureId,
    RulingId,
    SeatId,
    TeamId,
    ThreadId,
)
from games.engine.plan import LinkState, Plan, Rank, SeatSpec

GivenBasis: TypeAlias = Literal["scenario", "exercise", "turn", "wall"]
"""The bases on which staff set a time in play."""


class Command(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """Base of the commands; the tag is the name used on the socket and in forms."""


# The clock and the system (never accepted from a browser) -------------------------------------------------


class CreateExercise(Command, frozen=True, tag="create_exercise"):
    """Pin the plan and rule pack; the first event of a log."""

    title: str
    plan: Plan
    practice: bool = False


class Tick(Command, frozen=True, tag="tick"):
    """Do whatever is due now. Harmless when nothing is."""


class TakeSeat(Command, frozen=True, tag="take_seat"):
    """Somebody sits down, after the join page has checked code and PIN. `moved`: from another device."""

    seat: SeatId
    name: str = ""
    consent: bool = False
    moved: bool = False


class VacateSeat(Command, frozen=True, tag="vacate_seat"):
    """The seat becomes free: its person gets up (the system says so), or staff send them elsewhere."""

    seat: SeatId
    reason: str = ""


class NoteOpened(Command, frozen=True, tag="note_opened"):
    """A seat has opened these items; kept where a condition of the deck asks."""

    seat: SeatId
    items: tuple[ItemId, ...]


class NoteSeen(Command, frozen=True, tag="note_seen"):
    """A seat has a conversation on its screen; kept where a condition of the deck asks."""

    seat: SeatId
    thread: ThreadId


# Director ---------------------------------------------------------------------------------------------------


class OpenLobby(Command, frozen=True, tag="open_lobby"):
    """Let people in."""


class StartExercise(Command, frozen=True, tag="start_exercise"):
    """STARTEX. `scenario_ms` starts the story later than its zero; `seed` decides the dice of the deck."""

    scenario_ms: Millis = 0
    seed: str = ""


class StopClock(Command, frozen=True, tag="stop_clock"):
    """Pause, time-out, break, plenary or overnight, with the reason that players read."""

    stop: Literal["pause", "timeout", "break", "plenary", "overnight"] = "pause"
    reason: str = ""
    team: TeamId | None = None


class ResumeClock(Command, frozen=True, tag="resume_clock"):
    """Go on. Overdue items wait for a choice."""


class SetRate(Command, frozen=True, tag="set_rate"):
    """Scenario milliseconds for each second of exercise time."""

    rate: int


class Crossing(Struct, frozen=True, forbid_unknown_fields=True):
    """The choice for one timer that a jump crosses.

    `fire` does before the jump what its time would have done, by its condition; `after` leaves it waiting
    for a person; `skip` drops it (a procedure lapses); `keep` re-arms it after the jump by the same distance.
    """

    timer: str
    choice: Literal["fire", "after", "skip", "keep"]


class JumpScenario(Command, frozen=True, tag="jump_scenario"):
    """Set scenario time forward to `to_ms`. Every timer crossed must have a choice."""

    to_ms: Millis
    reason: str = ""
    crossings: tuple[Crossing, ...] = ()


class StartTurn(Command, frozen=True, tag="start_turn"):
    """Open the next turn, for `length_ms` of exercise time (None: until ended by hand)."""

    length_ms: Millis | None = None


class ExtendTurn(Command, frozen=True, tag="extend_turn"):
    """Give the running turn more exercise time."""

    by_ms: Millis


class EndTurn(Command, frozen=True, tag="end_turn"):
    """Close the turn's moves and publish what waits for the turn's end."""


class EndExercise(Command, frozen=True, tag="end_exercise"):
    """ENDEX."""

    reason: str = ""


class ArchiveExercise(Command, frozen=True, tag="archive_exercise"):
    """Close the record."""


class ClearEmergency(Command, frozen=True, tag="clear_emergency"):
    """The real-world matter is dealt with; the clock stays stopped."""

    note: str = ""


class AddSeat(Command, frozen=True, tag="add_seat"):
    """One more chair."""

    seat: SeatSpec


class ChangeRank(Command, frozen=True, tag="change_rank"):
    """Make a seat its team's lead, scribe or member. A new lead replaces the old one."""

    seat: SeatId
    rank: Rank
    reason: str = ""


class SendNotice(Command, frozen=True, tag="send_notice"):
    """Words to audiences, outside the fiction."""

    to: tuple[Audience, ...]
    title: str
    text: str
    urgent: bool = False


# Controller -------------------------------------------------------------------------------------------------


class FireInject(Command, frozen=True, tag="fire_inject"):
    """Release now, in a pause too. `anyway` overrides a false condition."""

    inject: InjectId
    anyway: bool = True


class FireSpaced(Command, frozen=True, tag="fire_spaced"):
    """Re-arm the overdue injects, the first now and then one each `gap_ms` of exercise time."""

    injects: tuple[InjectId, ...]
    gap_ms: Millis


class HoldInject(Command, frozen=True, tag="hold_inject"):
    """Keep it back until somebody releases or re-arms it."""

    inject: InjectId
    reason: str = ""


class RearmInject(Command, frozen=True, tag="rearm_inject"):
    """Put a held, overdue or skipped inject back on the clock."""

    inject: InjectId


class DelayInject(Command, frozen=True, tag="delay_inject"):
    """Later (or earlier) by `by_ms` on the inject's own basis. `wall` counts minutes of exercise time."""

    inject: InjectId
    by_ms: Millis
    basis: Literal["own", "exercise"] = "exercise"


class RescheduleInject(Command, frozen=True, tag="reschedule_inject"):
    """Another due time."""

    inject: InjectId
    basis: GivenBasis
    at_ms: Millis


class SkipInject(Command, frozen=True, tag="skip_inject"):
    """It will not go out; the reason is compulsory."""

    inject: InjectId
    reason: str


class RetargetInject(Command, frozen=True, tag="retarget_inject"):
    """Other readers, before the release."""

    inject: InjectId
    to: tuple[Audience, ...]


class OtherWords(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The words of an inject in one more language; readers of it get the first language for what is empty."""

    title: str = ""
    body: str = ""
    sender: str = ""
    question: str = ""


class InjectWords(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part of an inject that a controller types in play, in the exercise's first language.

    `more` has the words in the deck's other languages, by language.
    """

    title: str
    body: str
    to: tuple[Audience, ...]
    channel: str
    precedence: Literal["flash", "immediate", "priority", "routine"] = "routine"
    inject_kind: Literal["contextual", "decision", "enabling", "contingency", "adaptive", "admin"] = (
        "contextual"
    )
    sender: str = ""
    question: str = ""
    notes: str = ""
    sets: dict[str, FactValue] = {}
    more: dict[str, OtherWords] = {}


class EditInject(Command, frozen=True, tag="edit_inject"):
    """Rewrite a line that has not gone out."""

    inject: InjectId
    words: InjectWords


class ImproviseInject(Command, frozen=True, tag="improvise_inject"):
    """A new line, from a template or from nothing: now, at a time, or waiting for a person."""

    words: InjectWords
    when: Literal["now", "at", "manual"] = "now"
    basis: GivenBasis = "scenario"
    at_ms: Millis = 0
    template: str = ""


class CorrectInject(Command, frozen=True, tag="correct_inject"):
    """New words for a released item; `more` has them in the deck's other languages."""

    inject: InjectId
    title: str
    body: str
    reason: str
    more: dict[str, OtherWords] = {}


class RetractInject(Command, frozen=True, tag="retract_inject"):
    """Withdraw a released item."""

    inject: InjectId
    reason: str


class ResendInject(Command, frozen=True, tag="resend_inject"):
    """Put a released item in front of one seat again."""

    inject: InjectId
    seat: SeatId


class WidenInject(Command, frozen=True, tag="widen_inject"):
    """Tell a released item to further readers."""

    inject: InjectId
    to: tuple[Audience, ...]


# White cell -------------------------------------------------------------------------------------------------


class TakeMove(Command, frozen=True, tag="take_move"):
    """Take a move into work."""

    move_id: MoveId


class HandOverMove(Command, frozen=True, tag="hand_over_move"):
    """Give a move in work to another adjudicator, or back to the queue (None)."""

    move_id: MoveId
    to: SeatId | None = None


class AskTeam(Command, frozen=True, tag="ask_team"):
    """Send the move back to its team with a question."""

    move_id: MoveId
    question: str


class RefreshProposal(Command, frozen=True, tag="refresh_proposal"):
    """Ask the law engine again, on the facts of now."""

    move_id: MoveId


class RuleMove(Command, frozen=True, tag="rule_move"):
    """Decide a move. Accept takes the engine's verdict; modify and override need a reason."""

    move_id: MoveId
    decision: Decision
    verdict: Literal["lawful", "contestable", "blocked", "unlawful"] | None = None
    executed: bool | None = None
    reason: str = ""
    narratives: tuple[Narrative, ...] = ()
    facts: dict[str, FactValue] = {}
    facts_learned_by: tuple[Audience, ...] = ()
    meters: dict[str, int] = {}
    procedures: tuple[str, ...] = ()
    publish: Literal["now", "turn_end"] = "now"
    supersedes: RulingId | None = None
    seconds_spent: int = 0
    likes: tuple[Treatment, ...] = ()


class PublishRuling(Command, frozen=True, tag="publish_ruling"):
    """Publish a ruling that was kept for the turn's end."""

    ruling_id: RulingId


class DecideAppeal(Command, frozen=True, tag="decide_appeal"):
    """Answer an appeal."""

    ruling_id: RulingId
    granted: bool
    reason: str


class SetFacts(Command, frozen=True, tag="set_facts"):
    """Assert facts of the world, with a reason. `since_ms` dates them back on the scenario clock."""

    values: dict[str, FactValue]
    reason: str
    learned_by: tuple[Audience, ...] = ()
    since_ms: Millis | None = None


class RetractFact(Command, frozen=True, tag="retract_fact"):
    """Take an assertion back."""

    fact: str
    reason: str


class DiscloseFacts(Command, frozen=True, tag="disclose_facts"):
    """Let some readers learn what is already true."""

    facts: tuple[str, ...]
    to: tuple[Audience, ...]
    reason: str


class ChangeMeters(Command, frozen=True, tag="change_meters"):
    """Move consequence tracks."""

    changes: dict[str, int]
    reason: str


class OpenProcedure(Command, frozen=True, tag="open_procedure"):
    """Start a step of law or a duty (by its id in the pack) for a team; `hours` replaces the pack's delay."""

    token: str
    team: TeamId
    hours: float | None = None
    move_id: MoveId | None = None
    duty: bool = False


class CloseProcedure(Command, frozen=True, tag="close_procedure"):
    """End a procedure by hand: done at once, or lapsed."""

    procedure: ProcedureId
    done: bool
    reason: str = ""


class ChangeLink(Command, frozen=True, tag="change_link"):
    """Open, close or delay the channel between two teams; the explanation is in the fiction."""

    between: tuple[TeamId, TeamId]
    state: LinkState
    delay_ms: Millis = 0
    explanation: str = ""


class AnswerThread(Command, frozen=True, tag="answer_thread"):
    """The white cell writes in a conversation, as itself or as an actor that nobody plays."""

    thread: ThreadId
    text: str
    speaks_as: str = ""


class ApproachTeam(Command, frozen=True, tag="approach_team"):
    """The white cell opens a conversation with a team, as itself or as an unplayed actor."""

    team: TeamId
    subject: str
    text: str
    speaks_as: str = ""


class SubmitForTeam(Command, frozen=True, tag="submit_for_team"):
    """Staff enter a move that a team made on paper or by voice."""

    team: TeamId
    content: MoveContent


PaperAct: TypeAlias = FireInject | SkipInject | SubmitForTeam | RuleMove | CloseProcedure | ApproachTeam
"""What can be entered after it happened on paper; a fact is dated back by `set_facts` itself."""


class EnterFromPaper(Command, frozen=True, tag="enter_from_paper"):
    """Staff enter what happened on paper, by hand or by voice, while the machine was away.

    `happened_wall_ms` is when (epoch ms); `happened_scenario_ms` is the time of the story, by the clock of the
    exercise at that moment if left out. `signed_by` is the player's seat that signed a move on paper.
    """

    happened_wall_ms: Millis
    done: PaperAct
    happened_scenario_ms: Millis | None = None
    signed_by: SeatId = SeatId("")
    note: str = ""


# Players ----------------------------------------------------------------------------------------------------


class SubmitMove(Command, frozen=True, tag="submit_move"):
    """The lead signs and submits. `drafted_by` names the scribe of the draft."""

    content: MoveContent
    drafted_by: SeatId | None = None


class AmendMove(Command, frozen=True, tag="amend_move"):
    """A new version, while nobody has it in work (or it was returned with a question)."""

    move_id: MoveId
    content: MoveContent


class WithdrawMove(Command, frozen=True, tag="withdraw_move"):
    """Take it back, while nobody has it in work."""

    move_id: MoveId
    reason: str = ""


class NoteDissent(Command, frozen=True, tag="note_dissent"):
    """A member disagrees, for the record of the team and the white cell."""

    move_id: MoveId
    text: str


class AppealRuling(Command, frozen=True, tag="appeal_ruling"):
    """The lead disputes a ruling."""

    ruling_id: RulingId
    grounds: str


class OpenThread(Command, frozen=True, tag="open_thread"):
    """Start a conversation with other teams, or with the white cell (a question)."""

    parties: tuple[TeamId, ...]
    subject: str
    text: str
    with_white: bool = False


class SendMessage(Command, frozen=True, tag="send_message"):
    """Write in a conversation of one's team."""

    thread: ThreadId
    text: str


class Acknowledge(Command, frozen=True, tag="acknowledge"):
    """A reader says that the item is read and understood."""

    item: ItemId


class AskTimeout(Command, frozen=True, tag="ask_timeout"):
    """The lead asks the director for a time-out."""

    reason: str = ""


class DeclineTimeout(Command, frozen=True, tag="decline_timeout"):
    """The director answers a team's request for a time-out with no, and the reason that the team reads."""

    team: TeamId
    reason: str = ""


class RaiseEmergency(Command, frozen=True, tag="raise_emergency"):
    """Anyone: a real-world stop. The clock stops and staff are alarmed."""

    note: str = ""


class GiveConsent(Command, frozen=True, tag="give_consent"):
    """Accept the rules of the house."""


class TakeNote(Command, frozen=True, tag="take_note"):
    """An observer's or analyst's note."""

    text: str
    objective: str = ""
    rating: Literal["", "P", "S", "M", "U", "N"] = ""
    item: ItemId | None = None


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
