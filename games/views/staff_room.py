"""The room of a staff view: who asks, and the exercise as it stands, ready for pages and their regions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from games import reads
from games.engine.access import audiences_of, is_staff
from games.engine.ids import Millis, SeatId
from games.engine.plan import Role, SeatSpec
from games.engine.state import State
from games.law.model import VERDICTS
from games.models import Delivery
from games.presenting.law import LawWords
from games.presenting.status import recent_jump
from games.services import now_ms, presence, state_of
from games.services.pinned import book_of
from games.services.seats import SeatPass, held_seats, who
from games.staffing.naming import Names, names_of
from games.staffing.present import Present, present
from games.staffing.tiles import Reading
from games.staffing.waiting import Waiting, waiting_of

P = ParamSpec("P")

WHITE: frozenset[Role] = frozenset({"director", "white"})
ALL: frozenset[Role] = frozenset({"director", "white", "controller", "analyst", "observer"})
CONTROL: frozenset[Role] = frozenset({"director", "white", "controller"})
DIRECT: frozenset[Role] = frozenset({"director"})
LAWBOOK: frozenset[Role] = frozenset({"director", "white", "controller", "analyst", "observer"})
REVIEW: frozenset[Role] = frozenset({"director", "white", "analyst", "observer"})

PLACES: tuple[tuple[str, frozenset[Role]], ...] = (
    ("director", DIRECT),
    ("white", WHITE),
    ("ledger", WHITE),
    ("controller", CONTROL),
    ("paper", CONTROL),
    ("map", ALL),
    ("room_lawbook", LAWBOOK),
)
"""The pages of staff by name of their address, in the order of the navigation, and who may open each."""


PANEL_ACTS = ("skip", "retarget", "edit", "reschedule", "resend", "correct", "retract", "widen")
"""What is done with an inject on a panel of its own, for it needs words or a choice."""


@dataclass(frozen=True)
class StaffRoom:
    """What a staff view works with. The cursor is read before the state, so that no frame falls between."""

    request: HttpRequest
    leave: SeatPass
    cursor: dict[str, str]
    state: State
    now: Present

    @property
    def exercise_id(self) -> int:
        """The database id of the exercise."""
        return self.leave.exercise_id

    @property
    def seat(self) -> SeatId:
        """The seat that asks."""
        return self.leave.seat

    @cached_property
    def names(self) -> Names:
        """Labels of the plan in the reader's language."""
        return names_of(self.state, get_language() or "en")

    @cached_property
    def law(self) -> LawWords:
        """The words of the rule pack that the exercise is pinned to."""
        return LawWords(book_of(self.exercise_id).rules)

    @cached_property
    def waiting(self) -> Waiting:
        """What lines of the MSEL still wait for."""
        return waiting_of(self.state, self.names, self.law, self.now)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What every seat was shown and has opened, as far as it is written."""
        rows = Delivery.objects.filter(exercise_id=self.exercise_id)
        fields = ("item", "seat", "delivered_at", "opened_at")
        return tuple(Reading(*row) for row in rows.values_list(*fields))

    @cached_property
    def online(self) -> frozenset[SeatId]:
        """Seats with a live connection."""
        return presence.online(self.exercise_id, self.now.wall_ms)

    def url(self, name: str, **more: Any) -> str:
        """The address of a staff page or region for this seat."""
        return reverse(f"games:{name}", kwargs={"exercise": self.leave.public_id, "seat": self.seat, **more})

    def render(self, template: str, /, **context: Any) -> HttpResponse:
        """A page or region of this room."""
        return render(self.request, template, {**self.frame, **context, "room": self})

    @cached_property
    def frame(self) -> dict[str, Any]:
        """What the frame of every page wants (`tte/base.html`), and the navigation of staff."""
        return {
            "exercise": exercise_words(self.state, self.now.wall_ms),
            "clock": clock_anchor(self.state, self.now),
            "zone": self.state.deck.timing.zone,
            "seat": seat_words(self.leave.spec),
            "socket": f"/ws/{self.leave.public_id}/{self.seat}/",
            "cursor": self.cursor,
            "state_url": self.url("staff_state"),
            "emergency_url": command_url(self.leave, "raise_emergency"),
            "places": self.places,
            "desks": desks(self.request, self.leave, self.state),
            "state": self.state,
            "now": self.now,
            "panel_acts": PANEL_ACTS,
            "verdicts": VERDICTS,
        }

    @cached_property
    def places(self) -> tuple[dict[str, Any], ...]:
        """The navigation: the pages that this seat may open."""
        role = self.leave.spec.role
        found = [{"name": name, "url": self.url(name)} for name, roles in PLACES if role in roles]
        if is_staff(self.leave.spec) and role in REVIEW:
            url = reverse("games:review", kwargs={"exercise": self.leave.public_id})
            found.append({"name": "review", "url": url})
        return tuple(found)


def exercise_words(state: State, wall_ms: Millis) -> dict[str, Any]:
    """The exercise as `tte/base.html` takes it."""
    jump = state.jump
    stop: dict[str, Any] | None = None
    if state.stop is not None:
        asked = next((team for team in state.deck.teams if team.id == state.stop.team), None)
        stop = {"kind": state.stop.kind, "reason": state.stop.reason, "team": asked}
    if state.emergency is not None:
        stop = {"kind": "emergency", "reason": state.emergency.note, "staff": True}
    return {
        "title": state.title,
        "state": state.life,
        "stop": stop,
        "jump": recent_jump(jump.to_ms, jump.reason, jump.wall_ms, wall_ms) if jump else None,
    }


def clock_anchor(state: State, now: Present) -> dict[str, Any]:
    """The clocks as `tte/base.html` takes them, read at this moment."""
    return {
        "wall_ms": now.wall_ms,
        "exercise_ms": now.exercise_ms,
        "scenario_ms": now.scenario_ms,
        "rate": state.clock.rate,
        "running": state.clock.running,
        "turn": state.turn if state.turn_open else 0,
        "turn_ends_ms": state.turn_ends_ms if state.turn_open else None,
    }


def seat_words(spec: SeatSpec) -> dict[str, Any]:
    """The seat as `tte/base.html` takes it."""
    return {"id": spec.id, "label": spec.label or spec.id, "team": None}


def command_url(leave: SeatPass, kind: str) -> str:
    """Where a command of this seat is posted to."""
    return reverse("games:command", kwargs={"exercise": leave.public_id, "seat": leave.seat, "kind": kind})


def desks(request: HttpRequest, leave: SeatPass, state: State) -> tuple[dict[str, Any], ...]:
    """The seats that this browser may use: those it sits on, and for a facilitator every desk of staff."""
    wanted = held_seats(request.session, leave.public_id)
    if leave.facilitator:
        roles = ("director", "white", "controller", "analyst")
        wanted = [*wanted, *(s for s, entry in state.seats.items() if entry.spec.role in roles)]
    found = []
    for seat in dict.fromkeys(wanted):
        entry = state.seats.get(seat)
        if entry is not None:
            url = reverse("games:seat", kwargs={"exercise": leave.public_id, "seat": seat})
            found.append({**seat_words(entry.spec), "url": url, "current": seat == leave.seat})
    return tuple(found)


def enter(request: HttpRequest, exercise: str, seat: str, roles: frozenset[Role]) -> StaffRoom:
    """The room of a seat. Raises Http404 for whoever may not open it, so that nothing is given away."""
    leave = who(request.session, request.user, exercise, SeatId(seat))
    if leave is None or not leave.is_staff or leave.spec.role not in roles:
        raise Http404
    return room_of(request, leave)


def room_of(request: HttpRequest, leave: SeatPass) -> StaffRoom:
    """The room of somebody who has been let in."""
    before = state_of(leave.exercise_id)
    heads = reads.heads(leave.exercise_id, audiences_of(before, leave.seat))
    state = state_of(leave.exercise_id)
    cursor = {str(audience): str(position) for audience, position in heads.items()}
    return StaffRoom(request, leave, cursor, state, present(state, now_ms()))


StaffView = Callable[Concatenate[StaffRoom, P], HttpResponse]


def staff_only(roles: frozenset[Role]) -> Callable[[StaffView[P]], Callable[..., HttpResponse]]:
    """A view of a staff page: takes the room instead of the request, and is never kept by a cache."""

    def wrap(view: StaffView[P]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def entered(
            request: HttpRequest, exercise: str, seat: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            return view(enter(request, exercise, seat, roles), *args, **kwargs)

        return entered

    return wrap
