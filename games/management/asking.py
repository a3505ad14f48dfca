"""What several commands are asked for: an exercise, by its public id."""

from django.core.management.base import CommandError

from games import reads
from games.models import Exercise


def exercise_of(public_id: str) -> Exercise:
    """The exercise. Raises CommandError, with the ids that there are."""
    try:
        return reads.exercise(public_id)
    except Exercise.DoesNotExist:
        there = Exercise.objects.order_by("-created_at")[:10]
        known = ", ".join(f"{each.public_id} ({each.title})" for each in there)
        raise CommandError(f"There is no exercise {public_id}. The newest: {known or 'none yet'}.") from None
