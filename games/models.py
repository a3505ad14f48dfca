"""The tables of play: the log and what stands beside it. Only `games.services` writes them.

Times ending in `_at` or `_due` are wall milliseconds since 1970 (UTC), as the engine has them.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from games.stored_once import StoredOnce


class Exercise(models.Model):
    """One run of a deck. The row is the lock of its log: whoever appends holds it until commit."""

    public_id = models.CharField(max_length=24, unique=True, editable=False)
    title = models.CharField(max_length=200)
    practice = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="exercises"
    )
    deck = models.CharField(max_length=100, default="", editable=False)
    plan_digest = models.CharField(max_length=80, default="", editable=False)
    rules_digest = models.CharField(max_length=80, default="", editable=False)
    rules_day = models.CharField(max_length=10, default="", editable=False)
    life = models.CharField(max_length=16, default="draft", editable=False)
    head_seq = models.BigIntegerField(default=0, editable=False)
    head_digest = models.CharField(max_length=64, default="", editable=False)
    next_due_at = models.BigIntegerField(null=True, default=None, editable=False)
    created_at = models.BigIntegerField(editable=False)

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_due_at"], name="exercise_due", condition=models.Q(next_due_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.public_id})"


class RulePack(StoredOnce):
    """A rule pack as its files are: the shipped ones that exercises were pinned to, and those of authors.

    Never changed once stored; the database refuses it. `files` is JSON, text by file name; `parent` the
    digest of the pack it was made from; `note` the author's reason.
    """

    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    note = models.TextField(default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="rule_packs"
    )
    made_at = models.BigIntegerField()
    parent = models.CharField(max_length=64, default="")
    shipped = models.BooleanField(default=False)
    files = models.TextField()

    class Meta:
        verbose_name = _("rule pack")
        verbose_name_plural = _("rule packs")
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.title} ({self.digest[:12]})"

    @property
    def unchangeable(self) -> str:
        return f"The rule pack {self} is stored and cannot be changed; make a new one from it."


class MediaFile(StoredOnce):
    """A file that comes with decks, cleaned of all that is not seen or heard, once however many use it.

    Never changed once stored; the database refuses it. `digest` is the SHA-256 of `content`, `kind` its media
    type; width and height are pixels, 0 for what is not a picture. Exercises name it by its digest.
    """

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    content = models.BinaryField()
    kept_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("media file")
        verbose_name_plural = _("media files")
        ordering: ClassVar = ["-kept_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.digest[:12]})"


class PackDraft(models.Model):
    """A rule pack that is being edited, from the pack `parent` (empty: from files that were brought in).

    `files` is JSON: the text of each file that differs from the parent's, null for one that was taken out.
    """

    title = models.CharField(max_length=200)
    parent = models.CharField(max_length=64, default="")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="pack_drafts"
    )
    files = models.TextField(default="{}")
    reason = models.TextField(default="")
    version = models.PositiveIntegerField(default=0)
    made_at = models.BigIntegerField()
    edited_at = models.BigIntegerField()

    class Meta:
        verbose_name = _("pack draft")
        verbose_name_plural = _("pack drafts")
        ordering: ClassVar = ["-edited_at", "-id"]

    def __str__(self) -> str:
        return self.title


class PackEdit(models.Model):
    """One change to a draft: by whom, what was edited, and the file as it then stood."""

    draft = models.ForeignKey(PackDraft, on_delete=models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    at = models.BigIntegerField()
    file = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        verbose_name = _("pack edit")
        verbose_name_plural = _("pack edits")
        ordering: ClassVar = ["draft", "-version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "version"], name="pack_edit_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.version} {self.what}"

    @property
    def undone(self) -> str:
        """The number of the edit that this one took back; empty for any other edit."""
        return self.what.removeprefix("undo ") if self.what.startswith("undo ") else ""


def appended_to(related_name: str) -> models.ForeignKey[Exercise, Exercise]:
    """The exercise of a row that is written only under the lock of that exercise and never taken away.

    No constraint of the database: it would look the exercise up again for every row of a move, and the lock
    already holds it. No index of its own: each of these tables has one that begins with the exercise.
    """
    return models.ForeignKey(
        Exercise, on_delete=models.PROTECT, related_name=related_name, db_index=False, db_constraint=False
    )


class LoggedEvent(models.Model):
    """An event of the log, never edited: the database itself refuses update and delete.

    `data` is the JSON text that `digest` was taken of, byte for byte. `told_digest` covers what each audience
    was told of it.
    """

    exercise = appended_to("events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    data = models.TextField()
    wall_at = models.BigIntegerField()
    exercise_ms = models.BigIntegerField()
    scenario_at = models.BigIntegerField()
    turn = models.IntegerField()
    actor_seat = models.CharField(max_length=80)
    cause = models.BigIntegerField()
    told_digest = models.CharField(max_length=64)
    prev_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("logged event")
        verbose_name_plural = _("logged events")
        ordering: ClassVar = ["exercise", "seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "seq"], name="event_seq")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Disclosure(models.Model):
    """One frame that one audience was told, under that audience's own gapless count. Never edited.

    Rows are numbered in the order of the log, so `id` orders the frames of several audiences.
    """

    exercise = appended_to("disclosures")
    audience = models.CharField(max_length=160)
    position = models.BigIntegerField()
    seq = models.BigIntegerField()
    frame = models.TextField()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "audience", "position"], name="disclosure_position")
        ]
        indexes: ClassVar = [models.Index(fields=["exercise", "seq"], name="disclosure_seq")]

    def __str__(self) -> str:
        return f"{self.audience} {self.position}"


class Receipt(models.Model):
    """The first answer to a command key; the same key is answered with it ever after."""

    exercise = appended_to("receipts")
    key = models.CharField(max_length=64)
    actor = models.CharField(max_length=80)
    answer = models.TextField()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "key"], name="receipt_key")]

    def __str__(self) -> str:
        return self.key


class Timer(models.Model):
    """What falls due and when, as the state has it: a projection for those who watch the machine.

    `wall_due` is empty while the clock it waits for stands still.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="timers", db_index=False)
    timer = models.CharField(max_length=160)
    kind = models.CharField(max_length=16)
    ref = models.CharField(max_length=160)
    basis = models.CharField(max_length=16)
    at_ms = models.BigIntegerField()
    wall_due = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        ordering: ClassVar = ["exercise", models.F("wall_due").asc(nulls_last=True), "timer"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "timer"], name="timer_name")]

    def __str__(self) -> str:
        return self.timer


