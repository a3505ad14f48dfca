"""The rule pack as the engine sees it: the seam of `book.py`, over the law engine."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import msgspec

from games.engine.book import Advice, Problem, StepPlan
from games.engine.ids import FactValue, Millis
from games.engine.questions import ARGUMENTS
from games.law.book import BadInput, Procedure, Snapshot
from games.law.compiling import NOW
from games.law.conditions import Condition, Function, parse
from games.law.fixes import may_begin
from games.law.following import apply, cures_for, step_needed
from games.law.kinds import Kind
from games.law.limits import limits_in, next_turn
from games.law.records import Assignment, Ruling
from games.law.rulebook import Rulebook

ANY_WORD = Kind("enum")
FUNCTIONS: Mapping[str, Function] = {
    name: Function(
        tuple(ANY_WORD for sought in wanted if sought != "clock"),
        tuple(ANY_WORD for sought in wanted if sought == "clock"),
    )
    for name, wanted in ARGUMENTS.items()
}
"""What a deck's conditions may ask beyond facts and tracks; `questions` answers it."""
TRACK = Kind("int")


class LawBook:
    """A compiled rulebook, answering what the engine asks. Stateless but for what it has read before."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self._last: tuple[dict[str, FactValue], Snapshot] | None = None
        self._condition = lru_cache(maxsize=4096)(self._parse)

    @property
    def digest(self) -> str:
        """Names the exact text of the pack."""
        return self.rules.digest

    def scale(self, track: str) -> tuple[int | None, int | None]:
        """The ends of a consequence track, as the pack declares them."""
        meter = self.rules.meters.get(track)
        return (meter.least, meter.most) if meter else (None, None)

    def _parse(self, text: str) -> Condition:
        tracks = dict.fromkeys(self.rules.meters, TRACK)
        names: dict[str, Kind | Condition] = {**tracks, **self.rules.kinds, **self.rules.macro_conditions}
        return parse(text, names, FUNCTIONS)

    def _env(self, facts: Mapping[str, FactValue]) -> dict[str, Any]:
        """The pack's defaults with these facts over them; a fact that the pack does not know is left out."""
        return dict(self._snapshot(facts).env)

    def _at(self, facts: Mapping[str, FactValue], now: Millis | None) -> dict[str, Any]:
        """The same at a scenario time."""
        env = self._env(facts)
        return env if now is None else {**env, NOW: now}

    def _snapshot(self, facts: Mapping[str, FactValue]) -> Snapshot:
        """The facts, checked. One command asks many questions of the same facts, so the last are kept."""
        last = self._last
        if last is not None and last[0] == facts:
            return last[1]
        snapshot = self.rules.snapshot({n: v for n, v in facts.items() if n in self.rules.facts})
        if isinstance(snapshot, tuple):
            raise ValueError("; ".join(f"{p.field}: {p.detail}" for p in snapshot))
        self._last = (dict(facts), snapshot)
        return snapshot

    def holds(
        self,
        condition: str,
        facts: Mapping[str, FactValue],
        made: Mapping[str, int],
        released: Sequence[str],
        now: Millis | None = None,
        more: Mapping[str, FactValue] | None = None,
    ) -> bool | None:
        """Whether a condition is true; None where it is open. Raises ValueError for a faulty condition."""
        parsed = self._condition(condition)
        env = self._at(facts, now)
        for call in parsed.functions():
            word = call.args[0]
            env[call.text] = made.get(word, 0) > 0 if call.function == "made" else word in released
        env.update(more or {})
        return parsed.evaluate(env)

    def actor_of(self, move: str) -> str | None:
        """The team whose catalogue the move type stands in."""
        known = self.rules.moves.get(move)
        return known.team if known else None

    def check_params(self, move: str, params: Mapping[str, Any]) -> dict[str, Any] | Problem:
        """The parameters with their defaults, or the first thing wrong."""
        checked = self.rules.check_params(move, params)
        if isinstance(checked, tuple):
            return Problem(checked[0].field, checked[0].detail)
        return {name: _plain(value) for name, value in checked.items()}

    def check_fact(self, name: str, value: Any) -> FactValue | Problem:
        """The value as the fact's type has it, or what is wrong."""
        checked = self.rules.check_fact(name, value)
        if isinstance(checked, BadInput):
            return Problem(checked.field, checked.detail)
        return _plain(checked)

    @property
    def keeps_time(self) -> bool:
        """Whether the pack has facts that are moments."""
        return self.rules.keeps_time

    def next_turn(
        self,
        facts: Mapping[str, FactValue],
        now: Millis,
        *,
        team: str | None = None,
        conditions: Sequence[str] = (),
    ) -> Millis | None:
        """When a limit in hours next begins or runs out: of all the pack, or of a team's law alone."""
        asked = limits_in(self._condition(text).tree for text in conditions)
        return next_turn((*self.rules.limits_of(team), *asked), self._env(facts), now)

    def moment(self, move: str, now: Millis | None) -> Millis | None:
        """The scenario time to rule at: none for a move whose rows ask nothing about elapsed time.

        Its rulings then say the same whenever they are made.
        """
        play = self.rules.plays.get(move)
        return now if play is not None and play.limits else None

    def advise(
        self,
        move: str,
        params: Mapping[str, Any],
        facts: Mapping[str, FactValue],
        *,
        defy: bool,
        now: Millis | None = None,
    ) -> Advice:
        """The ruling, with what follows if the move is carried out."""
        at = self.moment(move, now)
        ruling = self.rules.rule(move, params, self._snapshot(facts), defy=defy, now=at)
        own = {s.id: s.token for s in ruling.steps if ruling.team in s.teams and s.hours is not None}
        env = dict(self._scene(move, params, facts)) if own else {}
        # A step that is a decision of its own, such as an order that needs the Diet first, waits for that move.
        begun = [token for step, token in own.items() if may_begin(self.rules, step, own, env)]
        meters: dict[str, int] = {}
        for consequence in ruling.consequences:
            meters[consequence.meter] = meters.get(consequence.meter, 0) + consequence.by
        return Advice(
            verdict=ruling.verdict,
            effect=ruling.effect,
            provisions=ruling.deciding,
            missing=ruling.missing,
            establishes=self._established(facts, ruling.establishes),
            meters=meters,
            own_steps=tuple(dict.fromkeys(begun)),
            ruling=_logged(ruling),
        )

    def _established(
        self, facts: Mapping[str, FactValue], changes: Sequence[Assignment]
    ) -> dict[str, FactValue]:
        env = self._env(facts)
        after = apply(env, changes)
        return {c.fact: _plain(after[c.fact]) for c in changes}

    def step(
        self,
        token: str,
        team: str,
        move: str,
        params: Mapping[str, Any],
        facts: Mapping[str, FactValue],
    ) -> StepPlan | None:
        """The first step that supplies a token (or the step or duty of that id) for a team's move."""
        if token in self.rules.duties:
            return self._duty(token)
        env = self._scene(move, params, facts)
        found: Sequence[Procedure] = cures_for(self.rules, token, env)
        if not found and token in self.rules.steps:
            found = (self.rules.steps[token],)
        for procedure in found:
            if procedure.step.hours is not None:
                return self._step_plan(procedure, env, token, team)
        return None

    def _scene(
        self, move: str, params: Mapping[str, Any], facts: Mapping[str, FactValue]
    ) -> Mapping[str, Any]:
        """What the conditions of steps are read on: the facts, and the move where there is one."""
        env = self._env(facts)
        if move not in self.rules.moves:
            return env
        checked = self.rules.check_params(move, params)
        if isinstance(checked, tuple):
            raise ValueError("; ".join(f"{p.field}: {p.detail}" for p in checked))
        return {**env, "move": move, **{f"p.{name}": value for name, value in checked.items()}}

    def _step_plan(self, procedure: Procedure, env: Mapping[str, Any], token: str, team: str) -> StepPlan:
        needed = step_needed(procedure, env, team)
        sets = {c.fact: _plain(c.value) for c in needed.changes if c.op == "set"}
        appends: dict[str, list[str]] = {}
        for change in needed.changes:
            if change.op == "add":
                appends.setdefault(change.fact, []).append(str(change.value))
        taker = team if team in needed.teams or not needed.teams else needed.teams[0]
        return StepPlan(
            token, needed.label, taker, needed.hours or 0.0, False, sets, appends, after=needed.after
        )

    def _duty(self, duty_id: str) -> StepPlan:
        duty = self.rules.duties[duty_id].duty
        return StepPlan(
            duty.id,
            duty.label,
            duty.team,
            float(duty.due_hours),
            True,
            {},
            {},
            duty.met_by,
            missed=duty.missed,
            costs={change.meter: change.by for change in duty.meters},
            every_hours=24.0 if any(change.every == "day" for change in duty.meters) else 0.0,
        )

    def duties(
        self, move: str, facts: Mapping[str, FactValue], now: Millis | None = None
    ) -> tuple[StepPlan, ...]:
        """The duties that executing the move opens, or that these facts open of themselves (empty move)."""
        env = self._at(facts, now)
        opened = []
        for duty_id, obligation in self.rules.duties.items():
            starters = obligation.duty.opened_by
            concerned = move in starters if move else not starters
            if concerned and (obligation.opens is None or obligation.opens.evaluate(env) is True):
                opened.append(self._duty(duty_id))
        return tuple(opened)


def _plain(value: Any) -> FactValue:
    return list(value) if isinstance(value, tuple) else cast(FactValue, value)


def _logged(ruling: Ruling) -> dict[str, Any]:
    """The ruling exactly as it will be read back from the log, with the names that pages use."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(ruling))
    plain["provisions"] = list(plain["deciding"])
    return plain
