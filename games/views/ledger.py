"""The ledger of the world: facts, meters, steps of law, channels between teams, and every conversation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from games.engine.ids import SeatId, ThreadId
from games.engine.spans import HOUR
from games.engine.state import Thread
from games.staffing.case import fact_field
from games.staffing.ledger import (
    fact_row,
    fact_rows,
    link_cells,
    meter_rows,
    procedure_rows,
    talk_row,
    talk_rows,
)
from games.staffing.naming import audience_choices, chair_label
from games.views.staff_room import WHITE, StaffRoom, staff_only

DELAYS_MS = (60_000, 120_000, 300_000, 600_000, 1_800_000)
"""Delays of a slow channel that are offered, in exercise time."""

BACK_MS = tuple(hours * 3_600_000 for hours in (1, 2, 3, 6, 12, 24, 48, 72, 120))
"""How far back a fact may be dated on offer, in scenario time."""


@staff_only(WHITE)
def page(room: StaffRoom) -> HttpResponse:
    """The whole ledger; on a narrow screen its parts are tabs."""
    return room.render(
        "games/staff/ledger.html",
        place="ledger",
        **facts_of(room),
        **meters_of(room),
        **steps_of(room),
        **links_of(room),
        **talks_of(room),
    )


@staff_only(WHITE)
def facts_region(room: StaffRoom) -> HttpResponse:
    """The facts. `?all=1` lists the whole vocabulary, `?q=` those with these letters."""
    return room.render("games/staff/_facts.html", **facts_of(room))


@staff_only(WHITE)
def fact_panel(room: StaffRoom, fact: str) -> HttpResponse:
    """One fact, for the dialog: what it means, who knows it, and the forms that change that."""
    return room.render("games/staff/_fact.html", **fact_of(room, fact))


@staff_only(WHITE)
def fact_page(room: StaffRoom, fact: str) -> HttpResponse:
    """The same as a page of its own."""
    return room.render("games/staff/fact.html", place="ledger", **fact_of(room, fact))


@staff_only(WHITE)
def fact_now(room: StaffRoom, fact: str) -> HttpResponse:
    """How it stands, alone."""
    return room.render("games/staff/_fact_now.html", **fact_of(room, fact))


def fact_of(room: StaffRoom, fact: str) -> dict[str, Any]:
    """What is shown of one fact. Raises Http404 for one that nobody knows."""
    if fact not in room.law.book.facts and fact not in room.state.facts:
        raise Http404
    return {
        "row": fact_row(room.state, room.names, room.law, groups_of(room), fact),
        "now_url": room.url("ledger_fact_now", fact=fact),
        "field": fact_field(room.state, room.law, fact),
        "audiences": audience_choices(room.state, room.names),
        "since_choices": [at for back in BACK_MS if (at := room.now.scenario_ms - back) >= 0],
    }


def groups_of(room: StaffRoom) -> dict[str, str]:
    """The labels of the groups of facts."""
    return {group.id: group.label for group in room.law.book.fact_groups.values()}


@staff_only(WHITE)
def meters_region(room: StaffRoom) -> HttpResponse:
    """The consequence tracks."""
    return room.render("games/staff/_meters.html", **meters_of(room))


@staff_only(WHITE)
def steps_region(room: StaffRoom) -> HttpResponse:
    """Steps of law and duties under way."""
    return room.render("games/staff/_steps.html", **steps_of(room))


@staff_only(WHITE)
def links_region(room: StaffRoom) -> HttpResponse:
    """The matrix of channels between teams."""
    return room.render("games/staff/_links.html", **links_of(room))


@staff_only(WHITE)
def talks_region(room: StaffRoom) -> HttpResponse:
    """The list of conversations and the one of `?thread=`."""
    return room.render("games/staff/_talks.html", **talks_of(room))


def facts_of(room: StaffRoom) -> dict[str, Any]:
    """What the part on facts shows."""
    everything = room.request.GET.get("all") == "1"
    wanted = room.request.GET.get("q", "").strip()
    rows = fact_rows(room.state, room.names, room.law, groups_of(room), everything=everything or bool(wanted))
    if wanted:
        letters = wanted.casefold()
        rows = tuple(r for r in rows if letters in f"{r.id} {r.label} {r.meaning}".casefold())
    query = room.request.GET.urlencode()
    address = room.url("ledger_facts")
    return {
        "facts": rows,
        "everything": everything,
        "wanted": wanted,
        "vocabulary": len(room.law.book.facts),
        "facts_url": f"{address}?{query}" if query else address,
    }


def meters_of(room: StaffRoom) -> dict[str, Any]:
    """What the part on meters shows."""
    rows = meter_rows(room.state, room.law.book.meters)
    return {"meters": rows, "meters_url": room.url("ledger_meters")}


def steps_of(room: StaffRoom) -> dict[str, Any]:
    """What the part on steps and duties shows."""
    is_open, closed = procedure_rows(room.state, room.names, room.now)
    steps = [(s.step.id, s.step.label, s.step.who, s.step.hours) for s in room.law.book.steps.values()]
    duties = [(d.duty.id, d.duty.label, d.duty.due_hours) for d in room.law.book.duties.values()]
    given = {p.token for p in room.state.procedures.values()}
    duties += [
        (row.id, room.names.text(row.label), row.within_ms / HOUR)
        for row in room.state.deck.commitments
        if row.id not in given
    ]
    return {
        "open_steps": is_open,
        "closed_steps": closed[:20],
        "pack_steps": [step for step in steps if step[3] is not None],
        "pack_duties": duties,
        "steps_url": room.url("ledger_steps"),
    }


def links_of(room: StaffRoom) -> dict[str, Any]:
    """What the matrix shows."""
    return {
        "links": link_cells(room.state, room.names),
        "delays": DELAYS_MS,
        "links_url": room.url("ledger_links"),
    }


def talks_of(room: StaffRoom) -> dict[str, Any]:
    """What the part on conversations shows."""
    thread = _thread(room)
    address = room.url("ledger_talks")
    return {
        "talks": talk_rows(room.state, room.names),
        "talk": talk_row(room.names, thread) if thread else None,
        "said": _messages(room, thread) if thread else (),
        "actors": actors_of(room),
        "talks_url": f"{address}?thread={thread.id}" if thread else address,
    }


def actors_of(room: StaffRoom) -> list[str]:
    """The unplayed actors that have spoken so far, to be chosen again by the same name."""
    said = (m.speaks_as for t in room.state.threads.values() for m in t.messages if m.speaks_as)
    return sorted(set(said))


def _thread(room: StaffRoom) -> Thread | None:
    asked = room.request.GET.get("thread", "")
    if not asked:
        return None
    found = room.state.threads.get(ThreadId(asked))
    if found is None:
        raise Http404
    return found


def _messages(room: StaffRoom, thread: Thread) -> tuple[dict[str, Any], ...]:
    """The words of a conversation with who said them."""
    return tuple(
        {
            "said": said,
            "team": room.names.team_spec(said.team),
            "seat": chair_label(room.state, room.names, SeatId(said.seat)),
        }
        for said in thread.messages
    )
