"""Template filters of the deck editor: approval states in words, and who an inject goes to."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def approval_words(state: str) -> str:
    """The approval state of an inject."""
    return {
        "submitted": _("Submitted"),
        "approved": _("Approved"),
        "returned": _("Returned"),
        "changed": _("Draft again"),
    }.get(state, _("Draft"))


@register.filter
def remark_words(kind: str) -> str:
    """What was said or decided about an inject, as the head of a remark."""
    return {
        "comment": _("Comment"),
        "submitted": _("Submitted for approval"),
        "approved": _("Approved"),
        "returned": _("Returned"),
        "changed": _("Changed after approval; a draft again"),
    }.get(kind, kind)


@register.filter
def verb_words(verb: str) -> str:
    """What became of a record."""
    return {"add": _("added"), "remove": _("taken out"), "move": _("moved")}.get(verb, "")


@register.filter
def heard_word(word: str) -> str:
    """A word of an audience: an office or a seat by its name, or everybody."""
    return {"all": _("Everybody"), "white": _("White cell")}.get(word, word)
