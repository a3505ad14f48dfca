"""The lawbook: every pack as staff, analysts and authors read it, from provision to rows and back.

Made of the rule pack alone; answers on facts come from `games.presenting.explorer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from games.law.book import Book, Rule
from games.law.cases import Case, judge, read_cases
from games.law.model import Change, Fact, MeterChange, Step
from games.law.rulebook import Rulebook
from games.law.wording import words
from games.presenting import times
from games.presenting.explorer import Reader, searchable
from games.presenting.law import LawWords, ProvisionCard, layer_label, verdict_label

TABLE: Final = "decision_table.yaml"
SHOWN_IN_CELL: Final = 3
FIRST_HITS: Final = 12


# Search ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `page` is its address below the root of the book."""

    id: str
    label: str
    text: str
    page: str


@dataclass(frozen=True, slots=True)
class HitList:
    """What was found of one kind; `more` says how many are not shown."""

    id: str
    label: str
    hits: tuple[Hit, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are left out of the list."""
        return self.count - len(self.hits)


def found(reader: Reader, query: str, *, everything: bool = False) -> tuple[HitList, ...]:
    """All that speaks of these words or has this code, by kind; of each kind the first dozen, or all."""
    wanted = query.casefold().split()
    if not wanted:
        return ()
    lists = []
    for name, label, hits in _kinds(reader):
        matching = [hit for hit, text in hits if all(word in text for word in wanted)]
        if matching:
            shown = matching if everything else matching[:FIRST_HITS]
            lists.append(HitList(name, label, tuple(shown), len(matching)))
    return tuple(lists)


def _kinds(reader: Reader) -> Iterator[tuple[str, str, Iterable[tuple[Hit, str]]]]:
    book, law = reader.book, reader.law
    yield (
        "provisions",
        _("Provisions"),
        (
            _hit(
                e.id,
                e.title,
                e.instrument,
                f"provision/{e.id}/",
                e.rule,
                e.applies,
                e.exceptions,
                e.decides,
                e.source,
            )
            for e in book.provisions.values()
        ),
    )
    yield (
        "moves",
        _("Moves"),
        (
            (Hit(e.id, e.label, reader.team_name(e.team), f"move/{e.id}/"), searchable(reader, e.id))
            for e in book.moves.values()
        ),
    )
    yield (
        "rows",
        _("Rows of the ruling tables"),
        (
            _hit(
                rule.id,
                rule.row.note or rule.row.when,
                rule.row.when,
                row_page(book, rule.id),
                *rule.row.missing,
            )
            for rule in book.rules.values()
        ),
    )
    yield (
        "facts",
        _("Facts"),
        (
            _hit(e.id, e.label, e.meaning, f"facts/#fact-{e.id}", *map(book.label_of, e.values))
            for e in book.facts.values()
        ),
    )
    yield (
        "macros",
        _("Named conditions"),
        (_hit(e.id, e.says.holds, e.meaning, f"facts/#macro-{e.id}", e.when) for e in book.macros.values()),
    )
    yield (
        "tokens",
        _("What may be missing"),
        (_hit(e.id, e.label, "", f"steps/#token-{e.id}") for e in book.tokens.values()),
    )
    yield (
        "steps",
        _("Steps"),
        (
            _hit(
                e.step.id,
                e.step.label,
                e.step.who,
                f"steps/#step-{e.step.id}",
                e.step.law,
                e.step.real,
                e.step.note,
            )
            for e in book.steps.values()
        ),
    )
    yield (
        "duties",
        _("Duties"),
        (
            _hit(e.duty.id, e.duty.label, e.duty.law, f"steps/#duty-{e.duty.id}", e.duty.missed)
            for e in book.duties.values()
        ),
    )
    yield (
        "readings",
        _("Readings"),
        (_hit(e.id, e.label, e.held_by, f"facts/#reading-{e.id}") for e in book.readings),
    )
    yield (
        "left-out",
        _("Not encoded"),
        (_hit(e.id, e.what, e.why, f"parameters/#left-{e.id}", *e.provisions) for e in book.not_encoded),
    )
    yield (
        "parameters",
        _("Parameters"),
        (
            _hit(
                e.id,
                law.book.label_of(e.name),
                f"{e.value}. {e.use}",
                f"parameters/#parameter-{e.id}",
                e.name,
                e.source,
            )
            for e in book.parameters.values()
        ),
    )


def _hit(name: str, label: str, text: str, page: str, *more: str) -> tuple[Hit, str]:
    return Hit(name, label, text, page), " ".join((name, label, text, *more)).casefold()


def row_page(book: Book, row: str) -> str:
    """Where a row is shown: in the table of the first move that uses it."""
    for move, play in book.plays.items():
        if any(rule.id == row for rule in play.rules):
            return f"move/{move}/#row-{anchor(row)}"
    return ""


def anchor(row: str) -> str:
    """The id of a row as part of an address."""
    return row.replace("#", "-").replace(".", "-")


# The ruling table of a move -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowCard:
    """A row of a ruling table; `notation` is the condition as the pack has it, `words` the same in words."""

    id: str
    anchor: str
    words: str
    notation: str
    verdict: str
    verdict_label: str
    effect: str
    layer_label: str
    provisions: tuple[ProvisionCard, ...]
    missing: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    note: str
    lean: str
    overrides: tuple[int, ...]
    place: str
    stands: str
    """Whether it holds on the facts of the page: yes, perhaps, or empty."""


def ruling_table(law: LawWords, move: str, stands: Mapping[str, bool]) -> tuple[RowCard, ...]:
    """The rows of a move, those of its groups first; `stands` are those that hold (or, False, may hold)."""
    return tuple(row_card(law, rule, stands.get(rule.id)) for rule in law.book.plays[move].rules)


def row_card(law: LawWords, rule: Rule, stands: bool | None = None) -> RowCard:
    """One row."""
    row, spoken = rule.row, words(law.book, rule.condition.tree)
    return RowCard(
        id=rule.id,
        anchor=anchor(rule.id),
        words=spoken[:1].upper() + spoken[1:],
        notation=row.when,
        verdict=row.verdict,
        verdict_label=verdict_label(row.verdict),
        effect=rule.effect,
        layer_label=layer_label(row.layer),
        provisions=tuple(law.provision(code) for code in row.provisions),
        missing=tuple((token, law.missing(token).label) for token in row.missing),
        facts=tuple((name, law.fact_label(name)) for name in rule.reads),
        note="" if row.note == "-" else row.note,
        lean=row.lean,
        overrides=row.overrides,
        place=law.book.places.get(rule.id, ""),
        stands="" if stands is None else "yes" if stands else "perhaps",
    )


def rows_citing(law: LawWords, code: str) -> tuple[RowCard, ...]:
    """The rows that a provision carries."""
    return tuple(row_card(law, rule) for rule in law.book.rules.values() if code in rule.row.provisions)


# Facts, conditions, readings ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact: what it means, what it may be, who establishes it, and the rows that read it."""

    id: str
    label: str
    meaning: str
    type: str
    values: str
    default: str
    standing: str
    set_by: tuple[str, ...]
    moves: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactSection:
    """The facts of one group."""

    id: str
    label: str
    facts: tuple[FactEntry, ...]


@dataclass(frozen=True, slots=True)
class ConditionEntry:
    """A named condition and the rows that use it, directly or through another."""

    id: str
    notation: str
    meaning: str
    holds: str
    fails: str
    rows: tuple[tuple[str, str], ...]


def fact_sections(law: LawWords) -> tuple[FactSection, ...]:
    """All facts by group."""
    book = law.book
    readers: dict[str, list[tuple[str, str]]] = {}
    for rule in book.rules.values():
        page = row_page(book, rule.id)
        for name in rule.reads:
            readers.setdefault(name, []).append((rule.id, page))
    return tuple(
        FactSection(
            group.id,
            group.label,
            tuple(
                _fact(law, e, tuple(readers.get(e.id, ())))
                for e in book.facts.values()
                if e.group == group.id
            ),
        )
        for group in book.fact_groups.values()
    )


def _fact(law: LawWords, fact: Fact, rows: tuple[tuple[str, str], ...]) -> FactEntry:
    default = list(fact.default) if isinstance(fact.default, (list, tuple)) else fact.default
    return FactEntry(
        id=fact.id,
        label=fact.label,
        meaning=fact.meaning,
        type=type_label(fact),
        values=", ".join(
            map(law.book.label_of, law.book.kinds[fact.id].values if fact.of != "moves" else ())
        ),
        default=_("open") if fact.standing == "doctrine" else law.fact_value(fact.id, default),
        standing=standing_label(fact.standing),
        set_by=tuple(map(setter_label, fact.set_by)),
        moves=tuple(
            (move.id, move.label) for move in law.book.moves.values() if _sets(move.establishes, fact.id)
        ),
        steps=tuple(
            (each.step.id, each.step.label)
            for each in law.book.steps.values()
            if _sets(each.step.changes, fact.id)
        ),
        rows=rows,
    )


def _sets(changes: Iterable[Change], fact: str) -> bool:
    return any(change.fact == fact for change in changes)


def type_label(fact: Fact) -> str:
    """What values a fact takes, in words."""
    return {
        "bool": _("yes or no"),
        "tri": _("no, arguable or yes"),
        "enum": _("one of"),
        "int": _("a number"),
        "list": _("any of"),
        "moment": _("a moment"),
    }[fact.type]


def standing_label(standing: str) -> str:
    """Whose business it is to say what the fact is."""
    return {
        "record": _("a matter of record"),
        "assessment": _("somebody has to judge it"),
        "doctrine": _("a question of law on which readings differ"),
    }[standing]


def setter_label(setter: str) -> str:
    """Who establishes a fact that no move and no step does."""
    return {"inject": _("injects"), "clock": _("the clock"), "white_cell": _("the white cell")}[setter]


def condition_entries(law: LawWords) -> tuple[ConditionEntry, ...]:
    """All named conditions."""
    book = law.book
    return tuple(
        ConditionEntry(
            id=each.id,
            notation=each.when,
            meaning=each.meaning,
            holds=each.says.holds,
            fails=each.says.fails,
            rows=tuple(
                (rule.id, row_page(book, rule.id))
                for rule in book.rules.values()
                if each.id in _written(rule.row.when)
            ),
        )
        for each in book.macros.values()
    )


def _written(text: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() or c == "_" else " " for c in text).split())


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """A reading of the law: who holds it, and how it answers the open questions."""

    id: str
    label: str
    held_by: str
    answers: tuple[tuple[str, str], ...]


