"""Checks what readers could learn that they must not: by title, text, question, sender, file name or address (L04)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from games.engine import audience
from games.engine.plan import Inject as PlanInject
from games.engine.plan import Plan
from games.law.yamltext import Path
from injects.deck.findings import Desk, Fix, _
from injects.deck.schema import Deck, Inject, Words
from injects.deck.storyline import Storyline

SHORTEST: Final = 24
"""Letters of a sentence below which its appearing twice says nothing."""
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
LONG_WORD: Final = 7
"""Letters of a word from which on its parts side by side are no chance."""
_LAYOUT: Final = re.compile(r"[\W_]+")
_OPEN: Final = re.compile(
    r"\b(?:unclass|un-class|not classified|public|open|none)|公開|公开|非機密|非机密|普通|一般|なし|機密ではない|无密级|無密級",
    re.IGNORECASE,
)
_EXERCISE_ONLY: Final = re.compile(
    r"(?:\W*(?:exercise|exercise only|演習|演习|演練|演练|訓練))*\W*", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+[.!?。！？]?")


@dataclass(frozen=True)
class Told:
    """A text with its place and who of the teams reads it."""

    inject: Inject
    plan: PlanInject
    path: Path
    text: str
    teams: frozenset[str]
    public: bool

    @cached_property
    def plain(self) -> str:
        return plain(self.text)


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Words alone, in small letters of one width, so that layout and punctuation hide nothing."""
    flat = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _LAYOUT.sub(" ", flat).strip().lower()


def versions(words: Words) -> tuple[str, ...]:
    """A text in every language it has."""
    return (words,) if isinstance(words, str) else tuple(words.values())


def check_leaks(deck: Deck, story: Storyline, desk: Desk) -> None:
    """L04. The plan says who reads what; what nobody but staff reads is never a leak."""
    plan = story.plan
    plans: dict[str, PlanInject] = {inject.id: inject for inject in plan.injects}
    told = [
        one for index, row in enumerate(deck.injects) for one in _texts(deck, row, index, plans[row.id], plan)
    ]
    _notes(deck, told, desk)
    _machinery(deck, story, told, desk)
    _secrets(deck, story, told, desk)
    _before_play(deck, story, desk)
    _restricted(told, plan, desk)
    _addresses(deck, plans, plan, desk)


def readers(inject: PlanInject, plan: Plan) -> tuple[frozenset[str], bool]:
    """The teams of whom anybody reads it, and whether the public does too."""
    if audience.PUBLIC in inject.to:
        return frozenset(team.id for team in plan.teams), True
    seats = {f"seat:{seat.id}": seat.team for seat in plan.seats}
    found = (audience.team_of(word) or seats.get(word) for word in inject.to)
    return frozenset(team for team in found if team), False


def _texts(deck: Deck, row: Inject, index: int, inject: PlanInject, plan: Plan) -> Iterator[Told]:
    teams, public = readers(inject, plan)
    path: Path = ("injects", index)
    fields: list[tuple[Path, Words]] = [
        ((*path, "title"), row.title),
        ((*path, "text"), row.text),
        ((*path, "question"), row.question),
        ((*path, "from"), row.sender),
        ((*path, "classification"), row.classification),
        ((*path, "credibility"), row.credibility),
    ]
    for place, one in enumerate(deck.attachments):
        if one.id in row.attachments:
            fields.append((("attachments", place, "file"), re.sub(r"[_./-]+", " ", one.file)))
            fields.append((("attachments", place, "alt"), one.alt))
    for where, words in fields:
        for text in versions(words):
            if text.strip():
                yield Told(row, inject, where, text, teams, public)


# What only staff should read ----------------------------------------------------------------------------


def _notes(deck: Deck, told: Iterable[Told], desk: Desk) -> None:
    """A sentence meant for staff that stands in what players read."""
    by_inject: dict[str, list[Told]] = {}
    for one in told:
        by_inject.setdefault(one.inject.id, []).append(one)
    for index, inject in enumerate(deck.injects):
        secret: list[tuple[str, Words]] = [("notes", inject.notes), ("focus", inject.focus)]
        for place, each in enumerate(inject.expected):
            secret += [(f"expected.{place}.what", each.what), (f"expected.{place}.evidence", each.evidence)]
        read = by_inject.get(inject.id, [])
        for field, words in secret:
            for sentence in (s for text in versions(words) for s in _SENTENCE.findall(text)):
                meant = plain(sentence)
                if len(meant) > SHORTEST and any(meant in one.plain for one in read):
                    why = _("Players read this sentence of the notes: {sentence}")
                    place_ = tuple(int(p) if p.isdigit() else p for p in field.split("."))
                    desk.note("L04", ("injects", index, *place_), why, sentence=sentence.strip())


