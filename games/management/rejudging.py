"""Rules again on the moves of a finished exercise under another rule pack, and finds what would differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from games.engine.deciding.desk import truth
from games.engine.events import MoveRuled, ProposalMade, Recorded, Stamp
from games.engine.evolve import evolve
from games.engine.state import State
from games.engine.wire import decode_event
from games.law.book import BadInput
from games.law.rulebook import BadQuestion, Rulebook
from games.review.export import AnyLine, EventLine

_decoder: msgspec.json.Decoder[AnyLine] = msgspec.json.Decoder(AnyLine)


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A proposal of the log beside what the other pack says on the same facts.

    `event` is the sequence number of the proposal, `decided` that of the white cell's ruling, 0 without one.
    `now` is empty where the other pack cannot rule; `why` then says why.
    """

    event: int
    decided: int
    team: str
    number: int
    move: str
    then: dict[str, Any]
    now: dict[str, Any]
    why: str = ""

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


def rejudge(recorded: Iterable[Recorded], book: Rulebook) -> tuple[Rejudged, ...]:
    """Every proposal of the log with what `book` says, on the facts that were true at that moment."""
    state = State()
    found: dict[tuple[str, int], Rejudged] = {}
    decided: dict[str, int] = {}
    for rec in recorded:
        state = evolve(state, rec)
        match rec.event:
            case ProposalMade():
                found[rec.event.move_id, rec.seq] = _compared(state, rec.seq, rec.event, book)
            case MoveRuled():
                decided[rec.event.move_id] = rec.seq
    return tuple(replace(each, decided=decided.get(move, 0)) for (move, _), each in found.items())


def _compared(state: State, seq: int, event: ProposalMade, book: Rulebook) -> Rejudged:
    move = state.moves[event.move_id]
    content = move.content
    now: dict[str, Any] = {}
    why = ""
    if content.move not in book.moves:
        why = "it has no such move"
    else:
        facts = {
            name: value
            for name, value in truth(state).items()
            if not isinstance(book.check_fact(name, value), BadInput)
        }
        try:
            ruling = book.rule(content.move, content.params, facts, defy=content.defy)
            now = _essence(msgspec.to_builtins(ruling))
        except BadQuestion as bad:
            why = str(bad)
    return Rejudged(seq, 0, move.team, move.number, content.move or "", _essence(event.ruling), now, why)


def _essence(ruling: Mapping[str, Any]) -> dict[str, Any]:
    """What counts of a ruling: verdict and effect, what is missing and what decides."""
    return {
        "verdict": ruling.get("verdict", ""),
        "effect": ruling.get("effect", ""),
        "missing": sorted(ruling.get("missing", ())),
        "deciding": sorted(ruling.get("deciding", ())),
    }
