"""Conditions of a draft in words, as the rule pack has them: in its own language."""

from __future__ import annotations

from functools import lru_cache

from games.engine.lawbook import FUNCTIONS
from games.law.conditions import ConditionError, parse
from games.law.shipped import load_shipped
from games.law.wording import words
from injects.authoring.conditions import Helpers
from injects.deck.charting import ASKED
from injects.deck.shorthand import ShorthandError, expand
from injects.editor.frame import vocabulary


def said(text: str, helpers: Helpers, on_map: bool = False) -> tuple[str, str]:
    """A condition in words, and what is wrong with it; words are empty where something is."""
    return _said(text, tuple(helpers.items()), on_map)


@lru_cache(maxsize=4096)
def _said(text: str, helpers: tuple[tuple[str, str], ...], on_map: bool) -> tuple[str, str]:
    if not text.strip():
        return "", ""
    names = vocabulary().names if on_map else vocabulary().names_in_play
    try:
        read = parse(expand(text, dict(helpers)), names, ASKED if on_map else FUNCTIONS)
    except ShorthandError as wrong:
        return "", str(wrong)
    except ConditionError as wrong:
        return "", wrong.problem
    return words(load_shipped(), read.tree), ""
