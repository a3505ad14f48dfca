"""What the engine asks of the rule pack: the seam between the exercise and the law."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from games.engine.ids import FactValue, Millis


class Advice(Struct, frozen=True):
    """A ruling as the engine needs it. `ruling` is the whole of it as plain builtins, kept in the log.

    `establishes` are the facts that executing the move would set; `meters` the suggested steps on the
    consequence tracks; `own_steps` the missing steps that the moving team takes itself.
    """

    verdict: str
    effect: str
    provisions: tuple[str, ...]
    missing: tuple[str, ...]
    establishes: dict[str, FactValue]
    meters: dict[str, int]
    own_steps: tuple[str, ...]
    ruling: dict[str, Any]


class StepPlan(Struct, frozen=True):
    """A step of law or a duty, ready to be put on the clock. `after` names tokens that come before it.

    A duty that is missed has the words of `missed` and moves the tracks of `costs`, once or, where
    `every_hours` is not zero, again each time so many hours of scenario time have passed.
    """

    token: str
    label: str
    team: str | None
    hours: float
    duty: bool
    sets: dict[str, FactValue]
    appends: dict[str, list[str]]
    met_by: str = ""
    after: tuple[str, ...] = ()
    missed: str = ""
    costs: dict[str, int] = {}
    every_hours: float = 0.0


class Problem(Struct, frozen=True):
    """Something typed that the pack does not know: which field, and what would be right."""

    field: str
    detail: str


class Book(Protocol):
    """A pinned rule pack."""

    @property
    def digest(self) -> str:
        """Names the exact text of the pack."""

    @property
    def keeps_time(self) -> bool:
        """Whether the pack has facts that are moments, so that limits in hours can be asked about."""

    def holds(
        self,
        condition: str,
        facts: Mapping[str, FactValue],
        made: Mapping[str, int],
        released: Sequence[str],
        now: Millis | None = None,
        more: Mapping[str, FactValue] | None = None,
    ) -> bool | None:
        """Whether a deck condition is true on these facts; None where unknown facts leave it open.

        `now` is scenario time, without which limits in hours are open. `more` has the tracks by name, and
        answers to questions by their canonical text.
        """

    def next_turn(
        self,
        facts: Mapping[str, FactValue],
        now: Millis,
        *,
        team: str | None = None,
        conditions: Sequence[str] = (),
    ) -> Millis | None:
        """The first scenario time after `now` at which a limit in hours begins or has run out on these facts.

        Of all limits of the pack and of the deck `conditions`, or of those alone that a team's law asks about.
        """

    def actor_of(self, move: str) -> str | None:
        """The team whose catalogue the move type stands in, None for a type the pack does not know."""

    def check_params(self, move: str, params: Mapping[str, Any]) -> dict[str, Any] | Problem:
        """The parameters with their defaults filled in, or the first thing wrong with them."""

    def check_fact(self, name: str, value: Any) -> FactValue | Problem:
        """The value as the fact's type has it, or what is wrong with it."""

    def advise(
        self,
        move: str,
        params: Mapping[str, Any],
        facts: Mapping[str, FactValue],
        *,
        defy: bool,
        now: Millis | None = None,
    ) -> Advice:
        """The ruling on a move, on these facts over the pack's defaults; `now` is scenario time."""

    def step(
        self,
        token: str,
        team: str,
        move: str,
        params: Mapping[str, Any],
        facts: Mapping[str, FactValue],
    ) -> StepPlan | None:
        """How a missing token is supplied, or a duty is to be met; None when no step does."""

    def scale(self, track: str) -> tuple[int | None, int | None]:
        """The least and the most that a consequence track can stand at; None where it has no end."""

    def duties(
        self, move: str, facts: Mapping[str, FactValue], now: Millis | None = None
    ) -> tuple[StepPlan, ...]:
        """The duties that executing the move opens; with an empty move, those that facts open alone."""
