"""The injects: what went out, what waits, what was changed on the day."""

from typing import Literal, TypeAlias

from games.engine.events.base import Event
from games.engine.ids import Audience, InjectId, ItemId, Millis, SeatId, Text
from games.engine.plan import Due, Handling, Inject

Cause: TypeAlias = Literal["time", "condition", "manual", "otherwise", "overdue", "jump"]


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


InjectEvent: TypeAlias = (
    InjectReleased
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
)
