"""What a check has to say of a pack: which rule of good packs is broken, where, and facts that show it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from games.law.book import Book
from games.law.tree import Value

Level: TypeAlias = Literal["error", "warning"]


class Remark(Struct, frozen=True, kw_only=True):
    """One finding. `witness` is an assignment of facts and parameters that shows it."""

    code: str
    level: Level
    place: str
    subject: str
    detail: str
    witness: dict[str, Value] = {}

    def __str__(self) -> str:
        witness = "".join(f"\n    {name} = {_shown(value)}" for name, value in self.witness.items())
        subject = f"{self.subject}: " if self.subject else ""
        return f"{self.place}: {self.level} {self.code}: {subject}{self.detail}{witness}"


def _shown(value: Value) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value).lower()


def remark(
    book: Book,
    code: str,
    level: Level,
    subject: str,
    detail: str,
    *,
    key: str = "",
    witness: dict[str, Value] | None = None,
) -> Remark:
    """A remark at the place of `key`, or of the subject itself."""
    place = book.places.get(key or subject, "")
    return Remark(code=code, level=level, place=place, subject=subject, detail=detail, witness=witness or {})
