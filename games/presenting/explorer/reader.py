"""Who reads the law, and on what: the pack, the facts, and what may be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from games.engine.ids import FactValue
from games.law.book import Snapshot
from games.law.model import Provision
from games.law.records import Ruling
from games.law.rulebook import BadQuestion, Rulebook
from games.presenting.law import LawWords

WHITE = "white"


@dataclass(frozen=True)
class Reader:
    """Who reads, and on what. `team` is empty for those who read every government's law.

    `facts` are those the answers go by, `names` of teams by id, `now_ms` the scenario clock if one runs,
    `under_way` tokens of steps of the reader's team on the clock with the time they are due.
    """

    book: Rulebook
    facts: Mapping[str, FactValue]
    team: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    now_ms: int | None = None
    under_way: Mapping[str, int] = field(default_factory=dict)
    given_label: str = ""
    given_by: Mapping[str, str] = field(default_factory=dict)
    answers: bool = True
    """False where the exercise gives teams no counsel: the law is shown, and no answer."""
    case: str = ""
    """The id of the worked case whose facts these are, to be kept in addresses."""

    @cached_property
    def law(self) -> LawWords:
        """The words of the pack."""
        return LawWords(self.book)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The facts with the pack's defaults; what the pack does not know, or no longer admits, is left out."""
        fits = {
            name: value
            for name, value in self.facts.items()
            if name in self.book.facts and not hasattr(self.book.check_fact(name, value), "detail")
        }
        made = self.book.snapshot(fits)
        if isinstance(made, tuple):
            raise BadQuestion(made)
        return made

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """The teams whose moves the reader may look up."""
        return (self.team,) if self.team else tuple(self.book.teams)

    def moment(self, move: str) -> int | None:
        """The scenario time to rule at: none for a move whose rows ask nothing about elapsed time."""
        return self.now_ms if self.book.plays[move].limits else None

    def rule(self, move: str, params: Mapping[str, object], facts: Snapshot, **more: Any) -> Ruling:
        """The ruling on a move at this moment of the story."""
        return self.book.rule(move, params, facts, now=self.moment(move), **more)

    def team_name(self, team: str) -> str:
        """What a team is called in the exercise, else in the pack."""
        if team == WHITE:
            return _("third parties, played by the white cell")
        found = self.book.teams.get(team)
        return self.names.get(team) or (found.label if found else team)

    def may_read_move(self, move: str) -> bool:
        """Whether the move stands in a catalogue that the reader may look up."""
        found = self.book.moves.get(move)
        return found is not None and found.team in self.teams

    @cached_property
    def provisions(self) -> Mapping[str, Provision]:
        """The provisions that the reader may look up.

        A team reads its own government's law, international law, that of an alliance it belongs to, and whatever
        else its own moves turn on; not the domestic law of another government.
        """
        if not self.team:
            return self.book.provisions
        cited = {code for move in self.book.moves_of(self.team) for code in cited_by(self.book, move.id)}
        every = self.book.provisions.values()
        allied = any(each.layer == "alliance" and self.team in each.binds for each in every)
        open_to_us = {"domestic": False, "alliance": allied, "international": True}
        return {
            code: each
            for code, each in self.book.provisions.items()
            if code in cited or open_to_us[each.layer] or self.team in each.binds
        }

    def readable_facts(self) -> frozenset[str]:
        """The facts that the moves of these teams read: those about which the reader may ask what if."""
        plays = (self.book.plays[move.id] for team in self.teams for move in self.book.moves_of(team))
        return frozenset(name for play in plays for name in play.reads)


def cited_by(book: Rulebook, move: str) -> tuple[str, ...]:
    """Every provision that carries a move or decides one of its rows, in that order."""
    play = book.plays[move]
    rows = (code for rule in play.rules for code in rule.row.provisions)
    return tuple(dict.fromkeys([*play.move.authority, *rows]))
