"""What one team is handed on paper: a card for each of its items, and the cover of the envelope it lies in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine.ids import TeamId, Text
from games.engine.plan import Inject, Team
from games.engine.state import InjectState, State
from games.paper.msel import card_numbers, planned
from games.presenting.times import span
from games.staffing.naming import Names

PENDING = ("armed", "waiting", "held", "overdue")
"""Statuses of a line that can still go out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a card in one language."""

    language: str
    title: str
    body: str
    question: str


@dataclass(frozen=True, slots=True)
class Card:
    """One item of one team: nothing here that the team may not read when the envelope is opened.

    `opens` stands on the cover, outside: it says when, never what.
    """

    number: int
    opens: str
    on_word: bool
    office: str
    style: str
    channel: str
    precedence: str
    sender: str
    readings: tuple[Reading, ...]
    answer_within: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The envelope pack of a team."""

    team: Team
    cards: tuple[Card, ...]


def pack(state: State, names: Names, team: TeamId, *, everything: bool, languages: tuple[str, ...]) -> Pack:
    """The cards of a team in order; without `everything` only what has not gone out yet.

    `languages` are printed one under the other where the text has them. Raises KeyError for an unknown team.
    """
    spec = names.team_spec(team)
    if spec is None:
        raise KeyError(team)
    numbers = card_numbers(state, team)
    wanted = [
        (numbers[i.spec.id], i)
        for i in state.injects.values()
        if i.spec.id in numbers and (everything or i.status in PENDING)
    ]
    cards = [
        _card(state, names, inject, number, team, languages) for number, inject in sorted(wanted, key=_first)
    ]
    return Pack(spec, tuple(cards))


def _first(pair: tuple[int, InjectState]) -> int:
    return pair[0]


def _card(
    state: State, names: Names, inject: InjectState, number: int, team: TeamId, languages: tuple[str, ...]
) -> Card:
    spec = inject.spec
    channel = next((c for c in state.deck.channels if c.id == spec.channel), None)
    on_word = waits_for_a_word(state, spec)
    return Card(
        number=number,
        opens=_("when the white cell says so") if on_word else planned(state, spec),
        on_word=on_word,
        office=_for_whom(state, names, inject, team),
        style=channel.style if channel else "notice",
        channel=names.channel(spec.channel),
        precedence=spec.precedence,
        sender=names.text(spec.sender),
        readings=readings(inject, languages),
        answer_within=span(spec.answer_within_ms) if spec.answer_within_ms else "",
    )


def waits_for_a_word(state: State, spec: Inject) -> bool:
    """Whether nobody can tell beforehand that and when it goes out."""
    stand_in = any(other.spec.otherwise == spec.id for other in state.injects.values())
    return spec.due is None or bool(spec.when) or stand_in


def _for_whom(state: State, names: Names, inject: InjectState, team: TeamId) -> str:
    """The offices of the team that it is for; empty for the whole team."""
    to = inject.to or inject.spec.to
    if f"team:{team}" in to or "public" in to:
        return ""
    offices = [o for o in state.deck.offices if o.team == team and f"office:{team}/{o.id}" in to]
    seats = [s.spec for s in state.seats.values() if s.spec.team == team and f"seat:{s.spec.id}" in to]
    return ", ".join([*(names.text(o.label) for o in offices), *(names.text(s.label) for s in seats)])


def readings(inject: InjectState, languages: tuple[str, ...]) -> tuple[Reading, ...]:
    """The words in each of these languages that the text has; in its first one if it has none of them."""
    title, body = inject.title or inject.spec.title, inject.body or inject.spec.body
    found = [language for language in languages if body.get(language)] or list(body)[:1]
    question = inject.spec.question
    return tuple(
        Reading(language, _in(title, language), _in(body, language), _in(question, language))
        for language in found
    )


def _in(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")
