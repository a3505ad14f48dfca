"""Reads who an inject is for: `TYO, WAS`, `All`, `everyone except Beijing`, `Tokyo (PM only)`."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from injects.deck.schema import Deck, Words
from injects.exchange.problems import _
from injects.exchange.spelling import abbreviates, misspells

_ALL: Final = re.compile(
    r"(?:all(?: of them)?|everyone|everybody|public|(?:the )?whole room|every (?:team|player|cell)"
    r"|(?:all|the|both|each)(?: the)?(?: \d| two| three| four| five| six)? (?:players?|teams?|participants?|cells?|units?"
    r"|sides?|capitals?|countries|delegations|public)(?: ?[/&,]? ?(?:and )?(?:players?|teams?|cells?))?"
    r"|both|general public|all hands on deck|全プレーヤー|各国|全ての(?:チーム|プレイヤー)"
    r"|全員|全體|全体|全チーム|全プレイヤー|全参加者|全部署|全部|すべて|全て|みんな|皆|各チーム|各位"
    r"|全队|全隊|所有人|大家|全体人员|全體人員|所有隊伍|所有队伍|各队|各隊|各方)"
)
_EXCEPT: Final = re.compile(
    r"(?P<all>.+?)[\s,(（\-–—]*\b(?:except(?:\s+for)?|excluding|excl\.?|but(?:\s+not)?|minus|less|without|w/o|not"
    r"|other than|apart from|bar)[\s:]+(?P<not>.+?)[)）]?"
    r"|(?P<every>all|everyone|everybody)\s*[(（]?\s*[-–−]\s*(?P<less>.+?)[)）]?"
)
_EXCEPT_EAST: Final = re.compile(
    r"(?P<not>.+?)(?:以外の(?:全員|全チーム|すべて|全て|皆)|以外|を除く(?:全員|全チーム|すべて|全て|皆)?|以外的?(?:所有人|所有队伍|所有隊伍|各方|各队|各隊|全體|全体))"
    r"|(?:除了?|除開|除开)(?P<out>[^的]+?)(?:以外|之外|外)|(?:除了?|除開|除开)(?P<but>.+?)(?:以外|之外|外)?的?(?:所有人|所有队伍|所有隊伍|各方|各队|各隊|全體|全体|大家|全員)"
    r"|(?:全員|全チーム|すべて|全體|全体|所有人|所有队伍|所有隊伍)\s*[(（]\s*(?P<bar>.+?)(?:以外|を除く|除外)\s*[)）]"
)
_WHITE: Final = re.compile(
    r"(?:white|(?:the )?white ?cell|control(?: ?cell| ?team| ?group)?|controllers?|controllers only|excon|exercise control|exercise staff"
    r"|sim(?:ulation)? ?cell|response cell|hicon|locon|(?:exercise |game )?director|exdir|distaff|facilitators?|staff only|umpires?|adjudicators?|directing staff"
    r"|白セル|ホワイトセル|統裁部|统裁部|統裁官|統制部|裁判組|裁判组|裁判|審判|审判|审判组|審判組|コントローラー|白方|白队|白隊|导调组|導調組|导演部|導演部|導裁組|导裁组)"
)
_INNER: Final = re.compile(r"(?P<team>.+?)\s*[(（](?P<office>[^()（）]+)[)）]\s*")
_SOFT: Final = re.compile(r"\s*(?:/|\\|\||&|\+|\band\b|・|･|と|及び|および|和|與|与|跟)\s*")
_LEADING: Final = re.compile(
    r"^(?:and|the|to|for|cc|及び|および|並びに)\b:?\s*|^(?:team|cell)\s+(?=\S)", re.IGNORECASE
)
_ONLY: Final = re.compile(
    r"\b(?:only|alone|eyes(?: only)?)\b|のみ|だけ|限り|限定|仅限|僅限|仅|僅|限", re.IGNORECASE
)

# Words behind a name that say what it is: `Tokyo team`, `東京チーム`.
_KIND: Final = re.compile(
    r"(.+?)\s*\b(?:teams?|cells?|groups?|delegations?|players?|side)|(.+?)(?:チーム|代表団|代表团|代表團|组|組|队|隊|方)",
    re.IGNORECASE,
)
_ALL_OF_IT: Final = re.compile(
    r"(?:all|whole|every)(?: (?:offices?|members?|staff|desks?|of (?:it|them)|team|cell))*"
)
_COPY: Final = re.compile(
    r"[\s,;]*[(（]?\s*\b(?:cc|bcc|info|copy(?: to)?|copied to)\b\s*:?\s+", re.IGNORECASE
)
_DITTO: Final = re.compile(r"[\"'”″〃]+|ditto|do\.|same(?: as (?:above|before))?|as above|see above|同上")
_NOT_ALONE: Final = re.compile(r"(?:not|no|everyone else|all others|the others|others|the rest)\b.*")
_LEFT_OUT: Final = ("not", "but", "bar", "less", "out")
_OF_TEAM: Final = re.compile(r"(?P<team>.+?)(?:\s*[:>–—]\s*|\s+-\s+)(?P<office>.+)")
_NO_NAME: Final = re.compile(
    r"[-–—?.]+|n/?a|none|nobody|tbd|tbc|to be (?:decided|confirmed|determined)|未定|無|无|なし"
)
_OFFICES: Final = re.compile(r"\s*(?:[,;/&、，；・]|\band\b|及び|と)\s*")
_UNSURE: Final = re.compile(r"\s*(?:\(\?+\)|\?+)\s*$")
_BUT: Final = re.compile(r"(?:except|not|without|excluding|but)\b", re.IGNORECASE)

LONGEST: Final = 1_000  # a cell that says more names nobody

UNKNOWN: Final = _("Nobody in this deck is called {name}.")
NOBODY: Final = _("Nobody is named to whom it goes.")
NEAR: Final = _("{name} was read as {meant}.")
ASKED: Final = _("A question mark behind the name; read without it.")
REMARK: Final = _("What stands in brackets behind it was not read.")
ABOVE: Final = _("Read as in the row above.")
OTHERS: Final = _("Say who it goes to, not who does not get it.")
NOT_ALL: Final = _("An office cannot be left out of its team: name the offices that it goes to.")
ONE_NAME: Final = _(
    "{name} was read as one name. If these are several, write commas between them; an office is written team (office)."
)


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
    """A cell as far as it is understood without knowing the teams; `doubt` says how a doubtful one was read.

    `ditto`: it says that it is like the cell above.
    """

    names: tuple[Who, ...] = ()
    everybody: bool = False
    white: bool = False
    exempt: tuple[Who, ...] = ()
    doubt: str = ""
    ditto: bool = False

    @property
    def anybody(self) -> bool:
        """Whether it names anyone at all."""
        return bool(self.names) or self.everybody or self.white


def parse(text: str, known: Iterable[str] = ()) -> Spoken:
    """What a cell says. `known` are folded names that are not to be divided, or that a part may be."""
    names = frozenset(known)
    flat = " ".join(unicodedata.normalize("NFKC", text.replace("\n", ";")).split())
    if len(flat) > LONGEST:
        return Spoken((Who(flat[:40].rstrip() + "…"),))
    if fold(flat) not in names and _UNSURE.search(flat):
        return replace(parse(_UNSURE.sub("", flat), names), doubt=ASKED)
    if fold(flat) not in names:
        flat = _COPY.sub(", ", flat).strip(" ,") if _COPY.search(flat) else flat
        if flat.count(")") > flat.count("("):  # the bracket that a copy stood in
            flat = flat.rstrip(")） ")
    folded = flat.casefold().strip(" .:;")
    if _DITTO.fullmatch(flat.casefold().strip()):
        return Spoken(ditto=True)
    if not folded or _NO_NAME.fullmatch(folded):
        return Spoken()
    if _NOT_ALONE.fullmatch(folded) and folded not in names:
        return Spoken(doubt=OTHERS)
    if _ALL.fullmatch(folded):
        return Spoken(everybody=True)
    found = _EXCEPT.fullmatch(flat.casefold()) or _EXCEPT_EAST.fullmatch(flat.casefold())
    if found and (not found.groupdict().get("all") or _ALL.fullmatch(found["all"].strip(" ,("))):
        # The cut keeps the case of the cell, for the name is shown again.
        start, end = next(found.span(name) for name in _LEFT_OUT if found.groupdict().get(name))
        return Spoken(everybody=True, exempt=_names(flat[start:end], names)[0])
    whos, everybody, white = _names(flat, names)
    if len(whos) == 1 and whos[0].office and fold(flat) not in names:
        word = fold(whos[0].name)  # `All players (simultaneous)`, `White cell (not players)`
        if _ALL.fullmatch(word) or _WHITE.fullmatch(word):
            return Spoken(
                everybody=bool(_ALL.fullmatch(word)), white=bool(_WHITE.fullmatch(word)), doubt=REMARK
            )
    return Spoken(whos, everybody, white)


def _names(text: str, known: frozenset[str]) -> tuple[tuple[Who, ...], bool, bool]:
    found: list[Who] = []
    everybody = white = False
    for part in _parts(text, known):
        word = fold(part)
        if word not in known:
            word = fold(_ONLY.sub("", part)) or word
        if word in known and word not in ("all", "white"):
            found += _whos(part, known)
        elif _ALL.fullmatch(word):
            everybody = True
        elif _WHITE.fullmatch(word):
            white = True
        else:
            found += _whos(part, known)
    return tuple(dict.fromkeys(found)), everybody, white


def _whos(part: str, known: frozenset[str]) -> list[Who]:
    """One name with the offices behind it: `Tokyo (PM only)`, `Tokyo - PM`, `Tokyo only`."""
    if fold(part) in known:
        return [Who(part)]
    inner = _INNER.fullmatch(part)
    if inner is None and (apart := _OF_TEAM.fullmatch(part)) and fold(apart["team"]) in known:
        inner = apart
    if inner is None:
        return [Who(_stem(_ONLY.sub("", part).strip(" .") or part, known))]
    team, offices = _stem(inner["team"].strip(), known), _ONLY.sub("", inner["office"]).strip(" .")
    if not offices or _ALL.fullmatch(fold(offices)) or _ALL_OF_IT.fullmatch(fold(offices)):
        return [Who(team)]
    if _BUT.match(offices):
        return [Who(team, offices)]
    return [Who(team, office.strip(" .")) for office in _OFFICES.split(offices) if office.strip(" .")]


def _stem(name: str, known: frozenset[str]) -> str:
    """The name without what it is, if that is a name by itself: `Tokyo team` where there is Tokyo."""
    found = _KIND.fullmatch(name)
    stem = (found[1] or found[2]).strip() if found else ""
    return stem if stem and fold(name) not in known and fold(stem) in known else name


def leaves_out(who: Who) -> bool:
    """Whether an office is named as the one that does not get it: `Tokyo (except PM)`."""
    return bool(_BUT.match(who.office))


def _parts(text: str, known: frozenset[str]) -> list[str]:
    """The names of a list; brackets hold together, and `/`, `&` and `and` only divide what is known."""
    if fold(text) in known:
        return [text.strip()]
    pieces: list[str] = []
    depth, last = 0, ""
    for letter in text:
        depth += (letter in "(（") - (letter in ")）")
        if depth <= 0 and letter in ",;、，；､、":
            pieces.append(last)
            last = ""
        else:
            last += letter
    pieces.append(last)
    parts: list[str] = []
    for piece in pieces:
        bare = _LEADING.sub("", piece.strip(" .:-–•*·\"'“”[]【】「」")).strip()
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
    joined: set[str] = set()
    for text in texts:
        spoken = parse(text)
        for who in (*spoken.names, *spoken.exempt):
            (joined if _SOFT.search(who.name) else found).add(fold(who.name))
    # A name with a sign in it that also joins names is one name, unless each of its parts is one.
    names = frozenset(found | {name for name in joined if not is_list(name, found)})
    return frozenset(name for name in names if _stem(name, names - {name}) == name)


def is_list(name: str, known: Iterable[str]) -> bool:
    """Whether a name is made of several that are known."""
    halves = [half.strip() for half in _SOFT.split(name)]
    return len(halves) > 1 and all(half and _sure(half, frozenset(known)) for half in halves)


def is_joined(name: str) -> bool:
    """Whether a name has a sign in it that may stand between two names: `A/B`, `A and B`."""
    return bool(re.search(r"\w\s*[/\\|&+・]\s*\w|\w\s+and\s+\w", name))


@dataclass
class Directory:
    """The teams, offices and seats of a deck by every name that an author may use for them."""

    words: dict[str, str] = field(default_factory=dict)
    offices: dict[str, dict[str, str]] = field(default_factory=dict)
    teams: tuple[str, ...] = ()

    def find(self, who: Who) -> tuple[str, str]:
        """The word of the deck for a name, and the name it was taken for if it was guessed."""
        word, guessed = self._team(who.name)
        if not word and not who.office and (apart := self._apart(who.name)):
            return self.find(apart)[0], self.find(apart)[0]
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

    def several(self, name: str) -> tuple[str, ...]:
        """The teams of a list without commas, `TYO/WAS` or `Tokyo Beijing`; nothing unless each part is one."""
        for parts in (_SOFT.split(name), name.split()):
            words = [self._team(part)[0] for part in parts]
            if len(words) > 1 and all(word in self.teams for word in words):
                return tuple(words)
        return ()

    def _apart(self, name: str) -> Who | None:
        """A team and its office in one name, either first: `Tokyo PM`, `Tokyo-PM`, `Prime Minister Tokyo`."""
        words = [part for part in re.split(r"[\s.\-–()（）]+", name) if part]
        for cut in range(1, len(words)):
            first, last = " ".join(words[:cut]), " ".join(words[cut:])
            for team, office in ((first, last), (last, first)):
                if fold(team) in self.words and self.find(Who(team, office))[0]:
                    return Who(team, office)
        return None

    def _team(self, name: str) -> tuple[str, str]:
        key = fold(name)
        if key in self.words:
            return self.words[key], ""
        near = {word for known, word in self.words.items() if word in self.teams and abbreviates(key, known)}
        near = near or {
            word for known, word in self.words.items() if word in self.teams and misspells(key, known)
        }
        return (next(iter(near)),) * 2 if len(near) == 1 else ("", "")


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

    def look(who: Who) -> tuple[str, ...]:
        word, guessed = directory.find(who)
        name = f"{who.name} ({who.office})" if who.office else who.name
        if not word and who.office:  # the office may stand first: `Prime Minister (Tokyo)`
            word = guessed = directory.find(Who(who.office, who.name))[0]
        if not word and not who.office and (several := directory.several(who.name)):
            said.append((NEAR, {"name": name, "meant": ", ".join(several)}, False))
            return several
        if not word:
            said.append((UNKNOWN, {"name": name}, True))
            return ()
        if guessed:
            said.append((NEAR, {"name": name, "meant": guessed}, False))
        return (word,)

    if spoken.everybody:
        exempt = {word for who in spoken.exempt for word in look(who)}
        if exempt:
            found += [team for team in directory.teams if team not in exempt]
        else:
            found.append("all")
    found += [word for who in spoken.names for word in look(who)]
    if spoken.white:
        found.append("white")
    if not found and not said:
        said.append((NOBODY, {}, True))
    return tuple(dict.fromkeys(found)), tuple(said)
