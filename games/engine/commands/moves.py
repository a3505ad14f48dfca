"""A team's move: sign it, change it, take it back; take it into work and hand it on."""

from games.engine.commands.base import Command
from games.engine.events.moves import MoveContent
from games.engine.ids import MoveId, SeatId, TeamId


class SubmitMove(Command, frozen=True, tag="submit_move"):
    """The lead signs and submits. `drafted_by` names the scribe of the draft."""

    content: MoveContent
    drafted_by: SeatId | None = None


class SubmitForTeam(Command, frozen=True, tag="submit_for_team"):
    """Staff enter a move that a team made on paper or by voice."""

    team: TeamId
    content: MoveContent


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
