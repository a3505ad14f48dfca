"""The eyes of the teams: where conditions of the deck ask who has opened or acknowledged what, the leads read."""

from collections import deque
from collections.abc import Mapping

from games.engine import commands as c
from games.engine import events as e
from games.engine.events import Recorded
from games.engine.ids import ItemId, Millis, SeatId, TeamId
from games.engine.plan import Plan
from games.engine.questions import watched
from injects.rehearsal.table import Table
from injects.rehearsal.teams import reaches

GLANCE = 60_000
"""After how long (wall ms) the lead of a team opens an item that it was sent."""


class Readers:
    """Opens every item for the leads of its readers, a minute after it came; and acknowledges it where asked.

    A passive team reads as the others do.
    """

    def __init__(self, plan: Plan, leads: Mapping[TeamId, SeatId]) -> None:
        asked = {question.function for question in watched(plan)}
        self.plan = plan
        self.leads = leads
        self.opens = "seen" in asked
        self.acknowledges = "acknowledged" in asked
        self.coming: deque[tuple[Millis, SeatId, ItemId, bool]] = deque()

    def hear(self, rec: Recorded, wall: Millis) -> None:
        """An item that was sent will be opened."""
        event = rec.event
        if not isinstance(event, e.InjectReleased) or not (self.opens or self.acknowledges):
            return
        wanted = event.handling is not None and event.handling.acknowledge and self.acknowledges
        for team, seat in self.leads.items():
            if reaches(self.plan, event.to, team):
                self.coming.append((wall + GLANCE, seat, event.item, wanted))

    @property
    def wake(self) -> Millis | None:
        """When the next item is opened."""
        return self.coming[0][0] if self.coming else None

    def act(self, table: Table) -> None:
        """Open the next."""
        _at, seat, item, wanted = self.coming.popleft()
        if self.opens:
            table.ask("", c.NoteOpened(seat=seat, items=(item,)))
        if wanted:
            table.ask(seat, c.Acknowledge(item=item))
