"""The lines of a running exercise as an author would write them, so that the checks of what readers learn read them."""

from __future__ import annotations

from games.engine.plan import Inject, Plan
from games.engine.state import InjectState
from injects.deck import schema

START = "as it stands"


def restated(entry: InjectState, spec: Inject) -> schema.Inject:
    """A line with the words, readers and notes that it has now; `spec` is it with its present times and readers."""
    return schema.Inject(
        id=str(spec.id),
        to=tuple(spec.to),
        cc=tuple(word for word in spec.cc if word in spec.to),
        blind=tuple(word for word in spec.blind if word in spec.to),
        channel=spec.channel,
        kind=spec.kind,
        title=entry.title or spec.title,
        text=entry.body or spec.body,
        question=spec.question,
        sender=spec.sender,
        classification=spec.classification,
        credibility=spec.credibility,
        notes=spec.notes,
        focus=spec.focus,
        sets=dict(spec.sets),
        learned_by=spec.learned_by,
        needs=tuple(map(str, spec.needs)),
        after=str(spec.due.after) if spec.due and spec.due.after else None,
        otherwise=str(spec.otherwise) if spec.otherwise else None,
        answer_within=START if spec.answer_within_ms is not None else None,
        expires=START if spec.expires_after_ms is not None else None,
    )


def deck_of(plan: Plan, injects: tuple[schema.Inject, ...]) -> schema.Deck:
    """As much of a deck as the checks of words and dates look at, with these lines."""
    timing = schema.Timing(zone=plan.timing.zone, scenario_start=plan.timing.scenario_start)
    return schema.Deck(
        deck=schema.Head(id=plan.id, version=plan.version, title=plan.title, languages=plan.languages),
        teams=(),
        seats=(),
        channels=(),
        timing=timing,
        injects=injects,
        secrets=tuple(
            schema.Secret(words=row.words, known_to=tuple(map(str, row.known_to)), fact=row.fact)
            for row in plan.secrets
        ),
    )
