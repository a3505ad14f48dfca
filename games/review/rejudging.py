"""Rules again on the moves of a finished exercise under another rule pack, and finds what would differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from games.engine.deciding.desk import truth
from games.engine.events import MoveRuled, ProposalMade, Recorded, Stamp
from games.engine.evolve import evolve
from games.engine.ids import FactValue
from games.engine.state import State
from games.engine.wire import decode_event
from games.law.book import BadInput
from games.law.rulebook import BadQuestion, Rulebook
from games.review.export import AnyLine, EventLine

_decoder: msgspec.json.Decoder[AnyLine] = msgspec.json.Decoder(AnyLine)


@dataclass(frozen=True, slots=True)
class Reading:
    """A row on which a ruling rests, with its note; not `certain` where it turns on what is unknown."""

    row: str
    verdict: str
    certain: bool
    note: str


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A proposal of the log beside what the other pack says on the same facts.

    `event` is the sequence number of the proposal, `decided` that of the white cell's ruling, 0 without one.
    `now` is empty where the other pack cannot rule; `why` then says why. `gone` are the rows that held or were
    open and no longer are, `come` those that now are.
    """

    event: int
    decided: int
    team: str
    number: int
    move: str
    then: dict[str, Any]
    now: dict[str, Any]
    why: str = ""
    gone: tuple[Reading, ...] = ()
    come: tuple[Reading, ...] = ()

    @property
    def differs(self) -> bool:
        return self.then != self.now


def records(lines: Iterable[bytes]) -> Iterator[Recorded]:
    """The events of an exported log in order. Raises `ValueError` for a line or event that cannot be read."""
    for text in lines:
        line = _decoder.decode(text)
        if isinstance(line, EventLine):
            event = decode_event(line.kind, line.version, bytes(line.data))
            at = Stamp(line.wall_at, line.exercise_ms, line.scenario_at, line.turn)
            yield Recorded(line.seq, at, line.actor_seat, line.cause, event)


def rejudge(
    recorded: Iterable[Recorded], book: Rulebook, supposed: Mapping[str, FactValue] | None = None
) -> tuple[Rejudged, ...]:
    """Every proposal of the log with what `book` says, on the facts that were true at that moment.

    `supposed` are facts taken as given, whatever the record says.
    """
    state = State()
    found: dict[tuple[str, int], Rejudged] = {}
    decided: dict[str, int] = {}
    for rec in recorded:
        state = evolve(state, rec)
        match rec.event:
            case ProposalMade():
                found[rec.event.move_id, rec.seq] = _compared(state, rec, rec.event, book, supposed or {})
            case MoveRuled():
                decided[rec.event.move_id] = rec.seq
    return tuple(replace(each, decided=decided.get(move, 0)) for (move, _), each in found.items())


def _compared(
    state: State, rec: Recorded, event: ProposalMade, book: Rulebook, supposed: Mapping[str, FactValue]
) -> Rejudged:
    move = state.moves[event.move_id]
    content = move.content
    now: dict[str, Any] = {}
    why = ""
    gone: tuple[Reading, ...] = ()
    come: tuple[Reading, ...] = ()
    if content.move not in book.moves:
        why = "it has no such move"
    else:
        facts = {
            name: value
            for name, value in {**truth(state), **supposed}.items()
            if not isinstance(book.check_fact(name, value), BadInput)
        }
        try:
            ruling = book.rule(content.move, content.params, facts, now=rec.at.scenario_ms, defy=content.defy)
            plain: dict[str, Any] = msgspec.to_builtins(ruling)
            now = _essence(plain)
            then, there = _readings(event.ruling), _readings(plain)
            gone = tuple(each for name, each in then.items() if there.get(name) != each)
            come = tuple(each for name, each in there.items() if then.get(name) != each)
        except BadQuestion as bad:
            why = str(bad)
    return Rejudged(
        rec.seq, 0, move.team, move.number, content.move or "", _essence(event.ruling), now, why, gone, come
    )


def _readings(ruling: Mapping[str, Any]) -> dict[str, Reading]:
    """The rows that a ruling found to hold, or open."""
    return {
        each["id"]: Reading(
            each["id"], each.get("verdict", ""), each.get("certain", True), each.get("note", "")
        )
        for each in ruling.get("findings", ())
    }


def _essence(ruling: Mapping[str, Any]) -> dict[str, Any]:
    """What counts of a ruling: verdict and effect, what is missing and what decides."""
    return {
        "verdict": ruling.get("verdict", ""),
        "effect": ruling.get("effect", ""),
        "missing": sorted(ruling.get("missing", ())),
        "deciding": sorted(ruling.get("deciding", ())),
    }
