"""Makes a deck of an import, or brings a deck up to date with one and says what that changes."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from msgspec import Struct
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from games.engine.ids import Millis
from injects.deck import times
from injects.deck.parse import dump_document, open_document
from injects.deck.schema import Deck, Inject
from injects.exchange import audiences
from injects.exchange.audiences import Directory, Who, directory_of, fold
from injects.exchange.cells import (
    KIND_WORDS,
    Writer,
    due_of,
    joined_notes,
    rate_of,
    split_expected,
    split_message,
)
from injects.exchange.columns import ALIASES, KEPT, Field, plain
from injects.exchange.importing import Choices, Imported, Line, ident
from injects.exchange.moments import Rules, offset_words, read_text, resolve, start_of
from injects.exchange.problems import Problem, _

MARKS: Final = ("triangle", "square", "diamond", "circle", "hexagon", "pentagon", "star", "cross")
_STYLES: Final = (
    (
        "social",
        r"social|twitter|tweet|facebook|instagram|microblog|blog|post\b|whatsapp|wechat|weibo|slack|chat|sns",
    ),
    ("hotline", r"phone|\bcall|telephone|hotline|voice|\bradio (?:call|net)|電話|电话"),
    ("press", r"\btv\b|news|press|radio|broadcast|media|article|video|報道|新聞|新闻|媒体"),
    ("intelligence", r"intel"),
    ("cable", r"cable|telegram|traffic|signal|dispatch|公電|电报"),
    ("market", r"market|financ|econom|shipping"),
    ("legal", r"legal|law"),
    ("sitrep", r"sitrep|situation|report|\bsms\b|alert|briefing"),
    ("letter", r"mail|letter|memo|fax|written|document|message|paper|文書|信"),
)
_KINDS: Final = (
    ("contingency", r"contingency|reserve"),
    ("expected", r"expected"),
    ("decision", r"\bkey\b|decision"),
    ("enabling", r"enabling"),
    ("adaptive", r"adaptive|branch|complexity"),
    ("admin", r"admin|startex|endex|\bother\b|pause|real[- ]world"),
    ("contextual", r"inject|contextual|supporting|background|information"),
)
_SENT: Final = ("contextual", "decision", "enabling", "adaptive", "admin")
_PLAIN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)?\Z")
_ODD_WORDS: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})


class Change(Struct, frozen=True, kw_only=True):
    """One key of one inject that an import changes."""

    inject: str
    key: str
    before: str
    after: str


@dataclass
class Drafted:
    """What accepting would store, and how it differs from the deck it stands on."""

    write: Callable[[], str] = str
    added: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The text of the deck, empty where there is none; writing a long one takes its time."""
        return self.write()

    @property
    def same(self) -> bool:
        return not self.added and not self.changed


def new_deck(imported: Imported, choices: Choices) -> Drafted:
    """A deck with the teams, channels, phases and seats that the lines imply. Lines with errors stay out."""
    return _New(imported, choices).draft()


def updated_deck(text: str, deck: Deck, imported: Imported, choices: Choices) -> Drafted:
    """The deck with what the lines say, by id. Nothing is removed, and what no column tells stays as it is."""
    return _Update(text, deck, imported, choices).draft()


def next_version(version: str) -> str:
    """The version after this one: its last number one higher."""
    found = re.search(r"(\d+)(\D*)\Z", version)
    if not found:
        return f"{version}.1"[-40:]
    return f"{version[: found.start(1)]}{int(found[1]) + 1}{found[2]}"


def slug(text: str, fallback: str) -> str:
    """An id from a name; the fallback where no Latin letter is left."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")[:40].strip("-") or fallback


def _erroneous(imported: Imported) -> frozenset[str]:
    return frozenset(problem.place for problem in imported.errors)


def _usable(imported: Imported) -> list[Line]:
    """The lines without an error in one of their cells."""
    bad = _erroneous(imported)
    known: tuple[Field, ...] = ("ref", "offset", "scenario", "audience", "title", "body")
    return [line for line in imported.lines if not any(line.cell(name) in bad for name in known)]


def kind_of(text: str) -> str | None:
    """The kind of an inject in other tools' words; None if it is not one."""
    flat = fold(text)
    for ours, words in KIND_WORDS.items():
        if flat in (ours, fold(words)):
            return ours
    return next((kind for kind, pattern in _KINDS if re.search(pattern, flat)), None)


def style_of(name: str) -> str:
    """The look of a channel by its name; a letter if the name tells nothing."""
    return next((style for style, pattern in _STYLES if re.search(pattern, fold(name))), "letter")


