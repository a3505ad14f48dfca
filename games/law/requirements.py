"""Turns a rule written as requirement and exemptions (`if`, `else`, `unless`) into rows of the same tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from games.law.book import Exempted, Required, Rule, effect_of
from games.law.conditions import Condition, boolean
from games.law.exact import exact
from games.law.kinds import Kind
from games.law.model import RANK, VERDICTS, Exemption, Requirement, Row, Severity
from games.law.spelling import spelled
from games.law.tree import AllOf, AnyOf, Node, Not, names_of


@dataclass(frozen=True, slots=True)
class Parsed:
    """The conditions of an exemption as they were read."""

    exemption: Exemption
    when: Condition
    then: Condition | None


def required(
    owner: str, requirement: Requirement, must: Condition, parsed: tuple[Parsed, ...], facts: dict[str, Kind]
) -> tuple[Required, tuple[Rule, ...]]:
    """The rows of a requirement: one for the requirement itself, one for each exemption that asks something.

    The requirement counts where no exemption applies. While it is not known whether one applies, what holds
    either way is the milder of the two verdicts (the second part of what is given).
    """
    maker = _Maker(owner, requirement, facts)
    applies = {each.exemption.id: _applies(each, parsed) for each in parsed}
    barred = [Not(node) for node in applies.values()]
    base = maker.rule("", _all(Not(must.tree), *barred), requirement.otherwise, None)
    rules, either, exempted = [base], [], []
    for each in parsed:
        exemption, node = each.exemption, applies[each.exemption.id]
        verdict = exemption.otherwise or "lawful"
        exempted.append(Exempted(exemption.id, boolean(node, spelled(node)), each.then, verdict))
        if each.then is None or not exemption.otherwise:
            continue
        rule = maker.rule(f".{exemption.id}", _all(node, Not(each.then.tree)), exemption.otherwise, exemption)
        rules.append(rule)
        milder: Severity = min(requirement.otherwise, exemption.otherwise, key=RANK.__getitem__)
        both = AnyOf((base.condition.tree, rule.condition.tree))
        either.append(maker.rule(f".{exemption.id}.either", both, milder, exemption))
    made = Required(base.id, must, requirement.otherwise, tuple(exempted), tuple(rules))
    return made, tuple(either)


def _applies(one: Parsed, parsed: tuple[Parsed, ...]) -> Node:
    """Where the exemption holds and none that goes before it does."""
    before = [other.when.tree for other in parsed if one.exemption.id in other.exemption.over]
    return _all(one.when.tree, *(Not(node) for node in before))


def _all(*parts: Node) -> Node:
    return parts[0] if len(parts) == 1 else AllOf(parts)


class _Maker:
    def __init__(self, owner: str, requirement: Requirement, facts: dict[str, Kind]) -> None:
        self.owner = owner
        self.requirement = requirement
        self.facts = facts

    def rule(self, suffix: str, tree: Node, verdict: Severity, exemption: Exemption | None) -> Rule:
        asked = self.requirement
        row = Row(
            row=asked.row,
            when=spelled(tree),
            verdict=verdict,
            provisions=(exemption.provisions if exemption else ()) or asked.provisions,
            layer=asked.layer,
            missing=(exemption.missing if exemption else ()) or asked.missing,
            note=(exemption.note if exemption else "") or asked.note,
        )
        condition = exact(boolean(tree, row.when))
        reads = tuple(name for name in names_of(tree) if name in self.facts)
        rank = RANK[verdict]
        return Rule(f"{self.owner}#{asked.row}{suffix}", row, condition, rank, effect_of(row), reads)


def conflicts(made: Required) -> Iterator[tuple[Exempted, Exempted]]:
    """Pairs of exemptions whose outcomes differ; whether both can hold together is for the check to see."""
    for index, one in enumerate(made.exemptions):
        for other in made.exemptions[index + 1 :]:
            if (one.verdict, _text(one)) != (other.verdict, _text(other)):
                yield one, other


def _text(exempted: Exempted) -> str:
    return spelled(exempted.then.tree) if exempted.then else VERDICTS[0]
