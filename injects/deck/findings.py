"""What reading, compiling and checking a deck have to say about it, each with its place."""

import difflib
import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct

from games.law.yamltext import Document, Mark, Path, spell

Level: TypeAlias = Literal["error", "warn", "info"]
FIGURES: Final = frozenset(
    {
        "items",
        "decisions",
        "words",
        "minutes",
        "count",
        "share",
        "most",
        "most_items",
        "most_decisions",
        "most_words",
        "known",
        "line",
        "at",
        "before",
        "after",
        "endex",
    }
)
"""Values of a finding that change while it stays the same one."""


def _(text: str) -> str:
    """Marks a sentence for the message catalogue; it is translated where it is shown."""
    return text


class Fix(Struct, frozen=True, kw_only=True):
    """What would mend a finding, as one edit: a field of a record gets a value; None takes it out.

    `section` and `key` name the record (`injects`, `I07`; an empty key for a section that is one record).
    `says` is a sentence with `{names}`, as in a finding.
    """

    section: str
    key: str
    field: str
    value: Any
    says: str


class Finding(Struct, frozen=True, kw_only=True):
    """One finding.

    `code` is a linter code (L01 to L20) or a reading code (D01 to D07). `item` names the thing it is about
    (`inject I07`), `field` the place in the file (`injects[6].when`). `why` says what is wrong and `right`
    what would be right; both hold `{names}` that `values` fills, so that they can be translated first.
    """

    code: str
    level: Level
    item: str
    file: str
    line: int
    column: int
    field: str
    why: str
    right: str = ""
    values: dict[str, str] = {}
    fix: Fix | None = None
    accepted: str = ""
    """Who let it stand, and why; empty if nobody has."""

    @property
    def id(self) -> str:
        """A name that stays while the finding does: figures and the place in the file do not count."""
        said = {name: value for name, value in self.values.items() if name not in FIGURES}
        place = re.sub(r"\[\d+\]", "", self.field)
        mark = "|".join(
            (self.code, self.item, place, self.why, *(f"{n}={v}" for n, v in sorted(said.items())))
        )
        return f"{self.code}-{hashlib.sha256(mark.encode()).hexdigest()[:6]}"

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The whole message, in English unless a translation is given."""
        parts = (translate(part).format_map(self.values) for part in (self.why, self.right) if part)
        return " ".join(parts)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.code} {self.level}: {self.item}: {self.sentence()}"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that keep a deck from being used: errors that nobody has accepted."""
    return tuple(finding for finding in findings if finding.level == "error" and not finding.accepted)


NEAR = _("Did you mean {near}?")


def closest(word: str, known: Iterable[str]) -> str:
    """The known spelling nearest to a word, or nothing."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


class Desk:
    """Collects findings about one document and puts the place on each."""

    def __init__(self, document: Document, text: str = "") -> None:
        self.document = document
        self.lines = text.splitlines()
        self.findings: list[Finding] = []

    def note(
        self,
        code: str,
        path: Path,
        why: str,
        right: str = "",
        /,
        *,
        level: Level = "error",
        fix: Fix | None = None,
        **values: object,
    ) -> None:
        """Add a finding about the value at `path`, or about the nearest thing around it."""
        self.note_at(self.document.mark(path), code, path, why, right, level=level, fix=fix, **values)

    def note_at(
        self,
        mark: Mark,
        code: str,
        path: Path,
        why: str,
        right: str = "",
        /,
        *,
        level: Level = "error",
        fix: Fix | None = None,
        **values: object,
    ) -> None:
        """Add a finding at a place inside the value at `path`, such as a word in a condition."""
        self.findings.append(
            Finding(
                code=code,
                level=level,
                item=self.item(path),
                file=self.document.name,
                line=mark.line,
                column=mark.column,
                field=spell(path),
                why=why,
                right=right,
                values={name: str(value) for name, value in values.items()},
                fix=fix,
            )
        )

    def key_mark(self, path: Path) -> Mark:
        """The place of the key of a value, which stands on the value's line or on one before it."""
        mark = self.document.mark(path)
        key = re.compile(rf"[\"']?\b{re.escape(str(path[-1]))}[\"']?\s*:")
        for number in range(mark.line, 0, -1):
            if found := key.search(self.lines[number - 1] if number <= len(self.lines) else ""):
                return Mark(number, found.start() + 1)
        return mark

    def item(self, path: Path) -> str:
        """`inject I07` for anything inside the inject with that id; the section where there is no id."""
        match path:
            case ("map", str(part), int(index), *_):
                return f"{_SINGULAR.get(part, part)} {self._id(part, index, 'map')}"
            case (str(section), int(index), *_):
                return f"{_SINGULAR.get(section, section)} {self._id(section, index)}"
            case (str(section), *_):
                return section
            case _:
                return "deck"

    def _id(self, section: str, index: int, *around: str) -> str:
        """The id that row has; its number where a damaged file (a section twice) has no such row."""
        rows = self.document.value
        for key in (*around, section):
            rows = rows.get(key) if isinstance(rows, dict) else None
        row = rows[index] if isinstance(rows, list) and index < len(rows) else None
        return str(row.get("id", index + 1)) if isinstance(row, dict) else str(index + 1)


_SINGULAR = {
    "teams": "team",
    "offices": "office",
    "seats": "seat",
    "channels": "channel",
    "phases": "phase",
    "objectives": "objective",
    "tasks": "task",
    "commitments": "commitment",
    "attachments": "attachment",
    "accepted": "accepted finding",
    "links": "link",
    "templates": "template",
    "injects": "inject",
    "zones": "zone",
    "units": "unit",
    "marks": "mark",
    "routes": "route",
}
