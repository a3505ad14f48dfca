"""The state of an exercise: what the log adds up to. An immutable value; `evolve` makes the next one.

Collections that grow are `immutables.Map`, so that a new state shares all but the changed branch with the old
one and a reader can keep a state while the next is being made.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec
from immutables import Map
from msgspec import Struct

from games.engine.clock import Clock
from games.engine.events import MoveContent, Narrative, Stamp, StopKind, Treatment
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
    TimerId,
)
from games.engine.plan import Basis, Due, Inject, Link, Plan, SeatSpec

Life: TypeAlias = Literal["draft", "lobby", "running", "stopped", "ended", "archived"]
OVER: Final = ("ended", "archived")
"""Where an exercise stands once ENDEX was called."""
InjectStatus: TypeAlias = Literal["armed", "waiting", "held", "overdue", "released", "skipped", "retracted"]
"""armed: on the clock; waiting: for its condition or a person; the others as their events say."""
MoveStatus: TypeAlias = Literal["received", "in_work", "returned", "ruled", "published", "withdrawn"]


Filed: TypeAlias = bytes
"""What the law engine said of a move, as JSON.

A word of the law is some sixty lists and dicts, seldom read again. Kept as they are for every move of a long
exercise, they would be most of what the garbage collector walks, while everybody waits.
"""

_encoder = msgspec.json.Encoder(order="deterministic")


def filed(said: Mapping[str, Any] | None) -> Filed | None:
    """Puts what the law engine said away."""
    return None if said is None else _encoder.encode(said)


def unfiled(said: Filed | None) -> dict[str, Any] | None:
    """The inverse of `filed`: a dict of the reader's own."""
    return None if said is None else msgspec.json.decode(said, type=dict[str, Any])


class Stop(Struct, frozen=True):
    """Why the clock stands, since when (wall ms), by whom."""

    kind: StopKind
    reason: str
    since_ms: Millis
    by: str
    team: TeamId | None = None


class Jump(Struct, frozen=True):
    """The last jump of the story: to which scenario time, why, and when (wall ms)."""

    to_ms: Millis
    reason: str
    wall_ms: Millis


class Seat(Struct, frozen=True):
    """A chair and whether somebody sits on it."""

    spec: SeatSpec
    taken: bool = False
    name: str = ""
    since_ms: Millis = 0
    consented: bool = False


class InjectState(Struct, frozen=True):
    """A line of the MSEL as it stands now; `due` is the working due time, maybe not the deck's."""

    spec: Inject
    status: InjectStatus
    due: Due | None = None
    reason: str = ""
    item: ItemId | None = None
    to: tuple[Audience, ...] = ()
    released: Stamp | None = None
    title: Text = {}
    body: Text = {}
    corrected: int = 0
    edited: bool = False
    added: bool = False


class Fact(Struct, frozen=True):
    """A fact as established: its value, when, by which event, who asserted it and why.

    `since_ms` is the scenario time since which it holds, where it was dated back.
    """

    value: FactValue
    at: Stamp
    seq: int
    actor: str
    reason: str
    since_ms: Millis | None = None


class Move(Struct, frozen=True, gc=False):
    """A move and how far it has come.

    `at` is when its present version came in, `since` when it began to wait for a ruling: an amendment does not
    send it to the end of the queue.
    """

    id: MoveId
    number: int
    team: TeamId
    seat: SeatId
    content: MoveContent
    status: MoveStatus
    at: Stamp
    since: Stamp
    seq: int
    version: int = 1
    late: bool = False
    drafted_by: SeatId | None = None
    on_behalf_by: SeatId | None = None
    taken_by: SeatId | None = None
    taken_at: Stamp | None = None
    question: str = ""
    filed_counsel: Filed | None = None
    filed_proposal: Filed | None = None
    proposal_seq: int = 0
    ruling: RulingId | None = None
    dissents: tuple[tuple[SeatId, str], ...] = ()
    announced: ItemId | None = None

    @property
    def counsel(self) -> dict[str, Any] | None:
        """What the team's own lawyers said; None for a free text and where a team has no counsel."""
        return unfiled(self.filed_counsel)

    @property
    def proposal(self) -> dict[str, Any] | None:
        """What the law engine said on the truth; None for a free text."""
        return unfiled(self.filed_proposal)


