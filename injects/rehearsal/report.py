"""What many runs say of a deck, as plain values for tables, charts and JSON."""

from typing import Final

from msgspec import Struct

from games.engine.ids import InjectId, Millis, TeamId, Text

SCHEMA: Final = 1
VERDICTS: Final = ("lawful", "contestable", "blocked", "unlawful")


class InjectLine(Struct, frozen=True):
    """A line of the MSEL: in how many runs it went out, was passed over, or went out in place of another.

    `earliest_ms` and `latest_ms` are scenario time; None where it never went out.
    """

    id: InjectId
    title: Text
    phase: str
    by_hand: bool
    fired: int
    passed: int
    instead: int
    earliest_ms: Millis | None
    latest_ms: Millis | None


class BranchLine(Struct, frozen=True):
    """One way out of a fork: `out` (it went out), `passed` (its condition failed) or `instead` (another went out)."""

    inject: InjectId
    way: str
    to: InjectId | None
    taken: int


class ConditionLine(Struct, frozen=True):
    """A condition, and in how many runs it was true at any moment."""

    inject: InjectId
    when: str
    true_in: int


class ObjectiveLine(Struct, frozen=True):
    """An objective: how many injects serve it, and in how many runs one went out, and was answered by a move."""

    id: str
    label: Text
    injects: int
    served: int
    answered: int


class LoadLine(Struct, frozen=True):
    """A team over time, in bins of exercise time: means over the runs, and in how many the bin was too full."""

    team: TeamId
    items: tuple[float, ...]
    most_items: tuple[int, ...]
    words: tuple[float, ...]
    moves: tuple[float, ...]
    overloaded: tuple[int, ...]


class SilenceLine(Struct, frozen=True):
    """The longest time a team neither heard nor did anything: mean over runs, the worst, and where that began."""

    team: TeamId
    mean_ms: Millis
    longest_ms: Millis
    from_ms: Millis
    run: int
    too_long: int


class RulingLine(Struct, frozen=True):
    """The rulings on one kind of move of one team."""

    team: TeamId
    move: str
    label: str
    lawful: int
    contestable: int
    blocked: int
    unlawful: int
    executed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.lawful + self.contestable + self.blocked + self.unlawful


class StepLine(Struct, frozen=True):
    """A step of law or a duty over all runs.

    `unfinished` were still under way at the end; `late` ended, or would have, after what needed it.
    `late_for` counts those occasions by inject.
    """

    token: str
    label: str
    team: TeamId
    kind_of: str
    hours: float
    opened: int
    done: int
    lapsed: int
    unfinished: int
    late: int
    late_for: dict[InjectId, int]


class ExpectedLine(Struct, frozen=True):
    """A move that an inject expects: of the runs in which it was asked, where the law let it, and it was made."""

    inject: InjectId
    team: TeamId
    move: str
    label: str
    asked: int
    possible: int
    made: int


class EndingLine(Struct, frozen=True):
    """The lines that went out at the end of these runs; `runs` are the first of them."""

    injects: tuple[InjectId, ...]
    count: int
    runs: tuple[int, ...]


class Queue(Struct, frozen=True):
    """How long moves waited for the white cell (exercise time)."""

    rulings: int
    mean_ms: Millis
    longest_ms: Millis
    most_waiting: int
    team: TeamId = TeamId("")
    move: str = ""
    filed_ms: Millis = 0
    run: int = 0


class RunLine(Struct, frozen=True):
    """One run in a line. `seed` and `run` play it again."""

    run: int
    cast: dict[TeamId, str]
    injects: int
    filed: int
    ruled: int
    longest_wait_ms: Millis
    longest_silence_ms: Millis
    ending: tuple[InjectId, ...]
    events: int
    digest: str
    cut_short: bool
    refusals: int


class Report(Struct, frozen=True):
    """All that a rehearsal found."""

    schema: int
    deck: str
    version: str
    deck_digest: str
    rules_digest: str
    title: Text
    seed: int
    runs: int
    wanted: dict[TeamId, str]
    exercise_ms: Millis
    bin_ms: Millis
    injects: tuple[InjectLine, ...]
    branches: tuple[BranchLine, ...]
    conditions: tuple[ConditionLine, ...]
    objectives: tuple[ObjectiveLine, ...]
    load: tuple[LoadLine, ...]
    silence: tuple[SilenceLine, ...]
    rulings: tuple[RulingLine, ...]
    steps: tuple[StepLine, ...]
    expected: tuple[ExpectedLine, ...]
    ending_lines: tuple[InjectId, ...]
    endings: tuple[EndingLine, ...]
    queue: Queue
    table: tuple[RunLine, ...]
    refusals: tuple[tuple[str, str, str], ...]

    @property
    def never_fired(self) -> tuple[InjectLine, ...]:
        """Injects that went out in no run, without those that only a person sends."""
        return tuple(line for line in self.injects if not line.fired and not line.by_hand)

    @property
    def by_hand(self) -> tuple[InjectLine, ...]:
        """Injects that wait for a person and went out in no run."""
        return tuple(line for line in self.injects if not line.fired and line.by_hand)

    @property
    def never_taken(self) -> tuple[BranchLine, ...]:
        """Branches that no run took."""
        return tuple(line for line in self.branches if not line.taken)

    @property
    def never_true(self) -> tuple[ConditionLine, ...]:
        """Conditions that were true at no moment of any run."""
        return tuple(line for line in self.conditions if not line.true_in)

    @property
    def untouched(self) -> tuple[ObjectiveLine, ...]:
        """Objectives of which nothing went out, or to which nobody answered, in any run."""
        return tuple(line for line in self.objectives if not line.served or not line.answered)

    @property
    def never_possible(self) -> tuple[ExpectedLine, ...]:
        """Expected moves that the law let be made in no run in which they were asked for."""
        return tuple(line for line in self.expected if line.asked and not line.possible)

    @property
    def too_slow(self) -> tuple[StepLine, ...]:
        """Steps and duties that lapsed, were not done by the end, or came too late, the most often first."""
        late = [line for line in self.steps if line.lapsed or line.unfinished or line.late]
        return tuple(sorted(late, key=lambda line: -(line.lapsed + line.unfinished + line.late)))
