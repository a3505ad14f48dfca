"""Words for refusals: what a person reads, in their language, for the code that the engine gave."""

from typing import Final

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from games.engine.answers import Answer, Refused

WORDS: Final = {
    "ALREADY_RELEASED": _("This inject has gone out already."),
    "ALREADY_TOLD": _("All of these have it already."),
    "APPEALED": _("This ruling has been appealed already."),
    "BAD_COMMAND": _("The server does not understand this command. Load the page anew and try again."),
    "BLANKS": _("A blank of the template is still to be filled in."),
    "BAD_FACT": _("This value does not fit the fact."),
    "BAD_GAP": _("The gap cannot be negative."),
    "BAD_JSON": _("The server could not read this message."),
    "BAD_KEY": _("The key of this command is not valid. Reload the page."),
    "BAD_LENGTH": _("The turn cannot have this length."),
    "BAD_MESSAGE": _("The server does not understand this message."),
    "BAD_PARAM": _("A field of the move does not fit."),
    "BAD_RATE": _("The story cannot run at this pace."),
    "BAD_TIME": _("This time cannot be used."),
    "BEFORE_START": _("That was before STARTEX: give a time after it."),
    "IN_FUTURE": _("That time has not come: what is entered from paper has happened already."),
    "BUSY": _("The server is busy. Send it again in a moment."),
    "CONDITION_FALSE": _("Its condition is not met."),
    "EMERGENCY": _("A real-world stop is on. It has to be cleared first."),
    "ENDED": _("The exercise has ended."),
    "EXISTS": _("The exercise exists already."),
    "FORBIDDEN": _("Your seat may not do this."),
    "INTERNAL": _("Something went wrong on the server. Give the exercise staff this number."),
    "KEY_USED": _("Another seat has used the key of this command. Reload the page."),
    "LINK_CLOSED": _("This line is closed."),
    "LINK_UNKNOWN": _("This link is not, or no longer, valid. Ask for a new seat card."),
    "MISSING": _("Something that is needed is missing."),
    "MOVES_LOCKED": _("Moves are closed during this stop."),
    "MUTED": _("Private channels are closed during the plenary."),
    "NOT_A_PLAYER": _("Only a team can open a conversation here."),
    "NOT_ALIKE": _("That is no ruling on a like move."),
    "NOT_CURRENT": _("Only the ruling that stands can be superseded."),
    "NOT_DRAFT": _("The lobby was opened before."),
    "NOT_ENDED": _("Only an exercise that has ended can be archived."),
    "NOT_FORWARD": _("A jump goes forward: choose a later time of the story."),
    "NOT_LEAD": _("Only the lead of the team may do this."),
    "NOT_OPEN": _("This is no longer open."),
    "NOT_ASKED": _("This item needs no acknowledgement."),
    "NOT_A_READER": _("This seat is not among the readers of the item."),
    "NOT_RELEASED": _("This inject has not gone out."),
    "NOT_RUNNING": _("The clock is not running."),
    "NOT_STOPPED": _("The clock is not stopped."),
    "NOT_WAITING": _("This ruling does not wait for publication."),
    "NOT_YOUR_MOVE": _("This is not a move of your government."),
    "NO_APPEAL": _("No appeal is open on this ruling."),
    "NO_AUDIENCE": _("Say who is to be told."),
    "NO_EMERGENCY": _("No real-world stop is on."),
    "NO_EXERCISE": _("The exercise has not been created."),
    "NO_PROPOSAL": _("The law has no proposal here: give a verdict."),
    "NO_REQUEST": _("This request has been answered already."),
    "NO_SUCH_EXERCISE": _("There is no such exercise, or its log cannot be read."),
    "NO_SUCH_SEAT": _("This seat is no longer part of the exercise."),
    "NO_TIME": _("It has no time to move: fire it, or give it one."),
    "NO_TURN": _("No turn is open."),
    "PACK_LOST": _(
        "The rule pack of this exercise is missing. Nothing that asks the law can be done until it is mended."
    ),
    "RATE": _("Too much at once. Wait a moment, then send it again."),
    "REFERRED": _("The law leaves this open: the white cell has to decide it."),
    "SEAT_EXISTS": _("There is such a seat already."),
    "SEAT_TAKEN": _("Somebody sits here. To go on from this device, move the seat."),
    "SIGNED_OUT": _("This browser does not hold the seat. Join again with its card."),
    "SLOW_DOWN": _("Too many attempts. Wait, then try again."),
    "STARTED": _("The exercise was started before."),
    "STOPPED": _("The clock stands already."),
    "TAKEN": _("Somebody else has this move in work."),
    "TOO_LARGE": _("That is larger than the server takes."),
    "TOO_LATE": _("It is too late for this move to be changed."),
    "TOO_LONG": _("The text is too long."),
    "TOO_MANY": _("That is more than can be taken."),
    "UNAVAILABLE": _("The server cannot store this at the moment. Send it again in a moment."),
    "UNDECIDED": _("A choice is still missing for some of what the jump crosses."),
    "UNKNOWN_AUDIENCE": _("Nobody answers to this name in the exercise."),
    "ONLY_FROM_PAPER": _("Words of a team are entered with the time they were handed over."),
    "UNKNOWN_CHANNEL": _("The deck has no such channel."),
    "UNKNOWN_FACT": _("This fact is not established."),
    "UNKNOWN_INJECT": _("There is no such inject."),
    "UNKNOWN_ITEM": _("Your inbox has no such item."),
    "UNKNOWN_LANGUAGE": _("The deck does not have this language."),
    "UNKNOWN_METER": _("The deck has no such track."),
    "UNKNOWN_MOVE": _("There is no such move."),
    "UNKNOWN_OBJECTIVE": _("The deck has no such objective."),
    "UNKNOWN_OFFICE": _("The team has no such office."),
    "UNKNOWN_RULING": _("There is no such ruling."),
    "UNKNOWN_SEAT": _("There is no such seat."),
    "UNKNOWN_STEP": _("The rule pack has no such step."),
    "UNKNOWN_TEAM": _("There is no such team."),
    "UNKNOWN_THREAD": _("There is no such conversation."),
    "WRONG_CODE_OR_PIN": _("No seat has this code and PIN. Look at the seat card again."),
}
"""Every code that a refusal can carry. The catalogues of tte/locale hold the other languages."""

