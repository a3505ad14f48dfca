"""The table of a draft: one row for each inject, in the order of play, with what an author looks for in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from games.engine.ids import Millis
from injects.authoring.conditions import helpers_in
from injects.authoring.sections import Row
from injects.authoring.texts import DeckText
from injects.deck import times
from injects.deck.findings import Finding
from injects.editor.said import said
from injects.exchange.cells import in_language
from injects.models import DraftRemark


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team as a mark shows it."""

    id: str
    label: Any
    short: str
    mark: str
    tone: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody an inject goes to: a team with its mark, with the office or seat in `word`; or a word alone."""

    team: TeamCard | None
    word: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One inject in the table. `story_ms` is None where it has no fixed time; `due` is its time as written, `when`
    its condition, and `only_if` the same in words, empty where they cannot be told.
    """

    id: str
    story_ms: Millis | None
    due: str
    basis: str
    phase: str
    title: str
    languages: tuple[tuple[str, bool], ...]
    to: tuple[Heard, ...]
    channel: str
    kind: str
    key: bool
    when: str
    only_if: str
    otherwise: str
    objectives: tuple[str, ...]
    expects: tuple[tuple[TeamCard | None, str, int], ...]
    state: str
    errors: int
    warnings: int
    comments: int
    editors: tuple[str, ...]


