"""What a team's counsel can answer before anything is signed, each question asked of the law once."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from games.engine.ids import FactValue
from games.law.book import Play, Snapshot
from games.law.following import apply
from games.law.kinds import Kind
from games.law.model import RANK
from games.law.records import Ruling
from games.law.rulebook import Rulebook
from games.law.tree import Value
from games.law.weighing import bounds
from injects.rehearsal.dice import Dice

MOST_WAYS = 24
"""Ways of filling in a form that are looked at; a form with more is looked at in part."""

BLOCKED = RANK["blocked"]
UNLAWFUL = RANK["unlawful"]
ESCALATION = "escalation"


class Lawyer:
    """The rule pack as scripted people use it. One may serve any number of runs: answers do not depend on them."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self._ways = {move: tuple(islice(_ways(play), MOST_WAYS)) for move, play in rules.plays.items()}
        doctrine = set(rules.doctrine)
        self._debated = {move: bool(doctrine & set(play.reads)) for move, play in rules.plays.items()}
        self._needed_for: Snapshot | None = None
        self._needed: dict[str, float] = {}
        self._force: dict[str, int] = {}

    # Facts ------------------------------------------------------------------------------------------------

    def snapshot(self, facts: Mapping[str, FactValue]) -> Snapshot:
        """These facts over the defaults of the pack; what the pack does not know is left out."""
        found = self.rules.snapshot({name: facts[name] for name in sorted(facts) if name in self.rules.facts})
        if isinstance(found, tuple):
            raise ValueError("; ".join(f"{problem.field}: {problem.detail}" for problem in found))
        return found

    # Moves ------------------------------------------------------------------------------------------------

    def catalogue(self, team: str) -> tuple[str, ...]:
        """The moves of a team, in the order of the pack."""
        return tuple(move.id for move in self.rules.moves_of(team))

    def knows(self, move: str) -> bool:
        """Whether the pack has this move."""
        return move in self.rules.plays

    def label(self, move: str) -> str:
        """The move in words."""
        known = self.rules.moves.get(move)
        return known.label if known else move

    def advise(
        self, move: str, params: Mapping[str, Value], facts: Snapshot, *, defy: bool = False
    ) -> Ruling:
        """The law on one way of making the move."""
        return self.rules.rule(move, params, facts, defy=defy)

    def best(self, move: str, facts: Snapshot) -> Ruling:
        """The law on the mildest way of making the move; of equals the first as the form offers them."""
        mildest: Mapping[str, Value] = {}
        least: tuple[int, int] | None = None
        for params in self._ways[move]:
            weight = self._weight(move, params, facts)
            if least is None or weight < least:
                mildest, least = params, weight
            if least == (0, 0):
                break
        return self.rules.rule(move, mildest, facts)

    def _weight(self, move: str, params: Mapping[str, Value], facts: Snapshot) -> tuple[int, int]:
        """The ranks between which the verdict lies."""
        if self._debated[move]:
            ruling = self.rules.rule(move, params, facts)
            return RANK[ruling.floor], RANK[ruling.ceiling]
        # No reading of the law changes anything here, so its bounds are all there is to ask.
        return bounds(self.rules.plays[move], self.rules.scene(move, params, facts))

    def hours_needed(self, move: str, facts: Snapshot) -> float:
        """After how many hours the law lets the move be made in some way: of steps, none, or for ever."""
        if self._needed_for is not facts:
            self._needed_for, self._needed = facts, {}
        found = self._needed.get(move)
        if found is None:
            ways = (self._hours(move, params, facts) for params in self._ways[move])
            found = math.inf
            for hours in ways:
                found = min(found, hours)
                if found == 0:
                    break
            self._needed[move] = found
        return found

    def _hours(self, move: str, params: Mapping[str, Value], facts: Snapshot) -> float:
        floor, _ = self._weight(move, params, facts)
        if floor != BLOCKED:
            return 0 if floor < BLOCKED else math.inf
        return self._cured_after(self.rules.rule(move, params, facts), facts)

    def _cured_after(self, ruling: Ruling, facts: Snapshot) -> float:
        """The hours of the steps that take away what blocks it; for ever where they do not."""
        hours: dict[str, float] = {}
        for step in ruling.steps:
            if step.hours is not None:
                hours[step.token] = min(step.hours, hours.get(step.token, step.hours))
        if not all(token in hours for token in ruling.missing):
            return math.inf
        env: Mapping[str, Any] = self.rules.scene(ruling.move, ruling.params, facts)
        longest = 0.0
        for token in ruling.missing:
            step = next(s for s in ruling.steps if s.token == token and s.hours == hours[token])
            before = max((hours[other] for other in step.after if other in hours), default=0.0)
            longest = max(longest, hours[token] + before)
            env = apply(env, step.changes)
        cured = Snapshot({name: env[name] for name in facts.env}, facts.given)
        return longest if self._weight(ruling.move, ruling.params, cured)[0] < UNLAWFUL else math.inf

    def random_params(self, move: str, dice: Dice) -> dict[str, Value]:
        """Some way of filling in the form that it would take."""
        play = self.rules.plays[move]
        return {param.id: _any_of(play.kinds[param.id], param.default, dice) for param in play.move.params}

    def fulfilling(self, duty: str, team: str, facts: Snapshot) -> Ruling | None:
        """A move of the team, in the way that would meet a duty; None where none would."""
        obligation = self.rules.duties.get(duty)
        met = obligation.met if obligation else None
        if met is None:
            return None
        made = {call.args[0]: call.text for call in met.functions() if call.function == "made"}
        wanted = set(met.names())
        for move in self.catalogue(team):
            play = self.rules.plays[move]
            if move not in made and not any(each.change.fact in wanted for each in play.establishes):
                continue
            for params in self._ways[move]:
                ruling = self.rules.rule(move, params, facts)
                env = apply(self.rules.scene(move, ruling.params, facts), ruling.establishes)
                env.update({text: name == move for name, text in made.items()})
                if met.evaluate(env) is True:
                    return ruling
        return None

    def force(self, move: str) -> int:
        """How hard the move is: its steps up the escalation track, and the rows of international law it breaks."""
        known = self._force.get(move)
        if known is None:
            play = self.rules.plays[move]
            meters = {
                change.by if change.upto is None else change.upto
                for provision in dict.fromkeys(
                    (*play.move.authority, *(p for rule in play.rules for p in rule.row.provisions))
                )
                for change in self.rules.provisions[provision].meters
                if change.meter == ESCALATION
            }
            broken = sum(rule.row.layer == "international" and rule.rank >= UNLAWFUL for rule in play.rules)
            known = self._force[move] = max((0, *meters)) + broken
        return known

    def forceful(self, team: str) -> tuple[str, ...]:
        """The harder half of what the team can do, hardest first."""
        moves = [move for move in self.catalogue(team) if self.force(move) > 0]
        moves.sort(key=lambda move: -self.force(move))
        return tuple(moves[: max(1, len(self.catalogue(team)) // 2)])


def _ways(play: Play) -> Iterator[dict[str, Value]]:
    """The ways of filling in the form of a move, its defaults first."""
    names = [param.id for param in play.move.params]
    choices = [_choices(play.kinds[param.id], param.default) for param in play.move.params]
    for values in product(*choices):
        yield dict(zip(names, values, strict=True))


def _choices(kind: Kind, default: Value) -> Sequence[Value]:
    match kind.type:
        case "bool":
            return (default, not default)
        case "enum" | "tri":
            return (default, *(value for value in kind.values if value != default))
        case _:
            return (default,)


def _any_of(kind: Kind, default: Value, dice: Dice) -> Value:
    match kind.type:
        case "bool":
            return dice.chance(50)
        case "enum" | "tri":
            return dice.pick(kind.values) if kind.values else default
        case "int":
            least = kind.least if kind.least is not None else 0
            most = kind.most if kind.most is not None else least + 100
            return dice.between(least, most)
        case _:
            return default
