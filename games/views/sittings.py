"""What somebody saw on a seat: for staff, when a person sat on the wrong one and it matters what they know now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from games.engine.frames import ItemReleased, NarrativeTold, NoticeTold, StatementMade, TheFrame
from games.engine.ids import ItemId, SeatId
from games.presenting.law import LawWords
from games.services import state_of
from games.services.leaks import LeakReport, Seen, leak_report, sittings
from games.services.pinned import book_of
from games.staffing.chronicle import Teller
from games.staffing.naming import names_of, seat_label
from games.views.rostering import ROSTER, staff_pass

CLOCKWORK = frozenset({"clock_changed", "seat_changed", "counsel_renewed", "law_turned"})
"""Kinds of frames that give nobody anything to know."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the seat was told: when (wall and scenario ms), in words, and whether it was opened there.

    `reached` and `opened` are wall ms; both None for what is not an item with marks of its own.
    """

    wall_ms: int
    scenario_ms: int
    words: str
    is_item: bool
    reached: int | None
    opened: int | None


@never_cache
def saw(request: HttpRequest, exercise: str, seat: str) -> HttpResponse:
    """What a seat was told during one sitting (`?sitting=`, counted from 0; else the last)."""
    leave = staff_pass(request, exercise, ROSTER)
    state = state_of(leave.exercise_id)
    if seat not in state.seats:
        raise Http404
    names = names_of(state, get_language() or "en")
    all_of_them = sittings(leave.exercise_id, SeatId(seat))
    report = leak_report(leave.exercise_id, SeatId(seat), _asked(request, len(all_of_them)))
    teller = Teller(state, names, LawWords(book_of(leave.exercise_id).rules))
    page = {
        "public_id": leave.public_id,
        "title": state.title,
        "seat": seat_label(state, names, seat),
        "zone": state.deck.timing.zone,
        "sittings": all_of_them,
        "report": report,
        "lines": tuple(_lines(teller, report, report.told)) if report else (),
        "earlier": tuple(_lines(teller, report, report.earlier)) if report else (),
    }
    return render(request, "games/account/saw.html", page)


def _asked(request: HttpRequest, count: int) -> int:
    """The sitting in the address, else the last. Raises Http404 for one that there was not."""
    asked = request.GET.get("sitting", "")
    if not asked:
        return count - 1
    if not asked.isdecimal() or int(asked) >= count:
        raise Http404
    return int(asked)


def _lines(teller: Teller, report: LeakReport, told: tuple[TheFrame, ...]) -> Iterator[Line]:
    """What gave the person something to know, oldest first."""
    seen = {one.item: one for one in report.seen}
    for each in told:
        if each.frame.__struct_config__.tag in CLOCKWORK:
            continue
        mark = _mark(seen, each)
        yield Line(
            each.at.wall_ms,
            each.at.scenario_ms,
            teller.told(each.frame),
            isinstance(each.frame, ItemReleased | NarrativeTold | StatementMade | NoticeTold),
            mark.delivered_at if mark else None,
            mark.opened_at if mark else None,
        )


def _mark(seen: dict[ItemId, Seen], told: TheFrame) -> Seen | None:
    match told.frame:
        case (
            ItemReleased(item=item)
            | NarrativeTold(item=item)
            | StatementMade(item=item)
            | NoticeTold(item=item)
        ):
            return seen.get(item)
        case _:
            return None
