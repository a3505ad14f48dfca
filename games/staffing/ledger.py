"""The ledger of the world: facts and who knows them, meters, steps of law, channels, conversations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from games.engine.ids import FactValue, Millis, TeamId
from games.engine.plan import Link, Team
from games.engine.state import Fact, Procedure, State, Thread
from games.engine.timers import procedure_timer_id
from games.law.model import Fact as FactSpec
from games.law.model import Meter
from games.presenting.law import LawWords
from games.staffing.naming import Names, seat_label
from games.staffing.present import DueTime, Present, due_time

Knows: TypeAlias = Literal["yes", "stale", "no"]


@dataclass(frozen=True, slots=True)
class Knower:
    """What one team knows of a fact: it, an earlier value of it (`stale`, with that value), or nothing."""

    team: Team
    knows: Knows
    value: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact of the world. `fact` is None while nobody has established it: the pack's default holds."""

    id: str
    label: str
    group: str
    meaning: str
    value: str
    raw: FactValue
    spec: FactSpec | None
    fact: Fact | None
    by: str
    because: str
    knowers: tuple[Knower, ...]

    @property
    def established(self) -> bool:
        """Whether somebody asserted it."""
        return self.fact is not None


def fact_rows(
    state: State, names: Names, law: LawWords, groups: Mapping[str, str], *, everything: bool = False
) -> tuple[FactRow, ...]:
    """The facts that somebody established, newest first; with `everything`, the whole vocabulary by group.

    `groups` are the labels of the pack's groups of facts.
    """
    if not everything:
        known = sorted(state.facts.items(), key=lambda pair: (-pair[1].seq, pair[0]))
        return tuple(fact_row(state, names, law, groups, name) for name, _ in known)
    wanted = [*law.book.facts, *(name for name in state.facts if name not in law.book.facts)]
    return tuple(fact_row(state, names, law, groups, name) for name in wanted)


def fact_row(state: State, names: Names, law: LawWords, groups: Mapping[str, str], name: str) -> FactRow:
    """One fact with its value in words, its source and who knows it."""
    fact = state.facts.get(name)
    spec = law.book.facts.get(name)
    raw: FactValue = fact.value if fact else (spec.default if spec else "")
    return FactRow(
        id=name,
        label=law.fact_label(name),
        group=groups.get(spec.group, "") if spec else "",
        meaning=law.plain(spec.meaning) if spec else "",
        value=law.fact_value(name, raw),
        raw=raw,
        spec=spec,
        fact=fact,
        by=seat_label(state, names, fact.actor) if fact and fact.actor else "",
        because=_because(state, names, fact.reason) if fact else "",
        knowers=tuple(_knower(state, law, team, name, fact) for team in state.deck.teams),
    )


def _because(state: State, names: Names, reason: str) -> str:
    """The reason of an assertion; an inject's id becomes its title."""
    inject = next((i for i in state.injects.values() if i.spec.id == reason), None)
    return f"{reason} {names.text(inject.title or inject.spec.title)}" if inject else reason


def _knower(state: State, law: LawWords, team: Team, name: str, fact: Fact | None) -> Knower:
    told = state.known.get(team.id)
    if told is None or name not in told:
        return Knower(team, "no")
    value = told[name]
    if fact is not None and value == fact.value:
        return Knower(team, "yes")
    return Knower(team, "stale", law.fact_value(name, value))


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A consequence track: its value, bounds where it has them, and the largest step from its start."""

    id: str
    label: str
    value: int
    start: int
    least: int | None
    most: int | None
    note: str

    @property
    def moved(self) -> int:
        """How far it is from where it started."""
        return self.value - self.start

    @property
    def at_end(self) -> bool:
        """Whether it stands at an end of its scale, where no step takes it further."""
        return self.value in (self.least, self.most) and self.moved != 0


def meter_label(law: LawWords, meter: str) -> str:
    """What a consequence track is called."""
    found = law.book.meters.get(meter)
    return found.label if found else meter.replace("_", " ")


def scale(law: LawWords, meter: str) -> tuple[int | None, int | None]:
    """The ends of a consequence track, None where it has none."""
    found = law.book.meters.get(meter)
    return (found.least, found.most) if found else (None, None)


def meter_rows(state: State, meters: Mapping[str, Meter]) -> tuple[MeterRow, ...]:
    """Every track of the pack, and any that the log has moved besides."""
    rows = []
    for name in [*meters, *(m for m in state.meters if m not in meters)]:
        spec = meters.get(name)
        start = state.deck.start_meters.get(name, spec.start if spec else 0)
        rows.append(
            MeterRow(
                id=name,
                label=spec.label if spec else name.replace("_", " "),
                value=state.meters.get(name, start),
                start=start,
                least=spec.least if spec else None,
                most=spec.most if spec else None,
                note=spec.note if spec else "",
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A step of law or a duty, with how much of its time has run (0 to 100)."""

    procedure: Procedure
    team: Team | None
    due: DueTime | None
    percent: int
    move: str
    charging: bool = False
    """Whether it lapsed and goes on costing until it is met or ended."""

    @property
    def late(self) -> bool:
        """Whether its time is up while it is still open."""
        return self.procedure.status == "open" and self.due is not None and self.due.left_ms <= 0


