"""The law engine's proposal as staff read it: verdicts, provisions, facts, flips, missing steps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from games.engine.ids import FactValue
from games.presenting.law import LawWords, ProvisionCard

Kept: TypeAlias = Mapping[str, Any]
"""A ruling of the law engine as the log keeps it (`games.law.rulings.Ruling` in plain builtins)."""


@dataclass(frozen=True, slots=True)
class LayerRow:
    """The verdict of one legal order; `floor` and `ceiling` differ where unknown facts leave it open."""

    layer: str
    forum: str
    floor: str
    ceiling: str

    @property
    def settled(self) -> bool:
        """Whether nothing unknown could move it."""
        return self.floor == self.ceiling


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that the rules read; `source` is given, default or unknown."""

    name: str
    label: str
    value: str
    source: str
    relied_on: bool
    by: str


@dataclass(frozen=True, slots=True)
class FlipRow:
    """One fact whose change alone would change the result."""

    name: str
    label: str
    value: str
    verdict: str
    effect: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that would supply something missing: who takes it and for how many hours of scenario time."""

    token: str
    label: str
    what: str
    teams: tuple[str, ...]
    who: str
    hours: float | None
    """What it takes by itself."""
    done: float | None
    """Hours from now until it is done if all are started now, after those that the law puts before it."""
    law: str
    move: str
    own: bool
    under_way: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A row of the tables that holds, or may hold where not `certain`."""

    verdict: str
    certain: bool
    layer: str
    provisions: tuple[ProvisionCard, ...]
    note: str


@dataclass(frozen=True, slots=True)
class FixRow:
    """A plan of steps that would cure the move: what is done by whom in which order, and how it would end."""

    steps: tuple[tuple[str, str, float], ...]
    """Label, who, and the hour of scenario time at which it is done."""
    hours: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the law engine says of a move."""

    verdict: str
    effect: str
    lean: str
    layers: tuple[LayerRow, ...]
    deciding: tuple[ProvisionCard, ...]
    also: tuple[ProvisionCard, ...]
    relied_on: tuple[FactUsed, ...]
    read: tuple[FactUsed, ...]
    needs: tuple[str, ...]
    flips: tuple[FlipRow, ...]
    fixes: tuple[FixRow, ...]
    missing: tuple[StepRow, ...]
    deciding_notes: tuple[FindingRow, ...]
    milder: tuple[FindingRow, ...]
    duties: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether the result is clear enough to be accepted without a choice of staff."""
        return self.effect != "refer" and self.verdict != "undetermined"


def proposal(
    kept: Kept | None, law: LawWords, *, team: str = "", under_way: Iterable[str] = ()
) -> Proposal | None:
    """The proposal in words, None where the law engine has said nothing (free text).

    `team` is the moving team; `under_way` are tokens of its steps that are on the clock already.
    """
    if not kept:
        return None
    facts = tuple(_fact(each, law) for each in kept.get("facts", ()))
    verdict = str(kept.get("verdict", ""))
    findings = tuple(_finding(each, law) for each in kept.get("findings", ()))
    return Proposal(
        verdict=verdict,
        effect=str(kept.get("effect", "")),
        lean=str(kept.get("lean", "")),
        layers=tuple(_layer(each) for each in kept.get("layers", ())),
        deciding=tuple(law.provision(code) for code in deciding_codes(kept)),
        also=tuple(law.provision(code) for code in kept.get("also", ())),
        relied_on=tuple(f for f in facts if f.relied_on),
        read=tuple(f for f in facts if not f.relied_on),
        needs=tuple(law.fact_label(name) for name in kept.get("needs", ())),
        flips=tuple(_flip(each, law) for each in kept.get("flips", ())),
        fixes=tuple(_fix(each) for each in kept.get("fixes", ())),
        missing=_steps(kept, law, team, frozenset(under_way)),
        deciding_notes=tuple(f for f in findings if f.verdict == verdict),
        milder=tuple(f for f in findings if f.verdict != verdict),
        duties=tuple(kept.get("duties", ())),
    )


