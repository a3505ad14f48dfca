"""A table to play at without a database: the engine, a wall clock that tests set, a record of all told."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from games.engine import commands as c
from games.engine import timers, wire
from games.engine.access import audiences_of
from games.engine.answers import Accepted, Refused
from games.engine.book import Book
from games.engine.decide import decide
from games.engine.deciding.desk import Context
from games.engine.disclosure import tell
from games.engine.events import MoveContent, Recorded
from games.engine.frames import TheFrame
from games.engine.ids import (
    Audience,
    FactValue,
    InjectId,
    Millis,
    OfficeId,
    SeatId,
    TeamId,
)
from games.engine.lawbook import LawBook
from games.engine.plan import (
    Channel,
    Due,
    Inject,
    Link,
    Office,
    Plan,
    SeatSpec,
    Settings,
    Team,
    Timing,
)
from games.engine.seatview import SeatView, fold
from games.engine.state import State
from games.law.shipped import load_shipped

MINUTE = 60_000
HOUR = 60 * MINUTE
START = 1_800_000_000_000
"""The wall instant at which tables begin."""
DIRECTOR, WHITE, OTHER_WHITE, CONTROLLER = (
    SeatId("director"),
    SeatId("white-1"),
    SeatId("white-2"),
    SeatId("controller"),
)
TEAMS = ("tokyo", "washington", "beijing", "taipei")


def lead(team: str) -> SeatId:
    """The seat that signs for a team of the small plan."""
    return SeatId(f"{team}-lead")


def member(team: str) -> SeatId:
    """Another seat of a team of the small plan."""
    return SeatId(f"{team}-member")


def inject(
    name: str,
    at: Millis | None = None,
    *,
    to: Sequence[str] = ("public",),
    when: str = "",
    otherwise: str | None = None,
    trigger: str | None = None,
    sets: dict[str, FactValue] | None = None,
    basis: str = "scenario",
    order: int = 0,
    **more: Any,
) -> Inject:
    """A line of the MSEL, due at scenario milliseconds `at`."""
    due = None if at is None else Due(basis=basis, at_ms=at, turn=more.pop("turn", None))  # type: ignore[arg-type]
    return Inject(
        id=InjectId(name),
        order=order,
        title={"en": f"{name} title"},
        body={"en": f"{name} body"},
        to=tuple(Audience(a) for a in to),
        channel="press",
        kind="contextual",
        trigger=trigger or ("manual" if due is None else "time"),  # type: ignore[arg-type]
        due=due,
        when=when,
        otherwise=InjectId(otherwise) if otherwise else None,
        sets=sets or {},
        **more,
    )


def plan(*injects: Inject, rate: int = 1000, turn_ms: Millis | None = None, **settings: Any) -> Plan:
    """Four teams of two, five staff, a guest and a projector, with these injects."""
    teams = tuple(
        Team(TeamId(t), {"en": t.title()}, t[:2].upper(), "square", n + 1) for n, t in enumerate(TEAMS)
    )
    offices = tuple(Office(TeamId(t), OfficeId(o), {"en": o}) for t in TEAMS for o in ("head", "foreign"))
    players = [
        SeatSpec(SeatId(f"{t}-{who}"), {"en": f"{t} {who}"}, "player", TeamId(t), OfficeId(o), rank)  # type: ignore[arg-type]
        for t in TEAMS
        for who, o, rank in (("lead", "head", "lead"), ("member", "foreign", "member"))
    ]
    staff = [
        SeatSpec(DIRECTOR, {"en": "Director"}, "director"),
        SeatSpec(WHITE, {"en": "White cell"}, "white"),
        SeatSpec(OTHER_WHITE, {"en": "White cell"}, "white"),
        SeatSpec(CONTROLLER, {"en": "Controller"}, "controller"),
        SeatSpec(SeatId("analyst"), {"en": "Analyst"}, "analyst"),
        SeatSpec(SeatId("guest"), {"en": "Guest"}, "observer", scope="public"),
        SeatSpec(SeatId("evaluator"), {"en": "Evaluator"}, "observer", scope="team:tokyo"),
        SeatSpec(SeatId("display"), {"en": "Display"}, "display"),
    ]
    return Plan(
        id="small",
        version="1",
        digest="0" * 64,
        title={"en": "Small"},
        languages=("en",),
        teams=teams,
        offices=offices,
        seats=(*players, *staff),
        channels=(Channel("press", {"en": "Press"}, "press"),),
        injects=injects,
        timing=Timing(rate=rate, turn_ms=turn_ms),
        links=(
            Link((TeamId("beijing"), TeamId("taipei")), "closed", note={"en": "Nobody picks up."}),
            Link((TeamId("taipei"), TeamId("tokyo")), "delayed", delay_ms=2 * MINUTE),
        ),
        start_meters={"escalation": 0},
        settings=Settings(**settings),
    )


def book() -> LawBook:
    """The shipped rule pack."""
    return LawBook(load_shipped())


def ids(prefix: str = "x") -> Callable[[], str]:
    """Opaque names that differ from each other."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


