"""All moves of a catalogue with the answer of today, searched, filtered and in groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from games.law.book import Snapshot
from games.law.compiling import NOW
from games.law.model import Param
from games.law.records import Ruling
from games.law.rulebook import Rulebook
from games.law.tree import Value
from games.law.weighing import bounds
from games.presenting.explorer.reader import Reader, cited_by
from games.presenting.law import LawWords, verdict_label

ORDER = ("lawful", "contestable", "blocked", "undetermined", "unlawful")
"""The answers from what can be done at once to what cannot."""
TELLING = 4
"""Letters that a word has at least to be looked for by itself."""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move with today's answer in a line."""

    id: str
    label: str
    team: str
    verdict: str
    verdict_label: str
    gist: str
    varies: tuple[str, ...] = ()
    """The parameters of the order that would change the answer; it is given for the usual ones."""


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """Moves with the same answer, or those of one government."""

    id: str
    label: str
    help: str
    moves: tuple[MoveLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """An answer to filter by, and how many moves have it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The catalogue with today's answers. `found` is how many moves are shown of `all`."""

    groups: tuple[MoveGroup, ...]
    choices: tuple[AnswerChoice, ...]
    query: str
    answer: str
    order: str
    found: int
    all: int
    told: int
    loosely: bool = False
    """No move has all words of the search; those shown have most of them."""

    @property
    def address(self) -> str:
        """The query that shows the same again; empty or from `?` on."""
        asked = {"q": self.query, "answer": self.answer, "order": self.order}
        given = urlencode({name: value for name, value in asked.items() if value})
        return f"?{given}" if given else ""


def overview(reader: Reader, query: str = "", answer: str = "", order: str = "") -> Overview:
    """Every move that the reader may look up with today's answer, filtered and searched."""
    lines = [(line, text) for line, text in map(line_of(reader), moves_read(reader))]
    words = query.casefold().split()
    hits = [line for line, text in lines if all(word in text for word in words)]
    loosely = not hits and bool(words)
    if loosely:
        hits = _with_most_of(words, lines)
    chosen = answer if answer in ORDER else ""
    shown = [line for line in hits if not chosen or line.verdict == chosen]
    choices = (
        ()
        if not reader.answers
        else tuple(
            AnswerChoice(verdict, verdict_label(verdict), count, verdict == chosen)
            for verdict in ORDER
            if (count := sum(line.verdict == verdict for line in hits)) or verdict == chosen
        )
    )
    return Overview(
        _groups(reader, shown, order),
        choices,
        query,
        chosen,
        order if order == "law" else "",
        len(shown),
        len(lines),
        len(reader.snapshot.given),
        loosely and bool(hits),
    )


def _with_most_of(words: list[str], lines: list[tuple[MoveLine, str]]) -> list[MoveLine]:
    """Where nothing has all words of a search: what has most of those that say something."""
    telling = [word for word in words if len(word) >= TELLING]
    scored = [(sum(word in text for word in telling), line) for line, text in lines]
    most = max((score for score, _line in scored), default=0)
    return [line for score, line in scored if score == most > 0]


def moves_read(reader: Reader) -> Iterable[str]:
    return (move.id for team in reader.teams for move in reader.book.moves_of(team))


def line_of(reader: Reader) -> Any:
    def line(move: str) -> tuple[MoveLine, str]:
        found = reader.book.moves[move]
        if not reader.answers:
            titles = "; ".join(reader.book.provisions[code].title for code in found.authority)
            return MoveLine(move, found.label, found.team, "", "", titles), searchable(reader, move)
        ruling = reader.rule(move, {}, reader.snapshot)
        made = MoveLine(
            move,
            found.label,
            found.team,
            ruling.verdict,
            verdict_label(ruling.verdict),
            gist(reader, ruling),
            varies(reader, move),
        )
        return made, searchable(reader, move)

    return line


def varies(reader: Reader, move: str) -> tuple[str, ...]:
    """The parameters of which another value than the usual one would change the answer."""
    play, usual = reader.book.plays[move], reader.book.check_params(move, {})
    if not isinstance(usual, dict) or not usual:
        return ()
    env = reader.book.scene(move, usual, reader.snapshot)
    if (now := reader.moment(move)) is not None:
        env[NOW] = now
    before, found = bounds(play, env), []
    for param in play.move.params:
        name = f"p.{param.id}"
        for value in choices_of(reader.book, param):
            env[name] = value
            if bounds(play, env) != before:
                found.append(param.label)
                break
        env[name] = usual[param.id]
    return tuple(found)


def choices_of(book: Rulebook, param: Param) -> tuple[Value, ...]:
    """The values that a parameter may be given; none for a number, which has too many."""
    if param.type == "bool":
        return (False, True)
    return book.param_values(param) if param.type == "enum" else ()


def other_choices(
    reader: Reader, move: str, params: Mapping[str, Value], facts: Snapshot, ruling: Ruling
) -> Iterator[tuple[Param, Value, Ruling]]:
    """The other values of single parameters with which the answer would be another."""
    for param in reader.book.moves[move].params:
        for value in choices_of(reader.book, param):
            if value == ruling.params[param.id]:
                continue
            other = reader.rule(move, {**params, param.id: value}, facts)
            if other.verdict != ruling.verdict:
                yield param, value, other


def gist(reader: Reader, ruling: Ruling) -> str:
    """The reason for an answer in a line: what is missing, what it turns on, what stands in the way."""
    if ruling.verdict == "blocked":
        labels = [reader.law.missing(token, ruling.team).label for token in ruling.missing]
        return _("First: %(steps)s") % {"steps": "; ".join(labels)} if labels else ""
    if ruling.verdict == "undetermined":
        return _("Turns on: %(facts)s") % {"facts": "; ".join(map(reader.law.fact_label, ruling.needs))}
    notes = [
        each.note for each in ruling.findings if each.certain and each.verdict == ruling.verdict and each.note
    ]
    if notes and notes[0] != "-":
        return reader.law.plain(notes[0])
    titles = [
        reader.book.provisions[code].title for code in ruling.deciding if code in reader.book.provisions
    ]
    return "; ".join(titles[:2])


def searchable(reader: Reader, move: str) -> str:
    """Everything that a search of the catalogue looks through, folded."""
    return f"{reader.team_name(reader.book.moves[move].team).casefold()} {_spoken_of(reader.book, move)}"


@lru_cache(maxsize=1024)
def _spoken_of(book: Rulebook, move: str) -> str:
    found, law = book.moves[move], LawWords(book)
    texts = [move, found.label, *found.called, book.teams[found.team].government]
    for param in found.params:
        texts += [param.label, *map(book.label_of, book.param_values(param))]
    for code in cited_by(book, move):
        each = book.provisions[code]
        texts += [code, each.title, each.instrument]
    for rule in book.plays[move].rules:
        texts += [rule.row.note, *(law.missing(token).label for token in rule.row.missing)]
    return " ".join(texts).casefold()


def _groups(reader: Reader, lines: list[MoveLine], order: str) -> tuple[MoveGroup, ...]:
    if order == "law" or len(reader.teams) > 1 or not reader.answers:
        made = [
            MoveGroup(team, reader.team_name(team), "", tuple(each for each in lines if each.team == team))
            for team in reader.teams
        ]
    else:
        made = [
            MoveGroup(verdict, *_group_words(verdict), tuple(e for e in lines if e.verdict == verdict))
            for verdict in ORDER
        ]
    return tuple(group for group in made if group.moves)


def _group_words(verdict: str) -> tuple[str, str]:
    return {
        "lawful": (_("We may do this now"), _("Authority exists and no step is missing.")),
        "contestable": (
            _("We can, and it will be disputed"),
            _("There is a case for it and a case against."),
        ),
        "blocked": (_("Not yet: a step comes first"), _("Open a move to see who can give it, and how long.")),
        "undetermined": (_("It turns on what we do not know"), _("Open a move to see which facts.")),
        "unlawful": (
            _("Not on what we know"),
            _("The law forbids it, or the facts that it asks for are not there. Open a move to see which."),
        ),
    }[verdict]
