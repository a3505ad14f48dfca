"""The tests' own account of who may read which word: kept from what was typed and for whom, not from the engine.

Every text that anybody types in these exercises is a word of its own, a canary. The account says who may read
it; `Account.check` looks for every canary in whatever a reader was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

CANARY = re.compile(rb"KINGFISHER([A-Z])(\d{5})Q")
SHOWN = 60
"""Characters on each side of a leaked word that a failure shows."""


class Leak(AssertionError):
    """Somebody was sent what is not theirs."""


@dataclass(frozen=True)
class Reader:
    """Somebody at a screen. `team` is a player's, `watches` that of an observer of one team.

    A reader without a seat in the exercise has an empty `role`, and may read nothing; one whose role is `staff`
    may read everything but what a team keeps to itself.
    """

    name: str
    role: str = ""
    team: str = ""
    office: str = ""
    watches: str = ""
    account: bool = False

    def hears(self, whom: str) -> bool:
        """Whether somebody who writes for `whom` writes for this reader.

        `whom` is an audience as staff choose it, or `players:<team>` (the team by itself: neither those who
        watch it nor staff), or `chair:<team>/<office>` (without those who watch).
        """
        kind, _, rest = whom.partition(":")
        team, _, office = rest.partition("/")
        if kind == "accounts":
            return self.account
        if not self.role or kind == "white":
            return False
        match kind:
            case "public":
                return True
            case "team":
                return team in (self.team, self.watches)
            case "office":
                return (team, office) == (self.team, self.office) or team == self.watches
            case "chair":
                return (team, office) == (self.team, self.office)
            case "players":
                return team == self.team
            case "seat":
                return rest == self.name
            case _:
                raise ValueError(f"nobody is called {whom!r}")


@dataclass
class Word:
    """A canary: what was typed, and for whom. `whom` grows when it is told to more people."""

    text: str
    what: str
    whom: set[str] = field(default_factory=set)

    def may_read(self, reader: Reader) -> bool:
        """Whether it is for this reader."""
        if reader.role == "staff":
            return not any(whom.startswith("players:") for whom in self.whom)
        return any(reader.hears(whom) for whom in self.whom)

    def told(self, whom: Iterable[str]) -> None:
        """It has now been told to these as well."""
        self.whom.update(whom)


class Account:
    """All words typed in one exercise by one hand; `mark` tells the words of several hands apart."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.words: list[Word] = []

    def word(self, what: str, *whom: str) -> Word:
        """A new word. Without `whom` nobody but staff may read it, until it is told to somebody."""
        made = Word(f"KINGFISHER{self.mark}{len(self.words):05d}Q", what, set(whom))
        self.words.append(made)
        return made

    def check(self, reader: Reader, where: str, sent: bytes) -> int:
        """Gives how many words are in what was sent. Raises Leak for one that the reader may not read."""
        found = 0
        for hit in CANARY.finditer(sent):
            if hit[1].decode() != self.mark:
                continue
            word = self.words[int(hit[2])]
            found += 1
            if not word.may_read(reader):
                around = sent[max(0, hit.start() - SHOWN) : hit.end() + SHOWN].decode(errors="replace")
                raise Leak(f"{reader.name} read {word.what} at {where}: ...{around}...")
        return found
