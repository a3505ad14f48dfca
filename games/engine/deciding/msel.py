"""Decisions on injects: what the clock releases, and what a controller does by hand."""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from games.engine import commands as c
from games.engine import events as e
from games.engine import timers
from games.engine.access import audiences_of
from games.engine.answers import Refused
from games.engine.book import Problem
from games.engine.deciding.desk import Desk, Outcome, bad_audiences, missing, too_long, truth
from games.engine.deciding.triggers import OPEN, blocked_by, handling_of, release
from games.engine.ids import FactValue, InjectId, Text
from games.engine.plan import Due, Inject, Template
from games.engine.state import InjectState

BLANK = re.compile(r"\[[^\]\n]+\]")
# By hand ------------------------------------------------------------------------------------------------


def _find(desk: Desk, inject: InjectId, *, unreleased: bool = True) -> InjectState | Refused:
    entry = desk.state.injects.get(inject)
    if entry is None:
        return Refused("UNKNOWN_INJECT", f"There is no inject '{inject}'.", "inject")
    if unreleased and entry.status not in OPEN and entry.status != "skipped":
        return Refused("ALREADY_RELEASED", _when_released(entry), "inject")
    if not unreleased and entry.status != "released":
        return Refused("NOT_RELEASED", f"'{inject}' has not gone out; it is {entry.status}.", "inject")
    return entry


def _when_released(entry: InjectState) -> str:
    if entry.released is None:
        return f"It is {entry.status}."
    seconds = entry.released.exercise_ms // 1000
    return (
        f"It went out already, at {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02} exercise time."
    )


def fire(desk: Desk, command: c.FireInject) -> Outcome:
    """Now, in a pause too."""
    entry = _find(desk, command.inject)
    if isinstance(entry, Refused):
        return entry
    if not command.anyway and (why := blocked_by(desk, entry.spec)):
        return Refused("CONDITION_FALSE", f"Its condition is not met: {why}", "inject")
    release(desk, entry, "manual")
    return {"inject": command.inject}


def fire_spaced(desk: Desk, command: c.FireSpaced) -> Outcome:
    """The first at once, the others one gap after another."""
    if command.gap_ms < 0:
        return Refused("BAD_GAP", "The gap cannot be negative.", "gap_ms")
    start = desk.reading().exercise_ms
    for index, inject in enumerate(command.injects):
        entry = _find(desk, inject)
        if isinstance(entry, Refused):
            return entry
        if index == 0:
            release(desk, entry, "manual")
        else:
            due = Due(basis="exercise", at_ms=start + index * command.gap_ms)
            desk.lay(e.InjectRearmed(inject=inject, due=due))
    return None


def hold(desk: Desk, command: c.HoldInject) -> Outcome:
    """Keep it back."""
    entry = _find(desk, command.inject)
    if isinstance(entry, Refused):
        return entry
    desk.lay(e.InjectHeld(inject=command.inject, reason=command.reason))
    return None


def rearm(desk: Desk, command: c.RearmInject) -> Outcome:
    """Back on the clock at its own time, or listed as overdue if that has passed."""
    entry = _find(desk, command.inject)
    if isinstance(entry, Refused):
        return entry
    due = entry.due or (entry.spec.due if entry.spec.trigger != "manual" else None)
    desk.lay(e.InjectRearmed(inject=command.inject, due=due))
    return _overdue_if_past(desk, command.inject)


def _overdue_if_past(desk: Desk, inject: InjectId) -> Outcome:
    """An inject put on the clock at a past time waits for a choice; it is never lost or refused."""
    for timer in desk.state.timers.values():
        if timer.kind == "inject" and timer.ref == inject:
            reached = timers.reached(desk.state, timer, desk.ctx.wall_ms)
            if timer.at_ms < reached:
                desk.lay(e.InjectOverdue(inject=inject, late_ms=reached - timer.at_ms))
                return {"inject": inject, "overdue": True}
    return {"inject": inject}


def delay(desk: Desk, command: c.DelayInject) -> Outcome:
    """By some minutes, counted on the exercise clock unless asked otherwise."""
    entry = _find(desk, command.inject)
    if isinstance(entry, Refused):
        return entry
    due = entry.due or entry.spec.due
    if due is None:
        return Refused("NO_TIME", "It has no time to move: fire it, or give it one.", "inject")
    by = command.by_ms
    if command.basis == "exercise" and due.basis == "scenario":
        by = command.by_ms * desk.state.clock.rate // 1000
    moved = replace(due, at_ms=max(0, due.at_ms + by))
    desk.lay(e.InjectRescheduled(inject=command.inject, due=moved))
    return _overdue_if_past(desk, command.inject)


