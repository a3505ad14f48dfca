"""Steps, tokens and duties with their clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from games.law.conditions import Condition
from games.law.model import Change, MeterChange, Step
from games.law.wording import words
from games.presenting import times
from games.presenting.explorer.reader import Reader
from games.presenting.law import LawWords, ProvisionCard
from games.staffing.lawbook.search import row_page


@dataclass(frozen=True, slots=True)
class StepEntry:
    """A step with its clock. Hours are of the scenario; `real` is an estimate of life."""

    id: str
    label: str
    process: bool
    gives: str
    gives_label: str
    teams: str
    who: str
    law: str
    real: str
    takes: str
    when: tuple[str, str]
    changes: tuple[str, ...]
    after: tuple[str, ...]
    includes: tuple[str, ...]
    move: str
    move_label: str
    starts_with: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """Something that may be missing: the rows that ask for it, and the steps that give it."""

    id: str
    label: str
    finding: bool
    breakable: bool
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """A duty with its deadline and what happens when it is missed."""

    id: str
    label: str
    team: str
    takes: str
    law: str
    missed: str
    when: tuple[str, str]
    """Where it opens, in words and in notation."""
    met_by: tuple[str, str]
    opened_by: tuple[tuple[str, str], ...]
    provisions: tuple[ProvisionCard, ...]
    costs: tuple[str, ...]


def step_entries(reader: Reader) -> tuple[StepEntry, ...]:
    """All steps, in the order of the pack."""
    return tuple(_step(reader, each.step) for each in reader.book.steps.values())


def _step(reader: Reader, step: Step) -> StepEntry:
    law = reader.law
    who = (_("whoever moves") if team == "mover" else reader.team_name(team) for team in step.teams)
    return StepEntry(
        id=step.id,
        label=step.label,
        process=step.kind == "process",
        gives=step.gives,
        gives_label=law.missing(step.gives).label if step.gives else "",
        teams=", ".join(who),
        who=step.who,
        law=step.law,
        real=step.real,
        takes=times.hours(step.hours) if step.hours is not None else "",
        when=_said(law, reader.book.steps[step.id].condition),
        changes=tuple(change_label(law, change) for change in step.changes),
        after=tuple(law.missing(token).label for token in step.after),
        includes=tuple(law.missing(token).label for token in step.includes),
        move=step.move,
        move_label=law.move_label(step.move) if step.move else "",
        starts_with=tuple((move, law.move_label(move)) for move in step.starts_with),
        note=law.plain(step.note),
    )


def change_label(law: LawWords, change: Change) -> str:
    """A change of a fact in words."""
    label = law.fact_label(change.fact)
    if change.set is not None:
        value: Any = list(change.set) if isinstance(change.set, (list, tuple)) else change.set
        return f"{label}: {_taken(law, change.fact, value)}"
    if change.add is not None:
        return _("%(fact)s: plus %(value)s") % {
            "fact": label,
            "value": _taken(law, change.fact, [change.add]),
        }
    if change.drop is not None:
        return _("%(fact)s: without %(value)s") % {
            "fact": label,
            "value": _taken(law, change.fact, [change.drop]),
        }
    return _("%(fact)s: rises by %(value)s") % {"fact": label, "value": change.increase}


def _taken(law: LawWords, fact: str, value: Any) -> str:
    text = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(text, str) and text.startswith("$"):
        return (
            _("the move itself") if text == "$move" else _("as the move says (%(name)s)") % {"name": text[1:]}
        )
    return law.fact_value(fact, value)


def _said(law: LawWords, asked: Condition | None) -> tuple[str, str]:
    """A condition in words and as it is written; twice nothing for none."""
    return (words(law.book, asked.tree), asked.text) if asked else ("", "")


def token_entries(law: LawWords) -> tuple[TokenEntry, ...]:
    """Everything that a move may lack."""
    book = law.book
    return tuple(
        TokenEntry(
            each.id,
            each.label,
            each.finding,
            each.breakable,
            tuple((name, law.fact_label(name)) for name in each.facts),
            tuple(procedure.step.id for procedure in book.cures.get(each.id, ())),
            tuple(
                (rule.id, row_page(book, rule.id))
                for rule in book.rules.values()
                if each.id in rule.row.missing
            ),
        )
        for each in book.tokens.values()
    )


def duty_entries(reader: Reader) -> tuple[DutyEntry, ...]:
    """All duties."""
    law = reader.law
    return tuple(
        DutyEntry(
            id=duty.id,
            label=duty.label,
            team=reader.team_name(duty.team),
            takes=times.hours(duty.due_hours),
            law=duty.law,
            missed=duty.missed,
            when=_said(law, each.opens),
            met_by=_said(law, each.met),
            opened_by=tuple((move, law.move_label(move)) for move in duty.opened_by),
            provisions=tuple(law.provision(code) for code in duty.provisions),
            costs=tuple(_cost(law, cost) for cost in duty.meters),
        )
        for each in reader.book.duties.values()
        for duty in (each.duty,)
    )


def _cost(law: LawWords, each: MeterChange) -> str:
    label = (
        law.book.meters[each.meter].label if each.meter in law.book.meters else law.book.label_of(each.meter)
    )
    return f"{label} {each.by:+d}"
