"""Reasons that the engine gave by itself, in the reader's language."""

from django.utils.translation import gettext as _

from games.engine import causes


def reason_words(reason: str) -> str:
    """A stored reason in words: the engine's codes (and what earlier logs have for them), else as somebody wrote it."""
    if reason.startswith(causes.CONDITION):
        return _("condition not met: %(when)s") % {"when": reason.removeprefix(causes.CONDITION)}
    if reason.startswith(causes.SUPPRESSED):
        return _("shut out by %(inject)s") % {"inject": reason.removeprefix(causes.SUPPRESSED)}
    words = {
        causes.CONFIRM: _("its time has come: confirm it, or skip it"),
        causes.OFF_PLATFORM: _("its time has come: deliver it in person, then mark it as sent"),
        causes.BROKEN: _("the commitment was not kept"),
        causes.CROSSED: _("a jump in the story passed its time"),
        causes.JUMPED: _("left out in a jump of the story"),
        causes.DEADLINE_PASSED: _("its time ran out"),
        causes.MET_LATE: _("met after its time"),
        causes.LEFT: _("of their own accord"),
    }
    return words.get(causes.EARLIER.get(reason, reason), reason)
