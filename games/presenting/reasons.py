"""Why a rule holds, does not hold or is open, in words down to the facts and where each is known from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from games.law.records import FactUse
from games.law.wording import Reason
from games.presenting.law import LawWords

LONGEST_LISTING = 200


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact as the answer took it. `source` is told, assumed (nobody has said otherwise), yours or unknown."""

    name: str
    label: str
    value: str
    source: str
    source_label: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Because:
    """A part of a condition: `so` is yes, no or open; `parts` say why, joined as `joint` says."""

    so: str
    words: str
    joint: str
    facts: tuple[FactLine, ...]
    parts: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader goes by: which facts they assume themselves, and how facts that were given are called."""

    law: LawWords
    yours: frozenset[str]
    given_label: str
    uses: Mapping[str, FactUse]

    def line(self, name: str, value: Any) -> FactLine:
        """A fact with its value and where that comes from."""
        use = self.uses.get(name)
        source = "unknown" if value is None else "yours" if name in self.yours else "assumed"
        if source == "assumed" and use is not None and use.source == "given":
            source = "told"
        labels = {
            "told": self.given_label,
            "assumed": _("taken for granted: nobody has said otherwise"),
            "yours": _("your assumption"),
            "unknown": _("not established"),
        }
        shown = _("not established") if value is None else self.law.fact_value(name, _plain(value))
        return FactLine(name, self.law.fact_label(name), shown, source, labels[source], use.by if use else "")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def because(reason: Reason, known: Known) -> Because:
    """A reason with its parts."""
    if reason.shape == "not":
        return _negated(reason, known)
    parts = reason.parts
    if reason.shape == "macro" and parts and parts[0].shape in ("all", "any"):
        return _made(reason, known, parts[0].parts, parts[0].shape)
    return _made(reason, known, parts, reason.shape if reason.shape in ("all", "any") else "")


def _negated(reason: Reason, known: Known) -> Because:
    """`not (a or b)` reads better as none of these, `not (a and b)` as not all of these."""
    (below,) = reason.parts
    if below.shape in ("all", "any") and below.parts:
        words = _("None of this is so") if below.shape == "any" else _("Not all of this is so")
        parts = tuple(because(part, known) for part in below.parts)
        joint = "none" if below.shape == "any" else "some"
        return Because(_so(reason.holds), _listing(words, below.parts), joint, (), parts)
    inner = because(below, known)
    return Because(_so(reason.holds), _sentence(reason.words), inner.joint, inner.facts, inner.parts)


def _made(reason: Reason, known: Known, parts: tuple[Reason, ...], joint: str) -> Because:
    names = [name for name in reason.facts if name in known.law.book.facts]
    return Because(
        _so(reason.holds),
        _listing(_joint_words(joint), parts) if reason.shape in ("all", "any") else _sentence(reason.words),
        joint,
        tuple(known.line(name, reason.facts[name]) for name in names),
        tuple(because(part, known) for part in parts),
    )


def _joint_words(joint: str) -> str:
    return _("All of this is so") if joint == "all" else _("At least one of these is so")


def _listing(words: str, parts: tuple[Reason, ...]) -> str:
    """The parts named in the line itself, where it does not grow too long."""
    listed = "; ".join(part.words for part in parts)
    return f"{words}: {listed}" if len(listed) <= LONGEST_LISTING else words


def _so(holds: bool | None) -> str:
    return "open" if holds is None else "yes" if holds else "no"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
