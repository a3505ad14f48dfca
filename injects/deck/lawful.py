"""Checks a deck against the encoded law: expected moves, written verdicts, and who asserts a status (L11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from games.engine.plan import Inject as PlanInject
from games.law.book import Book, Snapshot
from games.law.compiling import UNKNOWN
from games.law.model import RANK
from games.law.tree import AllOf, Compare, Literal, Macro, Name, Node, Not
from games.law.weighing import bounds
from games.law.yamltext import Path
from injects.deck.findings import Desk, _
from injects.deck.leaks import versions
from injects.deck.schema import Deck, Inject
from injects.deck.storyline import Line, Storyline

OFFICIAL: Final = frozenset({"cable", "letter", "legal", "hotline", "notice"})
"""Styles of channels by which an office speaks for itself; a newspaper only reports."""
_VERDICT: Final = re.compile(r"\b(lawful|contestable|blocked|unlawful)\b", re.IGNORECASE)
_EASTERN_VERDICT: Final = re.compile(
    r"(?P<lawful>(?<![不非])(?:適法|合法))|(?P<unlawful>違法|违法|非法|不法|不適法|不合法)"
)
_EASTERN_NOT: Final = re.compile(
    r"^\s*(?:では?な|でな|とは(?:いえ|言え|限ら)な|か否|かどう|か？|なら|であれ|的话|的話|吗|嗎)|^.{0,2}(?:場合|时|時)"
)
_MEANT: Final = re.compile(
    r"\b(?:un|il)?(?:law|legal)\w*|\billegal\w*|\bbreach\w*|\bviolat\w*|\bagainst (?:the|its|their) law|違法|违法|非法|不法|適法|合法|\brules?\b|法的|法律|規則|规则"
)
"""Words in the notes that show that the author has thought of the law."""
_NEAR: Final = 60
"""Letters after the name of a move in which a verdict on it is looked for."""


def check_law(deck: Deck, story: Storyline, desk: Desk) -> None:
    """L11. What the deck asserts at an inject is taken as given, everything else as open."""
    book = story.book.law
    if book is None:
        return
    law = _Law(book)
    settled = _settled(story, book)
    for index, row in enumerate(deck.injects):
        line = story.lines[row.id]
        given = {**settled, **_given(line, book)}
        path: Path = ("injects", index)
        _expected(row, line.inject, given, path, law, desk)
        _written(row, given, path, law, desk)
        _status(deck, row, line.inject, path, story, law, desk)


class _Law:
    """The rule pack, asked what a verdict can be while most facts are open."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.open: dict[str, Any] = dict(book.base)
        self.open.update(dict.fromkeys(book.facts, UNKNOWN))
        self._bounds = lru_cache(maxsize=4096)(self._ask)

    def between(self, move: str, given: Mapping[str, Any]) -> tuple[int, int] | None:
        """The ranks between which the verdict on a move lies, however its form is filled in; None if unknown."""
        play = self.book.plays.get(move)
        if play is None:
            return None
        known = tuple((name, value) for name, value in sorted(given.items()) if name in play.reads)
        return self._bounds(move, known)

    def _ask(self, move: str, given: tuple[tuple[str, Any], ...]) -> tuple[int, int]:
        play = self.book.plays[move]
        env = {**self.open, **dict(given)}
        for param in play.move.params:
            env[f"p.{param.id}"] = UNKNOWN
        return bounds(play, {**self.book.scene(move, {}, Snapshot(env, frozenset()))})

    def declarers(self, fact: str, value: Any) -> frozenset[str]:
        """The teams whose moves bring a value of a fact about; none for what no move does."""
        return self._declarers().get((fact, _key(value)), frozenset())

    @lru_cache(maxsize=1)  # noqa: B019 -- lives as long as one check
    def _declarers(self) -> dict[tuple[str, Any], frozenset[str]]:
        found: dict[tuple[str, Any], frozenset[str]] = {}
        for play in self.book.plays.values():
            for assign in play.establishes:
                change = assign.change
                value = change.add if change.add is not None else change.set
                # A word such as $area stands for whatever the form says, which here is any value.
                if value is None or str(value).startswith("$"):
                    continue
                key = (change.fact, _key(value))
                found[key] = found.get(key, frozenset()) | {play.move.team}
        return found


