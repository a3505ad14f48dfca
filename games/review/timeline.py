"""The timeline of the log: what each entry is about, and which entries a filter keeps."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from msgspec import Struct, to_builtins

from games.engine import audience as aud
from games.engine import events as e
from games.engine.ids import Audience, SeatId, TeamId
from games.engine.state import State

ObjectKind: TypeAlias = Literal[
    "inject", "item", "move", "ruling", "fact", "meter", "procedure", "thread", "seat"
]
Family: TypeAlias = Literal[
    "clock", "seats", "injects", "facts", "moves", "rulings", "steps", "talk", "notes"
]

FAMILIES: Mapping[Family, tuple[type[e.Event], ...]] = {
    "clock": (
        e.ExerciseCreated,
        e.LobbyOpened,
        e.ExerciseStarted,
        e.ExerciseStopped,
        e.ExerciseResumed,
        e.RateChanged,
        e.ScenarioJumped,
        e.TurnStarted,
        e.TurnExtended,
        e.TurnEnded,
        e.ExerciseEnded,
        e.ExerciseArchived,
        e.EmergencyRaised,
        e.EmergencyCleared,
        e.TimeoutAsked,
        e.TimeoutDeclined,
    ),
    "seats": (e.SeatAdded, e.SeatTaken, e.SeatVacated, e.RankChanged, e.ConsentGiven),
    "injects": (
        e.InjectReleased,
        e.InjectSkipped,
        e.InjectHeld,
        e.InjectRearmed,
        e.InjectRescheduled,
        e.InjectOverdue,
        e.InjectRetargeted,
        e.InjectEdited,
        e.InjectAdded,
        e.InjectCorrected,
        e.InjectRetracted,
        e.InjectResent,
        e.InjectWidened,
        e.ItemOpened,
        e.ItemAcknowledged,
        e.ChancesDrawn,
        e.MomentCame,
    ),
    "facts": (e.FactsSet, e.FactRetracted, e.FactsDisclosed, e.MetersChanged),
    "moves": (
        e.MoveSubmitted,
        e.MoveAmended,
        e.MoveWithdrawn,
        e.DissentNoted,
        e.MoveTaken,
        e.MoveReturned,
        e.MoveRequeued,
        e.MoveAnnounced,
    ),
    "rulings": (
        e.ProposalMade,
        e.CounselGiven,
        e.LawTimed,
        e.LawTurned,
        e.MoveRuled,
        e.RulingPublished,
        e.RulingAppealed,
        e.AppealDecided,
    ),
    "steps": (e.ProcedureOpened, e.ProcedureDone, e.ProcedureLapsed),
    "talk": (e.ThreadOpened, e.MessageSent, e.MessageArrived, e.MessagesSeen, e.LinkChanged, e.NoticeSent),
    "notes": (e.NoteTaken, e.EnteredFromPaper),
}
"""Every event stands in exactly one family."""


def kind_of(event: type[e.Event] | e.Event) -> str:
    """The stable name that the log keeps for an event."""
    return str(event.__struct_config__.tag)


KINDS: Mapping[Family, tuple[str, ...]] = {
    family: tuple(kind_of(event) for event in events) for family, events in FAMILIES.items()
}
FAMILY_OF: Mapping[str, Family] = {kind: family for family, kinds in KINDS.items() for kind in kinds}


class Ref(Struct, frozen=True):
    """A thing of the exercise that an entry is about."""

    kind: ObjectKind
    id: str

    @property
    def address(self) -> str:
        """How the thing is named in the query of a page: `move:abc`."""
        return f"{self.kind}:{self.id}"


_FIELDS: tuple[tuple[str, ObjectKind], ...] = (
    ("item", "item"),
    ("move_id", "move"),
    ("ruling_id", "ruling"),
    ("ruling", "ruling"),
    ("supersedes", "ruling"),
    ("procedure", "procedure"),
    ("thread", "thread"),
    ("fact", "fact"),
    ("instead_of", "inject"),
)


def refs(event: e.AnyEvent) -> tuple[Ref, ...]:
    """Everything that an event names, the inject first."""
    found: list[Ref] = []
    match event:
        case e.InjectEdited() | e.InjectAdded():
            found.append(Ref("inject", event.inject.id))
        case e.SeatAdded():
            found.append(Ref("seat", event.seat.id))
        case e.SeatTaken() | e.SeatVacated() | e.RankChanged() | e.ConsentGiven() | e.InjectResent():
            found.append(Ref("seat", event.seat))
        case e.FactsSet():
            found += [Ref("fact", name) for name in event.values]
        case e.FactsDisclosed():
            found += [Ref("fact", name) for name in event.facts]
        case e.MoveRuled():
            found += [Ref("fact", name) for name in event.facts]
        case e.MetersChanged():
            found += [Ref("meter", name) for name in event.changes]
        case _:
            pass
    inject = getattr(event, "inject", None)
    if isinstance(inject, str):
        found.insert(0, Ref("inject", inject))
    for field, kind in _FIELDS:
        value = getattr(event, field, None)
        if isinstance(value, str) and value:
            found.append(Ref(kind, value))
    return tuple(dict.fromkeys(found))


class Belongings(Struct, frozen=True):
    """Whose each thing is, for telling which teams an entry concerns."""

    seats: dict[str, TeamId]
    moves: dict[str, TeamId]
    rulings: dict[str, TeamId]
    procedures: dict[str, TeamId]
    threads: dict[str, tuple[TeamId, ...]]
    teams: tuple[TeamId, ...]


def belongings(state: State) -> Belongings:
    """Whose each thing is, as of a state; cheap enough to make for each page."""
    return Belongings(
        seats={s.spec.id: s.spec.team for s in state.seats.values() if s.spec.team is not None},
        moves={m.id: m.team for m in state.moves.values()},
        rulings={r.id: state.moves[r.move_id].team for r in state.rulings.values()},
        procedures={p.id: p.team for p in state.procedures.values() if p.team is not None},
        threads={t.id: t.parties for t in state.threads.values()},
        teams=tuple(t.id for t in state.deck.teams),
    )


def teams_of(recorded: e.Recorded, of: Belongings) -> tuple[TeamId, ...]:
    """The teams that an entry concerns: the actor's, those it names or tells, the owners of its things."""
    event = recorded.event
    found: list[TeamId] = []
    if recorded.actor in of.seats:
        found.append(of.seats[recorded.actor])
    team = getattr(event, "team", None)
    if isinstance(team, str) and team:
        found.append(TeamId(team))
    for field in ("parties", "between"):
        found += getattr(event, field, ())
    for audience in told_audiences(event):
        found += of.teams if audience == aud.PUBLIC else _team_of(audience, of)
    for ref in refs(event):
        found += _owners(ref, of)
    return tuple(dict.fromkeys(found))


