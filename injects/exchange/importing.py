"""Makes lines of an MSEL from the sheets of a file, and names every cell that needs a person."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from injects.exchange import audiences
from injects.exchange.audiences import Spoken, fold
from injects.exchange.cells import split_message
from injects.exchange.choices import Choices, Imported, Line
from injects.exchange.columns import Field
from injects.exchange.csvs import read_csv
from injects.exchange.naming import ident
from injects.exchange.payloads import read_json
from injects.exchange.problems import FileRefused, Level, Problem, _
from injects.exchange.sheets import MAX_FILE, MAX_ROWS, Cell, Grid, Row, words_of
from injects.exchange.tables import Table, beyond, is_section, repeats, tables_of, uses_of
from injects.exchange.timing import Timetable

WORKED_OUT: Final[tuple[Field, ...]] = ("ref", "offset", "day", "scenario", "audience", "move")
READ_BY_PLAYERS: Final[tuple[Field, ...]] = ("title", "body", "question", "sender")
FILLED_BY_HAND: Final[tuple[Field, ...]] = ("ref", "offset", "audience", "title", "body")


def read_file(name: str, content: bytes) -> Grid:
    """The sheets of a file, by what it is rather than what it is called. Raises FileRefused."""
    if len(content) > MAX_FILE:
        raise FileRefused(_("The file is larger than {most} MiB."), most=MAX_FILE >> 20)
    if not content.strip():
        raise FileRefused(_("The file is empty."))
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0") or name.casefold().endswith(
        (".xlsx", ".xlsm")
    ):
        # Needs a library that takes long to load, and few processes ever read a workbook.
        from injects.exchange.workbooks import read_workbook

        return Grid(read_workbook(content))
    head = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.casefold().endswith(".json") or head[:1] == b"{" or head[:2] in (b"[{", b"[\n", b"[\r", b"[ "):
        return read_json(content)
    stem = re.sub(r"\.[^.]*$", "", name.replace("\\", "/").rpartition("/")[2])
    return Grid(read_csv(content, stem or "CSV"))


def import_grid(grid: Grid, choices: Choices, partial: bool = False) -> Imported:
    """The lines of the chosen sheets (of the likeliest if none is chosen), with every problem.

    `partial` is for a file that only changes a deck: what it has no column for stays as the deck has it.
    """
    return _Import(grid, choices, partial).run()


class _Import:
    """One run over a file."""

    def __init__(self, grid: Grid, choices: Choices, partial: bool) -> None:
        self.grid = grid
        self.choices = choices
        self.partial = partial
        self.found = Imported(partial=partial)
        self.times = Timetable(choices, self._cell)

    def run(self) -> Imported:
        tables, said = tables_of(self.grid, self.choices)
        self.found.problems += said
        self.found.sheets = tuple(table.sheet.name for table in tables)
        self.found.columns = uses_of(tables)
        if self.choices.start and self.times.rules.start is None:
            self._note(
                "start",
                _("The start {start} is neither a time of day nor a date and time."),
                "error",
                start=self.choices.start,
            )
        known = self._known_names(tables)
        for table in tables:
            self._rows(table, known)
        self._refs(tables)
        self.found.names = self._names()
        self.found.first_time = self.times.first
        if not self.found.lines:
            self._note("file", _("No inject was found."), "error")
        return self.found

    def _names(self) -> dict[str, int]:
        """How often each name is met, in the spelling that is met most."""
        spelt: dict[str, Counter[str]] = {}
        for line in self.found.lines:
            for who in (*line.to.names, *line.to.exempt):
                spelt.setdefault(fold(who.name), Counter())[who.name] += 1
        return {counts.most_common(1)[0][0]: counts.total() for counts in spelt.values()}

    # Rows

    def _known_names(self, tables: Iterable[Table]) -> frozenset[str]:
        """Names that stand alone somewhere in the column of audiences, or that the author has explained."""
        texts = [
            row.cells[column].text
            for table in tables
            for row in table.rows
            for column, name in enumerate(table.fields)
            if name == "audience" and column < len(row.cells)
        ]
        return audiences.atoms(texts) | {fold(name) for name in self.choices.names}

    def _rows(self, table: Table, known: frozenset[str]) -> None:
        headings: list[int] = []
        self.times.begin(table)
        self._audience_above = Spoken()
        self._missing(table)
        for row in table.rows:
            if row.empty or self._place(table, row) in self.choices.left_out:
                continue
            if repeats(row, table):
                continue
            if is_section(row, table):
                headings.append(row.number)
                place = self._place(table, row)
                for text in filter(None, row.texts):
                    self.times.under(place, " ".join(text.split()))
                continue
            if len(self.found.lines) >= MAX_ROWS:
                raise FileRefused(_("The file has more than {most} rows."), most=MAX_ROWS)
            self._line(table, row, known)
        if headings:
            why = _("Rows with a single text, taken for headings between the injects: {rows}.")
            rows = ", ".join(map(str, headings[:12]))
            self._note(f"{table.sheet.name}!{headings[0]}", why, "note", rows=rows)

    def _missing(self, table: Table) -> None:
        """Say once of a sheet what it has no column for, and not at each of its lines."""
        name = table.sheet.name
        self.wordless = not {"title", "body"} & set(table.fields)
        self.textless = not self.partial and "title" in table.fields and "body" not in table.fields
        self.unaddressed = "audience" not in table.fields and not self.choices.audience
        if self.partial:
            return
        if self.wordless:
            self._note(
                name,
                _("No column is taken for the title or the text. Say under Columns which it is."),
                "error",
            )
        if self.textless:
            why = _(
                "No column is taken for the text: players read only titles. Say under Columns which it is."
            )
            self._note(name, why, "doubt")
        if self.unaddressed:
            why = _(
                "No column says who gets what. Say under Columns which it is, or who gets rows that name nobody."
            )
            self._note(name, why, "error")

    def _place(self, table: Table, row: Row) -> str:
        first = row.cells[0].place if row.cells else ""
        if "!" in first:
            return f"{table.sheet.name}!{row.number}"
        return first.partition(".")[0] or f"{table.sheet.name}!{row.number}"

    def _line(self, table: Table, row: Row, known: frozenset[str]) -> None:
        place = self._place(table, row)
        cells: dict[Field, Cell] = {}
        given: dict[Field, str] = {}
        extra: dict[str, str] = {}
        for column, head in enumerate(table.heads):
            cell = row.cells[column] if column < len(row.cells) else Cell(beyond(table, row, column))
            name = table.fields[column]
            if name is not None:
                given[name] = cell.text
                cells[name] = self._mended(self._worked_out(cell, name))
                self._shown(cells[name], name)
            elif column not in table.dropped and head and cell.text:
                extra[head] = cell.text
        for absent in FILLED_BY_HAND:
            mend = self.choices.mends.get(f"{place}:{absent}", "")
            if absent not in cells and mend:  # a column that the sheet has not
                cells[absent] = Cell(f"{place}:{absent}", mend)
        texts = {name: cell.text for name, cell in cells.items()}
        places = {name: cell.place for name, cell in cells.items()}
        at_ms = self.times.due(cells, texts)
        to = self._audience(cells, texts, known, place)
        self._words(texts, places, place)
        ref = texts.get("ref", "")
        self.found.lines.append(
            Line(
                place=place, ref=ref, texts=texts, extra=extra, at_ms=at_ms, to=to, cells=places, given=given
            )
        )

    def _worked_out(self, cell: Cell, name: Field) -> Cell:
        """The last result of a formula, where a formula itself cannot be used; it is said of what matters."""
        if not cell.formula or cell.shown is None or name not in WORKED_OUT:
            return cell
        text = words_of(cell.shown)
        if name in ("offset", "audience") and cell.place not in self.choices.mends:
            self._cell(cell.place, name, _("A formula; its last result was taken."), "doubt", text)
        return Cell(cell.place, text, None if isinstance(cell.shown, str) else cell.shown)

    def _shown(self, cell: Cell, name: Field) -> None:
        """Say of a formula that players would read as it stands."""
        if cell.formula and name in READ_BY_PLAYERS:
            why = _("A formula; players would read it as it stands. Write the text itself.")
            self._cell(cell.place, name, why, "doubt", cell.text)

    def _mended(self, cell: Cell) -> Cell:
        text = self.choices.mends.get(cell.place)
        return cell if text is None else Cell(cell.place, text.strip())

    # Audiences and texts

    def _audience(
        self, cells: Mapping[Field, Cell], texts: dict[Field, str], known: frozenset[str], place: str
    ) -> Spoken:
        cell = cells.get("audience")
        text = cell.text if cell else ""
        if cell is not None and cell.formula:
            self._cell(cell.place, "audience", _("A formula. Write who it goes to."), "error", text)
            return Spoken()
        if not text and self.choices.audience:
            text = self.choices.audience
        if not text and fold(texts.get("kind", "")) in ("expected action", "expected"):
            text = "white"  # nobody is sent what the controllers only watch for
        spoken = self._meant(audiences.parse(text, known), known)
        if cell is not None and spoken.ditto and self._audience_above.anybody:
            spoken = replace(self._audience_above, doubt=audiences.ABOVE)
        self._audience_above = spoken
        if cell is not None and spoken.doubt == audiences.OTHERS:
            self._cell(cell.place, "audience", spoken.doubt, "error", text)
            return spoken
        if cell is not None and spoken.doubt:
            self._cell(cell.place, "audience", spoken.doubt, "doubt", text)
        if cell is not None and any(audiences.leaves_out(who) for who in spoken.names):
            self._cell(cell.place, "audience", audiences.NOT_ALL, "error", text)
        elif not (self.unaddressed or spoken.anybody):
            self._cell(
                cell.place if cell else f"{place}:audience", "audience", audiences.NOBODY, "error", text
            )
        return spoken

    def _meant(self, spoken: Spoken, known: frozenset[str]) -> Spoken:
        """The names replaced by what the author has said of them."""
        said = {fold(name): meaning for name, meaning in self.choices.names.items() if meaning.strip()}
        names: list[audiences.Who] = []
        everybody, white = spoken.everybody, spoken.white
        for who in spoken.names:
            meaning = said.get(fold(who.name))
            if meaning is None:
                names.append(who)
                continue
            other = audiences.parse(meaning, known)
            everybody, white = everybody or other.everybody, white or other.white
            names += [audiences.Who(inner.name, who.office or inner.office) for inner in other.names]
        exempt = [
            audiences.Who(inner.name, who.office or inner.office)
            for who in spoken.exempt
            for inner in (
                audiences.parse(said[fold(who.name)], known).names if fold(who.name) in said else (who,)
            )
        ]
        return replace(
            spoken,
            names=tuple(dict.fromkeys(names)),
            everybody=everybody,
            white=white,
            exempt=tuple(dict.fromkeys(exempt)),
        )

    def _words(self, texts: dict[Field, str], places: Mapping[Field, str], place: str) -> None:
        """Title and text: one is made from the other where a sheet has only one, and it is said."""
        title, body = texts.get("title", ""), texts.get("body", "")
        if title and body:
            return
        if body:
            texts["title"], texts["body"] = split_message(body)
            if "title" in places:
                self._cell(places["title"], "title", _("No title; it was made from the text."), "doubt", "")
        elif title:
            texts["body"] = title
            if "body" not in places and (self.partial or self.textless):
                return
            at = places.get("body", f"{place}:body")
            self._cell(at, "body", _("No text; the title was taken."), "doubt", "")
        elif not self.wordless:
            at = places.get("body", places.get("title", f"{place}:body"))
            self._cell(at, "body", _("There is neither a title nor a text."), "error", "")

    # Numbers

    def _refs(self, tables: list[Table]) -> None:
        """Every line gets its id: its number in the file, made fit; numbers used twice are named."""
        lines = self.found.lines
        counts = Counter(ident(line.ref) for line in lines if ident(line.ref))
        by_sheet = Counter((ident(line.ref), _sheet_of(line)) for line in lines if ident(line.ref))
        seen: dict[str, str] = {}
        number = 0
        made: list[Line] = []
        missing = 0
        for line in lines:
            name = ident(line.ref)
            if name and counts[name] > 1 and by_sheet[name, _sheet_of(line)] == 1:
                name = ident(f"{_sheet_of(line)}-{name}")
                why = _("The number stands on another sheet too; here it is {name}.")
                self._cell(line.cell("ref"), "ref", why, "doubt", line.ref, name=name)
            elif name and name in seen:
                why = _("The number {name} stands at {place} already. Give each inject its own.")
                self._cell(line.cell("ref"), "ref", why, "error", line.ref, name=name, place=seen[name])
            elif not name:
                missing += 1
                while True:
                    number += 1
                    name = f"I{number:02d}"
                    if name not in counts and name not in seen:
                        break
            seen.setdefault(name, line.cell("ref"))
            texts = dict(line.texts)
            made.append(_renamed(line, name, texts))
        self.found.lines = made
        if missing:
            why = _("Injects without a number, which got one by their order: {count}.")
            self._note(self.found.sheets[0] if self.found.sheets else "file", why, "note", count=missing)

    def _cell(self, place: str, field: str, why: str, level: Level, given: str, /, **values: object) -> None:
        said = {key: str(value) for key, value in values.items()}
        self.found.problems.append(
            Problem(place=place, why=why, level=level, field=field, given=given, values=said)
        )

    def _note(self, place: str, why: str, level: Level, /, **values: object) -> None:
        self._cell(place, "", why, level, "", **values)


def _renamed(line: Line, name: str, texts: dict[Field, str]) -> Line:
    return Line(
        place=line.place,
        ref=name,
        texts=texts,
        extra=line.extra,
        at_ms=line.at_ms,
        to=line.to,
        cells=line.cells,
        given=line.given,
    )


def _sheet_of(line: Line) -> str:
    return line.place.partition("!")[0].partition("[")[0]
