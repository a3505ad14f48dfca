"""The record as files: a whole log as JSON lines that can be checked, and tables as CSV.

A log file is a header, the events with their three clocks, the deliveries, and a trailer. The events carry
their own digest chain; the other lines carry a running digest, so that none changes unnoticed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from games.review import chain
from games.review.chain import Fault, Link, Sealed

SCHEMA = 1

COLUMNS = (
    "seq",
    "kind",
    "wall",
    "exercise",
    "scenario",
    "turn",
    "actor_seat",
    "cause",
    "wall_ms",
    "exercise_ms",
    "scenario_ms",
    "data",
)


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="line"):
    """Base of the lines of a log file."""


class Header(Line, frozen=True, tag="header"):
    """What the file is a record of. `written_at` is wall ms."""

    schema: int
    exercise: str
    title: str
    practice: bool
    deck: str
    plan_digest: str
    rules_digest: str
    written_at: int
    sum: str = ""


class EventLine(Line, frozen=True, tag="event"):
    """One event. `wall_at` is ms since 1970 (UTC), `exercise_ms` and `scenario_at` ms since STARTEX."""

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
    digest: str
    data: msgspec.Raw


class DeliveryLine(Line, frozen=True, tag="delivery"):
    """That an item reached a seat (in its sitting number `generation`) and was opened there, in wall ms."""

    seat: str
    generation: int
    item: str
    delivered_at: int
    opened_at: int | None
    sum: str = ""


class Trailer(Line, frozen=True, tag="trailer"):
    """How much there was, and the digest of the last event: note it down apart from the file."""

    events: int
    deliveries: int
    head_digest: str
    sum: str = ""


AnyLine: TypeAlias = Header | EventLine | DeliveryLine | Trailer
Summed = TypeVar("Summed", Header, DeliveryLine, Trailer)

_encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[AnyLine] = msgspec.json.Decoder(AnyLine)


# Writing ------------------------------------------------------------------------------------------------


def log_lines(
    header: Header, events: Iterable[Sealed], deliveries: Iterable[DeliveryLine]
) -> Iterator[bytes]:
    """The lines of a log file, each with its line feed."""
    first = summed("", header)
    yield _encode(first) + b"\n"
    count, told, digest, running = 0, 0, chain.genesis(header.exercise), first.sum
    for event in events:
        count, digest = count + 1, event.digest
        yield _encode(_event_line(event)) + b"\n"
    for delivery in deliveries:
        told += 1
        line = summed(running, delivery)
        running = line.sum
        yield _encode(line) + b"\n"
    yield _encode(summed(running, Trailer(count, told, digest))) + b"\n"


def summed(running: str, line: Summed) -> Summed:
    """The line with the running digest: SHA-256 over the digest before and the line itself."""
    return replace(line, sum=hashlib.sha256(running.encode() + _encode(replace(line, sum=""))).hexdigest())


def _event_line(event: Sealed) -> EventLine:
    link = event.link
    return EventLine(
        seq=link.seq,
        kind=link.kind,
        version=link.version,
        wall_at=link.wall_at,
        exercise_ms=link.exercise_ms,
        scenario_at=link.scenario_at,
        turn=link.turn,
        actor_seat=link.actor_seat,
        cause=link.cause,
        told_digest=link.told_digest,
        prev_digest=link.prev_digest,
        digest=event.digest,
        data=msgspec.Raw(link.data.encode()),
    )


# Checking -----------------------------------------------------------------------------------------------


def file_faults(lines: Iterable[bytes]) -> list[Fault]:
    """Everything wrong with a log file; each fault names its line."""
    reader = _Reader(lines)
    found = list(chain.faults(reader.exercise, reader.events(), reader.head))
    return [*reader.faults, *found]


class _Reader:
    """Reads a log file line by line, hands on its events, and notes what is wrong with the other lines."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.lines = enumerate(lines, start=1)
        self.faults: list[Fault] = []
        self.running = ""
        self.counts = {"event": 0, "delivery": 0}
        self.trailer: Trailer | None = None
        self.exercise = ""
        first = self._next()
        if isinstance(first, Header):
            self.exercise = first.exercise
            self._check_header(first)
        else:
            self.fault(1, "the file does not begin with a header")

    def fault(self, number: int, problem: str) -> None:
        self.faults.append(Fault(f"line {number}", problem))

    def _next(self) -> AnyLine | None:
        """The next line, decoded; None at the end of the file or for a line that cannot be read."""
        for number, text in self.lines:
            return self._decoded(number, text)
        return None

    def _decoded(self, number: int, text: bytes) -> AnyLine | None:
        bare = text.removesuffix(b"\n")
        try:
            bare.decode()
            line = _decoder.decode(bare)
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            self.fault(number, f"it cannot be read: {problem}")
            return None
        if (again := _encode(line)) != bare:
            differs = next(
                i for i, (a, b) in enumerate(zip(again + b"\n", bare + b"\n", strict=False)) if a != b
            )
            self.fault(number, f"it is not as it was written, from byte {differs} on")
        return line

    def _check_header(self, header: Header) -> None:
        if header.schema != SCHEMA:
            self.fault(1, f"schema {header.schema}: this program knows {SCHEMA}")
        self._check_sum(1, header)

    def _check_sum(self, number: int, line: Summed) -> None:
        if summed(self.running, line).sum != line.sum:
            self.fault(
                number, f"the {_kind(line)} was changed, or a line of its kind before it is not the one"
            )
        self.running = line.sum

    def events(self) -> Iterator[tuple[str, Sealed]]:
        """The events with their places; the other lines are checked on the way."""
        for number, text in self.lines:
            line = self._decoded(number, text)
            if self.trailer is not None:
                self.fault(number, "it stands after the trailer")
            match line:
                case EventLine():
                    self.counts["event"] += 1
                    yield f"line {number} (event {line.seq})", _sealed(line)
                case DeliveryLine():
                    self.counts["delivery"] += 1
                    self._check_sum(number, line)
                case Trailer():
                    self.trailer = line
                    self._check_sum(number, line)
                    self._check_counts(number, line)
                case Header():
                    self.fault(number, "a second header")
                case None:
                    continue
        if self.trailer is None:
            self.faults.append(Fault("end", "the file has no trailer: its end was cut off"))

    def _check_counts(self, number: int, trailer: Trailer) -> None:
        for what, claimed in (("event", trailer.events), ("delivery", trailer.deliveries)):
            if claimed != self.counts[what]:
                self.fault(number, f"it counts {claimed} {what} lines; there are {self.counts[what]}")

    def head(self) -> tuple[int, str]:
        """What the trailer says the last event was."""
        return (self.trailer.events, self.trailer.head_digest) if self.trailer else (0, "")