def told_audiences(event: e.AnyEvent) -> tuple[Audience, ...]:
    """The audiences that an event itself names as its readers."""
    named = [*getattr(event, "to", ()), *getattr(event, "learned_by", ()), *getattr(event, "told", ())]
    if isinstance(event, e.MoveRuled):
        named += [*event.facts_learned_by, *(n.to for n in event.narratives)]
    return tuple(dict.fromkeys(named))


def _team_of(audience: Audience, of: Belongings) -> tuple[TeamId, ...]:
    team = aud.team_of(audience)
    if team is not None:
        return (team,)
    kind, _, rest = audience.partition(":")
    return (of.seats[rest],) if kind == "seat" and rest in of.seats else ()


def _owners(ref: Ref, of: Belongings) -> tuple[TeamId, ...]:
    match ref.kind:
        case "seat":
            owner = of.seats.get(ref.id)
        case "move":
            owner = of.moves.get(ref.id)
        case "ruling":
            owner = of.rulings.get(ref.id)
        case "procedure":
            owner = of.procedures.get(ref.id)
        case "thread":
            return of.threads.get(ref.id, ())
        case _:
            owner = None
    return (owner,) if owner is not None else ()


class Filter(Struct, frozen=True):
    """What an analyst asks the timeline for; an empty part keeps everything.

    `team` keeps what concerns one team; `about` one thing (`move:abc`); `text` entries with these letters;
    `audience` shows the log as one team was told it.
    """

    families: tuple[Family, ...] = ()
    team: str = ""
    about: str = ""
    text: str = ""
    audience: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of event to read, empty for all."""
        return tuple(kind for family in self.families for kind in KINDS[family])

    @property
    def ref(self) -> Ref | None:
        """The thing asked for."""
        kind, _, name = self.about.partition(":")
        return Ref(kind, name) if name and kind in _OBJECTS else None  # type: ignore[arg-type]  # checked

    @property
    def narrows(self) -> bool:
        """Whether the filter leaves anything out."""
        return self != Filter()


_OBJECTS = frozenset({"inject", "item", "move", "ruling", "fact", "meter", "procedure", "thread", "seat"})


def keeps(wanted: Filter, recorded: e.Recorded, of: Belongings) -> bool:
    """Whether an entry passes every part of the filter."""
    if wanted.families and FAMILY_OF[kind_of(recorded.event)] not in wanted.families:
        return False
    if wanted.team and wanted.team not in teams_of(recorded, of):
        return False
    if wanted.text and not says(recorded.event, wanted.text):
        return False
    return wanted.ref is None or wanted.ref in refs(recorded.event) or _acted(wanted.ref, recorded)


def says(event: e.AnyEvent, text: str) -> bool:
    """Whether some value of an event has these letters, capital or small; names of fields do not count."""
    letters = text.casefold()
    return any(letters in value.casefold() for value in _texts(to_builtins(event)))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, each in value.items():
                if name != "kind":
                    yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)


def _acted(ref: Ref, recorded: e.Recorded) -> bool:
    return ref.kind == "seat" and SeatId(ref.id) == recorded.actor
