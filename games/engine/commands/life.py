"""The life of an exercise: make it, open, start, stop, go on, jump, end; the rate, the turns, and the clock's own knock."""

from typing import Literal

from msgspec import Struct

from games.engine.commands.base import Command
from games.engine.ids import Millis, TeamId
from games.engine.plan import Plan


class CreateExercise(Command, frozen=True, tag="create_exercise"):
    """Pin the plan and rule pack; the first event of a log."""

    title: str
    plan: Plan
    practice: bool = False


class Tick(Command, frozen=True, tag="tick"):
    """Do whatever is due now. Harmless when nothing is."""


class OpenLobby(Command, frozen=True, tag="open_lobby"):
    """Let people in."""


class StartExercise(Command, frozen=True, tag="start_exercise"):
    """STARTEX. `scenario_ms` starts the story later than its zero; `seed` decides the dice of the deck."""

    scenario_ms: Millis = 0
    seed: str = ""


class StopClock(Command, frozen=True, tag="stop_clock"):
    """Pause, time-out, break, plenary or overnight, with the reason that players read."""

    stop: Literal["pause", "timeout", "break", "plenary", "overnight"] = "pause"
    reason: str = ""
    team: TeamId | None = None


class ResumeClock(Command, frozen=True, tag="resume_clock"):
    """Go on. Overdue items wait for a choice."""


class SetRate(Command, frozen=True, tag="set_rate"):
    """Scenario milliseconds for each second of exercise time."""

    rate: int


class Crossing(Struct, frozen=True, forbid_unknown_fields=True):
    """The choice for one timer that a jump crosses.

    `fire` does before the jump what its time would have done, by its condition; `after` leaves it waiting
    for a person; `skip` drops it (a procedure lapses); `keep` re-arms it after the jump by the same distance.
    """

    timer: str
    choice: Literal["fire", "after", "skip", "keep"]


class JumpScenario(Command, frozen=True, tag="jump_scenario"):
    """Set scenario time forward to `to_ms`. Every timer crossed must have a choice."""

    to_ms: Millis
    reason: str = ""
    crossings: tuple[Crossing, ...] = ()


class StartTurn(Command, frozen=True, tag="start_turn"):
    """Open the next turn, for `length_ms` of exercise time (None: until ended by hand)."""

    length_ms: Millis | None = None


class ExtendTurn(Command, frozen=True, tag="extend_turn"):
    """Give the running turn more exercise time."""

    by_ms: Millis


class EndTurn(Command, frozen=True, tag="end_turn"):
    """Close the turn's moves and publish what waits for the turn's end."""


class EndExercise(Command, frozen=True, tag="end_exercise"):
    """ENDEX."""

    reason: str = ""


class ArchiveExercise(Command, frozen=True, tag="archive_exercise"):
    """Close the record."""


class RaiseEmergency(Command, frozen=True, tag="raise_emergency"):
    """Anyone: a real-world stop. The clock stops and staff are alarmed."""

    note: str = ""


class ClearEmergency(Command, frozen=True, tag="clear_emergency"):
    """The real-world matter is dealt with; the clock stays stopped."""

    note: str = ""


class AskTimeout(Command, frozen=True, tag="ask_timeout"):
    """The lead asks the director for a time-out."""

    reason: str = ""


class DeclineTimeout(Command, frozen=True, tag="decline_timeout"):
    """The director answers a team's request for a time-out with no, and the reason that the team reads."""

    team: TeamId
    reason: str = ""
