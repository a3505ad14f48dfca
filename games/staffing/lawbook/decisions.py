"""The decision table, ruled on anew from the pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from games.law.cases import Case, judge, read_cases
from games.law.rulebook import Rulebook
from games.presenting.law import LawWords, verdict_label

TABLE: Final = "decision_table.yaml"
SHOWN_IN_CELL: Final = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer on one move in one world; `lacks` says in words what is `missing`.

    `differs` is what the pack says otherwise than the table.
    """

    case: str
    move: str
    verdict: str
    verdict_label: str
    letter: str
    provisions: tuple[str, ...]
    missing: tuple[str, ...]
    lacks: tuple[str, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A move in all worlds; None where the table has no such case."""

    label: str
    move: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Part D of the law brief, worked out anew: `agreed` of `count` cells are as the table has them."""

    worlds: tuple[tuple[str, str, str], ...]
    rows: tuple[TableRow, ...]
    count: int
    agreed: int


def decision_cases(book: Rulebook, text: str) -> dict[str, Case]:
    """The cases of the decision table that this pack can be asked, by id."""
    return {case.id: case for case in read_cases(TABLE, text, book).cases}


def decision_table(book: Rulebook, text: str) -> DecisionTable:
    """Rules on every cell of the table as the pack now stands."""
    cases = decision_cases(book, text)
    worlds = list(dict.fromkeys(case.title.rpartition(" / ")[2] for case in cases.values()))
    by_row: dict[str, dict[str, Cell]] = {}
    moves: dict[str, str] = {}
    for case in cases.values():
        label, _slash, world = case.title.rpartition(" / ")
        by_row.setdefault(label, {})[world] = _cell(book, case)
        moves[label] = case.move
    rows = tuple(
        TableRow(label, moves[label], tuple(cells.get(world) for world in worlds))
        for label, cells in by_row.items()
    )
    cells = [cell for row in rows for cell in row.cells if cell is not None]
    agreed = sum(not cell.differs for cell in cells)
    return DecisionTable(tuple(_world(world) for world in worlds), rows, len(cells), agreed)


def _cell(book: Rulebook, case: Case) -> Cell:
    judged = judge(book, case)
    ruling, law = judged.ruling, LawWords(book)
    return Cell(
        case=case.id,
        move=case.move,
        verdict=ruling.verdict,
        verdict_label=verdict_label(ruling.verdict),
        letter=ruling.verdict[0].upper(),
        provisions=ruling.deciding[:SHOWN_IN_CELL],
        missing=ruling.missing,
        lacks=tuple(law.missing(token).label for token in ruling.missing),
        differs=judged.differences,
    )


def _world(world: str) -> tuple[str, str, str]:
    """A world of the table with its name and what has happened in it."""
    known = {
        "none": (_("Nothing has happened"), _("peace; nobody attacked, nothing recognised")),
        "IIS": (
            _("Important influence"),
            _("a quarantine; important influence situation with an approved plan; nobody attacked"),
        ),
        "SSS": (
            _("Survival-threatening"),
            _(
                "US forces and Taiwan attacked, clear danger; plan, Diet and mobilisation under item 2 in order"
            ),
        ),
        "anticipated": (
            _("Attack anticipated"),
            _("only Taiwan attacked, clear danger; an attack on Japan anticipated, plan adopted, standby"),
        ),
        "armed attack": (
            _("Armed attack on Japan"),
            _("bases in Japan, US forces and Taiwan attacked; mobilised under item 1"),
        ),
    }
    return (world, *known.get(world, (world, "")))
