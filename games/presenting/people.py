"""The public face of a plan (teams, offices, channels), and the part of it that one seat may know."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from games.engine import audience
from games.engine.frames import SeatChanged
from games.engine.ids import Audience, OfficeId, SeatId, TeamId
from games.engine.plan import Link, Plan, Rank, Role, SeatSpec
from games.presenting.words import NOTHING, Words, pick


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A side: its name, the shape and the colour (1 to 8) that always go with the name."""

    id: TeamId
    label: Words
    short: str
    mark: str
    tone: int


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """A post in a team. `brief` is filled only for the reader's own office."""

    id: OfficeId
    team: TeamId
    label: Words
    brief: Words = NOTHING


@dataclass(frozen=True, slots=True)
class ChannelCard:
    id: str
    label: Words
    style: str


@dataclass(frozen=True, slots=True)
class SeatCard:
    """A chair of the reader's own team."""

    id: SeatId
    label: Words
    role: Role
    rank: Rank
    office: OfficeCard | None
    team: TeamCard | None


@dataclass(frozen=True, slots=True)
class Public:
    """The parts of a plan that anyone may see, in one language."""

    language: str
    languages: tuple[str, ...]
    zone: str
    title: Words
    brief: Words
    attribution: str
    teams: Mapping[TeamId, TeamCard]
    offices: Mapping[tuple[TeamId, OfficeId], OfficeCard]
    channels: Mapping[str, ChannelCard]
    turn_based: bool
    promises: Mapping[str, Words] = field(default_factory=dict)
    """What the commitments of the deck are called; shown only to those who are told of one."""

    def team(self, team: TeamId | None) -> TeamCard | None:
        return self.teams.get(team) if team else None

    def office(self, team: TeamId | None, office: OfficeId | None) -> OfficeCard | None:
        return self.offices.get((team, office)) if team and office else None

    def reader(self, reader: Audience) -> str:
        """A team, an office or everyone, as the address line of an item has it."""
        team, office = audience.team_of(reader), reader.partition("/")[2]
        found = self.team(team)
        if found is None:
            return _("Everyone") if reader == audience.PUBLIC else ""
        post = self.office(team, OfficeId(office)) if office else None
        return f"{found.label} - {post.label}" if post else str(found.label)

    def channel(self, channel: str) -> ChannelCard:
        """The channel, or a plain notice for one that the deck does not name."""
        return self.channels.get(channel) or ChannelCard(channel, NOTHING, "notice")

    def words(self, text: dict[str, str]) -> Words:
        return pick(text, self.language, self.languages)


@dataclass(frozen=True, slots=True)
class Own:
    """What a seat may know of the plan beyond the public part: its own chair, team and lines to others."""

    seat: SeatCard
    team: TeamCard | None
    mates: tuple[SeatCard, ...] = ()
    links: Mapping[TeamId, Link] = field(default_factory=dict)


def public_of(plan: Plan, language: str) -> Public:
    """The public part of a plan for a reader of `language`."""

    def words(text: dict[str, str]) -> Words:
        return pick(text, language, plan.languages)

    return Public(
        language=language,
        languages=plan.languages,
        zone=plan.timing.zone,
        title=words(plan.title),
        brief=words(plan.public_brief),
        attribution=plan.settings.attribution,
        teams={t.id: TeamCard(t.id, words(t.label), t.short, t.mark, t.tone) for t in plan.teams},
        offices={(o.team, o.id): OfficeCard(o.id, o.team, words(o.label)) for o in plan.offices},
        channels={c.id: ChannelCard(c.id, words(c.label), c.style) for c in plan.channels},
        turn_based=plan.timing.turn_ms is not None,
        promises={row.id: words(row.label) for row in plan.commitments},
    )


def own_of(plan: Plan, public: Public, spec: SeatSpec) -> Own:
    """What the seat `spec` may know of its own place in the plan; an observer, of the team it watches."""
    team = public.team(watched_team(spec))
    brief = NOTHING
    for office in plan.offices:
        if (office.team, office.id) == (spec.team, spec.office):
            brief = public.words(office.brief)
    mates = tuple(
        seat_card(public, mate)
        for mate in plan.seats
        if team is not None and mate.role == "player" and mate.team == team.id
    )
    return Own(
        seat=seat_card(public, spec, brief),
        team=team,
        mates=mates,
        links=_own_links(plan, team.id) if team else {},
    )


def with_added(own: Own, public: Public, told: Iterable[SeatChanged]) -> Own:
    """With the chairs that were added to the team in play, as the seat was told of them."""
    known = {mate.id for mate in own.mates}
    added = tuple(
        seat_card(public, SeatSpec(one.seat, one.label, "player", own.team.id, one.office, "member"))
        for one in told
        if one.label and own.team is not None and one.seat not in known
    )
    return dataclasses.replace(own, mates=(*own.mates, *sorted(added, key=lambda card: card.id)))


def seat_card(public: Public, spec: SeatSpec, brief: Words = NOTHING) -> SeatCard:
    """A chair as its own team sees it."""
    office = public.office(spec.team, spec.office)
    if office is not None and brief:
        office = OfficeCard(office.id, office.team, office.label, brief)
    label = public.words(spec.label) or (office.label if office else Words(spec.id))
    return SeatCard(spec.id, label, spec.role, spec.rank, office, public.team(spec.team))


def watched_team(spec: SeatSpec) -> TeamId | None:
    """The team that an observer of one team watches; a player's own team."""
    kind, _, team = spec.scope.partition(":")
    if spec.role == "observer" and kind == "team":
        return TeamId(team)
    return spec.team


def _own_links(plan: Plan, team: TeamId) -> dict[TeamId, Link]:
    """The lines from one team to each other team, by that other team."""
    found: dict[TeamId, Link] = {}
    for link in plan.links:
        if team in link.between:
            first, second = link.between
            found[second if first == team else first] = link
    return found
