"""Set the facts of the world and the consequence tracks."""

from games.engine.commands.base import Command
from games.engine.ids import Audience, FactValue, Millis


class SetFacts(Command, frozen=True, tag="set_facts"):
    """Assert facts of the world, with a reason. `since_ms` dates them back on the scenario clock."""

    values: dict[str, FactValue]
    reason: str
    learned_by: tuple[Audience, ...] = ()
    since_ms: Millis | None = None


class RetractFact(Command, frozen=True, tag="retract_fact"):
    """Take an assertion back."""

    fact: str
    reason: str


class DiscloseFacts(Command, frozen=True, tag="disclose_facts"):
    """Let some readers learn what is already true."""

    facts: tuple[str, ...]
    to: tuple[Audience, ...]
    reason: str


class ChangeMeters(Command, frozen=True, tag="change_meters"):
    """Move consequence tracks."""

    changes: dict[str, int]
    reason: str
