"""What the white cell decided, what each audience is told of it, and appeals."""

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from games.engine.events.base import Event
from games.engine.ids import Audience, FactValue, MoveId, RulingId, SeatId

Decision: TypeAlias = Literal["accept", "modify", "override"]
Verdict: TypeAlias = Literal["lawful", "contestable", "blocked", "unlawful"]


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


class RulingAppealed(Event, frozen=True, tag="ruling_appealed"):
    """The lead disputes a ruling; play goes on meanwhile."""

    ruling_id: RulingId
    grounds: str


class AppealDecided(Event, frozen=True, tag="appeal_decided"):
    """The white cell heard it once: upheld or not (a new ruling supersedes)."""

    ruling_id: RulingId
    granted: bool
    reason: str


RulingEvent: TypeAlias = MoveRuled | RulingPublished | RulingAppealed | AppealDecided
