"""Conversations, the channels between teams, notices and observers' notes."""

from typing import Literal, TypeAlias

from games.engine.events.base import Event
from games.engine.ids import Audience, ItemId, MessageId, Millis, SeatId, TeamId, ThreadId
from games.engine.plan import LinkState


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


class NoteTaken(Event, frozen=True, tag="note_taken"):
    """An observer's or analyst's note; players never notice."""

    seat: SeatId
    text: str
    objective: str = ""
    rating: Literal["", "P", "S", "M", "U", "N"] = ""
    item: ItemId | None = None


TalkEvent: TypeAlias = ThreadOpened | MessageSent | MessageArrived | LinkChanged | NoticeSent | NoteTaken
