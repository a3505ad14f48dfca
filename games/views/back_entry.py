"""Entering afterwards what happened on paper: each act with the time it happened and who signed it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from games.engine.answers import Refused
from games.engine.commands import EnterFromPaper, PaperAct
from games.engine.ids import Millis, SeatId, TeamId
from games.engine.plan import SeatSpec
from games.paper.cards import PENDING
from games.presenting.refusals import refusal_words
from games.services import submit
from games.staffing.chronicle import Teller
from games.staffing.codes import paper_word
from games.staffing.incoming import queue_order
from games.staffing.naming import Choice, audience_choices
from games.views import review_rows
from games.views.staff_room import WHITE, StaffRoom, staff_only
from games.views.typed_forms import command_of
from games.views.white_enter import move_form, team_asked

KINDS = (
    "fire_inject",
    "submit_for_team",
    "pass_message",
    "rule_move",
    "approach_team",
    "close_procedure",
    "skip_inject",
)
"""What can be entered, the usual first."""
OURS = "paper."
"""Fields whose names begin so are about the paper, the others about what stands on it."""
SHOWN = 15
_STORY = re.compile(r"^D?\s*\+?\s*(\d{1,4})\s+(\d{1,2}):(\d{2})$", re.IGNORECASE)


@staff_only(WHITE)
def page(room: StaffRoom) -> HttpResponse:
    """The form for one kind of act (`?what=`), and what was entered last; by POST it is entered."""
    what = room.request.GET.get("what", KINDS[0])
    if what not in KINDS:
        raise Http404
    if room.request.method == "POST":
        return _taken(room, what)
    return _form(room, what)


def _taken(room: StaffRoom, what: str) -> HttpResponse:
    """Enters it and comes back for the next; a refusal keeps what was typed."""
    post = room.request.POST
    problem = _entered(room, what, post)
    if problem:
        return _form(room, what, problem=problem, status=422)
    messages.success(room.request, _("Entered: %(what)s.") % {"what": paper_word(what)})
    return HttpResponseRedirect(f"{room.url('paper_enter')}?what={what}")


def _entered(room: StaffRoom, what: str, post: QueryDict) -> str:
    """Enters what was typed; what is wrong with it, in the reader's language, or nothing."""
    wall = time_of_day(post.get("paper.time", ""), room.state.deck.timing.zone)
    if wall is None:
        return _("Give the real time as date and time, such as 2027-04-12 15:40.")
    wall = _within_its_minute(wall, room)
    story, unread = story_time(post.get("paper.story", ""))
    if unread:
        return _("Give the time of the story as D+3 06:40, or leave it empty.")
    inner = QueryDict(mutable=True)
    for name, values in post.lists():
        if not name.startswith(OURS):
            inner.setlist(name, values)
    done = command_of(what, inner)
    if isinstance(done, Refused):
        return refusal_words(done)
    if not isinstance(done, PaperAct):
        raise Http404
    command = EnterFromPaper(
        happened_wall_ms=wall,
        happened_scenario_ms=story,
        signed_by=SeatId(post.get("paper.signed_by", "")),
        note=post.get("paper.note", "").strip(),
        done=done,
    )
    answer = submit(room.exercise_id, room.seat, post.get("key", ""), command)
    return refusal_words(answer) if isinstance(answer, Refused) else ""


def _within_its_minute(wall: Millis, room: StaffRoom) -> Millis:
    """The field has no seconds: a time in the minute of STARTEX is STARTEX, and no time before it."""
    began = room.state.started_at
    return began.wall_ms if began is not None and 0 < began.wall_ms - wall < 60_000 else wall


def time_of_day(text: str, zone: str) -> Millis | None:
    """A date and time in the exercise's zone, as a browser's field or a person writes it, as epoch ms."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return round(moment.timestamp() * 1000)


def story_time(text: str) -> tuple[Millis | None, bool]:
    """A time of the story in ms, None for nothing typed; and whether it could not be read."""
    if not text.strip():
        return None, False
    found = _STORY.match(text.strip())
    if found is None:
        return None, True
    days, hours, minutes = (int(part) for part in found.groups())
    if hours > 23 or minutes > 59:
        return None, True
    return ((days * 24 + hours) * 60 + minutes) * 60_000, False


def _form(room: StaffRoom, what: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    state = room.state
    zone = state.deck.timing.zone
    response = room.render(
        "games/paper/enter.html",
        place="paper",
        what=what,
        kinds=[(kind, paper_word(kind)) for kind in KINDS],
        problem=problem,
        typed=room.request.POST,
        time=room.request.POST.get("paper.time") or _now(room, zone),
        zone=zone,
        recent=_recent(room),
        **_choices(room, what),
    )
    response.status_code = status
    return response


def _now(room: StaffRoom, zone: str) -> str:
    return f"{datetime.fromtimestamp(room.now.wall_ms / 1000, ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _choices(room: StaffRoom, what: str) -> dict[str, Any]:
    """What the fields of one kind of act offer."""
    state = room.state
    match what:
        case "fire_inject" | "skip_inject":
            return {"injects": _pending(room)}
        case "submit_for_team":
            form = move_form(room)
            return {**form, "signers": _signers(room, form["team"].id)}
        case "pass_message":
            team = team_asked(room)
            return {
                "team": room.names.team_spec(team),
                "signers": _signers(room, team),
                "threads": [t for t in state.threads.values() if team in t.told],
                "parties": room.request.POST.getlist("parties[]"),
            }
        case "rule_move":
            told = _readers(room)
            said = [room.request.POST.get(f"narratives.{at}.text", "") for at in range(len(told))]
            return {"moves": [state.moves[m] for m in queue_order(state)], "told": told, "said": said}
        case "close_procedure":
            return {"procedures": [p for p in state.procedures.values() if p.status == "open"]}
        case _:
            return {}


def _signers(room: StaffRoom, team: TeamId) -> list[SeatSpec]:
    """The players of a team, its lead first."""
    players = [s.spec for s in room.state.seats.values() if s.spec.role == "player" and s.spec.team == team]
    return sorted(players, key=lambda spec: spec.rank != "lead")


def _pending(room: StaffRoom) -> list[tuple[str, str]]:
    lines = sorted(room.state.injects.values(), key=lambda i: (i.spec.order, i.spec.id))
    return [
        (i.spec.id, f"{i.spec.id} {room.names.text(i.title or i.spec.title)}")
        for i in lines
        if i.status in PENDING
    ]


def _readers(room: StaffRoom) -> list[Choice]:
    return [c for c in audience_choices(room.state, room.names) if c.kind in ("public", "team")]


def _recent(room: StaffRoom) -> list[tuple[Any, str, str]]:
    """What was entered from paper so far, latest first: the record, what happened, and by whom it was entered."""
    teller = Teller(room.state, room.names, room.law)
    records = [*review_rows.records_of(room.exercise_id, ("entered_from_paper",))][-SHOWN:]
    return [(rec, teller.line(rec.event), teller.who(rec.actor)) for rec in reversed(records)]
