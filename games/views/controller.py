"""The controller's console: the whole MSEL, what is overdue, the timeline, and lines made up in play."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf.locale import LANG_INFO
from django.http import Http404, HttpResponse, JsonResponse
from msgspec.structs import replace

from games.engine.access import audiences_of
from games.engine.ids import FactValue, InjectId
from games.engine.plan import Inject, Team, Template
from games.engine.state import InjectState
from games.staffing.case import fact_field
from games.staffing.msel import Line, line, msel, outgoing
from games.staffing.naming import audience_choices, chair_label
from games.staffing.strip import strip
from games.views.director import aim
from games.views.staff_room import CONTROL, PANEL_ACTS, StaffRoom, staff_only

PANELS = frozenset({*PANEL_ACTS, "show"})
OFFSETS_MS = (5 * 60_000, 10 * 60_000, 15 * 60_000, 30 * 60_000, 60 * 60_000)
"""Offered offsets of a new due time, in exercise time."""
PRECEDENCES = ("flash", "immediate", "priority", "routine")
KINDS = ("contextual", "decision", "enabling", "contingency", "adaptive", "admin")
GAPS_MS = (60_000, 120_000, 180_000, 300_000)
"""Offered gaps of overdue lines that are fired one after another, in exercise time."""


@staff_only(CONTROL)
def console(room: StaffRoom) -> HttpResponse:
    """The page."""
    return room.render(
        "games/controller/console.html", place="controller", **table_of(room), **timeline_of(room)
    )


@staff_only(CONTROL)
def table_region(room: StaffRoom) -> HttpResponse:
    """Overdue lines and the table. `?status=`, `?team=` and `?q=` narrow it."""
    return room.render("games/controller/_table.html", **table_of(room))


@staff_only(CONTROL)
def timeline_data(room: StaffRoom) -> JsonResponse:
    """The strip for `<tte-timeline>`."""
    return JsonResponse(strip(room.state, room.names, room.now, _lines(room)))


@staff_only(CONTROL)
def panel(room: StaffRoom, inject: str, act: str) -> HttpResponse:
    """One line with the form of one act, for the dialog; `act` is one of `PANELS`."""
    entry = room.state.injects.get(InjectId(inject))
    if entry is None or act not in PANELS:
        raise Http404
    each = line(room.state, room.names, room.now, entry, room.readings)
    return room.render("games/controller/_panel.html", act=act, **panel_of(room, each))


@staff_only(CONTROL)
def line_page(room: StaffRoom, inject: str, act: str) -> HttpResponse:
    """The same as a page of its own, for a browser without script."""
    entry = room.state.injects.get(InjectId(inject))
    if entry is None or act not in PANELS:
        raise Http404
    each = line(room.state, room.names, room.now, entry, room.readings)
    return room.render("games/controller/line.html", place="controller", act=act, **panel_of(room, each))


@staff_only(CONTROL)
def improvise(room: StaffRoom) -> HttpResponse:
    """A new line, from a template (`?template=`) or from nothing."""
    return room.render("games/controller/improvise.html", place="controller", **improvise_of(room))


def _lines(room: StaffRoom) -> tuple[Line, ...]:
    return msel(room.state, room.names, room.now, room.readings)


def table_of(room: StaffRoom) -> dict[str, Any]:
    """What the table shows, narrowed by the query of the page."""
    lines = _lines(room)
    asked = room.request.GET
    status, team, letters = asked.get("status", ""), asked.get("team", ""), asked.get("q", "").strip()
    shown = [each for each in lines if _wanted(each, status, team, letters.casefold())]
    query = asked.urlencode()
    address = room.url("controller_table")
    return {
        "lines": shown,
        "count": len(lines),
        "outgoing": outgoing(lines),
        "statuses": ("armed", "waiting", "held", "overdue", "released", "skipped", "retracted"),
        "status": status,
        "team": team,
        "wanted": letters,
        "gaps": GAPS_MS,
        "table_url": f"{address}?{query}" if query else address,
    }


def _wanted(each: Line, status: str, team: str, letters: str) -> bool:
    if status and each.inject.status != status:
        return False
    if team and not any(c.kind == "public" or (c.team and c.team.id == team) for c in each.to):
        return False
    return letters in f"{each.inject.spec.id} {each.title} {each.body}".casefold()


def timeline_of(room: StaffRoom) -> dict[str, Any]:
    """Where the strip is fetched from, and what it shows first."""
    data = strip(room.state, room.names, room.now, _lines(room))
    return {"timeline": data, "timeline_url": room.url("controller_timeline")}


def panel_of(room: StaffRoom, each: Line) -> dict[str, Any]:
    """What the forms on one line need."""
    asked = room.request.GET.get("at", "").strip()
    typed_ms = aim(asked, room.now.scenario_ms) if asked else None
    return {
        "line": each,
        "audiences": audience_choices(room.state, room.names),
        "picked": {c.audience for c in each.to},
        **times_of(room, each),
        "asked": asked,
        "typed_ms": typed_ms,
        "unreadable": bool(asked) and typed_ms is None,
        "readers": readers_of(room, each),
        "late_readers": {s for tick in each.ticks for s in tick.missing},
        **words_of(room, as_it_reads(each.inject)),
        **sets_of(room, each.inject.spec.sets),
    }


def times_of(room: StaffRoom, each: Line) -> dict[str, Any]:
    """New due times on offer: on the story's clock, unless that stands or the line is due otherwise."""
    rate = room.state.clock.rate
    due = each.inject.due
    on_story = rate > 0 and (due is None or due.basis == "scenario")
    if on_story:
        offers = [(ms, room.now.scenario_ms + ms * rate // 1000) for ms in OFFSETS_MS]
        return {"basis": "scenario", "offsets": offers}
    return {"basis": "exercise", "offsets": [(ms, room.now.exercise_ms + ms) for ms in OFFSETS_MS]}


def readers_of(room: StaffRoom, each: Line) -> list[tuple[str, str, Team | None]]:
    """The playing seats that the line is meant for."""
    wanted = {c.audience for c in each.to}
    seats = [s.spec for s in room.state.seats.values() if s.spec.role == "player"]
    return [
        (s.id, chair_label(room.state, room.names, s.id), room.names.team_spec(s.team))
        for s in seats
        if wanted.intersection(audiences_of(room.state, s.id))
    ]


def as_it_reads(inject: InjectState) -> Inject:
    """The line with its present words: those of its last correction, where there was one."""
    spec = inject.spec
    return replace(spec, title=inject.title or spec.title, body=inject.body or spec.body)


def words_of(room: StaffRoom, spec: Inject | Template | None) -> dict[str, Any]:
    """What the form for the words of a line needs: those there are, in each language of the deck."""
    first, *others = room.state.deck.languages
    return {
        "channels": room.state.deck.channels,
        "precedences": PRECEDENCES,
        "kinds": KINDS,
        "deck_language": first,
        "first_words": _words_in(spec, first),
        "other_words": [
            (lang, LANG_INFO.get(lang, {}).get("name_local", lang), *_words_in(spec, lang).values())
            for lang in others
        ],
    }


def _words_in(spec: Inject | Template | None, language: str) -> dict[str, str]:
    return {
        name: getattr(spec, name, {}).get(language, "") for name in ("title", "body", "sender", "question")
    }


def improvise_of(room: StaffRoom) -> dict[str, Any]:
    """What the form for a new line needs."""
    template = _template(room)
    return {
        "templates": room.state.deck.templates,
        "template": template,
        "audiences": audience_choices(room.state, room.names),
        "offsets": [(ms, room.now.exercise_ms + ms) for ms in OFFSETS_MS],
        **words_of(room, template),
        **sets_of(room, {}),
    }


def sets_of(room: StaffRoom, sets: Mapping[str, FactValue]) -> dict[str, Any]:
    """The facts that a line sets, and those it could set besides, by group of the rule pack."""
    book = room.law.book
    groups = [
        (
            group.label,
            [
                fact_field(room.state, room.law, name)
                for name, fact in book.facts.items()
                if fact.group == group.id and name not in sets
            ],
        )
        for group in book.fact_groups.values()
    ]
    return {
        "sets": [fact_field(room.state, room.law, name, value) for name, value in sets.items()],
        "could_set": [(label, fields) for label, fields in groups if fields],
    }


def _template(room: StaffRoom) -> Template | None:
    asked = room.request.GET.get("template", "")
    found = next((t for t in room.state.deck.templates if t.id == asked), None)
    if asked and found is None:
        raise Http404
    return found
