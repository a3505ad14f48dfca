"""Two authors on one draft of a move: what each changed is put together, as far as nobody contradicts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Content: TypeAlias = Mapping[str, Any]
TOGETHER = (("move", "params", "defy", "defy_reason"), ("visibility", "parties"))
"""Fields that only make sense with one another: changed by one author, all of them are that author's."""
AMENDS = "amends"
BLANK = {"move": "other", "visibility": "covert"}
"""What a form that nobody has touched says."""


@dataclass(frozen=True, slots=True)
class Merged:
    """`content` holds what both want; `taken` names what the other changed; `both`, what both changed, differently.

    Where `both` is not empty, `content` has my words there.
    """

    content: dict[str, Any]
    taken: tuple[str, ...]
    both: tuple[str, ...]


def merge(base: Content, mine: Content, theirs: Content) -> Merged | None:
    """My text and theirs, both written on `base`. None where they are no versions of one move.

    That is so if one of them was emptied (sent or discarded), or one of us has begun to amend another move.
    """
    if not mine or not theirs or mine.get(AMENDS) != theirs.get(AMENDS):
        return None
    content = dict(mine)
    taken: list[str] = []
    both: list[str] = []
    for unit in _units(base, mine, theirs):
        if _same(unit, theirs, mine) or _same(unit, theirs, base):
            continue
        if not _same(unit, mine, base):
            both += unit
            continue
        taken += unit
        for name in unit:
            content.pop(name, None)
            if name in theirs:
                content[name] = theirs[name]
    return Merged(content, tuple(taken), tuple(both))


def _units(*contents: Content) -> Iterable[tuple[str, ...]]:
    grouped = {name for unit in TOGETHER for name in unit}
    alone = dict.fromkeys(name for content in contents for name in content if name not in grouped)
    return (*TOGETHER, *((name,) for name in alone))


def _same(unit: tuple[str, ...], one: Content, other: Content) -> bool:
    return all(one.get(name, BLANK.get(name)) == other.get(name, BLANK.get(name)) for name in unit)
