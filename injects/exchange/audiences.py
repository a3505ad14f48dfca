"""Reads who an inject is for: `TYO, WAS`, `All`, `everyone except Beijing`, `Tokyo (PM only)`."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from injects.deck.schema import Deck, Words
from injects.exchange.problems import _

_ALL: Final = re.compile(
    r"(?:all|everyone|everybody|public|whole room|every team|(?:all|the) (?:players?|teams?|participants?|cells?|units?|public)"
    r"|全員|全体|全チーム|全队|所有人|全体人员|全體|所有隊伍|所有队伍)"
)
_EXCEPT: Final = re.compile(
    r"(?P<all>.+?)[\s,(（]*\b(?:except(?:\s+for)?|excluding|excl\.?|but(?:\s+not)?|minus|without|other than|bar)\s+(?P<not>.+?)[)）]?"
)
_EXCEPT_EAST: Final = re.compile(r"(?P<not>.+?)(?:以外(?:の全員|全員)?|を除く全員|以外的?(?:所有人|各方))")
_WHITE: Final = re.compile(
    r"(?:white|white cell|control|controllers?|controllers only|excon|exercise control|simcell|sim cell|distaff|facilitators?|staff only"
    r"|白セル|統裁部|統制部|白方|导调组|導調組)"
)
_INNER: Final = re.compile(r"(?P<team>.+?)\s*[(（](?P<office>[^()（）]+)[)）]\s*")
_SPLIT: Final = re.compile(r"[,;、，；\n]+|\s+\+\s+")
_SOFT: Final = re.compile(r"\s*(?:/|&|\+|\band\b|・)\s*")
_LEADING: Final = re.compile(r"^(?:and|the|to|for|cc|及び|と)\b:?\s*|^(?:team|cell)\s+(?=\S)", re.IGNORECASE)
_ONLY: Final = re.compile(r"\b(?:only|alone|eyes)\b|のみ|だけ|仅|僅", re.IGNORECASE)

LONGEST: Final = 1_000  # a cell that says more names nobody

UNKNOWN: Final = _("Nobody in this deck is called {name}.")
NOBODY: Final = _("Nobody is named to whom it goes.")
NEAR: Final = _("{name} was read as {meant}.")


def fold(text: str) -> str:
    """A name without case, width and needless blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Who:
    """One name of a cell: a team, perhaps an office of it in brackets; or `all`, or the white cell."""

    name: str
    office: str = ""


@dataclass(frozen=True)
class Spoken:
    """A cell as far as it is understood without knowing the teams."""

    names: tuple[Who, ...] = ()
    everybody: bool = False
    white: bool = False
    exempt: tuple[Who, ...] = ()


def parse(text: str, known: Iterable[str] = ()) -> Spoken:
    """What a cell says. `known` are folded names that are not to be divided, or that a part may be."""
    names = frozenset(known)
    flat = " ".join(unicodedata.normalize("NFKC", text.replace("\n", ";")).split())
    folded = flat.casefold().strip(" .:;")
    if not folded:
        return Spoken()
    if len(flat) > LONGEST:
        return Spoken((Who(flat[:40].rstrip() + "…"),))
    if _ALL.fullmatch(folded):
        return Spoken(everybody=True)
    found = _EXCEPT.fullmatch(flat.casefold()) or _EXCEPT_EAST.fullmatch(flat.casefold())
    if found and ("all" not in found.groupdict() or _ALL.fullmatch(found["all"].strip(" ,("))):
        # The cut keeps the case of the cell, for the name is shown again.
        start, end = found.span("not")
        return Spoken(everybody=True, exempt=_names(flat[start:end], names)[0])
    whos, everybody, white = _names(flat, names)
    return Spoken(whos, everybody, white) if isinstance(whos, tuple) else Spoken()


def _names(text: str, known: frozenset[str]) -> tuple[tuple[Who, ...], bool, bool]:
    found: list[Who] = []
    everybody = white = False
    for part in _parts(text, known):
        word = fold(part)
        if _ALL.fullmatch(word):
            everybody = True
        elif _WHITE.fullmatch(word):
            white = True
        elif inner := _INNER.fullmatch(part):
            for office in re.split(r"\s*(?:[,;/&]|\band\b)\s*", _ONLY.sub("", inner["office"])):
                found.append(Who(inner["team"].strip(), office.strip(" .")))
        else:
            found.append(Who(part))
    return tuple(dict.fromkeys(found)), everybody, white


