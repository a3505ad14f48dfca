"""What an audience can be told: the closed union of frames, the only shapes that leave the server.

A frame says no more than its reader may know: no global sequence number, no inject id of the deck, no count
that another team's activity could move.
"""

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from games.engine.events import MoveContent, Stamp
from games.engine.ids import (
    Audience,
    FactValue,
    ItemId,
    MessageId,
    Millis,
    MoveId,
    OfficeId,
    ProcedureId,
    RulingId,
    SeatId,
    TeamId,
    Text,
    ThreadId,
)
from games.engine.plan import Handling


class Frame(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """Base of the frames; the tag is the kind that the browser sees."""


class ClockChanged(Frame, frozen=True, tag="clock_changed"):
    """State of the exercise and its clocks, to everyone. The anchors let a page tick by itself.

    `reason` is why the clock stands, `jump_reason` why the story has just been set forward.
    """

    life: str
    running: bool
    wall_ms: Millis
    exercise_ms: Millis
    scenario_ms: Millis
    rate: int
    stop: str = ""
    reason: str = ""
    turn: int = 0
    turn_open: bool = False
    turn_ends_ms: Millis | None = None
    emergency: bool = False
    why: str = ""
    jump_reason: str = ""


class SeatChanged(Frame, frozen=True, tag="seat_changed"):
    """A chair of one's own team (or any chair, in the lobby, without a name) was taken, left or re-ranked.

    A chair that the deck does not have, added in play, brings its `label` and `office`.
    """

    seat: SeatId
    taken: bool
    name: str = ""
    rank: str = ""
    label: Text = {}
    office: OfficeId | None = None


class ItemReleased(Frame, frozen=True, tag="item_released"):
    """An inject, as its readers get it."""

    item: ItemId
    title: Text
    body: Text
    channel: str
    precedence: str
    sender: Text = {}
    question: Text = {}
    answer_by_ms: Millis | None = None
    handling: Handling | None = None


class ItemAcknowledgedBy(Frame, frozen=True, tag="item_acknowledged"):
    """A seat of one's own team has acknowledged an item."""

    item: ItemId
    seat: SeatId


class ItemCorrected(Frame, frozen=True, tag="item_corrected"):
    """New words for an item."""

    item: ItemId
    title: Text
    body: Text


class ItemRetracted(Frame, frozen=True, tag="item_retracted"):
    """An item is withdrawn."""

    item: ItemId
    reason: str


class ItemResent(Frame, frozen=True, tag="item_resent"):
    """Please read this item (again)."""

    item: ItemId


class FactsLearned(Frame, frozen=True, tag="facts_learned"):
    """Facts that this audience now knows."""

    values: dict[str, FactValue]
    reason: str = ""


class MoveFiled(Frame, frozen=True, tag="move_filed"):
    """A move of one's own team was received, or a new version of it was."""

    move_id: MoveId
    number: int
    version: int
    seat: SeatId
    content: MoveContent
    late: bool = False
    drafted_by: SeatId | None = None
    on_behalf: bool = False
    counsel: dict[str, Any] | None = None


class CounselRenewed(Frame, frozen=True, tag="counsel_renewed"):
    """What one's own lawyers say of a move now that a limit in hours has begun or run out."""

    move_id: MoveId
    counsel: dict[str, Any]


class LawTurned(Frame, frozen=True, tag="law_turned"):
    """On what one's team was told, the law says something else from now on, for time has passed."""


class MoveStatusChanged(Frame, frozen=True, tag="move_status_changed"):
    """How far one's own move has come."""

    move_id: MoveId
    status: str
    question: str = ""


class DissentRecorded(Frame, frozen=True, tag="dissent_recorded"):
    """A member of one's own team disagrees with a move."""

    move_id: MoveId
    seat: SeatId
    text: str


class RulingGiven(Frame, frozen=True, tag="ruling_given"):
    """The ruling on one's own move: what happens, and why."""

    ruling_id: RulingId
    move_id: MoveId
    verdict: str
    effect: str
    executed: bool
    text: str
    reason: str = ""
    provisions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    supersedes: RulingId | None = None


class NarrativeTold(Frame, frozen=True, tag="narrative_told"):
    """What a reader who did not make the move learns of its outcome."""

    item: ItemId
    text: str
    corrects: ItemId | None = None


class StatementMade(Frame, frozen=True, tag="statement_made"):
    """A team's public (or addressed) move, in its own voice."""

    item: ItemId
    team: TeamId
    headline: str
    text: str


class AppealAnswered(Frame, frozen=True, tag="appeal_answered"):
    """One's own appeal: lodged, granted or refused."""

    ruling_id: RulingId
    status: Literal["lodged", "granted", "refused"]
    reason: str = ""


class ProcedureChanged(Frame, frozen=True, tag="procedure_changed"):
    """A step of law or duty that concerns this audience."""

    procedure: ProcedureId
    label: str
    kind_of: str
    status: str
    due_basis: str
    due_ms: Millis
    team: TeamId | None = None
    token: str = ""
    reason: str = ""


class ThreadStarted(Frame, frozen=True, tag="thread_started"):
    """A conversation that one's team is a party to."""

    thread: ThreadId
    parties: tuple[TeamId, ...]
    subject: str
    with_white: bool = False
    speaks_as: str = ""


class MessageTold(Frame, frozen=True, tag="message_told"):
    """Words in a conversation. `on_its_way` while a slow channel holds them."""

    thread: ThreadId
    message: MessageId
    team: TeamId | None
    seat: SeatId | None
    text: str
    speaks_as: str = ""
    on_its_way: bool = False


class LinkTold(Frame, frozen=True, tag="link_told"):
    """The channel to another team changed, explained in the fiction."""

    between: tuple[TeamId, TeamId]
    state: str
    explanation: str = ""


class NoticeTold(Frame, frozen=True, tag="notice_told"):
    """Words from the white cell or the director, outside the fiction."""

    item: ItemId
    title: str
    text: str
    urgent: bool = False


class TimeoutWanted(Frame, frozen=True, tag="timeout_wanted"):
    """One's own lead asked for a time-out."""

    seat: SeatId
    reason: str = ""


class TimeoutAnswered(Frame, frozen=True, tag="timeout_answered"):
    """The director did not grant the time-out that one's own lead asked for. A granted one stops the clock."""

    reason: str = ""


class StaffLogged(Frame, frozen=True, tag="staff_logged"):
    """Staff alone: an event of the log, by kind, with the ids that its page regions need."""

    what: str
    refs: dict[str, str] = {}


AnyFrame: TypeAlias = (
    ClockChanged
    | SeatChanged
    | ItemReleased
    | ItemAcknowledgedBy
    | ItemCorrected
    | ItemRetracted
    | ItemResent
    | FactsLearned
    | MoveFiled
    | CounselRenewed
    | LawTurned
    | MoveStatusChanged
    | DissentRecorded
    | RulingGiven
    | NarrativeTold
    | StatementMade
    | AppealAnswered
    | ProcedureChanged
    | ThreadStarted
    | MessageTold
    | LinkTold
    | NoticeTold
    | TimeoutWanted
    | TimeoutAnswered
    | StaffLogged
)


class Told(Struct, frozen=True):
    """One audience is told one frame."""

    audience: Audience
    frame: AnyFrame


class TheFrame(Struct, frozen=True):
    """A frame as it was told: to whom, at which position of that audience, and when."""

    audience: Audience
    position: int
    at: Stamp
    frame: AnyFrame
