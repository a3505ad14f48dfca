"""The scripted teams. Each acts on what its own seats were told, and on the counsel of its own lawyers."""

from collections.abc import Iterator, Mapping, Sequence

from immutables import Map
from msgspec import Struct

from games.engine import audience, clock
from games.engine import commands as c
from games.engine import events as e
from games.engine.answers import Refused
from games.engine.events import MoveContent, Recorded
from games.engine.ids import Audience, FactValue, ItemId, Millis, MoveId, SeatId, TeamId
from games.engine.plan import Plan
from games.engine.state import State
from games.law.book import Snapshot
from games.law.following import apply
from games.law.model import RANK
from games.law.records import Ruling
from games.law.tree import Value
from injects.rehearsal.casting import Script
from injects.rehearsal.dice import Dice
from injects.rehearsal.lawyer import BLOCKED, UNLAWFUL, Lawyer
from injects.rehearsal.table import Table

MINUTE = 60_000

REACTION = {"sensible": (2, 6), "aggressive": (1, 3)}
"""Minutes at the table from an item to the first move on it."""
PACE = {"sensible": (3, 6), "aggressive": (4, 9), "random": (6, 18)}
"""Minutes at the table from one move of a team to its next: one person writes while the others talk."""
COOLING = 60 * MINUTE
"""How long an aggressive team leaves a move alone after making it."""
TRIES = 8
"""How often a law-abiding random team asks counsel for another idea."""

NO_FACTS: Map[str, FactValue] = Map()


class Wish(Struct):
    """A move that something the team was told calls for, while the story is not past `until_ms`."""

    move: str
    until_ms: Millis
    params: Mapping[str, Value] | None = None
    item: ItemId | None = None
    public: bool = False
    helped: tuple[str, ...] = ()


def reaches(plan: Plan, to: Sequence[Audience], team: TeamId) -> bool:
    """Whether anybody on a team is told."""
    for one in to:
        if one == audience.PUBLIC or audience.team_of(one) == team:
            return True
        if any(audience.seat(seat.id) == one and seat.team == team for seat in plan.seats):
            return True
    return False