def reading_entries(law: LawWords) -> tuple[ReadingEntry, ...]:
    """All readings."""
    return tuple(
        ReadingEntry(
            each.id,
            each.label,
            each.held_by,
            tuple((law.fact_label(name), law.fact_value(name, value)) for name, value in each.facts.items()),
        )
        for each in law.book.readings
    )


# Steps and duties -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepEntry:
    """A step with its clock. Hours are of the scenario; `real` is an estimate of life."""

    id: str
    label: str
    process: bool
    gives: str
    gives_label: str
    teams: str
    who: str
    law: str
    real: str
    takes: str
    when: str
    changes: tuple[str, ...]
    after: tuple[str, ...]
    includes: tuple[str, ...]
    move: str
    starts_with: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """Something that may be missing: the rows that ask for it, and the steps that give it."""

    id: str
    label: str
    finding: bool
    breakable: bool
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """A duty with its deadline and what happens when it is missed."""

    id: str
    label: str
    team: str
    takes: str
    law: str
    missed: str
    when: str
    met_by: str
    opened_by: tuple[tuple[str, str], ...]
    provisions: tuple[ProvisionCard, ...]
    costs: tuple[str, ...]


def step_entries(reader: Reader) -> tuple[StepEntry, ...]:
    """All steps, in the order of the pack."""
    return tuple(_step(reader, each.step) for each in reader.book.steps.values())