def with_alternatives(kept: Kept | None, fresh: Kept | None) -> dict[str, Any]:
    """The proposal as it was made, with the alternatives of a fresh answer where both say the same."""
    if not kept or not fresh or differs(kept, fresh):
        return dict(kept or {})
    return {**kept, "flips": fresh["flips"], "fixes": fresh["fixes"]}


def differs(kept: Kept | None, fresh: Kept | None) -> bool:
    """Whether the law would now say something else than what it proposed."""
    if not kept or not fresh:
        return False
    return any(kept.get(part) != fresh.get(part) for part in ("verdict", "effect", "deciding", "missing"))


def deciding_codes(kept: Kept) -> tuple[str, ...]:
    """The codes of the provisions that decide."""
    return tuple(kept.get("deciding") or kept.get("provisions") or ())


def _layer(each: Kept) -> LayerRow:
    return LayerRow(str(each["layer"]), str(each["forum"]), str(each["floor"]), str(each["ceiling"]))


def _fact(each: Kept, law: LawWords) -> FactUsed:
    name, value = str(each["name"]), each.get("value")
    return FactUsed(
        name=name,
        label=law.fact_label(name),
        value="" if value is None else law.fact_value(name, _thawed(value)),
        source=str(each.get("source", "given")),
        relied_on=bool(each.get("relied_on", True)),
        by=str(each.get("by", "")),
    )


def _thawed(value: Any) -> FactValue:
    return list(value) if isinstance(value, tuple) else value


def _flip(each: Kept, law: LawWords) -> FlipRow:
    name = str(each["fact"])
    return FlipRow(
        name=name,
        label=law.fact_label(name),
        value=law.fact_value(name, _thawed(each["value"])),
        verdict=str(each["verdict"]),
        effect=str(each["effect"]),
    )


def _fix(each: Kept) -> FixRow:
    planned = each["steps"]
    steps = tuple((str(p["step"]["label"]), str(p["step"]["who"]), float(p["done"])) for p in planned)
    return FixRow(steps, float(each["hours"]), str(each["verdict"]))


def _finding(each: Kept, law: LawWords) -> FindingRow:
    return FindingRow(
        verdict=str(each["verdict"]),
        certain=bool(each.get("certain", True)),
        layer=str(each["layer"]),
        provisions=tuple(law.provision(code) for code in each.get("provisions", ())),
        note=law.plain(str(each.get("note", ""))),
    )


def _steps(kept: Kept, law: LawWords, team: str, under_way: frozenset[str]) -> tuple[StepRow, ...]:
    """What the deciding rows lack, each with the step that supplies it where there is one."""
    supplied = {str(step["token"]): step for step in reversed(list(kept.get("steps", ())))}
    own = frozenset(kept.get("own_steps", ()))
    waiting = {
        token: supplied[token] for token in kept.get("missing", ()) if token in supplied.keys() - under_way
    }
    rows = []
    for token in kept.get("missing", ()):
        step: Kept = supplied.get(token, {})
        rows.append(
            StepRow(
                token=token,
                label=law.missing(token).label,
                what=str(step.get("label", "")),
                teams=tuple(step.get("teams", ())),
                who=str(step.get("who", "")),
                hours=step.get("hours"),
                done=_done(step, waiting),
                law=str(step.get("law", "")),
                move=str(step.get("move", "")),
                own=token in own,
                under_way=token in under_way,
            )
        )
    return tuple(rows)


def _done(step: Kept, waiting: Mapping[str, Kept]) -> float | None:
    """When a step is done that starts once those of `waiting` before it are; None where it takes no set time."""
    hours = step.get("hours")
    if hours is None:
        return None
    # What is looked at is taken out: a circle in a pack must not hang the page.
    rest = {token: each for token, each in waiting.items() if each is not step}
    before = (_done(rest[token], rest) for token in step.get("after", ()) if token in rest)
    return float(hours) + max((each or 0.0 for each in before), default=0.0)
