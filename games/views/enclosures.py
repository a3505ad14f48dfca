"""The files that come with items: to the seats that were told of them, and to staff; to nobody else."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from games.engine.ids import SeatId
from games.presenting.inbox import ENDINGS
from games.services import media, state_of
from games.services.seat_views import seat_view
from games.services.seats import SeatPass, who

SHOWN: Final = ("image/", "audio/")
"""What a page shows by itself; everything else is only ever saved to disk."""


@require_safe
def enclosure(request: HttpRequest, exercise: str, seat: str, digest: str) -> HttpResponse:
    """One file by its digest. A seat that was not told of it gets the same answer as for one that is not there.

    The right to it is asked for each time, also where the browser has the file already: what was withdrawn is
    gone.
    """
    leave = who(request.session, request.user, exercise, SeatId(seat))
    if leave is None or not entitled(leave, digest):
        return HttpResponseNotFound()
    etag = quote_etag(digest)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _guarded(HttpResponseNotModified(), etag)
    found = media.content_of(digest)
    if found is None:
        return HttpResponseNotFound()
    kind, content = found
    way = "inline" if kind.startswith(SHOWN) else "attachment"
    name = f"exercise-{digest[:8]}.{ENDINGS.get(kind, 'bin')}"
    headers = {"Content-Disposition": f'{way}; filename="{name}"'}
    return _guarded(HttpResponse(content, content_type=kind, headers=headers), etag)


def entitled(leave: SeatPass, digest: str) -> bool:
    """Whether a seat may have a file: staff those of the deck, others those of items that they were told."""
    if leave.is_staff:
        deck = state_of(leave.exercise_id).deck
        return any(one.content.digest == digest for one in deck.attachments)
    told = seat_view(leave.exercise_id, leave.seat).items.values()
    return any(
        one.digest == digest
        for item in told
        if item.handling is not None and item.retracted is None
        for one in item.handling.enclosures
    )


def _guarded(response: HttpResponse, etag: str) -> HttpResponse:
    """Kept by the one browser, asked for anew each time, and never taken for anything else than it is."""
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, no_cache=True)
    return response
