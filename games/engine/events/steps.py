"""Steps of law and duties under way: opened, done, lapsed."""

from typing import Literal, TypeAlias

from games.engine.events.base import Event
from games.engine.ids import Audience, FactValue, Millis, MoveId, ProcedureId, TeamId
from games.engine.plan import Due


class ProcedureOpened(Event, frozen=True, tag="procedure_opened"):
    """A step of law or a duty is under way and takes scenario time; at `due` it is done (or lapses).

    A `step` sets its facts when due; a `duty` is met when its condition `met_by` holds, or lapses: then
    `missed` says what follows, and `costs` move the tracks, again every `every_ms` of scenario time if that is
    not zero.
    """

    procedure: ProcedureId
    token: str
    label: str
    team: TeamId | None
    kind_of: Literal["step", "duty", "commitment"]
    due: Due
    sets: dict[str, FactValue] = {}
    appends: dict[str, list[str]] = {}
    told: tuple[Audience, ...] = ()
    move_id: MoveId | None = None
    met_by: str = ""
    missed: str = ""
    costs: dict[str, int] = {}
    every_ms: Millis = 0


class ProcedureDone(Event, frozen=True, tag="procedure_done"):
    """The step is complete or the duty met."""

    procedure: ProcedureId
    by_hand: bool = False


class ProcedureLapsed(Event, frozen=True, tag="procedure_lapsed"):
    """The duty's deadline passed unmet, or staff ended the step without result."""

    procedure: ProcedureId
    reason: str


StepEvent: TypeAlias = ProcedureOpened | ProcedureDone | ProcedureLapsed
