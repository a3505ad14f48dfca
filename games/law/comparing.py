"""What a changed pack changes: the worked cases that come out differently, and those that now fail."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from games.law.cases import Case, Judged, judge, read_cases
from games.law.records import Ruling
from games.law.rulebook import Rulebook


class Essence(Struct, frozen=True, kw_only=True):
    """What counts of a ruling."""

    verdict: str = ""
    effect: str = ""
    provisions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class CaseChange(Struct, frozen=True, kw_only=True):
    """A case that two packs decide differently, or that one of them cannot be asked.

    `after` is empty where the new pack does not know a name in it; `failing` says in which ways the new
    pack misses what the case expects.
    """

    id: str
    title: str
    file: str
    move: str
    why: str
    before: Essence | None
    after: Essence | None
    failing: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the ruling differs, apart from what was expected."""
        return self.before != self.after


class Comparison(Struct, frozen=True, kw_only=True):
    """All cases run under two packs. `changes` are those that differ or fail under the new one."""

    count: int
    changes: tuple[CaseChange, ...]

    @property
    def differing(self) -> tuple[CaseChange, ...]:
        """The cases ruled on differently."""
        return tuple(each for each in self.changes if each.changed)

    @property
    def failing(self) -> tuple[CaseChange, ...]:
        """The cases that no longer come out as they were written."""
        return tuple(each for each in self.changes if each.failing)


def essence(ruling: Ruling) -> Essence:
    """The part of a ruling that a comparison shows."""
    return Essence(
        verdict=ruling.verdict, effect=ruling.effect, provisions=ruling.deciding, missing=ruling.missing
    )


def compare(old: Rulebook, new: Rulebook, files: Mapping[str, str]) -> Comparison:
    """Runs the cases of these files (text by name) under both packs."""
    before, after = _judged(old, files), _judged(new, files)
    names = dict.fromkeys([*before, *after])
    changes = [_change(before.get(name), after.get(name)) for name in names]
    return Comparison(
        count=len(names), changes=tuple(each for each in changes if each.changed or each.failing)
    )


def _judged(book: Rulebook, files: Mapping[str, str]) -> dict[str, tuple[str, Judged]]:
    return {
        case.id: (name, judge(book, case))
        for name, text in files.items()
        for case in read_cases(name, text, book).cases
    }


def _change(before: tuple[str, Judged] | None, after: tuple[str, Judged] | None) -> CaseChange:
    known = after or before
    assert known is not None
    case: Case = known[1].case
    return CaseChange(
        id=case.id,
        title=case.title,
        file=known[0],
        move=case.move,
        why=case.why,
        before=essence(before[1].ruling) if before else None,
        after=essence(after[1].ruling) if after else None,
        failing=after[1].differences if after else (),
    )
