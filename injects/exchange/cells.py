"""What a deck says of an inject, as the cells of an MSEL; the inverse of importing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from games.engine.ids import Millis
from injects.deck import times
from injects.deck.schema import Deck, Inject, Words
from injects.exchange import audiences
from injects.exchange.audiences import Directory, directory_of
from injects.exchange.columns import ALIASES, KEPT, Field
from injects.exchange.moments import Start, clock_cell, offset_cell
from injects.exchange.sheets import clean

EXPECTED_MARK: Final = "\n\nExpected: "
TITLE_LENGTH: Final = 80
KIND_WORDS: Final = {
    "contextual": "Inject",
    "decision": "Inject (Key)",
    "enabling": "Inject (Enabling)",
    "adaptive": "Inject (Adaptive)",
    "admin": "Inject (Administrative)",
    "contingency": "Contingency Inject",
    "expected": "Expected Action",
}
_MOVES: Final = re.compile(r"\[([A-Za-z0-9][\w.-]*)\] ([a-z]+\.[\w.]+(?:, [a-z]+\.[\w.]+)*)")
_SENTENCE: Final = re.compile(r".+?[.!?。！？](?=\s|$|[^\x00-\x7f])", re.DOTALL)


@dataclass
class Cells:
    """The fields of one inject as text, and the columns that no field is for."""

    fields: dict[Field, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def message(self) -> str:
        """Title and text in one cell, for dialects without a column for titles."""
        title, body = self.fields.get("title", ""), self.fields.get("body", "")
        return joined_message(title, body)


def joined_message(title: str, body: str) -> str:
    """`split_message` takes it apart again."""
    if not body or not title:
        return body or title
    return body if split_message(body) == (title, body) else f"{title}\n\n{body}"


def split_message(text: str) -> tuple[str, str]:
    """Title and text of a cell that holds both: a short first line by itself, else the first sentence."""
    first, gap, rest = text.partition("\n\n")
    if gap and "\n" not in first and len(first) <= 2 * TITLE_LENGTH and rest.strip():
        return first.strip(), rest.strip()
    line = text.partition("\n")[0].strip()
    sentence = found.group() if (found := _SENTENCE.match(line)) else line
    short = sentence.rstrip(".。").strip() or line
    if len(short) > TITLE_LENGTH:
        cut = short[:TITLE_LENGTH]
        short = (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"
    return short, text


def in_language(words: Words | None, language: str, first: str) -> str:
    """A text in one language; in another where that is missing."""
    if not words:
        return ""
    if isinstance(words, str):
        return clean(words)
    return clean(words.get(language) or words.get(first) or next(iter(words.values()), ""))


def split_notes(notes: str) -> tuple[str, str]:
    """The notes proper, and what is expected of players, which a deck keeps at their end."""
    if notes.startswith(EXPECTED_MARK.lstrip()):
        return "", notes.removeprefix(EXPECTED_MARK.lstrip())
    before, _mark, after = notes.partition(EXPECTED_MARK)
    return before, after


def joined_notes(notes: str, expected: str) -> str:
    """The inverse of `split_notes`."""
    return f"{notes}{EXPECTED_MARK}{expected}".strip() if expected else notes


def split_expected(text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Free words, and the lines that name moves: `[tokyo] jp.statement, jp.consult_art4`."""
    free, moves = [], {}
    for line in text.splitlines():
        if found := _MOVES.fullmatch(line.strip()):
            moves[found[1]] = tuple(found[2].split(", "))
        else:
            free.append(line)
    return "\n".join(free).strip(), moves


