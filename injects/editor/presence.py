"""Who else has a draft open, and where in it: told by a poll each time a page asks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from games.services.clock import now_ms
from injects import drafts
from injects.models import Draft, DraftPresence

GONE_MS = 35_000
"""Somebody who has not asked for this long (wall milliseconds) has left."""


def note(draft: Draft, user: User, place: str) -> None:
    """Says that somebody has a record of a draft open."""
    DraftPresence.objects.update_or_create(
        draft=draft, user=user, defaults={"place": place[:140], "at": now_ms()}
    )


def _here(draft: Draft, user: User) -> list[tuple[str, str]]:
    rows = draft.presences.filter(at__gte=now_ms() - GONE_MS).exclude(user=user)
    return list(rows.order_by("user__username").values_list("place", "user__username"))


def by_place(draft: Draft, user: User) -> dict[str, tuple[str, ...]]:
    """The names of the others at each record, as `user` sees them."""
    found: dict[str, tuple[str, ...]] = {}
    for place, name in _here(draft, user):
        found[place] = (*found.get(place, ()), name)
    return found


def others(draft: Draft, user: User, place: str) -> tuple[str, ...]:
    """The others who have this record open."""
    return by_place(draft, user).get(place, ())


@login_required
@never_cache
@require_safe
def here(request: HttpRequest, number: int, key: str, section: str = "injects") -> HttpResponse:
    """Says that the asker is still here, and who else is."""
    draft = drafts.draft_for(request, number)
    user = drafts.author_of(request)
    place = key if section == "injects" else f"{section}/{key}"
    note(draft, user, place)
    changes = draft.changes.filter(section=section, key=key).order_by("-revision")
    context = {
        "others": others(draft, user, place),
        "draft": draft,
        "key": key,
        "section": section,
        "changed": changes.values_list("revision", flat=True).first() or "",
    }
    return render(request, "injects/editor/_here.html", context)