def _key(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# What is given ------------------------------------------------------------------------------------------


def _settled(story: Storyline, book: Book) -> dict[str, Any]:
    """Facts of the beginning that nothing in this deck or the law can change."""
    moved = {name for inject in story.plan.injects for name in inject.sets}
    moved |= {assign.change.fact for play in book.plays.values() for assign in play.establishes}
    moved |= {each.change.fact for step in book.steps.values() for each in step.changes}
    return {name: _key(value) for name, value in story.plan.start_facts.items() if name not in moved}


def _given(line: Line, book: Book) -> dict[str, Any]:
    """What holds when an inject goes out: what its condition forces, and what it sets itself."""
    forced = dict(_forced(line.condition.tree)) if line.inject.when else {}
    known = {name: value for name, value in forced.items() if name in book.facts}
    return {**known, **{name: _key(value) for name, value in line.inject.sets.items()}}


def _forced(node: Node) -> Iterator[tuple[str, Any]]:
    match node:
        case AllOf(parts):
            for part in parts:
                yield from _forced(part)
        case Macro(_, body):
            yield from _forced(body)
        case Name(key):
            yield key, True
        case Not(Name(key)):
            yield key, False
        case Compare("==", Name(key), Literal(value)) | Compare("==", Literal(value), Name(key)):
            yield key, value


# Findings -----------------------------------------------------------------------------------------------


def _expected(
    row: Inject, inject: PlanInject, given: Mapping[str, Any], path: Path, law: _Law, desk: Desk
) -> None:
    """An expected move that is unlawful whatever else is so, and nothing says that this is meant."""
    places: list[tuple[Path, str]] = [
        ((*path, "expect", team, place), move)
        for team, moves in row.expect.items()
        for place, move in enumerate(moves)
    ]
    for index, each in enumerate(row.expected):
        for place, move in enumerate(each.moves):
            at = (*path, "expected", index, "moves", place)
            if each.verdict is None:
                places.append((at, move))
            else:
                _compared(move, each.verdict, given, (*path, "expected", index, "verdict"), law, desk)
    said = " ".join(versions(row.notes))
    if _MEANT.search(said):
        return
    for at, move in places:
        if move in said:
            continue
        found = law.between(move, given)
        if found is not None and found[0] >= RANK["unlawful"]:
            why = _("{move} is expected, and unlawful on what the deck asserts here, whatever else is so.")
            right = _("Expect something else, or say in the notes that it is meant.")
            desk.note("L11", at, why, right, level="warn" if said else "error", move=move)


def _compared(move: str, verdict: str, given: Mapping[str, Any], path: Path, law: _Law, desk: Desk) -> None:
    """A verdict that the author writes, against those that the law can give."""
    found = law.between(move, given)
    if found is None or found[0] <= RANK[verdict] <= found[1]:
        return
    least, most = (next(word for word, rank in RANK.items() if rank == each) for each in found)
    why = _("{move} is said to be {verdict}; on what the deck asserts here the law says {least}.")
    if least != most:
        why = _(
            "{move} is said to be {verdict}; on what the deck asserts here the law says {least} to {most_}."
        )
    desk.note("L11", path, why, move=move, verdict=verdict, least=least, most_=most)


def _written(row: Inject, given: Mapping[str, Any], path: Path, law: _Law, desk: Desk) -> None:
    """Verdicts in the notes, beside the name of a move: `jp.use_force is unlawful`."""
    for text in versions(row.notes):
        for found in re.finditer(r"\b[a-z]{2}\.[a-z_]+", text):
            move = found.group()
            if move not in law.book.plays:
                continue
            rest = re.split(r"[.;\n](?:\s|$)", text[found.end() : found.end() + _NEAR])[0]
            if eastern := _eastern(rest):
                _compared(move, eastern, given, (*path, "notes"), law, desk)
                continue
            said = _VERDICT.search(rest)
            if said is not None and not re.search(r"\b(?:not|never|if|unless|until)\b", rest[: said.start()]):
                _compared(move, said[1].lower(), given, (*path, "notes"), law, desk)


def _eastern(rest: str) -> str:
    """A verdict in Japanese or Chinese in what follows the name of a move, unless it is denied or asked."""
    rest = re.split(r"[。；]", rest)[0]
    said = _EASTERN_VERDICT.search(rest)
    if (
        said is None
        or _EASTERN_NOT.search(rest[said.end() :])
        or re.search(r"(?:并|並)?(?:不是|非)$", rest[: said.start()])
    ):
        return ""
    return "lawful" if said["lawful"] else "unlawful"


def _status(
    deck: Deck, row: Inject, inject: PlanInject, path: Path, story: Storyline, law: _Law, desk: Desk
) -> None:
    """A status that only the moves of some teams bring about, asserted officially by an office of another."""
    styles = {channel.id: channel.style for channel in deck.channels}
    team = _speaker(deck, row)
    if team is None or styles.get(row.channel) not in OFFICIAL:
        return
    for name, value in inject.sets.items():
        for each in value if isinstance(value, list) else (value,):
            declarers = law.declarers(name, each)
            if declarers and team not in declarers and each not in (False, "no", "none"):
                why = _("{team} asserts {fact}, which only moves of {declarers} bring about.")
                right = _("Let it be reported by others, or sent in the name of those who can declare it.")
                desk.note(
                    "L11",
                    (*path, "sets", name),
                    why,
                    right,
                    team=team,
                    fact=f"{name}: {each}",
                    declarers=", ".join(sorted(declarers)),
                )


def _speaker(deck: Deck, row: Inject) -> str | None:
    """The team in whose name a line is sent: its sender is a team or office of the deck, alone or with more."""
    said = [text.strip().lower() for text in versions(row.sender) if text.strip()]
    names = [(team.id, text) for team in deck.teams for text in (*versions(team.label), team.id)]
    names += [(office.team, text) for office in deck.offices for text in versions(office.label)]
    found = {team for team, name in names for text in said if name and _begins(text, name.lower())}
    return found.pop() if len(found) == 1 else None


def _begins(text: str, name: str) -> bool:
    return text == name or bool(re.match(re.escape(name) + r"\s*[,:(（、，]", text))
