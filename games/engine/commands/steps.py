"""Open and close a step of law or a duty by hand."""

from games.engine.commands.base import Command
from games.engine.ids import MoveId, ProcedureId, TeamId


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
