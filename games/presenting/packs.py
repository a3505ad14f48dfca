"""Rule packs for their pages: files, findings with the field they are about, differences, words for fields."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from games.law import editing
from games.law.editing import Entry
from games.law.remarks import Remark
from games.law.yamltext import Document, Problem, read

EXCERPT = 120
DIFF_LINES = 3000
"""Lines of differences that a page shows."""
WORDS_SHOWN = 160

FIELD_LABELS = {
    "when": pgettext_lazy("condition", "When"),
    "if": gettext_lazy("What must hold"),
    "else": gettext_lazy("Verdict if it does not"),
    "verdict": gettext_lazy("Verdict"),
    "provisions": gettext_lazy("Provisions"),
    "missing": gettext_lazy("Missing steps"),
    "layer": gettext_lazy("Layer"),
    "effect": gettext_lazy("Effect"),
    "lean": gettext_lazy("Leaning"),
    "note": gettext_lazy("Note"),
    "label": gettext_lazy("Label"),
    "default": gettext_lazy("Default"),
    "meaning": gettext_lazy("Meaning"),
    "says.holds": gettext_lazy("In words, when it holds"),
    "says.fails": gettext_lazy("In words, when it does not"),
    "says.unknown": gettext_lazy("In words, when nobody knows"),
    "who": gettext_lazy("Who"),
    "hours": gettext_lazy("Hours"),
    "due_hours": gettext_lazy("Due after hours"),
    "law": gettext_lazy("What the law says of time"),
    "real": gettext_lazy("In real life"),
    "value": gettext_lazy("Value"),
    "source": gettext_lazy("Source"),
    "name": gettext_lazy("Name"),
    "use": gettext_lazy("Use"),
    "missed": gettext_lazy("If it is missed"),
    "title": gettext_lazy("Title"),
    "authority": gettext_lazy("Authority"),
    "groups": gettext_lazy("Shared tables"),
    "instrument": gettext_lazy("Instrument"),
    "rule": gettext_lazy("The rule in own words"),
    "applies": gettext_lazy("Applies"),
    "exceptions": gettext_lazy("Exceptions"),
    "decides": gettext_lazy("Who decides, and how long it takes"),
    "confidence": gettext_lazy("Confidence"),
    "id": pgettext_lazy("of a record", "Id"),
    "group": gettext_lazy("Group"),
    "type": gettext_lazy("Type"),
    "values": gettext_lazy("Values"),
    "standing": gettext_lazy("Standing"),
    "set_by": gettext_lazy("Who establishes it"),
    "what": gettext_lazy("What is not encoded"),
    "why": gettext_lazy("Why"),
}
KIND_LABELS = {
    "row": gettext_lazy("Row"),
    "requirement": gettext_lazy("Requirement"),
    "fact": gettext_lazy("Fact"),
    "step": gettext_lazy("Step"),
    "parameter": gettext_lazy("Parameter"),
    "macro": gettext_lazy("Macro"),
    "duty": gettext_lazy("Duty"),
    "move": gettext_lazy("Move"),
    "provision": gettext_lazy("Provision"),
    "gap": gettext_lazy("Not encoded"),
}
HELP = {
    "condition": gettext_lazy("Facts, macros, p.parameter, and or not, == != < <= > >=, in, len()."),
    "words": gettext_lazy("Parted by commas."),
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A record of a file as a list shows it."""

    entry: Entry
    file: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a pack: how long it is and what is in it. `state` is changed, added, removed or empty."""

    name: str
    lines: int
    contents: tuple[tuple[str, int], ...]
    state: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something the loader or a check says, with the record and field it is about, where there is one."""

    level: str
    code: str
    file: str
    line: int
    column: int
    subject: str
    detail: str
    excerpt: str
    entry: Entry | None
    field: str = ""
    witness: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a difference: `add`, `del`, `same`, or `gap` between two places."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FileDiff:
    """The differences of one file."""

    name: str
    lines: tuple[DiffLine, ...]
    added: int
    removed: int


def kind_label(kind: str) -> str:
    """A kind of record in words."""
    return str(KIND_LABELS.get(kind, kind))


def words_of(entry: Entry) -> str:
    """What a record says, in a line."""
    values = entry.values
    if entry.kind in ("row", "requirement"):
        verdict = values.get("verdict") or values.get("else") or ""
        said = f"{verdict}: {values.get('when') or values.get('if') or ''}"
    elif entry.kind == "parameter":
        said = f"{values.get('name', '')} = {values.get('value', '')}"
    else:
        said = str(
            values.get("label") or values.get("title") or values.get("meaning") or values.get("what") or ""
        )
    said = " ".join(said.split())
    return said if len(said) <= WORDS_SHOWN else f"{said[: WORDS_SHOWN - 1]}…"


def file_rows(texts: Mapping[str, str], base: Mapping[str, str] | None = None) -> tuple[FileRow, ...]:
    """The files of a pack, with what became of each since `base`."""
    base = texts if base is None else base
    return tuple(
        FileRow(name, len(texts.get(name, "").splitlines()), _contents(name, texts.get(name, "")), state)
        for name in sorted({*texts, *base})
        for state in [_state(texts.get(name), base.get(name))]
    )


