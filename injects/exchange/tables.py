"""Which sheets of a file are read, where their headings are, and what each column is taken for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from injects.exchange.choices import DROP, Choices, ColumnUse
from injects.exchange.columns import FIELDS, HEADING_ROWS, Field, mapping_of, plain
from injects.exchange.problems import Problem, _
from injects.exchange.sheets import Grid, Row, Sheet, letters


@dataclass
class Table:
    """One chosen sheet, its headings and the field of each column."""

    sheet: Sheet
    heading: int
    heads: tuple[str, ...]
    fields: tuple[Field | None, ...]
    dropped: frozenset[int]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines below the headings."""
        return self.sheet.rows[self.heading + 1 :]


def tables_of(grid: Grid, choices: Choices) -> tuple[list[Table], list[Problem]]:
    """The chosen sheets (the likeliest if none is chosen), and what is to be said of them."""
    by_name = {sheet.name: sheet for sheet in grid.sheets}
    wanted = choices.sheets or grid.likely[:1] or tuple(by_name)[:1]
    tables: list[Table] = []
    said: list[Problem] = []
    for name in wanted:
        sheet = by_name.get(name)
        if sheet is None:
            why = _("There is no sheet {sheet}.")
            said.append(Problem(place=name, why=why, values={"sheet": name}))
            continue
        number = choices.headings.get(name)
        index = sheet.heading if number is None else _index_of(sheet, number)
        if index is None:
            why = _("No row of headings among the first {most}; say which row it is.")
            said.append(Problem(place=name, why=why, values={"most": str(HEADING_ROWS)}))
            continue
        said += sheet.notes
        tables.append(_table(sheet, index, choices))
    return tables, said


def _table(sheet: Sheet, index: int, choices: Choices) -> Table:
    raw = sheet.rows[index].texts
    heads = _heads(sheet, index)
    fields = list(mapping_of((*raw, *[""] * (len(heads) - len(raw)))))
    dropped = set()
    for head in heads:
        said = choices.columns.get(head)
        if said in FIELDS:
            fields = [None if name == said else name for name in fields]
    for column, head in enumerate(heads):
        said = choices.columns.get(head)
        if said is None:
            continue
        fields[column] = next((name for name in FIELDS if name == said), None)
        if said == DROP:
            dropped.add(column)
    if choices.pace not in ("", "1") and "scenario" not in fields:
        # Where the story runs faster than the clock, the one time that a sheet has is the story's.
        fields = [
            "scenario" if name == "offset" and heads[at] not in choices.columns else name
            for at, name in enumerate(fields)
        ]
    return Table(sheet, index, heads, tuple(fields), frozenset(dropped))


def _heads(sheet: Sheet, index: int) -> tuple[str, ...]:
    """The headings as texts of one line, each once; a column that has texts and no heading gets its letter."""
    raw = sheet.rows[index].texts
    below = sheet.rows[index + 1 :]
    width = max((len(row.cells) for row in below), default=0)
    heads: list[str] = []
    for column in range(max(len(raw), width)):
        head = " ".join(raw[column].split()) if column < len(raw) else ""
        if not head and any(column < len(row.cells) and row.cells[column].text for row in below):
            head = f"Column {letters(column + 1)}"
        same = [other for other in heads if other == head]
        heads.append(f"{head} ({letters(column + 1)})" if same and head else head)
    return tuple(heads)


def beyond(table: Table, row: Row, column: int) -> str:
    """The place of a cell that a short row does not have."""
    heads = table.sheet.rows[table.heading].cells
    head = heads[column].place if column < len(heads) else f"{table.sheet.name}!{letters(column + 1)}0"
    return re.sub(r"\d+$", str(row.number), head) if row.cells and "!" in row.cells[0].place else head


def _index_of(sheet: Sheet, number: int) -> int | None:
    return next(
        (index for index, row in enumerate(sheet.rows) if row.number == number and not row.empty), None
    )


def repeats(row: Row, table: Table) -> bool:
    """The row of headings once more, as sheets made for printing have it."""
    texts = [plain(text) for text in row.texts if text]
    heads = {plain(head) for head in table.heads if head}
    return len(texts) > 2 and all(text in heads for text in texts)


def is_section(row: Row, table: Table) -> bool:
    """A line with one text that is no inject: `DAY TWO`, `Break`, a sum at the foot."""
    filled = [index for index, text in enumerate(row.texts) if text]
    if len(filled) != 1 or sum(name is not None for name in table.fields) < 3:
        return False
    if row.cells[filled[0]].formula:
        return True
    name = table.fields[filled[0]] if filled[0] < len(table.fields) else None
    return name not in ("body", "title")


def uses_of(tables: Iterable[Table]) -> tuple[ColumnUse, ...]:
    """Every heading once, with what it is taken for and examples of what stands under it."""
    uses: dict[str, ColumnUse] = {}
    for table in tables:
        rows = [row for row in table.rows if not repeats(row, table) and not is_section(row, table)]
        for column, head in enumerate(table.heads):
            if not head:
                continue
            samples = list(_samples(rows, column))
            before = uses.get(head)
            uses[head] = ColumnUse(
                heading=head,
                field=table.fields[column] if before is None or before.field is None else before.field,
                kept=column not in table.dropped,
                samples=before.samples if before and before.samples else tuple(samples),
                sheets=(*(before.sheets if before else ()), table.sheet.name),
            )
    return tuple(uses.values())


def _samples(rows: Iterable[Row], column: int) -> Iterator[str]:
    found = 0
    for row in rows:
        if column < len(row.cells) and row.cells[column].text:
            yield " ".join(row.cells[column].text.split())[:80]
            found += 1
            if found == 3:
                return
