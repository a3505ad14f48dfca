"""The readings of a deck that an author looks at: in time, in branches, by objective, by load."""

from collections.abc import Callable

import pytest

from games.engine.ids import InjectId
from injects.deck.lint import Checked, check_text
from injects.deck.overview.branches import Edge, Graph, graph_of
from injects.deck.overview.coverage import coverage_of
from injects.deck.overview.load import load_of
from injects.deck.overview.ties import Slot, slots
from injects.deck.overview.timeline import timeline_of
from injects.deck.storyline import Storyline
from injects.deck.vocabulary import Vocabulary

MINUTE = 60_000
INJECT = (
    "  - {{id: {id}, to: [{to}], channel: press, title: T, text: One two three., objectives: [read]{more}}}\n"
)


@pytest.fixture
def story(smallest: str, book: Vocabulary) -> Callable[..., tuple[Storyline, Checked]]:
    """The smallest deck, with lines put in the place of its injects, and pieces of its text changed."""

    def make(lines: str = "", **changes: str) -> tuple[Storyline, Checked]:
        text = smallest.partition("injects:\n")[0] + "injects:\n" + lines if lines else smallest
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        checked = check_text("deck.yaml", text, book)
        assert checked.plan is not None, checked.findings
        return Storyline(checked.plan, book), checked

    return make


def line(id_: str, more: str = "", to: str = "tokyo") -> str:
    return INJECT.format(id=id_, to=to, more=f", {more}" if more else "")


