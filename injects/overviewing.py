"""The pages on which a stored deck is seen whole: in time, in branches, by objective, and by load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from games.law.shipped import load_shipped
from injects import loadcharts, picturing
from injects.deck.lint import check_text
from injects.deck.vocabulary import vocabulary_of
from injects.models import Deck
from injects.picturing import Picture

VIEWS: dict[str, Callable[[Picture], Any]] = {
    "timeline": picturing.timeline_view,
    "branches": picturing.branches_view,
    "coverage": picturing.coverage_view,
    "load": loadcharts.load_view,
}
"""What each page draws, by the last word of its address."""


@login_required
@require_safe
def overview(request: HttpRequest, slug: str, version: str, view: str) -> HttpResponse:
    """One of the views of a stored deck, under the rule pack of today."""
    stored = get_object_or_404(Deck, slug=slug, version=version)
    book = load_shipped()
    checked = check_text(f"{slug}.yaml", stored.source, vocabulary_of(book))
    address = reverse("injects:deck", args=[slug, version])
    context: dict[str, Any] = {"deck": stored, "view": view, "nav": stored_nav(stored), "plan": checked.plan}
    if checked.plan is not None:
        picture = Picture(checked.plan, book, checked.findings, lambda name: f"{address}#{name}")
        context["shown"] = VIEWS[view](picture)
    return render(request, f"injects/{view}.html", context)


def stored_nav(deck: Deck) -> list[tuple[str, str, str]]:
    """The ways between the views of a stored deck: name, label, address."""
    place = [deck.slug, deck.version]
    return [
        ("table", _("Table"), reverse("injects:deck", args=place)),
        *((name, label, reverse(f"injects:{name}", args=place)) for name, label in view_labels()),
        ("rehearsals", _("Rehearsals"), reverse("injects:rehearsals", args=place)),
    ]


def view_labels() -> list[tuple[str, str]]:
    """The views by name, each with its label."""
    return [
        ("timeline", _("Timeline")),
        ("branches", _("Branches")),
        ("coverage", _("Coverage")),
        ("load", _("Load")),
    ]