def reschedule(desk: Desk, command: c.RescheduleInject) -> Outcome:
    """Another time."""
    entry = _find(desk, command.inject)
    if isinstance(entry, Refused):
        return entry
    if command.at_ms < 0:
        return Refused("BAD_TIME", "A time before STARTEX cannot be kept.", "at_ms")
    due = Due(basis=command.basis, at_ms=command.at_ms)
    desk.lay(e.InjectRescheduled(inject=command.inject, due=due))
    return _overdue_if_past(desk, command.inject)


def skip(desk: Desk, command: c.SkipInject) -> Outcome:
    """It will not go out."""
    entry = _find(desk, command.inject)
    problem = missing("reason", command.reason, "A reason")
    if isinstance(entry, Refused) or problem:
        return entry if isinstance(entry, Refused) else problem
    desk.lay(e.InjectSkipped(inject=command.inject, reason=command.reason))
    return None


def retarget(desk: Desk, command: c.RetargetInject) -> Outcome:
    """Other readers."""
    entry = _find(desk, command.inject)
    problem = bad_audiences(desk.state, command.to)
    if isinstance(entry, Refused) or problem:
        return entry if isinstance(entry, Refused) else problem
    desk.lay(e.InjectRetargeted(inject=command.inject, to=command.to))
    return None


def _checked_words(desk: Desk, words: c.InjectWords) -> dict[str, FactValue] | Refused:
    """The facts that the words set, in their types, or the first thing wrong."""
    problem = (
        missing("title", words.title, "A title")
        or missing("body", words.body, "A text")
        or too_long("title", words.title, 200)
        or too_long("body", words.body, 10_000)
        or bad_audiences(desk.state, words.to)
    )
    if problem:
        return problem
    if no := _bad_languages(desk, words):
        return no
    if not any(ch.id == words.channel for ch in desk.state.deck.channels):
        return Refused("UNKNOWN_CHANNEL", f"The deck has no channel '{words.channel}'.", "channel")
    return checked_facts(desk, words.sets, "sets")


def _bad_languages(desk: Desk, words: c.InjectWords | c.CorrectInject) -> Refused | None:
    """A refusal for a language that the deck does not have, a text that is too long, a blank left open."""
    for language, more in words.more.items():
        if language not in desk.state.deck.languages[1:]:
            return Refused("UNKNOWN_LANGUAGE", f"The deck has no language '{language}'.", f"more.{language}")
        if too := too_long(f"more.{language}.title", more.title, 200) or too_long(
            f"more.{language}.body", more.body, 10_000
        ):
            return too
    written = [words.title, words.body, *(t for more in words.more.values() for t in (more.title, more.body))]
    if left := blanks_left(desk.state.deck.templates, "\n".join(written)):
        return Refused("BLANKS", f"Still to be filled in: {', '.join(left)}.", "body")
    return None


def blanks_left(templates: Iterable[Template], words: str) -> list[str]:
    """The blanks of the deck's templates, such as [market], that a text still has."""
    known = {
        blank
        for template in templates
        for text in (*template.title.values(), *template.body.values())
        for blank in BLANK.findall(text)
    }
    return [blank for blank in dict.fromkeys(BLANK.findall(words)) if blank in known]


def _moment(desk: Desk, name: str, value: FactValue) -> FactValue:
    """The word `now` for a fact that is a moment means the story's time at this instant."""
    if value != "now":
        return value
    admits = (desk.ctx.book.check_fact(name, each) for each in (0, "never"))
    return value if any(isinstance(each, Problem) for each in admits) else desk.reading().scenario_ms


def checked_facts(desk: Desk, values: dict[str, FactValue], field: str) -> dict[str, FactValue] | Refused:
    """Facts with their values as the pack types them, or a refusal naming the first that does not fit."""
    checked: dict[str, FactValue] = {}
    for name, value in values.items():
        result = desk.ctx.book.check_fact(name, _moment(desk, name, value))
        if isinstance(result, Problem):
            return Refused("BAD_FACT", result.detail, f"{field}.{result.field}")
        checked[name] = result
    return checked


def _text(desk: Desk, words: str) -> Text:
    return {desk.state.deck.languages[0]: words} if words else {}


def _texts(desk: Desk, words: c.InjectWords | c.CorrectInject, field: str) -> Text:
    """A field of the words in every language of the deck that has it, the first language first."""
    said = _text(desk, getattr(words, field))
    others = {language: getattr(more, field) for language, more in words.more.items()}
    return said | {language: text for language, text in others.items() if text.strip()} if said else {}


def edit(desk: Desk, command: c.EditInject) -> Outcome:
    """Rewrite it; a language in which nothing is given falls away, for it would no longer match."""
    entry = _find(desk, command.inject)
    sets = _checked_words(desk, command.words)
    if isinstance(entry, Refused):
        return entry
    if isinstance(sets, Refused):
        return sets
    words = command.words
    spec = replace(
        entry.spec,
        title=_texts(desk, words, "title"),
        body=_texts(desk, words, "body"),
        to=words.to,
        channel=words.channel,
        precedence=words.precedence,
        kind=words.inject_kind,
        sender=_texts(desk, words, "sender"),
        question=_texts(desk, words, "question"),
        notes=_text(desk, words.notes),
        sets=sets,
    )
    desk.lay(e.InjectEdited(inject=spec))
    return None


