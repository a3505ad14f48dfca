"""An observer's page: what the watched team, or the public, was told, and the note box of an evaluator."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine.plan import Plan, SeatSpec
from games.presenting.people import Public, watched_team
from games.presenting.words import Words

RATINGS = ("P", "S", "M", "U", "N")


@dataclass(frozen=True, slots=True)
class NoteBox:
    """What an evaluator can tick beside a note."""

    objectives: tuple[tuple[str, Words], ...]
    ratings: tuple[tuple[str, str], ...]


def note_box(plan: Plan, public: Public, spec: SeatSpec) -> NoteBox | None:
    """The note box of an observer of one team; a guest of the public has none."""
    if watched_team(spec) is None:
        return None
    return NoteBox(
        objectives=tuple((o.id, public.words(o.label)) for o in plan.objectives),
        ratings=tuple((rating, rating_label(rating)) for rating in RATINGS),
    )


def rating_label(rating: str) -> str:
    """A rating in words (HSEEP)."""
    labels = {
        "P": _("P: performed without challenges"),
        "S": _("S: performed with some challenges"),
        "M": _("M: performed with major challenges"),
        "U": _("U: unable to be performed"),
        "N": _("Not observed"),
    }
    return labels[rating]