class Ruling(Struct, frozen=True, gc=False):
    """A decision of the white cell on a move."""

    id: RulingId
    move_id: MoveId
    by: SeatId
    decision: str
    verdict: str
    effect: str
    reason: str
    narratives: tuple[Narrative, ...]
    provisions: tuple[str, ...]
    missing: tuple[str, ...]
    facts: dict[str, FactValue]
    facts_learned_by: tuple[Audience, ...]
    meters: dict[str, int]
    procedures: tuple[str, ...]
    executed: bool
    publish: str
    at: Stamp
    seq: int
    published: Stamp | None = None
    supersedes: RulingId | None = None
    superseded_by: RulingId | None = None
    filed_proposal: Filed | None = None
    moved: dict[str, int] = {}
    """What it did to the tracks, with what the rulings had done whose place it took."""
    seconds_spent: int = 0
    likes: tuple[Treatment, ...] = ()
    overruled_by: RulingId | None = None
    appeal: str = ""
    appeal_decision: str = ""

    @property
    def proposal(self) -> dict[str, Any] | None:
        """What the law engine had proposed when it was decided; None for a free text."""
        return unfiled(self.filed_proposal)


class Procedure(Struct, frozen=True):
    """A step of law or a duty under way."""

    id: ProcedureId
    token: str
    label: str
    team: TeamId | None
    kind_of: str
    opened: Stamp
    due: Due
    status: Literal["open", "done", "lapsed"]
    sets: dict[str, FactValue]
    appends: dict[str, list[str]]
    told: tuple[Audience, ...]
    move_id: MoveId | None
    met_by: str
    reason: str = ""
    missed: str = ""
    costs: dict[str, int] = {}
    every_ms: Millis = 0


class Thread(Struct, frozen=True):
    """A conversation between teams, or with the white cell."""

    id: ThreadId
    parties: tuple[TeamId, ...]
    subject: str
    with_white: bool
    speaks_as: str
    opened: Stamp
    last: Stamp
    told: tuple[TeamId, ...] = ()
    """Teams that know of the conversation: the opener's first, the others when words reach them."""
    messages: tuple["Said", ...] = ()
    waiting_white: bool = False


class Said(Struct, frozen=True):
    """Words in a conversation; `pending` while a slow channel holds them."""

    id: MessageId
    thread: ThreadId
    at: Stamp
    team: TeamId | None
    seat: SeatId
    text: str
    speaks_as: str = ""
    pending: bool = False


class Notice(Struct, frozen=True):
    """Words sent outside the fiction."""

    item: ItemId
    at: Stamp
    to: tuple[Audience, ...]
    title: str
    text: str
    by: str
    urgent: bool


class TimeoutRequest(Struct, frozen=True):
    """A team's lead asked for a time-out that has not been granted yet."""

    team: TeamId
    seat: SeatId
    reason: str
    at: Stamp


class Timer(Struct, frozen=True):
    """Something that falls due on a clock. `at_ms` is absolute on `basis` (exercise or scenario)."""

    id: TimerId
    kind: Literal["inject", "turn_end", "procedure", "message", "law", "moment"]
    ref: str
    basis: Basis
    at_ms: Millis
    order: int


class Question(Struct, frozen=True):
    """One question that a condition asks of the run, with its words (see `questions`)."""

    function: str
    args: tuple[str, ...]

    @property
    def text(self) -> str:
        """The canonical spelling, by which answers are looked up."""
        return f"{self.function}({', '.join(repr(arg) for arg in self.args)})"


class Emergency(Struct, frozen=True):
    """A real-world stop that nobody has cleared yet."""

    seat: str
    note: str
    at: Stamp


