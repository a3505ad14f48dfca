"""Puts decks into the library and takes plans out of it."""

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
from django.contrib.auth.models import User
from django.db import transaction

from games.engine.plan import Plan
from games.law.book import Book
from games.services.media import Held
from injects import attachments, shipped
from injects.deck.findings import errors
from injects.deck.lint import check_text
from injects.deck.vocabulary import vocabulary_of
from injects.exchange.choices import Choices
from injects.exchange.memory import Memory, fits
from injects.exchange.sheets import Grid
from injects.models import Deck, Draft, ImportMemory, Upload
from injects.shipped import DeckProblems

logger = logging.getLogger(__name__)

UPLOADS_KEPT: Final = 20
MEMORIES_KEPT: Final = 60


class VersionTaken(ValueError):
    """The library holds this version of the deck with another text."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        super().__init__(
            f"{deck.slug} {deck.version} is in the library with another text; change the version."
        )


def store(
    text: str,
    name: str,
    book: Book,
    owner: User | None = None,
    files: Mapping[str, Held] | None = None,
) -> tuple[Deck, bool]:
    """The deck of this text in the library, and whether it is new there.

    `name` is the file's, for messages; `files` are kept already, by the names that the deck has for them. Raises
    DeckProblems for a deck with errors (nothing is stored) and VersionTaken where this version is there with
    another text or other files.
    """
    beside = files or {}
    checked = check_text(name, text, vocabulary_of(book), attachments.enclosures(beside))
    if checked.plan is None or not checked.usable:
        raise DeckProblems(errors(checked.findings))
    plan = checked.plan
    with transaction.atomic():
        deck, created = Deck.objects.get_or_create(
            slug=plan.id,
            version=plan.version,
            defaults={
                "digest": plan.digest,
                "title": plan.title,
                "source": text,
                "owner": owner,
                "created_at": _now(),
            },
        )
        if created:
            attachments.attach(deck, beside)
    if deck.source != text or attachments.of_deck(deck) != dict(beside):
        raise VersionTaken(deck)
    return deck, created


def store_shipped(book: Book) -> tuple[Deck, ...]:
    """Every shipped deck, put into the library if it is not there yet. Raises DeckProblems as `store`.

    Where the library has another text under the same version it keeps that one: exercises may have been made of it.
    """
    return tuple(_stored(shipped.path_of(name), book) for name in shipped.names())


def _stored(path: Path, book: Book) -> Deck:
    """A shipped deck of the library. One that lies there with this very text has been checked and is not read again."""
    text = path.read_text(encoding="utf-8")
    there = Deck.objects.filter(slug=path.stem, source=text).first()
    if there is not None:
        return there
    try:
        return store(text, path.name, book, files=attachments.kept(attachments.beside(path)))[0]
    except VersionTaken as taken:
        logger.warning(
            "the shipped deck %s is not the one that the library has under this version", path.stem
        )
        return taken.deck


def plan_of(deck: Deck, book: Book) -> Plan:
    """The plan of a stored deck. Raises DeckProblems if the rule pack no longer carries it."""
    files = attachments.enclosures(attachments.of_deck(deck))
    return shipped.plan_of(deck.source, f"{deck.slug}.yaml", book, files)


def newest(slug: str) -> Deck | None:
    """The version of a deck that was stored last."""
    return Deck.objects.filter(slug=slug).order_by("-created_at", "-id").first()


def keep_upload(
    name: str,
    content: bytes,
    owner: User,
    base: Deck | None,
    choices: Choices,
    draft: Draft | None = None,
) -> Upload:
    """A file kept for its owner until the import is accepted or given up. Only the last few are kept.

    With a `draft` it is to be accepted into that, not into the library.
    """
    old = Upload.objects.filter(owner=owner).order_by("-touched_at", "-id").values_list("pk", flat=True)
    with transaction.atomic():
        Upload.objects.filter(pk__in=list(old[UPLOADS_KEPT - 1 :])).delete()
        return Upload.objects.create(
            name=name[:200],
            content=content,
            owner=owner,
            base=base,
            draft=draft,
            choices=msgspec.to_builtins(choices),
            touched_at=_now(),
        )


def change_upload(upload: Upload, choices: Choices) -> None:
    """What the author has chosen so far."""
    upload.choices = msgspec.to_builtins(choices)
    upload.touched_at = _now()
    upload.save(update_fields=["choices", "touched_at"])


def choices_of(upload: Upload) -> Choices:
    """The choices of an import under way; those of a form that no longer fits are begun anew."""
    try:
        return msgspec.convert(upload.choices, Choices)
    except msgspec.ValidationError:
        return Choices()


def accept(upload: Upload, text: str, book: Book, memory: Memory | None = None) -> Deck:
    """Stores the deck made of an import and ends the import, or does neither. Raises as `store`.

    What the author said of the file is kept under the deck, for the next import into it.
    """
    with transaction.atomic():
        deck, _created = store(text, upload.name, book, owner=upload.owner)
        if memory is not None:
            remember(upload, memory, deck.slug)
        upload.delete()
    return deck


def remember(upload: Upload, memory: Memory, deck: str = "") -> None:
    """Keep what has been said of an import; of each kind of file and deck the last, and not endlessly many."""
    owned = ImportMemory.objects.filter(owner=upload.owner)
    ImportMemory.objects.update_or_create(
        owner=upload.owner,
        deck=deck,
        shape=memory.shape,
        defaults={"name": upload.name, "kept": msgspec.to_builtins(memory), "touched_at": _now()},
    )
    kept = owned.order_by("-touched_at", "-id").values_list("pk", flat=True)[:MEMORIES_KEPT]
    owned.exclude(pk__in=list(kept)).delete()


def recall(grid: Grid, owner: User, base: Deck | None) -> tuple[Memory, str] | None:
    """What was said last of a file like this, and that file's name: for the deck first, then by this owner."""
    rows = list(ImportMemory.objects.filter(owner=owner)[:MEMORIES_KEPT])
    if base is not None:
        rows = [*ImportMemory.objects.filter(deck=base.slug)[:MEMORIES_KEPT], *rows]
    for row in rows:
        try:
            memory = msgspec.convert(row.kept, Memory)
        except msgspec.ValidationError:
            continue  # kept by a version whose choices were others
        if fits(memory, grid):
            return memory, row.name
    return None


def _now() -> int:
    return time.time_ns() // 1_000_000