def procedure_rows(
    state: State, names: Names, now: Present
) -> tuple[tuple[ProcedureRow, ...], tuple[ProcedureRow, ...]]:
    """Open steps and duties, next due first; and the closed ones, latest first."""
    rows = [_procedure(state, names, now, p) for p in state.procedures.values()]
    is_open = [r for r in rows if r.procedure.status == "open" or r.charging]
    closed = [r for r in rows if r.procedure.status != "open" and not r.charging]
    is_open.sort(key=lambda r: r.due.left_ms if r.due else 0)
    closed.sort(key=lambda r: r.procedure.opened.wall_ms, reverse=True)
    return tuple(is_open), tuple(closed)


def _procedure(state: State, names: Names, now: Present, procedure: Procedure) -> ProcedureRow:
    due = due_time(state, now, procedure.due)
    move = state.moves.get(procedure.move_id) if procedure.move_id else None
    return ProcedureRow(
        procedure=procedure,
        team=names.team_spec(procedure.team),
        due=due,
        percent=_percent(procedure, due, now),
        move=move.content.headline if move else "",
        charging=procedure.status == "lapsed" and procedure_timer_id(procedure.id) in state.timers,
    )


def _percent(procedure: Procedure, due: DueTime | None, now: Present) -> int:
    if due is None:
        return 0
    began = procedure.opened.scenario_ms if due.basis == "scenario" else procedure.opened.exercise_ms
    shown = now.scenario_ms if due.basis == "scenario" else now.exercise_ms
    whole = due.at_ms - began
    return 100 if whole <= 0 else max(0, min(100, (shown - began) * 100 // whole))


@dataclass(frozen=True, slots=True)
class LinkCell:
    """The channel between two teams. `planned` says that it is as the deck has it."""

    between: tuple[TeamId, TeamId]
    teams: tuple[Team, Team]
    state: str
    delay_ms: Millis
    note: str


def link_cells(state: State, names: Names) -> tuple[LinkCell, ...]:
    """Every pair of teams once, in the plan's order."""
    teams = state.deck.teams
    return tuple(_link(state, names, one, other) for i, one in enumerate(teams) for other in teams[i + 1 :])


def _link(state: State, names: Names, one: Team, other: Team) -> LinkCell:
    key = (one.id, other.id) if one.id <= other.id else (other.id, one.id)
    link = state.links.get(key) or Link(between=key)
    return LinkCell(key, (one, other), link.state, link.delay_ms, names.text(link.note))


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A conversation as staff see it."""

    thread: Thread
    teams: tuple[Team, ...]
    last_from: Team | None
    last_text: str
    waiting: bool


def talk_rows(state: State, names: Names) -> tuple[TalkRow, ...]:
    """All conversations: those that wait for the white cell first, then the latest words first."""
    rows = [talk_row(names, t) for t in state.threads.values()]
    return tuple(sorted(rows, key=lambda r: (not r.waiting, -r.thread.last.wall_ms)))


def talk_row(names: Names, thread: Thread) -> TalkRow:
    """One conversation."""
    last = thread.messages[-1] if thread.messages else None
    return TalkRow(
        thread=thread,
        teams=tuple(t for t in map(names.team_spec, thread.parties) if t is not None),
        last_from=names.team_spec(last.team) if last else None,
        last_text=last.text if last else "",
        waiting=thread.waiting_white,
    )
