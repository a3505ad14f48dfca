"""What the law engine said of moves, and when it will say something else by itself."""

from typing import Any, TypeAlias

from games.engine.events.base import Event
from games.engine.ids import Millis, MoveId, TeamId


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


LawEvent: TypeAlias = ProposalMade | CounselGiven | LawTimed | LawTurned
