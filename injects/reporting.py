"""The report of a rehearsal for readers: its words, and its charts as shapes that a template draws as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from games.engine.ids import InjectId, Millis, TeamId
from games.engine.plan import Plan, Team
from injects.deck.pacing import LONGEST_SILENCE, MOST_ITEMS
from injects.rehearsal.casting import DEFIANT, MIXED, PROFILES, BadScript
from injects.rehearsal.report import VERDICTS, BranchLine, EndingLine, Report

# Words ----------------------------------------------------------------------------------------------------

SCRIPTS = (
    MIXED,
    *(
        f"{profile}{law}"
        for profile in PROFILES
        for law in ("", f"/{DEFIANT}")
        if (profile, law) != ("passive", f"/{DEFIANT}")
    ),
)

_SCRIPT_WORDS = {
    MIXED: gettext_lazy("Mixed"),
    "sensible": gettext_lazy("Sensible"),
    "sensible/defiant": gettext_lazy("Sensible, against counsel where need be"),
    "passive": gettext_lazy("Passive"),
    "aggressive": gettext_lazy("Aggressive within the law"),
    "aggressive/defiant": gettext_lazy("Aggressive, whatever the law says"),
    "random": gettext_lazy("Random within the law"),
    "random/defiant": gettext_lazy("Random, whatever the law says"),
}


def script_words(script: str) -> str:
    """How a team plays, in words."""
    return str(_SCRIPT_WORDS.get(script, script))


def script_fault(bad: BadScript, plan: Plan) -> str:
    """What is wrong with a script, and what would be right."""
    if bad.why == "team":
        known = ", ".join(team.id for team in plan.teams)
        return _("There is no team %(team)s; there are %(known)s.") % {"team": bad.team, "known": known}
    known = ", ".join((*PROFILES, MIXED))
    why = _("%(team)s cannot play %(script)s; there are %(known)s, each also with /defiant.")
    return why % {"team": bad.team, "script": bad.script or "-", "known": known}


def way_words(line: BranchLine) -> str:
    """A way out of a fork in words."""
    if line.way == "out":
        return _("it goes out")
    if line.way == "passed":
        return _("it is passed over")
    return _("%(other)s goes out instead") % {"other": line.to}


def minutes(millis: Millis) -> str:
    """Time at the table: 1:35 is an hour and thirty-five minutes."""
    whole = millis // 60_000
    return f"{whole // 60}:{whole % 60:02d}"


def ending_words(line: EndingLine, lines: Sequence[InjectId]) -> str:
    """An ending by the lines that went out."""
    if line.injects:
        return " + ".join(line.injects)
    return _("none of %(lines)s") % {"lines": ", ".join(lines)} if lines else _("as written")


# Charts ---------------------------------------------------------------------------------------------------

LABEL = 150
"""Width of the names beside bars, in the units of the drawing."""
PLOT = 520
VALUE = 60
ROW = 26
BAR = 16


@dataclass(frozen=True)
class Segment:
    """A piece of a bar. `kind` is its class: it decides colour and pattern."""

    x: float
    width: float
    kind: str
    title: str


@dataclass(frozen=True)
class BarRow:
    """A bar with its name before and its figure behind."""

    y: float
    text_y: float
    label: str
    value: str
    value_x: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Bars:
    """Horizontal bars. `limit_x` is where a line marks what practice allows."""

    width: int
    height: float
    plot_x: int
    bar: int
    rows: tuple[BarRow, ...]
    legend: tuple[tuple[str, str], ...] = ()
    limit_x: float | None = None
    limit: str = ""


Piece = tuple[float, str, str]
"""Length, kind and title of a segment."""


def bars(
    rows: Iterable[tuple[str, str, Sequence[Piece]]],
    *,
    legend: tuple[tuple[str, str], ...] = (),
    limit: float | None = None,
    limit_words: str = "",
    whole: float | None = None,
) -> Bars:
    """Bars to one scale, which ends at `whole` or at the longest. Each row: its name, its figure, its pieces."""
    listed = list(rows)
    most = whole or max(
        [*(sum(length for length, _, _ in pieces) for _, _, pieces in listed), limit or 0, 1e-9]
    )
    drawn = []
    for place, (label, value, pieces) in enumerate(listed):
        x, segments = float(LABEL), []
        for length, kind, title in pieces:
            width = round(PLOT * length / most, 1)
            if width > 0:
                segments.append(Segment(round(x, 1), width, kind, title))
            x += width
        y = place * ROW + (ROW - BAR) / 2
        drawn.append(BarRow(y, y + BAR - 4, label, value, round(x + 6, 1), tuple(segments)))
    return Bars(
        width=LABEL + PLOT + VALUE,
        height=len(listed) * ROW,
        plot_x=LABEL,
        bar=BAR,
        rows=tuple(drawn),
        legend=legend,
        limit_x=None if limit is None else round(LABEL + PLOT * limit / most, 1),
        limit=limit_words,
    )


def ending_bars(report: Report) -> Bars:
    """How often each ending is reached."""
    return bars(
        [
            (
                ending_words(line, report.ending_lines),
                f"{_percent(line.count, report.runs)} %",
                [(line.count, "plain", f"{line.count}/{report.runs}")],
            )
            for line in report.endings
        ],
        whole=report.runs,
    )


def _percent(count: float, whole: float) -> int:
    return round(100 * count / whole) if whole else 0


def verdict_words(verdict: str) -> str:
    """A verdict in words."""
    return {
        "lawful": _("Lawful"),
        "contestable": _("Contestable"),
        "blocked": _("Blocked"),
        "unlawful": _("Unlawful"),
    }.get(verdict, verdict)


def verdict_bars(report: Report, plan: Plan, names: dict[TeamId, str]) -> Bars:
    """The rulings of each team by verdict, per run."""
    rows = []
    for team in plan.teams:
        own = [line for line in report.rulings if line.team == team.id]
        counts = {verdict: sum(getattr(line, verdict) for line in own) for verdict in VERDICTS}
        pieces = [
            (counts[v] / report.runs, v, f"{verdict_words(v)}: {counts[v] / report.runs:.1f}")
            for v in VERDICTS
        ]
        rows.append((names[team.id], f"{sum(counts.values()) / report.runs:.1f}", pieces))
    return bars(rows, legend=tuple((verdict, verdict_words(verdict)) for verdict in VERDICTS))


def silence_bars(report: Report, names: dict[TeamId, str]) -> Bars:
    """The longest silence of each team: the mean run, and what the worst adds."""
    rows = []
    for line in report.silence:
        mean, worst = line.mean_ms / 60_000, line.longest_ms / 60_000
        pieces = [
            (mean, "plain", _("Mean: %(minutes)d min") % {"minutes": mean}),
            (worst - mean, "more", _("Worst: %(minutes)d min") % {"minutes": worst}),
        ]
        rows.append((names[line.team], f"{round(mean)} / {round(worst)}", pieces))
    return bars(
        rows,
        legend=(("plain", _("Mean run")), ("more", _("Worst run"))),
        limit=LONGEST_SILENCE / 60_000,
        limit_words=_("20 min"),
    )


@dataclass(frozen=True)
class LoadBin:
    """A stretch of time at the table: what came in is drawn upwards, what went out downwards."""

    x: float
    width: float
    in_y: float
    in_height: float
    out_height: float
    most_y: float
    kind: str
    title: str


@dataclass(frozen=True)
class LoadRow:
    """One bin in figures."""

    at: str
    items: float
    most: int
    words: int
    moves: float
    overloaded: int


@dataclass(frozen=True)
class LoadChart:
    """A team over time."""

    team: Team
    width: int
    height: int
    base_y: float
    limit_y: float
    bins: tuple[LoadBin, ...]
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[LoadRow, ...]
    scale: tuple[tuple[float, str], ...]


LOAD_WIDTH = 730
LOAD_LEFT = 34
UP = 84
DOWN = 36
AXIS = 18
BUSY_SHARE = 0.5
"""Where so many of the runs have too much in a bin, the bin is marked."""


def load_charts(report: Report, plan: Plan) -> tuple[LoadChart, ...]:
    """Every team over time, all to one scale."""
    teams = {team.id: team for team in plan.teams}
    most_in = max([MOST_ITEMS + 2, *(most for line in report.load for most in line.most_items)])
    most_out = max([2.0, *(most for line in report.load for most in line.moves)])
    charts = []
    for line in report.load:
        count = max(1, len(line.items))
        step = (LOAD_WIDTH - LOAD_LEFT) / count
        bins, rows = [], []
        for place, items in enumerate(line.items):
            moves, most, full = line.moves[place], line.most_items[place], line.overloaded[place]
            at = minutes(place * report.bin_ms)
            height = round(UP * items / most_in, 1)
            busy = full > BUSY_SHARE * report.runs
            quiet = items + moves < 0.5
            title = _("%(at)s: %(items).1f items (at most %(most)d), %(moves).1f moves") % {
                "at": at,
                "items": items,
                "most": most,
                "moves": moves,
            }
            bins.append(
                LoadBin(
                    x=round(LOAD_LEFT + place * step, 1),
                    width=round(step - 2, 1),
                    in_y=round(UP - height, 1),
                    in_height=height,
                    out_height=round(DOWN * moves / most_out, 1),
                    most_y=round(UP - UP * most / most_in, 1),
                    kind="busy" if busy else "quiet" if quiet else "",
                    title=title,
                )
            )
            rows.append(LoadRow(at, items, most, round(line.words[place]), moves, full))
        every = max(1, round(1_800_000 / report.bin_ms)) * (1 if count <= 40 else 4)
        charts.append(
            LoadChart(
                team=teams[line.team],
                width=LOAD_WIDTH,
                height=UP + DOWN + AXIS,
                base_y=UP,
                limit_y=round(UP - UP * MOST_ITEMS / most_in, 1),
                bins=tuple(bins),
                ticks=tuple(
                    (round(LOAD_LEFT + place * step, 1), minutes(place * report.bin_ms))
                    for place in range(0, count, every)
                ),
                rows=tuple(rows),
                scale=((round(UP - UP * MOST_ITEMS / most_in + 4, 1), str(MOST_ITEMS)), (UP + 4.0, "0")),
            )
        )
    return tuple(charts)


def share_width(count: int, whole: int) -> float:
    """How much of a bar a hundred units long is filled."""
    return round(100 * count / whole, 1) if whole else 0.0
