"""Facts of the world, who knows them, and the consequence tracks."""

from typing import TypeAlias

from games.engine.events.base import Event
from games.engine.ids import Audience, FactValue, InjectId, Millis, ProcedureId, RulingId


class FactsSet(Event, frozen=True, tag="facts_set"):
    """Facts of the world changed. `learned_by` learn the new values; the white cell always does.

    `since_ms` is the scenario time since which they hold, None for this moment.
    """

    values: dict[str, FactValue]
    reason: str
    learned_by: tuple[Audience, ...] = ()
    inject: InjectId | None = None
    ruling: RulingId | None = None
    procedure: ProcedureId | None = None
    since_ms: Millis | None = None


class FactRetracted(Event, frozen=True, tag="fact_retracted"):
    """A fact goes back to its default: it was asserted in error."""

    fact: str
    reason: str


class FactsDisclosed(Event, frozen=True, tag="facts_disclosed"):
    """Some readers learn facts that were already true."""

    facts: tuple[str, ...]
    to: tuple[Audience, ...]
    reason: str


class MetersChanged(Event, frozen=True, tag="meters_changed"):
    """Consequence tracks moved by these amounts.

    A track stops at the end of its scale: `held` then says by how much it was to move. For a duty that was missed (`procedure`) they move again at `again_ms` of scenario time, if not zero.
    """

    changes: dict[str, int]
    reason: str
    ruling: RulingId | None = None
    procedure: ProcedureId | None = None
    again_ms: Millis = 0
    held: dict[str, int] = {}


WorldEvent: TypeAlias = FactsSet | FactRetracted | FactsDisclosed | MetersChanged
