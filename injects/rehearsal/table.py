"""The exercise itself, in virtual time: commands go through the engine, and everything is kept."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from games.engine import commands as c
from games.engine.answers import Refused
from games.engine.book import Book
from games.engine.decide import Decision, decide
from games.engine.deciding.desk import Context
from games.engine.events import Recorded
from games.engine.ids import Millis
from games.engine.plan import Plan
from games.engine.state import State

START = 1_767_225_600_000
"""Wall milliseconds at which every rehearsal begins: midnight UTC, 1 January 2026."""

Listener: TypeAlias = Callable[[State, Decision], None]


class Asked(NamedTuple):
    """A command that was accepted, by whom and when: enough to play the run again elsewhere."""

    wall_ms: Millis
    actor: str
    command: c.AnyCommand


class Refusal(NamedTuple):
    """A command that was not accepted: a fault of the script, or of the deck."""

    actor: str
    kind: str
    code: str
    detail: str


class Table:
    """A log in the making. `wall` is the time of day; `listener` is called with each decision."""

    def __init__(self, rules: Book, listener: Listener | None = None) -> None:
        self.rules = rules
        self.listener = listener
        self.state = State()
        self.wall: Millis = START
        self.records: list[Recorded] = []
        self.asked: list[Asked] = []
        self.refusals: list[Refusal] = []
        self._ids = 0

    def new_id(self) -> str:
        """Names in the order in which they are asked for."""
        self._ids += 1
        return f"r{self._ids}"

    def ask(self, actor: str, command: c.AnyCommand) -> Decision | Refused:
        """Decides a command at this moment and keeps what follows."""
        before = self.state
        decision = decide(before, command, Context(self.wall, actor, self.new_id, self.rules))
        if isinstance(decision, Refused):
            kind = str(command.__struct_config__.tag)
            self.refusals.append(Refusal(actor, kind, decision.code, decision.detail))
            return decision
        self.asked.append(Asked(self.wall, actor, command))
        self.records += decision.records
        self.state = decision.state
        if self.listener is not None:
            self.listener(before, decision)
        return decision

    def create(self, plan: Plan) -> None:
        """The first event."""
        self.ask(
            "", c.CreateExercise(title=next(iter(plan.title.values()), plan.id), plan=plan, practice=True)
        )
