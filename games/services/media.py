"""Files that come with decks: kept once, known by their digest, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from games.models import MediaFile
from games.services.clock import now_ms


@dataclass(frozen=True)
class Held:
    """What is known of a stored file without its content. Width and height are pixels, 0 for no picture."""

    digest: str
    kind: str
    size: int
    width: int
    height: int


def digest_of(content: bytes) -> str:
    """What a file is known by: SHA-256 of its bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes, kind: str, width: int = 0, height: int = 0) -> Held:
    """Stores a file, cleaned before, if it is not there yet."""
    with transaction.atomic():
        row, _created = MediaFile.objects.get_or_create(
            digest=digest_of(content),
            defaults={
                "kind": kind,
                "size": len(content),
                "width": width,
                "height": height,
                "content": content,
                "kept_at": now_ms(),
            },
        )
    return Held(row.digest, row.kind, row.size, row.width, row.height)


def content_of(digest: str) -> tuple[str, bytes] | None:
    """Media type and content of a stored file; None where there is none such."""
    row = MediaFile.objects.filter(digest=digest).values_list("kind", "content").first()
    return None if row is None else (row[0], bytes(row[1]))


def held(digests: Iterable[str]) -> dict[str, Held]:
    """What is known of these files; those that are not stored are left out."""
    rows = MediaFile.objects.filter(digest__in=list(digests))
    found = rows.values_list("digest", "kind", "size", "width", "height")
    return {row[0]: Held(*row) for row in found}


def ids_of(digests: Iterable[str]) -> list[tuple[str, int]]:
    """Digest and row of these files, for tables that point to them."""
    return list(MediaFile.objects.filter(digest__in=list(digests)).values_list("digest", "pk"))


def count() -> int:
    """How many files are stored."""
    return MediaFile.objects.count()


def faults() -> Iterator[str]:
    """The digests of stored files whose content is not what they are known by."""
    for row in MediaFile.objects.order_by("pk").only("digest", "content").iterator(chunk_size=8):
        if digest_of(bytes(row.content)) != row.digest:
            yield row.digest