class Happened(Struct, frozen=True):
    """When something that was entered at `entered_ms` (wall) happened on paper, on the three clocks."""

    entered_ms: Millis
    wall_ms: Millis
    exercise_ms: Millis
    scenario_ms: Millis


class State(Struct, frozen=True):
    """Everything about one exercise that a command may need to be decided."""

    seq: int = 0
    plan: Plan | None = None
    title: str = ""
    practice: bool = False
    rules_digest: str = ""
    life: Life = "draft"
    stop: Stop | None = None
    emergency: Emergency | None = None
    jump: Jump | None = None
    clock: Clock = Clock()
    turn: int = 0
    turn_open: bool = False
    turn_ends_ms: Millis | None = None
    turn_starts: tuple[Millis, ...] = ()
    started_at: Stamp | None = None
    ended_at: Stamp | None = None
    seats: Map[SeatId, Seat] = Map()
    injects: Map[InjectId, InjectState] = Map()
    items: Map[ItemId, InjectId] = Map()
    facts: Map[str, Fact] = Map()
    known: Map[TeamId, Map[str, FactValue]] = Map()
    """What each team was told, as a whole or through one office."""
    common: Map[TeamId, Map[str, FactValue]] = Map()
    """What every seat of a team was told: its counsel speaks to all of them, and rests on nothing else."""
    executed: Map[str, int] = Map()
    meters: Map[str, int] = Map()
    moves: Map[MoveId, Move] = Map()
    queued: Map[MoveId, int] = Map()
    """Moves that wait for a ruling, with the sequence of the event that put them there."""
    move_counts: Map[TeamId, int] = Map()
    rulings: Map[RulingId, Ruling] = Map()
    unpublished: tuple[RulingId, ...] = ()
    procedures: Map[ProcedureId, Procedure] = Map()
    threads: Map[ThreadId, Thread] = Map()
    in_transit: Map[MessageId, ThreadId] = Map()
    notices: tuple[Notice, ...] = ()
    timeout_requests: tuple[TimeoutRequest, ...] = ()
    links: Map[tuple[TeamId, TeamId], Link] = Map()
    timers: Map[TimerId, Timer] = Map()
    conditional: tuple[InjectId, ...] = ()
    watched: tuple["Question", ...] = ()
    """The questions that conditions of the plan ask; what nobody asks is not kept."""
    reads: frozenset[str] = frozenset()
    """The functions among them, and `meters` where a condition reads a track."""
    passed: Map[str, int] = Map()
    """Questions that the clock has settled with yes, with the sequence of the event that says so."""
    rolls: Map[str, int] = Map()
    """What the dice of the deck fell on, 0 to 99, by their names."""
    opened: Map[InjectId, tuple[SeatId, ...]] = Map()
    """Seats that have opened an inject, of those injects that a condition asks about."""
    acknowledged: Map[InjectId, tuple[SeatId, ...]] = Map()
    """Seats that have acknowledged an inject."""
    heard: Map[tuple[TeamId, TeamId], int] = Map()
    """From which team to which a message has been seen, of those that a condition asks about."""
    followers: Map[InjectId, tuple[InjectId, ...]] = Map()
    """The injects whose time or fate hangs on another's release, by that other."""
    past_clocks: tuple[Clock, ...] = ()
    """The clock as it was before each change, so that a time of day can be read back."""
    on_paper: Map[int, Happened] = Map()
    """Entries of the log (by sequence) that staff entered after they had happened on paper."""

    @property
    def deck(self) -> Plan:
        """The pinned plan. Raises ValueError before the exercise has been created."""
        if self.plan is None:
            raise ValueError("the exercise has no plan yet")
        return self.plan

    @property
    def queue(self) -> tuple[MoveId, ...]:
        """The moves that wait for a ruling, longest waiting first."""
        return tuple(sorted(self.queued, key=self.queued.__getitem__))

    def displaced(self, ruling: Ruling) -> Ruling | None:
        """The ruling in force that this one takes the place of: the last one before it that was published."""
        old = self.rulings.get(ruling.supersedes) if ruling.supersedes else None
        return old if old is None or old.published is not None else self.displaced(old)