def _machinery(deck: Deck, story: Storyline, told: Iterable[Told], desk: Desk) -> None:
    """Names of the machinery, which say what the exercise turns on: numbers of injects, names of facts, moves."""
    long = {
        name for name in (*story.book.facts, *story.book.moves, *deck.helpers) if "_" in name or "." in name
    }
    numbered = {
        inject.id for inject in deck.injects if re.fullmatch(r"[A-Z]{1,4}-?\d{2,}(?:-\d+)?", inject.id)
    }
    for one in told:
        if one.path[0] == "attachments" and one.path[-1] == "file":
            words = set(one.text.split())
        else:
            words = set(re.findall(r"[A-Za-z][\w.-]*\w", one.text))
        for name in sorted(words & (long | numbered)):
            why = _("Players read {name}, a name of the deck's own machinery.")
            desk.note("L04", one.path, why, _("Say it in words."), name=name)


# What only some should read -----------------------------------------------------------------------------


def _secrets(deck: Deck, story: Storyline, told: Iterable[Told], desk: Desk) -> None:
    declared = [(row, [plain(word) for word in row.words]) for row in deck.secrets]
    for one in told:
        for row, words in declared:
            found = next(
                (
                    w
                    for w, p in zip(row.words, words, strict=True)
                    if _has_word(p, one.plain) or _within(p, one)
                ),
                None,
            )
            if found is None:
                continue
            outside = sorted(one.teams - set(row.known_to) - _have_learned(story, one.plan, row.fact))
            if outside:
                why = _("{teams} must not read of {secret}.")
                right = _("Say it otherwise, or send it to others.")
                desk.note("L04", one.path, why, right, teams=", ".join(outside), secret=found)


def _before_play(deck: Deck, story: Storyline, desk: Desk) -> None:
    """Secrets in what is read before anything has gone out: the brief of all, the card of an office, a channel's note."""
    teams = frozenset(team.id for team in story.plan.teams)
    read: list[tuple[Path, Words, frozenset[str]]] = [
        (("deck", "title"), deck.deck.title, teams),
        (("deck", "brief"), deck.deck.brief, teams),
    ]
    for index, office in enumerate(deck.offices):
        for field, words in (("label", office.label), ("brief", office.brief)):
            read.append((("offices", index, field), words, frozenset((office.team,))))
    for index, link in enumerate(deck.links):
        read.append((("links", index, "note"), link.note, frozenset(link.between)))
    for row in deck.secrets:
        for path, words_, readers_ in read:
            outside = sorted(readers_ - set(row.known_to))
            texts = [plain(text) for text in versions(words_)]
            found = next((w for w in row.words if any(_has_word(plain(w), text) for text in texts)), None)
            if found is not None and outside:
                why = _("{teams} must not read of {secret}.")
                desk.note("L04", path, why, _("Say it otherwise."), teams=", ".join(outside), secret=found)


def _has_word(secret: str, text: str) -> bool:
    """Whether a text has the words, alone, in the plural, or broken by hyphens (`King-fisher`)."""
    if f" {secret} " in f" {text} " or f" {secret}s " in f" {text} ":
        return True
    if len(secret) < LONG_WORD or " " in secret:
        return False
    joined = text.replace(" ", "")
    starts = {at - text[:at].count(" ") for at in range(len(text)) if at == 0 or text[at - 1] == " "}
    ends = {at - text[:at].count(" ") for at in range(1, len(text) + 1) if at == len(text) or text[at] == " "}
    return any(at in starts and at + len(secret) in ends for at in _places(secret, joined))


def _places(secret: str, text: str) -> Iterator[int]:
    at = text.find(secret)
    while at >= 0:
        yield at
        at = text.find(secret, at + 1)


def _within(secret: str, one: Told) -> bool:
    """Whether a text without blanks between words has the secret in it: Japanese, Chinese, the name of a file."""
    if one.path[-1] == "file" and len(secret) >= LONG_WORD:
        return secret.replace(" ", "") in one.plain.replace(" ", "")
    return bool(re.search(r"[\u3040-\u9fff]", secret)) and secret.replace(" ", "") in one.plain.replace(
        " ", ""
    )


def _have_learned(story: Storyline, inject: PlanInject, fact: str | None) -> set[str]:
    """The teams that this inject, or one that surely comes before it, lets learn a fact."""
    if fact is None:
        return set()
    found: set[str] = set()
    for other in story.plan.injects:
        if fact in other.sets and (other.id == inject.id or story.before(other, inject)):
            to = other.to if other.learned_by is None else other.learned_by
            teams = (t.id for t in story.plan.teams) if audience.PUBLIC in to else map(audience.team_of, to)
            found |= {team for team in teams if team}
    return found


