"""The views of a deck for readers: its timeline, branches, coverage and load, as words and as shapes to draw."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from games.engine.ids import InjectId, Text
from games.engine.plan import Inject, Plan, Team
from games.law.book import Book
from games.law.conditions import Condition
from games.law.wording import words
from games.presenting.words import pick
from injects.deck.findings import Finding
from injects.deck.overview.branches import Edge, Graph, graph_of
from injects.deck.overview.coverage import Coverage, coverage_of
from injects.deck.overview.ties import Slot, about
from injects.deck.overview.timeline import ALL, STAFF, Timeline, timeline_of
from injects.deck.storyline import Storyline
from injects.deck.times import show
from injects.deck.vocabulary import vocabulary_of

HOUR: Final = 3_600_000
FILLED: Final = "decision"
"""The kind of inject whose mark is filled: it asks somebody to decide."""


@dataclass(frozen=True)
class Picture:
    """A deck that compiles, seen under one rule pack in the reader's language.

    `row` gives the address of the line of an inject in the table that this deck is read or written in.
    """

    plan: Plan
    book: Book
    findings: tuple[Finding, ...]
    row: Callable[[InjectId], str]

    @cached_property
    def story(self) -> Storyline:
        """The deck's story, with its conditions read."""
        return Storyline(self.plan, vocabulary_of(self.book))

    @cached_property
    def told(self) -> dict[InjectId, tuple[Finding, ...]]:
        """The findings by inject."""
        return about(self.findings)

    def text(self, text: Text) -> str:
        """A text of the deck in the reader's language, or the nearest there is."""
        return str(pick(text, get_language() or "en", self.plan.languages))

    def title(self, name: InjectId) -> str:
        """The title of an inject."""
        return self.text(self.story.lines[name].inject.title)

    def team(self, name: str) -> Team | None:
        """A team, for its mark and tone."""
        return next((team for team in self.plan.teams if team.id == name), None)

    def condition(self, condition: Condition) -> str:
        """A condition in words; those of the rule pack are in its own language."""
        return words(self.book, condition.tree)

    def when(self, inject: Inject) -> str:
        """The condition of an inject in words, empty for always."""
        return self.condition(self.story.lines[inject.id].condition) if inject.when else ""

    def problem(self, name: InjectId) -> str:
        """The first error or warning about an inject, in words; empty if there is none."""
        grave = [finding for finding in self.told.get(name, ()) if finding.level != "info"]
        return f"{grave[0].code}: {grave[0].sentence(_)}" if grave else ""

    def moves(self, names: Iterable[str]) -> str:
        """Moves by their names in the rule pack."""
        return ", ".join(self.book.moves[m].label if m in self.book.moves else m for m in names)

    def facts(self, names: Iterable[str]) -> str:
        """Facts by their labels."""
        return ", ".join(self.book.facts[n].label if n in self.book.facts else n for n in names)


# The timeline ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TimelineRow:
    """A line of the table under the timeline. `movable` lines may be given another due time there."""

    slot: Slot
    url: str
    phase: str
    how: str
    teams: tuple[Team, ...]
    everybody: bool
    when: str
    problem: str
    movable: bool
    time: str


@dataclass(frozen=True)
class TimelineView:
    """The data of `<tte-timeline>`, and the same as rows."""

    data: dict[str, Any]
    rows: tuple[TimelineRow, ...]
    timeline: Timeline


