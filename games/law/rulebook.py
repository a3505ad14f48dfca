"""The rulebook: a pack that answers what the law says of a move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import msgspec
from msgspec import Struct

from games.law.book import BadInput, Book, Snapshot
from games.law.compiling import NOW, UNKNOWN
from games.law.fixes import remedy
from games.law.flips import flips as find_flips
from games.law.following import resolve
from games.law.model import NotEncoded
from games.law.records import Assignment, Receipt, Ruling
from games.law.rulings import ENGINE, Question, answer
from games.law.wording import Explain, Reason, explainer, words


class BadQuestion(ValueError):
    """A question with an unknown move, fact or value. Ask `check_params` and `check_fact` first."""

    def __init__(self, problems: tuple[BadInput, ...]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.detail}" for problem in problems))
        self.problems = problems


class Inconsistency(Struct, frozen=True, kw_only=True):
    """Facts that do not go together, and the change that would mend it."""

    id: str
    note: str
    changes: tuple[Assignment, ...]


@dataclass(frozen=True, eq=False)
class Rulebook(Book):
    """A compiled pack with its rulings."""

    def rule(
        self,
        move: str,
        params: Mapping[str, object] | None = None,
        facts: Mapping[str, object] | Snapshot | None = None,
        *,
        unknown: Iterable[str] = (),
        given: Mapping[str, str] | None = None,
        now: int | None = None,
        defy: bool = False,
        flips: bool = False,
        fixes: bool = False,
    ) -> Ruling:
        """Rule on one move.

        Facts that are not given take the pack's default; names in `unknown` are not established, whatever
        `facts` says. `given` says by whom or by which event a fact was established, and is only shown.
        `now` is the scenario clock in milliseconds, for limits in hours; without it they are open.
        `defy` is the team's open defiance of the law. `flips` adds the single facts that would change the
        headline; `fixes` adds plans of steps or, as `bars`, the rows that no step can cure; both cost more.
        Raises `BadQuestion` for anything that the checks would have refused.
        """
        question = self._question(move, params or {}, facts, unknown, given or {}, defy, now)
        ruling = answer(self, question)
        if flips:
            ruling = msgspec.structs.replace(ruling, flips=find_flips(self, question))
        if fixes:
            found = remedy(self, question)
            ruling = msgspec.structs.replace(ruling, fixes=found.fixes, bars=found.bars)
        return ruling

    def receipt(
        self,
        move: str,
        params: Mapping[str, object] | None = None,
        facts: Mapping[str, object] | None = None,
        *,
        unknown: Iterable[str] = (),
        given: Mapping[str, str] | None = None,
        now: int | None = None,
        defy: bool = False,
        flips: bool = False,
        fixes: bool = False,
    ) -> Receipt:
        """What a question rests on, to keep with its ruling. Takes what `rule` takes; raises as it does."""
        hidden = tuple(unknown)
        question = self._question(move, params or {}, facts, hidden, given or {}, defy, now)
        return Receipt(
            digest=self.digest,
            engine=ENGINE,
            day=self.day,
            now=now,
            move=move,
            params=dict(question.params),
            facts={name: question.env[name] for name in facts or {} if name not in hidden},
            unknown=hidden,
            given=dict(given or {}),
            defy=defy,
            flips=flips,
            fixes=fixes,
        )

    def replay(self, receipt: Receipt) -> Ruling:
        """The ruling that the receipt is about. Raises `ValueError` under another pack, day or engine."""
        mine, theirs = (self.digest, ENGINE, self.day), (receipt.digest, receipt.engine, receipt.day)
        if mine != theirs:
            raise ValueError(f"the receipt is for pack, engine and day {theirs}, these are {mine}")
        return self.rule(
            receipt.move,
            receipt.params,
            receipt.facts,
            unknown=receipt.unknown,
            given=receipt.given,
            now=receipt.now,
            defy=receipt.defy,
            flips=receipt.flips,
            fixes=receipt.fixes,
        )

    def left_out(self, ruling: Ruling) -> tuple[NotEncoded, ...]:
        """What the provisions of a ruling say that no row carries."""
        cited = {*ruling.deciding, *ruling.also, *ruling.authority}
        return tuple(each for each in self.not_encoded if cited & set(each.provisions))

    def reasons(self, ruling: Ruling) -> dict[str, Reason]:
        """Why each row of a ruling holds or is open, by row id, rebuilt from what the ruling recorded."""
        env = dict.fromkeys(self.param_names)
        env |= {f"p.{name}": value for name, value in ruling.params.items()}
        env |= {use.name: UNKNOWN if use.source == "unknown" else use.value for use in ruling.facts}
        env["move"] = ruling.move
        if ruling.now is not None:
            env[NOW] = ruling.now
        by = {use.name: use.by for use in ruling.facts if use.by}
        return {finding.id: self._explainers[finding.id](env, by) for finding in ruling.findings}

    @cached_property
    def _explainers(self) -> Mapping[str, Explain]:
        """How each row is explained; their words are found once."""
        plays = self.plays.values()
        rules = {rule.id: rule for play in plays for rule in play.rules}
        rules |= {rule.id: rule for play in plays for rule in play.either_way}
        said = partial(words, self)
        return {name: explainer(said, rule.condition.tree) for name, rule in rules.items()}

    def inconsistencies(self, facts: Mapping[str, object] | Snapshot) -> tuple[Inconsistency, ...]:
        """Relations between facts that these facts break, with the change that would mend them, if any."""
        snapshot = facts if isinstance(facts, Snapshot) else self.snapshot(facts)
        if isinstance(snapshot, tuple):
            raise BadQuestion(snapshot)
        return tuple(
            Inconsistency(
                id=relation.rule.id, note=relation.rule.note, changes=resolve(relation.changes, snapshot.env)
            )
            for relation in self.relations
            if relation.when.evaluate(snapshot.env) is True and relation.must.evaluate(snapshot.env) is False
        )

    def _question(
        self,
        move: str,
        params: Mapping[str, object],
        facts: Mapping[str, object] | Snapshot | None,
        unknown: Iterable[str],
        given: Mapping[str, str],
        defy: bool,
        now: int | None,
    ) -> Question:
        checked = self.check_params(move, params)
        if isinstance(checked, tuple):
            raise BadQuestion(checked)
        snapshot = facts if isinstance(facts, Snapshot) else self.snapshot(facts or {}, unknown)
        if isinstance(snapshot, tuple):
            raise BadQuestion(snapshot)
        env = self.scene(move, checked, snapshot)
        if now is not None:
            env[NOW] = now
        return Question(
            play=self.plays[move],
            params=checked,
            facts=snapshot,
            env=env,
            given=given,
            defy=defy,
        )
