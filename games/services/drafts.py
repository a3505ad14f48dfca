"""The move that a team is writing, kept on the server: nobody's text is lost, not even beside a newer one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from games import notify
from games.engine.answers import Refused
from games.engine.ids import SeatId, TeamId
from games.models import Draft, DraftVersion
from games.services.clock import now_ms
from games.services.draft_merge import Merged, merge
from games.services.seats import SeatPass

Act = DraftVersion.Act
LONGEST = 100_000
"""Characters of a draft, as JSON."""
Content: TypeAlias = dict[str, Any]
"""The fields of the form as they stand, not checked: a draft may be half of a move."""


@dataclass(frozen=True, slots=True)
class DraftView:
    """A team's draft as it stands. `note` is what the lead said on returning it; times are wall ms.

    `taken` are the fields that somebody else had changed meanwhile and that were put together with what was saved.
    """

    version: int
    content: Content
    edited_by: SeatId
    edited_at: int
    with_lead: bool
    note: str
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved since. `theirs` is the draft as it stands; `mine` was kept in the history.

    `both` are the fields that both of us changed, None where the two are no versions of one move; `taken` are
    those that only they changed.
    """

    theirs: DraftView
    mine: Content
    both: tuple[str, ...] | None = None
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One line of a draft's history."""

    version: int
    base: int
    act: str
    content: Content
    seat: SeatId
    at: int
    note: str


def current(exercise_id: int, team: TeamId) -> DraftView:
    """The team's draft; version 0, empty, when nothing has been written."""
    row = Draft.objects.filter(exercise_id=exercise_id, team=team).first()
    return _view(row) if row else DraftView(0, {}, SeatId(""), 0, False, "")


def save_draft(
    by: SeatPass, base_version: int, content: Content, at: int | None = None
) -> DraftView | Conflict | Refused:
    """Saves what a seat wrote for its team on top of `base_version`.

    The same text again changes nothing. A text on an older base is put together with what others changed since.
    Where two changed the same field it is kept in the history and answered with the newer one, so that the writer
    can put the two together.
    """
    text = _packed(content)
    if len(text) > LONGEST:
        return Refused("TOO_LONG", _("This is longer than a move can be; shorten it."))
    with transaction.atomic():
        row = _locked(by)
        if text == row.content:
            return _view(row)
        taken: tuple[str, ...] = ()
        if base_version != row.version:
            merged = _merged(row, base_version, content)
            if merged is None or merged.both:
                _remember(row, Act.CONFLICT, by.seat, at, base=base_version, content=text)
                return Conflict(_view(row), content, *((merged.both, merged.taken) if merged else ()))
            text, taken = _packed(merged.content), merged.taken
        if text != row.content:
            row.content = text
            row.with_lead = False
            _step(row, Act.SAVED, by.seat, at)
    _tell(by, row)
    return replace(_view(row), taken=taken)


def _packed(content: Content) -> str:
    return msgspec.json.encode(content, order="deterministic").decode()


def _merged(row: Draft, base_version: int, mine: Content) -> Merged | None:
    """Mine put together with the draft as it stands; None if they cannot be versions of one move."""
    since = DraftVersion.objects.filter(draft=row, version__gt=base_version)
    if since.filter(act=Act.SUBMITTED).exists():
        return None
    written = DraftVersion.objects.filter(draft=row, version=base_version).exclude(act=Act.CONFLICT).first()
    if written is None and base_version:
        return None
    # A text that was sent is remembered with the sending, which left the draft empty.
    text = "{}" if written is None or written.act == Act.SUBMITTED else written.content
    base = msgspec.json.decode(text)
    return merge(base, mine, msgspec.json.decode(row.content))


def send_to_lead(by: SeatPass, version: int, at: int | None = None) -> DraftView | Conflict:
    """Puts the draft before the lead; a conflict when it is no longer the version that was read."""
    return _hand(by, version, at, Act.SENT, with_lead=True)


def return_to_scribe(
    by: SeatPass, version: int, note: str = "", at: int | None = None
) -> DraftView | Conflict:
    """The lead hands the draft back, with a word on what is wanted."""
    return _hand(by, version, at, Act.RETURNED, with_lead=False, note=note)


def submitted(by: SeatPass, version: int, at: int | None = None) -> None:
    """Clears the draft after its move was accepted; a newer text, written meanwhile, stays."""
    with transaction.atomic():
        row = _locked(by)
        if version != row.version:
            return
        row.with_lead, row.note = False, ""
        _step(row, Act.SUBMITTED, by.seat, at)
        row.content = "{}"
        row.save(update_fields=["content"])
    _tell(by, row)


def history(exercise_id: int, team: TeamId) -> list[PastVersion]:
    """Every text that the team saved, oldest first."""
    rows = DraftVersion.objects.filter(draft__exercise_id=exercise_id, draft__team=team).order_by("id")
    return [
        PastVersion(r.version, r.base, r.act, msgspec.json.decode(r.content), SeatId(r.seat), r.at, r.note)
        for r in rows
    ]


def _locked(by: SeatPass) -> Draft:
    """The row of the seat's team, held until the end of the transaction. Raises ValueError without a team."""
    if by.spec.team is None:
        raise ValueError(f"seat {by.seat} has no team to draft for")
    Draft.objects.get_or_create(exercise_id=by.exercise_id, team=by.spec.team)
    return Draft.objects.select_for_update().get(exercise_id=by.exercise_id, team=by.spec.team)


def _hand(
    by: SeatPass, version: int, at: int | None, act: DraftVersion.Act, *, with_lead: bool, note: str = ""
) -> DraftView | Conflict:
    with transaction.atomic():
        row = _locked(by)
        if version != row.version:
            return Conflict(_view(row), msgspec.json.decode(row.content))
        row.with_lead, row.note = with_lead, note
        _step(row, act, by.seat, at)
    _tell(by, row)
    return _view(row)


def _step(row: Draft, act: DraftVersion.Act, seat: SeatId, at: int | None) -> None:
    """The next version of the draft, remembered."""
    base, row.version = row.version, row.version + 1
    row.edited_by = seat
    row.edited_at = now_ms() if at is None else at
    row.save()
    _remember(row, act, seat, at, base=base, content=row.content)


def _remember(
    row: Draft, act: DraftVersion.Act, seat: SeatId, at: int | None, *, base: int, content: str
) -> None:
    DraftVersion.objects.create(
        draft=row,
        version=row.version,
        base=base,
        act=act,
        content=content,
        seat=seat,
        at=now_ms() if at is None else at,
        note=row.note if act == Act.RETURNED else "",
    )


def _view(row: Draft) -> DraftView:
    return DraftView(
        row.version,
        msgspec.json.decode(row.content),
        SeatId(row.edited_by),
        row.edited_at,
        row.with_lead,
        row.note,
    )


def _tell(by: SeatPass, row: Draft) -> None:
    """The team's pages may fetch the new version."""
    notify.publish(notify.DraftSaved(by.public_id, row.team, row.version, by.seat))
