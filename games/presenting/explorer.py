"""The law explorer: what a government may do now, and for one move why, what is missing, who gives it, how long.

Made of the rule pack and of the facts it is given, nothing else. A player's page gives it what the seat was
told, a page of staff the truth, the lawbook outside an exercise nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from games.engine.ids import FactValue
from games.law.book import Snapshot
from games.law.compiling import NOW
from games.law.model import LAYERS, MeterChange, Param, Provision
from games.law.prospects import Prospect, prospects
from games.law.records import Fix, Ruling
from games.law.rulebook import BadQuestion, Rulebook
from games.law.rulings import bounds
from games.law.tree import Value
from games.presenting import times
from games.presenting.composer import FieldValue
from games.presenting.counsel import headline
from games.presenting.law import LawWords, ProvisionCard, layer_label, verdict_label
from games.presenting.reasons import Because, FactLine, Known, because
from games.presenting.whatif import (
    Asked,
    Assumption,
    FactField,
    Query,
    assumed,
    assumptions,
    change_words,
    fact_fields,
    param_fields,
    query_of,
    typed_change,
)

ORDER = ("lawful", "contestable", "blocked", "undetermined", "unlawful")
"""The answers from what can be done at once to what cannot."""
WHITE = "white"
PROSPECTS_SHOWN = 4
CONDITIONS_SHOWN = 6
TELLING = 4
"""Letters that a word has at least to be looked for by itself."""


@dataclass(frozen=True)
class Reader:
    """Who reads, and on what. `team` is empty for those who read every government's law.

    `facts` are those the answers go by, `names` of teams by id, `now_ms` the scenario clock if one runs,
    `under_way` tokens of steps of the reader's team on the clock with the time they are due.
    """

    book: Rulebook
    facts: Mapping[str, FactValue]
    team: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    now_ms: int | None = None
    under_way: Mapping[str, int] = field(default_factory=dict)
    given_label: str = ""
    given_by: Mapping[str, str] = field(default_factory=dict)
    answers: bool = True
    """False where the exercise gives teams no counsel: the law is shown, and no answer."""
    case: str = ""
    """The id of the worked case whose facts these are, to be kept in addresses."""

    @cached_property
    def law(self) -> LawWords:
        """The words of the pack."""
        return LawWords(self.book)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The facts with the pack's defaults; what the pack does not know, or no longer admits, is left out."""
        fits = {
            name: value
            for name, value in self.facts.items()
            if name in self.book.facts and not hasattr(self.book.check_fact(name, value), "detail")
        }
        made = self.book.snapshot(fits)
        if isinstance(made, tuple):
            raise BadQuestion(made)
        return made

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """The teams whose moves the reader may look up."""
        return (self.team,) if self.team else tuple(self.book.teams)

    def moment(self, move: str) -> int | None:
        """The scenario time to rule at: none for a move whose rows ask nothing about elapsed time."""
        return self.now_ms if self.book.plays[move].limits else None

    def rule(self, move: str, params: Mapping[str, object], facts: Snapshot, **more: Any) -> Ruling:
        """The ruling on a move at this moment of the story."""
        return self.book.rule(move, params, facts, now=self.moment(move), **more)

    def team_name(self, team: str) -> str:
        """What a team is called in the exercise, else in the pack."""
        if team == WHITE:
            return _("third parties, played by the white cell")
        found = self.book.teams.get(team)
        return self.names.get(team) or (found.label if found else team)

    def may_read_move(self, move: str) -> bool:
        """Whether the move stands in a catalogue that the reader may look up."""
        found = self.book.moves.get(move)
        return found is not None and found.team in self.teams

    @cached_property
    def provisions(self) -> Mapping[str, Provision]:
        """The provisions that the reader may look up.

        A team reads its own government's law, international law, that of an alliance it belongs to, and whatever
        else its own moves turn on; not the domestic law of another government.
        """
        if not self.team:
            return self.book.provisions
        cited = {code for move in self.book.moves_of(self.team) for code in cited_by(self.book, move.id)}
        every = self.book.provisions.values()
        allied = any(each.layer == "alliance" and self.team in each.binds for each in every)
        open_to_us = {"domestic": False, "alliance": allied, "international": True}
        return {
            code: each
            for code, each in self.book.provisions.items()
            if code in cited or open_to_us[each.layer] or self.team in each.binds
        }

    def readable_facts(self) -> frozenset[str]:
        """The facts that the moves of these teams read: those about which the reader may ask what if."""
        plays = (self.book.plays[move.id] for team in self.teams for move in self.book.moves_of(team))
        return frozenset(name for play in plays for name in play.reads)


