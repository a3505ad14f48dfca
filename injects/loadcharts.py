"""The load of each team of a deck as charts: items and decisions upwards, words downwards, against the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from games.engine.ids import Millis
from games.engine.plan import Team
from injects.deck.overview.load import Stretch, TeamLoad, load_of
from injects.deck.pacing import LONGEST_SILENCE, MOST_DECISIONS, MOST_ITEMS, MOST_WORDS, WINDOW
from injects.picturing import Picture
from injects.reporting import minutes

WIDTH: Final = 730
LEFT: Final = 34
UP: Final = 84
DOWN: Final = 48
AXIS: Final = 18
MOST_BARS: Final = 144
"""More bars than this could not be told apart: each then shows the fullest ten minutes of a longer time."""


@dataclass(frozen=True)
class Bar:
    """Ten minutes as shapes: items and the decisions among them upwards, words downwards."""

    x: float
    width: float
    items_y: float
    items_height: float
    decisions_y: float
    decisions_height: float
    words_height: float
    too_much: bool
    title: str


@dataclass(frozen=True)
class LoadRow:
    """Ten minutes in figures, and the moment of the story in which they begin."""

    at: str
    scenario_ms: Millis
    stretch: Stretch


@dataclass(frozen=True)
class TeamChart:
    """A team over time at the table, with what is over the limits said in figures."""

    team: Team
    load: TeamLoad
    share: int
    items_at: str
    decisions_at: str
    words_at: str
    silent: str
    silent_from: str
    silent_long: bool
    bars: tuple[Bar, ...]
    rows: tuple[LoadRow, ...]
    ticks: tuple[tuple[float, str], ...]
    items_limit_y: float
    words_limit_y: float


@dataclass(frozen=True)
class LoadView:
    """Every team to one scale. `bar_minutes` is the time that one bar stands for."""

    teams: tuple[TeamChart, ...]
    bar_minutes: int
    width: int = WIDTH
    height: int = UP + DOWN + AXIS
    base_y: int = UP
    most_items: int = MOST_ITEMS
    most_decisions: int = MOST_DECISIONS
    most_words: int = MOST_WORDS


@dataclass(frozen=True)
class _Scale:
    items: int
    words: int
    group: int
    count: int

    @property
    def step(self) -> float:
        return (WIDTH - LEFT) / self.count

    def up(self, items: int) -> float:
        return round(UP * items / self.items, 1)

    def down(self, words: int) -> float:
        return round(DOWN * words / self.words, 1)


def load_view(picture: Picture) -> LoadView:
    """The charts of a deck; none for one that has no pace."""
    loads = load_of(picture.story)
    every = [stretch for load in loads for stretch in load.stretches]
    longest = max((len(load.stretches) for load in loads), default=1)
    group = -(-longest // MOST_BARS)
    scale = _Scale(
        items=max([MOST_ITEMS + 2, *(stretch.items for stretch in every)]),
        words=max([MOST_WORDS + 100, *(stretch.words for stretch in every)]),
        group=group,
        count=max(1, -(-longest // group)),
    )
    decisions = sum(load.decisions for load in loads)
    teams = {team.id: team for team in picture.plan.teams}
    rate = picture.plan.timing.rate
    return LoadView(
        teams=tuple(_chart(teams[load.team], load, scale, decisions, rate) for load in loads),
        bar_minutes=group * WINDOW // 60_000,
    )


def _chart(team: Team, load: TeamLoad, scale: _Scale, decisions: int, rate: int) -> TeamChart:
    groups = [load.stretches[at : at + scale.group] for at in range(0, len(load.stretches), scale.group)]
    every = max(1, round(1_800_000 / (WINDOW * scale.group)), -(-scale.count // 12))
    return TeamChart(
        team=team,
        load=load,
        share=round(100 * load.decisions / decisions) if decisions else 0,
        items_at=minutes(load.fullest.items_at),
        decisions_at=minutes(load.fullest.decisions_at),
        words_at=minutes(load.fullest.words_at),
        silent=minutes(load.silent_ms),
        silent_from=minutes(load.silent_from),
        silent_long=load.silent_ms > LONGEST_SILENCE,
        bars=tuple(_bar(place, group, scale) for place, group in enumerate(groups)),
        rows=tuple(
            LoadRow(minutes(stretch.at_ms), stretch.at_ms * rate // 1000, stretch)
            for stretch in load.stretches
            if stretch.items
        ),
        ticks=tuple(
            (round(LEFT + place * scale.step, 1), minutes(groups[place][0].at_ms))
            for place in range(0, len(groups), every)
        ),
        items_limit_y=round(UP - scale.up(MOST_ITEMS), 1),
        words_limit_y=round(UP + scale.down(MOST_WORDS), 1),
    )


def _bar(place: int, group: Sequence[Stretch], scale: _Scale) -> Bar:
    """One bar: of several stretches the fullest of each measure."""
    items = max(stretch.items for stretch in group)
    decisions = max(stretch.decisions for stretch in group)
    words = max(stretch.words for stretch in group)
    title = _("%(at)s: %(items)d items, %(decisions)d decisions, %(words)d words") % {
        "at": minutes(group[0].at_ms),
        "items": items,
        "decisions": decisions,
        "words": words,
    }
    return Bar(
        x=round(LEFT + place * scale.step, 1),
        width=round(max(scale.step - 2, 1), 1),
        items_y=round(UP - scale.up(items), 1),
        items_height=scale.up(items),
        decisions_y=round(UP - scale.up(decisions), 1),
        decisions_height=scale.up(decisions),
        words_height=scale.down(words),
        too_much=any(stretch.too_much for stretch in group),
        title=title,
    )
