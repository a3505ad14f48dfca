"""Write in conversations, change the channels between teams, give notice, take notes."""

from typing import Literal

from games.engine.commands.base import Command
from games.engine.ids import Audience, ItemId, Millis, TeamId, ThreadId
from games.engine.plan import LinkState


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


class PassMessage(Command, frozen=True, tag="pass_message"):
    """Staff enter what a team wrote to other teams, or to the white cell, on paper: part of EnterFromPaper alone.

    It counts as its lead's, or as that of whoever signed it. With `thread` it goes on with a conversation of
    the team, whose parties and subject then count. It has been handed over: no closed or slow channel holds it up.
    """

    team: TeamId
    text: str
    parties: tuple[TeamId, ...] = ()
    subject: str = ""
    with_white: bool = False
    thread: ThreadId = ThreadId("")


class ChangeLink(Command, frozen=True, tag="change_link"):
    """Open, close or delay the channel between two teams; the explanation is in the fiction."""

    between: tuple[TeamId, TeamId]
    state: LinkState
    delay_ms: Millis = 0
    explanation: str = ""


class SendNotice(Command, frozen=True, tag="send_notice"):
    """Words to audiences, outside the fiction."""

    to: tuple[Audience, ...]
    title: str
    text: str
    urgent: bool = False


class TakeNote(Command, frozen=True, tag="take_note"):
    """An observer's or analyst's note."""

    text: str
    objective: str = ""
    rating: Literal["", "P", "S", "M", "U", "N"] = ""
    item: ItemId | None = None