def story_ms(deck: DeckText, row: Row) -> Millis | None:
    """When an inject is nominally due in the story, in milliseconds from STARTEX; None if that is not fixed."""
    hours = row.get("t_h")
    at = times.hours(hours) if isinstance(hours, (int, float)) else times.offset(str(row.get("at", "")))
    if at is None or row.get("basis", "scenario") == "scenario":
        return at
    timing = deck.row("timing", "") or {}
    rate = max((times.span(str(timing.get("minute_is", "1m"))) or times.MINUTE) // times.MINUTE, 1)
    turn = row.get("turn")
    if row.get("basis") == "turn" and isinstance(turn, int):
        at += (turn - 1) * (times.span(str(timing.get("turn", ""))) or 0)
    return at * rate


def in_play_order(deck: DeckText) -> list[Row]:
    """The injects by their time in the story; one without stays below its neighbour of the file."""
    placed: list[tuple[Millis, int, Row]] = []
    last = 0
    for index, row in enumerate(deck.rows("injects")):
        due = story_ms(deck, row)
        last = last if due is None else due
        placed.append((last, index, row))
    return [row for _due, _index, row in sorted(placed, key=lambda each: each[:2])]


def teams_of(deck: DeckText) -> dict[str, TeamCard]:
    """The teams of a draft by id, as far as they are written."""
    found = {}
    for row in deck.rows("teams"):
        name, tone = str(row.get("id", "")), row.get("tone")
        found[name] = TeamCard(
            name,
            row.get("label") or name,
            str(row.get("short", "")),
            str(row.get("mark", "circle")),
            tone if isinstance(tone, int) and 1 <= tone <= 8 else 5,
        )
    return found


def label_in(deck: DeckText, words: Any, language: str) -> str:
    """A text of the deck in a language, in another where it is missing."""
    if not isinstance(words, (str, dict)):
        return ""
    return in_language(words, language, deck.languages[0])


class Table:
    """The rows of a draft, made once for a page in one language."""

    def __init__(
        self,
        deck: DeckText,
        language: str,
        findings: Iterable[Finding] = (),
        states: Mapping[str, DraftRemark] | None = None,
        comments: Mapping[str, int] | None = None,
        editors: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.deck = deck
        self.language = language if language in deck.languages else deck.languages[0]
        self.teams = teams_of(deck)
        self.helpers = helpers_in(deck.value.get("helpers"))
        self.states = states or {}
        self.comments = comments or {}
        self.editors = editors or {}
        self.labels = {
            section: {
                key: label_in(deck, row.get("label"), self.language) for key, row in _keyed(deck, section)
            }
            for section in ("channels", "phases", "objectives", "offices", "seats")
        }
        self.counted: dict[tuple[str, str], int] = {}
        for finding in findings:
            if finding.item.startswith("inject ") and not finding.accepted:
                place = (finding.item.removeprefix("inject "), finding.level)
                self.counted[place] = self.counted.get(place, 0) + 1

    def rows(self) -> list[TableRow]:
        """Every row in the order of play."""
        return [self.row(row) for row in in_play_order(self.deck)]

    def row(self, row: Row) -> TableRow:
        """One inject."""
        name = str(row.get("id", ""))
        held = row.get("title")
        remark = self.states.get(name)
        expects = row.get("expect")
        at = row.get("at")
        return TableRow(
            id=name,
            story_ms=story_ms(self.deck, row),
            due=str(at if at is not None else row.get("t_h", "")),
            basis=str(row.get("basis", "scenario")),
            phase=self.labels["phases"].get(str(row.get("phase", "")), str(row.get("phase", ""))),
            title=label_in(self.deck, held, self.language),
            languages=tuple(
                (code, bool(held.get(code)) if isinstance(held, dict) else bool(held) and not index)
                for index, code in enumerate(self.deck.languages)
            ),
            to=tuple(
                self.heard(str(word)) for word in row.get("to") or () if isinstance(row.get("to"), list)
            ),
            channel=self.labels["channels"].get(str(row.get("channel", "")), str(row.get("channel", ""))),
            kind=str(row.get("kind", "contextual")),
            key=row.get("key") is True,
            when=str(row.get("when", "")),
            only_if=said(str(row.get("when", "")), self.helpers)[0],
            otherwise=str(row.get("otherwise", "")),
            objectives=_listed(row.get("objectives")),
            expects=tuple(
                (self.teams.get(team), team, len(moves) if isinstance(moves, list) else 0)
                for team, moves in (expects.items() if isinstance(expects, dict) else ())
            ),
            state=remark.kind if remark else "draft",
            errors=self.counted.get((name, "error"), 0),
            warnings=self.counted.get((name, "warn"), 0),
            comments=self.comments.get(name, 0),
            editors=self.editors.get(name, ()),
        )

    def heard(self, word: str) -> Heard:
        """Who a word of `to` means."""
        if word in self.teams:
            return Heard(self.teams[word], "")
        team, slash, _office = word.partition("/")
        if slash:
            return Heard(self.teams.get(team), self.labels["offices"].get(word) or word)
        if word.startswith("seat:"):
            return Heard(None, self.labels["seats"].get(word.removeprefix("seat:")) or word)
        return Heard(None, word)


def _keyed(deck: DeckText, section: str) -> Iterable[tuple[str, Row]]:
    return ((key, row) for key in deck.keys(section) if (row := deck.row(section, key)) is not None)


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def wanted(rows: Iterable[TableRow], deck: DeckText, asked: QueryDict) -> list[TableRow]:
    """The rows that a search and filters leave: `q` words, `team`, `kind`, `phase`, `state`, `only` findings."""
    words = asked.get("q", "").casefold().split()
    found = []
    for row in rows:
        raw = deck.row("injects", row.id) or {}
        if words and not all(word in _haystack(row, raw) for word in words):
            continue
        if (team := asked.get("team")) and team not in _told(raw):
            continue
        if (kind := asked.get("kind")) and kind != row.kind:
            continue
        if (phase := asked.get("phase")) and phase != str(raw.get("phase", "")):
            continue
        if (state := asked.get("state")) and state not in (row.state, _plain_state(row.state)):
            continue
        if asked.get("only") == "findings" and not (row.errors or row.warnings):
            continue
        if asked.get("only") == "comments" and not row.comments:
            continue
        found.append(row)
    return found


def _plain_state(state: str) -> str:
    return "draft" if state in ("changed", "returned") else state


def _told(raw: Row) -> set[str]:
    words = _listed(raw.get("to"))
    return {*words, *(word.partition("/")[0] for word in words)}


def _haystack(row: TableRow, raw: Row) -> str:
    texts = [row.id, row.channel, row.phase, *_listed(raw.get("to")), row.when]
    for name in ("title", "text", "question", "from", "notes"):
        held = raw.get(name)
        texts += list(map(str, held.values())) if isinstance(held, dict) else [str(held or "")]
    return re.sub(r"\s+", " ", " ".join(texts)).casefold()
