"""Rule packs that are being edited: every change is kept at once, and the pack is stored when it is accepted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from games.law.building import Rejected, digest_of, load
from games.law.checks import check_book
from games.law.comparing import Comparison, compare
from games.law.remarks import Remark
from games.law.rulebook import Rulebook
from games.law.shipped import shipped_cases
from games.law.variants import Overlay, applied
from games.law.yamltext import Problem
from games.models import PackDraft, PackEdit, RulePack
from games.services import packs
from games.services.clock import now_ms

HISTORY: Final = 300
"""Edits of a draft that are kept, the newest of them."""


class Overtaken(Exception):
    """Somebody else changed the file since the writer read it. Nothing was saved; `text` is theirs."""

    def __init__(self, text: str, by: str) -> None:
        super().__init__(by)
        self.text = text
        self.by = by


class NotReady(ValueError):
    """A draft that cannot become a pack: its files cannot be read, or say nothing new."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the loader and the checks say of a set of files. `book` is None where they cannot be loaded."""

    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]
    book: Rulebook | None

    @property
    def errors(self) -> int:
        """How many findings forbid playing under it."""
        return len(self.problems) + sum(each.level == "error" for each in self.remarks)

    @property
    def warnings(self) -> int:
        return sum(each.level == "warning" for each in self.remarks)


