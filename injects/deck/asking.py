"""Checks the questions in a deck's conditions: whether each asks about something that there is."""

from __future__ import annotations

from collections.abc import Callable

from games.engine.questions import ARGUMENTS, ON_STORY, OUTCOMES
from games.law.tree import Call
from games.law.yamltext import Path
from injects.deck import times
from injects.deck.compiling import Compiling
from injects.deck.findings import _


def check_question(call: Call, path: Path, asking: Compiling) -> None:
    """Note every word of a question that stands for nothing."""
    checks: dict[str, Callable[[str, Path, Compiling], object]] = {
        "move": _move,
        "move_or_team": _move_or_team,
        "team": _team,
        "reader": _reader,
        "inject": _inject,
        "outcome": _outcome,
        "span": _span,
        "clock": _clock,
        "promise": _promise,
        "percent": _percent,
    }
    for sought, word in zip(ARGUMENTS.get(call.function, ()), call.args, strict=False):
        if sought in checks:
            checks[sought](word, path, asking)


def _move(word: str, path: Path, asking: Compiling) -> None:
    asking.known(word, asking.book.moves, path, _("There is no move {word} in the rule pack."), "L19")


def _move_or_team(word: str, path: Path, asking: Compiling) -> None:
    if word not in asking.cast.teams:
        _move(word, path, asking)


def _team(word: str, path: Path, asking: Compiling) -> None:
    asking.known(word, asking.cast.teams, path, _("There is no team {word}."))


def _reader(word: str, path: Path, asking: Compiling) -> None:
    readers = (*asking.cast.teams, *asking.cast.offices)
    asking.known(word, readers, path, _("There is no team or office {word}."))


def _inject(word: str, path: Path, asking: Compiling) -> None:
    asking.known(word, asking.cast.injects, path, _("There is no inject {word}."))


def _outcome(word: str, path: Path, asking: Compiling) -> None:
    asking.known(word, OUTCOMES, path, _("A ruling has no outcome {word}."), "D05")


def _span(word: str, path: Path, asking: Compiling) -> None:
    if times.span(word) is None:
        why = _("{text!r} is not a length of time.")
        asking.desk.note("D06", path, why, _("Write it with units, as '20m' or '1h30'."), text=word)


def _clock(word: str, path: Path, asking: Compiling) -> None:
    asking.known(word, (ON_STORY,), path, _("There is no clock {word}."), "D05")


def _promise(word: str, path: Path, asking: Compiling) -> None:
    promises = (*asking.cast.commitments, *asking.book.duties)
    asking.known(
        word, promises, path, _("There is no commitment of the deck and no duty of the rule pack {word}.")
    )


def _percent(word: str, path: Path, asking: Compiling) -> None:
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= 99):
        why = _("{text!r} is not a chance in a hundred.")
        asking.desk.note("D05", path, why, _("Write a whole number from 1 to 99 in quotes."), text=word)
