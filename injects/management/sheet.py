"""The seat sheet as a terminal shows it."""

import unicodedata
from collections.abc import Sequence

from games.engine.ids import Text
from games.engine.state import State
from games.models import Exercise
from games.services import seats, state_of
from games.services.seats import SeatCard

HEADINGS = ("Team", "Seat", "Code", "PIN", "Link")
NO_TEAM = "-"


def seat_sheet(exercise: Exercise, url: str) -> str:
    """Every seat of an exercise with its code, PIN and join link; `url` is the server's address."""
    base, state = url.rstrip("/"), state_of(exercise.pk)
    lines = [_line(card, state, base) for card in seats.seat_sheet(exercise.pk)]
    title = f"{exercise.title}  (exercise {exercise.public_id})"
    return "\n".join([title, "", *columns([HEADINGS, *lines])])


def _line(card: SeatCard, state: State, base: str) -> tuple[str, ...]:
    team = next((in_english(t.label) for t in state.deck.teams if t.id == card.spec.team), NO_TEAM)
    return team, in_english(card.spec.label), card.code, card.pin, f"{base}{seats.join_path(card.token)}"


def in_english(text: Text) -> str:
    """The English words of a text, else the first there are."""
    return text.get("en") or next(iter(text.values()), "")


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with their cells aligned on a terminal."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(padded, row, widths)).rstrip() for row in rows]


def padded(text: str, to: int) -> str:
    return text + " " * (to - width(text))


def width(text: str) -> int:
    """The columns a text takes on a terminal, where Chinese and Japanese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
