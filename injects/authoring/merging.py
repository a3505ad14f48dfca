"""Two authors at once: what each changed of a record since the text they both began with, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Texts: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Merged:
    """What is to be saved, what came from the other side, and what both changed differently.

    `mine` are the fields to save, `theirs` those that the other author changed and the writer did not,
    `conflicts` the other author's text of the fields that both changed. Nobody's text is in none of them.
    """

    mine: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)


def merged(base: Texts, mine: Texts, theirs: Texts) -> Merged:
    """Each field of `mine` against the text that it was written on (`base`) and the text as it stands (`theirs`).

    A field that only one side changed takes that side; one that both changed alike is settled.
    """
    out = Merged()
    for name, text in mine.items():
        before, now = _line_ends(base.get(name, "")), _line_ends(theirs.get(name, ""))
        wanted = _line_ends(text)
        if wanted == now:
            continue
        if wanted == before:
            out.theirs[name] = now
        elif now == before:
            out.mine[name] = wanted
        else:
            out.conflicts[name] = now
    return out


def _line_ends(text: str) -> str:
    """Browsers send other line ends than they were given, and authors do not see blanks at the end."""
    return text.replace("\r\n", "\n").rstrip()
