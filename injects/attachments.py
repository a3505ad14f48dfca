"""The files that go with decks and drafts: taken in clean, kept once, found again by the names that a deck has for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from games.engine.plan import Enclosure
from games.services import media
from games.services.media import Held
from injects.media.clean import ENDINGS, MOST_BYTES, clean
from injects.media.faults import BadMedia
from injects.models import Deck, DeckFile, Draft, DraftFile

FOLDER: Final = ".media"
"""A deck file `long-strait.yaml` has its files in the folder `long-strait.media` beside it."""
MOST_FILES: Final = 60
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\Z")
_ODD: Final = re.compile(r"[^A-Za-z0-9_-]+")


class BadFile(ValueError):
    """A file of a deck that is not taken in: its name, and why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


def taken(name: str, content: bytes) -> Held:
    """The file as it is kept. Raises BadFile.

    One that is kept already came in clean and is not cleaned again, so that a deck that comes back is the same.
    """
    if known := media.held([media.digest_of(content)]):
        return next(iter(known.values()))
    try:
        made = clean(content)
    except BadMedia as bad:
        raise BadFile(name, bad.sentence(gettext)) from bad
    return media.keep(made.content, made.kind, made.width, made.height)


def facts_of(contents: Mapping[str, bytes]) -> dict[str, Enclosure]:
    """What files would be kept as, without keeping them. Raises BadFile."""
    found = {}
    for name, content in contents.items():
        try:
            made = clean(content)
        except BadMedia as bad:
            raise BadFile(name, bad.sentence(gettext)) from bad
        digest = media.digest_of(made.content)
        found[name] = Enclosure(digest, made.kind, {}, len(made.content), made.width, made.height)
    return found


def enclosures(files: Mapping[str, Held]) -> dict[str, Enclosure]:
    """Files as a deck is bound to them."""
    return {
        name: Enclosure(one.digest, one.kind, {}, one.size, one.width, one.height)
        for name, one in files.items()
    }


def beside(path: Path) -> dict[str, bytes]:
    """The files that stand beside a deck file, by name. Raises BadFile for too many, and OSError."""
    folder = path.with_name(path.stem + FOLDER)
    if not folder.is_dir():
        return {}
    found = sorted(each for each in folder.iterdir() if each.is_file() and _NAME.match(each.name))
    if len(found) > MOST_FILES:
        raise BadFile(folder.name, str(_("It holds more than %(most)d files.") % {"most": MOST_FILES}))
    return {each.name: _bounded(each) for each in found}


def _bounded(path: Path) -> bytes:
    """A file, read no further than what is refused anyway."""
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def kept(contents: Mapping[str, bytes]) -> dict[str, Held]:
    """All of these files, kept; or none of them, with BadFile for the first that is not taken in."""
    with transaction.atomic():
        return {name: taken(name, content) for name, content in contents.items()}


def of_deck(deck: Deck) -> dict[str, Held]:
    """The files of a stored deck by name."""
    return _named(DeckFile.objects.filter(deck=deck))


def of_draft(draft: Draft) -> dict[str, Held]:
    """The files of a draft by name."""
    return _named(DraftFile.objects.filter(draft=draft))


def contents_of(deck: Deck) -> dict[str, bytes]:
    """The content of every file of a stored deck, by name."""
    rows = DeckFile.objects.filter(deck=deck).values_list("name", "media__content")
    return {name: bytes(content) for name, content in rows}


def _named(rows: QuerySet[DeckFile] | QuerySet[DraftFile]) -> dict[str, Held]:
    fields = ("name", "media__digest", "media__kind", "media__size", "media__width", "media__height")
    return {row[0]: Held(*row[1:]) for row in rows.values_list(*fields)}


def attach(deck: Deck, files: Mapping[str, Held]) -> None:
    """Says which files go with a deck that was just stored."""
    ids = dict(_ids(files))
    DeckFile.objects.bulk_create(
        DeckFile(deck=deck, name=name, media_id=ids[one.digest]) for name, one in files.items()
    )


def give(draft: Draft, files: Mapping[str, Held]) -> None:
    """Puts files with a draft; one of the same name takes the other's place."""
    ids = dict(_ids(files))
    with transaction.atomic():
        for name, one in files.items():
            DraftFile.objects.update_or_create(draft=draft, name=name, defaults={"media_id": ids[one.digest]})


def _ids(files: Mapping[str, Held]) -> list[tuple[str, int]]:
    return media.ids_of(one.digest for one in files.values())


def take_away(draft: Draft, name: str) -> bool:
    """Takes a file from a draft; whether it was there. Decks and exercises that have it keep it."""
    return bool(DraftFile.objects.filter(draft=draft, name=name).delete()[0])


def fitting_name(wished: str, kind: str, others: Mapping[str, object]) -> str:
    """A name for a file like the one wished for, with the ending of what it is, that no other file has."""
    stem = _ODD.sub("-", wished.rpartition(".")[0] or wished).strip("-_")[:60] or "file"
    ending = ENDINGS[kind]
    name, number = f"{stem}.{ending}", 2
    while name in others:
        name, number = f"{stem}-{number}.{ending}", number + 1
    return name