class Team:
    """A team with its lead's seat. `wake` is the wall instant at which it does something next."""

    def __init__(
        self, team: TeamId, seat: SeatId, plan: Plan, script: Script, lawyer: Lawyer, dice: Dice
    ) -> None:
        self.id = team
        self.seat = seat
        self.plan = plan
        self.script = script
        self.lawyer = lawyer
        self.dice = dice
        self.wake: Millis | None = None
        self.wishes: list[Wish] = []
        self._made: dict[str, tuple[MoveId, Millis]] = {}
        self._next_free: Millis = 0
        self._known: tuple[object, Snapshot] | None = None
        self._counsel: dict[str, Ruling] = {}

    # Hearing ----------------------------------------------------------------------------------------------

    def hear(self, rec: Recorded, after: State, wall: Millis) -> None:
        """Takes note of an event, where the team is told of it."""
        event, profile = rec.event, self.script.profile
        if isinstance(event, e.InjectReleased) and profile in REACTION:
            if reaches(self.plan, event.to, self.id):
                self._called_for(event, after, rec.at.scenario_ms)
        elif isinstance(event, e.ProcedureOpened) and event.kind_of == "duty":
            if profile == "sensible" and self.script.lawful and audience.team(self.id) in event.told:
                self._duty(event, after)
        elif isinstance(event, e.ExerciseStarted) and profile in ("aggressive", "random"):
            self.wake = wall + self._minutes(PACE)
        if self.wishes and self.wake is None and profile in REACTION:
            self.wake = max(wall + self._minutes(REACTION), self._next_free)

    def _called_for(self, event: e.InjectReleased, after: State, now_ms: Millis) -> None:
        for expected in after.injects[event.inject].spec.expects:
            if expected.team == self.id:
                for move in expected.moves:
                    if self.lawyer.knows(move):
                        public = audience.PUBLIC in event.to
                        wish = Wish(move, now_ms + expected.within_ms, item=event.item, public=public)
                        self._wish(wish)

    def _duty(self, event: e.ProcedureOpened, after: State) -> None:
        ruling = self.lawyer.fulfilling(event.token, self.id, self._facts(after))
        if ruling is not None:
            self._wish(Wish(ruling.move, event.due.at_ms, params=dict(ruling.params)))

    def _wish(self, wish: Wish) -> None:
        """The same move wished for again waits for the later of the two deadlines."""
        for other in self.wishes:
            if other.move == wish.move and other.params == wish.params:
                other.until_ms = max(other.until_ms, wish.until_ms)
                return
        self.wishes.append(wish)

    def _minutes(self, of: Mapping[str, tuple[int, int]]) -> Millis:
        least, most = of[self.script.profile]
        return self.dice.between(least * MINUTE, most * MINUTE)

    # Acting -----------------------------------------------------------------------------------------------

    def act(self, table: Table) -> None:
        """Does at most one thing, and says when it will look again."""
        now = clock.read(table.state.clock, table.wall).scenario_ms
        self.wishes = [wish for wish in self.wishes if wish.until_ms >= now]
        match self.script.profile:
            case "sensible":
                content = self._sensible(table.state)
            case "aggressive":
                content = self._aggressive(table.state, table.wall)
            case "random":
                content = self._random(table.state)
            case "passive":
                content = None
        if content is not None:
            self._file(table, content)
        restless = self.script.profile in ("aggressive", "random")
        self._next_free = table.wall + self._minutes(PACE) if self.script.profile in PACE else table.wall
        self.wake = self._next_free if restless or self.wishes else None

    def _file(self, table: Table, content: MoveContent) -> None:
        answer = table.ask(self.seat, c.SubmitMove(content=content))
        if not isinstance(answer, Refused):
            self._made[content.move] = (MoveId(str(answer.data["move_id"])), table.wall)

    def _facts(self, state: State) -> Snapshot:
        """What all of the team was told: what its counsel speaks to."""
        common = state.common.get(self.id, NO_FACTS)
        if self._known is None or self._known[0] is not common:
            self._known = (common, self.lawyer.snapshot(dict(common)))
            self._counsel.clear()
        return self._known[1]

    def _asked(self, move: str, state: State) -> Ruling:
        """What counsel says of the mildest way of making a move, on what the team knows."""
        facts = self._facts(state)
        found = self._counsel.get(move)
        if found is None:
            found = self._counsel[move] = self.lawyer.best(move, facts)
        return found

    # Sensible: what is called for, when counsel has nothing against it, with the steps that counsel names

    def _sensible(self, state: State) -> MoveContent | None:
        for wish in sorted(self.wishes, key=lambda wish: wish.until_ms):
            if self._under_way(wish.move, state):
                continue
            facts = self._facts(state)
            if wish.params is None:
                ruling = self._asked(wish.move, state)
            else:
                ruling = self.lawyer.advise(wish.move, wish.params, facts)
            if self._is_so(ruling, facts):
                self.wishes.remove(wish)
                continue
            if not self.plan.settings.counsel or RANK[ruling.floor] < BLOCKED:
                self.wishes.remove(wish)
                return self._content(ruling, wish)
            if RANK[ruling.floor] >= UNLAWFUL:
                if self.script.lawful:
                    continue
                self.wishes.remove(wish)
                return self._content(ruling, wish, defy=True)
            helping = self._step(ruling, wish, state)
            if helping is not None:
                return helping
            # Put before the white cell, a move that lacks steps has them started.
            self.wishes.remove(wish)
            return self._content(ruling, wish)
        return None

    def _step(self, ruling: Ruling, wish: Wish, state: State) -> MoveContent | None:
        """A move of the team's own by which a step is taken that the wished move lacks."""
        for step in ruling.steps:
            mine = step.move and step.move != ruling.move and self.id in step.teams
            if not mine or step.move in wish.helped or self._under_way(step.move, state):
                continue
            wish.helped = (*wish.helped, step.move)
            first = self.lawyer.advise(step.move, step.params, self._facts(state))
            if RANK[first.floor] < UNLAWFUL:
                return self._content(first, wish)
        return None

    def _is_so(self, ruling: Ruling, facts: Snapshot) -> bool:
        """Whether the move would bring about only what the team knows to be so already."""
        if not ruling.establishes or ruling.move not in self._made:
            return False
        after = apply(facts.env, ruling.establishes)
        return all(after[each.fact] == facts.env[each.fact] for each in ruling.establishes)

    def _under_way(self, move: str, state: State) -> bool:
        """Whether such a move of the team waits for its ruling, or for its steps."""
        made = self._made.get(move)
        if made is None:
            return False
        entry = state.moves[made[0]]
        if entry.status != "published" or entry.ruling is None:
            return entry.status not in ("withdrawn",)
        ruling = state.rulings[entry.ruling]
        return ruling.effect == "hold" and not ruling.executed

    # Aggressive: the hardest that is called for or comes to mind

    def _aggressive(self, state: State, wall: Millis) -> MoveContent | None:
        for wish in self._hardest(wall):
            if self._under_way(wish.move, state):
                continue
            ruling = self._asked(wish.move, state)
            if RANK[ruling.floor] < BLOCKED or not self.script.lawful:
                self.wishes = [other for other in self.wishes if other is not wish]
                return self._content(ruling, wish, defy=RANK[ruling.floor] >= BLOCKED)
        return None

    def _hardest(self, wall: Millis) -> Iterator[Wish]:
        """First what the story calls for, the hardest first, then ideas of its own, in some order of hardness."""
        hard = [wish for wish in self.wishes if self.lawyer.force(wish.move) > 0]
        yield from sorted(hard, key=lambda wish: -self.lawyer.force(wish.move))
        ideas = [move for move in self.lawyer.forceful(self.id) if self._cooled(move, wall)]
        while ideas:
            # The better of two draws: mostly the hardest, but not always the same.
            place = min(self.dice.between(0, len(ideas) - 1), self.dice.between(0, len(ideas) - 1))
            yield Wish(ideas.pop(place), 0)

    def _cooled(self, move: str, wall: Millis) -> bool:
        made = self._made.get(move)
        return made is None or wall - made[1] >= COOLING

    # Random: anything that the form takes

    def _random(self, state: State) -> MoveContent | None:
        moves = self.lawyer.catalogue(self.id)
        for _ in range(TRIES if moves else 0):
            move = self.dice.pick(moves)
            params = self.lawyer.random_params(move, self.dice)
            ruling = self.lawyer.advise(move, params, self._facts(state))
            broken = RANK[ruling.floor] >= UNLAWFUL
            if not (broken and self.script.lawful):
                wish = Wish(move, 0, public=self.dice.chance(30))
                return self._content(ruling, wish, defy=broken)
        return None

    def _content(self, ruling: Ruling, wish: Wish, *, defy: bool = False) -> MoveContent:
        label = self.lawyer.label(ruling.move)
        return MoveContent(
            headline=label[:200],
            text=label,
            move=ruling.move,
            params={name: list(v) if isinstance(v, tuple) else v for name, v in ruling.params.items()},
            visibility="public" if wish.public else "covert",
            item=wish.item,
            defy=defy,
            defy_reason="Necessity." if defy else "",
        )
