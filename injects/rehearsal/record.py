"""What is kept of one run: plain values that travel between processes and into files."""

from msgspec import Struct

from games.engine.ids import InjectId, Millis, TeamId


class Answer(Struct, frozen=True):
    """A move that an inject expects of a team: whether the law let it, and whether it came in time.

    `possible`: at some moment between the release and the deadline the law would have let it be made, at once
    or after steps that end before the deadline.
    """

    inject: InjectId
    team: TeamId
    move: str
    possible: bool
    made: bool


class Ruled(Struct, frozen=True):
    """A ruling: on which move of whom, what it said, and how long the team had waited for it."""

    team: TeamId
    move: str
    verdict: str
    executed: bool
    again: bool
    waited_ms: Millis
    filed_ms: Millis


class StepRun(Struct, frozen=True):
    """A step of law or a duty that was put on the clock.

    `lapsed`: it missed its deadline, even if it was met later. `late_for` are injects that could not wait for it.
    """

    token: str
    label: str
    team: TeamId
    kind_of: str
    opened_ms: Millis
    due_ms: Millis
    status: str
    lapsed: bool = False
    late_for: tuple[InjectId, ...] = ()


class Traffic(Struct, frozen=True):
    """A team's input and output in bins of exercise time, and its longest silence."""

    items: tuple[int, ...]
    words: tuple[int, ...]
    moves: tuple[int, ...]
    silence_ms: Millis
    silent_from_ms: Millis


class Waited(Struct, frozen=True):
    """The case that waited longest for a ruling: exercise time."""

    team: TeamId
    move: str
    ms: Millis
    filed_ms: Millis


class RunRecord(Struct, frozen=True):
    """One run. `digest` is that of its event log: a replay that gives another one is not a replay."""

    run: int
    seed: int
    cast: dict[TeamId, str]
    digest: str
    events: int
    exercise_ms: Millis
    scenario_ms: Millis
    cut_short: bool
    fired: dict[InjectId, Millis]
    passed: tuple[InjectId, ...]
    instead: tuple[tuple[InjectId, InjectId], ...]
    held_true: tuple[InjectId, ...]
    answers: tuple[Answer, ...]
    rulings: tuple[Ruled, ...]
    filed: int
    steps: tuple[StepRun, ...]
    traffic: dict[TeamId, Traffic]
    longest: Waited | None
    most_waiting: int
    ending: tuple[InjectId, ...]
    refusals: tuple[tuple[str, str, str], ...]
