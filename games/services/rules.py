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

CAPACITY = 16
"""Packs held by one process beside the shipped one; the one longest unused goes first."""

_books: OrderedDict[tuple[str, str], LawBook] = OrderedDict()
_lock = threading.Lock()
_reading = threading.RLock()


def rulebook(digest: str = "", day: str = "") -> LawBook:
    """The rule pack of this digest, as the engine asks it; without one, the pack shipped with tte.

    `day` is the scenario date whose law is in force. A pack that is not kept, or that this version can no
    longer read, is answered with the shipped one, and the log of the server says so: play goes on.
    Raises ValueError if the shipped files are broken.
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
    """The book of a pack's texts, or what stands in for it."""
    texts = packs.texts_of(digest)
    if texts is None:
        logger.error("rule pack %s is not kept; the shipped one stands in for it", digest[:12])
        return rulebook()
    if day and not dated(texts):
        # Nothing in it turns on the date: one book for all days.
        return rulebook(digest)
    if digest == packs.shipped_digest():
        return LawBook(load_shipped(day))
    book = load(texts, day)
    if isinstance(book, Rejected):
        faults = "; ".join(str(problem) for problem in book.problems[:3])
        logger.error("rule pack %s cannot be read (%s); the shipped one stands in", digest[:12], faults)
        return rulebook()
    return LawBook(book)


def dated(texts: Mapping[str, str]) -> bool:
    """Whether any record of a pack says from when to when it is in force."""
    return any("in_force" in text for text in texts.values())
