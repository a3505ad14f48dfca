"""The library of rule packs: every pack an exercise was ever pinned to, and those that authors made.

A pack is known by the digest of its files and never changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from games.law.building import digest_of
from games.law.shipped import shipped_texts
from games.models import RulePack
from games.services.clock import now_ms

SHIPPED_TITLE = "tte"


@cache
def shipped_digest() -> str:
    """The digest of the pack that comes with this version of tte."""
    return digest_of(shipped_texts())


def texts_of(digest: str) -> dict[str, str] | None:
    """The files of a pack by name; None where no such pack is kept."""
    if digest in ("", shipped_digest()):
        return shipped_texts()
    files = RulePack.objects.filter(digest=digest).values_list("files", flat=True).first()
    return None if files is None else dict(json.loads(files))


def store(
    texts: Mapping[str, str],
    title: str,
    *,
    note: str = "",
    author: AbstractBaseUser | None = None,
    parent: str = "",
    shipped: bool = False,
) -> tuple[RulePack, bool]:
    """The pack of these files in the library, and whether it is new there. Nothing is checked here."""
    with transaction.atomic():
        return RulePack.objects.get_or_create(
            digest=digest_of(texts),
            defaults={
                "title": title,
                "note": note,
                "author_id": author.pk if author else None,
                "made_at": now_ms(),
                "parent": parent,
                "shipped": shipped,
                "files": json.dumps(dict(sorted(texts.items())), ensure_ascii=False),
            },
        )


def keep_shipped() -> RulePack:
    """The shipped pack, kept so that a later version of tte changes nothing for what is played under it."""
    return store(shipped_texts(), SHIPPED_TITLE, shipped=True)[0]


def keep(digest: str) -> None:
    """Sees to it that the texts of a pack about to be pinned are kept. Raises LookupError for none such."""
    if digest == shipped_digest():
        keep_shipped()
    elif not RulePack.objects.filter(digest=digest).exists():
        raise LookupError(digest)


def named(name: str) -> list[RulePack]:
    """The stored packs with this title, or whose digest begins so; the shipped one is among them."""
    keep_shipped()
    same = Q(title__iexact=name)
    if len(name) >= 4:
        same |= Q(digest__startswith=name.lower())
    return list(RulePack.objects.filter(same).defer("files"))