class Table:
    """An exercise in memory. `wall` is its time of day; `records` its log; `frames` all that was told."""

    def __init__(self, of: Plan, rules: Book | None = None, *, started: bool = True) -> None:
        self.state = State()
        self.rules = rules or book()
        self.wall = START
        self.new_id = ids()
        self.records: list[Recorded] = []
        self.frames: list[TheFrame] = []
        self.positions: dict[Audience, int] = {}
        self.must("", c.CreateExercise(title="Exercise", plan=of))
        if started:
            self.must(DIRECTOR, c.StartExercise())

    def ask(self, actor: str, command: c.AnyCommand) -> Accepted | Refused:
        """Decide a command now; keep what follows."""
        ctx = Context(wall_ms=self.wall, actor=actor, new_id=self.new_id, book=self.rules)
        decision = decide(self.state, command, ctx)
        if isinstance(decision, Refused):
            return decision
        at = {rec.seq: rec.at for rec in decision.records}
        for seq, told in tell(self.state, decision):
            position = self.positions[told.audience] = self.positions.get(told.audience, 0) + 1
            self.frames.append(TheFrame(told.audience, position, at[seq], told.frame))
        self.records += decision.records
        self.state = decision.state
        return Accepted(dict(decision.data))

    def must(self, actor: str, command: c.AnyCommand) -> dict[str, Any]:
        """Decide a command that has to be accepted; gives the receipt's data."""
        answer = self.ask(actor, command)
        assert isinstance(answer, Accepted), answer
        return answer.data

    def refused(self, actor: str, command: c.AnyCommand) -> str:
        """Decide a command that has to be refused; gives the code."""
        answer = self.ask(actor, command)
        assert isinstance(answer, Refused), answer
        return answer.code

    def run(self, millis: Millis) -> None:
        """Let wall time pass, ticking at each due time as the scheduler does."""
        until = self.wall + millis
        while (due := timers.next_wall(self.state)) is not None and due <= until:
            self.wall = max(self.wall, due)
            self.must("", c.Tick())
        self.wall = until

    def pass_unattended(self, millis: Millis) -> None:
        """Let wall time pass while nothing ticks: the worker is down."""
        self.wall += millis

    def events(self, *kinds: type) -> list[Any]:
        """The events of these kinds so far."""
        return [rec.event for rec in self.records if isinstance(rec.event, kinds)]

    def view(self, seat: str) -> SeatView:
        """What a seat knows now, from its frames alone."""
        heard = set(audiences_of(self.state, SeatId(seat)))
        view = SeatView()
        for frame in self.frames:
            if frame.audience in heard:
                view = fold(view, frame)
        return view

    def bytes_for(self, seat: str) -> bytes:
        """Every byte of every frame that a seat listens to."""
        heard = set(audiences_of(self.state, SeatId(seat)))
        return b"\n".join(wire.encode_frame(f.frame) for f in self.frames if f.audience in heard)

    def submit(self, team: str, move: str = "other", **content: Any) -> Any:
        """The lead of a team submits; gives the move's id."""
        content.setdefault("headline", f"{team} acts")
        content.setdefault("text", "We do it.")
        data = self.must(lead(team), c.SubmitMove(content=MoveContent(move=move, **content)))
        return data["move_id"]

    def rule(self, move_id: Any, decision: str = "accept", **more: Any) -> Any:
        """A white-cell seat takes and decides a move; gives the ruling's id."""
        self.must(WHITE, c.TakeMove(move_id=move_id))
        command = c.RuleMove(move_id=move_id, decision=decision, **more)  # type: ignore[arg-type]
        return self.must(WHITE, command)["ruling_id"]
