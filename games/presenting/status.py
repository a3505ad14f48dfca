"""The state of the exercise for the header and for what a page may offer: life, stop, clocks, turn."""

from dataclasses import dataclass

from games.engine.clock import Clock, read
from games.engine.frames import ClockChanged
from games.engine.ids import Millis
from games.engine.seatview import SeatView
from games.engine.state import OVER

JUMP_IS_NEWS_MS = 5 * 60_000
"""How long a page says that the story has jumped, in wall ms."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where the exercise stands, as far as the seat was told.

    `life` is draft, lobby, running, stopped, ended or archived; `stop` None or a mapping of kind and reason.
    `clock` holds what the clocks show at its `wall_ms`; a page ticks on from there if `running`.
    """

    life: str
    stop: dict[str, str] | None
    clock: dict[str, int | bool | None]
    turn_open: bool
    turn_closed: bool = False
    """Whether a turn has ended and none is open: a move is taken, and marked as late."""
    jump: dict[str, int | str] | None = None

    @property
    def waiting(self) -> bool:
        """Whether people still gather."""
        return self.life in ("draft", "lobby")

    @property
    def stage(self) -> str:
        """Which of its faces a page shows: waiting, play or over."""
        if self.waiting:
            return "waiting"
        return "over" if self.life in OVER else "play"

    @property
    def plenary(self) -> bool:
        return self.stop is not None and self.stop["kind"] == "plenary"

    @property
    def emergency(self) -> bool:
        return self.stop is not None and self.stop["kind"] == "emergency"

    @property
    def header(self) -> dict[str, object]:
        """The `exercise` of the header's template."""
        return {"state": self.life, "stop": self.stop, "jump": self.jump}


def status_of(view: SeatView, wall_ms: Millis) -> Status:
    """Where the exercise stands at a wall instant."""
    told = view.clock or ClockChanged("draft", False, wall_ms, 0, 0, 1000)
    clock = Clock(told.running, told.wall_ms, told.exercise_ms, told.scenario_ms, told.rate)
    now = read(clock, wall_ms)
    return Status(
        life=told.life,
        stop=_stop(told),
        clock={
            "wall_ms": wall_ms,
            "exercise_ms": now.exercise_ms,
            "scenario_ms": now.scenario_ms,
            "rate": told.rate,
            "running": told.running,
            "turn": told.turn if told.turn_open else 0,
            "turn_ends_ms": told.turn_ends_ms if told.turn_open else None,
        },
        turn_open=told.turn_open,
        turn_closed=told.turn > 0 and not told.turn_open,
        jump=_jump(view, wall_ms),
    )


def _jump(view: SeatView, wall_ms: Millis) -> dict[str, int | str] | None:
    told = view.jumped
    return recent_jump(told.scenario_ms, told.jump_reason, told.wall_ms, wall_ms) if told else None


def recent_jump(to_ms: Millis, reason: str, since_ms: Millis, wall_ms: Millis) -> dict[str, int | str] | None:
    """The words of the header on a jump of the story to `to_ms`, while it is news; times in wall ms but that."""
    return {"to_ms": to_ms, "reason": reason} if wall_ms - since_ms < JUMP_IS_NEWS_MS else None


def _stop(told: ClockChanged) -> dict[str, str] | None:
    if told.emergency:
        return {"kind": "emergency", "reason": told.reason}
    if told.life != "stopped":
        return None
    return {"kind": told.stop or "pause", "reason": told.reason}
