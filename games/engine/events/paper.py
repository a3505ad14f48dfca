"""What happened on paper and was entered later."""

from games.engine.events.base import Event
from games.engine.ids import Millis, SeatId


class EnteredFromPaper(Event, frozen=True, tag="entered_from_paper"):
    """Staff enter what happened on paper: the entries that follow from this one happened at these times.

    The time of the entry itself is when it was typed. `what` is the kind of command that was entered.
    """

    what: str
    happened_wall_ms: Millis
    happened_exercise_ms: Millis
    happened_scenario_ms: Millis
    signed_by: SeatId = SeatId("")
    note: str = ""