class SeatAccess(models.Model):
    """How a person gets to a seat: its code, and the count of issues of its PIN and link.

    PIN and link token are derived from the server's secret key and `issue`, so that staff can print the seat
    sheet again at any time and yet a copy of the database opens no seat. `token_hash` finds the seat of a
    link. `generation` counts the people and devices that sat down; a session of an older one is out.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="accesses", db_index=False)
    seat = models.CharField(max_length=80)
    code = models.CharField(max_length=6, unique=True)
    issue = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    generation = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("seat access")
        verbose_name_plural = _("seat accesses")
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "seat"], name="access_seat")]

    def __str__(self) -> str:
        return f"{self.seat} ({self.code})"


class Delivery(models.Model):
    """That an item reached a seat's screen and was opened there, by whoever sat there (`generation`)."""

    # Without a constraint: an exercise that was played stays, and looking it up for each row took as long as writing it.
    exercise = models.ForeignKey(
        Exercise, on_delete=models.PROTECT, related_name="deliveries", db_index=False, db_constraint=False
    )
    seat = models.CharField(max_length=80)
    generation = models.PositiveIntegerField()
    item = models.CharField(max_length=80)
    delivered_at = models.BigIntegerField()
    opened_at = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exercise", "item", "seat", "generation"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} to {self.seat}"


class Draft(models.Model):
    """The move that a team is writing: the newest version."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="drafts", db_index=False)
    team = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=0)
    content = models.TextField(default="{}")
    edited_by = models.CharField(max_length=80, default="")
    edited_at = models.BigIntegerField(default=0)
    with_lead = models.BooleanField(default=False)
    note = models.TextField(default="")

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "team"], name="draft_team")]

    def __str__(self) -> str:
        return f"{self.team} {self.version}"


class DraftVersion(models.Model):
    """Every text that was ever saved, and what was done with it. `base` is the version it was written on."""

    class Act(models.TextChoices):
        SAVED = "saved", _("saved")
        CONFLICT = "conflict", _("kept beside a newer text")
        SENT = "sent", _("sent to the lead")
        RETURNED = "returned", _("returned to the scribe")
        SUBMITTED = "submitted", _("submitted")

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=Act.choices)
    content = models.TextField()
    seat = models.CharField(max_length=80)
    at = models.BigIntegerField()
    note = models.TextField(default="")

    class Meta:
        verbose_name = _("draft version")
        verbose_name_plural = _("draft versions")
        ordering: ClassVar = ["draft", "id"]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.version} {self.act}"


class Heartbeat(models.Model):
    """The last sign of life of a process that timers depend on: `beat`, `worker`; and when it was started."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.BigIntegerField()
    since = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """When a seat was last seen with a live connection, on whichever web process. Not part of the record."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="presences", db_index=False)
    seat = models.CharField(max_length=80)
    at = models.BigIntegerField()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints: ClassVar = [models.UniqueConstraint(fields=["exercise", "seat"], name="presence_seat")]

    def __str__(self) -> str:
        return self.seat
