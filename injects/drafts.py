"""Decks being written: one transaction for each save, with its history, its undo, and nobody's words lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from games.services.clock import now_ms
from injects import attachments, library
from injects.authoring import fields, operations
from injects.authoring.comparing import differences
from injects.authoring.merging import merged
from injects.authoring.operations import Add, Change, Move, Operation, Remove, SetField
from injects.authoring.texts import CannotEdit, DeckText, open_text
from injects.exchange.naming import free, slug
from injects.models import Deck, Draft, DraftChange, DraftRemark

__all__ = [
    "Add",
    "CannotEdit",
    "Move",
    "Remove",
    "SetField",
    "apply",
    "deck_of",
    "draft_for",
    "write",
]


@dataclass(frozen=True)
class Outcome:
    """What a save came to: the draft as it stands, what changed, and the injects that are drafts again by it."""

    draft: Draft
    changes: tuple[Change, ...] = ()
    returned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """What became of a form: the outcome, fields another author has changed meanwhile, and who did last.

    `theirs` were taken over, `conflicts` hold the other's text of fields that both changed; those are not saved.
    """

    outcome: Outcome
    theirs: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    by: str = ""


# Finding and starting ------------------------------------------------------------------------------------------


def draft_for(request: HttpRequest, number: int) -> Draft:
    """A draft that the signed-in author may read and change. Raises Http404 for any other."""
    found = Draft.objects.select_related("owner", "base", "saved").filter(pk=number).first()
    if found is None or not found.open_to(author_of(request)):
        raise Http404
    return found


def author_of(request: HttpRequest) -> User:
    """Who is signed in. Raises Http404 for nobody."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def drafts_of(user: User) -> QuerySet[Draft]:
    """The drafts that somebody may change, the newest edit first."""
    own = Draft.objects.filter(owner=user)
    shared = Draft.objects.filter(authors=user)
    return (own | shared).distinct().select_related("owner", "base", "saved").defer("text")


def start(text: str, owner: User, base: Deck | None = None) -> Draft:
    """A draft of a text of a deck. Raises CannotEdit for a text that is no YAML."""
    deck = open_text(text)
    head = deck.row("deck", "") or {}
    name = str(head.get("id", ""))[:64] or "deck"
    now = now_ms()
    with transaction.atomic():
        draft = Draft.objects.create(
            title=title_of(deck),
            slug=name,
            text=deck.text,
            retired=sorted(_ids_ever_used(name) | set(deck.keys("injects"))),
            base=base,
            owner=owner,
            started_at=now,
            edited_at=now,
        )
        if base is not None:
            attachments.give(draft, attachments.of_deck(base))
    return draft


def names_taken() -> set[str]:
    """The ids of all decks and drafts."""
    return {*Deck.objects.values_list("slug", flat=True), *Draft.objects.values_list("slug", flat=True)}


def make_own(draft: Draft, author: User, title: str) -> Draft:
    """Makes a draft a deck of its own: under another id, from its first version on, with a title if one is given."""
    deck = deck_of(draft)
    first = deck.languages[0]
    taken = names_taken()
    wanted = [
        SetField("", "id", free(slug(title, f"{draft.slug}-copy"), taken), "deck"),
        SetField("", "version", "0.1", "deck"),
    ]
    if title:
        wanted.append(SetField("", "title", title if len(deck.languages) == 1 else {first: title}, "deck"))
    return apply(draft, author, *wanted)


def _ids_ever_used(name: str) -> set[str]:
    """The ids of the injects of every stored version of a deck: none of them may ever name another."""
    found: set[str] = set()
    for text in Deck.objects.filter(slug=name).values_list("source", flat=True):
        try:
            found.update(open_text(text).keys("injects"))
        except CannotEdit:
            continue
    return found


def deck_of(draft: Draft) -> DeckText:
    """What a draft says. Its text can always be read: nothing else is ever kept."""
    return open_text(draft.text)


def title_of(deck: DeckText) -> dict[str, str]:
    """The title of a deck by language."""
    title = (deck.row("deck", "") or {}).get("title", "")
    return (
        {k: str(v) for k, v in title.items()} if isinstance(title, dict) else {deck.languages[0]: str(title)}
    )


# Saving --------------------------------------------------------------------------------------------------------


def apply(draft: Draft, author: User, *wanted: Operation) -> Draft:
    """The draft after these operations, as one revision. Raises CannotEdit, and nothing is saved."""
    return write(draft, author, wanted).draft


def write(draft: Draft, author: User, wanted: Sequence[Operation]) -> Outcome:
    """As `apply`, and tells what was changed."""
    with transaction.atomic():
        held = _locked(draft)
        deck, changes = operations.apply(deck_of(held), wanted, frozenset(held.retired))
        return _keep(held, author, deck, changes)


