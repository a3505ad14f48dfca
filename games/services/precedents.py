"""Earlier runs of the same deck, in which the white cell may have ruled on a like move."""

from games.engine.state import OVER, State
from games.models import Exercise
from games.services.cache import BrokenChain, state_of

MOST_RUNS = 3
MOST_EVENTS = 20_000
"""Longer logs are left out: reading them for the first time would keep an adjudicator waiting."""


def earlier_runs(exercise_id: int) -> tuple[tuple[str, State], ...]:
    """Title and final state of the latest ended runs of the same deck by the same facilitator.

    Practice runs do not count. Nobody's exercises are shown to another facilitator's staff; an exercise
    without an owner has no earlier runs.
    """
    own = Exercise.objects.only("deck", "owner_id").get(pk=exercise_id)
    if own.owner_id is None:
        return ()
    runs = (
        Exercise.objects.filter(
            deck=own.deck,
            owner_id=own.owner_id,
            practice=False,
            life__in=OVER,
            head_seq__lte=MOST_EVENTS,
        )
        .exclude(pk=exercise_id)
        .order_by("-created_at")[:MOST_RUNS]
    )
    found = []
    for run in runs:
        try:
            found.append((run.title, state_of(run.pk)))
        except (BrokenChain, ValueError):  # a log that cannot be read is no precedent
            continue
    return tuple(found)