def cited_by(book: Rulebook, move: str) -> tuple[str, ...]:
    """Every provision that carries a move or decides one of its rows, in that order."""
    play = book.plays[move]
    rows = (code for rule in play.rules for code in rule.row.provisions)
    return tuple(dict.fromkeys([*play.move.authority, *rows]))


# What may we do now ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move with today's answer in a line."""

    id: str
    label: str
    team: str
    verdict: str
    verdict_label: str
    gist: str
    varies: tuple[str, ...] = ()
    """The parameters of the order that would change the answer; it is given for the usual ones."""


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """Moves with the same answer, or those of one government."""

    id: str
    label: str
    help: str
    moves: tuple[MoveLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """An answer to filter by, and how many moves have it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The catalogue with today's answers. `found` is how many moves are shown of `all`."""

    groups: tuple[MoveGroup, ...]
    choices: tuple[AnswerChoice, ...]
    query: str
    answer: str
    order: str
    found: int
    all: int
    told: int
    loosely: bool = False
    """No move has all words of the search; those shown have most of them."""

    @property
    def address(self) -> str:
        """The query that shows the same again; empty or from `?` on."""
        asked = {"q": self.query, "answer": self.answer, "order": self.order}
        given = urlencode({name: value for name, value in asked.items() if value})
        return f"?{given}" if given else ""


def overview(reader: Reader, query: str = "", answer: str = "", order: str = "") -> Overview:
    """Every move that the reader may look up with today's answer, filtered and searched."""
    lines = [(line, text) for line, text in map(_line_of(reader), _moves(reader))]
    words = query.casefold().split()
    hits = [line for line, text in lines if all(word in text for word in words)]
    loosely = not hits and bool(words)
    if loosely:
        hits = _with_most_of(words, lines)
    chosen = answer if answer in ORDER else ""
    shown = [line for line in hits if not chosen or line.verdict == chosen]
    choices = (
        ()
        if not reader.answers
        else tuple(
            AnswerChoice(verdict, verdict_label(verdict), count, verdict == chosen)
            for verdict in ORDER
            if (count := sum(line.verdict == verdict for line in hits)) or verdict == chosen
        )
    )
    return Overview(
        _groups(reader, shown, order),
        choices,
        query,
        chosen,
        order if order == "law" else "",
        len(shown),
        len(lines),
        len(reader.snapshot.given),
        loosely and bool(hits),
    )


def _with_most_of(words: list[str], lines: list[tuple[MoveLine, str]]) -> list[MoveLine]:
    """Where nothing has all words of a search: what has most of those that say something."""
    telling = [word for word in words if len(word) >= TELLING]
    scored = [(sum(word in text for word in telling), line) for line, text in lines]
    most = max((score for score, _line in scored), default=0)
    return [line for score, line in scored if score == most > 0]


def _moves(reader: Reader) -> Iterable[str]:
    return (move.id for team in reader.teams for move in reader.book.moves_of(team))


def _line_of(reader: Reader) -> Any:
    def line(move: str) -> tuple[MoveLine, str]:
        found = reader.book.moves[move]
        if not reader.answers:
            titles = "; ".join(reader.book.provisions[code].title for code in found.authority)
            return MoveLine(move, found.label, found.team, "", "", titles), searchable(reader, move)
        ruling = reader.rule(move, {}, reader.snapshot)
        made = MoveLine(
            move,
            found.label,
            found.team,
            ruling.verdict,
            verdict_label(ruling.verdict),
            gist(reader, ruling),
            varies(reader, move),
        )
        return made, searchable(reader, move)

    return line


def varies(reader: Reader, move: str) -> tuple[str, ...]:
    """The parameters of which another value than the usual one would change the answer."""
    play, usual = reader.book.plays[move], reader.book.check_params(move, {})
    if not isinstance(usual, dict) or not usual:
        return ()
    env = reader.book.scene(move, usual, reader.snapshot)
    if (now := reader.moment(move)) is not None:
        env[NOW] = now
    before, found = bounds(play, env), []
    for param in play.move.params:
        name = f"p.{param.id}"
        for value in choices_of(reader.book, param):
            env[name] = value
            if bounds(play, env) != before:
                found.append(param.label)
                break
        env[name] = usual[param.id]
    return tuple(found)


def choices_of(book: Rulebook, param: Param) -> tuple[Value, ...]:
    """The values that a parameter may be given; none for a number, which has too many."""
    if param.type == "bool":
        return (False, True)
    return book.param_values(param) if param.type == "enum" else ()


def other_choices(
    reader: Reader, move: str, params: Mapping[str, Value], facts: Snapshot, ruling: Ruling
) -> Iterator[tuple[Param, Value, Ruling]]:
    """The other values of single parameters with which the answer would be another."""
    for param in reader.book.moves[move].params:
        for value in choices_of(reader.book, param):
            if value == ruling.params[param.id]:
                continue
            other = reader.rule(move, {**params, param.id: value}, facts)
            if other.verdict != ruling.verdict:
                yield param, value, other


def gist(reader: Reader, ruling: Ruling) -> str:
    """The reason for an answer in a line: what is missing, what it turns on, what stands in the way."""
    if ruling.verdict == "blocked":
        labels = [reader.law.missing(token, ruling.team).label for token in ruling.missing]
        return _("First: %(steps)s") % {"steps": "; ".join(labels)} if labels else ""
    if ruling.verdict == "undetermined":
        return _("Turns on: %(facts)s") % {"facts": "; ".join(map(reader.law.fact_label, ruling.needs))}
    notes = [
        each.note for each in ruling.findings if each.certain and each.verdict == ruling.verdict and each.note
    ]
    if notes and notes[0] != "-":
        return notes[0]
    titles = [
        reader.book.provisions[code].title for code in ruling.deciding if code in reader.book.provisions
    ]
    return "; ".join(titles[:2])


def searchable(reader: Reader, move: str) -> str:
    """Everything that a search of the catalogue looks through, folded."""
    return f"{reader.team_name(reader.book.moves[move].team).casefold()} {_spoken_of(reader.book, move)}"


@lru_cache(maxsize=1024)
def _spoken_of(book: Rulebook, move: str) -> str:
    found, law = book.moves[move], LawWords(book)
    texts = [move, found.label, book.teams[found.team].government]
    for param in found.params:
        texts += [param.label, *map(book.label_of, book.param_values(param))]
    for code in cited_by(book, move):
        each = book.provisions[code]
        texts += [code, each.title, each.instrument]
    for rule in book.plays[move].rules:
        texts += [rule.row.note, *(law.missing(token).label for token in rule.row.missing)]
    return " ".join(texts).casefold()


def _groups(reader: Reader, lines: list[MoveLine], order: str) -> tuple[MoveGroup, ...]:
    if order == "law" or len(reader.teams) > 1 or not reader.answers:
        made = [
            MoveGroup(team, reader.team_name(team), "", tuple(each for each in lines if each.team == team))
            for team in reader.teams
        ]
    else:
        made = [
            MoveGroup(verdict, *_group_words(verdict), tuple(e for e in lines if e.verdict == verdict))
            for verdict in ORDER
        ]
    return tuple(group for group in made if group.moves)


def _group_words(verdict: str) -> tuple[str, str]:
    return {
        "lawful": (_("We may do this now"), _("Authority exists and no step is missing.")),
        "contestable": (
            _("We can, and it will be disputed"),
            _("There is a case for it and a case against."),
        ),
        "blocked": (_("Not yet: a step comes first"), _("Open a move to see who can give it, and how long.")),
        "undetermined": (_("It turns on what we do not know"), _("Open a move to see which facts.")),
        "unlawful": (
            _("Not on what we know"),
            _("The law forbids it, or the facts that it asks for are not there. Open a move to see which."),
        ),
    }[verdict]


# One move -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layer:
    """The answer of one legal order; `verdict` and `most` differ where it is open."""

    layer: str
    label: str
    verdict: str
    verdict_label: str
    most: str
    most_label: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A row that holds, or may hold: what it says, on which provisions, and why it applies."""

    id: str
    verdict: str
    verdict_label: str
    certain: bool
    decides: bool
    layer_label: str
    note: str
    provisions: tuple[ProvisionCard, ...]
    missing: tuple[str, ...]
    why: Because | None


@dataclass(frozen=True, slots=True)
class Giver:
    """One way to come by something missing: who does what, and how long it takes."""

    label: str
    team: str
    who: str
    own: bool
    takes: str
    law: str
    real: str
    move: str
    move_label: str
    readable: bool
    note: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something that is missing. `due_ms` is when it is due if it is under way."""

    token: str
    label: str
    finding: bool
    breakable: bool
    facts: tuple[str, ...]
    givers: tuple[Giver, ...]
    due_ms: int | None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of a plan: hours from now, moments on the scenario clock, and where it stands on a scale of 100."""

    label: str
    team: str
    who: str
    own: bool
    move: str
    move_label: str
    readable: bool
    law: str
    starts: float
    done: float
    starts_ms: int | None
    done_ms: int | None
    takes: str
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan that was tried out: its steps, how long all takes, and the answer at the end."""

    steps: tuple[PlanStep, ...]
    takes: str
    work: str
    done_ms: int | None
    verdict: str
    verdict_label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Facts to come together; `query` assumes them on the page of the move."""

    facts: tuple[tuple[str, str], ...]
    query: str


@dataclass(frozen=True, slots=True)
class ProspectCard:
    """What would have to be so, in several ways, before the plan is open that follows."""

    conditions: tuple[Condition, ...]
    more: int
    verdict: str
    verdict_label: str
    plan: PlanCard | None


@dataclass(frozen=True, slots=True)
class FlipCard:
    """A single fact that would change the answer; `by` are moves of the reader and steps that bring it about."""

    label: str
    value: str
    verdict: str
    verdict_label: str
    query: str
    moves: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follow:
    """Something that carrying the move out brings: a duty, a procedure, a fact, a cost."""

    label: str
    text: str = ""
    takes: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A move with its answer and everything behind it."""

    id: str
    label: str
    team: str
    team_name: str
    verdict: str
    verdict_label: str
    headline: str
    before: str
    before_label: str
    """The answer without what the reader assumes; empty where nothing is assumed."""
    layers: tuple[Layer, ...]
    grounds: tuple[Ground, ...]
    needs: tuple[Need, ...]
    turns_on: tuple[str, ...]
    plans: tuple[PlanCard, ...]
    prospects: tuple[ProspectCard, ...]
    hopeless: bool
    """Neither a plan nor a change of facts that any row in the way turns on would do."""
    flips: tuple[FlipCard, ...]
    choices: tuple[FlipCard, ...]
    """Other values of single parameters with which the answer would be another."""
    readings: tuple[tuple[str, str, str, str], ...]
    duties: tuple[Follow, ...]
    processes: tuple[Follow, ...]
    establishes: tuple[tuple[str, str], ...]
    costs: tuple[Follow, ...]
    left_out: tuple[tuple[str, str], ...]
    authority: tuple[ProvisionCard, ...]
    also: tuple[ProvisionCard, ...]
    relied_on: tuple[FactLine, ...]
    read: tuple[FactLine, ...]
    params: tuple[FieldValue, ...]
    fields: tuple[FactField, ...]
    assumptions: tuple[Assumption, ...]
    query: Query
    plainly: str
    """The query of this page with nothing assumed."""
    draft: str
    """The query that hands move and parameters to the composer."""
    answered: bool = True
    """False where teams have no counsel: then only the law is shown."""


def explained(reader: Reader, move: str, asked: Asked) -> Explained:
    """The answer on one move, with the parameters and what-ifs that an address asks for."""
    return _Explaining(reader, move, asked).card()


class _Explaining:
    def __init__(self, reader: Reader, move: str, asked: Asked) -> None:
        self.reader, self.book, self.law = reader, reader.book, reader.law
        self.move = move
        kept = (("case", reader.case),) if reader.case else ()
        self.query = replace(query_of(self.book, move, asked, reader.readable_facts()), kept=kept)
        self.base = reader.snapshot.env
        self.yours = assumed(self.book, self.query, self.base)
        self.now = {**self.base, **self.yours}
        self.snapshot = Snapshot(self.now, reader.snapshot.given | set(self.yours))
        self.ruling = reader.rule(
            move, self.query.params, self.snapshot, given=reader.given_by, flips=True, fixes=True
        )
        self.team = self.ruling.team

    def card(self) -> Explained:
        found, ruling, law = self.book.moves[self.move], self.ruling, self.law
        before = self.reader.rule(self.move, self.query.params, self.reader.snapshot).verdict
        uses = {use.name: use for use in ruling.facts}
        known = Known(law, frozenset(self.yours), self.reader.given_label, uses)
        lines = [(use, known.line(use.name, use.value)) for use in ruling.facts]
        ahead = self.prospects()
        wanted = dict.fromkeys([*uses, *(name for each in ahead for name in each.assumed)])
        return Explained(
            id=self.move,
            label=found.label,
            team=self.team,
            team_name=self.reader.team_name(self.team),
            verdict=ruling.verdict,
            verdict_label=verdict_label(ruling.verdict),
            headline=self.headline(),
            before=before if self.yours else "",
            before_label=verdict_label(before),
            layers=self.layers(),
            grounds=self.grounds(known),
            needs=self.needs(),
            turns_on=tuple(map(law.fact_label, ruling.needs)),
            plans=tuple(map(self.plan, ruling.fixes)),
            prospects=self.prospect_cards(ahead),
            hopeless=bool(ruling.bars) and not ahead and not ruling.flips,
            flips=self.flips(),
            choices=self.choices(),
            readings=self.readings(),
            duties=self.duties(),
            processes=self.processes(),
            establishes=self.establishes(),
            costs=self.costs(),
            left_out=tuple((each.what, each.why) for each in self.book.left_out(ruling)),
            authority=self.cards(found.authority),
            also=self.cards(code for code in cited_by(self.book, self.move) if code not in found.authority),
            relied_on=tuple(line for use, line in lines if use.relied_on),
            read=tuple(line for use, line in lines if not use.relied_on),
            params=param_fields(law, self.move, self.query),
            fields=fact_fields(law, self.move, wanted, self.query, self.base),
            assumptions=assumptions(law, self.query),
            query=self.query,
            plainly=Query(self.query.params, kept=self.query.kept).encoded(),
            draft=Query(self.query.params).encoded().removeprefix("?"),
            answered=self.reader.answers,
        )

    def headline(self) -> str:
        """The answer in a sentence beside its verdict; counsel speaks to the team, the lawbook to anybody."""
        known, flagged = bool(self.reader.team), self.ruling.effect == "flag"
        match self.ruling.verdict:
            case "lawful" if known:
                return _("Nothing stands against it, as far as you know the facts.")
            case "lawful":
                return _("Nothing stands against it on these facts.")
            case "unlawful" if flagged:
                return _("It can be carried out; others will hold it against you.")
            case "unlawful":
                return _("Not on these facts: the order would have no legal force.")
            case "undetermined" if not known:
                return _("It depends on facts that are not established.")
            case verdict:
                return headline(verdict, self.ruling.effect)

    def cards(self, codes: Iterable[str]) -> tuple[ProvisionCard, ...]:
        return tuple(self.law.provision(code) for code in codes)

    def layers(self) -> tuple[Layer, ...]:
        forums = self.book.forums
        return tuple(
            Layer(
                each.layer,
                forums[each.forum].label,
                each.floor,
                verdict_label(each.floor),
                each.ceiling,
                verdict_label(each.ceiling),
            )
            for each in self.ruling.layers
        )

    def grounds(self, known: Known) -> tuple[Ground, ...]:
        why = self.book.reasons(self.ruling)
        return tuple(
            Ground(
                id=each.id,
                verdict=each.verdict,
                verdict_label=verdict_label(each.verdict),
                certain=each.certain,
                decides=each.certain and each.verdict == self.ruling.floor,
                layer_label=layer_label(each.layer),
                note="" if each.note == "-" else each.note,
                provisions=self.cards(each.provisions),
                missing=tuple(self.law.missing(token, self.team).label for token in each.missing),
                why=because(why[each.id], known) if each.id in why else None,
            )
            for each in self.ruling.findings
        )

    # What is missing, and the plans ----------------------------------------------------------------------

    def needs(self) -> tuple[Need, ...]:
        return tuple(map(self.need, self.ruling.missing))

    def need(self, token: str) -> Need:
        found = self.book.tokens[token]
        steps = [each for each in self.ruling.steps if each.token == token]
        return Need(
            token=token,
            label=found.label,
            finding=found.finding,
            breakable=found.breakable,
            facts=tuple(map(self.law.fact_label, found.facts)),
            givers=tuple(
                Giver(
                    label=each.label,
                    team=self.teams_named(each.teams),
                    who=each.who,
                    own=self.team in each.teams,
                    takes=times.hours(each.hours) if each.hours is not None else "",
                    law=each.law,
                    real=each.real,
                    move=each.move,
                    move_label=self.law.move_label(each.move) if each.move else "",
                    readable=self.reader.may_read_move(each.move),
                    note=each.note,
                )
                for each in steps
            ),
            due_ms=self.reader.under_way.get(token),
        )

    def teams_named(self, teams: Iterable[str]) -> str:
        return ", ".join(map(self.reader.team_name, teams))

    def plan(self, fix: Fix) -> PlanCard:
        scale = fix.hours or 1.0
        return PlanCard(
            steps=tuple(
                PlanStep(
                    label=each.step.label,
                    team=self.teams_named(each.step.teams),
                    who=each.step.who,
                    own=self.team in each.step.teams,
                    move=each.step.move,
                    move_label=self.law.move_label(each.step.move) if each.step.move else "",
                    readable=self.reader.may_read_move(each.step.move),
                    law=each.step.law,
                    starts=each.starts,
                    done=each.done,
                    starts_ms=self.moment(each.starts),
                    done_ms=self.moment(each.done),
                    takes=times.hours(each.done - each.starts),
                    at=round(100 * each.starts / scale),
                    width=max(2, round(100 * (each.done - each.starts) / scale)),
                )
                for each in fix.steps
            ),
            takes=times.hours(fix.hours),
            work=times.hours(fix.cost),
            done_ms=self.moment(fix.hours),
            verdict=fix.verdict,
            verdict_label=verdict_label(fix.verdict),
        )

    def moment(self, hours: float) -> int | None:
        if self.reader.now_ms is None:
            return None
        return self.reader.now_ms + round(hours * times.HOUR)

    def prospects(self) -> tuple[Prospect, ...]:
        if not self.ruling.bars or not self.reader.answers:
            return ()
        facts = {name: self.base[name] for name in self.reader.snapshot.given}
        now = self.reader.moment(self.move)
        return prospects(self.book, self.move, self.query.params, {**facts, **self.yours}, now=now)

    def prospect_cards(self, found: tuple[Prospect, ...]) -> tuple[ProspectCard, ...]:
        """Together, those that open the same plan to the same end."""
        groups: dict[tuple[object, ...], list[Prospect]] = {}
        for each in found:
            steps = tuple(step.step.id for step in each.fix.steps) if each.fix else ()
            groups.setdefault((steps, each.fix.verdict if each.fix else each.verdict), []).append(each)
        return tuple(map(self.prospect_card, list(groups.values())[:PROSPECTS_SHOWN]))

    def prospect_card(self, alike: list[Prospect]) -> ProspectCard:
        first = alike[0]
        end = first.fix.verdict if first.fix else first.verdict
        conditions = []
        for each in alike[:CONDITIONS_SHOWN]:
            facts = tuple(
                (self.law.fact_label(name), change_words(self.law, name, value, self.now))
                for name, value in each.assumed.items()
            )
            more = [pair for name, value in each.assumed.items() for pair in self.typed(name, value)]
            conditions.append(Condition(facts, self.query.encoded(*more)))
        plan = self.plan(first.fix) if first.fix else None
        rest = max(0, len(alike) - CONDITIONS_SHOWN)
        return ProspectCard(tuple(conditions), rest, end, verdict_label(end), plan)

    def typed(self, name: str, value: Value) -> tuple[tuple[str, str], ...]:
        return typed_change(self.book, name, value, self.now)

    # What would change it --------------------------------------------------------------------------------

    def flips(self) -> tuple[FlipCard, ...]:
        return tuple(
            FlipCard(
                label=self.law.fact_label(each.fact),
                value=change_words(self.law, each.fact, each.value, self.now),
                verdict=each.verdict,
                verdict_label=verdict_label(each.verdict),
                query=self.query.encoded(*self.typed(each.fact, each.value)),
                moves=self.moves_that_set(each.fact, each.value),
                steps=self.steps_that_set(each.fact, each.value),
            )
            for each in self.ruling.flips
        )

    def choices(self) -> tuple[FlipCard, ...]:
        chosen, ruling = self.query.params, self.ruling
        return tuple(
            FlipCard(
                label=param.label,
                value=_("yes")
                if value is True
                else _("no")
                if value is False
                else self.book.label_of(str(value)),
                verdict=other.verdict,
                verdict_label=verdict_label(other.verdict),
                query=replace(self.query, params={**chosen, param.id: value}).encoded(),
                moves=(),
                steps=(),
            )
            for param, value, other in other_choices(self.reader, self.move, chosen, self.snapshot, ruling)
        )

    def moves_that_set(self, fact: str, value: Value) -> tuple[tuple[str, str], ...]:
        """The reader's own moves that bring a fact to this value."""
        return tuple(
            (move.id, move.label)
            for team in self.reader.teams
            for move in self.book.moves_of(team)
            if any(_brings(each, fact, value, self.now[fact]) for each in move.establishes)
        )

    def steps_that_set(self, fact: str, value: Value) -> tuple[str, ...]:
        return tuple(
            procedure.step.label
            for procedure in self.book.steps.values()
            if any(_brings(each, fact, value, self.now[fact]) for each in procedure.step.changes)
        )[:3]

    def readings(self) -> tuple[tuple[str, str, str, str], ...]:
        held = {each.id: each for each in self.book.readings}
        return tuple(
            (held[each.reading].label, held[each.reading].held_by, each.verdict, verdict_label(each.verdict))
            for each in self.ruling.readings
        )

    # What follows ----------------------------------------------------------------------------------------

    def duties(self) -> tuple[Follow, ...]:
        found = (self.book.duties[name].duty for name in self.ruling.duties)
        return tuple(
            Follow(each.label, f"{each.law} {each.missed}".strip(), times.hours(each.due_hours))
            for each in found
        )

    def processes(self) -> tuple[Follow, ...]:
        return tuple(
            Follow(each.label, each.who, times.hours(each.hours) if each.hours is not None else "")
            for each in self.ruling.processes
        )

    def establishes(self) -> tuple[tuple[str, str], ...]:
        words = {"set": "%s", "add": _("includes: %s"), "drop": _("no longer: %s"), "increase": _("plus %s")}
        made = []
        for each in self.ruling.establishes:
            listed = self.book.facts[each.fact].type == "list" and not isinstance(each.value, tuple)
            value: Any = [each.value] if listed else each.value
            shown = self.law.fact_value(each.fact, list(value) if isinstance(value, tuple) else value)
            made.append((self.law.fact_label(each.fact), words[each.op] % shown))
        return tuple(made)

    def costs(self) -> tuple[Follow, ...]:
        return tuple(
            Follow(self.book.meters[each.meter].label if each.meter in self.book.meters else each.meter,
                   f"{each.by:+d}" if each.by == each.upto else f"{each.by:+d} … {each.upto:+d}")
            for each in self.ruling.consequences
        )  # fmt: skip


def _brings(change: Any, fact: str, value: Value, before: Any) -> bool:
    """Whether a change of the pack leads to a value; one that depends on the form of a move counts."""
    if change.fact != fact:
        return False
    if change.set is not None:
        return change.set == value or (isinstance(change.set, str) and change.set.startswith("$"))
    if isinstance(value, tuple):
        old = before if isinstance(before, tuple) else ()
        come, gone = set(value) - set(old), set(old) - set(value)
        return change.add in come or change.drop in gone or (bool(come) and str(change.add).startswith("$"))
    return change.increase is not None


# Provisions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProvisionPage:
    """A provision and what it does: to which moves, by which rows, with which consequences."""

    card: ProvisionCard
    works: tuple[tuple[str, str], ...]
    """The short names of works in its source, spelled out."""
    kind: str
    confidence: str
    binds: tuple[str, ...]
    effect: str
    in_force: tuple[str, str]
    carries: tuple[MoveLine, ...]
    decides: tuple[MoveLine, ...]
    duties: tuple[Follow, ...]
    left_out: tuple[tuple[str, str], ...]
    meters: tuple[Follow, ...]


@dataclass(frozen=True, slots=True)
class ProvisionGroup:
    """The provisions of one legal order."""

    id: str
    label: str
    cards: tuple[ProvisionCard, ...]


def provision_page(reader: Reader, code: str) -> ProvisionPage:
    """A provision with the moves it governs, as far as the reader may look those up."""
    found = reader.book.provisions[code]
    line = _line_of(reader)
    carries = [move for move in _moves(reader) if code in reader.book.moves[move].authority]
    decides = [
        move
        for move in _moves(reader)
        if any(code in rule.row.provisions for rule in reader.book.plays[move].rules)
    ]
    duties = (each.duty for each in reader.book.duties.values() if code in each.duty.provisions)
    left_out = tuple((e.what, e.why) for e in reader.book.not_encoded if code in e.provisions)
    return ProvisionPage(
        card=reader.law.provision(code),
        works=tuple(
            (each.id, each.label) for each in reader.book.sources.values() if each.id in _short(found.source)
        ),
        kind=kind_label(found.kind),
        confidence=found.confidence,
        binds=tuple(_("everybody") if each == "all" else reader.team_name(each) for each in found.binds),
        effect=found.effect,
        in_force=(_day(found.in_force.since), _day(found.in_force.until)),
        carries=tuple(line(move)[0] for move in carries),
        decides=tuple(line(move)[0] for move in decides),
        duties=tuple(
            Follow(each.label, f"{each.law} {each.missed}".strip(), times.hours(each.due_hours))
            for each in duties
            if not reader.team or each.team in (reader.team, "mover")
        ),
        left_out=left_out,
        meters=tuple(_meter(reader, each) for each in found.meters),
    )


def _short(source: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() else " " for c in source).split())