def written(value: Any) -> Any:
    """A value for the document: every text quoted that a reader of YAML could take for something else."""
    if isinstance(value, str):
        return _written_text(value)
    if isinstance(value, Mapping):
        return {_written_key(key): written(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(inner) for inner in value]
    return value


def _written_text(text: str) -> str:
    if _PLAIN_WORD.match(text) and text.casefold() not in _ODD_WORDS:
        return text
    lines = text.split("\n")
    simple = all(line == line.rstrip() and line.isprintable() for line in lines)
    if len(lines) > 1 and simple and lines[0] and lines[-1] and not lines[0].startswith(" "):
        return LiteralScalarString(text)  # type: ignore[no-any-return]  # untyped, and a str
    return DoubleQuotedScalarString(text)  # type: ignore[no-any-return]


def _written_key(key: str) -> str:
    return (
        key if _PLAIN_WORD.match(key) and key.casefold() not in _ODD_WORDS else DoubleQuotedScalarString(key)
    )


def _said(place: str, why: str, level: str, name: str, given: str, values: Mapping[str, str]) -> Problem:
    return Problem(place=place, why=why, level=level, field=name, given=given, values=dict(values))  # type: ignore[arg-type]  # one of the levels


class _Reader:
    """What both ways share: the keys of an inject from a line."""

    def __init__(self, imported: Imported, choices: Choices) -> None:
        self.imported = imported
        self.choices = choices
        self.out = Drafted()
        self.directory = Directory()
        self.told: set[tuple[str, str]] = set()

    def doubt(self, line: Line, name: Field, why: str, /, **values: str) -> None:
        """Say something of a cell once for each text that stands in it."""
        given = line.texts.get(name, "")
        if (why, given) not in self.told:
            self.told.add((why, given))
            self.out.problems.append(_said(line.cell(name), why, "doubt", name, given, values))

    def to(self, line: Line) -> tuple[str, ...]:
        found, said = audiences.resolve(line.to, self.directory)
        for why, values, wrong in said:
            level = "error" if wrong else "doubt"
            given = line.texts.get("audience", "")
            self.out.problems.append(_said(line.cell("audience"), why, level, "audience", given, values))
        return () if any(wrong for _why, _values, wrong in said) else found

    def kept(self, line: Line) -> dict[str, str]:
        """The columns that a deck only carries along."""
        kept = dict(line.extra)
        for name in KEPT:
            if text := line.texts.get(name):
                kept[ALIASES[name][0]] = text
        return kept

    def kind(self, line: Line) -> str | None:
        text = line.texts.get("kind", "")
        if not text:
            return None
        kind = kind_of(text)
        if kind is None:
            self.doubt(line, "kind", _("No kind of inject that is known here; the text is kept."))
        return kind

    def objectives(self, line: Line) -> list[str]:
        text = line.texts.get("objective", "")
        return [part.strip(" -•*\t") for part in re.split(r"[\n;]+", text) if part.strip(" -•*\t")]


class _New(_Reader):
    """A deck from nothing."""

    def draft(self) -> Drafted:
        lines = _usable(self.imported)
        self.teams: dict[str, dict[str, Any]] = {}
        self.offices: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.phases: dict[str, dict[str, Any]] = {}
        self.objects: dict[str, dict[str, Any]] = {}
        self._people(lines)
        injects = [inject for line in lines if (inject := self._inject(line)) is not None]
        self.out.added = [inject["id"] for inject in injects]
        name = self.choices.title or self.choices.deck_id or "Imported exercise"
        version = self.choices.version or "1.0"
        head: dict[str, Any] = {
            "id": self.choices.deck_id or slug(name, "imported"),
            "version": version,
            "title": name,
            "languages": [self.choices.language],
        }
        document: dict[str, Any] = {"deck": head, "teams": list(self.teams.values())}
        if self.offices:
            document["offices"] = list(self.offices.values())
        document["seats"] = self._seats()
        document["channels"] = list(self.channels.values())
        document["timing"] = {"minute_is": "1m"}
        if self.choices.start:
            document["timing"]["scenario_start"] = self.choices.start
        if self.phases:
            document["phases"] = sorted(self.phases.values(), key=lambda row: times.offset(row["at"]) or 0)
        if self.objects:
            document["objectives"] = list(self.objects.values())
        document["injects"] = injects
        if not injects:
            return self.out
        shown = written(document)
        shown["deck"]["version"] = DoubleQuotedScalarString(version)
        self.out.write = lambda: dump_document(shown)
        return self.out

    def _people(self, lines: list[Line]) -> None:
        said = {fold(name) for name in self.choices.names}
        called = [who for line in lines for who in (*line.to.names, *line.to.exempt)]
        full = {fold(who.name): who.name for who in called if not _is_short(who.name)}
        for who in called:
            near = [name for key, name in full.items() if audiences.abbreviates(fold(who.name), key)]
            if len(near) == 1 and _is_short(who.name) and fold(who.name) not in said:
                self.out.guesses[who.name] = near[0]
        for who in called:
            self._team(Who(self.out.guesses.get(who.name, who.name), who.office))
        if not self.teams:
            self._team(Who("Players"))
        self.directory.words |= {"all": "all", "white": "white"}
        self.directory.teams = tuple(row["id"] for row in self.teams.values())
        for key, row in self.teams.items():
            self.directory.words[key] = row["id"]
        for short, name in self.out.guesses.items():
            self.directory.words[fold(short)] = self.teams[fold(name)]["id"]
            self._guessed(lines, short, name)

    def _guessed(self, lines: Iterable[Line], short: str, name: str) -> None:
        """Say once, at the first cell that has it, for whom an abbreviation was taken."""
        for line in lines:
            if any(who.name == short for who in (*line.to.names, *line.to.exempt)):
                values = {"name": short, "meant": name}
                given = line.texts.get("audience", "")
                self.out.problems.append(
                    _said(line.cell("audience"), audiences.NEAR, "doubt", "audience", given, values)
                )
                return

    def _team(self, who: Who) -> None:
        key = fold(who.name)
        if key not in self.teams:
            taken = {row["id"] for row in self.teams.values()} | {"all", "white"}
            name = _free(slug(who.name, f"team-{len(self.teams) + 1}"), taken)
            shorts = {row["short"] for row in self.teams.values()}
            place = len(self.teams)
            self.teams[key] = {
                "id": name,
                "label": who.name,
                "short": _short(who.name, shorts),
                "mark": MARKS[place % len(MARKS)],
                "tone": place % 8 + 1,
            }
        if who.office:
            team = self.teams[key]["id"]
            inner = self.directory.offices.setdefault(team, {})
            if fold(who.office) not in inner:
                taken_here = {row["id"] for row in self.offices.values() if row["team"] == team}
                office = _free(slug(who.office, f"office-{len(taken_here) + 1}"), taken_here)
                self.offices[f"{team}/{office}"] = {"team": team, "id": office, "label": who.office}
                inner[fold(who.office)] = f"{team}/{office}"

    def _seats(self) -> list[dict[str, Any]]:
        """A seat for each office; where a team's chief is not among them, one for the team's lead."""
        seats: list[dict[str, Any]] = []
        for team in self.teams.values():
            lead = {"id": _free(f"{team['id']}-lead", {row["id"] for row in seats})}
            seats.append({**lead, "team": team["id"], "rank": "lead", "label": f"{team['label']} lead"})
            for office in self.offices.values():
                if office["team"] == team["id"]:
                    name = _free(f"{team['id']}-{office['id']}"[:60], {row["id"] for row in seats})
                    seats.append({"id": name, "office": f"{team['id']}/{office['id']}"})
        taken = {row["id"] for row in seats}
        seats.append({"id": _free("director", taken), "role": "director", "label": "Director"})
        seats.append({"id": _free("white-cell", taken), "role": "white", "label": "White cell"})
        return seats

    def _inject(self, line: Line) -> dict[str, Any] | None:
        to = self.to(line)
        if not to:
            return None
        free, moves = split_expected(line.texts.get("expected", ""))
        known = set(self.directory.teams)
        if not set(moves) <= known:
            free, moves = line.texts.get("expected", ""), {}
        kept = self.kept(line)
        if (raw := line.texts.get("ref", "")) and raw != line.ref:
            kept[ALIASES["ref"][0]] = raw
        kind = self.kind(line)
        if kind is None and line.texts.get("kind"):
            kept[ALIASES["kind"][0]] = line.texts["kind"]
        story = line.texts.get("scenario", "")
        if story and "offset" in line.texts and not self._same_time(story, line.at_ms):
            kept[ALIASES["scenario"][0]] = story
        notes = joined_notes(line.texts.get("notes", ""), free)
        inject: dict[str, Any] = {"id": line.ref}
        if phase := line.texts.get("move", ""):
            inject["phase"] = self._phase(phase, line.at_ms)
        if line.at_ms is not None:
            inject["at"] = offset_words(line.at_ms)
        inject |= {"to": list(to), "channel": self._channel(line)}
        if kind and kind != "contextual":
            inject["kind"] = kind
        if sender := line.texts.get("sender", ""):
            inject["from"] = sender
        inject |= {"title": line.texts["title"], "text": line.texts["body"]}
        if question := line.texts.get("question", ""):
            inject["question"] = question
        if moves:
            inject["expect"] = {team: list(names) for team, names in moves.items()}
        if objectives := [self._objective(text) for text in self.objectives(line)]:
            inject["objectives"] = list(dict.fromkeys(objectives))
        if notes:
            inject["notes"] = notes
        if kept:
            inject["columns"] = kept
        return inject

    def _same_time(self, text: str, at_ms: Millis | None) -> bool:
        rules = Rules(start=None)
        return resolve(read_text(text, rules), None, rules).ms == at_ms

    def _phase(self, text: str, at_ms: Millis | None) -> str:
        key = fold(text)
        if key not in self.phases:
            taken = {row["id"] for row in self.phases.values()}
            name = ident(text) if len(text) <= 20 else ""
            name = _free(name or slug(text, f"phase-{len(self.phases) + 1}"), taken)
            self.phases[key] = {"id": name, "at": offset_words(at_ms or 0), "label": text}
        row = self.phases[key]
        if at_ms is not None and at_ms < (times.offset(row["at"]) or 0):
            row["at"] = offset_words(at_ms)
        return str(row["id"])

    def _channel(self, line: Line) -> str:
        text = line.texts.get("channel", "") or _("Message")
        key = fold(text)
        if key not in self.channels:
            taken = {row["id"] for row in self.channels.values()}
            name = _free(slug(text, f"channel-{len(self.channels) + 1}"), taken)
            self.channels[key] = {"id": name, "label": text, "style": style_of(text)}
        return str(self.channels[key]["id"])

    def _objective(self, text: str) -> str:
        key = fold(text)
        if key not in self.objects:
            taken = {row["id"] for row in self.objects.values()}
            name = _free(slug(text, f"objective-{len(self.objects) + 1}"), taken)
            self.objects[key] = {"id": name, "label": text}
        return str(self.objects[key]["id"])


class _Row:
    """One inject of the document, found when it is first needed."""

    def __init__(self, update: "_Update", index: int) -> None:
        self._update = update
        self._index = index

    @property
    def inner(self) -> Any:
        return self._update.document["injects"][self._index]


class _Update(_Reader):
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
        for line in _usable(self.imported):
            place = by_id.get(line.ref) if line.texts.get("ref") else self._by_title(line, by_title)
            if place is None:
                self._add(line, by_id)
            else:
                met.add(place)
                self._change(line, place)
        lost = [inject.id for index, inject in enumerate(self.deck.injects) if index not in met]
        bad = {line.ref for line in self.imported.lines} - {line.ref for line in _usable(self.imported)}
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
        for name, key in (("sender", "from"), ("title", "title"), ("body", "text"), ("question", "question")):
            if name in differs:
                self._words(inject.id, row, key, line.texts.get(name, ""))  # type: ignore[call-overload]  # keys of texts
        if differs & {"notes", "expected"}:
            self._notes(line, inject, row, before.fields)
        if differs & {"offset", "scenario"}:
            self._due(line, inject, row, differs)
        if "audience" in differs and (to := self.to(line)) and to != inject.to:
            self._set(inject.id, row, "to", ", ".join(inject.to), list(to))
        if "channel" in differs and line.texts.get("channel"):
            channel = self._channel(line)
            if channel != inject.channel:
                self._set(inject.id, row, "channel", inject.channel, channel)
        if "kind" in differs:
            self._kind(line, inject, row)
        if "move" in differs:
            phase = self._phase(line)
            if phase != inject.phase:
                self._set(inject.id, row, "phase", inject.phase, phase)
        if "objective" in differs:
            found = [self._objective(text) for text in self.objectives(line)]
            if tuple(found) != inject.objectives:
                self._set(inject.id, row, "objectives", ", ".join(inject.objectives), found)
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
        free, moves = split_expected(expected)
        if not set(moves) <= set(self.directory.teams):
            free, moves = expected, {}
        if (
            moves != {team: names for team, names in inject.expect.items() if names}
            and "expected" in self.mapped
        ):
            shown = "; ".join(f"{team}: {', '.join(names)}" for team, names in inject.expect.items())
            self._set(inject.id, row, "expect", shown, {team: list(names) for team, names in moves.items()})
        whole = joined_notes(notes, free)
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
        if inject.basis == "turn":
            row.inner.pop("turn", None)
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

    def _channel(self, line: Line) -> str:
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
        name = _free(slug(text, f"channel-{len(rows) + 1}"), {str(row["id"]) for row in rows})
        rows.append(written({"id": name, "label": text, "style": style_of(text)}))
        self.doubt(line, "channel", _("A new channel: {name}."), name=text)
        return name

    def _phase(self, line: Line) -> str:
        text = line.texts.get("move", "")
        if not text:
            return ""
        rows = self.document.setdefault("phases", [])
        for phase in self.deck.phases:
            if fold(text) in {fold(phase.id), fold(self.writer.words(phase.label))}:
                return phase.id
        for row in rows[len(self.deck.phases) :]:
            if fold(text) == fold(str(row["label"])):
                return str(row["id"])
        name = _free(ident(text)[:20] or f"phase-{len(rows) + 1}", {str(row["id"]) for row in rows})
        at = offset_words((line.at_ms or 0) * (rate_of(self.deck) if "offset" in line.texts else 1))
        rows.append(written({"id": name, "at": at, "label": text}))
        self.doubt(line, "move", _("A new phase: {name}."), name=text)
        return name

    def _objective(self, text: str) -> str:
        for objective in self.deck.objectives:
            if fold(text) in {fold(objective.id), fold(self.writer.words(objective.label))}:
                return objective.id
        rows = self.document.setdefault("objectives", [])
        for row in rows[len(self.deck.objectives) :]:
            if fold(text) == fold(str(row["label"])):
                return str(row["id"])
        name = _free(slug(text, f"objective-{len(rows) + 1}"), {str(row["id"]) for row in rows})
        rows.append(written({"id": name, "label": text}))
        return name

    def _add(self, line: Line, taken: Mapping[str, int]) -> None:
        to = self.to(line)
        if not to:
            return
        name = _free(line.ref, {*taken, *self.out.added})
        free, moves = split_expected(line.texts.get("expected", ""))
        if not set(moves) <= set(self.directory.teams):
            free, moves = line.texts.get("expected", ""), {}
        kept = self.kept(line)
        row: dict[str, Any] = {"id": name}
        if phase := self._phase(line):
            row["phase"] = phase
        if line.at_ms is not None:
            scaled = line.at_ms * (rate_of(self.deck) if "offset" in line.texts else 1)
            row["at"] = offset_words(scaled)
        row |= {"to": list(to), "channel": self._channel(line)}
        if (kind := self.kind(line)) and kind != "contextual":
            row["kind"] = kind
        for name_, key in (
            ("sender", "from"),
            ("title", "title"),
            ("body", "text"),
            ("question", "question"),
        ):
            if text := line.texts.get(name_, ""):  # type: ignore[call-overload]  # keys of texts
                row[key] = text if self.language == self.first else {self.language: text}
        if moves:
            row["expect"] = {team: list(names) for team, names in moves.items()}
        if found := [self._objective(text) for text in self.objectives(line)]:
            row["objectives"] = found
        if notes := joined_notes(line.texts.get("notes", ""), free):
            row["notes"] = notes
        if kept:
            row["columns"] = kept
        self.document["injects"].append(written(row))
        self.out.added.append(name)


def _held(heading: str, held: Mapping[str, str]) -> str:
    """The key under which a deck holds a column; an export numbers a heading that is taken in its dialect."""
    known = {plain(key): key for key in held}
    bare = re.sub(r" \d+\Z", "", heading)
    return known.get(plain(heading)) or known.get(plain(bare)) or heading


def _flat(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _free(name: str, taken: Iterable[str]) -> str:
    used = set(taken)
    if name not in used:
        return name
    number = 2
    while f"{name[:58]}-{number}" in used:
        number += 1
    return f"{name[:58]}-{number}"


def _is_short(name: str) -> bool:
    return name.isascii() and name.isalpha() and name.isupper() and len(name) <= 5


def _short(name: str, taken: Iterable[str]) -> str:
    """At most four letters for a badge: initials of several words, else the first letters."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name))
    base = "".join(word[0] for word in words[:4]) if len(words) > 1 else (words[0][:3] if words else "T")
    base = base.upper()[:4] or "T"
    used, short, number = set(taken), base, 2
    while short in used:
        short = f"{base[: 4 - len(str(number))]}{number}"
        number += 1
    return short
