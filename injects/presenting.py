"""What the library's pages show of a deck: its lines in words, and findings with the line they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine import audience
from games.engine.ids import Audience, Millis, Text
from games.engine.plan import Inject, Plan, Team
from injects.deck import schema
from injects.deck.findings import Finding


@dataclass(frozen=True)
class FindingRow:
    """A finding with its message in the reader's language and the text of its line."""

    finding: Finding
    message: str
    excerpt: str


@dataclass(frozen=True)
class Receiver:
    """Somebody an inject goes to: a team with its mark, or a word."""

    team: Team | None
    word: Text | str


@dataclass(frozen=True)
class InjectRow:
    """One line of the MSEL as a reader of the library sees it. `scenario_ms` is None without a fixed time."""

    inject: Inject
    phase: Text
    scenario_ms: Millis | None
    trigger: str
    to: tuple[Receiver, ...]
    channel: Text
    objectives: tuple[Text, ...]
    expects: tuple[tuple[Team, tuple[str, ...]], ...]
    columns: Mapping[str, str]


def finding_rows(findings: tuple[Finding, ...], text: str) -> tuple[FindingRow, ...]:
    """Findings about a file, errors first, each with an excerpt of its line."""
    lines = text.splitlines()
    order = ("error", "warn", "info")
    ranked = sorted(findings, key=lambda finding: (order.index(finding.level), finding.line, finding.column))
    return tuple(FindingRow(f, f.sentence(_), _excerpt(lines, f.line)) for f in ranked)


def _excerpt(lines: list[str], number: int) -> str:
    return lines[number - 1].strip()[:120] if 0 < number <= len(lines) else ""


def inject_rows(plan: Plan, deck: schema.Deck | None = None) -> tuple[InjectRow, ...]:
    """The MSEL of a plan in the order of the story, with the columns that its deck only carries along."""
    columns = {inject.id: inject.columns for inject in deck.injects} if deck else {}
    teams = {team.id: team for team in plan.teams}
    channels = {channel.id: channel.label for channel in plan.channels}
    objectives = {objective.id: objective.label for objective in plan.objectives}
    phases = {phase.id: phase.label for phase in plan.phases}
    rows = [
        InjectRow(
            inject=inject,
            phase=phases.get(inject.phase, {}),
            scenario_ms=inject.due.at_ms if inject.due and inject.due.basis == "scenario" else None,
            trigger=_trigger(inject),
            to=tuple(_receiver(plan, word) for word in inject.to),
            channel=channels[inject.channel],
            objectives=tuple(objectives[name] for name in inject.objectives),
            expects=tuple((teams[expected.team], expected.moves) for expected in inject.expects),
            columns=columns.get(inject.id, {}),
        )
        for inject in plan.injects
    ]
    latest = max((row.scenario_ms for row in rows if row.scenario_ms is not None), default=0)
    return tuple(sorted(rows, key=lambda row: latest + 1 if row.scenario_ms is None else row.scenario_ms))


def _trigger(inject: Inject) -> str:
    """Where the table has no story time: what releases the inject."""
    if inject.trigger == "condition":
        return _("When its condition holds")
    if inject.due is None:
        return _("By hand")
    minutes = inject.due.at_ms // 60_000
    if inject.due.basis == "turn":
        return _("Turn %(turn)d, +%(minutes)d min") % {"turn": inject.due.turn or 1, "minutes": minutes}
    return _("+%(minutes)d min of play") % {"minutes": minutes}


def _receiver(plan: Plan, word: Audience) -> Receiver:
    team = next((team for team in plan.teams if team.id == audience.team_of(word)), None)
    if word == audience.PUBLIC:
        return Receiver(None, _("Everybody"))
    if word == audience.WHITE:
        return Receiver(None, _("White cell"))
    for office in plan.offices:
        if word == audience.office(office.team, office.id):
            return Receiver(team, office.label)
    for seat in plan.seats:
        if word == audience.seat(seat.id):
            return Receiver(None, seat.label)
    return Receiver(team, "")
