"""What a line of the MSEL still waits for, part by part, in words: prerequisites, questions, facts, tracks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from games.engine.deciding.desk import truth
from games.engine.ids import InjectId
from games.engine.lawbook import FUNCTIONS, TRACK
from games.engine.plan import Inject
from games.engine.questions import answer, unmet, went_out
from games.engine.spans import span
from games.engine.state import Question, State
from games.engine.timers import moment_timer_id
from games.law.book import Book
from games.law.compiling import NOW, compile_test
from games.law.conditions import Condition, ConditionError, parse
from games.law.kinds import Kind
from games.law.tree import AllOf, AnyOf, Call, Compare, Literal, Name, Node, Not
from games.law.wording import words
from games.presenting import times
from games.presenting.law import LawWords
from games.staffing.ledger import meter_label
from games.staffing.naming import Names
from games.staffing.present import DueTime, Present, timer_time

MOST_PARSED = 2048


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a line waits for: in words, whether it is so (None: open), and when the clock settles it.

    Where any of several will do, they are its `parts`.
    """

    words: str
    holds: bool | None
    due: DueTime | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Says what lines of one exercise wait for, at one moment, to one reader."""

    state: State
    names: Names
    law: LawWords
    now: Present
    env: dict[str, object]

    def parts(self, spec: Inject) -> tuple[Part, ...]:
        """What must be so before the line goes out, in the order of the deck; empty for a line without conditions."""
        missing = unmet(self.state, spec)
        needed = [Part(self._gone(each), each not in missing) for each in spec.needs]
        shut = [
            Part(self._not(self._gone(each)), not went_out(self.state, each)) for each in spec.suppressed_by
        ]
        parsed = _parsed(self.law.book, spec.when) if spec.when else None
        if parsed is None:
            return (*needed, *shut)
        for call in parsed.functions():
            self.env.setdefault(call.text, answer(self.state, Question(call.function, call.args)))
        top = parsed.tree.parts if isinstance(parsed.tree, AllOf) else (parsed.tree,)
        return (*needed, *shut, *(self._part(node) for node in top))

    def _part(self, node: Node) -> Part:
        due = None
        if isinstance(node, (AllOf, AnyOf)):
            said = _("any of these:") if isinstance(node, AnyOf) else _("all of these:")
            return Part(
                said, compile_test(node)(self.env), parts=tuple(self._part(part) for part in node.parts)
            )
        if isinstance(node, Call):
            timer = self.state.timers.get(moment_timer_id(node.text))
            due = timer_time(self.state, self.now, timer) if timer else None
        return Part(self._say(node), compile_test(node)(self.env), due)

    def _say(self, node: Node) -> str:
        match node:
            case Call(function, args):
                return self._question(function, args)
            case Not(Call(function, args)):
                return self._not(self._question(function, args))
            case AllOf(parts):
                return _(" and ").join(self._grouped(part) for part in parts)
            case AnyOf(parts):
                return _(" or ").join(self._grouped(part) for part in parts)
            case Not(part) if isinstance(part, (AllOf, AnyOf)):
                return self._not(self._say(part))
            case Compare(op, Name(key), Literal(value)) if key in self.state.meters:
                return f"{meter_label(self.law, key)} {op} {value}"
            case _:
                return words(self.law.book, node)

    def _grouped(self, node: Node) -> str:
        said = self._say(node)
        return f"({said})" if isinstance(node, (AllOf, AnyOf)) else said

    def _not(self, said: str) -> str:
        return _("not: %(words)s") % {"words": said}

    def _gone(self, inject: str) -> str:
        entry = self.state.injects.get(InjectId(inject))
        title = self.names.text(entry.title or entry.spec.title) if entry else ""
        return _("%(inject)s “%(title)s” has gone out") % {"inject": inject, "title": title}

    def _question(self, function: str, args: tuple[str, ...]) -> str:
        first = args[0]
        match function:
            case "made":
                return _("carried out: %(move)s") % {"move": self.law.move_label(first)}
            case "submitted":
                if any(team.id == first for team in self.state.deck.teams):
                    return _("%(team)s has made a move") % {"team": self.names.team(first)}
                return _("submitted: %(move)s") % {"move": self.law.move_label(first)}
            case "ruled":
                return _("ruled %(outcome)s: %(move)s") % {
                    "outcome": outcome_words(args[1]),
                    "move": self.law.move_label(first),
                }
            case "released":
                return self._gone(first)
            case "after":
                return _("%(time)s since %(inject)s went out") % {"time": _length(args[1]), "inject": first}
            case "silent":
                return _("no move of %(team)s for %(time)s") % {
                    "team": self.names.team(first),
                    "time": _length(args[1]),
                }
            case "heard":
                return _("%(reader)s has seen a message of %(writer)s") % {
                    "reader": self.names.team(args[1]),
                    "writer": self.names.team(first),
                }
            case _:
                return self._question_of_two(function, args)

    def _question_of_two(self, function: str, args: tuple[str, ...]) -> str:
        first, more = args[0], args[1] if len(args) > 1 else ""
        match function:
            case "seen":
                return _("%(reader)s has opened %(inject)s") % {"reader": self._reader(more), "inject": first}
            case "acknowledged":
                return _("%(reader)s has acknowledged %(inject)s") % {
                    "reader": self._reader(more),
                    "inject": first,
                }
            case "missed":
                return _("%(team)s has let the deadline of %(inject)s pass") % {
                    "team": self.names.team(more),
                    "inject": first,
                }
            case "owed":
                return _("due within %(time)s: %(promise)s") % {
                    "time": _length(more),
                    "promise": self._promise(first),
                }
            case "broken":
                return _("broken: %(promise)s") % {"promise": self._promise(first)}
            case "kept":
                return _("kept: %(promise)s") % {"promise": self._promise(first)}
            case _:
                return _("the dice for “%(name)s” fall below %(percent)s of 100") % {
                    "name": first,
                    "percent": more,
                }

    def _reader(self, reader: str) -> str:
        team, _slash, office = reader.partition("/")
        said = self.names.team(team)
        return f"{said} - {self.names.office(team, office)}" if office else said

    def _promise(self, token: str) -> str:
        found = next((row for row in self.state.deck.commitments if row.id == token), None)
        if found is not None:
            return self.names.text(found.label)
        duty = self.law.book.duties.get(token)
        return duty.duty.label if duty else token


def waiting_of(state: State, names: Names, law: LawWords, now: Present) -> Waiting:
    """The reading of an exercise as it stands."""
    facts = {name: value for name, value in truth(state).items() if name in law.book.kinds}
    snapshot = law.book.snapshot(facts)
    env: dict[str, object] = dict(state.meters)
    if not isinstance(snapshot, tuple):
        env.update(snapshot.env)
    env[NOW] = now.scenario_ms
    return Waiting(state, names, law, now, env)


@lru_cache(maxsize=MOST_PARSED)
def _parsed(book: Book, text: str) -> Condition | None:
    """A condition of the deck; None for one that cannot be read under this pack."""
    names: dict[str, Kind | Condition] = {
        **dict.fromkeys(book.meters, TRACK),
        **book.kinds,
        **book.macro_conditions,
    }
    try:
        return parse(text, names, FUNCTIONS)
    except ConditionError:
        return None


def _length(text: str) -> str:
    length = span(text)
    return text if length is None else times.span(length)


def outcome_words(outcome: str) -> str:
    """What a ruling may have come to, as `ruled` asks for it."""
    found = {
        "lawful": _("lawful"),
        "contestable": _("contestable"),
        "blocked": _("blocked"),
        "unlawful": _("unlawful"),
        "executed": _("carried out"),
        "refused": _("not carried out"),
    }
    return found.get(outcome, _("at all"))
