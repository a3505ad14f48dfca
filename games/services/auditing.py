"""A whole log read back: for the file that leaves the server, and to see whether it is still whole."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from games import log
from games.engine.events import Recorded
from games.models import Delivery, Disclosure, Exercise
from games.review import chain, export
from games.review.chain import Fault, Sealed
from games.services.clock import now_ms


def sealed_events(exercise: Exercise) -> Iterator[Sealed]:
    """The events up to the exercise's head, in order, each with its recorded digest."""
    for row in log.rows(exercise.pk, upto=exercise.head_seq):
        yield Sealed(log.link_of(row), row.digest)


def recorded_events(exercise: Exercise) -> Iterator[Recorded]:
    """The events up to the exercise's head, in order, as they are folded."""
    for row in log.rows(exercise.pk, upto=exercise.head_seq):
        yield log.recorded_of(row)


def exported(exercise: Exercise) -> Iterator[bytes]:
    """The exercise as the lines of a log file."""
    header = export.Header(
        schema=export.SCHEMA,
        exercise=exercise.public_id,
        title=exercise.title,
        practice=exercise.practice,
        deck=exercise.deck,
        plan_digest=exercise.plan_digest,
        rules_digest=exercise.rules_digest,
        written_at=now_ms(),
    )
    return export.log_lines(header, sealed_events(exercise), _deliveries(exercise.pk))


def _deliveries(exercise_id: int) -> Iterator[export.DeliveryLine]:
    rows = Delivery.objects.filter(exercise_id=exercise_id).order_by("delivered_at", "id")
    fields = ("seat", "generation", "item", "delivered_at", "opened_at")
    for row in rows.values_list(*fields).iterator(log.CHUNK):
        yield export.DeliveryLine(*row)


def faults(exercise: Exercise) -> Iterator[Fault]:
    """Everything wrong with the log of an exercise, and with what its audiences were told.

    Play may go on meanwhile; what is added is not looked at.
    """
    told = _Told(exercise)
    found = chain.faults(
        exercise.public_id, told.alongside(), lambda: (exercise.head_seq, exercise.head_digest)
    )
    for fault in found:
        yield from told.taken()
        yield fault
    yield from told.taken()
    beyond = Exercise.objects.filter(pk=exercise.pk, events__seq__gt=F("head_seq"))
    if beyond.exists():
        yield Fault("head", "events stand in the log beyond its head: they were added by other hands")


class _Told:
    """Reads what was told beside the events it was told of, and compares."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.found: list[Fault] = []

    def taken(self) -> list[Fault]:
        """The faults found since this was last asked."""
        found, self.found = self.found, []
        return found

    def alongside(self) -> Iterator[tuple[str, Sealed]]:
        """The events with their places."""
        frames = _frames(self.exercise)
        waiting = next(frames, None)
        for event in sealed_events(self.exercise):
            mine = []
            while waiting is not None and waiting[0] <= event.link.seq:
                mine.append(waiting[1:])
                waiting = next(frames, None)
            if chain.told_digest(mine) != event.link.told_digest:
                problem = "what was told of it was changed, added to or taken from"
                self.found.append(Fault(f"event {event.link.seq}", problem))
            yield f"event {event.link.seq}", event
        if waiting is not None:
            self.found.append(Fault(f"event {waiting[0]}", "something was told of it, but it is not there"))


def _frames(exercise: Exercise) -> Iterator[tuple[int, str, int, str]]:
    rows = Disclosure.objects.filter(exercise_id=exercise.pk, seq__lte=exercise.head_seq)
    return rows.order_by("seq", "id").values_list("seq", "audience", "position", "frame").iterator(log.CHUNK)
