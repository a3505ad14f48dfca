"""The branches of a deck as a graph: injects, the conditions between them, and what bears on each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from games.engine.ids import InjectId
from games.engine.plan import Inject
from games.law import tree
from games.law.conditions import Condition, boolean
from games.law.tree import Call, Not
from injects.deck.findings import Finding
from injects.deck.overview.ties import Tie, TieKind, about, ties, waits
from injects.deck.storyline import Line, Storyline

EdgeKind: TypeAlias = TieKind | Literal["if", "else", "otherwise", "kept"]
"""`kept` leads to the inject that is kept in case play passes the first one by. `if` leads from a condition to what goes out when it holds, `else` and `otherwise` when it fails."""


@dataclass(frozen=True)
class Gate:
    """A condition that one inject or several depend on; those that need its contrary hang on the same one."""

    id: str
    condition: Condition


@dataclass(frozen=True)
class Node:
    """An inject that depends on something or that something depends on."""

    inject: Inject
    findings: tuple[Finding, ...]
    unreachable: bool


@dataclass(frozen=True)
class Edge:
    """From an inject or a gate to another, by their ids. `through` are facts or moves; `dead` is never taken.

    `instead_of` is the inject that is passed over where a gate leads to another.
    """

    source: str
    target: str
    kind: EdgeKind
    through: tuple[str, ...] = ()
    instead_of: InjectId | None = None
    dead: bool = False


@dataclass(frozen=True)
class Graph:
    """Nodes and gates in the order of the deck, and the edges between them. `apart` have no ties at all."""

    nodes: tuple[Node, ...]
    gates: tuple[Gate, ...]
    edges: tuple[Edge, ...]
    apart: tuple[Inject, ...]

    def roots(self) -> tuple[str, ...]:
        """Where a reader begins: what nothing leads to, and one of every circle that is left."""
        order = [*(node.inject.id for node in self.nodes), *(gate.id for gate in self.gates)]
        led_to = {edge.target for edge in self.edges}
        roots = [name for name in order if name not in led_to]
        seen = self._reached(roots)
        for name in order:
            if name not in seen:
                roots.append(name)
                seen |= self._reached([name])
        return tuple(roots)

    def _reached(self, names: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in seen:
                seen.add(name)
                pending.extend(edge.target for edge in self.edges if edge.source == name)
        return seen


def graph_of(story: Storyline, findings: Iterable[Finding] = ()) -> Graph:
    """The branches of a deck; `findings` say what of it can never be reached (L02, L03)."""
    told = about(findings)
    dead = {name: {_part(f) for f in own if f.code in ("L02", "L03")} for name, own in told.items()}
    gates: dict[tree.Node, Gate] = {}
    edges: dict[Edge, None] = {}
    stood_in = _stood_in(story)
    for line in story.lines.values():
        for edge in _edges(story, line, gates, dead.get(line.inject.id, set()), stood_in):
            edges[edge] = None
    tied = {name for edge in edges for name in (edge.source, edge.target)}
    return Graph(
        nodes=tuple(
            Node(
                inject,
                told.get(inject.id, ()),
                bool(dead.get(inject.id, set()) - {"otherwise"}),
            )
            for inject in story.plan.injects
            if inject.id in tied
        ),
        gates=tuple(gates.values()),
        edges=tuple(edges),
        apart=tuple(inject for inject in story.plan.injects if inject.id not in tied),
    )


def _part(finding: Finding) -> str:
    return finding.field.rpartition(".")[2]


def _edges(
    story: Storyline,
    line: Line,
    gates: dict[tree.Node, Gate],
    dead: set[str],
    stood_in: set[InjectId],
) -> list[Edge]:
    inject = line.inject
    found = [Edge(tie.source, inject.id, tie.kind) for tie in waits(inject)]
    if inject.contingency_for:
        found.append(Edge(inject.contingency_for, inject.id, "kept"))
    if not inject.when:
        if inject.otherwise:
            # Without a condition nothing is ever passed over.
            found.append(Edge(inject.id, inject.otherwise, "otherwise", instead_of=inject.id, dead=True))
        return found
    bearing = ties(story, line)
    if _plain_release(line) and not inject.otherwise:
        found += [Edge(tie.source, inject.id, tie.kind, dead="when" in dead) for tie in bearing]
        return found
    condition, holds = _upright(line.condition)
    gate = gates.setdefault(condition.tree, Gate(f"if-{len(gates) + 1}", condition))
    found += [Edge(tie.source, gate.id, _turned(tie, holds), tie.through) for tie in bearing if _drawn(tie)]
    if inject.id not in stood_in:
        found.append(Edge(gate.id, inject.id, "if" if holds else "else", dead="when" in dead))
    if inject.otherwise:
        found.append(
            Edge(gate.id, inject.otherwise, "otherwise", instead_of=inject.id, dead="otherwise" in dead)
        )
    return found


def _upright(condition: Condition) -> tuple[Condition, bool]:
    """The condition without a `not` around all of it, and whether there was none."""
    if isinstance(condition.tree, Not):
        return boolean(condition.tree.part, condition.text), False
    return condition, True


def _turned(tie: Tie, holds: bool) -> TieKind:
    """How a tie bears on a condition that was turned upright."""
    contrary: dict[TieKind, TieKind] = {
        "makes": "bars",
        "bars": "makes",
        "after": "unless",
        "unless": "after",
    }
    return tie.kind if holds else contrary.get(tie.kind, tie.kind)


def _stood_in(story: Storyline) -> set[InjectId]:
    """Injects whose own condition only repeats that they go out where another is passed over."""
    found = set()
    for line in story.lines.values():
        other = line.inject.otherwise
        if line.inject.when and other:
            theirs, holds = _upright(story.lines[other].condition)
            own, own_holds = _upright(line.condition)
            if theirs.tree == own.tree and holds is not own_holds:
                found.add(other)
    return found


def _plain_release(line: Line) -> bool:
    """Whether the condition is nothing but the release of one other inject."""
    return isinstance(line.condition.tree, Call) and line.condition.tree.function == "released"


def _drawn(tie: Tie) -> bool:
    """A fact that only touches a condition is told in words; drawn, it would join everything to everything."""
    return tie.kind != "bears"
