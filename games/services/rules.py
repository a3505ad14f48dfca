"""The rule pack of this process, read once."""

from functools import cache

from games.engine.lawbook import LawBook
from games.law.shipped import load_shipped


@cache
def rulebook() -> LawBook:
    """The shipped rule pack, as the engine asks it. Raises ValueError if its files are broken."""
    return LawBook(load_shipped())
