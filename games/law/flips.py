"""Which single fact, changed alone, would change the headline of a ruling."""

from __future__ import annotations

from collections.abc import Iterator

from games.law.book import Book, Play
from games.law.compiling import UNKNOWN
from games.law.domains import thresholds
from games.law.records import Flip
from games.law.rulings import Question
from games.law.tree import Value
from games.law.weighing import weigh


def flips(book: Book, question: Question) -> tuple[Flip, ...]:
    """Every change of one known fact to another value after which verdict or effect differ, in fact order."""
    play, env = question.play, question.env
    before = weigh(play, env)
    found: list[Flip] = []
    for name in play.reads:
        kept = env[name]
        if kept is UNKNOWN:
            continue
        for value in alternatives(book, play, name, kept):
            env[name] = value
            after = weigh(play, env)
            if (after.verdict, after.effect) != (before.verdict, before.effect):
                found.append(Flip(fact=name, value=value, verdict=after.verdict, effect=after.effect))
        env[name] = kept
    return tuple(found)


def alternatives(book: Book, play: Play, name: str, value: Value) -> Iterator[Value]:
    """Other values worth trying: the other words, one member more or fewer, both sides of each threshold."""
    kind = book.kinds[name]
    match kind.type:
        case "bool":
            yield not value
        case "tri" | "enum":
            yield from (word for word in kind.values if word != value)
        case "int":
            trees = tuple(rule.condition.tree for rule in play.rules if name in rule.reads)
            yield from (number for number in thresholds(trees, name) if number != value)
        case "moment":
            return
        case "list":
            assert isinstance(value, tuple)
            yield from _neighbours(book, play, name, value)


def _neighbours(book: Book, play: Play, name: str, value: tuple[str, ...]) -> Iterator[Value]:
    members = (play.move.id,) if book.facts[name].of == "moves" else book.kinds[name].values
    for member in members:
        if member in value:
            yield tuple(other for other in value if other != member)
        else:
            yield (*value, member)