def placed(story: Storyline) -> dict[str, tuple[int, str, tuple[str, ...], bool]]:
    return {
        name: (slot.at_ms // MINUTE, slot.how, tuple(slot.of), slot.certain)
        for name, slot in slots(story).items()
    }


# In time


def test_each_inject_stands_at_its_earliest_moment(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    found = placed(story()[0])
    assert found == {
        "A": (2, "due", (), True),
        "B": (14, "due", (), False),
        "C": (14, "instead", ("B",), False),
    }


def test_what_waits_stands_with_what_it_waits_for(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    lines = (
        line("A", "at: 3m")
        + line("B", "at: 8m, when: notice_given")
        + line("W", "when: released('A')")
        + line("X", "when: released('W') and released('B')")
        + line("F", "when: quarantine_declared, phase: P2")
        + line("H", "phase: P2")
    )
    found = placed(story(lines)[0])
    assert found["W"] == (3, "after", ("A",), True)
    assert found["X"] == (8, "after", ("W", "B"), False)
    assert found["F"] == (10, "open", (), False)
    assert found["H"] == (10, "hand", (), False)


def test_turns_and_the_time_at_the_table_are_moments_of_the_story(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    lines = line("A", "at: 2m, basis: exercise") + line("T", "at: 1m, basis: turn, turn: 3")
    changes = {"{minute_is: 1m, endex: 30m}": "{minute_is: 2m, turn: 5m, endex: 30m}"}
    made, _checked = story(lines, **changes)
    assert placed(made)["A"] == (4, "due", (), True)
    assert placed(made)["T"] == (22, "turn", (), True)
    timeline = timeline_of(made)
    assert [(band.turn, band.from_ms // MINUTE, band.to_ms // MINUTE) for band in timeline.turns] == [
        (1, 0, 10),
        (2, 10, 20),
        (3, 20, 30),
    ]


def test_lanes_are_everybody_each_team_and_staff(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    lines = (
        line("A", "at: 1m", "all, tokyo")
        + line("B", "at: 2m", "tokyo, beijing/gs")
        + line("C", "at: 3m", '"seat:bj-1"')
        + line("D", "at: 4m", "white")
    )
    timeline = timeline_of(story(lines)[0])
    assert [(mark.slot.inject.id, mark.lanes) for mark in timeline.marks] == [
        ("A", ("all",)),
        ("B", ("tokyo", "beijing")),
        ("C", ("beijing",)),
        ("D", ("white",)),
    ]
    assert timeline.lanes == ("all", "tokyo", "beijing", "white")
    assert [(band.id, band.from_ms // MINUTE, band.to_ms // MINUTE) for band in timeline.phases] == [
        ("P1", 0, 10),
        ("P2", 10, 30),
    ]


def test_a_circle_of_waiting_is_placed_all_the_same(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    lines = line("A", "when: released('B')") + line("B", "when: released('A')")
    assert {slot.inject.id for slot in slots(story(lines)[0]).values()} == {"A", "B"}


# Branches


def edges(graph: Graph) -> set[tuple[str, str, str]]:
    gates = {gate.id: gate.condition.text for gate in graph.gates}
    return {(gates.get(e.source, e.source), e.kind, gates.get(e.target, e.target)) for e in graph.edges}


def test_conditions_stand_between_what_bears_on_them_and_what_they_decide(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    made, checked = story()
    graph = graph_of(made, checked.findings)
    asked = "not ('iis' in jp_situations) and released('A')"
    assert edges(graph) == {("A", "after", asked), (asked, "if", "B"), (asked, "otherwise", "C")}
    assert not graph.apart


def test_a_stand_in_that_repeats_the_contrary_hangs_on_the_same_condition(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    lines = (
        line("A", "at: 1m, sets: {quarantine_declared: true}")
        + line("B", "at: 5m, when: quarantine_declared, otherwise: C")
        + line("C", "at: 5m, when: not quarantine_declared")
        + line("D", "at: 6m, when: not quarantine_declared")
        + line("E", "at: 7m, sets: {quarantine_declared: false}")
        + line("F", "at: 8m, when: quarantine_declared")
    )
    graph = graph_of(story(lines)[0])
    asked = "quarantine_declared"
    assert edges(graph) == {
        ("A", "makes", asked),
        ("E", "bars", asked),
        (asked, "if", "B"),
        (asked, "otherwise", "C"),
        (asked, "else", "D"),
        (asked, "if", "F"),
    }
    assert Edge("if-1", "C", "otherwise", instead_of=InjectId("B")) in graph.edges


def test_what_comes_later_bears_on_nothing_that_was_asked_before(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    lines = line("A", "at: 5m, when: quarantine_declared") + line(
        "Z", "at: 6m, sets: {quarantine_declared: true}"
    )
    assert "Z" in {inject.id for inject in graph_of(story(lines)[0]).apart}


def test_moves_that_are_expected_bear_on_conditions_that_ask_for_them(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    lines = line("A", "at: 1m, expect: {tokyo: [jp.statement]}") + line(
        "B", "at: 9m, when: made('jp.statement')"
    )
    assert ("A", "move", "made('jp.statement')") in edges(graph_of(story(lines)[0]))


def test_what_can_never_go_out_is_marked(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    lines = line("A", "at: 9m") + line("B", "at: 5m, when: released('A'), otherwise: C") + line("C")
    made, checked = story(lines)
    graph = graph_of(made, checked.findings)
    assert [node.inject.id for node in graph.nodes if node.unreachable] == ["B"]
    assert {(edge.target, edge.dead) for edge in graph.edges if edge.kind in ("if", "otherwise")} == {
        ("B", True),
        ("C", False),
    }


def test_every_inject_with_a_tie_can_be_reached_from_a_root(book: Vocabulary, long_strait_text: str) -> None:
    checked = check_text("long-strait.yaml", long_strait_text, book)
    assert checked.plan is not None
    graph = graph_of(Storyline(checked.plan, book), checked.findings)
    reached, pending = set(), list(graph.roots())
    while pending:
        if (name := pending.pop()) not in reached:
            reached.add(name)
            pending += [edge.target for edge in graph.edges if edge.source == name]
    assert reached == {node.inject.id for node in graph.nodes} | {gate.id for gate in graph.gates}
    assert len(graph.nodes) + len(graph.apart) == len(checked.plan.injects)


# Coverage


def test_the_matrix_says_what_an_objective_lacks(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    lines = (
        line("A", "at: 1m, phase: P1, kind: decision, question: Q, expect: {tokyo: [jp.statement]}")
        + line("B", "at: 12m")
        + line("C", "at: 3m").replace("[read]", "[one, early]")
        + line("D", "at: 4m").replace("[read]", "[early]")
        + line("E").replace(", objectives: [read]", "")
    )
    objectives = {"  - {id: read, label: Read the news}": "\n".join(
        f"  - {{id: {name}, label: L}}" for name in ("read", "one", "early", "none")
    )}  # fmt: skip
    coverage = coverage_of(story(lines, **objectives)[0])
    assert {row.objective.id: row.lack for row in coverage.rows} == {
        "read": "",
        "one": "single",
        "early": "late",
        "none": "gap",
    }
    first = coverage.rows[0]
    assert [[inject.id for inject in cell.injects] for cell in first.cells] == [["A"], ["B"]]
    assert (first.cells[0].decisions, first.cells[0].expected, first.total) == (1, 1, 2)
    assert [inject.id for inject in coverage.serving_none] == ["E"]


# Load


def test_the_fullest_ten_minutes_are_found_wherever_they_begin(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    lines = "".join(
        line(name, f"at: {at}m, kind: decision, question: Q")
        for name, at in zip("ABC", (8, 9, 12), strict=True)
    )
    tokyo, beijing = load_of(story(lines)[0])
    assert (tokyo.items, tokyo.decisions, tokyo.words) == (3, 3, 9)
    assert (tokyo.fullest.decisions, tokyo.fullest.decisions_at // MINUTE) == (3, 8)
    # Neither of the two stretches holds three decisions, and yet ten minutes that begin in the first do.
    assert [(s.decisions, s.too_much) for s in tokyo.stretches] == [(2, True), (1, False), (0, False)]
    assert (tokyo.silent_ms // MINUTE, tokyo.silent_from // MINUTE) == (18, 12)
    assert (beijing.items, beijing.silent_ms // MINUTE) == (0, 30)


def test_a_story_that_moves_by_jumps_has_no_pace(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    made, _checked = story(line("A", "at: 1m"), **{"minute_is: 1m": "minute_is: 0m"})
    assert load_of(made) == ()


def test_slots_are_in_the_order_of_the_deck(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    found: dict[InjectId, Slot] = slots(story()[0])
    assert list(found) == ["A", "B", "C"]


def test_prerequisites_suppressors_and_followers_are_ties_and_move_in_time(
    story: Callable[..., tuple[Storyline, Checked]],
) -> None:
    lines = (
        line("A", "at: 4m")
        + line("B", "at: 2m, needs: [A]")
        + line("C", "at: 9m, suppressed_by: [A]")
        + line("D", "at: 3m, after: A")
        + line("E", "contingency_for: C")
        + line("F", "when: \"after('A', '5m') or missed('A', 'tokyo')\"")
    )
    made, _checked = story(lines)
    found = placed(made)
    assert found["B"] == (4, "after", ("A",), True)
    assert found["C"] == (9, "due", (), False)
    assert found["D"] == (7, "after", ("A",), True)
    assert edges(graph_of(made)) == {
        ("A", "after", "B"),
        ("A", "unless", "C"),
        ("A", "after", "D"),
        ("C", "kept", "E"),
        ("A", "released", "after('A', '5m') or missed('A', 'tokyo')"),
        ("after('A', '5m') or missed('A', 'tokyo')", "if", "F"),
    }


def test_an_item_counts_as_many_as_its_weight(story: Callable[..., tuple[Storyline, Checked]]) -> None:
    tokyo, _beijing = load_of(story(line("A", "at: 1m, weight: 3") + line("B", "at: 2m"))[0])
    assert (tokyo.items, tokyo.fullest.items) == (4, 4)
