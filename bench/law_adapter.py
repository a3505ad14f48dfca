"""Lets tte's law engine run in a comparison of rule engines on a corpus of limbs and exceptions.

The comparison calls `make(corpus)` and gets an object with `rule`, `full` and `fix`. Limbs become
requirements as in a pack; rulings, reasons and changes are the engine's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from games.law.book import Play, Rule
from games.law.changes import Costs, cheapest, obstacles
from games.law.conditions import boolean
from games.law.kinds import Kind
from games.law.model import Exemption, MoveType, Requirement
from games.law.requirements import Parsed, required
from games.law.spelling import spelled
from games.law.tables import Table
from games.law.tree import AllOf, AnyOf, Compare, Literal, Name, Node, Not, Within
from games.law.weighing import bounds, weigh
from games.law.wording import Explain, Reason, explainer

Facts = Mapping[str, Any]
AUTHORITY = ("CORPUS",)


@dataclass(slots=True)
class Full:
    """A ruling with the facts that would settle it and the reasons of every row that holds or may hold."""

    lo: int
    hi: int
    needs: tuple[str, ...]
    reasons: dict[str, Reason]


class Adapter:
    name = "tte"

    def __init__(self, corpus: dict[str, Any]) -> None:
        facts = corpus["facts"]
        kinds = {name: _kind(spec) for name, spec in facts.items()}
        self.costs: Costs = {
            name: dict.fromkeys(spec.get("values", (True, False)), spec["change"]["cost"])
            for name, spec in facts.items()
            if "change" in spec
        }
        made = [(set(each["applies_to"]), _limbs(each, kinds)) for each in corpus["provisions"]]
        self.plays = {
            move: _play(move, [rules for applies, rules in made if applies & set(tags)])
            for move, tags in corpus["moves"].items()
        }
        self.obstacles = {move: obstacles(play) for move, play in self.plays.items()}
        every = (rule for play in self.plays.values() for rule in _rules(play))
        self.explain: dict[str, Explain] = {
            rule.id: explainer(spelled, rule.condition.tree) for rule in every
        }

    def rule(self, move: str, facts: Facts) -> tuple[int, int]:
        return bounds(self.plays[move], facts)

    def full(self, move: str, facts: Facts) -> Full:
        outcome = weigh(self.plays[move], facts)
        rows = (*outcome.sure, *outcome.open)
        reasons = {rule.id: self.explain[rule.id](facts, {}) for rule in rows}
        return Full(outcome.floor, outcome.ceiling, outcome.needs(facts), reasons)

    def fix(self, move: str, facts: Facts) -> tuple[int, dict[str, Any]] | None:
        found = cheapest(self.obstacles[move], facts, self.costs)
        return (found.cost, dict(found.values)) if found else None


def make(corpus: dict[str, Any]) -> Adapter:
    return Adapter(corpus)


def _kind(spec: Mapping[str, Any]) -> Kind:
    if spec["type"] == "enum":
        return Kind("enum", tuple(spec["values"]))
    return Kind("bool" if spec["type"] == "bool" else "int")


def _node(form: Any) -> Node:
    """The tree of a condition written as nested mappings."""
    if isinstance(form, str):
        return Name(form)
    ((word, inside),) = form.items()
    match word:
        case "all":
            return AllOf(tuple(_node(part) for part in inside))
        case "any":
            return AnyOf(tuple(_node(part) for part in inside))
        case "not":
            return Not(_node(inside))
    ((name, value),) = inside.items()
    match word:
        case "is":
            return Compare("==", Name(name), Literal(value))
        case "in":
            return Within(Name(name), Literal(tuple(value)), False)
        case "lte":
            return Compare("<=", Name(name), Literal(value))
    raise ValueError(f"unknown operator {word!r}")


def _limbs(provision: Mapping[str, Any], kinds: dict[str, Kind]) -> list[Table]:
    found: list[Table] = []
    for number, limb in enumerate(provision["limbs"], start=1):
        unless = [limb["unless"]] if "unless" in limb else []
        exemptions = tuple(
            Exemption(
                id=each["id"], when="-", then="-" if "then" in each else "", otherwise=each.get("else", "")
            )
            for each in unless
        )
        asked = Requirement(
            row=number,
            must="-",
            otherwise=limb["else"],
            provisions=AUTHORITY,
            layer="domestic",
            unless=exemptions,
        )
        parsed = tuple(
            Parsed(
                exemption,
                boolean(_node(each["when"]), each["id"]),
                boolean(_node(each["then"]), each["id"]) if "then" in each else None,
            )
            for exemption, each in zip(exemptions, unless, strict=True)
        )
        must = boolean(_node(limb["if"]), limb["id"])
        rows, either = required(provision["id"], asked, must, parsed, kinds)
        found.append(Table(rows.rules, either))
    return found


def _play(move: str, tables: list[list[Table]]) -> Play:
    parts = [part for table in tables for part in table]
    rules = tuple(rule for part in parts for rule in part.rules)
    either = tuple(rule for part in parts for rule in part.either_way)
    record = MoveType(id=move, team="any", label=move, authority=AUTHORITY)
    reads = tuple(dict.fromkeys(name for rule in rules for name in rule.reads))
    return Play(record, {}, rules, reads, (), either)


def _rules(play: Play) -> tuple[Rule, ...]:
    return (*play.rules, *play.either_way)
