"""The MSEL to print: each line as it was planned, and what became of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine import audience as aud
from games.engine.ids import TeamId
from games.engine.plan import Inject
from games.engine.state import InjectState, State
from games.paper import times
from games.presenting.causes import reason_words
from games.presenting.law import LawWords
from games.staffing.codes import inject_kind, inject_status
from games.staffing.msel import Line, msel
from games.staffing.naming import Names, teams_reached
from games.staffing.present import Present
from games.staffing.tiles import Reading


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the printed MSEL. `planned` is the deck's time, `due` the working one where it has moved.

    `happened` says when it went out, or why it did not; `opened` how many of its seats opened it.
    """

    line: Line
    inject: Inject
    planned: str
    due: str
    kind: str
    to: str
    sender: str
    question: str
    expected: tuple[str, ...]
    objectives: tuple[str, ...]
    notes: str
    status: str
    happened: str
    opened: str
    cards: str


def rows(
    state: State, names: Names, law: LawWords, now: Present, readings: tuple[Reading, ...] = ()
) -> tuple[Row, ...]:
    """The whole MSEL in the order of time."""
    numbers = {team.id: card_numbers(state, team.id) for team in state.deck.teams}
    return tuple(_row(state, names, law, line, numbers) for line in msel(state, names, now, readings))


def _row(state: State, names: Names, law: LawWords, line: Line, numbers: dict[TeamId, dict[str, int]]) -> Row:
    inject = line.inject
    spec = inject.spec
    seats = f"{line.opened}/{line.seats}" if inject.item else ""
    return Row(
        line=line,
        inject=spec,
        planned=planned(state, spec),
        due=times.due(state, line.due) if line.moved_ms else "",
        kind=inject_kind(spec.kind),
        to=audience_words(line),
        sender=names.text(spec.sender),
        question=names.text(spec.question),
        expected=tuple(_expected(state, names, law, spec)),
        objectives=tuple(names.text(o.label) for o in state.deck.objectives if o.id in spec.objectives),
        notes=names.text(spec.notes),
        status=inject_status(inject.status),
        happened=happened(state, inject),
        opened=seats,
        cards=_cards(state, spec, numbers),
    )


def _cards(state: State, spec: Inject, numbers: dict[TeamId, dict[str, int]]) -> str:
    """The number of each team's card; one number alone where it is the same for all of them."""
    mine = {team.short: numbers[team.id][spec.id] for team in state.deck.teams if spec.id in numbers[team.id]}
    if len(mine) == len(state.deck.teams) and len(set(mine.values())) == 1:
        return _("all %(number)d") % {"number": next(iter(mine.values()))}
    return ", ".join(f"{short} {number}" for short, number in mine.items())


def planned(state: State, spec: Inject) -> str:
    """When the deck wants it, in the story and at the table."""
    if spec.due is None:
        return _("when its condition holds") if spec.trigger == "condition" else _("by hand")
    if spec.due.basis == "turn":
        return _("turn %(turn)d, %(time)s") % {
            "turn": spec.due.turn or 1,
            "time": times.at_table(spec.due.at_ms),
        }
    if spec.due.basis == "scenario":
        return f"{times.story('scenario', spec.due.at_ms)} · {times.table_time(state, spec.due.at_ms)}"
    return times.at_table(spec.due.at_ms)


def happened(state: State, inject: InjectState) -> str:
    """When it went out (and how it came into the log), or why it did not."""
    if inject.released is None:
        return reason_words(inject.reason) if inject.reason else ""
    zone = state.deck.timing.zone
    paper = next((h for h in state.on_paper.values() if h.entered_ms == inject.released.wall_ms), None)
    if paper is not None:
        return _("%(time)s (%(day)s), entered from paper at %(entered)s") % {
            "time": times.story("scenario", paper.scenario_ms),
            "day": times.of_day(paper.wall_ms, zone),
            "entered": times.of_day(inject.released.wall_ms, zone),
        }
    at = inject.released
    return f"{times.story('scenario', at.scenario_ms)} ({times.of_day(at.wall_ms, zone)})"


def _expected(state: State, names: Names, law: LawWords, spec: Inject) -> list[str]:
    return [
        f"{names.team(each.team)}: {', '.join(law.move_label(move) for move in each.moves)}"
        for each in spec.expects
    ]


def audience_words(line: Line) -> str:
    """The readers of a line by name."""
    words = {"public": _("Everyone"), "white": _("White cell"), "display": _("Projector")}
    return ", ".join(words.get(each.kind, each.label) for each in line.to)


# Cards of a team ------------------------------------------------------------------------------------------


def concerns(state: State, inject: InjectState, team: TeamId) -> bool:
    """Whether a line is meant for a team: for everyone, or for the team or somebody in it."""
    to = inject.to or inject.spec.to
    return aud.PUBLIC in to or team in teams_reached(state, to)


def card_numbers(state: State, team: TeamId) -> dict[str, int]:
    """The numbers on a team's cards, from one on without a gap: the deck's own would give others away."""
    mine = [i for i in state.injects.values() if concerns(state, i, team)]
    mine.sort(key=lambda i: (_deck_time(i), i.spec.order, i.spec.id))
    return {i.spec.id: number for number, i in enumerate(mine, start=1)}


def _deck_time(inject: InjectState) -> tuple[int, int]:
    """The deck's own time, which no change in play moves: a card that is printed keeps its number."""
    due = inject.spec.due
    return (1, 0) if due is None else (0, due.at_ms)