def write_text(draft: Draft, author: User, text: str, seen: str = "") -> Outcome:
    """Puts a whole text in place of the draft's (in place of `seen`), as one revision of every field that differs.

    What somebody else has changed since `seen` stays. Raises CannotEdit where that cannot be.
    """
    with transaction.atomic():
        held = _locked(draft)
        now, wanted = deck_of(held), open_text(text)
        changes = differences(open_text(seen) if seen else now, wanted)
        if seen and seen != held.text:
            wanted, changes = operations.apply(now, operations.repeating(changes), frozenset(held.retired))
        return _keep(held, author, wanted, changes, DraftChange.Way.IMPORT)


def save_form(
    draft: Draft, author: User, section: str, key: str, given: Mapping[str, str], seen: int
) -> Saved:
    """Keeps what a form changed of a record since revision `seen`, merged with what others changed since.

    Raises CannotEdit where the record is gone, and `fields.BadField`.
    """
    with transaction.atomic():
        held = _locked(draft)
        deck = deck_of(held)
        row = deck.row(section, key)
        if row is None:
            raise CannotEdit(f"there is no {key} in {section}")
        theirs = fields.texts_of(deck, section, row)
        since = list(
            _changes_of(held, section, key).filter(revision__gt=seen).order_by("-revision", "-place")
        )
        base = fields.texts_of(deck, section, _reverted(deck, section, key, since)) if since else theirs
        outcome = merged(base, fields.ordered(section, given, base), theirs)
        wanted = fields.operations(deck, section, key, outcome.mine)
        after, changes = operations.apply(deck, wanted, frozenset(held.retired))
        kept = _keep(held, author, after, changes)
        touched = outcome.conflicts or outcome.theirs
        by = next((change.name for change in since if _names(change.field) & _all_names(touched)), "")
        return Saved(kept, outcome.theirs, outcome.conflicts, by or (since[0].name if since else ""))


def _names(name: str) -> set[str]:
    return {name, name.partition(".")[0], "at" if name == "t_h" else name}


def _all_names(names: Iterable[str]) -> set[str]:
    return {part for name in names for part in _names(name)}


def _changes_of(draft: Draft, section: str, key: str) -> Any:
    return draft.changes.filter(section=section, key=key)


def _reverted(deck: DeckText, section: str, key: str, since: Iterable[DraftChange]) -> dict[str, Any]:
    """A record as it was before these changes, the newest first."""
    back = [
        SetField(change.key, change.field, json.loads(change.before), section)
        for change in since
        if change.verb == "set" and change.field
    ]
    for operation in back:
        deck, _changes = operations.apply(deck, [operation])
    return deck.row(section, key) or {}


def _locked(draft: Draft) -> Draft:
    """The draft as it stands, held until the transaction ends."""
    return (
        Draft.objects.select_for_update(of=("self",))
        .select_related("owner", "base", "saved")
        .get(pk=draft.pk)
    )


def _keep(
    draft: Draft,
    author: User,
    deck: DeckText,
    changes: Sequence[Change],
    way: str = DraftChange.Way.EDIT,
    undoes: int | None = None,
) -> Outcome:
    if not changes:
        return Outcome(draft)
    draft.text = deck.text
    draft.title = title_of(deck)
    draft.slug = str((deck.row("deck", "") or {}).get("id", ""))[:64] or draft.slug
    draft.revision += 1
    draft.edited_at = now_ms()
    draft.retired = sorted({*draft.retired, *deck.keys("injects")})
    draft.save(update_fields=["text", "title", "slug", "revision", "edited_at", "retired"])
    DraftChange.objects.bulk_create(
        DraftChange(
            draft=draft,
            revision=draft.revision,
            place=place,
            by=author,
            name=author.get_username(),
            at=draft.edited_at,
            way=way,
            undoes=undoes,
            verb=change.verb,
            section=change.section,
            key=change.key[:140],
            field=change.field,
            before=json.dumps(change.before, ensure_ascii=False),
            after=json.dumps(change.after, ensure_ascii=False),
        )
        for place, change in enumerate(changes)
    )
    return Outcome(draft, tuple(changes), _reopened(draft, author, changes))


def _reopened(draft: Draft, author: User, changes: Sequence[Change]) -> tuple[str, ...]:
    """Makes every approved or submitted inject that was changed a draft again, and says so in its remarks."""
    touched = dict.fromkeys(c.key for c in changes if c.section == "injects" and c.verb != "move")
    states = states_of(draft)
    settled = ("approved", "submitted")
    returned = [key for key in touched if key in states and states[key].kind in settled]
    for key in returned:
        DraftRemark.objects.create(
            draft=draft,
            inject=key,
            kind=DraftRemark.Kind.CHANGED,
            by=author,
            name=author.get_username(),
            at=draft.edited_at,
            revision=draft.revision,
        )
    return tuple(returned)


