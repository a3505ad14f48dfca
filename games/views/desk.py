"""The desk of a seat that is not staff: who asks and what they know, ready for pages and their regions.

Nothing here reads the state of the exercise. Pages are made from the seat's view and the public parts of the
plan, so they cannot show what no frame has said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from games.engine.ids import ItemId, SeatId
from games.engine.plan import Plan, Role
from games.engine.seatview import SeatView
from games.models import Exercise
from games.presenting.composer import Rights, rights
from games.presenting.law import LawWords
from games.presenting.people import Own, Public, own_of, public_of, seat_card, with_added
from games.presenting.status import Status, status_of
from games.services import deliveries, now_ms, seeing, state_of
from games.services.pinned import book_of
from games.services.seat_views import seat_view
from games.services.seats import SeatPass, held_seats, who
from games.views.addresses import Addresses

P = ParamSpec("P")

PLAYERS: frozenset[Role] = frozenset({"player"})
READERS: frozenset[Role] = frozenset({"player", "observer", "display"})


@dataclass(frozen=True)
class Desk:
    """What a view of a seat works with."""

    request: HttpRequest
    leave: SeatPass
    plan: Plan
    view: SeatView

    @property
    def exercise_id(self) -> int:
        """The database id of the exercise."""
        return self.leave.exercise_id

    @property
    def seat(self) -> SeatId:
        """The seat that asks."""
        return self.leave.seat

    @cached_property
    def exercise(self) -> Exercise:
        """The row of the exercise, for its title."""
        return Exercise.objects.get(pk=self.exercise_id)

    @cached_property
    def here(self) -> Addresses:
        return Addresses(self.leave.public_id, self.seat)

    @cached_property
    def public(self) -> Public:
        """What anyone may know of the plan, in the reader's language."""
        return public_of(self.plan, get_language() or "en")

    @cached_property
    def own(self) -> Own:
        """What this seat may know of the plan beyond that."""
        own = own_of(self.plan, self.public, self.leave.spec)
        return with_added(own, self.public, self.view.seats.values())

    @cached_property
    def law(self) -> LawWords:
        """The words of the rule pack that the exercise is pinned to."""
        return LawWords(book_of(self.exercise_id).rules)

    @cached_property
    def status(self) -> Status:
        """Where the exercise stands at this moment."""
        return status_of(self.view, now_ms())

    @cached_property
    def rights(self) -> Rights:
        """What the seat may do with its team's moves."""
        return rights(self.view, self.own, self.status)

    @cached_property
    def opened(self) -> frozenset[ItemId]:
        """What this seat need not open any more: opened on whatever device, or said by its own team."""
        own = self.own.team.id if self.own.team else None
        said = (i.id for i in self.view.items.values() if i.source == "statement" and i.team == own)
        return frozenset([*said, *(item for item, opened in self.reached.items() if opened)])

    @cached_property
    def reached(self) -> dict[ItemId, bool]:
        """The items that have reached the seat, and whether it opened them."""
        return deliveries.of_seat(self.exercise_id, self.seat)

    def deliver(self) -> None:
        """Notes that what the seat was told is on its screen now. A facilitator's look leaves no mark."""
        fresh = [item for item in self.view.feed if item not in self.reached]
        if fresh and not self.leave.facilitator:
            deliveries.delivered(self.exercise_id, self.seat, self.leave.generation, fresh)

    def mark_opened(self, items: list[ItemId]) -> None:
        """Notes that the seat opened items that it was told of; others are passed over."""
        talks = [thread for item in items if (thread := seeing.thread_of(item)) in self.view.talks and thread]
        if talks and not self.leave.facilitator:
            deliveries.saw(self.exercise_id, self.seat, talks)
        known = [item for item in items if item in self.view.items]
        if known and not self.leave.facilitator:
            deliveries.opened(self.exercise_id, self.seat, self.leave.generation, known)

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of this desk."""
        return render(self.request, template, {**self.frame, **context}, status=status)

    def render_region(self, template: str, **context: Any) -> HttpResponse:
        """A region of this desk, which needs less than a page."""
        return render(self.request, template, {**self.common, **context})

    @cached_property
    def common(self) -> dict[str, Any]:
        """What pages and regions alike want."""
        return {
            "exercise": self.status.header,
            "clock": self.status.clock,
            "zone": self.public.zone,
            "state_url": self.here.regions["state"],
            "here": self.here,
            "status": self.status,
            "rights": self.rights,
            "own": self.own,
            "answer_url": self.here.page if self.rights.write else "",
        }

    @cached_property
    def frame(self) -> dict[str, Any]:
        """What `tte/base.html` wants."""
        return {
            **self.common,
            "exercise": {"title": self.exercise.title, **self.status.header},
            "seat": {"id": self.seat, "label": self.own.seat.label, "team": self.own.seat.team},
            "socket": f"/ws/{self.leave.public_id}/{self.seat}/",
            "cursor": {audience: str(n) for audience, n in sorted(self.view.positions.items())},
            "opened_url": self.here.opened,
            "emergency_url": self.here.command("raise_emergency"),
            "leave_url": self.here.leave,
            "practice": self.exercise.practice,
            "seats": self.other_seats,
        }

    @cached_property
    def other_seats(self) -> list[dict[str, Any]]:
        """All seats of the exercise that this browser sits on, for the switch in the header."""
        specs = {spec.id: spec for spec in self.plan.seats} | {self.seat: self.leave.spec}
        held = dict.fromkeys([*held_seats(self.request.session, self.leave.public_id), self.seat])
        return [
            {
                "url": Addresses(self.leave.public_id, seat).page,
                "label": seat_card(self.public, specs[seat]).label,
                "team": self.public.team(specs[seat].team),
                "current": seat == self.seat,
            }
            for seat in held
            if seat in specs
        ]


def desk_of(request: HttpRequest, leave: SeatPass) -> Desk:
    """The desk of somebody who has been let in."""
    plan = state_of(leave.exercise_id).deck
    return Desk(request, leave, plan, seat_view(leave.exercise_id, leave.seat))


DeskView = Callable[Concatenate[Desk, P], HttpResponse]


def at_desk(roles: frozenset[Role]) -> Callable[[DeskView[P]], Callable[..., HttpResponse]]:
    """A page for these roles: takes the desk instead of the request, and is never kept by a cache.

    Whoever does not sit there is sent to the join page, without a word on whether the seat exists.
    """

    def wrap(view: DeskView[P]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def entered(
            request: HttpRequest, exercise: str, seat: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            leave = who(request.session, request.user, exercise, SeatId(seat))
            if leave is None or leave.spec.role not in roles or leave.is_staff:
                return turned_away(request)
            return view(desk_of(request, leave), *args, **kwargs)

        return entered

    return wrap


def turned_away(request: HttpRequest) -> HttpResponse:
    """The way back to the join page, for a browser that does not hold the seat it asks for."""
    messages.warning(request, _("This browser does not hold that seat, or no longer. Join with its card."))
    return redirect("games:join")