def rate_of(deck: Deck) -> int:
    """Story milliseconds in one at the table."""
    return max((times.span(deck.timing.minute_is) or times.MINUTE) // times.MINUTE, 1)


def due_of(deck: Deck, inject: Inject) -> tuple[Millis | None, Millis | None]:
    """When an inject is due at the table and in the story, as far as the deck fixes it (nominally)."""
    at = times.hours(inject.t_h) if inject.t_h is not None else times.offset(inject.at or "")
    if at is None:
        return None, None
    rate = rate_of(deck)
    if inject.basis == "scenario":
        return at // rate, at
    if inject.basis not in ("scenario", "exercise", "turn"):
        return None, None  # it counts from something that play decides
    if inject.basis == "turn":
        length = times.span(deck.timing.turn) if deck.timing.turn else None
        if length is None:
            return None, None
        at += length * ((inject.turn or 1) - 1)
    return at, at * rate


class Writer:
    """Puts the injects of one deck into cells, in one language; with a start, times as those of a clock."""

    def __init__(
        self, deck: Deck, language: str = "", start: Start | None = None, halves: bool = False
    ) -> None:
        self.start = start
        self.halves = halves
        self.deck = deck
        self.first = deck.deck.languages[0]
        self.language = language or self.first
        self.directory: Directory = directory_of(deck)

    def words(self, text: Words | None) -> str:
        return in_language(text, self.language, self.first)

    def cells(self, inject: Inject) -> Cells:
        notes, free = split_notes(self.words(inject.notes))
        moves = [f"[{team}] {', '.join(names)}" for team, names in inject.expect.items() if names]
        table, story = due_of(self.deck, inject)
        kept = dict(inject.columns)
        channel = next((row for row in self.deck.channels if row.id == inject.channel), None)
        fields: dict[Field, str] = {
            "ref": kept.pop(ALIASES["ref"][0], "") or inject.id,
            "offset": "" if table is None else self._when(table),
            "scenario": kept.pop(ALIASES["scenario"][0], "") or ("" if story is None else offset_cell(story)),
            "move": inject.phase,
            "kind": kept.pop(ALIASES["kind"][0], "") or KIND_WORDS[inject.kind],
            "channel": self._channel(inject.channel, self.words(channel.label) if channel else ""),
            "sender": self.words(inject.sender),
            "audience": self.audience(inject.to),
            "title": self.words(inject.title),
            "body": self.words(inject.text),
            "question": self.words(inject.question),
            "expected": "\n".join([free, *moves]).strip(),
            "objective": self._objectives(inject.objectives),
            "owner": clean(inject.controller),
            "notes": notes,
        }
        for name in KEPT:
            fields[name] = kept.pop(ALIASES[name][0], "")
        return Cells(fields, kept)

    def _when(self, ms: Millis) -> str:
        return offset_cell(ms) if self.start is None else clock_cell(ms, self.start, self.halves)

    def _channel(self, name: str, label: str) -> str:
        same = [
            row.id
            for row in self.deck.channels
            if audiences.fold(self.words(row.label)) == audiences.fold(label)
        ]
        return label if label and same == [name] else name

    def _objectives(self, names: Iterable[str]) -> str:
        labels = {row.id: self.words(row.label) for row in self.deck.objectives}
        words = []
        for name in names:
            label = labels.get(name, "")
            alone = [other for other in labels.values() if audiences.fold(other) == audiences.fold(label)]
            words.append(
                label if label and len(alone) == 1 and "\n" not in label and ";" not in label else name
            )
        return "\n".join(words)

    def audience(self, to: Iterable[str]) -> str:
        """The words of `to` as people write them, in a form that is read back as the same."""
        given = tuple(to)
        text = ", ".join(self._who(word) for word in given)
        return text if self._read(text) == given else ", ".join(given)

    def _who(self, word: str) -> str:
        team, _slash, office = word.partition("/")
        label = next((self.words(row.label) for row in self.deck.teams if row.id == team), "")
        tries = {"all": ["All"], "white": ["White cell"]}.get(word, [label])
        if office:
            post = next(
                (self.words(o.label) for o in self.deck.offices if (o.team, o.id) == (team, office)), ""
            )
            tries = [f"{label} ({post})", f"{team} ({post})"]
        return next((text for text in tries if text and self._read(text) == (word,)), word)

    def _read(self, text: str) -> tuple[str, ...]:
        """Who is meant by a text; nobody if it depends on the reader's knowing the names of the deck."""
        readings = set()
        for known in (tuple(self.directory.words), ()):
            found, said = audiences.resolve(audiences.parse(text, known), self.directory)
            readings.add(found if not said else ())
        return readings.pop() if len(readings) == 1 else ()
