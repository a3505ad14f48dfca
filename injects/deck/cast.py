"""Who and what a deck names: the ids of each section, and the audiences that its words stand for."""

from dataclasses import dataclass

from games.engine import audience
from games.engine.ids import Audience, OfficeId, SeatId, TeamId
from injects.deck.findings import Desk, _
from injects.deck.schema import Deck


@dataclass(frozen=True)
class Cast:
    """Every id that a reference may point to."""

    teams: frozenset[str]
    offices: frozenset[str]
    seats: frozenset[str]
    channels: frozenset[str]
    phases: frozenset[str]
    objectives: frozenset[str]
    injects: frozenset[str]
    tasks: frozenset[str]
    commitments: frozenset[str]
    attachments: frozenset[str]

    def audience(self, word: str) -> Audience | None:
        """`all`, `white`, a team, `team/office` or `seat:<id>` as an audience, else None."""
        if word == "all":
            return audience.PUBLIC
        if word == "white":
            return audience.WHITE
        if word in self.teams:
            return audience.team(TeamId(word))
        if word in self.offices:
            team, _slash, office = word.partition("/")
            return audience.office(TeamId(team), OfficeId(office))
        kind, _colon, seat = word.partition(":")
        if kind == "seat" and seat in self.seats:
            return audience.seat(SeatId(seat))
        return None

    def audience_words(self) -> tuple[str, ...]:
        """Every word that `audience` understands."""
        seats = sorted(f"seat:{seat}" for seat in self.seats)
        return ("all", "white", *sorted(self.teams), *sorted(self.offices), *seats)


def cast_of(deck: Deck, desk: Desk) -> Cast:
    """The ids of a deck. Two things of one kind with one id are a finding (D07)."""
    return Cast(
        teams=_ids("teams", [row.id for row in deck.teams], desk),
        offices=_ids("offices", [f"{row.team}/{row.id}" for row in deck.offices], desk),
        seats=_ids("seats", [row.id for row in deck.seats], desk),
        channels=_ids("channels", [row.id for row in deck.channels], desk),
        phases=_ids("phases", [row.id for row in deck.phases], desk),
        objectives=_ids("objectives", [row.id for row in deck.objectives], desk),
        injects=_ids("injects", [row.id for row in deck.injects], desk),
        tasks=_ids("tasks", [row.id for row in deck.tasks], desk),
        commitments=_ids("commitments", [row.id for row in deck.commitments], desk),
        attachments=_ids("attachments", [row.id for row in deck.attachments], desk),
    )


def _ids(section: str, ids: list[str], desk: Desk) -> frozenset[str]:
    first: dict[str, int] = {}
    for index, name in enumerate(ids):
        if name in first:
            line = desk.document.mark((section, first[name])).line
            desk.note(
                "D07",
                (section, index, "id"),
                _("The id {name} is taken by line {line}."),
                _("Give each its own."),
                name=name,
                line=line,
            )
        first.setdefault(name, index)
    return frozenset(first)
