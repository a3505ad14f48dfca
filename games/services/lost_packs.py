"""Exercises whose rule pack is gone or can no longer be read: what is still done for them, and how they are mended.

Nothing is ruled on under another law than the one an exercise was made under, unless somebody decides so.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from games.engine.commands import TakeNote
from games.engine.ids import SeatId
from games.law.building import digest_of
from games.models import Exercise, RulePack
from games.services import exercises, packs
from games.services.rules import LostPack, rulebook
from games.services.submitting import submit


class NothingLost(ValueError):
    """An exercise whose pack is kept and can be read; it stays pinned to it."""


class AnotherPack(ValueError):
    """Files that are not the pack that the exercise was made under."""

    def __init__(self, digest: str, wanted: str) -> None:
        super().__init__(digest)
        self.digest = digest
        self.wanted = wanted


def lost_pack(exercise: Exercise) -> LostPack | None:
    """What is wrong with the pack of an exercise; None where it is kept and can be read."""
    try:
        rulebook(exercise.rules_digest, exercise.rules_day)
    except LostPack as lost:
        return lost
    return None


def bring_back(exercise: Exercise, texts: Mapping[str, str]) -> RulePack:
    """Keeps the very files of the lost pack again, so that play goes on under the same law.

    Raises NothingLost, and AnotherPack for files that are not those.
    """
    if lost_pack(exercise) is None:
        raise NothingLost
    digest = digest_of(texts)
    if digest != exercise.rules_digest:
        raise AnotherPack(digest, exercise.rules_digest)
    return packs.store(
        texts, _("Brought back"), note=_("Brought back for %(title)s.") % {"title": exercise.title}
    )[0]


def play_on_under(exercise: Exercise, digest: str) -> None:
    """Pins an exercise whose pack is lost to another; its log says so.

    Raises NothingLost, `exercises.UnfitPack` for a pack with faults, LookupError for one that is not kept.
    """
    lost = lost_pack(exercise)
    if lost is None:
        raise NothingLost
    packs.keep(digest)
    exercises.fit_or_raise(digest, exercise.rules_day)
    Exercise.objects.filter(pk=exercise.pk).update(rules_digest=digest)
    said = _("The rule pack %(lost)s is lost. From here on the exercise is played under %(now)s.")
    note = TakeNote(text=said % {"lost": lost.digest, "now": digest})
    submit(exercise.pk, SeatId(""), "", note)
