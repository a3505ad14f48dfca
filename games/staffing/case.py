"""One case on the adjudicator's desk: the move, what its author knew, the proposal, the decision form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import pgettext

from games.engine import audience as aud
from games.engine.ids import Audience, FactValue, Millis, RulingId, TeamId
from games.engine.plan import Inject, Team
from games.engine.state import InjectState, Move, Ruling, State
from games.law.kinds import NEVER_YET
from games.presenting.law import LawWords
from games.staffing.incoming import queue_heat
from games.staffing.ledger import meter_label, scale
from games.staffing.likeness import LikeCase, facts_read, like_cases, like_elsewhere
from games.staffing.naming import (
    Choice,
    Names,
    audience_choices,
    chair_label,
    choice,
    seat_label,
    teams_reached,
)
from games.staffing.present import Heat, Present, age_ms
from games.staffing.proposal import Kept, Proposal, differs, proposal, with_alternatives
from games.staffing.tiles import Reading


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact that the rules read: as it is, and as the author had it (`then`, empty for not told)."""

    label: str
    truth: str
    then: str

    @property
    def mistaken(self) -> bool:
        """Whether the author had it otherwise."""
        return self.truth != self.then


@dataclass(frozen=True, slots=True)
class Had:
    """An item that the team had been sent before the move, and whether anyone had opened it by then."""

    inject: InjectState
    title: str
    opened: bool
    linked: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A field of the decision form for a fact: the value offered, and the choices of its type."""

    name: str
    label: str
    kind: str
    value: FactValue
    now: str
    choices: tuple[tuple[FactValue, str], ...]


@dataclass(frozen=True, slots=True)
class MeterStep:
    """A field of the decision form for a consequence track: the suggested step."""

    name: str
    label: str
    value: int
    by: int
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the middle column shows of one move."""

    move: Move
    team: Team | None
    type_label: str
    params: tuple[tuple[str, str], ...]
    author: str
    drafted_by: str
    owner: str
    mine: bool
    age: Millis
    heat: Heat
    linked: str
    parties: tuple[Team, ...]
    dissents: tuple[tuple[str, str], ...]
    counsel: Proposal | None
    proposal: Proposal | None
    stale: Proposal | None
    """What the law says on the facts of now, where that is something else than it proposed."""
    knew: tuple[KnownFact, ...]
    had: tuple[Had, ...]
    like: tuple[LikeCase, ...]
    like_elsewhere: tuple[LikeCase, ...]
    """Like cases of other runs of the deck."""
    ruling: Ruling | None
    earlier: tuple[Ruling, ...]
    facts: tuple[Step, ...]
    meters: tuple[MeterStep, ...]
    learners: tuple[Choice, ...]
    learned_by: tuple[Audience, ...]
    executes: bool | None
    """What accepting would do: carry it out, not, or (None) staff have to say."""

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a first ruling."""
        return self.move.status in ("received", "in_work", "returned")

    @property
    def can_rule(self) -> bool:
        """Whether the decision form is offered: in own hands, or ruled and to be superseded."""
        return self.mine or not self.is_open


def case(
    state: State,
    names: Names,
    law: LawWords,
    now: Present,
    seat: str,
    move: Move,
    readings: Iterable[Reading] = (),
    fresh: Kept | None = None,
    runs: Iterable[tuple[str, State]] = (),
) -> Case:
    """The case of a move as `seat` sees it. `fresh` is the law's answer on the facts of now.

    `runs` are other runs of the deck, by title, to look for like cases in.
    """
    kept = with_alternatives(move.proposal, fresh)
    under_way = [p.token for p in state.procedures.values() if p.status == "open" and p.team == move.team]
    offered = proposal(kept, law, team=move.team, under_way=under_way)
    age = age_ms(now, move.since)
    return Case(
        move=move,
        team=names.team_spec(move.team),
        type_label=law.move_label(move.content.move),
        params=_params(law, move),
        author=seat_label(state, names, move.seat),
        drafted_by=seat_label(state, names, move.drafted_by) if move.drafted_by else "",
        owner=seat_label(state, names, move.taken_by) if move.taken_by else "",
        mine=move.taken_by == seat,
        age=age,
        heat=queue_heat(state.deck.settings, age),
        linked=_linked(state, names, move),
        parties=tuple(t for t in map(names.team_spec, move.content.parties) if t is not None),
        dissents=tuple((chair_label(state, names, who), text) for who, text in move.dissents),
        counsel=proposal(move.counsel, law),
        proposal=offered,
        stale=proposal(fresh, law, team=move.team) if differs(move.proposal, fresh) else None,
        knew=_knew(law, move, state.known.get(move.team) or {}),
        had=_had(state, names, move, tuple(readings)),
        like=like_cases(state, move, offered.verdict if offered else None),
        like_elsewhere=like_elsewhere(runs, move, offered.verdict if offered else None),
        ruling=state.rulings.get(move.ruling) if move.ruling else None,
        earlier=_earlier(state, move.ruling),
        facts=_facts(state, law, kept),
        meters=_meters(state, law, kept),
        learners=audience_choices(state, names),
        learned_by=learned_by(move),
        executes=executes(offered),
    )


def executes(offered: Proposal | None) -> bool | None:
    """What accepting the proposal does to the move; None where staff have to say."""
    if offered is None:
        return None
    return {"execute": True, "flag": True, "hold": False, "void": False}.get(offered.effect)


def learned_by(move: Move) -> tuple[Audience, ...]:
    """Who by default would learn what the move changes: everyone if it is public, else team and parties."""
    if move.content.visibility == "public":
        return (aud.PUBLIC,)
    return (aud.team(move.team), *(aud.team(t) for t in move.content.parties))


def _params(law: LawWords, move: Move) -> tuple[tuple[str, str], ...]:
    fields = law.fields(move.content.move)
    return tuple((field.label, field.shown(move.content.params.get(field.id))) for field in fields)


def _linked(state: State, names: Names, move: Move) -> str:
    inject = _inject_of(state, move)
    return names.text(inject.title) if inject else ""


def _inject_of(state: State, move: Move) -> InjectState | None:
    item = move.content.item
    return state.injects[state.items[item]] if item is not None and item in state.items else None


def _earlier(state: State, current: RulingId | None) -> tuple[Ruling, ...]:
    """The rulings that the present one replaced, latest first."""
    found: list[Ruling] = []
    ruling = state.rulings.get(current) if current else None
    while ruling is not None and ruling.supersedes is not None:
        ruling = state.rulings.get(ruling.supersedes)
        if ruling is not None:
            found.append(ruling)
    return tuple(found)


# What the author knew ------------------------------------------------------------------------------------


def _knew(law: LawWords, move: Move, known: Mapping[str, FactValue]) -> tuple[KnownFact, ...]:
    """The facts that the proposal relies on, beside what the team's counsel had of them when it moved.

    Without counsel (a setting) the team's present knowledge stands in.
    """
    truth = facts_read(move.proposal)
    then = facts_read(move.counsel) if move.counsel else dict(known)
    relied = {str(f["name"]) for f in (move.proposal or {}).get("facts", ()) if f.get("relied_on", True)}
    rows = []
    for name in truth:
        if name in relied or then.get(name) != truth[name]:
            had = then.get(name)
            shown = law.fact_value(name, had) if had is not None else ""
            rows.append(KnownFact(law.fact_label(name), law.fact_value(name, truth[name]), shown))
    return tuple(rows)


def _had(state: State, names: Names, move: Move, readings: tuple[Reading, ...]) -> tuple[Had, ...]:
    """The items that the team had been sent when it moved, latest first."""
    seats = {s.spec.id for s in state.seats.values() if s.spec.team == move.team}
    opened = {
        r.item
        for r in readings
        if r.seat in seats and r.opened_ms is not None and r.opened_ms <= move.at.wall_ms
    }
    linked = _inject_of(state, move)
    sent = [i for i in state.injects.values() if _was_sent(state, i, move)]
    sent.sort(key=lambda i: i.released.wall_ms if i.released else 0, reverse=True)
    return tuple(Had(i, names.text(i.title), i.item in opened, i is linked) for i in sent)


def _was_sent(state: State, inject: InjectState, move: Move) -> bool:
    if inject.released is None or inject.released.wall_ms > move.at.wall_ms:
        return False
    return move.team in teams_reached(state, inject.to)


# The decision form ---------------------------------------------------------------------------------------


def _facts(state: State, law: LawWords, kept: Mapping[str, object]) -> tuple[Step, ...]:
    establishes = kept.get("establishes", {})
    if not isinstance(establishes, Mapping):
        return ()
    return tuple(fact_field(state, law, name, value) for name, value in establishes.items())


def fact_field(state: State, law: LawWords, name: str, value: FactValue | None = None) -> Step:
    """A form field for a fact; without a value it starts from the fact as it is."""
    spec = law.book.facts.get(name)
    fact = state.facts.get(name)
    current: FactValue = fact.value if fact else (spec.default if spec else "")
    offered = current if value is None else value
    return Step(
        name=name,
        label=law.fact_label(name),
        kind=spec.type if spec else _kind(offered),
        value=list(offered) if isinstance(offered, tuple) else offered,
        now=law.fact_value(name, current),
        choices=_choices(law, name, offered),
    )


def _kind(value: FactValue) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    return "enum" if isinstance(value, str) else "list"


def _choices(law: LawWords, name: str, offered: FactValue) -> tuple[tuple[FactValue, str], ...]:
    spec = law.book.facts.get(name)
    if spec is None:
        return ()
    if spec.type == "moment":
        held = () if offered == NEVER_YET else ((offered, law.fact_value(name, offered)),)
        return (*held, (NEVER_YET, law.fact_value(name, NEVER_YET)), ("now", pgettext("a fact", "now")))
    if spec.type == "tri":
        return tuple((word, law.book.label_of(word)) for word in ("no", "arguable", "yes"))
    if spec.of == "moves":
        return tuple((move, law.move_label(move)) for move in law.book.moves)
    return tuple((word, law.book.label_of(word)) for word in spec.values)


def _meters(state: State, law: LawWords, kept: Mapping[str, object]) -> tuple[MeterStep, ...]:
    """Every track of the exercise, the suggested ones with their step."""
    offered = kept.get("meters", {})
    steps: Mapping[str, int] = offered if isinstance(offered, Mapping) else {}
    rows = [
        MeterStep(name, meter_label(law, name), value, int(steps.get(name, 0)), *scale(law, name))
        for name, value in state.meters.items()
    ]
    rows.sort(key=lambda row: (row.by == 0, row.label))
    return tuple(rows)


def narrative_audiences(state: State, names: Names, move: Move) -> tuple[Choice, ...]:
    """Whom a ruling can be told to: the actor, the other teams (parties first), the public, white cell."""
    others = [t.id for t in state.deck.teams if t.id != move.team]
    others.sort(key=lambda t: t not in move.content.parties)
    wanted: list[Audience] = [aud.team(move.team), *(aud.team(TeamId(t)) for t in others)]
    return tuple(choice(state, names, a) for a in (*wanted, aud.PUBLIC, aud.WHITE))


def expected_of(state: State, move: Move) -> tuple[Inject, ...]:
    """Injects that waited for this move: released ones that expect its type from its team."""
    return tuple(
        i.spec
        for i in state.injects.values()
        if i.status == "released"
        and any(x.team == move.team and move.content.move in x.moves for x in i.spec.expects)
    )