INCIDENTS: Final = frozenset({"INTERNAL", "UNAVAILABLE"})
"""Codes whose detail is a bare number to quote to the staff."""

TELLING: Final = INCIDENTS | {
    *("ALREADY_RELEASED", "BAD_FACT", "BLANKS", "BAD_LENGTH", "BAD_MESSAGE", "BAD_PARAM", "BAD_RATE"),
    *("BAD_TIME", "CONDITION_FALSE", "LINK_CLOSED", "MISSING", "NOT_OPEN", "NOT_RELEASED", "NOT_YOUR_MOVE"),
    *("RATE", "SEAT_EXISTS", "TAKEN", "TOO_LARGE", "TOO_LATE", "TOO_LONG", "TOO_MANY", "UNDECIDED"),
    *("UNKNOWN_AUDIENCE", "UNKNOWN_CHANNEL", "UNKNOWN_FACT", "UNKNOWN_INJECT", "UNKNOWN_METER"),
    *("UNKNOWN_MOVE", "UNKNOWN_OBJECTIVE", "UNKNOWN_OFFICE", "UNKNOWN_SEAT", "UNKNOWN_STEP", "UNKNOWN_TEAM"),
}
"""Codes whose English detail says more than the words do: a field, a time, a name."""

JARGON: Final = frozenset({"BAD_COMMAND"})
"""Codes whose detail, unless it names a field, is for whoever writes programs and not for people at a page."""


def refusal_words(refused: Refused) -> str:
    """What to show for a refusal in the language that is active now.

    In English the engine's own sentence, which is the more exact; elsewhere the words of the code, followed
    by that sentence where it adds something. A code without words shows its detail, or itself.
    """
    words = str(WORDS.get(refused.code, ""))
    if words and refused.code in JARGON and not refused.field:
        return words
    if not words or not refused.detail:
        return words or refused.detail or refused.code
    if refused.code not in INCIDENTS and (get_language() or "en").partition("-")[0] == "en":
        return refused.detail
    return f"{words} ({refused.detail})" if refused.code in TELLING else words


def in_words(answer: Answer) -> Answer:
    """The same answer, its refusal worded for whoever reads it now; an acceptance as it is."""
    if not isinstance(answer, Refused):
        return answer
    return msgspec.structs.replace(answer, detail=refusal_words(answer))
