"""The desk at which one command is decided: events are laid on it, and folded as they are laid."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from games.engine import clock
from games.engine.answers import Refused
from games.engine.book import Book
from games.engine.events import AnyEvent, MetersChanged, Recorded, Stamp
from games.engine.evolve import evolve
from games.engine.ids import Audience, FactValue, ItemId, Millis, SeatId, TeamId
from games.engine.plan import SeatSpec
from games.engine.state import State


class OnPaper(Struct, frozen=True):
    """What is being entered happened on paper: at this reading of the clocks, as entry `seq` of the log says."""

    seq: int
    reading: clock.Reading
    signed_by: SeatId


METER_STEP = 1_000
"""Points that a track may be moved at once by hand."""
Outcome: TypeAlias = Refused | dict[str, object] | None
"""What a family answers: a refusal, data for the receipt, or nothing to add."""


class Context(Struct, frozen=True):
    """What deciding needs from outside: the wall clock, who acts (empty: the system), fresh ids, the law."""

    wall_ms: Millis
    actor: str
    new_id: Callable[[], str]
    book: Book


class Desk:
    """The state as it becomes while a command is decided.

    A family reads `state`, lays events with `lay`, and sees their effect at once; nothing is kept if it ends
    in a refusal.
    """

    def __init__(self, state: State, ctx: Context) -> None:
        self.state = state
        self.before = state
        self.ctx = ctx
        self.records: list[Recorded] = []
        self.trail: list[State] = []
        self.paper: OnPaper | None = None

    def lay(self, event: AnyEvent, cause: int = 0, *, actor: str | None = None) -> Recorded:
        """Record an event at the present instant and fold it. `cause` is the sequence it follows from.

        What is entered from paper follows from the entry that says so.
        """
        who = self.ctx.actor if actor is None else actor
        if self.paper and not cause:
            cause = self.paper.seq
        rec = Recorded(self.state.seq + 1, self.stamp(), who, cause, event)
        self.state = evolve(self.state, rec)
        self.records.append(rec)
        self.trail.append(self.state)
        return rec

    def move_tracks(
        self,
        event: MetersChanged,
        cause: int = 0,
        *,
        actor: str | None = None,
        undone: Mapping[str, int] | None = None,
    ) -> MetersChanged:
        """Lay a step of tracks, each no further than the end of its scale; gives it as it was laid.

        `undone` is taken back in the same step. Nothing is laid when nothing is moved, nothing is held, and no
        timer hangs on it.
        """
        back = undone or {}
        moved, held = {}, {}
        for name in dict.fromkeys((*event.changes, *back)):
            asked = back.get(name, 0) + event.changes.get(name, 0)
            by = within(self.state.meters.get(name, 0), asked, *self.ctx.book.scale(name))
            if by:
                moved[name] = by
            if by != asked:
                held[name] = asked
        laid = replace(event, changes=moved, held=held)
        if moved or held or event.again_ms:
            self.lay(laid, cause, actor=actor)
        return laid

    def stamp(self) -> Stamp:
        """The clocks at this instant, also for what is entered from paper."""
        now = clock.read(self.state.clock, self.ctx.wall_ms)
        return Stamp(self.ctx.wall_ms, now.exercise_ms, now.scenario_ms, self.state.turn)

    def reading(self) -> clock.Reading:
        """Exercise and scenario time of what is decided: this instant, or when it happened on paper."""
        if self.paper:
            return self.paper.reading
        return clock.read(self.state.clock, self.ctx.wall_ms)

    @property
    def seat_id(self) -> SeatId:
        """The acting seat; empty when the system acts."""
        return SeatId(self.ctx.actor)

    @property
    def spec(self) -> SeatSpec | None:
        """The acting seat's place in the exercise, None for the system."""
        seat = self.state.seats.get(self.seat_id)
        return seat.spec if seat else None

    @property
    def team(self) -> TeamId | None:
        """The acting seat's team."""
        return self.spec.team if self.spec else None

    def new_item(self) -> ItemId:
        """An opaque name for something that players will see."""
        return ItemId(self.ctx.new_id())


def known_audience(state: State, to: Audience) -> bool:
    """Whether an audience names something that exists in the exercise (rooms are not addressed by hand)."""
    kind, _, rest = to.partition(":")
    match kind:
        case "public" | "white" | "display":
            return not rest
        case "team":
            return any(t.id == rest for t in state.deck.teams)
        case "office":
            return any(f"{o.team}/{o.id}" == rest for o in state.deck.offices)
        case "seat":
            return SeatId(rest) in state.seats
        case _:
            return False


def bad_audiences(state: State, to: tuple[Audience, ...]) -> Refused | None:
    """A refusal when there is no audience or one that does not exist."""
    if not to:
        return Refused("NO_AUDIENCE", "Say who is to be told: a team, an office, a seat or everyone.", "to")
    for one in to:
        if not known_audience(state, one):
            return Refused("UNKNOWN_AUDIENCE", f"Nobody answers to '{one}' in this exercise.", "to")
    return None


def seat_label(state: State, seat_id: str | None) -> str:
    """A seat in a sentence of a refusal, which is English where the deck has it; the id of one without words."""
    seat = state.seats.get(SeatId(seat_id or ""))
    if seat is None:
        return seat_id or "The system"
    label = seat.spec.label
    return label.get("en") or next(iter(label.values()), seat.spec.id)


def too_long(field: str, text: str, limit: int) -> Refused | None:
    """A refusal when a text is over its limit of characters."""
    if len(text) <= limit:
        return None
    return Refused("TOO_LONG", f"{len(text)} characters; at most {limit} are taken.", field)


def missing(field: str, text: str, what: str) -> Refused | None:
    """A refusal when a compulsory text is blank."""
    if text.strip():
        return None
    return Refused("MISSING", f"{what} is needed.", field)


def bad_meters(state: State, changes: Mapping[str, int], field: str) -> Refused | None:
    """A refusal when a track does not exist, or is moved by what can only be a slip of the keys."""
    for name, by in changes.items():
        if name not in state.meters:
            return Refused("UNKNOWN_METER", f"The deck has no track '{name}'.", f"{field}.{name}")
        if abs(by) > METER_STEP:
            return Refused("TOO_MANY", f"A track moves by at most {METER_STEP} at once.", f"{field}.{name}")
    return None


def within(value: int, by: int, least: int | None, most: int | None) -> int:
    """How far a track at `value` moves that is to move `by` points and ends at `least` and `most`.

    One that stands beyond its scale (a deck may start it there) may come back, and goes no further out.
    """
    goal = value + by
    if most is not None:
        goal = min(goal, max(most, value))
    if least is not None:
        goal = max(goal, min(least, value))
    return goal - value


def since(desk: Desk) -> Millis | None:
    """The scenario time since which a fact holds that was brought about on paper; None for this moment."""
    return desk.paper.reading.scenario_ms if desk.paper else None


def truth(state: State) -> dict[str, FactValue]:
    """The facts as established, by name."""
    return {name: fact.value for name, fact in state.facts.items()}
