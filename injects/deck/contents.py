"""Checks what each inject says and carries: secrets, questions, objectives, scripts, deadlines, texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from games.law.yamltext import Path
from injects.deck import times
from injects.deck.findings import Desk, _
from injects.deck.schema import Deck, Inject, Words

LONGEST_TITLE: Final = 80
LONGEST_BODY: Final = 350
_SENTENCE: Final = re.compile(r"[^.!?。！？]+[.!?。！？]?")
_PLACEHOLDER: Final = re.compile(r"\[[^\]\n]+\]|\{\{|\b(?:TODO|TBD|XXX)\b")
_LIVE: Final = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.\w+|\+\d[\d ()-]{6,}\d|\b0\d{1,4}[- ]\d{2,4}[- ]\d{3,4}\b"
)


def check_contents(deck: Deck, desk: Desk) -> None:
    """L04, L09, L10, L14, L16, L17 and L18."""
    stand_ins = {inject.otherwise for inject in deck.injects}
    stand_ins |= {other for inject in deck.injects for other in inject.follow_ups}
    for index, inject in enumerate(deck.injects):
        path: Path = ("injects", index)
        _leaks(deck, inject, path, desk)
        _asks(inject, path, desk)
        _script(inject, path, inject.id in stand_ins, desk)
        _deadline(deck, inject, path, desk)
        _wording(inject, path, desk)
        if deck.objectives and not inject.objectives and inject.kind != "admin":
            desk.note("L10", path, _("It serves no objective."), _("Add objectives."), level="warn")
    _objectives(deck, desk)
    _languages(deck, desk)


def versions(words: Words) -> tuple[str, ...]:
    """A text in every language it has."""
    return (words,) if isinstance(words, str) else tuple(words.values())


def _leaks(deck: Deck, inject: Inject, path: Path, desk: Desk) -> None:
    """A sentence meant for controllers that stands in what players read."""
    shown = [one.alt for one in deck.attachments if one.id in inject.attachments]
    told = " ".join(
        text for words in (inject.title, inject.text, inject.question, *shown) for text in versions(words)
    )
    plain = _plain(told)
    for note in versions(inject.notes):
        for sentence in _SENTENCE.findall(note):
            secret = _plain(sentence)
            if len(secret) > 24 and secret in plain:
                why = _("Players read this sentence of the notes: {sentence}")
                desk.note("L04", (*path, "notes"), why, sentence=sentence.strip())


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


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


def _deadline(deck: Deck, inject: Inject, path: Path, desk: Desk) -> None:
    if inject.answer_within is None or inject.basis != "scenario" or deck.timing.endex is None:
        return
    due = times.hours(inject.t_h) if inject.t_h is not None else times.offset(inject.at or "")
    within, endex = times.span(inject.answer_within), times.offset(deck.timing.endex)
    if due is not None and within is not None and endex is not None and due + within > endex:
        desk.note("L16", (*path, "answer_within"), _("The answer is due after ENDEX."), level="warn")


def _wording(inject: Inject, path: Path, desk: Desk) -> None:
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
    for title in versions(inject.title):
        if len(title) > LONGEST_TITLE:
            why = _("The title has {count} letters; more than {most} do not fit.")
            desk.note("L18", (*path, "title"), why, level="warn", count=len(title), most=LONGEST_TITLE)
    for body in versions(inject.text):
        if len(body.split()) > LONGEST_BODY:
            why = _("The text has {count} words; nobody reads more than {most} in play.")
            desk.note("L18", (*path, "text"), why, level="warn", count=len(body.split()), most=LONGEST_BODY)


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
