"""The rule packs of this process, each read once."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping

from games.engine.lawbook import LawBook
from games.law.building import Rejected, load
from games.law.shipped import load_shipped
from games.services import packs

logger = logging.getLogger(__name__)


class LostPack(ValueError):
    """The rule pack that was asked for is not kept, or this version of tte cannot read it (`faults` say why)."""

    def __init__(self, digest: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(
            f"rule pack {digest[:12]} "
            + ("cannot be read: " + "; ".join(faults) if faults else "is not kept")
        )
        self.digest = digest
        self.faults = faults


CAPACITY = 16
"""Packs held by one process beside the shipped one; the one longest unused goes first."""

_books: OrderedDict[tuple[str, str], LawBook] = OrderedDict()
_said: set[str] = set()
_lock = threading.Lock()
_reading = threading.RLock()


def rulebook(digest: str = "", day: str = "") -> LawBook:
    """The rule pack of this digest, as the engine asks it; without one, the pack shipped with tte.

    `day` is the scenario date whose law is in force. Raises LostPack for a pack that is not kept or that this
    version can no longer read, and ValueError if the shipped files are broken.
    """
    key = (digest or packs.shipped_digest(), day)
    with _lock:
        found = _books.get(key)
        if found is not None:
            _books.move_to_end(key)
            return found
    return _read(key)


def _read(key: tuple[str, str]) -> LawBook:
    """Reads a pack. One thread at a time, so that two do not do the same work."""
    with _reading:
        with _lock:
            if key in _books:
                return _books[key]
        book = _loaded(*key)
        with _lock:
            _books[key] = book
            while len(_books) > CAPACITY:
                _books.popitem(last=False)
    return book


def _loaded(digest: str, day: str) -> LawBook:
    """The book of a pack's texts."""
    texts = packs.texts_of(digest)
    if texts is None:
        raise _lost(LostPack(digest))
    if day and not dated(texts):
        # Nothing in it turns on the date: one book for all days.
        return rulebook(digest)
    if digest == packs.shipped_digest():
        return LawBook(load_shipped(day))
    book = load(texts, day)
    if isinstance(book, Rejected):
        raise _lost(LostPack(digest, tuple(str(problem) for problem in book.problems[:3])))
    return LawBook(book)


def _lost(lost: LostPack) -> LostPack:
    """Said once in the server's log: every command and page asks again."""
    if lost.digest not in _said:
        _said.add(lost.digest)
        logger.error("%s", lost)
    return lost


def dated(texts: Mapping[str, str]) -> bool:
    """Whether any record of a pack says from when to when it is in force."""
    return any("in_force" in text for text in texts.values())