def timeline_view(picture: Picture, movable: Container[str] = ()) -> TimelineView:
    """The timeline of a deck. Of `movable`, those with a due time in the story can be moved."""
    timeline = timeline_of(picture.story)
    phases = {phase.id: picture.text(phase.label) for phase in picture.plan.phases}
    rows = []
    items = []
    for mark in timeline.marks:
        slot, inject = mark.slot, mark.slot.inject
        due = inject.due
        row = TimelineRow(
            slot=slot,
            url=picture.row(inject.id),
            phase=phases.get(inject.phase, inject.phase),
            how=how_words(slot),
            teams=tuple(team for lane in mark.lanes if (team := picture.team(lane))),
            everybody=ALL in mark.lanes,
            when=picture.when(inject),
            problem=picture.problem(inject.id),
            movable=inject.id in movable and due is not None and due.basis == "scenario",
            time=show(slot.at_ms),
        )
        rows.append(row)
        title = f"{inject.id} {picture.text(inject.title)}"
        items.append(
            {
                "id": inject.id,
                "label": f"{title} · {_('if')} {row.when}" if row.when else title,
                "at_ms": slot.at_ms,
                "lanes": list(mark.lanes),
                "state": f"{'decision' if inject.kind == FILLED else 'planned'}{'' if slot.certain else ' if'}",
                "movable": row.movable,
                "problem": row.problem,
                "note": row.how,
            }
        )
    return TimelineView(_timeline_data(picture, timeline, items), tuple(rows), timeline)


def _timeline_data(picture: Picture, timeline: Timeline, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "now_ms": None,
        "lanes": [_lane(picture, lane) for lane in timeline.lanes],
        "items": items,
        "span": _span(timeline.end_ms),
        "endex_ms": timeline.endex_ms,
        "bands": [
            *(
                {"row": 0, "label": picture.text(band.label), "from_ms": band.from_ms, "to_ms": band.to_ms}
                for band in timeline.phases
            ),
            *(
                {
                    "row": 1 if timeline.phases else 0,
                    "label": _("Turn %(turn)d") % {"turn": band.turn},
                    "from_ms": band.from_ms,
                    "to_ms": band.to_ms,
                }
                for band in timeline.turns
            ),
        ],
        "states": [
            ["decision", _("asks for a decision")],
            ["planned", _("other inject")],
            ["decision if", _("decision, only on a condition or by hand")],
            ["planned if", _("other, only on a condition or by hand")],
        ],
    }