def improvise(desk: Desk, command: c.ImproviseInject) -> Outcome:
    """A new line of the MSEL, made in play."""
    sets = _checked_words(desk, command.words)
    if isinstance(sets, Refused):
        return sets
    if command.when == "at" and command.at_ms < 0:
        return Refused("BAD_TIME", "A time before STARTEX cannot be kept.", "at_ms")
    words = command.words
    at = Due(basis=command.basis, at_ms=command.at_ms) if command.when == "at" else None
    added = sum(1 for entry in desk.state.injects.values() if entry.added)
    spec = Inject(
        id=InjectId(f"X{added + 1:02}"),
        order=len(desk.state.injects) + 1,
        title=_texts(desk, words, "title"),
        body=_texts(desk, words, "body"),
        to=words.to,
        channel=words.channel,
        kind=words.inject_kind,
        trigger="time" if at else "manual",
        due=at,
        precedence=words.precedence,
        sender=_texts(desk, words, "sender"),
        question=_texts(desk, words, "question"),
        notes=_text(desk, words.notes),
        sets=sets,
    )
    rec = desk.lay(e.InjectAdded(inject=spec, template=command.template))
    if command.when == "now":
        release(desk, desk.state.injects[spec.id], "manual", cause=rec.seq)
        return {"inject": spec.id}
    return _overdue_if_past(desk, spec.id)


def correct(desk: Desk, command: c.CorrectInject) -> Outcome:
    """New words for what went out; both versions stay in the log."""
    entry = _find(desk, command.inject, unreleased=False)
    problem = (
        missing("title", command.title, "A title")
        or missing("body", command.body, "A text")
        or missing("reason", command.reason, "A reason")
        or too_long("body", command.body, 10_000)
    )
    if isinstance(entry, Refused) or problem:
        return entry if isinstance(entry, Refused) else problem
    if entry.item is None:
        return Refused("NOT_RELEASED", "It has not gone out.", "inject")
    if no := _bad_languages(desk, command):
        return no
    desk.lay(
        e.InjectCorrected(
            inject=command.inject,
            item=entry.item,
            title=_texts(desk, command, "title"),
            body=_texts(desk, command, "body"),
            reason=command.reason,
        )
    )
    return None


def retract(desk: Desk, command: c.RetractInject) -> Outcome:
    """Withdraw what went out."""
    entry = _find(desk, command.inject, unreleased=False)
    problem = missing("reason", command.reason, "A reason")
    if isinstance(entry, Refused) or problem:
        return entry if isinstance(entry, Refused) else problem
    if entry.item is None:
        return Refused("NOT_RELEASED", "It has not gone out.", "inject")
    desk.lay(e.InjectRetracted(inject=command.inject, item=entry.item, reason=command.reason))
    return None


def resend(desk: Desk, command: c.ResendInject) -> Outcome:
    """In front of one seat again; only to a seat that was entitled to it."""
    entry = _find(desk, command.inject, unreleased=False)
    if isinstance(entry, Refused):
        return entry
    if command.seat not in desk.state.seats:
        return Refused("UNKNOWN_SEAT", f"There is no seat '{command.seat}'.", "seat")
    if entry.item is None:
        return Refused("NOT_RELEASED", "It has not gone out.", "inject")
    if not set(entry.to) & set(audiences_of(desk.state, command.seat)):
        return Refused(
            "NOT_A_READER", "It did not go to that seat; widen it to further readers first.", "seat"
        )
    desk.lay(e.InjectResent(inject=command.inject, item=entry.item, seat=command.seat))
    return None


def widen(desk: Desk, command: c.WidenInject) -> Outcome:
    """Further readers for what went out."""
    entry = _find(desk, command.inject, unreleased=False)
    problem = bad_audiences(desk.state, command.to)
    if isinstance(entry, Refused) or problem:
        return entry if isinstance(entry, Refused) else problem
    new = tuple(a for a in command.to if a not in entry.to)
    if not new or entry.item is None:
        return Refused("ALREADY_TOLD", "All of these have it.", "to")
    spec = entry.spec
    rec = desk.lay(
        e.InjectWidened(
            inject=command.inject,
            item=entry.item,
            to=new,
            title=entry.title,
            body=entry.body,
            channel=spec.channel,
            precedence=spec.precedence,
            sender=spec.sender,
            handling=handling_of(desk, entry),
        )
    )
    # What has changed since is no longer what the item says, and not for it to tell.
    still = tuple(name for name, value in spec.sets.items() if truth(desk.state).get(name) == value)
    if still and spec.learned_by is None:
        desk.lay(e.FactsDisclosed(facts=still, to=new, reason=spec.id), rec.seq)
    return None
