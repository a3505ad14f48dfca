"""The digest chain of a log: what is digested of each event, and where a log no longer agrees with itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

SEARCH_LIMIT = 4_000
"""Longest event (bytes) for which the one changed byte is searched; a longer one is named as a whole."""
SEARCHES = 5
"""Changed events of one log that are searched; a search takes up to some seconds."""


class Link(NamedTuple):
    """The fields of an event that are digested, in this order; `data` is its JSON text as recorded."""

    seq: int
    kind: str
    version: int
    wall_at: int
    exercise_ms: int
    scenario_at: int
    turn: int
    actor_seat: str
    cause: int
    told_digest: str
    prev_digest: str
    data: str


class Sealed(NamedTuple):
    """An event with the digest that was recorded for it."""

    link: Link
    digest: str


class Fault(NamedTuple):
    """Where a log is not as it was written: the place (`event 12`, `line 14`), and what is wrong there."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


def genesis(public_id: str) -> str:
    """What the first event of an exercise follows: no log can pass for that of another exercise."""
    return hashlib.sha256(f"tte log 1 {public_id}".encode()).hexdigest()


def told_digest(frames: Sequence[tuple[str, int, str]]) -> str:
    """SHA-256 of what was told of one event: audience, position and text of each frame, in order."""
    return hashlib.sha256(msgspec.json.encode(frames)).hexdigest()


def canonical(link: Link) -> bytes:
    """The bytes that are digested: a JSON list of the fields before `data`, a line feed, and `data`."""
    return msgspec.json.encode(link[:-1]) + b"\n" + link.data.encode()


def digest_of(link: Link) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(link)).hexdigest()


def faults(
    public_id: str, events: Iterable[tuple[str, Sealed]], head: Callable[[], tuple[int, str]]
) -> Iterator[Fault]:
    """Everything wrong with a log, in order. Takes each event with the name of its place.

    `head` says what the exercise, or the end of the file, claims to be the last event and its digest; it is
    asked when the events have been read.
    """
    seq, digest, searches = 0, genesis(public_id), SEARCHES
    for (place, (link, recorded)), following in _with_next(events):
        own = digest_of(link)
        if own != recorded:
            asked = following.link.prev_digest if following else head()[1]
            yield Fault(place, _changed(link, recorded, own == asked, searches))
            searches -= 1
            seq, digest = seq + 1, own if own == asked else recorded
        elif link.seq <= seq:
            yield Fault(place, f"event {link.seq} stands after event {seq}: added, repeated or out of order")
        elif link.seq > seq + 1:
            yield Fault(place, _missing(seq + 1, link.seq - 1))
            seq, digest = link.seq, recorded
        else:
            if link.prev_digest != digest:
                yield Fault(place, "it does not follow the event before it: one of the two was replaced")
            seq, digest = link.seq, recorded
    if (seq, digest) != head():
        yield Fault("head", _off(seq, digest, *head()))


def _off(seq: int, digest: str, last: int, claimed: str) -> str:
    """How the end of the log differs from what its head claims it to be."""
    if not claimed:
        return f"the log ends at event {seq}, and nothing says that this was its end: its head is missing or empty"
    if seq == last:
        return (
            f"the log ends at event {seq} as its head says, but with digest {digest}; the head has {claimed}"
        )
    return f"the log ends at event {seq}; its head says event {last}, digest {claimed}"


def _with_next(
    events: Iterable[tuple[str, Sealed]],
) -> Iterator[tuple[tuple[str, Sealed], Sealed | None]]:
    """Each event with the one that stands after it."""
    before = None
    for event in events:
        if before is not None:
            yield before, event[1]
        before = event
    if before is not None:
        yield before, None


def _missing(first: int, last: int) -> str:
    return f"event {first} is missing before it" if first == last else f"events {first} to {last} are missing"


def _changed(link: Link, recorded: str, is_digest: bool, searches: int) -> str:
    if is_digest:
        return "digest was changed: what follows asks for another one, and the content agrees with that"
    found = changed_byte(link, recorded) if searches > 0 else None
    if found is None:
        return "its content does not agree with its digest"
    field, was, now = found
    return f"{field} was changed: the recorded digest asks for {was}, there is {now}"


def changed_byte(link: Link, recorded: str) -> tuple[str, str, str] | None:
    """The one byte that, put back, makes the event agree with its digest: its field, what it was and is.

    None when more than one byte differs (or the digest itself), or the event is too long to search.
    """
    text = canonical(link)
    if len(text) > SEARCH_LIMIT:
        return None
    wanted = bytes.fromhex(recorded) if len(recorded) == 64 and _is_hex(recorded) else b""
    for place in range(len(text)):
        head = hashlib.sha256(text[:place])
        tail = text[place + 1 :]
        for value in range(256):
            trial = head.copy()
            trial.update(bytes((value,)) + tail)
            if trial.digest() == wanted:
                return field_at(link, place), repr(chr(value)), repr(chr(text[place]))
    return None


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdef" for c in text)


def field_at(link: Link, place: int) -> str:
    """The field that a byte of the canonical bytes belongs to."""
    end = 1
    for name, value in zip(Link._fields[:-1], link[:-1], strict=True):
        end += len(msgspec.json.encode(value))
        if place < end:
            return name
        end += 1
    return f"data (byte {place - end - 1})"