def _span(end_ms: int) -> list[int]:
    """From STARTEX to a little after the end."""
    return [-max(end_ms // 100, 30_000), end_ms + max(end_ms // 25, 120_000)]


def _lane(picture: Picture, lane: str) -> dict[str, Any]:
    team = picture.team(lane)
    if team is not None:
        return {"id": lane, "label": picture.text(team.label), "mark": team.mark, "tone": team.tone}
    if lane == STAFF:
        return {"id": lane, "label": _("White cell"), "mark": "hexagon", "tone": 5}
    return {"id": lane, "label": _("Everybody"), "mark": "star", "tone": 0}


def how_words(slot: Slot) -> str:
    """What puts an inject where it stands in time."""
    named = {"of": ", ".join(slot.of)}
    return {
        "due": _("At its due time"),
        "turn": _("On the clock of its turn"),
        "wall": _("By the clock in the room, at the earliest"),
        "instead": _("In place of %(of)s") % named,
        "after": _("At the earliest with %(of)s, which it waits for") % named,
        "open": _("No fixed time: when its condition holds"),
        "hand": _("No fixed time: by hand"),
    }[slot.how]


# Branches -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Twig:
    """A line of the nested list: how it is led to, what it is, and what follows. `again` stands elsewhere in full."""

    id: str
    label: str
    name: str
    gate: bool
    url: str
    unreachable: bool
    problem: str
    again: bool
    twigs: tuple[Twig, ...]


@dataclass(frozen=True)
class BranchesView:
    """The data of `<tte-branches>`, the same as a nested list, and what has no branches."""

    data: dict[str, Any]
    twigs: tuple[Twig, ...]
    apart: tuple[tuple[Inject, str], ...]
    unreachable: tuple[tuple[Inject, str], ...]


def branches_view(picture: Picture) -> BranchesView:
    """The branch graph of a deck."""
    graph = graph_of(picture.story, picture.findings)
    gates = {gate.id: picture.condition(gate.condition) for gate in graph.gates}
    nodes: list[dict[str, Any]] = [
        {
            "id": node.inject.id,
            "kind": "inject",
            "label": f"{node.inject.id} {picture.text(node.inject.title)}",
            "url": picture.row(node.inject.id),
            "filled": node.inject.kind == FILLED,
            "unreachable": node.unreachable,
            "problem": picture.problem(node.inject.id),
        }
        for node in graph.nodes
    ]
    nodes += [{"id": name, "kind": "gate", "label": said} for name, said in gates.items()]
    edges = [
        {
            "from": edge.source,
            "to": edge.target,
            "label": edge_words(picture, edge),
            "kind": edge.kind,
            "dead": edge.dead,
        }
        for edge in graph.edges
    ]
    return BranchesView(
        data={"nodes": nodes, "edges": edges},
        twigs=_Tree(picture, graph, gates).whole(),
        apart=tuple((inject, picture.row(inject.id)) for inject in graph.apart),
        unreachable=tuple((n.inject, picture.row(n.inject.id)) for n in graph.nodes if n.unreachable),
    )


def edge_words(picture: Picture, edge: Edge) -> str:
    """What an edge says: how its source bears on its target."""
    match edge.kind:
        case "if":
            said = _("if so")
        case "else":
            said = _("if not")
        case "otherwise":
            said = _("if not, in place of %(other)s") % {"other": edge.instead_of}
        case "kept":
            said = _("kept in case play passes it by")
        case "after":
            said = _("after it went out")
        case "unless":
            said = _("unless it went out")
        case "released":
            said = _("depends on what became of it")
        case "makes":
            said = _("makes it so: %(facts)s") % {"facts": picture.facts(edge.through)}
        case "bars":
            said = _("rules it out: %(facts)s") % {"facts": picture.facts(edge.through)}
        case "bears":
            said = _("changes %(facts)s") % {"facts": picture.facts(edge.through)}
        case "move":
            said = _("asks for %(moves)s") % {"moves": picture.moves(edge.through)}
    return _("%(words)s (never)") % {"words": said} if edge.dead else said


class _Tree:
    """The graph as a nested list: everything in full once, elsewhere by its name."""

    def __init__(self, picture: Picture, graph: Graph, gates: dict[str, str]) -> None:
        self.picture, self.graph, self.gates = picture, graph, gates
        self.nodes = {node.inject.id: node for node in graph.nodes}
        self.shown: set[str] = set()

    def whole(self) -> tuple[Twig, ...]:
        return tuple(self._twig(name, "") for name in self.graph.roots())

    def _twig(self, name: str, label: str) -> Twig:
        again = name in self.shown
        self.shown.add(name)
        following = [] if again else [edge for edge in self.graph.edges if edge.source == name]
        node = self.nodes.get(InjectId(name))
        return Twig(
            id=name,
            label=label,
            name=self.gates[name] if node is None else self.picture.title(node.inject.id),
            gate=node is None,
            url="" if node is None else self.picture.row(node.inject.id),
            unreachable=node is not None and node.unreachable,
            problem="" if node is None else self.picture.problem(node.inject.id),
            again=again,
            twigs=tuple(self._twig(edge.target, edge_words(self.picture, edge)) for edge in following),
        )


# Coverage -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CoverageView:
    """The matrix, and what it lacks in all."""

    coverage: Coverage
    lacking: int
    urls: dict[InjectId, str]
    moves: dict[str, str]


def coverage_view(picture: Picture) -> CoverageView:
    """Objectives against phases."""
    coverage = coverage_of(picture.story)
    names = {m for i in picture.plan.injects for wanted in i.expects for m in wanted.moves}
    return CoverageView(
        coverage=coverage,
        lacking=sum(bool(row.lack) for row in coverage.rows),
        urls={inject.id: picture.row(inject.id) for inject in picture.plan.injects},
        moves={name: picture.moves([name]) for name in names},
    )


def lack_words(lack: str) -> str:
    """What an objective lacks."""
    return {
        "gap": _("Nothing serves it"),
        "single": _("One inject alone serves it"),
        "late": _("Nothing in the last phase"),
    }.get(lack, "")
