"""A move that a team made on paper or by voice, entered by staff."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from games.engine.ids import TeamId
from games.presenting.law import OTHER
from games.staffing.naming import teams_reached
from games.views.staff_room import WHITE, StaffRoom, staff_only


@staff_only(WHITE)
def page(room: StaffRoom) -> HttpResponse:
    """The form. `?team=` chooses the team, `?move=` the type of move with its fields."""
    return room.render("games/white/enter.html", place="white", **move_form(room))


def move_form(room: StaffRoom) -> dict[str, Any]:
    """What the fields of a move want, by the team and the type of move that the address names."""
    team = team_asked(room)
    kind = room.request.GET.get("move", OTHER)
    chosen = room.law.move_type(kind)
    return {
        "team": room.names.team_spec(team),
        "catalogue": room.law.catalogue(team),
        "kind": kind if chosen else OTHER,
        "fields": room.law.fields(kind),
        "offices": [o for o in room.state.deck.offices if o.team == team],
        "items": answerable(room, team),
        "reasons": reasons(room.request.POST.getlist("content.because[]")),
        "parties": room.request.POST.getlist("content.parties[]"),
    }


def team_asked(room: StaffRoom) -> TeamId:
    """The team that the address names, the first without one. Raises Http404 for one that is not there."""
    teams = room.state.deck.teams
    asked = room.request.GET.get("team", "")
    if asked and not any(t.id == asked for t in teams):
        raise Http404
    return TeamId(asked) if asked else teams[0].id


def reasons(typed: list[str]) -> list[str]:
    """The three lines for reasons, with what was typed before."""
    return [*typed, "", "", ""][:3]


def answerable(room: StaffRoom, team: TeamId) -> list[tuple[str, str]]:
    """Items that the team has and may answer, latest first."""
    sent = [i for i in room.state.injects.values() if i.item is not None and i.status == "released"]
    sent.sort(key=lambda i: i.released.wall_ms if i.released else 0, reverse=True)
    return [(str(i.item), room.names.text(i.title)) for i in sent if team in teams_reached(room.state, i.to)]
