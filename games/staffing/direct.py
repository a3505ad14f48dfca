"""The director's page: where the exercise stands against the plan, what comes next, what a jump crosses."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from games.engine.ids import InjectId, Millis, ProcedureId
from games.engine.plan import Team
from games.engine.state import State, Timer
from games.engine.timers import crossed
from games.staffing.msel import Line
from games.staffing.naming import Choice, Names, choice
from games.staffing.present import DueTime, Present, timer_time

DirectorAct: TypeAlias = Literal[
    "open_lobby",
    "start",
    "stop",
    "resume",
    "rate",
    "jump",
    "start_turn",
    "extend_turn",
    "end_turn",
    "end",
    "archive",
    "clear_emergency",
    "notice",
]

_BY_LIFE: dict[str, tuple[DirectorAct, ...]] = {
    "draft": ("open_lobby", "notice"),
    "lobby": ("start", "notice"),
    "running": ("stop", "rate", "jump", "end", "notice"),
    "stopped": ("resume", "stop", "rate", "jump", "end", "notice"),
    "ended": ("archive", "notice"),
    "archived": (),
}


def acts(state: State) -> tuple[DirectorAct, ...]:
    """What the director can do now, in the order of the page."""
    found: list[DirectorAct] = [*_BY_LIFE[state.life]]
    if state.life in ("running", "stopped"):
        found += ["extend_turn", "end_turn"] if state.turn_open else ["start_turn"]
    if state.emergency is not None:
        found = [*(a for a in found if a != "resume"), "clear_emergency"]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Slip:
    """How far play is from the plan, in wall milliseconds: positive is behind."""

    ms: Millis
    lost_in_stops_ms: Millis


def slip(state: State, now: Present) -> Slip | None:
    """Wall time since STARTEX against what the plan would have needed to bring the story here.

    A pause puts play behind, a jump or a faster rate puts it ahead. For a story that moves by jumps alone
    (rate 0) only the stops count. None before STARTEX; the figure of ENDEX stays after it.
    """
    if state.started_at is None:
        return None
    until = state.ended_at.wall_ms if state.ended_at else now.wall_ms
    elapsed = max(0, until - state.started_at.wall_ms)
    stops = max(0, elapsed - now.exercise_ms)
    rate = state.deck.timing.rate
    if rate <= 0:
        return Slip(stops, stops)
    told = now.scenario_ms - state.started_at.scenario_ms
    return Slip(elapsed - told * 1000 // rate, stops)


def first_out(state: State) -> int:
    """How many injects go out with STARTEX, when the story begins at its beginning."""
    return sum(t.kind == "inject" and t.at_ms <= 0 for t in state.timers.values())


def next_key(lines: tuple[Line, ...], *, most: int = 3) -> tuple[Line, ...]:
    """The next key injects and decisions, soonest first; those held or overdue come before them."""
    wanted = [each for each in lines if each.inject.spec.key or each.inject.spec.kind == "decision"]
    stuck = [each for each in wanted if each.inject.status in ("overdue", "held")]
    armed = [each for each in wanted if each.inject.status == "armed" and each.due is not None]
    armed.sort(key=_left)
    return tuple([*stuck, *armed][:most])


def _left(each: Line) -> Millis:
    return each.due.left_ms if each.due else 0


JumpChoice: TypeAlias = Literal["fire", "after", "skip", "keep"]


@dataclass(frozen=True, slots=True)
class Crossed:
    """One timer that a jump would pass, the choices for it, and the one that is offered first."""

    timer: Timer
    kind: str
    title: str
    due: DueTime
    team: Team | None
    to: tuple[Choice, ...]
    choices: tuple[JumpChoice, ...]
    suggested: JumpChoice


@dataclass(frozen=True, slots=True)
class JumpPreview:
    """What a jump to `to_ms` of scenario time would pass, in order."""

    from_ms: Millis
    to_ms: Millis
    crossed: tuple[Crossed, ...]

    @property
    def backwards(self) -> bool:
        """Whether the aim is not ahead of the story; such a jump is refused."""
        return self.to_ms <= self.from_ms


def jump_preview(state: State, names: Names, now: Present, to_ms: Millis) -> JumpPreview:
    """What would be crossed; the engine wants a choice for every timer listed."""
    passed = tuple(_crossed(state, names, now, timer) for timer in crossed(state, to_ms))
    return JumpPreview(now.scenario_ms, to_ms, passed)


def _crossed(state: State, names: Names, now: Present, timer: Timer) -> Crossed:
    due = timer_time(state, now, timer)
    if timer.kind == "procedure":
        procedure = state.procedures[ProcedureId(timer.ref)]
        suggested: JumpChoice = "fire" if procedure.kind_of == "step" else "keep"
        return Crossed(
            timer=timer,
            kind=procedure.kind_of,
            title=procedure.label,
            due=due,
            team=names.team_spec(procedure.team),
            to=(),
            choices=("fire", "after", "skip", "keep"),
            suggested=suggested,
        )
    inject = state.injects[InjectId(timer.ref)]
    decision = inject.spec.key or inject.spec.kind == "decision"
    return Crossed(
        timer=timer,
        kind="inject",
        title=names.text(inject.spec.title),
        due=due,
        team=None,
        to=tuple(choice(state, names, audience) for audience in inject.to),
        choices=("fire", "after", "skip", "keep"),
        suggested="after" if decision else "fire",
    )


@dataclass(frozen=True, slots=True)
class Seating:
    """Chairs and who sits on them."""

    online: int
    taken: int
    expected: int
    absent: tuple[str, ...]
    """Labels of playing seats that nobody has taken."""


def seating(state: State, names: Names, online: frozenset[str]) -> Seating:
    """Seats of all roles but the projector's: online, taken, and how many there are."""
    chairs = [s for s in state.seats.values() if s.spec.role != "display"]
    absent = [s for s in chairs if s.spec.role == "player" and not s.taken]
    return Seating(
        online=sum(s.spec.id in online for s in chairs),
        taken=sum(s.taken for s in chairs),
        expected=len(chairs),
        absent=tuple(names.text(s.spec.label) or s.spec.id for s in absent),
    )


RECENT_MS = 5 * 60_000
"""How long a restart in the midst of play stays on the director's page."""

HealthState: TypeAlias = Literal["ok", "down", "unknown"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the machine.

    `age_ms` is since its last sign of life, None when it gives none; `up_ms` since it was started, if known.
    """

    name: Literal["web", "database", "redis", "worker", "beat"]
    state: HealthState
    age_ms: Millis | None = None
    up_ms: Millis | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """The machine at a glance. `played_ms` is the wall time since STARTEX, None before it."""

    parts: tuple[Part, ...]
    played_ms: Millis | None = None

    @property
    def down(self) -> tuple[Part, ...]:
        """What does not answer."""
        return tuple(p for p in self.parts if p.state == "down")

    @property
    def timers_by_web(self) -> bool:
        """Whether the web server has to do the timers' work: worker, beat or Redis is down."""
        return any(p.name in ("worker", "beat", "redis") for p in self.down)

    @property
    def restarted(self) -> tuple[Part, ...]:
        """What answers now, but was started anew in the midst of play, a short while ago."""
        if self.played_ms is None:
            return ()
        return tuple(
            p
            for p in self.parts
            if p.state == "ok" and p.up_ms is not None and p.up_ms < min(self.played_ms, RECENT_MS)
        )
