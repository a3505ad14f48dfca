"""Takes stored files away that nothing can show any more: no deck version, draft, history of one, or exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q

from games.models import LoggedEvent, MediaFile
from injects.models import DraftChange, DraftFile

DAY: Final = 86_400_000


@dataclass(frozen=True)
class Pruned:
    """What went, or would go: names by draft, and stored files by digest, with their bytes altogether."""

    names: tuple[tuple[str, str], ...]
    digests: tuple[str, ...]
    size: int


def prune(now_ms: int, days: int = 7, *, dry: bool = False) -> Pruned:
    """Take away what was brought more than so many days ago and is nowhere named. `dry` only looks.

    A file of a draft stays as long as its name stands in the text of the draft or anywhere in its history, so
    that undo finds it; a stored file as long as a draft or a version has it, or its digest stands in any log.
    """
    before = now_ms - days * DAY
    with transaction.atomic():
        idle = [row for row in _older(before) if not _named(row)]
        rows = _loose(before, [row.pk for row in idle])
        found = Pruned(
            tuple((row.draft.slug, row.name) for row in idle),
            tuple(row.digest for row in rows),
            sum(row.size for row in rows),
        )
        if not dry:
            DraftFile.objects.filter(pk__in=[row.pk for row in idle]).delete()
            MediaFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return found


def _older(before: int) -> list[DraftFile]:
    """Files of drafts that nobody has touched since; the author of a younger one may be about to name it."""
    rows = DraftFile.objects.filter(media__kept_at__lt=before, draft__edited_at__lt=before)
    return list(rows.select_related("draft").order_by("draft_id", "name"))


def _named(row: DraftFile) -> bool:
    if row.name in row.draft.text:
        return True
    said = Q(before__contains=row.name) | Q(after__contains=row.name)
    return DraftChange.objects.filter(said, draft_id=row.draft_id).exists()


def _loose(before: int, idle: list[int]) -> list[MediaFile]:
    """Stored files that no version has, no draft (but for the files that go), and no log of an exercise names."""
    held = DraftFile.objects.exclude(pk__in=idle).values("media_id")
    rows = MediaFile.objects.filter(kept_at__lt=before, deck_files=None).exclude(pk__in=held)
    return [
        row
        for row in rows.defer("content").order_by("pk")
        if not LoggedEvent.objects.filter(data__contains=row.digest).exists()
    ]
