"""The words of the law for players: provisions, missing steps, move types and their parameters."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from games.engine.ids import FactValue
from games.law.book import Book
from games.law.model import Fact, Param, Step
from games.law.plain import plain
from games.presenting import times

OTHER = "other"
"""The move type of free text: always allowed, outside the catalogue."""


@dataclass(frozen=True, slots=True)
class ProvisionCard:
    """A rule of law. All but `code` is empty for a provision that the pack does not hold (any more)."""

    code: str
    title: str = ""
    instrument: str = ""
    layer_label: str = ""
    rule: str = ""
    applies: str = ""
    exceptions: str = ""
    decides: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        return self.title or self.code


@dataclass(frozen=True, slots=True)
class MissingCard:
    """Something that a move lacks: who can give it, how long that takes, and the move type that does it."""

    token: str
    label: str
    who: str = ""
    takes: str = ""
    law: str = ""
    move: str = ""
    finding: bool = False
    breakable: bool = False


@dataclass(frozen=True, slots=True)
class FieldCard:
    """A parameter of a move's form."""

    id: str
    label: str
    type: str
    choices: tuple[tuple[str, str], ...]
    default: Any
    least: int | None = None
    most: int | None = None
    unit: str = ""

    def shown(self, value: FactValue | None) -> str:
        """A value in words; the default for none."""
        if value is None:
            value = self.default
        if self.type == "bool":
            return _("Yes") if value else _("No")
        return dict(self.choices).get(str(value), str(value)) + (f" {self.unit}" if self.unit else "")


@dataclass(frozen=True, slots=True)
class MoveTypeCard:
    """A move of the catalogue: what it is, the provisions that carry it, what its form asks."""

    id: str
    label: str
    fields: tuple[FieldCard, ...]
    authority: tuple[ProvisionCard, ...]


@dataclass(frozen=True, slots=True)
class LawWords:
    """Looks up the words of a rule pack: records of the pack go in, cards come out."""

    book: Book

    def provision(self, code: str) -> ProvisionCard:
        """A provision by its code."""
        found = self.book.provisions.get(code)
        if found is None:
            return ProvisionCard(code)
        return ProvisionCard(
            code=found.id,
            title=found.title,
            instrument=found.instrument,
            layer_label=layer_label(found.layer),
            rule=found.rule,
            applies=self.plain(found.applies),
            exceptions=self.plain(found.exceptions),
            decides=self.plain(found.decides),
            source=found.source,
        )

    def missing(self, token: str, team: str = "") -> MissingCard:
        """A missing step by its token, with who takes it and how long it takes `team`."""
        found = self.book.tokens.get(token)
        step = self._cure(token, team)
        return MissingCard(
            token=token,
            label=found.label if found else self.book.label_of(token),
            who=step.who if step else "",
            takes=times.hours(step.hours) if step and step.hours is not None else "",
            law=step.law if step else "",
            move=self.move_label(step.move) if step and step.move else "",
            finding=bool(found and found.finding),
            breakable=bool(found and found.breakable),
        )

    def plain(self, text: str) -> str:
        """A text of the pack with its codes in words; nothing for the dash that stands for none."""
        return "" if text == "-" else plain(self.book, text)

    def move_label(self, move: str) -> str:
        """What a move type is called."""
        if move == OTHER:
            return _("Other")
        found = self.book.moves.get(move)
        return found.label if found else move

    def fields(self, move: str) -> tuple[FieldCard, ...]:
        """The parameters of a move type, in the order of its form."""
        found = self.book.moves.get(move)
        return tuple(self._field(param) for param in found.params) if found else ()

    def move_type(self, move: str) -> MoveTypeCard | None:
        """A move type with its form and law; None outside the catalogue."""
        found = self.book.moves.get(move)
        if found is None:
            return None
        authority = tuple(self.provision(code) for code in found.authority)
        return MoveTypeCard(found.id, found.label, self.fields(move), authority)

    def move_names(self, team: str) -> tuple[tuple[str, str], ...]:
        """Ids and names of the moves of one team, in the order of the pack."""
        return tuple((move.id, move.label) for move in self.book.moves_of(team))

    def catalogue(self, team: str) -> tuple[MoveTypeCard, ...]:
        """The moves of one team, in the order of the pack."""
        cards = (self.move_type(move.id) for move in self.book.moves_of(team))
        return tuple(card for card in cards if card is not None)

    def fact_label(self, fact: str) -> str:
        """What a fact is called."""
        found = self.book.facts.get(fact)
        return found.label if found else self.book.label_of(fact)

    def fact_group(self, fact: str) -> str:
        """The name of the group that a fact is listed under."""
        found = self.book.facts.get(fact)
        group = self.book.fact_groups.get(found.group) if found else None
        return group.label if group else ""

    def fact_groups(self) -> tuple[str, ...]:
        """The names of all groups, in the order of the pack."""
        return tuple(group.label for group in self.book.fact_groups.values())

    def fact_value(self, fact: str, value: FactValue) -> str:
        """The value of a fact in words."""
        found = self.book.facts.get(fact)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list | tuple):
            return ", ".join(self._member(found, each) for each in value) if value else _("none")
        if found is not None and found.type == "moment":
            return times.scenario_time(value) if isinstance(value, int) else _("has not come")
        shown = self.book.label_of(str(value))
        return f"{shown} {found.unit}" if found is not None and found.unit else shown

    def _cure(self, token: str, team: str) -> Step | None:
        """The step that supplies a token: the one that `team` takes, else the first."""
        steps = [procedure.step for procedure in self.book.cures.get(token, ())]
        own = (step for step in steps if team in step.teams)
        return next(own, steps[0] if steps else None)

    def _member(self, fact: Fact | None, value: object) -> str:
        if fact is not None and fact.of == "moves":
            return self.move_label(str(value))
        return self.book.label_of(str(value))

    def _field(self, param: Param) -> FieldCard:
        values = self.book.param_values(param)
        return FieldCard(
            id=param.id,
            label=param.label,
            type=param.type,
            choices=tuple((value, self.book.label_of(value)) for value in values),
            default=param.default,
            least=param.least,
            most=param.most,
            unit=param.unit,
        )


def verdict_label(verdict: str) -> str:
    """A verdict in words that players read."""
    labels = {
        "lawful": _("Lawful"),
        "contestable": _("Contestable"),
        "blocked": _("A step is missing"),
        "unlawful": _("Unlawful"),
        "undetermined": _("Open"),
    }
    return labels.get(verdict, verdict)


def layer_label(layer: str) -> str:
    """The legal order of a provision in words."""
    labels = {
        "domestic": _("Domestic law"),
        "alliance": _("Alliance"),
        "international": _("International law"),
    }
    return labels.get(layer, layer)
