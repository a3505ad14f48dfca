"""Checks what is still to come in a running exercise: the lines that have not gone out, from this moment on."""

from __future__ import annotations

from msgspec.structs import replace

from games.engine.clock import read
from games.engine.ids import InjectId, Millis
from games.engine.plan import Due, Inject
from games.engine.questions import answer, went_out
from games.engine.state import InjectState, Question, State
from games.engine.timers import resolve
from games.law.yamltext import Document, Mark
from injects.deck.dating import check_dates
from injects.deck.findings import Desk, Finding
from injects.deck.leaks import check_leaks
from injects.deck.pacing import check_pacing
from injects.deck.plotting import check_storyline
from injects.deck.restating import deck_of, restated
from injects.deck.storyline import Storyline
from injects.deck.vocabulary import Vocabulary

TO_COME = ("armed", "waiting", "held", "overdue")


def check_ahead(state: State, book: Vocabulary, wall_ms: Millis) -> tuple[Finding, ...]:
    """What is wrong with the rest of an exercise, as it stands at a wall instant: codes L02 to L20 about time and order.

    What has gone out is a fact; times are those that staff have set; nothing is said about the past.
    """
    coming = [entry for entry in state.injects.values() if entry.status in TO_COME]
    coming.sort(key=lambda entry: (entry.spec.order, entry.spec.id))
    injects = tuple(_ahead(state, entry, index, wall_ms) for index, entry in enumerate(coming))
    timing = replace(state.deck.timing, rate=state.clock.rate)
    plan = replace(state.deck, injects=injects, timing=timing)
    story = Storyline(
        plan, book, begins_ms=read(state.clock, wall_ms).scenario_ms, settled=_settled(state, injects)
    )
    desk = Desk(_document(state, injects))
    check_storyline(story, None, desk)
    check_pacing(story, desk)
    _words(state, story, book, desk)
    ahead = (replace(finding, fix=None) for finding in desk.findings if finding.code != "L15")
    return tuple(sorted(ahead, key=lambda finding: (finding.code, finding.item)))


def _words(state: State, story: Storyline, book: Vocabulary, desk: Desk) -> None:
    """L04 and L08 about words, against all that was told before: of lines whose words, readers or times staff changed.

    What the author wrote was checked with the deck, and what was accepted there stays accepted.
    """
    gone = [entry for entry in state.injects.values() if entry.status == "released"]
    told = tuple(replace(entry.spec, to=entry.to or entry.spec.to, due=None) for entry in gone)
    injects = tuple(replace(inject, order=order) for order, inject in enumerate((*story.plan.injects, *told)))
    plan = replace(story.plan, injects=injects)
    deck = deck_of(plan, tuple(restated(state.injects[inject.id], inject) for inject in injects))
    mine = Desk(_document(state, injects))
    check_leaks(deck, Storyline(plan, book), mine)
    coming = replace(plan, injects=story.plan.injects)
    check_dates(replace(deck, injects=deck.injects[: len(coming.injects)]), story, mine)
    touched = {
        f"inject {inject.id}" for inject in coming.injects if _touched(state, state.injects[inject.id])
    }
    desk.findings += [each for each in mine.findings if each.code in ("L04", "L08") and each.item in touched]


def _touched(state: State, entry: InjectState) -> bool:
    spec = entry.spec
    retimed = entry.due != spec.due or state.clock.rate != state.deck.timing.rate
    return entry.edited or entry.added or retimed or bool(entry.to and entry.to != spec.to)


def _ahead(state: State, entry: InjectState, order: int, wall_ms: Millis) -> Inject:
    """A line as it stands: with the time and readers that staff gave it, and without what it need not wait for."""
    spec = entry.spec
    return replace(
        spec,
        order=order,
        to=entry.to or spec.to,
        due=_due(state, entry.due, wall_ms) if entry.due else None,
        needs=tuple(each for each in spec.needs if not went_out(state, each)),
        suppressed_by=tuple(each for each in spec.suppressed_by if _is_open(state, each)),
        phase="",  # staff may have moved the story on
    )


def _is_open(state: State, inject: InjectId) -> bool:
    entry = state.injects.get(inject)
    return entry is not None and entry.status in TO_COME


def _due(state: State, due: Due, wall_ms: Millis) -> Due:
    """The time on the clock of the story, at its present rate; as it is where that is not known yet."""
    absolute = resolve(state, due)
    if absolute is None or absolute.basis == "scenario":
        return absolute or due
    now = read(state.clock, wall_ms)
    left = absolute.at_ms - (wall_ms if absolute.basis == "wall" else now.exercise_ms)
    return Due(basis="scenario", at_ms=now.scenario_ms + left * state.clock.rate // 1000)


def _settled(state: State, injects: tuple[Inject, ...]) -> dict[str, bool]:
    """Questions whose answer does not change any more: what has been sent, made, kept or missed."""
    coming = {inject.id for inject in injects}
    settled: dict[str, bool] = {}
    for question in state.watched:
        so = answer(state, question)
        once = question.function not in ("silent", "owed", "chance")
        if so and once:
            settled[question.text] = True
        elif _too_late(question, coming):
            settled[question.text] = False
    return settled


def _too_late(question: Question, coming: set[InjectId]) -> bool:
    """Whether it asks about a line that was left out and will not be sent by itself."""
    return question.function == "released" and InjectId(question.args[0]) not in coming


def _document(state: State, injects: tuple[Inject, ...]) -> Document:
    rows = {
        "injects": [{"id": inject.id} for inject in injects],
        "teams": [{"id": team.id} for team in state.deck.teams],
    }
    return Document(state.title, rows, {(): Mark(1, 1)})
