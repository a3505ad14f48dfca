"""Entries of the log in words: one plain line for every kind of event, and for every kind of frame."""

from dataclasses import dataclass

from games.engine import events as e
from games.engine import frames as f
from games.staffing.chronicle.events import line, treatment
from games.staffing.chronicle.frames import told
from games.staffing.chronicle.known import Known

__all__ = ["Teller", "treatment"]


@dataclass(frozen=True, slots=True)
class Teller(Known):
    """Words for entries, with the names of an exercise at hand."""

    def line(self, event: e.AnyEvent) -> str:
        """What happened, in one line."""
        return line(self, event)

    def told(self, frame: f.AnyFrame) -> str:
        """What a team was told, in one line."""
        return told(self, frame)
