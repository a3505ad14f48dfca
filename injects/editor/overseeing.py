"""The views of a stored deck for a draft: timeline, branches, coverage and load."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from games.law.shipped import load_shipped
from injects import drafts
from injects.editor.acting import record_url
from injects.editor.frame import checked, frame
from injects.models import Draft
from injects.overviewing import VIEWS
from injects.picturing import Picture, timeline_view


@login_required
@never_cache
@require_safe
def overview(request: HttpRequest, number: int, view: str) -> HttpResponse:
    """A draft seen whole, each inject with the way to its form."""
    return render(request, f"injects/{view}.html", _context(request, number, view))


@login_required
@never_cache
@require_safe
def timeline_region(request: HttpRequest, number: int) -> HttpResponse:
    """The timeline with its table alone, after something was moved. Where nothing can be drawn the page says why."""
    context = _context(request, number, "timeline")
    if context["plan"] is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "injects/_timeline.html", context)


def _context(request: HttpRequest, number: int, view: str) -> dict[str, Any]:
    draft = drafts.draft_for(request, number)
    found = checked(draft)
    context: dict[str, Any] = {**frame(request, draft, view), "deck": draft, "plan": found.plan}
    if found.plan is not None:
        picture = Picture(
            found.plan, load_shipped(), found.findings, lambda name: record_url(draft, "injects", name)
        )
        shown = timeline_view(picture, movable(draft)) if view == "timeline" else VIEWS[view](picture)
        context["shown"] = shown
    return context


def movable(draft: Draft) -> frozenset[str]:
    """The injects whose time is written as one of the story, so that another can be written in its place."""
    deck = drafts.deck_of(draft)
    return frozenset(
        key
        for key in deck.keys("injects")
        if (row := deck.row("injects", key)) is not None
        and row.get("basis", "scenario") == "scenario"
        and not row.get("after")
    )
