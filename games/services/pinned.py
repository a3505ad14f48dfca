"""The rule pack of an exercise, wherever play asks the law."""

from games.engine.lawbook import LawBook
from games.services import cache
from games.services.rules import rulebook


def book_of(exercise_id: int) -> LawBook:
    """The pack that the exercise is played under. Raises Exercise.DoesNotExist, and LostPack.

    A pin never changes, so that what this process holds of the exercise answers without a query.
    """
    held = cache.shelf.get(exercise_id) or cache.held_now(exercise_id)
    return rulebook(*held.pin)