def _restricted(told: list[Told], plan: Plan, desk: Desk) -> None:
    """A sentence of an item for some that stands in an item for others, or a title that is quoted there."""
    everybody = frozenset(team.id for team in plan.teams)
    source: dict[str, Told] = {}
    for one in told:
        if one.teams == everybody or one.path[-1] not in ("text", "title"):
            continue
        for sentence in _SENTENCE.findall(one.text):
            meant = plain(sentence)
            if len(meant) > SHORTEST:
                source.setdefault(meant, one)
    titles: dict[str, list[tuple[str, Told]]] = {}
    for meant, first in source.items():
        if first.path[-1] == "title":
            titles.setdefault(meant.partition(" ")[0], []).append((meant, first))
    own: dict[str, set[str]] = {}
    for one in told:
        own.setdefault(one.inject.id, set()).add(one.plain)
    for one in told:
        # Lines that bear the same title are one message, on a line for each of its readers.
        quoted = [
            (first.text, first) for first in _quoted(one, titles) if first.plain not in own[one.inject.id]
        ]
        for sentence, first in (*_known(one, source), *quoted):
            if first.inject.id == one.inject.id:
                continue
            outside = sorted(one.teams - first.teams)
            if outside and not _same_scene(first, one):
                why = _("{teams} read here a sentence of {other}, which is not for them: {sentence}")
                desk.note(
                    "L04",
                    one.path,
                    why,
                    teams=", ".join(outside),
                    other=first.inject.id,
                    sentence=sentence.strip(),
                )


def _known(one: Told, source: dict[str, Told]) -> Iterator[tuple[str, Told]]:
    for sentence in _SENTENCE.findall(one.text):
        if (first := source.get(plain(sentence))) is not None:
            yield sentence, first


def _quoted(one: Told, titles: dict[str, list[tuple[str, Told]]]) -> Iterator[Told]:
    """What a longer sentence of a text has the title of; `titles` are found by their first word."""
    if one.path[-1] not in ("text", "question"):
        return
    text = f"{one.plain} "
    for word in re.finditer(r"\S+", text):
        for title, first in titles.get(word.group(), ()):
            here = text.startswith(f"{title} ", word.start())
            if here and all(plain(sentence) != title for sentence in _SENTENCE.findall(one.text)):
                yield first


def _same_scene(first: Told, one: Told) -> bool:
    """Whether the other is meant to go to them: it supersedes, follows, stands in for or repeats the first."""
    row, other = one.inject, first.inject
    return (
        plain(first.text) == plain(one.text)  # one message on a line for each of its readers
        or other.id in (*row.supersedes, *row.needs, row.after)
        or row.otherwise == other.id
        or other.otherwise == row.id
    )


# Who is written on the envelope -------------------------------------------------------------------------


def _addresses(deck: Deck, plans: dict[str, PlanInject], plan: Plan, desk: Desk) -> None:
    for index, row in enumerate(deck.injects):
        inject, path = plans[row.id], ("injects", index)
        public = readers(inject, plan)[1]
        marks = [text for text in versions(row.classification) if text and not _EXERCISE_ONLY.fullmatch(text)]
        marked = any(not _OPEN.search(text) for text in marks)
        if public and (marked or row.blind):
            why = _("A marked item goes to the public.") if marked else _("A blind copy of what all read.")
            right = _("Name its readers, or take the marking off.")
            desk.note("L04", (*path, "to"), why, right)
        both = sorted(set(row.blind) & {*row.to, *row.cc})
        if both:
            why = _("{readers} is copied blind and named openly too.")
            left = [word for word in row.blind if word not in both]
            fix = Fix(
                section="injects",
                key=row.id,
                field="blind",
                value=left or None,
                says=_("Take it out of blind."),
            )
            desk.note("L04", (*path, "blind"), why, fix=fix, readers=", ".join(both))
        if not row.cc or not row.learned_by:
            continue
        told = set(row.learned_by)
        beyond = sorted(
            word
            for word in row.cc
            if word not in told and word.partition("/")[0] not in told and "all" not in told
        )
        if beyond and row.sets:
            why = _("{readers} is copied in and must not learn what it says: everybody can answer to all.")
            right = _("Take them out of cc, or add them to learned_by.")
            desk.note("L04", (*path, "cc"), why, right, readers=", ".join(beyond))
