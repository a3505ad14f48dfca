"""Play without a rule pack: what needs no law goes on, and what needs it is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from games.engine.book import StepPlan
from games.engine.ids import FactValue, Millis
from games.services.rules import LostPack


class NoLaw:
    """Stands where the pack of an exercise should be. Every question of law raises LostPack."""

    keeps_time = False

    def __init__(self, lost: LostPack) -> None:
        self.lost = lost
        self.digest = lost.digest

    def _lost(self, *asked: object, **more: object) -> NoReturn:
        raise self.lost

    holds = actor_of = check_params = check_fact = advise = step = _lost

    def next_turn(
        self,
        facts: Mapping[str, FactValue],
        now: Millis,
        *,
        team: str | None = None,
        conditions: Sequence[str] = (),
    ) -> Millis | None:
        """No limit is known."""
        return None

    def scale(self, track: str) -> tuple[int | None, int | None]:
        """No end of a track is known."""
        return None, None

    def duties(self, move: str, facts: Mapping[str, Any], now: Millis | None = None) -> tuple[StepPlan, ...]:
        """No duty is known."""
        return ()
