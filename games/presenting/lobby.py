"""The lobby: the reader's own chair and brief, who of the team has sat down, the rules of the house."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine.seatview import SeatView
from games.presenting.people import Own, Public, SeatCard


@dataclass(frozen=True, slots=True)
class ChairCard:
    """A chair of the team and whether somebody sits on it; `name` is empty where it is not to be shown."""

    seat: SeatCard
    taken: bool
    name: str
    rank: str
    rank_label: str
    own: bool


@dataclass(frozen=True, slots=True)
class Lobby:
    seat: SeatCard
    chairs: tuple[ChairCard, ...]
    attribution: str

    @property
    def seated(self) -> int:
        return sum(chair.taken for chair in self.chairs)


def lobby(view: SeatView, public: Public, own: Own) -> Lobby:
    """The lobby of one seat."""
    chairs = tuple(chair_card(mate, view, public, own) for mate in own.mates)
    return Lobby(own.seat, chairs, attribution_words(public.attribution))


def chair_card(mate: SeatCard, view: SeatView, public: Public, own: Own) -> ChairCard:
    """A chair of one's own team as it was told last."""
    told = view.seats.get(mate.id)
    rank = rank_of(mate, view)
    named = public.attribution in ("attributed", "office")
    return ChairCard(
        seat=mate,
        taken=told is not None and told.taken,
        name=told.name if told is not None and named else "",
        rank=rank,
        rank_label=rank_label(rank),
        own=mate.id == own.seat.id,
    )


def rank_of(mate: SeatCard, view: SeatView) -> str:
    """The rank told last, else the plan's."""
    told = view.seats.get(mate.id)
    return told.rank if told is not None and told.rank else mate.rank


def rank_label(rank: str) -> str:
    """What a rank does, in words."""
    labels = {"lead": _("Lead: signs and submits moves"), "scribe": _("Scribe: writes the moves")}
    return labels.get(rank, _("Member"))


def attribution_words(attribution: str) -> str:
    """The attribution rule as it is accepted on sitting down."""
    rules = {
        "attributed": _("What you say may be quoted with your name and office."),
        "office": _("Reports name offices, not people. Your name is seen by your team and the staff alone."),
        "team": _("Reports name teams, not offices or people."),
        "chatham": _("Chatham House Rule: what is said may be used, who said it may not be revealed."),
    }
    return rules.get(attribution, rules["office"])
