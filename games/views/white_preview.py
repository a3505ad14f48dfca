"""Preview of a ruling as one seat: what that seat's own page would show, made by the same code."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from games.engine.answers import Refused
from games.engine.commands import RuleMove
from games.engine.ids import MoveId, SeatId
from games.engine.seatview import SeatView
from games.presenting.inbox import item_card
from games.presenting.moves import moves
from games.presenting.refusals import in_words
from games.services import advice
from games.services.seat_views import seat_view
from games.services.seats import SeatPass
from games.views.desk import Desk
from games.views.staff_room import WHITE, StaffRoom, staff_only
from games.views.typed_forms import command_of


@staff_only(WHITE)
def preview(room: StaffRoom) -> HttpResponse:
    """What the seat of `preview_as` would see if the ruling in the form were given now. Writes nothing."""
    return room.render("games/white/_preview.html", **preview_of(room))


@staff_only(WHITE)
def preview_page(room: StaffRoom) -> HttpResponse:
    """The same as a page of its own, for a browser without script."""
    return room.render("games/white/preview.html", place="white", **preview_of(room))


def preview_of(room: StaffRoom) -> dict[str, Any]:
    """What the preview shows. Raises Http404 for a seat or move that does not exist."""
    seat = SeatId(room.request.POST.get("preview_as", ""))
    if seat not in room.state.seats:
        raise Http404
    command = ruling_of(room)
    after = command if isinstance(command, Refused) else _after(room, command, seat)
    if isinstance(after, Refused):
        return {"seat": seat, "refused": in_words(after)}
    return {"seat": seat, **seen(room, seat, seat_view(room.exercise_id, seat), after)}


def _after(room: StaffRoom, command: RuleMove, seat: SeatId) -> SeatView | Refused:
    return advice.preview(room.exercise_id, room.seat, command, seat)


def seen(room: StaffRoom, seat: SeatId, before: SeatView, after: SeatView) -> dict[str, Any]:
    """What is new on the seat's page, drawn with the cards of that page."""
    desk = desk_as(room, seat, after)
    fresh = [item for item in after.feed if item not in before.items]
    ruled = {m for m in after.move_order if _rulings(after, m) > _rulings(before, m)}
    facts = {name: value for name, value in after.facts.items() if before.facts.get(name) != value}
    steps = [step for step in after.steps.values() if before.steps.get(step.id) != step]
    return {
        "fresh": [item_card(after.items[i], desk.public, opened=False) for i in fresh],
        "rulings": [m for m in moves(after, desk.public, desk.own, desk.law) if m.id in ruled],
        "learned": [(room.law.fact_label(n), room.law.fact_value(n, v)) for n, v in facts.items()],
        "steps": steps,
        "silent": not (fresh or ruled or facts or steps),
    }


def _rulings(view: SeatView, move: MoveId) -> int:
    found = view.moves.get(move)
    return len(found.rulings) if found else 0


def desk_as(room: StaffRoom, seat: SeatId, view: SeatView) -> Desk:
    """The desk of a seat with a view that it does not have yet; looking at it leaves no mark."""
    spec = room.state.seats[seat].spec
    leave = SeatPass(room.exercise_id, room.leave.public_id, seat, spec, 0, facilitator=True)
    return Desk(room.request, leave, room.state.deck, view)


def ruling_of(room: StaffRoom) -> RuleMove | Refused:
    """The ruling in the form; pressed before a decision was chosen, it is taken as it stands."""
    post = room.request.POST.copy()
    move = room.state.moves.get(MoveId(post.get("move_id", "")))
    if move is None:
        raise Http404
    if not post.get("decision"):
        proposed = (move.proposal or {}).get("verdict")
        departs = post.get("verdict") != proposed or post.get("executed") or not move.proposal
        post["decision"] = "modify" if departs else "accept"
    if post["decision"] != "accept" and not post.get("reason", "").strip():
        post["reason"] = _("(your reason)")
    command = command_of("rule_move", post)
    return command if isinstance(command, RuleMove | Refused) else Refused("BAD_COMMAND", "", "kind")
