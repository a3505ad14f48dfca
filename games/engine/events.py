"""Everything that can have happened in an exercise: the closed union of events, and the record around each.

Kinds are stable strings kept in the log for good. A changed shape is a new version with an upcaster in
`wire.py`; an event is never edited.
"""

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from games.engine.ids import (
    Audience,
    FactValue,
    InjectId,
    ItemId,
    MessageId,
    Millis,
    MoveId,
    ProcedureId,
    RulingId,
    SeatId,
    TeamId,
    Text,
    ThreadId,
)
from games.engine.plan import Due, Handling, Inject, LinkState, Plan, SeatSpec

StopKind: TypeAlias = Literal["pause", "timeout", "break", "plenary", "overnight", "emergency"]
Cause: TypeAlias = Literal["time", "condition", "manual", "otherwise", "overdue", "jump"]
Visibility: TypeAlias = Literal["public", "parties", "covert"]
Decision: TypeAlias = Literal["accept", "modify", "override"]
Verdict: TypeAlias = Literal["lawful", "contestable", "blocked", "unlawful"]


class Event(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """Base of the events; the tag is the kind that the log keeps."""


# Lifecycle and clock ------------------------------------------------------------------------------------


class ExerciseCreated(Event, frozen=True, tag="exercise_created"):
    """The plan and the rule pack are pinned."""

    title: str
    plan: Plan
    rules_digest: str
    practice: bool = False


class LobbyOpened(Event, frozen=True, tag="lobby_opened"):
    """Seats can be taken."""


class ChancesDrawn(Event, frozen=True, tag="chances_drawn"):
    """The dice of the deck are thrown, once for the whole exercise: 0 to 99 for each name, all from the seed."""

    seed: str
    rolls: dict[str, int]


class MomentCame(Event, frozen=True, tag="moment_came"):
    """A moment that a condition waits for is here; `so` says whether what it asks (`what`) is the case."""

    what: str
    so: bool


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


# Seats --------------------------------------------------------------------------------------------------


class SeatAdded(Event, frozen=True, tag="seat_added"):
    """A chair beyond those of the plan."""

    seat: SeatSpec


class SeatTaken(Event, frozen=True, tag="seat_taken"):
    """Somebody sat down. `name` is what others see (empty: the office alone); no account is behind it."""

    seat: SeatId
    name: str
    moved: bool = False


class SeatVacated(Event, frozen=True, tag="seat_vacated"):
    """The person left or was sent elsewhere; what the seat saw stays with the seat."""

    seat: SeatId
    reason: str


class RankChanged(Event, frozen=True, tag="rank_changed"):
    """The lead (or scribe) of a team is another seat."""

    seat: SeatId
    rank: Literal["lead", "scribe", "member"]
    reason: str


class ConsentGiven(Event, frozen=True, tag="consent_given"):
    """The seat accepted the rules of the house and the attribution rule."""

    seat: SeatId


# Injects ------------------------------------------------------------------------------------------------


class InjectReleased(Event, frozen=True, tag="inject_released"):
    """An inject went out. `item` is the opaque name that its readers know it by."""

    inject: InjectId
    item: ItemId
    cause: Cause
    to: tuple[Audience, ...]
    title: Text
    body: Text
    channel: str
    precedence: str
    sender: Text = {}
    question: Text = {}
    answer_by_ms: Millis | None = None
    instead_of: InjectId | None = None
    handling: Handling | None = None


class InjectSkipped(Event, frozen=True, tag="inject_skipped"):
    """It will not go out: its condition was false, or staff said so."""

    inject: InjectId
    reason: str
    by_condition: bool = False


class InjectHeld(Event, frozen=True, tag="inject_held"):
    """It waits for a person, whatever its time."""

    inject: InjectId
    reason: str = ""


class InjectRearmed(Event, frozen=True, tag="inject_rearmed"):
    """A held, overdue or skipped inject is on the clock again, at `due` (None: manual)."""

    inject: InjectId
    due: Due | None = None


class InjectRescheduled(Event, frozen=True, tag="inject_rescheduled"):
    """It is due at another time."""

    inject: InjectId
    due: Due
    reason: str = ""


class InjectOverdue(Event, frozen=True, tag="inject_overdue"):
    """Its time passed while nothing could release it; it waits for a choice (never bursts)."""

    inject: InjectId
    late_ms: Millis


class InjectRetargeted(Event, frozen=True, tag="inject_retargeted"):
    """Other readers, before the release."""

    inject: InjectId
    to: tuple[Audience, ...]


class InjectEdited(Event, frozen=True, tag="inject_edited"):
    """The future is rewritten: the whole new line of the MSEL."""

    inject: Inject


class InjectAdded(Event, frozen=True, tag="inject_added"):
    """A line improvised in play (`template` when it came from one)."""

    inject: Inject
    template: str = ""


class InjectCorrected(Event, frozen=True, tag="inject_corrected"):
    """New words for a released item; readers see both, marked as corrected."""

    inject: InjectId
    item: ItemId
    title: Text
    body: Text
    reason: str


class InjectRetracted(Event, frozen=True, tag="inject_retracted"):
    """A released item is withdrawn; those who had it are told so."""

    inject: InjectId
    item: ItemId
    reason: str


class InjectResent(Event, frozen=True, tag="inject_resent"):
    """The item was put in front of one seat again."""

    inject: InjectId
    item: ItemId
    seat: SeatId


class InjectWidened(Event, frozen=True, tag="inject_widened"):
    """A released item is told to further readers."""

    inject: InjectId
    item: ItemId
    to: tuple[Audience, ...]
    title: Text
    body: Text
    channel: str
    precedence: str
    sender: Text = {}
    handling: Handling | None = None


class ItemOpened(Event, frozen=True, tag="item_opened"):
    """A seat opened an inject that a condition of the deck asks about."""

    inject: InjectId
    item: ItemId
    seat: SeatId


class ItemAcknowledged(Event, frozen=True, tag="item_acknowledged"):
    """A seat says that it has read and understood an item."""

    inject: InjectId
    item: ItemId
    seat: SeatId


class MessagesSeen(Event, frozen=True, tag="messages_seen"):
    """A seat of a team saw what another team wrote, where a condition of the deck asks about it."""

    thread: ThreadId
    sender: TeamId
    reader: TeamId
    seat: SeatId


# Facts and meters ---------------------------------------------------------------------------------------


class FactsSet(Event, frozen=True, tag="facts_set"):
    """Facts of the world changed. `learned_by` learn the new values; the white cell always does.

    `since_ms` is the scenario time since which they hold, None for this moment.
    """

    values: dict[str, FactValue]
    reason: str
    learned_by: tuple[Audience, ...] = ()
    inject: InjectId | None = None
    ruling: RulingId | None = None
    procedure: ProcedureId | None = None
    since_ms: Millis | None = None


class FactRetracted(Event, frozen=True, tag="fact_retracted"):
    """A fact goes back to its default: it was asserted in error."""

    fact: str
    reason: str


class FactsDisclosed(Event, frozen=True, tag="facts_disclosed"):
    """Some readers learn facts that were already true."""

    facts: tuple[str, ...]
    to: tuple[Audience, ...]
    reason: str


class MetersChanged(Event, frozen=True, tag="meters_changed"):
    """Consequence tracks moved by these amounts.

    For a duty that was missed (`procedure`) they move again at `again_ms` of scenario time, if not zero.
    """

    changes: dict[str, int]
    reason: str
    ruling: RulingId | None = None
    procedure: ProcedureId | None = None
    again_ms: Millis = 0


# Moves --------------------------------------------------------------------------------------------------


class MoveContent(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a team decides to do. Only headline and text must be there; `move` is a type of the catalogue."""

    headline: str
    text: str
    move: str = "other"
    params: dict[str, Any] = {}
    office: str = ""
    because: tuple[str, ...] = ()
    legal_basis: str = ""
    visibility: Visibility = "covert"
    parties: tuple[TeamId, ...] = ()
    intended_effect: str = ""
    risk: str = ""
    item: ItemId | None = None
    defy: bool = False
    defy_reason: str = ""


class MoveSubmitted(Event, frozen=True, tag="move_submitted"):
    """The lead signed and the white cell has it. `number` counts the team's own moves."""

    move_id: MoveId
    number: int
    team: TeamId
    seat: SeatId
    content: MoveContent
    drafted_by: SeatId | None = None
    late: bool = False
    on_behalf_by: SeatId | None = None
    counsel: dict[str, Any] | None = None


class MoveAmended(Event, frozen=True, tag="move_amended"):
    """A new version before anyone took it into work."""

    move_id: MoveId
    version: int
    content: MoveContent
    late: bool = False
    counsel: dict[str, Any] | None = None


class MoveWithdrawn(Event, frozen=True, tag="move_withdrawn"):
    """The team took it back."""

    move_id: MoveId
    reason: str = ""


class DissentNoted(Event, frozen=True, tag="dissent_noted"):
    """A member of the team disagrees, for the record."""

    move_id: MoveId
    seat: SeatId
    text: str


class MoveTaken(Event, frozen=True, tag="move_taken"):
    """An adjudicator has it in work (also after a handing over)."""

    move_id: MoveId
    by: SeatId
    handed_over: bool = False


class MoveReturned(Event, frozen=True, tag="move_returned"):
    """Back to the queue, or back to the team with a question."""

    move_id: MoveId
    question: str = ""


class MoveRequeued(Event, frozen=True, tag="move_requeued"):
    """A held move is back in the queue: the steps it lacked are done, or its ruling fell."""

    move_id: MoveId
    why: str


class ProposalMade(Event, frozen=True, tag="proposal_made"):
    """What the law engine says of the move on the truth, as it stood at that moment."""

    move_id: MoveId
    ruling: dict[str, Any]


class CounselGiven(Event, frozen=True, tag="counsel_given"):
    """What a team's own lawyers say of its move, again: a limit in hours began or ran out, on what it was told."""

    move_id: MoveId
    counsel: dict[str, Any]


class LawTimed(Event, frozen=True, tag="law_timed"):
    """When the law will next say something else by itself, because a limit in hours begins or runs out.

    `at_ms` is scenario time, None for never; on what `team` was told, or (None) on the truth.
    """

    at_ms: Millis | None = None
    team: TeamId | None = None


class LawTurned(Event, frozen=True, tag="law_turned"):
    """That time has come. What was said of open moves and would now be said otherwise follows."""

    team: TeamId | None = None


class Narrative(Struct, frozen=True, forbid_unknown_fields=True):
    """What one audience is told of a ruling."""

    to: Audience
    text: str


class Treatment(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a ruling stands to an earlier one on a like move.

    Only `distinguish` has `words`, that say what is different; an overruled one is no precedent any more, though what it
    brought about stands until it is superseded.
    """

    ruling_id: RulingId
    how: Literal["", "follow", "distinguish", "overrule"] = ""
    words: str = ""


class MoveRuled(Event, frozen=True, tag="move_ruled"):
    """The white cell decided. Consequences are events of their own, when the ruling is published.

    `verdict` and `effect` are the decision's; `proposal` is what the engine had said, None without law.
    """

    ruling_id: RulingId
    move_id: MoveId
    by: SeatId
    decision: Decision
    verdict: Verdict
    effect: str
    reason: str
    narratives: tuple[Narrative, ...]
    provisions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    facts: dict[str, FactValue] = {}
    facts_learned_by: tuple[Audience, ...] = ()
    meters: dict[str, int] = {}
    procedures: tuple[str, ...] = ()
    executed: bool = False
    publish: Literal["now", "turn_end"] = "now"
    supersedes: RulingId | None = None
    proposal: dict[str, Any] | None = None
    seconds_spent: int = 0
    likes: tuple[Treatment, ...] = ()


class RulingPublished(Event, frozen=True, tag="ruling_published"):
    """The narratives go to their audiences and the consequences take effect."""

    ruling_id: RulingId


class MoveAnnounced(Event, frozen=True, tag="move_announced"):
    """A public or partly public move became known, as a statement of its team."""

    move_id: MoveId
    item: ItemId
    team: TeamId
    to: tuple[Audience, ...]
    headline: str
    text: str


class RulingAppealed(Event, frozen=True, tag="ruling_appealed"):
    """The lead disputes a ruling; play goes on meanwhile."""

    ruling_id: RulingId
    grounds: str


class AppealDecided(Event, frozen=True, tag="appeal_decided"):
    """The white cell heard it once: upheld or not (a new ruling supersedes)."""

    ruling_id: RulingId
    granted: bool
    reason: str


# Procedures and duties ----------------------------------------------------------------------------------


class ProcedureOpened(Event, frozen=True, tag="procedure_opened"):
    """A step of law or a duty is under way and takes scenario time; at `due` it is done (or lapses).

    A `step` sets its facts when due; a `duty` is met when its condition `met_by` holds, or lapses: then
    `missed` says what follows, and `costs` move the tracks, again every `every_ms` of scenario time if that is
    not zero.
    """

    procedure: ProcedureId
    token: str
    label: str
    team: TeamId | None
    kind_of: Literal["step", "duty", "commitment"]
    due: Due
    sets: dict[str, FactValue] = {}
    appends: dict[str, list[str]] = {}
    told: tuple[Audience, ...] = ()
    move_id: MoveId | None = None
    met_by: str = ""
    missed: str = ""
    costs: dict[str, int] = {}
    every_ms: Millis = 0


class ProcedureDone(Event, frozen=True, tag="procedure_done"):
    """The step is complete or the duty met."""

    procedure: ProcedureId
    by_hand: bool = False


class ProcedureLapsed(Event, frozen=True, tag="procedure_lapsed"):
    """The duty's deadline passed unmet, or staff ended the step without result."""

    procedure: ProcedureId
    reason: str


# Talk ---------------------------------------------------------------------------------------------------


class ThreadOpened(Event, frozen=True, tag="thread_opened"):
    """A conversation. `parties` are teams; `with_white` adds the white cell as a party (a question)."""

    thread: ThreadId
    parties: tuple[TeamId, ...]
    subject: str
    with_white: bool = False
    speaks_as: str = ""


class MessageSent(Event, frozen=True, tag="message_sent"):
    """Words in a conversation. `arrives_ms` (exercise time) is set when the channel delays it."""

    thread: ThreadId
    message: MessageId
    seat: SeatId
    team: TeamId | None
    text: str
    speaks_as: str = ""
    arrives_ms: Millis | None = None


class MessageArrived(Event, frozen=True, tag="message_arrived"):
    """A delayed message reached the other parties."""

    thread: ThreadId
    message: MessageId
    text: str
    team: TeamId | None
    seat: SeatId
    speaks_as: str = ""


class LinkChanged(Event, frozen=True, tag="link_changed"):
    """The white cell opened, closed or delayed the channel between two teams."""

    between: tuple[TeamId, TeamId]
    state: LinkState
    delay_ms: Millis
    explanation: str


class NoticeSent(Event, frozen=True, tag="notice_sent"):
    """Words from the white cell or the director, outside the fiction."""

    item: ItemId
    to: tuple[Audience, ...]
    title: str
    text: str
    urgent: bool = False


class TimeoutAsked(Event, frozen=True, tag="timeout_asked"):
    """A team's lead asks the director for a time-out."""

    team: TeamId
    seat: SeatId
    reason: str


class TimeoutDeclined(Event, frozen=True, tag="timeout_declined"):
    """The director does not grant it."""

    team: TeamId
    reason: str


class NoteTaken(Event, frozen=True, tag="note_taken"):
    """An observer's or analyst's note; players never notice."""

    seat: SeatId
    text: str
    objective: str = ""
    rating: Literal["", "P", "S", "M", "U", "N"] = ""
    item: ItemId | None = None


class EnteredFromPaper(Event, frozen=True, tag="entered_from_paper"):
    """Staff enter what happened on paper: the entries that follow from this one happened at these times.

    The time of the entry itself is when it was typed. `what` is the kind of command that was entered.
    """

    what: str
    happened_wall_ms: Millis
    happened_exercise_ms: Millis
    happened_scenario_ms: Millis
    signed_by: SeatId = SeatId("")
    note: str = ""


AnyEvent: TypeAlias = (
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
    | SeatAdded
    | SeatTaken
    | SeatVacated
    | RankChanged
    | ConsentGiven
    | InjectReleased
    | InjectSkipped
    | InjectHeld
    | InjectRearmed
    | InjectRescheduled
    | InjectOverdue
    | InjectRetargeted
    | InjectEdited
    | InjectAdded
    | InjectCorrected
    | InjectRetracted
    | InjectResent
    | InjectWidened
    | ItemOpened
    | ItemAcknowledged
    | MessagesSeen
    | ChancesDrawn
    | MomentCame
    | FactsSet
    | FactRetracted
    | FactsDisclosed
    | MetersChanged
    | MoveSubmitted
    | MoveAmended
    | MoveWithdrawn
    | DissentNoted
    | MoveTaken
    | MoveReturned
    | MoveRequeued
    | ProposalMade
    | CounselGiven
    | LawTimed
    | LawTurned
    | MoveRuled
    | RulingPublished
    | MoveAnnounced
    | RulingAppealed
    | AppealDecided
    | ProcedureOpened
    | ProcedureDone
    | ProcedureLapsed
    | ThreadOpened
    | MessageSent
    | MessageArrived
    | LinkChanged
    | NoticeSent
    | TimeoutAsked
    | TimeoutDeclined
    | NoteTaken
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
