"""What a controller does with an inject."""

from typing import Literal, TypeAlias

from msgspec import Struct

from games.engine.commands.base import Command
from games.engine.ids import Audience, FactValue, InjectId, Millis, SeatId

GivenBasis: TypeAlias = Literal["scenario", "exercise", "turn", "wall"]
"""The bases on which staff set a time in play."""


class FireInject(Command, frozen=True, tag="fire_inject"):
    """Release now, in a pause too. `anyway` overrides a false condition."""

    inject: InjectId
    anyway: bool = True


class FireSpaced(Command, frozen=True, tag="fire_spaced"):
    """Re-arm the overdue injects, the first now and then one each `gap_ms` of exercise time."""

    injects: tuple[InjectId, ...]
    gap_ms: Millis


class HoldInject(Command, frozen=True, tag="hold_inject"):
    """Keep it back until somebody releases or re-arms it."""

    inject: InjectId
    reason: str = ""


class RearmInject(Command, frozen=True, tag="rearm_inject"):
    """Put a held, overdue or skipped inject back on the clock."""

    inject: InjectId


class DelayInject(Command, frozen=True, tag="delay_inject"):
    """Later (or earlier) by `by_ms` on the inject's own basis. `wall` counts minutes of exercise time."""

    inject: InjectId
    by_ms: Millis
    basis: Literal["own", "exercise"] = "exercise"


class RescheduleInject(Command, frozen=True, tag="reschedule_inject"):
    """Another due time."""

    inject: InjectId
    basis: GivenBasis
    at_ms: Millis


class SkipInject(Command, frozen=True, tag="skip_inject"):
    """It will not go out; the reason is compulsory."""

    inject: InjectId
    reason: str


class RetargetInject(Command, frozen=True, tag="retarget_inject"):
    """Other readers, before the release."""

    inject: InjectId
    to: tuple[Audience, ...]


class OtherWords(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The words of an inject in one more language; readers of it get the first language for what is empty."""

    title: str = ""
    body: str = ""
    sender: str = ""
    question: str = ""


class InjectWords(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part of an inject that a controller types in play, in the exercise's first language.

    `more` has the words in the deck's other languages, by language.
    """

    title: str
    body: str
    to: tuple[Audience, ...]
    channel: str
    precedence: Literal["flash", "immediate", "priority", "routine"] = "routine"
    inject_kind: Literal["contextual", "decision", "enabling", "contingency", "adaptive", "admin"] = (
        "contextual"
    )
    sender: str = ""
    question: str = ""
    notes: str = ""
    sets: dict[str, FactValue] = {}
    more: dict[str, OtherWords] = {}


class EditInject(Command, frozen=True, tag="edit_inject"):
    """Rewrite a line that has not gone out."""

    inject: InjectId
    words: InjectWords


class ImproviseInject(Command, frozen=True, tag="improvise_inject"):
    """A new line, from a template or from nothing: now, at a time, or waiting for a person."""

    words: InjectWords
    when: Literal["now", "at", "manual"] = "now"
    basis: GivenBasis = "scenario"
    at_ms: Millis = 0
    template: str = ""


class CorrectInject(Command, frozen=True, tag="correct_inject"):
    """New words for a released item; `more` has them in the deck's other languages."""

    inject: InjectId
    title: str
    body: str
    reason: str
    more: dict[str, OtherWords] = {}


class RetractInject(Command, frozen=True, tag="retract_inject"):
    """Withdraw a released item."""

    inject: InjectId
    reason: str


class ResendInject(Command, frozen=True, tag="resend_inject"):
    """Put a released item in front of one seat again."""

    inject: InjectId
    seat: SeatId


class WidenInject(Command, frozen=True, tag="widen_inject"):
    """Tell a released item to further readers."""

    inject: InjectId
    to: tuple[Audience, ...]
