"""Decks that are being written: the working copy, its history, what its authors say to each other, and who is there.

Nothing here is a deck of the library. Saving a version makes one (`injects.models.Deck`), and the draft goes on.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The working copy of a deck: its text as it stands, which may be unfinished.

    `revision` counts the saves that changed something. `retired` holds every id of an inject that was ever used.
    `base` is the version it was started from, `saved` the last one that was made of it, at `saved_revision`.
    Times are wall milliseconds since 1970 (UTC).
    """

    title = models.JSONField()
    slug = models.CharField(max_length=64)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=0)
    retired = models.JSONField(default=list)
    base = models.ForeignKey(
        "injects.Deck", null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts"
    )
    saved = models.ForeignKey(
        "injects.Deck", null=True, blank=True, on_delete=models.SET_NULL, related_name="written_in"
    )
    saved_revision = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deck_drafts")
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="shared_deck_drafts")
    started_at = models.BigIntegerField()
    edited_at = models.BigIntegerField()

    class Meta:
        app_label = "injects"
        verbose_name = _("deck draft")
        verbose_name_plural = _("deck drafts")
        ordering: ClassVar = ["-edited_at", "-id"]

    def __str__(self) -> str:
        return self.slug

    def open_to(self, user: AbstractBaseUser) -> bool:
        """Whether somebody may read and change it: its owner and those it is shared with."""
        return self.owner_id == user.pk or self.authors.filter(pk=user.pk).exists()


class DraftChange(models.Model):
    """One change of a draft, never edited: `injects.authoring.operations.Change` with who and when.

    `before` and `after` are JSON. A revision may hold several changes, counted by `place`. `undoes` is the
    revision that this one took back (or made again, for `redo`).
    """

    class Way(models.TextChoices):
        """How it came about."""

        EDIT = "edit", _("edited")
        UNDO = "undo", _("undone")
        REDO = "redo", _("made again")
        IMPORT = "import", _("brought in")

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deck_changes",
    )
    name = models.CharField(max_length=150)
    at = models.BigIntegerField()
    way = models.CharField(max_length=8, choices=Way, default=Way.EDIT)
    undoes = models.PositiveIntegerField(null=True, blank=True)
    verb = models.CharField(max_length=8)
    section = models.CharField(max_length=32)
    key = models.CharField(max_length=140)
    field = models.CharField(max_length=100, blank=True)
    before = models.TextField()
    after = models.TextField()

    class Meta:
        app_label = "injects"
        verbose_name = _("change of a draft")
        verbose_name_plural = _("changes of drafts")
        ordering: ClassVar = ["draft", "-revision", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "revision", "place"], name="draft_change_once")
        ]
        indexes: ClassVar = [models.Index(fields=["draft", "section", "key"], name="draft_change_of")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.revision}.{self.place}"


class DraftRemark(models.Model):
    """What was said or decided about one inject of a draft, never edited but for `settled_at`.

    The approval state of an inject is that of its newest remark that is no comment; none is a draft.
    """

    class Kind(models.TextChoices):
        """What it is."""

        COMMENT = "comment", _("comment")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        CHANGED = "changed", _("changed after approval")

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="remarks")
    inject = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deck_remarks",
    )
    name = models.CharField(max_length=150)
    at = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    settled_at = models.BigIntegerField(null=True, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        app_label = "injects"
        verbose_name = _("remark on a draft")
        verbose_name_plural = _("remarks on drafts")
        ordering: ClassVar = ["draft", "id"]
        indexes: ClassVar = [models.Index(fields=["draft", "inject"], name="draft_remark_of")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.inject} {self.kind}"


class DraftPresence(models.Model):
    """Who has which inject of a draft open, as of `at` (wall milliseconds)."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=140, blank=True)
    at = models.BigIntegerField()

    class Meta:
        app_label = "injects"
        verbose_name = _("presence in a draft")
        verbose_name_plural = _("presences in drafts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "user"], name="draft_presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.user_id}"
