"""A team's own moves and how far each has come, down to the ruling that its people read."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from games.engine.events import MoveContent, Stamp
from games.engine.ids import FactValue, MoveId, OfficeId, RulingId
from games.engine.seatview import OwnMove, OwnRuling, SeatView
from games.engine.state import OVER
from games.presenting.inbox import ItemCard, item_card
from games.presenting.law import LawWords, MissingCard, ProvisionCard, verdict_label
from games.presenting.people import OfficeCard, Own, Public, TeamCard


@dataclass(frozen=True, slots=True)
class RulingCard:
    """A ruling as players read it: what happened, why, and what would change it."""

    id: RulingId
    at: Stamp
    verdict: str
    verdict_label: str
    effect: str
    executed: bool
    text: str
    reason: str
    provisions: tuple[ProvisionCard, ...]
    missing: tuple[MissingCard, ...]
    appeal: str
    appeal_label: str
    appeal_reason: str
    stands: bool


@dataclass(frozen=True, slots=True)
class MoveCard:
    """One's own move, ready to print. `stage` is the step of four that it has reached."""

    id: MoveId
    number: int
    version: int
    at: Stamp
    headline: str
    text: str
    type_label: str
    params: tuple[tuple[str, str], ...]
    office: OfficeCard | None
    because: tuple[str, ...]
    legal_basis: str
    visibility: str
    visibility_label: str
    parties: tuple[TeamCard, ...]
    intended_effect: str
    risk: str
    item: ItemCard | None
    defy: bool
    defy_reason: str
    status: str
    status_label: str
    status_detail: str
    stage: int
    late: bool
    by: str
    drafted_by: str
    on_behalf: bool
    question: str
    dissents: tuple[tuple[str, str], ...]
    ruling: RulingCard | None
    superseded: tuple[RulingCard, ...]

    @property
    def can_change(self) -> bool:
        """Whether its team may still amend or withdraw it."""
        return self.status in ("received", "returned")


def moves(view: SeatView, public: Public, own: Own, law: LawWords) -> tuple[MoveCard, ...]:
    """The team's own moves, newest first."""
    return tuple(move_card(view.moves[m], view, public, own, law) for m in reversed(view.move_order))


def move_card(move: OwnMove, view: SeatView, public: Public, own: Own, law: LawWords) -> MoveCard:
    """One move of the team."""
    content = move.content
    rulings = tuple(_ruling(r, law, stands=r is move.rulings[-1]) for r in move.rulings)
    linked = view.items.get(content.item) if content.item else None
    return MoveCard(
        id=move.id,
        number=move.number,
        version=move.version,
        at=move.at,
        headline=content.headline,
        text=content.text,
        type_label=law.move_label(content.move),
        params=_params(content.move, content.params, law),
        office=public.office(own.team.id, OfficeId(content.office)) if own.team else None,
        because=tuple(reason for reason in content.because if reason),
        legal_basis=content.legal_basis,
        visibility=content.visibility,
        visibility_label=visibility_label(content.visibility),
        parties=tuple(public.teams[t] for t in content.parties if t in public.teams),
        intended_effect=content.intended_effect,
        risk=content.risk,
        item=item_card(linked, public, opened=True) if linked else None,
        defy=content.defy,
        defy_reason=content.defy_reason,
        status=move.status,
        status_label=status_label(move.status),
        status_detail=status_detail(move.status, over=_is_over(view)),
        stage=stage(move.status),
        late=move.late,
        by=seat_name(move.seat, view, own),
        drafted_by=seat_name(move.drafted_by, view, own) if move.drafted_by else "",
        on_behalf=move.on_behalf,
        question=move.question,
        dissents=tuple((seat_name(seat, view, own), text) for seat, text in move.dissents),
        ruling=rulings[-1] if rulings else None,
        superseded=rulings[:-1],
    )


def draft_card(content: MoveContent, view: SeatView, public: Public, own: Own, law: LawWords) -> MoveCard:
    """A move that has not been sent, as it would read."""
    nowhen = Stamp(0, 0, 0, 0)
    unsent = OwnMove(MoveId(""), 0, 1, nowhen, own.seat.id, content, "draft")
    return move_card(unsent, view, public, own, law)


def seat_name(seat: str | None, view: SeatView, own: Own) -> str:
    """A chair of one's own team by its office; another chair has no name here."""
    holder = next((mate for mate in own.mates if mate.id == seat), None)
    if holder is not None:
        return str(holder.label)
    return str(own.seat.label) if own.seat.id == seat else ""


def visibility_label(visibility: str) -> str:
    """Who sees a move, in words."""
    labels = {"public": _("Public"), "parties": _("To named parties"), "covert": _("Covert")}
    return labels.get(visibility, visibility)


def status_label(status: str) -> str:
    """How far a move has come, in two words."""
    labels = {
        "received": _("Received"),
        "in_work": _("In work"),
        "returned": _("Question to you"),
        "ruled": _("Decided, not published yet"),
        "published": _("Ruled"),
        "withdrawn": _("Withdrawn"),
    }
    return labels.get(status, status)


def _is_over(view: SeatView) -> bool:
    return view.clock is not None and view.clock.life in OVER


def status_detail(status: str, *, over: bool) -> str:
    """What the status means for the team: what happens next, and what they may still do. Nothing, when all is `over`."""
    if over and status in ("received", "in_work", "returned", "ruled"):
        return _("The exercise ended before a ruling on it was published.")
    details = {
        "received": _("The white cell has it. You may amend or withdraw it until somebody takes it up."),
        "in_work": _("The white cell is working on it. It can no longer be changed."),
        "returned": _("The white cell asks something. Answer by amending the move."),
        "ruled": _("It will be published at the end of the turn."),
        "withdrawn": _("Your team took it back."),
    }
    return details.get(status, "")


def stage(status: str) -> int:
    """The step of four: sent (1), received (2), in work (3), ruled (4)."""
    return {"received": 2, "returned": 2, "in_work": 3, "ruled": 3, "published": 4}.get(status, 1)


def _ruling(ruling: OwnRuling, law: LawWords, *, stands: bool) -> RulingCard:
    return RulingCard(
        id=ruling.id,
        at=ruling.at,
        verdict=ruling.verdict,
        verdict_label=verdict_label(ruling.verdict),
        effect=ruling.effect,
        executed=ruling.executed,
        text=ruling.text,
        reason=ruling.reason,
        provisions=tuple(law.provision(code) for code in ruling.provisions),
        missing=tuple(law.missing(token) for token in ruling.missing),
        appeal=ruling.appeal,
        appeal_label=_appeal_label(ruling.appeal),
        appeal_reason=ruling.appeal_reason,
        stands=stands,
    )


def _appeal_label(appeal: str) -> str:
    labels = {
        "lodged": _("Appeal lodged; the white cell will answer. Play goes on meanwhile."),
        "granted": _("Appeal granted."),
        "refused": _("Appeal refused; the ruling stands."),
    }
    return labels.get(appeal, "")


def _params(move: str, params: Mapping[str, FactValue], law: LawWords) -> tuple[tuple[str, str], ...]:
    return tuple((field.label, field.shown(params.get(field.id))) for field in law.fields(move))
