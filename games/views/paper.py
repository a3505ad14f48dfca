"""The exercise on paper, for staff: the MSEL, what each team is handed, and the pack to go on without the machine."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from games.engine.ids import TeamId
from games.engine.state import State
from games.paper import cards, msel
from games.presenting.law import LawWords
from games.services import continuity
from games.staffing.naming import Names
from games.staffing.present import Present
from games.staffing.tiles import Reading
from games.views.staff_room import CONTROL, WHITE, StaffRoom, staff_only

FORMS = {
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The files of the continuity pack, each with its type; the zip holds the other two."""


@staff_only(CONTROL)
def page(room: StaffRoom) -> HttpResponse:
    """Everything that can be printed, and the way back from paper."""
    packs = [(team, room.url("paper_pack", team=team.id)) for team in room.state.deck.teams]
    kept = continuity.kept(room.leave.public_id)
    return room.render(
        "games/paper/page.html",
        place="paper",
        packs=packs,
        may_see_all=room.leave.spec.role in WHITE,
        may_see_cards=room.leave.spec.role == "director",
        sheet_url=reverse("games:seat_sheet", kwargs={"exercise": room.leave.public_id}),
        newest=kept[-1] if kept else None,
        newest_ms=round(kept[-1].stat().st_mtime * 1000) if kept else None,
        kept=len(kept),
    )


@staff_only(CONTROL)
def msel_page(room: StaffRoom) -> HttpResponse:
    """The MSEL to print, with plan and what happened."""
    back = room.url("paper")
    return printed_msel(room.request, room.state, room.names, room.law, room.now, back, room.readings)


@staff_only(CONTROL)
def pack_page(room: StaffRoom, team: str) -> HttpResponse:
    """The envelopes and cards of one team. `?all=1` has those that went out, too; `?both=1` all languages."""
    return printed_pack(room.request, room.state, room.names, team, room.url("paper"))


@staff_only(WHITE)
def continuity_file(room: StaffRoom, form: str) -> HttpResponse:
    """The continuity pack as of this second."""
    if form not in FORMS:
        raise Http404
    language = get_language() or ""
    if form == "zip":
        content = continuity.zipped(room.exercise_id, room.now.wall_ms, language)
    else:
        pack = continuity.pack_of(room.exercise_id, room.now.wall_ms, language)
        content = continuity.written(pack, form)
    name = f"continuity-{room.leave.public_id}-{room.state.seq}.{form}"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=FORMS[form], headers={"Content-Disposition": disposition})


# What a deck prints as well as an exercise --------------------------------------------------------------


def printed_msel(
    request: HttpRequest,
    state: State,
    names: Names,
    law: LawWords,
    now: Present,
    back: str,
    readings: tuple[Reading, ...] = (),
) -> HttpResponse:
    """The page of an MSEL. Before STARTEX it has no column for what happened."""
    context = {
        "title": names.text(state.deck.title) if state.started_at is None else state.title,
        "state": state,
        "rows": msel.rows(state, names, law, now, readings),
        "played": state.started_at is not None,
        **_printed(state, now, back),
    }
    return render(request, "games/paper/msel.html", context)


def printed_pack(request: HttpRequest, state: State, names: Names, team: str, back: str) -> HttpResponse:
    """The page of a team's envelopes and cards. Raises Http404 for a team that is not there."""
    everything = state.started_at is None or "all" in request.GET
    here = get_language() or "en"
    languages = state.deck.languages if "both" in request.GET else (here,)
    try:
        pack = cards.pack(state, names, TeamId(team), everything=everything, languages=languages)
    except KeyError:
        raise Http404 from None
    context = {
        "title": state.title,
        "pack": pack,
        "everything": everything,
        "both": "both" in request.GET,
        "started": state.started_at is not None,
        "languages": state.deck.languages,
        "back": back,
    }
    return render(request, "games/paper/pack.html", context)


def _printed(state: State, now: Present, back: str) -> dict[str, Any]:
    return {"now": now, "zone": state.deck.timing.zone, "back": back}
