"""What would have to be so before any plan could cure a move: facts that no step supplies, and the plan then.

Where `fixes` finds nothing, a row stands in the way that turns on something nobody can order: whether somebody
has been attacked, how grave the danger is. This assumes such facts one after the other, and tries again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from games.law.book import Snapshot
from games.law.flips import alternatives
from games.law.model import RANK
from games.law.records import Fix, Headline, Ruling
from games.law.rulebook import BadQuestion, Rulebook
from games.law.tree import Value

DEEPEST = 2
MOST_TRIALS = 400


class Prospect(Struct, frozen=True, kw_only=True):
    """Facts to assume together, and what would then be so.

    `verdict` is that of the move on them; `fix` the best plan from there, None where no step is needed.
    """

    assumed: dict[str, Value]
    verdict: Headline
    fix: Fix | None


def prospects(
    book: Rulebook,
    move: str,
    params: Mapping[str, object],
    facts: Mapping[str, object],
    *,
    now: int | None = None,
) -> tuple[Prospect, ...]:
    """The least sets of up to two such facts after which the move can be cured or needs no cure.

    Empty where a plan is to be had already, and where two facts are not enough. Shortest plan first.
    `now` is the scenario clock, as `Rulebook.rule` takes it.
    """
    snapshot = book.snapshot(facts)
    if isinstance(snapshot, tuple):
        raise BadQuestion(snapshot)
    search = _Search(book, move, params, snapshot, now)
    found = search.found()
    return tuple(sorted(found, key=lambda each: (len(each.assumed), each.fix.hours if each.fix else 0.0)))


class _Search:
    """Breadth first: a set that works is not tried with more."""

    def __init__(
        self,
        book: Rulebook,
        move: str,
        params: Mapping[str, object],
        snapshot: Snapshot,
        now: int | None,
    ) -> None:
        self.book = book
        self.move = move
        self.params = params
        self.snapshot = snapshot
        self.now = now
        self.ordered = {change.change.fact for step in book.steps.values() for change in step.changes}
        self.trials = 0

    def ruling(self, assumed: Mapping[str, Value]) -> Ruling:
        """The move on the facts with these assumed."""
        self.trials += 1
        env = {**self.snapshot.env, **assumed}
        return self.book.rule(
            self.move,
            self.params,
            Snapshot(env, self.snapshot.given | set(assumed)),
            now=self.now,
            fixes=True,
        )

    def found(self) -> Iterator[Prospect]:
        first = self.ruling({})
        if first.fixes or RANK[first.floor] < RANK["blocked"]:
            return
        waiting: list[tuple[dict[str, Value], Ruling]] = [({}, first)]
        seen: set[frozenset[tuple[str, Value]]] = set()
        works: list[frozenset[tuple[str, Value]]] = []
        for _ in range(DEEPEST):
            after: list[tuple[dict[str, Value], Ruling]] = []
            for assumed, ruling in waiting:
                for more in self.one_more(assumed, ruling):
                    key = frozenset(more.items())
                    if key in seen or any(less <= key for less in works):
                        continue
                    seen.add(key)
                    if self.trials >= MOST_TRIALS:
                        return
                    then = self.ruling(more)
                    if then.fixes or RANK[then.floor] < RANK["blocked"]:
                        works.append(key)
                        fix = then.fixes[0] if then.fixes else None
                        yield Prospect(assumed=more, verdict=then.verdict, fix=fix)
                    else:
                        after.append((more, then))
            waiting = after

    def one_more(self, assumed: dict[str, Value], ruling: Ruling) -> Iterator[dict[str, Value]]:
        """The set with one more fact that a row in the way reads and that no step brings about."""
        rows = [self.book.rules[bar] for bar in ruling.bars if bar in self.book.rules]
        names = dict.fromkeys(name for rule in rows for name in rule.reads)
        for name in names:
            if name in assumed or name in self.ordered or self.book.facts[name].standing == "doctrine":
                continue
            value = self.snapshot.env[name]
            if not isinstance(value, (bool, int, str, tuple)):
                continue
            for other in alternatives(self.book, self.book.plays[self.move], name, value):
                yield {**assumed, name: other}
