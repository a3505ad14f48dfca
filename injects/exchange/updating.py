"""Brings a deck up to date with an import, by the ids of its injects, and says what that changes."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from games.engine.ids import Millis
from injects.deck.parse import dump_document, open_document
from injects.deck.schema import Deck, Inject
from injects.exchange.audiences import directory_of, fold
from injects.exchange.cells import Writer, due_of, joined_notes, rate_of, split_message
from injects.exchange.choices import Choices, Imported, Line
from injects.exchange.columns import ALIASES, KEPT, Field, plain
from injects.exchange.drafts import TEXT_KEYS, Change, Drafted, Reader, usable
from injects.exchange.moments import Rules, offset_words, resolve
from injects.exchange.naming import free, ident, next_version, slug, style_of, written
from injects.exchange.problems import _
from injects.exchange.timeforms import read_text, start_of

_SENT: Final = ("contextual", "decision", "enabling", "adaptive", "admin")


def updated_deck(text: str, deck: Deck, imported: Imported, choices: Choices) -> Drafted:
    """The deck with what the lines say, by id. Nothing is removed, and what no column tells stays as it is."""
    return _Update(text, deck, imported, choices).draft()


class _Row:
    """One inject of the document, found when it is first needed."""

    def __init__(self, update: "_Update", index: int) -> None:
        self._update = update
        self._index = index

    @property
    def inner(self) -> Any:
        return self._update.document["injects"][self._index]


class _Update(Reader):
    """A deck brought up to date, cell by cell: a cell that says what the deck would write changes nothing."""

    def __init__(self, text: str, deck: Deck, imported: Imported, choices: Choices) -> None:
        super().__init__(imported, choices)
        self.deck = deck
        self.first = deck.deck.languages[0]
        self.language = choices.language if choices.language in deck.deck.languages else self.first
        self.writer = Writer(deck, self.language)
        self.directory = directory_of(deck)
        self.mapped = imported.mapped
        self.text = text

    @cached_property
    def document(self) -> Any:
        """The file to be changed; read only once something does change."""
        return open_document(self.text)

    def draft(self) -> Drafted:
        by_id = {inject.id: index for index, inject in enumerate(self.deck.injects)}
        by_title: dict[str, list[int]] = {}
        for index, inject in enumerate(self.deck.injects):
            by_title.setdefault(fold(self.writer.words(inject.title)), []).append(index)
        met: set[int] = set()
        for line in usable(self.imported):
            place = by_id.get(line.ref) if line.texts.get("ref") else self._by_title(line, by_title)
            if place is None:
                self._add(line, by_id)
            else:
                met.add(place)
                self._change(line, place)
        lost = [inject.id for index, inject in enumerate(self.deck.injects) if index not in met]
        bad = {line.ref for line in self.imported.lines} - {line.ref for line in usable(self.imported)}
        self.out.absent = [name for name in lost if name not in bad]
        if self.out.same:
            self.out.write = lambda: self.text
            return self.out
        version = self.choices.version or next_version(self.deck.deck.version)
        self.document["deck"]["version"] = DoubleQuotedScalarString(version)
        self.out.write = lambda: dump_document(self.document)
        return self.out

    def _by_title(self, line: Line, by_title: Mapping[str, list[int]]) -> int | None:
        found = by_title.get(fold(line.texts.get("title", "")), [])
        return found[0] if len(found) == 1 else None

    def _change(self, line: Line, index: int) -> None:
        inject = self.deck.injects[index]
        row = _Row(self, index)
        before = self.writer.cells(inject)
        titled = "title" in self.mapped
        fields: dict[Field, str] = dict(before.fields)
        if not titled:
            fields["title"], fields["body"] = split_message(before.message())
        differs = {
            name
            for name in (*self.mapped, *(("title",) if not titled else ()))
            if name in line.texts or name in line.cells
            if _flat(line.texts.get(name, "")) != _flat(fields.get(name, ""))
        }
        for name, key in TEXT_KEYS:
            if name in differs:
                self._words(inject.id, row, key, line.texts.get(name, ""))
        if differs & {"notes", "expected"}:
            self._notes(line, inject, row, before.fields)
        if differs & {"offset", "scenario"}:
            self._due(line, inject, row, differs)
        if "audience" in differs and (to := self.to(line)) and to != inject.to:
            self._set(inject.id, row, "to", ", ".join(inject.to), list(to))
        if "channel" in differs and line.texts.get("channel"):
            channel = self.channel(line)
            if channel != inject.channel:
                self._set(inject.id, row, "channel", inject.channel, channel)
        if "kind" in differs:
            self._kind(line, inject, row)
        if "move" in differs:
            said = line.texts.get("move", "")
            phase = self.phase(line, said) if said else ""
            if phase != inject.phase:
                self._set(inject.id, row, "phase", inject.phase, phase)
        if "objective" in differs:
            found = [self.objective(text) for text in self.objectives(line)]
            if tuple(found) != inject.objectives:
                self._set(inject.id, row, "objectives", ", ".join(inject.objectives), found)
        if "owner" in differs:
            self._set(inject.id, row, "controller", inject.controller, line.texts.get("owner", ""))
        self._kept(line, inject, row)

    def _set(self, inject: str, row: _Row, key: str, before: str, value: Any) -> None:
        if value in ("", [], {}, None):
            row.inner.pop(key, None)
        else:
            row.inner[key] = written(value)
        after = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        self.out.changed.append(Change(inject=inject, key=key, before=before, after=after))

    def _words(self, inject: str, row: _Row, key: str, text: str) -> None:
        held: Any = row.inner.get(key, "")
        before = held.get(self.language, "") if isinstance(held, dict) else str(held)
        if isinstance(held, dict):
            if text:
                held[self.language] = written(text)
            else:
                held.pop(self.language, None)
        elif self.language == self.first or not held:
            value = text if self.language == self.first else {self.language: text}
            if text:
                row.inner[key] = written(value)
            elif key in ("title", "text"):
                row.inner[key] = written("")
            else:
                row.inner.pop(key, None)
        else:
            row.inner[key] = {self.first: held, self.language: written(text)}
        self.out.changed.append(Change(inject=inject, key=key, before=before, after=text))

    def _notes(self, line: Line, inject: Inject, row: _Row, before: Mapping[Field, str]) -> None:
        notes = line.texts.get("notes", "") if "notes" in self.mapped else before["notes"]
        expected = line.texts.get("expected", "") if "expected" in self.mapped else before["expected"]
        free_words, moves = self.expected(expected)
        if (
            moves != {team: names for team, names in inject.expect.items() if names}
            and "expected" in self.mapped
        ):
            shown = "; ".join(f"{team}: {', '.join(names)}" for team, names in inject.expect.items())
            self._set(inject.id, row, "expect", shown, {team: list(names) for team, names in moves.items()})
        whole = joined_notes(notes, free_words)
        if _flat(whole) != _flat(self.writer.words(inject.notes)):
            self._words(inject.id, row, "notes", whole)

    def _due(self, line: Line, inject: Inject, row: _Row, differs: set[Field]) -> None:
        """The due time on the inject's own basis, from the column that changed."""
        rate = rate_of(self.deck)
        table, story = due_of(self.deck, inject)
        rules = Rules(
            start=start_of(self.choices.start) if self.choices.start else None,
            numbers=self.choices.numbers,
            day_first=self.choices.day_first,
        )
        found: Millis | None = None
        on_story = inject.basis == "scenario"
        if "scenario" in differs and ("offset" not in differs or on_story) and line.texts.get("scenario"):
            read = resolve(read_text(line.texts["scenario"], rules), None, rules).ms
            found = None if read is None else read if on_story else read // rate
        if found is None and "offset" in differs:
            found = line.at_ms if line.at_ms is None or not on_story else line.at_ms * rate
        elif found is None and "offset" not in self.mapped and "scenario" in differs:
            found = line.at_ms if line.at_ms is None or on_story else line.at_ms // rate
        current = story if on_story else table
        if found == current or ("offset" not in differs and found is None and line.texts.get("scenario")):
            return
        before = offset_words(current) if current is not None else ""
        row.inner.pop("t_h", None)
        if inject.basis not in ("scenario", "exercise"):
            for key in ("turn", "after"):
                row.inner.pop(key, None)
            row.inner["basis"] = "exercise"
        if found is None:
            row.inner.pop("basis", None)
            if row.inner.get("trigger") == "time":
                row.inner.pop("trigger")
            self._set(inject.id, row, "at", before, "")
        else:
            self._set(inject.id, row, "at", before, offset_words(found))

    def _kind(self, line: Line, inject: Inject, row: _Row) -> None:
        text = line.texts.get("kind", "")
        if not text:
            return
        kind = self.kind(line)
        if fold(text) == "inject" and inject.kind in _SENT:
            return  # HSEEP has one word for all that are sent
        if kind is not None and kind != inject.kind:
            self._set(inject.id, row, "kind", inject.kind, kind)

    def _kept(self, line: Line, inject: Inject, row: _Row) -> None:
        held = dict(inject.columns)
        now = dict(held)
        for heading, text in line.extra.items():
            now[_held(heading, held)] = text
        for use in self.imported.columns:
            if use.field is None and use.kept and use.heading not in line.extra:
                now.pop(_held(use.heading, held), None)
        for name in KEPT:
            if name in self.mapped:
                text = line.texts.get(name, "")
                if text:
                    now[ALIASES[name][0]] = text
                else:
                    now.pop(ALIASES[name][0], None)
        if {key: _flat(text) for key, text in now.items()} == {
            key: _flat(text) for key, text in held.items()
        }:
            return
        for key in dict.fromkeys((*held, *now)):
            if held.get(key, "") != now.get(key, ""):
                change = Change(inject=inject.id, key=key, before=held.get(key, ""), after=now.get(key, ""))
                self.out.changed.append(change)
        if now:
            row.inner["columns"] = written(now)
        else:
            row.inner.pop("columns", None)

    # What a line may bring along

    def channel(self, line: Line) -> str:
        text = line.texts.get("channel", "")
        if not text:
            return self.deck.channels[0].id
        rows = self.document["channels"]
        for row, channel in zip(rows, self.deck.channels, strict=False):
            if fold(text) in {fold(channel.id), fold(self.writer.words(channel.label))}:
                return str(row["id"])
        for row in rows[len(self.deck.channels) :]:
            if fold(text) == fold(str(row["label"])):
                return str(row["id"])
        name = free(slug(text, f"channel-{len(rows) + 1}"), {str(row["id"]) for row in rows})
        rows.append(written({"id": name, "label": text, "style": style_of(text)}))
        self.doubt(line, "channel", _("A new channel: {name}."), name=text)
        return name

    def phase(self, line: Line, text: str) -> str:
        rows = self.document.setdefault("phases", [])
        for phase in self.deck.phases:
            if fold(text) in {fold(phase.id), fold(self.writer.words(phase.label))}:
                return phase.id
        for row in rows[len(self.deck.phases) :]:
            if fold(text) == fold(str(row["label"])):
                return str(row["id"])
        name = free(ident(text)[:20] or f"phase-{len(rows) + 1}", {str(row["id"]) for row in rows})
        at = offset_words((line.at_ms or 0) * (rate_of(self.deck) if "offset" in line.texts else 1))
        rows.append(written({"id": name, "at": at, "label": text}))
        self.doubt(line, "move", _("A new phase: {name}."), name=text)
        return name

    def objective(self, text: str) -> str:
        for objective in self.deck.objectives:
            if fold(text) in {fold(objective.id), fold(self.writer.words(objective.label))}:
                return objective.id
        rows = self.document.setdefault("objectives", [])
        for row in rows[len(self.deck.objectives) :]:
            if fold(text) == fold(str(row["label"])):
                return str(row["id"])
        name = free(slug(text, f"objective-{len(rows) + 1}"), {str(row["id"]) for row in rows})
        rows.append(written({"id": name, "label": text}))
        return name

    def _add(self, line: Line, taken: Mapping[str, int]) -> None:
        if not line.texts.get("body"):
            self.tell(line, "body", _("There is neither a title nor a text."), {}, "error")
            return
        name = free(line.ref, {*taken, *self.out.added})
        scale = rate_of(self.deck) if "offset" in line.texts else 1
        row = self.row(line, name, None if line.at_ms is None else line.at_ms * scale)
        if row is not None:
            self.document["injects"].append(written(row))
            self.out.added.append(name)

    def in_language(self, text: str) -> Any:
        return text if self.language == self.first else {self.language: text}


def _held(heading: str, held: Mapping[str, str]) -> str:
    """The key under which a deck holds a column; an export numbers a heading that is taken in its dialect."""
    known = {plain(key): key for key in held}
    bare = re.sub(r" \d+\Z", "", heading)
    return known.get(plain(heading)) or known.get(plain(bare)) or heading


def _flat(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