def _state(now: str | None, before: str | None) -> str:
    if now == before:
        return ""
    if before is None:
        return "added"
    return "removed" if now is None else "changed"


def _contents(name: str, text: str) -> tuple[tuple[str, int], ...]:
    document, problems = read(name, text)
    value = document.value
    if problems or not isinstance(value, Mapping):
        return ()
    return tuple((section, len(records)) for section, records in value.items() if isinstance(records, list))


def entry_rows(name: str, text: str) -> tuple[EntryRow, ...]:
    """The records of a file that a form can change; none while the file cannot be read."""
    document, problems = read(name, text)
    if problems:
        return ()
    return tuple(
        EntryRow(entry, name, kind_label(entry.kind), words_of(entry)) for entry in editing.entries(document)
    )


def search(texts: Mapping[str, str], words: str, limit: int) -> list[EntryRow]:
    """The records in which all these words occur, in the order of the files."""
    wanted = words.lower().split()
    found = []
    for name, text in texts.items():
        for row in entry_rows(name, text):
            haystack = f"{row.entry.key} {row.entry.kind} {row.entry.values}".lower()
            if all(word in haystack for word in wanted):
                found.append(row)
            if len(found) >= limit:
                return found
    return found


# Findings ---------------------------------------------------------------------------------------------------


def finding_rows(
    problems: Iterable[Problem], remarks: Iterable[Remark], texts: Mapping[str, str]
) -> tuple[FindingRow, ...]:
    """Findings about a pack, errors first."""
    places = _Places(texts)
    rows = [places.of_problem(each) for each in problems]
    rows += [places.of_remark(each) for each in remarks]
    return tuple(sorted(rows, key=lambda row: (row.level != "error", row.file, row.line, row.column)))


class _Places:
    """Finds records by line; every file is read once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.documents: dict[str, Document | None] = {}

    def document(self, name: str) -> Document | None:
        if name not in self.documents:
            document, problems = read(name, self.texts.get(name, ""))
            self.documents[name] = None if problems else document
        return self.documents[name]

    def excerpt(self, name: str, line: int) -> str:
        lines = self.texts.get(name, "").splitlines()
        return lines[line - 1].strip()[:EXCERPT] if 0 < line <= len(lines) else ""

    def of_problem(self, problem: Problem) -> FindingRow:
        document = self.document(problem.file)
        entry = editing.around(document, problem.line) if document else None
        field = problem.field.rsplit(".", 1)[-1].split("[")[0]
        within = problem.field.replace("[", ".").replace("]", "").split(".") if problem.field else []
        if entry is None or within[: len(entry.path)] != [str(step) for step in entry.path]:
            entry = None
        if entry is not None:
            rest = within[len(entry.path) :]
            field = _known_field(entry, rest)
        return FindingRow(
            "error",
            problem.code,
            problem.file,
            problem.line,
            problem.column,
            entry.key if entry else problem.field,
            problem.detail,
            self.excerpt(problem.file, problem.line),
            entry,
            field,
        )

    def of_remark(self, remark: Remark) -> FindingRow:
        file, _colon, line = remark.place.partition(":")
        number = int(line) if line.isdecimal() else 0
        document = self.document(file) if file in self.texts else None
        entry = editing.around(document, number) if document and number else None
        if entry is not None and entry.line != number and entry.key != remark.subject:
            entry = None
        return FindingRow(
            remark.level,
            remark.code,
            file,
            number,
            1,
            remark.subject,
            remark.detail,
            self.excerpt(file, number),
            entry,
            "when" if entry is not None and entry.kind == "row" else "",
            tuple((name, _shown(value)) for name, value in remark.witness.items()),
        )


def _known_field(entry: Entry, rest: list[str]) -> str:
    names = [field.name for field in entry.fields()]
    for wanted in (".".join(rest[:2]), rest[0] if rest else ""):
        if wanted in names:
            return wanted
    return ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or _("none")
    return str(value)


# Differences ------------------------------------------------------------------------------------------------


def differences(base: Mapping[str, str], texts: Mapping[str, str]) -> tuple[FileDiff, ...]:
    """What changed from one set of files to another, line by line, up to a bound."""
    left = DIFF_LINES
    found = []
    for name in sorted({*base, *texts}):
        if base.get(name) == texts.get(name):
            continue
        lines = list(_diff(base.get(name, ""), texts.get(name, "")))
        added = sum(line.kind == "add" for line in lines)
        removed = sum(line.kind == "del" for line in lines)
        found.append(FileDiff(name, tuple(lines[:left]), added, removed))
        left = max(0, left - len(lines))
    return tuple(found)


def _diff(before: str, after: str) -> Iterator[DiffLine]:
    kinds = {"+": "add", "-": "del", " ": "same"}
    compared = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    for number, line in enumerate(compared):
        if number < 2:
            continue
        if line.startswith("@@"):
            yield DiffLine("gap", line)
        else:
            yield DiffLine(kinds[line[0]], line[1:])
