"""What hands have made and may do with: their chance, their words, and whom the words were for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from games.engine.ids import MessageId, RulingId
from tests.secrecy.ledger import Account, Word
from tests.secrecy.world import Line, World

FACTS: tuple[tuple[str, Any], ...] = (
    ("quarantine_declared", True),
    ("notice_given", True),
    ("notice_given", False),
    ("nsc_done", True),
    ("us_combat_active", True),
    ("ly_approval", True),
)


@dataclass
class MoveMade:
    """A move; `shown` is to whom its statement was made."""

    id: str
    team: str
    kind: str
    shown: set[str]
    announced: bool


@dataclass
class RulingMade:
    """A ruling and its words, each with those who get it when it is published."""

    id: str
    move: MoveMade
    words: list[tuple[Word, tuple[str, ...]]]
    out: bool = False
    appealed: bool = False


@dataclass
class Thread:
    """A conversation of teams, and with `with_white` of the white cell too."""

    id: str
    parties: tuple[str, ...]
    with_white: bool

    @property
    def readers(self) -> tuple[str, ...]:
        return tuple(f"team:{team}" for team in self.parties)


@dataclass
class Memory:
    """Staff and the people of `teams`, who write for the audiences `tos`.

    With `alone` they touch nothing that everybody sees: neither the clock nor the public. `partners` are the
    teams that theirs talk with, if not each other. With `steady` nothing that they make public rests on what
    other hands may have done: they rule on free text alone, and disclose only what they asserted themselves.
    Whatever they write for somebody may go to `also` as well; words for them alone are of the account `aside`.
    """

    world: World
    chance: Random
    account: Account
    teams: Sequence[str]
    tos: Sequence[str]
    lines: list[Line]
    alone: bool = False
    steady: bool = False
    partners: Sequence[str] = ()
    also: Sequence[str] = ()
    aside: Account | None = None
    facts: Sequence[tuple[str, Any]] = FACTS
    never: Sequence[str] = ()
    asserted: set[str] = field(default_factory=set)
    moves: list[MoveMade] = field(default_factory=list)
    rulings: list[RulingMade] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    under_way: list[tuple[str, list[Word], tuple[str, ...]]] = field(default_factory=list)
    procedures: list[tuple[str, str]] = field(default_factory=list)
    drafts: dict[str, int] = field(default_factory=dict)
    added: int = 0
    done: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """What has gone out, been published or arrived may be read by those it was for."""
        state = self.world.state
        self.world.settle()
        for ruling in self.rulings:
            if not ruling.out and state.rulings[RulingId(ruling.id)].published is not None:
                ruling.out = True
                for word, whom in ruling.words:
                    word.told(whom)
        for mail in tuple(self.under_way):
            message, words, whom = mail
            if MessageId(message) not in state.in_transit:
                self.under_way.remove(mail)
                for word in words:
                    word.told(whom)

    def word(self, what: str, *whom: str) -> str:
        return self.account.word(what, *whom).text

    def do(self, seat: str, kind: str, /, **data: Any) -> dict[str, Any]:
        """A command by script, or now and then as a form; gives the receipt, empty for a form."""
        if self.chance.random() < 0.15:
            self.world.send_form(seat, kind, **data)
            return {}
        return self.world.send(seat, kind, **data)

    def ask(self, seat: str, kind: str, /, **data: Any) -> dict[str, Any] | None:
        """A command of which the receipt is needed: its data, None if it was refused."""
        receipt = self.world.send(seat, kind, **data)
        return dict(receipt["data"]) if receipt["ok"] else None

    def team(self) -> str:
        return self.chance.choice(list(self.teams))

    def some_tos(self) -> tuple[str, ...]:
        """Audiences, and now and then others before them."""
        chosen = self.chance.sample(list(self.tos), self.chance.randint(1, min(3, len(self.tos))))
        return (*(self.also if self.chance.random() < 0.5 else ()), *chosen)

    def line(self) -> Line | None:
        return self.chance.choice(self.lines) if self.lines else None

    def of_own(self, things: Sequence[Any]) -> Any:
        return self.chance.choice(list(things)) if things else None