def _kind(line: AnyLine) -> str:
    return str(type(line).__struct_config__.tag)


def _sealed(line: EventLine) -> Sealed:
    link = Link(
        line.seq,
        line.kind,
        line.version,
        line.wall_at,
        line.exercise_ms,
        line.scenario_at,
        line.turn,
        line.actor_seat,
        line.cause,
        line.told_digest,
        line.prev_digest,
        bytes(line.data).decode(),
    )
    return Sealed(link, line.digest)


# Tables -------------------------------------------------------------------------------------------------


def log_csv(events: Iterable[Sealed]) -> Iterator[str]:
    """The events as CSV, a line at a time, with times both to read and to compute with."""
    return table(COLUMNS, (_cells(event.link) for event in events))


def _cells(link: Link) -> tuple[Any, ...]:
    return (
        link.seq,
        link.kind,
        datetime.fromtimestamp(link.wall_at / 1000, UTC).isoformat(timespec="milliseconds"),
        hours(link.exercise_ms),
        hours(link.scenario_at),
        link.turn,
        link.actor_seat,
        link.cause,
        link.wall_at,
        link.exercise_ms,
        link.scenario_at,
        link.data,
    )


def hours(milliseconds: int) -> str:
    """A stretch of time as hours, minutes and seconds: 26:03:09."""
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV, a line at a time. A text that a spreadsheet would run as a formula is led by an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in itertools.chain([columns], rows):
        writer.writerow([neutral(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def neutral(cell: Any) -> Any:
    """The cell as something that no spreadsheet runs."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
