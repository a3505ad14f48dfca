"""An exercise whose rule pack is lost gets a page that says so and what to do, in place of an error."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from games.services.rules import LostPack

logger = logging.getLogger(__name__)

UNAVAILABLE = 503


class LostPackMiddleware:
    """Answers LostPack, wherever a page raises it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """The page; None for any other exception."""
        if not isinstance(problem, LostPack):
            return None
        match = request.resolver_match
        exercise = str(match.kwargs.get("exercise", "")) if match else ""
        logger.error("%s; run: manage.py rules restore %s", problem, exercise or "EXERCISE")
        if request.headers.get("Accept") == "application/json":
            detail = _("The rule pack of this exercise is missing.")
            return JsonResponse({"ok": False, "code": "PACK_LOST", "detail": detail}, status=UNAVAILABLE)
        context = {"lost": problem, "exercise": exercise or "EXERCISE"}
        return render(request, "games/packs/lost.html", context, status=UNAVAILABLE)
