"""The deck library: every version of every deck, each stored once and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from games.stored_once import StoredOnce
from injects.draft_models import Draft, DraftChange, DraftPresence, DraftRemark
from injects.media_models import DeckFile, DraftFile

__all__ = [
    "Deck",
    "DeckFile",
    "Draft",
    "DraftChange",
    "DraftFile",
    "DraftPresence",
    "DraftRemark",
    "Rehearsal",
    "Upload",
]


class Deck(StoredOnce):
    """One version of a deck, as its author's text. The database refuses to change a stored version.

    `digest` is that of what the deck says (`injects.deck.parse.digest`); `created_at` is wall milliseconds
    since 1970 (UTC).
    """

    slug = models.CharField(max_length=64)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    title = models.JSONField()
    source = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decks"
    )
    created_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("deck")
        verbose_name_plural = _("decks")
        ordering: ClassVar = ["slug", "-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="deck_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"

    @property
    def unchangeable(self) -> str:
        return f"The deck {self} is stored and cannot be changed; give the text a new version."


class Rehearsal(models.Model):
    """A deck played many times by scripted teams: what was asked, how far it is, and what was found.

    `report` is the JSON of `injects.rehearsal.report.Report`, empty until it is done. `deck_digest` and
    `rules_digest` say what was rehearsed, whatever the library holds later. Times are wall milliseconds since
    1970 (UTC); `beat_at` is the last sign of life of the worker.
    """

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for a worker")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="rehearsals")
    deck_digest = models.CharField(max_length=64)
    rules_digest = models.CharField(max_length=64)
    runs = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    wanted = models.JSONField()
    status = models.CharField(max_length=12, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    report = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="rehearsals"
    )
    asked_at = models.BigIntegerField()
    beat_at = models.BigIntegerField(null=True, blank=True)
    ended_at = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.deck} x {self.runs}"

    @property
    def under_way(self) -> bool:
        """Whether it waits for a worker or is at work."""
        return self.status in (self.Status.WAITING, self.Status.RUNNING)


class Upload(models.Model):
    """An import under way: the file of another tool, and what its owner has chosen so far.

    Nothing of it is in the library before it is accepted, which ends it. `choices` is that of
    `injects.exchange.choices.Choices`; `touched_at` is wall milliseconds since 1970 (UTC).
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    base = models.ForeignKey(Deck, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads")
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.CASCADE, related_name="uploads")
    choices = models.JSONField(default=dict)
    touched_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-touched_at", "-id"]

    def __str__(self) -> str:
        return self.name


class ImportMemory(models.Model):
    """What an author has said about a kind of file, for the next import of it.

    `shape` is the digest of its headings and `kept` that of `injects.exchange.memory.Memory`; `deck` is the
    slug of the deck that came of it, or empty; `name` the file's. `touched_at` is wall milliseconds since
    1970 (UTC).
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_memories"
    )
    deck = models.CharField(max_length=64, blank=True)
    shape = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kept = models.JSONField()
    touched_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("memory of an import")
        verbose_name_plural = _("memories of imports")
        ordering: ClassVar = ["-touched_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "deck", "shape"], name="import_memory_once")
        ]

    def __str__(self) -> str:
        return self.name
