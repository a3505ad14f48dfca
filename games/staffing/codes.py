"""The engine's codes in the words of staff, on pages and on paper."""

from django.utils.translation import gettext as _


def inject_status(status: str) -> str:
    """How a line of the MSEL stands."""
    return {
        "armed": _("Armed"),
        "waiting": _("Waiting"),
        "held": _("Held"),
        "overdue": _("Overdue"),
        "released": _("Sent"),
        "skipped": _("Skipped"),
        "retracted": _("Retracted"),
    }.get(status, status)


def inject_kind(kind: str) -> str:
    """What a line of the MSEL is for."""
    return {
        "contextual": _("Context"),
        "decision": _("Decision"),
        "enabling": _("Enabling"),
        "expected": _("Expected action"),
        "contingency": _("Contingency"),
        "adaptive": _("Branch"),
        "admin": _("Administrative"),
    }.get(kind, kind)


def move_status(status: str) -> str:
    """How far a move has come, as staff say it."""
    return {
        "received": _("In the queue"),
        "in_work": _("In work"),
        "returned": _("With its team"),
        "ruled": _("Ruled, not published"),
        "published": _("Ruled"),
        "withdrawn": _("Withdrawn"),
    }.get(status, status)


def visibility_words(visibility: str) -> str:
    """Who sees a move."""
    return {"public": _("Public"), "parties": _("To named parties"), "covert": _("Covert")}.get(
        visibility, visibility
    )


def paper_word(kind: str) -> str:
    """A kind of act that is entered from paper, in words."""
    return {
        "fire_inject": _("inject handed out"),
        "skip_inject": _("inject left out"),
        "submit_for_team": _("move received"),
        "rule_move": _("ruling given"),
        "close_procedure": _("step or duty ended"),
        "approach_team": _("message given to a team"),
        "pass_message": _("message of a team"),
    }.get(kind, kind)