# Undo ----------------------------------------------------------------------------------------------------------


def undo(draft: Draft, author: User) -> Outcome | None:
    """Takes back the author's last revision that stands; None where there is none.

    Raises `operations.Overtaken` where somebody has changed it since.
    """
    return _step(draft, author, DraftChange.Way.UNDO)


def redo(draft: Draft, author: User) -> Outcome | None:
    """Makes again what the author took back last; None where there is nothing. Raises as `undo`."""
    return _step(draft, author, DraftChange.Way.REDO)


def steps_of(draft: Draft, author: User) -> tuple[list[int], list[int]]:
    """The revisions that an author can take back and make again, the next of each at the end."""
    rows = (
        draft.changes.filter(by=author)
        .order_by("revision")
        .values_list("revision", "way", "undoes")
        .distinct()
    )
    back: list[int] = []
    again: list[int] = []
    for revision, way, undoes in rows:
        if way == DraftChange.Way.UNDO and undoes in back:
            back.remove(undoes)
            again.append(revision)
        elif way == DraftChange.Way.REDO and undoes in again:
            again.remove(undoes)
            back.append(revision)
        elif way not in (DraftChange.Way.UNDO, DraftChange.Way.REDO):
            back.append(revision)
            again.clear()
    return back, again


def _step(draft: Draft, author: User, way: str) -> Outcome | None:
    with transaction.atomic():
        held = _locked(draft)
        back, again = steps_of(held, author)
        stack = back if way == DraftChange.Way.UNDO else again
        return take_back(held, author, stack[-1], way) if stack else None


def take_back(draft: Draft, author: User, revision: int, way: str = DraftChange.Way.UNDO) -> Outcome:
    """Takes one revision back, as a revision of its own. Raises `operations.Overtaken`."""
    with transaction.atomic():
        held = _locked(draft)
        deck = deck_of(held)
        changes = [change_of(row) for row in held.changes.filter(revision=revision).order_by("place")]
        after, made = operations.apply(deck, operations.undoing(deck, changes), frozenset(held.retired))
        return _keep(held, author, after, made, way, revision)


def change_of(row: DraftChange) -> Change:
    """A kept change as the pure code has it."""
    return Change(
        verb=row.verb,  # type: ignore[arg-type]  # written from one
        section=row.section,
        key=row.key,
        field=row.field,
        before=json.loads(row.before),
        after=json.loads(row.after),
    )


# Approval and remarks ------------------------------------------------------------------------------------------


def states_of(draft: Draft) -> dict[str, DraftRemark]:
    """The newest decision about each inject that there is one of."""
    rows = draft.remarks.exclude(kind=DraftRemark.Kind.COMMENT).order_by("id")
    return {row.inject: row for row in rows}


def open_comments(draft: Draft) -> dict[str, int]:
    """How many comments on each inject are not done with."""
    found: dict[str, int] = {}
    rows = draft.remarks.filter(kind=DraftRemark.Kind.COMMENT, settled_at=None)
    for inject in rows.values_list("inject", flat=True):
        found[inject] = found.get(inject, 0) + 1
    return found


def remark(draft: Draft, author: User, inject: str, kind: str, text: str = "") -> DraftRemark:
    """Adds a comment or a decision about an inject. Raises CannotEdit where there is no such inject."""
    with transaction.atomic():
        held = _locked(draft)
        if deck_of(held).row("injects", inject) is None:
            raise CannotEdit(f"there is no {inject} in injects")
        return DraftRemark.objects.create(
            draft=held,
            inject=inject,
            kind=kind,
            text=text,
            by=author,
            name=author.get_username(),
            at=now_ms(),
            revision=held.revision,
        )


# The library ---------------------------------------------------------------------------------------------------


def save_version(draft: Draft, author: User, version: str, seen: int, book: Any) -> Deck:
    """Stores the draft as a version of the library. The draft goes on.

    `seen` is the revision that the author looked at. Raises Stale for another, `library.VersionTaken`, and
    DeckProblems for a deck with errors; then nothing is stored and nothing changed.
    """
    with transaction.atomic():
        held = _locked(draft)
        if held.revision != seen:
            raise Stale(held)
        after = write(held, author, [SetField("", "version", version, "deck")]).draft
        named = {str(row.get("file", "")) for row in deck_of(after).rows("attachments")}
        files = {name: one for name, one in attachments.of_draft(after).items() if name in named}
        deck, _created = library.store(after.text, f"{after.slug}.yaml", book, owner=author, files=files)
        after.saved = deck
        after.saved_revision = after.revision
        after.save(update_fields=["saved", "saved_revision"])
        return deck


class Stale(ValueError):
    """The draft was changed since it was looked at."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(str(draft.pk))
        self.draft = draft
