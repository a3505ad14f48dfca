"""What would have been ruled under another law: the moves of an exercise, judged again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from games.engine.ids import FactValue
from games.law.building import Rejected, digest_of, load
from games.law.editing import CannotEdit
from games.law.rulebook import Rulebook
from games.law.shipped import shipped_overlays
from games.law.variants import Overlay, applied
from games.models import Exercise, RulePack
from games.review.rejudging import Rejudged, rejudge
from games.services import auditing, packs
from games.services.rules import rulebook

Kind: TypeAlias = Literal["overlay", "reading", "pack"]


class CannotJudge(ValueError):
    """A law under which the moves cannot be judged: it does not fit the pack of the exercise."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A law to judge under. `id` is as an address has it; `pack` is set for a stored pack."""

    id: str
    kind: Kind
    title: str
    about: str = ""
    pack: RulePack | None = None


def own_book(exercise: Exercise) -> Rulebook:
    """The pack that the exercise is played under."""
    return rulebook(exercise.rules_digest, exercise.rules_day).rules


def choices(exercise: Exercise) -> list[Choice]:
    """The laws to choose from: overlays, readings of the exercise's own pack, and the other stored packs."""
    book = own_book(exercise)
    packs.keep_shipped()
    found = [
        Choice(f"overlay:{name}", "overlay", overlay.title, overlay.about)
        for name, overlay in shipped_overlays().items()
    ]
    found += [Choice(f"reading:{each.id}", "reading", each.label, each.held_by) for each in book.readings]
    others = RulePack.objects.exclude(digest=exercise.rules_digest).defer("files")
    found += [Choice(f"pack:{each.digest}", "pack", each.title, each.note, each) for each in others]
    return found


def rejudged(exercise: Exercise, choice: Choice) -> tuple[Rejudged, ...]:
    """Every proposal of the exercise so far beside what the other law says. Raises CannotJudge.

    Kept for the next reader: the log is read from its first event.
    """
    return _rejudged(exercise.pk, exercise.head_digest, choice.id)


@lru_cache(maxsize=16)
def _rejudged(exercise_id: int, head_digest: str, choice: str) -> tuple[Rejudged, ...]:
    exercise = Exercise.objects.get(pk=exercise_id)
    book, supposed = _law(exercise, choice)
    return rejudge(auditing.recorded_events(exercise), book, supposed)


def _law(exercise: Exercise, choice: str) -> tuple[Rulebook, Mapping[str, FactValue]]:
    """The book to judge by, and the facts to suppose."""
    kind, _colon, name = choice.partition(":")
    own = own_book(exercise)
    if kind == "pack":
        return rulebook(name, exercise.rules_day).rules, {}
    if kind == "reading":
        return own, next(dict(each.facts) for each in own.readings if each.id == name)
    overlay = shipped_overlays()[name]
    unknown = [fact for fact in overlay.facts if fact not in own.facts]
    if unknown:
        raise CannotJudge(f"the pack has no fact {unknown[0]}")
    return (_overlaid(exercise, overlay) if overlay.rewrites else own), dict(overlay.facts)


def _overlaid(exercise: Exercise, overlay: Overlay) -> Rulebook:
    texts = packs.texts_of(exercise.rules_digest) or packs.texts_of("") or {}
    try:
        changed = applied(texts, overlay)
    except CannotEdit as why:
        raise CannotJudge(str(why)) from why
    book = _loaded(digest_of(changed), exercise.rules_day, tuple(changed.items()))
    if isinstance(book, Rejected):
        raise CannotJudge("; ".join(str(each) for each in book.problems[:3]))
    return book


@lru_cache(maxsize=4)
def _loaded(digest: str, day: str, texts: tuple[tuple[str, str], ...]) -> Rulebook | Rejected:
    return load(dict(texts), day)
