"""Which objectives a deck tests in which phase, by which injects, and what it expects the teams to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from games.engine.ids import InjectId, Millis
from games.engine.plan import Expectation, Inject, Objective, Phase, Plan
from injects.deck.overview.ties import slots
from injects.deck.storyline import Storyline

LEAST: Final = 2
"""An objective is served by two injects at least: one may never go out."""

Lack: TypeAlias = Literal["gap", "single", "late", ""]
"""Nothing serves it, one inject alone does, nothing does in the last phase, or nothing is wrong."""


@dataclass(frozen=True)
class Cell:
    """The injects that serve an objective in a phase, and how many moves they expect."""

    injects: tuple[Inject, ...]
    expected: int

    @property
    def decisions(self) -> int:
        """How many of them ask for a decision."""
        return sum(inject.kind == "decision" for inject in self.injects)


@dataclass(frozen=True)
class Row:
    """An objective over the phases; `expects` are the injects that expect something, with what."""

    objective: Objective
    cells: tuple[Cell, ...]
    lack: Lack
    expects: tuple[tuple[Inject, Expectation], ...]

    @property
    def total(self) -> int:
        """How many injects serve it."""
        return sum(len(cell.injects) for cell in self.cells)


@dataclass(frozen=True)
class Coverage:
    """The matrix. A phase of None gathers what is in no phase; `serving_none` are injects without objective."""

    phases: tuple[Phase | None, ...]
    rows: tuple[Row, ...]
    serving_none: tuple[Inject, ...]


def coverage_of(story: Storyline) -> Coverage:
    """The objectives of a deck against its phases."""
    plan = story.plan
    where = _phases_of(story)
    phases: list[Phase | None] = [*sorted(plan.phases, key=lambda phase: phase.starts_ms)]
    if not phases or any(where[inject.id] is None and inject.objectives for inject in plan.injects):
        phases.append(None)
    return Coverage(
        phases=tuple(phases),
        rows=tuple(_row(plan, objective, phases, where) for objective in plan.objectives),
        serving_none=tuple(i for i in plan.injects if not i.objectives and i.kind != "admin"),
    )


def _phases_of(story: Storyline) -> dict[InjectId, str | None]:
    """The phase of each inject: its own word, else by its time."""
    begun = sorted(story.plan.phases, key=lambda phase: phase.starts_ms)

    def at(moment: Millis) -> str | None:
        return next((phase.id for phase in reversed(begun) if phase.starts_ms <= moment), None)

    return {
        name: slot.inject.phase or (at(slot.at_ms) if slot.how not in ("open", "hand") else None)
        for name, slot in slots(story).items()
    }


def _row(
    plan: Plan, objective: Objective, phases: list[Phase | None], where: dict[InjectId, str | None]
) -> Row:
    own = [inject for inject in plan.injects if objective.id in inject.objectives]
    cells = []
    for phase in phases:
        here = tuple(i for i in own if where[i.id] == (None if phase is None else phase.id))
        cells.append(Cell(here, sum(len(wanted.moves) for i in here for wanted in i.expects)))
    return Row(
        objective=objective,
        cells=tuple(cells),
        lack=_lack(plan, own, where),
        expects=tuple((inject, wanted) for inject in own for wanted in inject.expects),
    )


def _lack(plan: Plan, own: list[Inject], where: dict[InjectId, str | None]) -> Lack:
    if not own:
        return "gap"
    if len(own) < LEAST:
        return "single"
    last = max(plan.phases, key=lambda phase: phase.starts_ms, default=None)
    return "late" if last is not None and all(where[i.id] != last.id for i in own) else ""
