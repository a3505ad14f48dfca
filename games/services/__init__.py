"""What changes an exercise, and the states that follow: the floor under views, consumers and tasks."""

from games.services.cache import state_of
from games.services.clock import now_ms
from games.services.rounds import Submission
from games.services.submitting import submit, submit_many
from games.services.watchdog import watchdog_tick

__all__ = ["Submission", "now_ms", "state_of", "submit", "submit_many", "watchdog_tick"]
