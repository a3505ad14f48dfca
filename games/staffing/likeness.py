"""Like cases: earlier rulings on a move of the same kind, and in which facts they differ.

Two moves are alike when type, actor and claimed basis agree and no fact that the proposal reads differs. A
fact that differs is the reason for a different result; where none differs and the result does, staff are
warned.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from games.engine.ids import FactValue
from games.engine.state import Move, Ruling, State

Standing: TypeAlias = Literal["same", "differs", "warn"]
"""`same`: alike and ruled alike; `differs`: some fact is different; `warn`: alike, yet ruled otherwise."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What makes a move like another."""

    move: str
    team: str
    parties: tuple[str, ...]
    basis: str
    params: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A point in which two cases differ. `kind` is fact, parameter, basis or parties."""

    kind: Literal["fact", "parameter", "basis", "parties"]
    name: str
    here: Any
    there: Any


@dataclass(frozen=True, slots=True)
class LikeCase:
    """An earlier ruling on the same type of move by the same team; `run` names the exercise if it is another."""

    move: Move
    ruling: Ruling
    differences: tuple[Difference, ...]
    standing: Standing
    run: str = ""


def facts_read(proposal: Mapping[str, Any] | None) -> dict[str, FactValue]:
    """The facts that the rules of the move read, as the proposal kept them, without those not established."""
    if not proposal:
        return {}
    kept = proposal.get("facts", ())
    return {str(each["name"]): _plain(each["value"]) for each in kept if each.get("value") is not None}


def _plain(value: Any) -> FactValue:
    """Lists in one order, so that the same members in another order make no difference."""
    if isinstance(value, tuple | list):
        return sorted(str(each) for each in value)
    return value  # type: ignore[no-any-return]  # bool, int or str out of the log


def signature(move: Move, proposal: Mapping[str, Any] | None) -> Signature:
    """The signature of a move on the facts that its proposal read."""
    read = facts_read(proposal)
    return Signature(
        move=move.content.move,
        team=move.team,
        parties=tuple(sorted(move.content.parties)),
        basis=move.content.legal_basis.strip().casefold(),
        params=tuple(sorted((name, str(value)) for name, value in move.content.params.items())),
        facts=tuple(sorted((name, str(value)) for name, value in read.items())),
    )


def like_cases(state: State, move: Move, verdict: str | None, *, most: int = 4) -> tuple[LikeCase, ...]:
    """Standing rulings on moves of the same type and team, those with the fewest differences first.

    `verdict` is the one proposed now. A move of free text ("other") has no like: its type says nothing.
    """
    if move.content.move == "other":
        return ()
    found = [_compare(move, earlier, ruling, verdict) for earlier, ruling in _earlier(state, move)]
    found.sort(key=lambda like: (len(like.differences), -like.ruling.seq))
    return tuple(found[:most])


def like_elsewhere(
    runs: Iterable[tuple[str, State]], move: Move, verdict: str | None, *, most: int = 2
) -> tuple[LikeCase, ...]:
    """The likest cases of other runs of the deck, each given by its title and state."""
    found = [
        dataclasses.replace(like, run=title)
        for title, state in runs
        for like in like_cases(state, move, verdict, most=most)
    ]
    found.sort(key=lambda like: len(like.differences))
    return tuple(found[:most])


def _earlier(state: State, move: Move) -> Iterable[tuple[Move, Ruling]]:
    for ruling in state.rulings.values():
        earlier = state.moves[ruling.move_id]
        alike = (earlier.team, earlier.content.move) == (move.team, move.content.move)
        if alike and earlier.id != move.id and ruling.superseded_by is None and ruling.overruled_by is None:
            yield earlier, ruling


def _compare(move: Move, earlier: Move, ruling: Ruling, verdict: str | None) -> LikeCase:
    differences = tuple(_differences(move, earlier, ruling))
    if differences:
        return LikeCase(earlier, ruling, differences, "differs")
    same = verdict is None or ruling.verdict == verdict
    return LikeCase(earlier, ruling, (), "same" if same else "warn")


def _differences(move: Move, earlier: Move, ruling: Ruling) -> Iterable[Difference]:
    here, there = facts_read(move.proposal), facts_read(ruling.proposal)
    for name in sorted(here.keys() | there.keys()):
        if here.get(name) != there.get(name):
            yield Difference("fact", name, here.get(name), there.get(name))
    mine, theirs = move.content.params, earlier.content.params
    for name in sorted(mine.keys() | theirs.keys()):
        if mine.get(name) != theirs.get(name):
            yield Difference("parameter", name, mine.get(name), theirs.get(name))
    one, other = signature(move, None), signature(earlier, None)
    if one.basis != other.basis:
        yield Difference("basis", "", move.content.legal_basis, earlier.content.legal_basis)
    if one.parties != other.parties:
        yield Difference("parties", "", one.parties, other.parties)
