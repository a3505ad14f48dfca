"""The states of the exercises that this process has at hand, each as of one event of its log.

A held state is used only where its sequence number and digest agree with the log, so that after a transaction
was rolled back, or a database restored, nobody is answered from something that is not the case.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from immutables import Map

from games import log
from games.engine.evolve import evolve
from games.engine.ids import Audience
from games.engine.state import State
from games.models import Exercise
from games.review import chain

CAPACITY = 256
"""Exercises held by one process; the one longest unused goes first. One of a hundred events takes a third of a megabyte.

Were it fewer than are played at a time, each move would have to read a whole log.
"""


@dataclass(frozen=True, slots=True)
class Held:
    """An exercise as of event `seq`: its state, each audience's last position, the last wall time (ms).

    `pin` names the rule pack it is played under.
    """

    public_id: str
    seq: int
    digest: str
    wall_ms: int
    state: State
    positions: Map[Audience, int]
    pin: log.Pin = log.SHIPPED


class Shelf:
    """The held exercises of this process, by id. Safe to use from several threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.lock = threading.Lock()
        self.held: OrderedDict[int, Held] = OrderedDict()
        self.readers: dict[int, threading.Lock] = {}

    def get(self, exercise_id: int) -> Held | None:
        with self.lock:
            held = self.held.get(exercise_id)
            if held is not None:
                self.held.move_to_end(exercise_id)
            return held

    @contextlib.contextmanager
    def first_reading(self, exercise_id: int) -> Iterator[None]:
        """Lets one thread at a time replay a log that is not held yet; the others then find it held.

        After a restart every seat comes back within a second, and each of them asks for the state.
        """
        with self.lock:
            if exercise_id in self.held:
                reader = None
            else:
                reader = self.readers.setdefault(exercise_id, threading.Lock())
        if reader is None:
            yield
            return
        try:
            with reader:
                yield
        finally:
            with self.lock:
                self.readers.pop(exercise_id, None)

    def put(self, exercise_id: int, held: Held) -> None:
        """Keeps it, unless something newer of the same exercise is there already."""
        with self.lock:
            there = self.held.get(exercise_id)
            if there is not None and there.public_id == held.public_id and there.seq > held.seq:
                return
            self.held[exercise_id] = held
            self.held.move_to_end(exercise_id)
            while len(self.held) > self.capacity:
                self.held.popitem(last=False)

    def drop(self, exercise_id: int) -> None:
        with self.lock:
            self.held.pop(exercise_id, None)


shelf = Shelf()


def up_to_date(held: Held | None, head: log.Head) -> Held:
    """The exercise as of `head`: as it was held, caught up with the log, or replayed whole; not kept yet.

    `held` has to be older than `head`, or the same.
    """
    if held is not None and held.seq == head.head_seq and held.digest == head.head_digest:
        return held
    if held is not None and held.public_id == head.public_id and held.seq < head.head_seq:
        with contextlib.suppress(BrokenChain):
            return caught_up(held, head)
    # Nothing was held, or the database was put back to an earlier day.
    shelf.drop(head.id)
    return caught_up(blank(head.public_id, head.pin), head)


class BrokenChain(Exception):
    """The log does not continue from where it was thought to stand."""


def blank(public_id: str, pin: log.Pin) -> Held:
    """An exercise before its first event."""
    return Held(public_id, 0, chain.genesis(public_id), 0, State(), Map(), pin)


def caught_up(held: Held, head: log.Head) -> Held:
    """`held`, brought to `head` by the events in between. Raises BrokenChain when they do not follow it."""
    state, seq, digest, wall_ms = held.state, held.seq, held.digest, held.wall_ms
    for row in log.rows(head.id, held.seq, head.head_seq):
        if row.seq != seq + 1 or row.prev_digest != digest:
            raise BrokenChain(f"event {row.seq} does not follow event {seq}")
        state = evolve(state, log.recorded_of(row))
        seq, digest, wall_ms = row.seq, row.digest, row.wall_at
    if seq != head.head_seq or digest != head.head_digest:
        raise BrokenChain(f"the log ends at event {seq}, its head is {head.head_seq}")
    told = log.positions(head.id, held.seq, seq)
    return Held(head.public_id, seq, digest, wall_ms, state, held.positions.update(told), head.pin)


def held_now(exercise_id: int) -> Held:
    """The exercise as it stands, kept for the next reader. Raises Exercise.DoesNotExist."""
    with shelf.first_reading(exercise_id):
        # In this order: what is held is never ahead of a head that is read afterwards.
        held = shelf.get(exercise_id)
        head = log.head_of(exercise_id)
        if head is None:
            raise Exercise.DoesNotExist
        now = up_to_date(held, head)
        shelf.put(exercise_id, now)
    return now


def state_of(exercise_id: int) -> State:
    """The state of an exercise as it stands. Raises Exercise.DoesNotExist."""
    return held_now(exercise_id).state
