"""Names of teams, offices, seats, channels and audiences in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from games.engine import audience as aud
from games.engine.access import audiences_of
from games.engine.ids import Audience, SeatId, TeamId, Text
from games.engine.plan import Plan, Team
from games.engine.state import Seat, State


def pick(text: Text, languages: tuple[str, ...]) -> str:
    """A text in the first of these languages that it has, else in any; empty when there is none."""
    for language in languages:
        if text.get(language):
            return text[language]
    return next((words for words in text.values() if words), "")


@dataclass(frozen=True, slots=True)
class Names:
    """Looks labels up in a plan, for one order of languages."""

    plan: Plan
    languages: tuple[str, ...]

    def text(self, text: Text) -> str:
        """A text of the deck in the reader's language, or the nearest there is."""
        return pick(text, (*self.languages, *self.plan.languages, ""))

    def team(self, team: TeamId | str | None) -> str:
        """The label of a team; its id when the plan has no such team, empty for None."""
        found = self.team_spec(team)
        return self.text(found.label) if found else (team or "")

    def team_spec(self, team: TeamId | str | None) -> Team | None:
        """The team itself, for its mark and tone."""
        return next((t for t in self.plan.teams if t.id == team), None)

    def office(self, team: str, office: str) -> str:
        """The label of an office of a team."""
        found = next((o for o in self.plan.offices if o.team == team and o.id == office), None)
        return self.text(found.label) if found else office

    def channel(self, channel: str) -> str:
        """The label of a channel."""
        found = next((c for c in self.plan.channels if c.id == channel), None)
        return self.text(found.label) if found else channel


def names_of(state: State, *languages: str) -> Names:
    """Names for a reader of these languages, in order of preference."""
    return Names(state.deck, languages)


@dataclass(frozen=True, slots=True)
class Choice:
    """An audience that staff can pick. `kind` is public, team, office, seat, white, display or room."""

    audience: Audience
    kind: str
    label: str
    team: Team | None
    seats: int
    taken: int


def audience_choices(state: State, names: Names, *, seats: bool = False) -> tuple[Choice, ...]:
    """Every audience that an item can be sent to: the public, teams, then offices (and seats when asked)."""
    plan = state.deck
    wanted = [aud.PUBLIC, *(aud.team(t.id) for t in plan.teams)]
    wanted += [aud.office(o.team, o.id) for o in plan.offices]
    if seats:
        wanted += [aud.seat(s.spec.id) for s in state.seats.values() if s.spec.team is not None]
    return tuple(choice(state, names, a) for a in wanted)


def choice(state: State, names: Names, audience: Audience) -> Choice:
    """One audience with its label, and how many playing seats it reaches."""
    kind, _, rest = audience.partition(":")
    team_id = aud.team_of(audience)
    if kind == "seat" and (entry := state.seats.get(SeatId(rest))):
        team_id = entry.spec.team
    reached = reach(state, (audience,))
    label = _label(state, names, kind, rest)
    return Choice(audience, kind, label, names.team_spec(team_id), reached.seats, reached.taken)


def _label(state: State, names: Names, kind: str, rest: str) -> str:
    """The label of an audience; for the kinds that the page words itself (public, white) it is empty."""
    match kind:
        case "team":
            return names.team(rest)
        case "office":
            team, _, office = rest.partition("/")
            return f"{names.team(team)} - {names.office(team, office)}"
        case "seat":
            return seat_label(state, names, SeatId(rest))
        case "room":
            thread = next((t for t in state.threads.values() if t.id == rest), None)
            return thread.subject if thread else rest
        case _:
            return ""


def seat_label(state: State, names: Names, seat: SeatId | str) -> str:
    """A seat by its team and its chair: two teams may each have a President."""
    entry = state.seats.get(SeatId(seat))
    team = names.team(entry.spec.team) if entry else ""
    chair = chair_label(state, names, seat)
    return f"{team} - {chair}" if team else chair


def chair_label(state: State, names: Names, seat: SeatId | str) -> str:
    """A seat by its label and, where somebody sits on it under a name, that name; for beside a team's mark."""
    entry = state.seats.get(SeatId(seat))
    if entry is None:
        return str(seat)
    label = names.text(entry.spec.label) or str(seat)
    return f"{label} ({entry.name})" if entry.name else label


@dataclass(frozen=True, slots=True)
class Reach:
    """How many playing seats hear a set of audiences, how many of them are taken, and whose they are."""

    seats: int
    taken: int
    teams: tuple[TeamId, ...]


_heard: tuple[State | None, tuple[tuple[Seat, frozenset[Audience]], ...]] = (None, ())


def listeners(state: State) -> tuple[tuple[Seat, frozenset[Audience]], ...]:
    """Every playing seat with what it listens to; kept for the state that was asked for last."""
    global _heard
    known, found = _heard
    if known is not state:
        playing = (s for s in state.seats.values() if s.spec.role == "player")
        found = tuple((s, frozenset(audiences_of(state, s.spec.id))) for s in playing)
        _heard = (state, found)
    return found


def reach(state: State, audiences: Iterable[Audience]) -> Reach:
    """The playing seats that listen to any of these audiences."""
    wanted = frozenset(audiences)
    hit = [entry for entry, heard in listeners(state) if not wanted.isdisjoint(heard)]
    of = {entry.spec.team for entry in hit}
    teams = tuple(t.id for t in state.deck.teams if t.id in of)
    return Reach(len(hit), sum(entry.taken for entry in hit), teams)


def teams_reached(state: State, audiences: Iterable[Audience]) -> tuple[TeamId, ...]:
    """The teams that these audiences touch, in the plan's order."""
    return reach(state, audiences).teams
