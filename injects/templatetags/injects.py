"""Template filters of the deck library: kinds of injects and values of facts in words."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from games.engine.ids import FactValue
from injects import attachments, drafts, picturing, reporting
from injects.models import Draft
from injects.rehearsal.report import BranchLine

register = template.Library()


@register.filter
def kind_words(kind: str) -> str:
    """The kind of an inject in words."""
    return {
        "contextual": _("Contextual"),
        "decision": _("Decision"),
        "enabling": _("Enabling"),
        "expected": _("Expected action"),
        "contingency": _("Contingency"),
        "adaptive": _("Adaptive"),
        "admin": _("Administrative"),
    }.get(kind, kind)


@register.filter
def fact_words(value: FactValue) -> str:
    """The value of a fact as it is written in a deck."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


@register.filter
def script_words(script: str) -> str:
    """How a team plays in a rehearsal, in words."""
    return reporting.script_words(script)


@register.filter
def way_words(line: BranchLine) -> str:
    """A way out of a fork in words."""
    return reporting.way_words(line)


@register.simple_tag
def draft_enclosures(draft: Draft, key: str, language: str) -> list[tuple[str, str, str]]:
    """Address, look and words of the files that go with an inject of a draft."""
    deck = drafts.deck_of(draft)
    named = (deck.row("injects", key) or {}).get("attachments")
    rows = {str(row.get("id")): row for row in deck.rows("attachments")}
    here = attachments.of_draft(draft) if named else {}
    found = []
    for each in named if isinstance(named, list) else ():
        row = rows.get(str(each), {})
        held = here.get(str(row.get("file", "")))
        if held is not None:
            alt = row.get("alt", "")
            words = alt.get(language) or next(iter(alt.values()), "") if isinstance(alt, dict) else str(alt)
            look = {"image": "picture", "audio": "sound"}.get(held.kind.partition("/")[0], "paper")
            found.append((reverse("injects:draft_file", args=[draft.pk, row["file"]]), look, words))
    return found


@register.filter
def lack_words(lack: str) -> str:
    """What an objective lacks, in words."""
    return picturing.lack_words(lack)


@register.filter
def table_time(millis: int) -> str:
    """Time at the table as hours and minutes."""
    return reporting.minutes(millis)


@register.filter
def filled(count: int, whole: int) -> float:
    """The length of a bar a hundred units long."""
    return reporting.share_width(count, whole)


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """What a mapping has under a key; None where there is neither."""
    return values.get(key) if isinstance(values, Mapping) else None


@register.filter
def add_width(start: float, width: float) -> float:
    """Where something of this width ends."""
    return start + width
