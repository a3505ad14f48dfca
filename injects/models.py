"""The deck library: every version of every deck, each stored once and never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Deck(models.Model):
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new version. A stored one cannot be saved again."""
        if self.pk is not None:
            raise ValueError(f"The deck {self} is stored and cannot be changed; give the text a new version.")
        super().save(*args, **kwargs)
