"""Checks what each inject says and carries: secrets, questions, objectives, scripts, deadlines, texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from games.law.yamltext import Path
from injects.deck import times
from injects.deck.findings import Desk, Fix, _
from injects.deck.leaks import versions
from injects.deck.persons import NAMES
from injects.deck.schema import Deck, Inject, Words

LONGEST_TITLE: Final = 80
LONGEST_BODY: Final = 350
LONGEST: Final = {"social": 100, "hotline": 200, "notice": 200}
"""Words that fit a post, a call and a notice."""
_EASTERN: Final = re.compile("[\u3040-\u9fff]+")
_EXERCISE: Final = re.compile(r"\bexercise\b|演習|演习|演練|演练|訓練|推演", re.IGNORECASE)
_PERSON: Final = re.compile("|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True)))
_PLACEHOLDER: Final = re.compile(r"\[[^\]\n]+\]|\{\{|\b(?:TODO|TBD|XXX)\b")
_LIVE: Final = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.\w+|\+\d[\d ()-]{6,}\d|\b0\d{1,4}[- ]\d{2,4}[- ]\d{3,4}\b"
)


def check_contents(deck: Deck, desk: Desk) -> None:
    """L09, L10, L14, L16 (times), L17 and L18."""
    styles = {channel.id: channel.style for channel in deck.channels}
    stand_ins = {inject.otherwise for inject in deck.injects}
    stand_ins |= {other for inject in deck.injects for other in inject.follow_ups}
    for index, inject in enumerate(deck.injects):
        path: Path = ("injects", index)
        _asks(inject, path, desk)
        _script(inject, path, inject.id in stand_ins, desk)
        _deadline(deck, inject, path, desk)
        _wording(inject, styles.get(inject.channel, ""), path, desk)
        if deck.objectives and not inject.objectives and inject.kind != "admin":
            desk.note("L10", path, _("It serves no objective."), _("Add objectives."), level="warn")
    _objectives(deck, desk)
    _languages(deck, desk)


def _asks(inject: Inject, path: Path, desk: Desk) -> None:
    if inject.kind != "decision":
        return
    if not inject.question:
        desk.note("L09", path, _("A decision without a question."), _("Add question."), level="warn")
    if not inject.expect and not inject.expected:
        why = _("A decision from which no move is expected.")
        desk.note("L09", path, why, _("Add expect."), level="warn")


def _script(inject: Inject, path: Path, stand_in: bool, desk: Desk) -> None:
    timed = inject.t_h is not None or inject.at is not None or inject.when.strip() not in ("", "always")
    timed = timed or inject.after is not None
    manual = inject.trigger == "manual" or (inject.trigger is None and not timed)
    if manual and not stand_in and not inject.notes:
        why = _("A controller releases it by hand and is not told when or why.")
        desk.note("L14", path, why, _("Add notes."), level="warn")
    if inject.delivery == "manual" and not inject.controller:
        why = _("Somebody delivers it off the platform, and nobody is named.")
        desk.note("L14", path, why, _("Add controller."), level="warn")


def _deadline(deck: Deck, inject: Inject, path: Path, desk: Desk) -> None:
    """An answer that is due when nobody can give it any more: after ENDEX, or after the lock of its turn."""
    within = times.span(inject.answer_within) if inject.answer_within else None
    due = times.hours(inject.t_h) if inject.t_h is not None else times.offset(inject.at or "")
    if within is None or due is None:
        return
    place = (*path, "answer_within")
    endex = times.offset(deck.timing.endex) if deck.timing.endex else None
    if inject.basis == "scenario" and endex is not None and due + within > endex:
        desk.note("L16", place, _("The answer is due after ENDEX."), level="warn")
    turn = times.span(deck.timing.turn) if deck.timing.turn else None
    rate = (times.span(deck.timing.minute_is) or 0) // 60
    if inject.basis == "turn" and turn is not None and rate and due + within * 1000 // rate > turn:
        why = _("The answer is due after the turn is locked, {turn} at the table after its start.")
        desk.note("L16", place, why, level="warn", turn=deck.timing.turn)


def words_in(text: str) -> int:
    """Words of a text; one without blanks counts two characters to a word."""
    return max(len(text.split()), sum(map(len, _EASTERN.findall(text))) // 2)


def _wording(inject: Inject, style: str, path: Path, desk: Desk) -> None:
    for field, words in (("title", inject.title), ("text", inject.text), ("question", inject.question)):
        for text in versions(words):
            place = (*path, field)
            if live := _LIVE.search(text):
                why = _("{found} may be a real address or number.")
                desk.note(
                    "L17",
                    place,
                    why,
                    _("Leave it out, or invent one that nobody can have."),
                    level="warn",
                    found=live.group(),
                )
            if blank := _PLACEHOLDER.search(text):
                desk.note(
                    "L18", place, _("{found} is still to be filled in."), level="warn", found=blank.group()
                )
    _marked(inject, path, desk)
    _persons(inject, path, desk)
    longest = LONGEST.get(style, LONGEST_BODY)
    for title in versions(inject.title):
        if len(title) > LONGEST_TITLE:
            why = _("The title has {count} letters; more than {most} do not fit.")
            desk.note("L18", (*path, "title"), why, level="warn", count=len(title), most=LONGEST_TITLE)
    for body in versions(inject.text):
        if (count := words_in(body)) > longest:
            why = _("The text has {count} words; nobody reads more than {most} in play.")
            if style in LONGEST:
                why = _(
                    "The text has {count} words; more than {most} do not fit a channel of the style {style}."
                )
            desk.note("L18", (*path, "text"), why, level="warn", count=count, most=longest, style=style)


def _marked(inject: Inject, path: Path, desk: Desk) -> None:
    """What leaves the platform needs the mark in its own words; everything else gets it wherever it is shown."""
    if inject.delivery != "manual":
        return
    for text in versions(inject.text):
        if not _EXERCISE.search(text):
            why = _("It is delivered off the platform and does not say that it is an exercise.")
            first = next(iter(versions(inject.text)))
            fix = None
            if isinstance(inject.text, str):
                says = _("Begin it with EXERCISE.")
                value = f"EXERCISE. {first}"
                fix = Fix(section="injects", key=inject.id, field="text", value=value, says=says)
            desk.note("L17", (*path, "text"), why, level="warn", fix=fix)
            return


def _persons(inject: Inject, path: Path, desk: Desk) -> None:
    for field, words in (("title", inject.title), ("text", inject.text), ("from", inject.sender)):
        for text in versions(words):
            found = _PERSON.search(text)
            if found is not None:
                why = _("{found} is a real person.")
                right = _("Name the office instead.")
                desk.note("L17", (*path, field), why, right, level="warn", found=found.group())


def _objectives(deck: Deck, desk: Desk) -> None:
    last = deck.phases[-1].id if deck.phases else None
    for index, objective in enumerate(deck.objectives):
        serving = [inject for inject in deck.injects if objective.id in inject.objectives]
        path: Path = ("objectives", index)
        if len(serving) < 2:
            desk.note(
                "L10",
                path,
                _("{count} inject(s) serve it."),
                _("Two at least."),
                level="warn",
                count=len(serving),
            )
        elif last is not None and not any(inject.phase == last for inject in serving):
            desk.note("L10", path, _("Nothing in the last phase tests it."), level="warn")
    for index, task in enumerate(deck.tasks):
        if not any(task.id in inject.tasks for inject in deck.injects):
            desk.note(
                "L10", ("tasks", index), _("No inject exercises it."), _("Add tasks to one."), level="warn"
            )


def _languages(deck: Deck, desk: Desk) -> None:
    """Texts missing in a language, told once for each language."""
    for index, language in enumerate(deck.deck.languages):
        missing = [where for where, words in _texts(deck) if words and not _has(words, language, index)]
        if missing:
            why = _("{count} texts have no version in {language}, the first at {first}; readers get another.")
            path: Path = ("deck", "languages", index)
            desk.note("L18", path, why, level="warn", count=len(missing), language=language, first=missing[0])


def _has(words: Words, language: str, index: int) -> bool:
    return index == 0 if isinstance(words, str) else bool(words.get(language))


def _texts(deck: Deck) -> Iterator[tuple[str, Words]]:
    """Everything that a player may read, with the name of its place."""
    yield "title", deck.deck.title
    yield "brief", deck.deck.brief
    for office in deck.offices:
        yield f"office {office.team}/{office.id}", office.label
        yield f"office {office.team}/{office.id}", office.brief
    for team in deck.teams:
        yield f"team {team.id}", team.label
    for channel in deck.channels:
        yield f"channel {channel.id}", channel.label
    for seat in deck.seats:
        yield f"seat {seat.id}", seat.label or ""
    for link in deck.links:
        yield f"link {' - '.join(link.between)}", link.note
    for template in deck.templates:
        yield f"template {template.id}", template.title
        yield f"template {template.id}", template.text
    chart = deck.map
    for row in (*chart.zones, *chart.units, *chart.marks, *chart.routes):
        for words in (row.label, row.law, row.note):
            yield f"map {row.id}", words
    for one in deck.attachments:
        yield f"attachment {one.id}", one.alt
    for inject in deck.injects:
        for words in (inject.title, inject.text, inject.question, inject.sender):
            yield f"inject {inject.id}", words
