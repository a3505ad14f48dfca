"""Names and words for what a deck is made of: ids, short names, kinds, looks, and texts as YAML has them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from injects.exchange.audiences import fold
from injects.exchange.cells import KIND_WORDS

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
_PLAIN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)?\Z")
_ODD_WORDS: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})


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


def ident(text: str) -> str:
    """A number of a file as an id of a deck: `12.3 (a)` becomes `12.3-a`."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", text):
        return text
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-_.")[:64].strip("-_.")


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
    return DoubleQuotedScalarString(text)  # type: ignore[no-any-return]  # untyped, and a str


def _written_key(key: str) -> str:
    return (
        key if _PLAIN_WORD.match(key) and key.casefold() not in _ODD_WORDS else DoubleQuotedScalarString(key)
    )


def free(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number behind it where it is taken."""
    used = set(taken)
    if name not in used:
        return name
    number = 2
    while f"{name[:58]}-{number}" in used:
        number += 1
    return f"{name[:58]}-{number}"


def is_short(name: str) -> bool:
    """Whether a name looks like an abbreviation."""
    return name.isascii() and name.isalpha() and name.isupper() and len(name) <= 5


def short_name(name: str, taken: Iterable[str]) -> str:
    """At most four letters for a badge: initials of several words, else the first letters."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name))
    base = "".join(word[0] for word in words[:4]) if len(words) > 1 else (words[0][:3] if words else "T")
    base = base.upper()[:4] or "T"
    used, short, number = set(taken), base, 2
    while short in used:
        short = f"{base[: 4 - len(str(number))]}{number}"
        number += 1
    return short