def _step(reader: Reader, step: Step) -> StepEntry:
    law = reader.law
    who = (_("whoever moves") if team == "mover" else reader.team_name(team) for team in step.teams)
    return StepEntry(
        id=step.id,
        label=step.label,
        process=step.kind == "process",
        gives=step.gives,
        gives_label=law.missing(step.gives).label if step.gives else "",
        teams=", ".join(who),
        who=step.who,
        law=step.law,
        real=step.real,
        takes=times.hours(step.hours) if step.hours is not None else "",
        when=step.when,
        changes=tuple(change_label(law, change) for change in step.changes),
        after=tuple(law.missing(token).label for token in step.after),
        includes=tuple(law.missing(token).label for token in step.includes),
        move=step.move,
        starts_with=tuple((move, law.move_label(move)) for move in step.starts_with),
        note=step.note,
    )


def change_label(law: LawWords, change: Change) -> str:
    """A change of a fact in words."""
    label = law.fact_label(change.fact)
    if change.set is not None:
        value: Any = list(change.set) if isinstance(change.set, (list, tuple)) else change.set
        return f"{label}: {_taken(law, change.fact, value)}"
    if change.add is not None:
        return _("%(fact)s: plus %(value)s") % {
            "fact": label,
            "value": _taken(law, change.fact, [change.add]),
        }
    if change.drop is not None:
        return _("%(fact)s: without %(value)s") % {
            "fact": label,
            "value": _taken(law, change.fact, [change.drop]),
        }
    return _("%(fact)s: rises by %(value)s") % {"fact": label, "value": change.increase}