def _day(day: str) -> str:
    return "" if day in ("0001-01-01", "9999-12-31") else day


def _meter(reader: Reader, each: MeterChange) -> Follow:
    name = each.meter.removesuffix("$team")
    label = (
        reader.book.meters[each.meter].label
        if each.meter in reader.book.meters
        else reader.book.label_of(name)
    )
    upto = each.by if each.upto is None else each.upto
    occasion = {
        "executed": _("when carried out"),
        "flagged": _("when done in breach"),
        "defied": _("when defied openly"),
    }[each.occasion]
    size = f"{each.by:+d}" if upto == each.by else f"{each.by:+d} … {upto:+d}"
    return Follow(label, f"{size}, {occasion}" + (_(", every day") if each.every else ""))


def kind_label(kind: str) -> str:
    """What a provision does, in words."""
    return {
        "authorises": _("Authorises"),
        "prohibits": _("Prohibits"),
        "obliges": _("Obliges"),
        "definition": _("Defines"),
        "procedure": _("Procedure"),
        "factor": _("A factor to weigh"),
    }.get(kind, kind)


def provision_groups(reader: Reader, query: str = "") -> tuple[ProvisionGroup, ...]:
    """The provisions that the reader may look up, by legal order, searched if asked."""
    words = query.casefold().split()
    found = [code for code, each in reader.provisions.items() if _speaks(each, words)]
    made = []
    for layer in LAYERS:
        by_forum: dict[str, list[ProvisionCard]] = {}
        for code in found:
            each = reader.book.provisions[code]
            if each.layer == layer:
                by_forum.setdefault(_forum_label(reader, each), []).append(reader.law.provision(code))
        made += [
            ProvisionGroup(f"{layer}-{n}", label, tuple(c)) for n, (label, c) in enumerate(by_forum.items())
        ]
    return tuple(made)


def _speaks(each: Provision, words: list[str]) -> bool:
    text = " ".join(
        (each.id, each.title, each.instrument, each.rule, each.applies, each.exceptions, each.decides)
    )
    folded = text.casefold()
    return all(word in folded for word in words)


def _forum_label(reader: Reader, each: Provision) -> str:
    if each.layer != "domestic":
        found = next((f.label for f in reader.book.forums.values() if f.layer == each.layer), "")
        return found or layer_label(each.layer)
    home = reader.book.teams.get(each.binds[0])
    return reader.book.forums[home.forum].label if home else layer_label(each.layer)
