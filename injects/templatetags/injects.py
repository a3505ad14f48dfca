"""Template filters of the deck library: kinds of injects and values of facts in words."""

from django import template
from django.utils.translation import gettext as _

from games.engine.ids import FactValue

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