def _parts(text: str, known: frozenset[str]) -> list[str]:
    """The names of a list; brackets hold together, and `/`, `&` and `and` only divide what is known."""
    if fold(text) in known:
        return [text]
    pieces: list[str] = []
    depth, last = 0, ""
    for letter in text:
        depth += (letter in "(（") - (letter in ")）")
        if depth <= 0 and letter in ",;、，；":
            pieces.append(last)
            last = ""
        else:
            last += letter
    pieces.append(last)
    parts: list[str] = []
    for piece in pieces:
        bare = _LEADING.sub("", piece.strip(" .:")).strip()
        if not bare:
            continue
        halves = [half.strip() for half in _SOFT.split(bare)] if not _INNER.fullmatch(bare) else [bare]
        sure = len(halves) > 1 and all(halves) and all(_sure(half, known) for half in halves)
        parts += halves if sure and fold(bare) not in known else [bare]
    return parts


def _sure(name: str, known: frozenset[str]) -> bool:
    word = fold(name)
    return word in known or bool(_ALL.fullmatch(word)) or bool(_WHITE.fullmatch(word))


def atoms(texts: Iterable[str]) -> frozenset[str]:
    """The names that stand alone or in plain lists in a column, so that `A / B` can be told from `PR/Comm`."""
    found: set[str] = set()
    for text in texts:
        spoken = parse(text)
        for who in (*spoken.names, *spoken.exempt):
            if not _SOFT.search(who.name):
                found.add(fold(who.name))
    return frozenset(found)


@dataclass
class Directory:
    """The teams, offices and seats of a deck by every name that an author may use for them."""

    words: dict[str, str] = field(default_factory=dict)
    offices: dict[str, dict[str, str]] = field(default_factory=dict)
    teams: tuple[str, ...] = ()

    def find(self, who: Who) -> tuple[str, str]:
        """The word of the deck for a name, and the name it was taken for if it was guessed."""
        word, guessed = self._team(who.name)
        if not word or not who.office:
            return word, guessed
        offices = self.offices.get(word, {})
        office = offices.get(fold(who.office), "")
        if not office:
            near = {inner for name, inner in offices.items() if abbreviates(fold(who.office), name)}
            if len(near) != 1:
                return "", ""
            office = next(iter(near))
            guessed = office
        return office, guessed

    def _team(self, name: str) -> tuple[str, str]:
        key = fold(name)
        if key in self.words:
            return self.words[key], ""
        near = {word for known, word in self.words.items() if word in self.teams and abbreviates(key, known)}
        return (next(iter(near)),) * 2 if len(near) == 1 else ("", "")


def abbreviates(short: str, name: str) -> bool:
    """Whether `tyo` may stand for `tokyo`, or `pm` for `prime minister`."""
    if not short.isascii() or not 2 <= len(short) <= 5 or not short.isalpha() or short[0] != name[:1]:
        return False
    initials = "".join(part[0] for part in re.split(r"[\s-]+", name) if part)
    if short == initials:
        return True
    letters = iter(name)
    return " " not in name and len(short) >= 3 and all(letter in letters for letter in short)


def directory_of(deck: Deck) -> Directory:
    """The names of a deck: ids, labels in every language, short names, `team/office`, `seat:id`."""
    found = Directory(teams=tuple(team.id for team in deck.teams))
    found.words |= {"all": "all", "white": "white"}
    for seat in deck.seats:
        found.words[fold(f"seat:{seat.id}")] = f"seat:{seat.id}"
    for office in deck.offices:
        word = f"{office.team}/{office.id}"
        found.words[fold(word)] = word
        for name in (office.id, office.id.replace("-", " "), *_versions(office.label)):
            found.offices.setdefault(office.team, {}).setdefault(fold(name), word)
    alone: dict[str, set[str]] = {}
    for offices in found.offices.values():
        for name, word in offices.items():
            alone.setdefault(name, set()).add(word)
    for name, words in alone.items():
        if len(words) == 1:
            found.words.setdefault(name, next(iter(words)))
    for team in deck.teams:
        for name in (team.id, team.short, *_versions(team.label)):
            found.words[fold(name)] = team.id
    return found


def _versions(words: Words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words.values())


def resolve(
    spoken: Spoken, directory: Directory
) -> tuple[tuple[str, ...], tuple[tuple[str, Mapping[str, str], bool], ...]]:
    """The words of `to`, and what is wrong or was guessed: sentence, values, and whether it is an error."""
    found: list[str] = []
    said: list[tuple[str, Mapping[str, str], bool]] = []

    def look(who: Who) -> str:
        word, guessed = directory.find(who)
        name = f"{who.name} ({who.office})" if who.office else who.name
        if not word:
            said.append((UNKNOWN, {"name": name}, True))
        elif guessed:
            said.append((NEAR, {"name": name, "meant": guessed}, False))
        return word

    if spoken.everybody:
        exempt = {look(who) for who in spoken.exempt}
        if exempt:
            found += [team for team in directory.teams if team not in exempt]
        else:
            found.append("all")
    found += [word for who in spoken.names if (word := look(who))]
    if spoken.white:
        found.append("white")
    if not found and not said:
        said.append((NOBODY, {}, True))
    return tuple(dict.fromkeys(found)), tuple(said)
