"""Decide a move, publish what was decided, dispute it."""

from typing import Literal

from games.engine.commands.base import Command
from games.engine.events.rulings import Decision, Narrative, Treatment
from games.engine.ids import Audience, FactValue, MoveId, RulingId


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


class AppealRuling(Command, frozen=True, tag="appeal_ruling"):
    """The lead disputes a ruling."""

    ruling_id: RulingId
    grounds: str


class DecideAppeal(Command, frozen=True, tag="decide_appeal"):
    """Answer an appeal."""

    ruling_id: RulingId
    granted: bool
    reason: str
