"""The projector: an identity of its own, told public material and nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from games.presenting.codes import qr_svg
from games.presenting.display import screen
from games.views.addresses import whole
from games.views.desk import Desk


def page(desk: Desk) -> HttpResponse:
    """The screen in the room."""
    return desk.render("games/display/page.html", **screen_region(desk))


def screen_region(desk: Desk) -> dict[str, Any]:
    """What stands on the screen now; while people gather, where to join."""
    shown = screen(desk.view, desk.public, desk.status)
    address = whole(desk.request, reverse("games:join"))
    seated = [told.taken for told in desk.view.seats.values()]
    return {
        "screen": shown,
        "join_address": address.removeprefix("http://").removeprefix("https://").rstrip("/"),
        "join_code": qr_svg(address) if shown.mode == "lobby" else SafeString(""),
        "seated": sum(seated),
        "brief": desk.public.brief,
        "title": desk.public.title,
    }