def _taken(law: LawWords, fact: str, value: Any) -> str:
    text = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(text, str) and text.startswith("$"):
        return (
            _("the move itself") if text == "$move" else _("as the move says (%(name)s)") % {"name": text[1:]}
        )
    return law.fact_value(fact, value)


def token_entries(law: LawWords) -> tuple[TokenEntry, ...]:
    """Everything that a move may lack."""
    book = law.book
    return tuple(
        TokenEntry(
            each.id,
            each.label,
            each.finding,
            each.breakable,
            tuple((name, law.fact_label(name)) for name in each.facts),
            tuple(procedure.step.id for procedure in book.cures.get(each.id, ())),
            tuple(
                (rule.id, row_page(book, rule.id))
                for rule in book.rules.values()
                if each.id in rule.row.missing
            ),
        )
        for each in book.tokens.values()
    )


def duty_entries(reader: Reader) -> tuple[DutyEntry, ...]:
    """All duties."""
    law = reader.law
    return tuple(
        DutyEntry(
            id=duty.id,
            label=duty.label,
            team=reader.team_name(duty.team),
            takes=times.hours(duty.due_hours),
            law=duty.law,
            missed=duty.missed,
            when=duty.when,
            met_by=duty.met_by,
            opened_by=tuple((move, law.move_label(move)) for move in duty.opened_by),
            provisions=tuple(law.provision(code) for code in duty.provisions),
            costs=tuple(_cost(law, each) for each in duty.meters),
        )
        for duty in (each.duty for each in reader.book.duties.values())
    )


def _cost(law: LawWords, each: MeterChange) -> str:
    label = (
        law.book.meters[each.meter].label if each.meter in law.book.meters else law.book.label_of(each.meter)
    )
    return f"{label} {each.by:+d}"


# The decision table ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer on one move in one world. `differs` is what the pack says otherwise than the table."""

    case: str
    move: str
    verdict: str
    verdict_label: str
    letter: str
    provisions: tuple[str, ...]
    missing: tuple[str, ...]
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
    ruling = judged.ruling
    return Cell(
        case=case.id,
        move=case.move,
        verdict=ruling.verdict,
        verdict_label=verdict_label(ruling.verdict),
        letter=ruling.verdict[0].upper(),
        provisions=ruling.deciding[:SHOWN_IN_CELL],
        missing=ruling.missing,
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


# The rest -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contents:
    """What the book holds, for its front page: how many of each, the pack's digest, and the works it cites."""

    digest: str
    counts: tuple[tuple[str, int, str], ...]
    sources: tuple[tuple[str, str], ...]


def contents(reader: Reader) -> Contents:
    """The front page."""
    book = reader.book
    counts = (
        (_("moves"), len(book.moves), "#moves"),
        (_("provisions"), len(book.provisions), "provisions/"),
        (_("rows"), len(book.rules), "#moves"),
        (_("facts"), len(book.facts), "facts/"),
        (_("steps"), len(book.steps), "steps/"),
        (_("duties"), len(book.duties), "steps/#duties"),
        (_("parameters"), len(book.parameters), "parameters/"),
        (_("not encoded"), len(book.not_encoded), "parameters/#left-out"),
    )
    return Contents(book.digest, counts, tuple((e.id, e.label) for e in book.sources.values()))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something the provisions say, or leave open, that no row carries."""

    id: str
    what: str
    why: str
    provisions: tuple[ProvisionCard, ...]


def left_out(law: LawWords) -> tuple[LeftOut, ...]:
    """All that is not encoded."""
    return tuple(
        LeftOut(each.id, each.what, each.why, tuple(map(law.provision, each.provisions)))
        for each in law.book.not_encoded
    )
