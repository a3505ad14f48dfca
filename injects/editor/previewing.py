"""An inject as a seat will read it, in the look of its channel, before the deck is played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from injects import drafts
from injects.authoring.sections import Row
from injects.authoring.texts import DeckText
from injects.deck import times
from injects.editor.rows import Table, label_in, story_ms

STAFF = ("director", "white", "controller", "analyst")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a seat gets: the item for the template of items, and whether it gets it at all."""

    seat: str
    seats: tuple[tuple[str, str], ...]
    language: str
    languages: tuple[str, ...]
    item: dict[str, Any]
    reaches: bool
    missing: bool
    story_ms: int | None
    within: str
    expires: str
    acknowledge: bool


def preview(deck: DeckText, row: Row, seat: str, language: str) -> Preview:
    """An inject for a seat (the first that gets it, if none is named) in a language."""
    language = language if language in deck.languages else deck.languages[0]
    made = Table(deck, language)
    seats = [(key, _seat_words(made, key)) for key in deck.keys("seats")]
    names = [key for key, _words in seats]
    if seat not in names:
        seat = next(
            (key for key in names if _player(deck, key) and reaches(deck, row, key)),
            names[0] if names else "",
        )
    channel = deck.row("channels", str(row.get("channel", ""))) or {}
    item = {
        "id": "preview",
        "style": str(channel.get("style", "letter")),
        "channel": made.labels["channels"].get(str(row.get("channel", "")), str(row.get("channel", ""))),
        "precedence": str(row.get("precedence", "routine")),
        "title": label_in(deck, row.get("title"), language),
        "body": label_in(deck, row.get("text"), language),
        "sender": label_in(deck, row.get("from"), language),
        "question": label_in(deck, row.get("question"), language),
        "classification": label_in(deck, row.get("classification"), language),
        "grade": label_in(deck, row.get("credibility"), language),
    }
    if row.get("cc"):
        item["recipients"] = _readers(made, row.get("to"))
        item["copied"] = _readers(made, row.get("cc"))
    return Preview(
        seat=seat,
        seats=tuple(seats),
        language=language,
        languages=deck.languages,
        item=item,
        reaches=bool(seat) and reaches(deck, row, seat),
        missing=not _has(row.get("text"), language, deck.languages[0]),
        story_ms=story_ms(deck, row),
        within=_span(row, "answer_within"),
        expires=_span(row, "expires"),
        acknowledge=row.get("acknowledge") is True,
    )


def _span(row: Row, name: str) -> str:
    """A length of time as it is written; empty for what is none."""
    text = str(row.get(name, ""))
    return text if times.span(text) else ""


def _readers(made: Table, words: Any) -> str:
    """An audience in words, as its readers see it; seats and the white cell are not named to them."""
    known = {
        "all": _("Everyone"),
        **{key: label_in(made.deck, team.label, made.language) for key, team in made.teams.items()},
        **made.labels["offices"],
    }
    return "; ".join(known[str(word)] for word in words or () if str(word) in known)


def _has(words: Any, language: str, first: str) -> bool:
    return bool(words.get(language)) if isinstance(words, dict) else language == first or not words


def _seat_words(made: Table, key: str) -> str:
    row = made.deck.row("seats", key) or {}
    label = label_in(made.deck, row.get("label"), made.language)
    office = made.labels["offices"].get(str(row.get("office", "")), "")
    team = made.teams.get(_team(row))
    side = label_in(made.deck, team.label, made.language) if team else ""
    return " · ".join(part for part in (side, label or office or key) if part)


def _team(row: Row) -> str:
    return str(row.get("team") or str(row.get("office") or "").partition("/")[0])


def _player(deck: DeckText, key: str) -> bool:
    role: str = (deck.row("seats", key) or {}).get("role", "player")
    return role == "player"


def reaches(deck: DeckText, row: Row, seat: str) -> bool:
    """Whether a seat is told of an inject when it goes out."""
    chair = deck.row("seats", seat) or {}
    role = chair.get("role", "player")
    lists = (row.get(name) for name in ("to", "cc", "blind"))
    words = {str(word) for held in lists if isinstance(held, list) for word in held}
    if role in STAFF:
        return True
    if row.get("kind") == "expected":
        return False
    if role == "observer":
        scope = str(chair.get("scope", ""))
        if scope == "all":
            return True
        team = scope.removeprefix("team:")
        return "all" in words or team in words or any(word.startswith(f"{team}/") for word in words)
    mine = {"all", _team(chair), str(chair.get("office", "")), f"seat:{seat}"}
    return bool(words & mine) if role == "player" else "all" in words


@login_required
@never_cache
@require_safe
def region(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """The preview alone, for the `seat` and `language` asked for."""
    draft = drafts.draft_for(request, number)
    deck = drafts.deck_of(draft)
    row = deck.row("injects", key)
    if row is None:
        raise Http404
    shown = preview(deck, row, request.GET.get("seat", ""), request.GET.get("language", deck.languages[0]))
    return render(request, "injects/editor/_preview.html", {"preview": shown, "draft": draft, "key": key})
