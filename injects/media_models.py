"""Which files go with which deck, by the names that the deck has for them. The files are `games.models.MediaFile`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from games.models import MediaFile
from games.stored_once import StoredOnce


class DeckFile(StoredOnce):
    """A file of a stored deck version. It never changes, as the version does not."""

    deck = models.ForeignKey("injects.Deck", on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=80)
    media = models.ForeignKey(MediaFile, on_delete=models.PROTECT, related_name="deck_files")

    class Meta:
        app_label = "injects"
        verbose_name = _("file of a deck")
        verbose_name_plural = _("files of decks")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["deck", "name"], name="deck_file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def unchangeable(self) -> str:
        return f"{self} belongs to a stored deck version and cannot be changed."


class DraftFile(models.Model):
    """A file of a deck that is being written."""

    draft = models.ForeignKey("injects.Draft", on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=80)
    media = models.ForeignKey(MediaFile, on_delete=models.PROTECT, related_name="draft_files")

    class Meta:
        app_label = "injects"
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "name"], name="draft_file_once")]

    def __str__(self) -> str:
        return self.name
