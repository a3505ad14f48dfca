"""The move composer: the team's draft as a form, who may do what with it, and what the fields offer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext as _

from games.engine.events import MoveContent
from games.engine.ids import ItemId, Millis
from games.engine.seatview import SeatView
from games.engine.state import OVER
from games.presenting.inbox import ItemCard, item_card
from games.presenting.law import OTHER, FieldCard, LawWords, MoveTypeCard, ProvisionCard
from games.presenting.lobby import rank_of
from games.presenting.moves import MoveCard, seat_name
from games.presenting.people import OfficeCard, Own, Public, TeamCard
from games.presenting.status import Status

BECAUSES = 3
LINKABLE = 30


@dataclass(frozen=True, slots=True)
class DraftText:
    """A team's draft as the server keeps it. Times are wall ms; `version` 0 is the empty draft."""

    content: Mapping[str, Any]
    version: int = 0
    edited_by: str = ""
    edited_at: Millis = 0
    with_lead: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field."""

    value: str
    label: str
    help: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A parameter of the chosen move type with the draft's value."""

    field: FieldCard
    value: Any

    @property
    def choices(self) -> tuple[Choice, ...]:
        if self.field.type == "bool":
            given = bool(self.value)
            return (Choice("false", _("No"), chosen=not given), Choice("true", _("Yes"), chosen=given))
        return tuple(Choice(v, label, chosen=v == str(self.value)) for v, label in self.field.choices)


@dataclass(frozen=True, slots=True)
class Party:
    team: TeamCard
    chosen: bool


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do: write, and as lead sign. `why_not` says why no move can be sent now."""

    write: bool
    sign: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Composer:
    """The form. `because` always has three places; `suggestions` are provisions worth citing."""

    content: MoveContent
    because: tuple[str, ...]
    version: int
    edited_by: str
    edited_at: Millis
    own_edit: bool
    with_lead: bool
    note: str
    types: tuple[Choice, ...]
    type: MoveTypeCard | None
    fields: tuple[FieldValue, ...]
    offices: tuple[tuple[OfficeCard, bool], ...]
    visibilities: tuple[Choice, ...]
    parties: tuple[Party, ...]
    items: tuple[tuple[ItemCard, bool], ...]
    suggestions: tuple[ProvisionCard, ...]
    rights: Rights
    late: bool
    amends: MoveCard | None

    @property
    def empty(self) -> bool:
        """Whether nothing has been written."""
        return not (self.content.headline or self.content.text)

    @property
    def law_page(self) -> str:
        """Where the law explorer has this move with these parameters, below its root; empty for free text."""
        if self.type is None:
            return ""
        pairs = ((f"p.{each.field.id}", each.value) for each in self.fields)
        asked = urlencode([(n, str(v).lower() if isinstance(v, bool) else str(v)) for n, v in pairs])
        return f"move/{self.type.id}/" + (f"?{asked}" if asked else "")

    @property
    def can_send(self) -> bool:
        """Whether the reader may put the draft before the lead."""
        return self.rights.write and not self.rights.sign and not self.with_lead

    @property
    def can_return(self) -> bool:
        """Whether the reader, as lead, may hand the draft back."""
        return self.rights.sign and self.with_lead


def composer(
    view: SeatView,
    public: Public,
    own: Own,
    law: LawWords,
    status: Status,
    draft: DraftText,
    *,
    amends: MoveCard | None = None,
) -> Composer:
    """The composer of a seat, on its team's draft; `amends` names the move that the form changes instead."""
    content = content_of(draft.content)
    move_type = law.move_type(content.move)
    return Composer(
        content=content,
        because=(*content.because, "", "", "")[:BECAUSES],
        version=draft.version,
        edited_by=seat_name(draft.edited_by, view, own),
        edited_at=draft.edited_at,
        own_edit=draft.edited_by == own.seat.id,
        with_lead=draft.with_lead,
        note=draft.note,
        types=_types(own, law, content.move),
        type=move_type,
        fields=field_values(law, content.move, content.params),
        offices=_offices(public, own, content.office),
        visibilities=_visibilities(content.visibility),
        parties=_parties(public, own, content.parties),
        items=_items(view, public, content.item),
        suggestions=move_type.authority if move_type else (),
        rights=rights(view, own, status),
        late=status.turn_closed,
        amends=amends,
    )


def content_of(given: Mapping[str, Any]) -> MoveContent:
    """The content of a draft, where fields may be missing or unfinished; what cannot be read is left out."""
    kept: dict[str, Any] = {"headline": "", "text": ""}
    for name in MoveContent.__struct_fields__:
        if name in given:
            try:
                msgspec.convert({"headline": "", "text": "", name: given[name]}, MoveContent, strict=False)
            except msgspec.ValidationError:
                continue
            kept[name] = given[name]
    return msgspec.convert(kept, MoveContent, strict=False)


def field_values(law: LawWords, move: str, params: Mapping[str, Any]) -> tuple[FieldValue, ...]:
    """The parameters of a move type with these values, defaults for the others."""
    return tuple(FieldValue(f, params.get(f.id, f.default)) for f in law.fields(move))


def rights(view: SeatView, own: Own, status: Status) -> Rights:
    """What a seat may do with its team's moves."""
    if own.seat.role != "player" or own.team is None or status.stage == "over":
        return Rights(write=False, sign=False, why_not=_why_not(status))
    return Rights(write=True, sign=rank_of(own.seat, view) == "lead", why_not=_why_not(status))


def _why_not(status: Status) -> str:
    if status.waiting:
        return _("Moves can be sent once the exercise has started. Drafts are kept.")
    if status.life in OVER:
        return _("The exercise has ended; no more moves are taken.")
    return ""


def _types(own: Own, law: LawWords, chosen: str) -> tuple[Choice, ...]:
    free = Choice(OTHER, _("Other: free text"), chosen=chosen == OTHER)
    if own.team is None:
        return (free,)
    return (free, *(Choice(m, label, chosen=m == chosen) for m, label in law.move_names(own.team.id)))


def _offices(public: Public, own: Own, chosen: str) -> tuple[tuple[OfficeCard, bool], ...]:
    mine = own.team.id if own.team else None
    return tuple((office, office.id == chosen) for office in public.offices.values() if office.team == mine)


def _visibilities(chosen: str) -> tuple[Choice, ...]:
    offered = (
        ("covert", _("Covert"), _("Nobody is told. Others may find out.")),
        ("parties", _("To named parties"), _("Only the teams you tick read your statement.")),
        ("public", _("Public"), _("Everybody reads your headline and text at once, in your name.")),
    )
    return tuple(Choice(v, label, words, v == chosen) for v, label, words in offered)


def _parties(public: Public, own: Own, chosen: Collection[str]) -> tuple[Party, ...]:
    mine = own.team.id if own.team else None
    return tuple(Party(team, team.id in chosen) for team in public.teams.values() if team.id != mine)


def _items(view: SeatView, public: Public, chosen: ItemId | None) -> tuple[tuple[ItemCard, bool], ...]:
    """What a move can answer: the newest items of the story, and the chosen one however old."""
    story = [i for i in reversed(view.feed) if view.items[i].source != "notice"]
    offered = story[:LINKABLE]
    if chosen is not None and chosen in view.items and chosen not in offered:
        offered.append(view.items[chosen].id)
    return tuple((item_card(view.items[i], public, opened=True), i == chosen) for i in offered)
