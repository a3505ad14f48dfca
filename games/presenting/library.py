"""The library: the reader's role card, the public brief, and a glossary."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.presenting.law import LawWords
from games.presenting.people import Own, Public, SeatCard
from games.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Library:
    """`law` says that the seat's team has moves in law to look up."""

    seat: SeatCard
    brief: Words
    law: bool
    glossary: tuple[tuple[str, str], ...]


def library(public: Public, own: Own, law: LawWords) -> Library:
    """What a seat can look up."""
    has_law = own.team is not None and bool(law.move_names(own.team.id))
    return Library(own.seat, public.brief, has_law, glossary())


def glossary() -> tuple[tuple[str, str], ...]:
    """Words of the exercise that a player meets, each explained in one line."""
    return (
        (_("Inject"), _("News, a cable or a call that the exercise staff send into the story.")),
        (_("Move"), _("What your team decides to do. The lead signs it; the white cell rules on it.")),
        (
            _("White cell"),
            _("The umpires. They play the rest of the world and decide what follows from moves."),
        ),
        (_("Ruling"), _("The white cell's decision on a move: what happens, why, and what would change it.")),
        (
            _("Rule check"),
            _("Your own counsel's advice. It knows only what your team knows, and binds nobody."),
        ),
        (_("Lawful"), _("Authority exists and nothing stands against it.")),
        (_("Contestable"), _("There are respectable arguments on both sides; somebody will dispute it.")),
        (_("A step is missing"), _("A procedure or consent has to come first. The advice names it.")),
        (_("Unlawful"), _("Prohibited, or without authority on the facts. You may still try, at a price.")),
        (_("Covert"), _("Not announced. Others may find out.")),
        (_("Scenario time"), _("The time of the story, counted in days (D+) since the exercise began.")),
        (_("STARTEX, ENDEX"), _("Start and end of the exercise.")),
        (_("Hot wash"), _("The talk right after the end, about what should be kept and what should change.")),
    )