def mark_of(text: str) -> str:
    """What a text is known by while it is being edited."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def start(
    parent: RulePack, title: str, author: AbstractBaseUser, overlay: Overlay | None = None
) -> PackDraft:
    """A copy of a pack under a new title, to be changed; with an overlay its changes are made already.

    Raises `editing.CannotEdit` for a pack that the overlay does not fit.
    """
    base = packs.texts_of(parent.digest) or {}
    texts = applied(base, overlay) if overlay else base
    return _begun(parent, title, author, base, texts, overlay.title if overlay else "")


def _begun(
    parent: RulePack,
    title: str,
    author: AbstractBaseUser,
    base: Mapping[str, str],
    texts: Mapping[str, str],
    what: str,
) -> PackDraft:
    """A draft over `base` with the files `texts`; `what` was done to get them, if anything."""
    now = now_ms()
    with transaction.atomic():
        draft = PackDraft.objects.create(
            title=title,
            parent=parent.digest,
            author_id=author.pk,
            made_at=now,
            edited_at=now,
            version=1 if what else 0,
            files=json.dumps(dict(_overlay(base, texts)), ensure_ascii=False),
        )
        if what:
            PackEdit.objects.create(
                draft=draft, version=1, by=author.get_username(), at=now, file="", what=what, text=""
            )
    return draft


def bring_in(texts: Mapping[str, str], title: str, author: AbstractBaseUser) -> PackDraft:
    """A draft of files that somebody uploads, over the shipped pack: what they leave out is taken out."""
    parent = packs.keep_shipped()
    return _begun(parent, title, author, packs.texts_of(parent.digest) or {}, texts, "import")


def _overlay(base: Mapping[str, str], texts: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    for name in sorted({*base, *texts}):
        if texts.get(name) != base.get(name):
            yield name, texts.get(name)


def base_of(draft: PackDraft) -> dict[str, str]:
    """The files of the pack that the draft started from."""
    return packs.texts_of(draft.parent) or {}


def texts_of(draft: PackDraft) -> dict[str, str]:
    """The files of the draft as they stand."""
    files = {**base_of(draft), **json.loads(draft.files)}
    return {name: text for name, text in sorted(files.items()) if text is not None}


def save(draft_id: int, file: str, text: str, seen: str, *, by: str, what: str) -> PackDraft:
    """Keeps a new text of one file, whatever its state. `seen` is the mark of the text it was written on.

    Raises Overtaken when the file says something else by now, PackDraft.DoesNotExist when the draft is gone.
    """
    with transaction.atomic():
        draft = PackDraft.objects.select_for_update().get(pk=draft_id)
        now = texts_of(draft).get(file, "")
        if now == text:
            return draft
        other = _overtaking(draft, file, now, seen, by)
        if other:
            raise Overtaken(now, other)
        base = base_of(draft)
        changed = {**json.loads(draft.files), file: text}
        if base.get(file) == text:
            del changed[file]
        draft.files = json.dumps(changed, ensure_ascii=False)
        draft.version += 1
        draft.edited_at = now_ms()
        draft.save()
        PackEdit.objects.create(
            draft=draft, version=draft.version, by=by, at=draft.edited_at, file=file, what=what, text=text
        )
        draft.edits.filter(version__lte=draft.version - HISTORY).delete()
    return draft


def put(draft_id: int, file: str, text: str | None, *, by: str, what: str) -> None:
    """Puts a whole file into a draft, or (None) takes it out. Raises PackDraft.DoesNotExist."""
    with transaction.atomic():
        draft = PackDraft.objects.select_for_update().get(pk=draft_id)
        changed = {**json.loads(draft.files), file: text}
        if base_of(draft).get(file) == text:
            del changed[file]
        draft.files = json.dumps(changed, ensure_ascii=False)
        draft.version += 1
        draft.edited_at = now_ms()
        draft.save()
        PackEdit.objects.create(
            draft=draft,
            version=draft.version,
            by=by,
            at=draft.edited_at,
            file=file,
            what=what,
            text=text or "",
        )


UNDO: Final = "undo "
"""What an edit is called that took back another: with its version."""


def undoable(draft: PackDraft) -> PackEdit | None:
    """The newest edit that was not taken back yet; None where there is none, or what was before is not kept."""
    undone: set[int] = set()
    for edit in draft.edits.order_by("-version").defer("text").iterator(chunk_size=50):
        if edit.what.startswith(UNDO):
            undone.add(int(edit.what.removeprefix(UNDO)))
        elif edit.version not in undone:
            return edit if edit.file and _is_known_before(draft, edit) else None
    return None


def _is_known_before(draft: PackDraft, edit: PackEdit) -> bool:
    kept = draft.edits.filter(version__lt=edit.version)
    return kept.filter(file=edit.file).exists() or not draft.version > HISTORY


def undo(draft_id: int, version: int, *, by: str) -> PackEdit:
    """Puts the file back as it was before an edit, the newest that was not taken back; nothing is lost by it.

    Raises Overtaken when another edit is the newest by now, PackDraft.DoesNotExist when the draft is gone.
    """
    with transaction.atomic():
        draft = PackDraft.objects.select_for_update().get(pk=draft_id)
        edit = undoable(draft)
        if edit is None or edit.version != version:
            raise Overtaken("", edit.by if edit else "")
        earlier = draft.edits.filter(file=edit.file, version__lt=version).order_by("-version").first()
        before = base_of(draft).get(edit.file) if earlier is None else earlier.text or None
        put(draft_id, edit.file, before, by=by, what=f"{UNDO}{version}")
    return edit


def _overtaking(draft: PackDraft, file: str, now: str, seen: str, by: str) -> str:
    """Who else changed the file since the text marked `seen`, empty for nobody.

    What the writer saved meanwhile in the same tab is no surprise to them.
    """
    if mark_of(now) == seen:
        return ""
    edits = draft.edits.filter(file=file).order_by("-version").values_list("by", "text")
    for name, text in edits.iterator(chunk_size=4):
        if mark_of(text) == seen:
            return ""
        if name != by:
            return name
    return ""


def last_hand(draft: PackDraft, file: str) -> str:
    """Who changed a file of the draft last."""
    names = draft.edits.filter(file__in=(file, "")).values_list("by", flat=True)
    return names.first() or ""


def report_of(texts: Mapping[str, str]) -> Report:
    """What is wrong with these files. Kept for the next reader: it takes most of a second."""
    return _report(digest_of(texts), _Texts(texts))


def comparison_of(old: Mapping[str, str], new: Mapping[str, str]) -> Comparison | None:
    """The shipped cases under both packs; None where either cannot be loaded."""
    return _comparison(digest_of(old), digest_of(new), _Texts(old), _Texts(new))


class _Texts(dict[str, str]):
    """Files that are all alike to a cache whose key is their digest."""

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has None
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Texts)


@lru_cache(maxsize=8)
def _report(digest: str, texts: _Texts) -> Report:
    book = load(texts)
    if isinstance(book, Rejected):
        return Report(book.problems, (), None)
    return Report((), check_book(book), book)


@lru_cache(maxsize=8)
def _comparison(old: str, new: str, old_texts: _Texts, new_texts: _Texts) -> Comparison | None:
    before, after = report_of(old_texts).book, report_of(new_texts).book
    if before is None or after is None:
        return None
    return compare(before, after, shipped_cases())


def accept(draft_id: int, seen: int, title: str, reason: str, author: AbstractBaseUser) -> RulePack:
    """Stores the draft as a pack under a title, with the author's reason, and takes the draft away.

    `seen` is the version that the author looked at. Raises Overtaken when it is another by now, and NotReady
    for a draft that cannot be loaded or that is a pack which is there already.
    """
    with transaction.atomic():
        draft = PackDraft.objects.select_for_update().get(pk=draft_id)
        if draft.version != seen:
            raise Overtaken("", draft.edits.values_list("by", flat=True).first() or "")
        texts = texts_of(draft)
        if report_of(texts).book is None:
            raise NotReady("errors")
        pack, created = packs.store(texts, title, note=reason, author=author, parent=draft.parent)
        if not created:
            raise NotReady("same")
        draft.delete()
    return pack


def discard(draft_id: int) -> None:
    """Takes a draft away, with its history."""
    PackDraft.objects.filter(pk=draft_id).delete()
