"""The review: the log as a timeline, as each team was told it, who knew what when; notes; exports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any, Concatenate, ParamSpec, TypeAlias
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from games.engine.ids import SeatId, TeamId
from games.engine.state import Happened
from games.models import Exercise
from games.presenting.observer import RATINGS, rating_label
from games.review import export as files
from games.review.knowledge import KINDS as KNOWLEDGE_KINDS
from games.review.knowledge import knowledge
from games.review.telling import Telling, is_for_players
from games.review.timeline import FAMILIES, FAMILY_OF, Filter, belongings, kind_of, refs, teams_of
from games.services import auditing
from games.services.seats import SeatPass, held_seats, may_run, who
from games.staffing.chronicle import Teller
from games.views import review_rows
from games.views.review_rows import Place
from games.views.staff_room import REVIEW, StaffRoom, room_of

P = ParamSpec("P")
ReviewView = Callable[Concatenate[StaffRoom, P], HttpResponseBase]
Lines: TypeAlias = Iterable[str | bytes]
FORMS = ("jsonl", "csv", "knowledge")
LINES_A_PIECE = 500
NOTES_SHOWN = 20
FAULTS_SHOWN = 50
KNOWLEDGE_COLUMNS = (
    "fact",
    "value",
    "since_wall_ms",
    "since_scenario_ms",
    "team",
    "told_wall_ms",
    "told_scenario_ms",
    "opened_wall_ms",
    "through",
    "seq",
)


def reviewer(request: HttpRequest, exercise: str) -> SeatPass:
    """Leave to review: by an eligible seat that this browser sits on, else as the exercise's facilitator.

    Raises Http404 for anyone else, and for an exercise that does not exist.
    """
    for seat in held_seats(request.session, exercise):
        leave = who(request.session, request.user, exercise, seat)
        if leave is not None and leave.is_staff and leave.spec.role in REVIEW:
            return leave
    found = Exercise.objects.filter(public_id=exercise).first()
    if found is None or not may_run(request.user, found):
        raise Http404
    for name in found.accesses.order_by("id").values_list("seat", flat=True):
        leave = who(request.session, request.user, exercise, SeatId(name))
        if leave is not None and leave.is_staff and leave.spec.role in REVIEW:
            return leave
    raise Http404


def reviewers_only(view: ReviewView[P]) -> Callable[..., HttpResponseBase]:
    """A view of the review: takes the room instead of the request, and is never kept by a cache."""

    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, exercise: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(room_of(request, reviewer(request, exercise)), *args, **kwargs)

    return entered


@reviewers_only
def page(room: StaffRoom) -> HttpResponse:
    """The timeline with its filters and the note box."""
    return room.render("games/review/page.html", place="review", **list_of(room), **notes_of(room))


@reviewers_only
def list_region(room: StaffRoom) -> HttpResponse:
    """The entries alone."""
    return room.render("games/review/_list.html", **list_of(room))


@reviewers_only
def notes_region(room: StaffRoom) -> HttpResponse:
    """The latest notes."""
    return room.render("games/review/_notes.html", **notes_of(room))


@reviewers_only
def entry_page(room: StaffRoom, seq: int) -> HttpResponse:
    """One entry of the log, whole. Raises Http404 for a number that the log does not have."""
    found = review_rows.entry(room.exercise_id, seq)
    if found is None:
        raise Http404
    teller = teller_of(room)
    item = getattr(found.recorded.event, "item", None)
    return room.render(
        "games/review/entry.html",
        place="review",
        entry=found,
        row=row_of(room, teller, found.recorded),
        causes=[row_of(room, teller, each) for each in found.causes],
        effects=[row_of(room, teller, each) for each in found.effects],
        told=[
            (teller.reader(t.frame.audience), t, teller.told(t.frame.frame))
            for t in found.told
            if is_for_players(t)
        ],
        read=_read(room, teller, item) if item else (),
        last=review_rows.last_seq(room.exercise_id),
    )


def _read(room: StaffRoom, teller: Teller, item: str) -> list[tuple[str, int, int | None]]:
    return [
        (teller.who(seat), shown, opened)
        for seat, shown, opened in review_rows.read_by(room.exercise_id, item)
    ]


@reviewers_only
def knowledge_page(room: StaffRoom) -> HttpResponse:
    """Who knew what, and when: facts by team."""
    return room.render("games/review/knowledge.html", place="review", rows=known_of(room))


@reviewers_only
def check_page(room: StaffRoom) -> HttpResponse:
    """Whether the log is as it was written: every event read again against its digest and the one before."""
    exercise = Exercise.objects.get(pk=room.exercise_id)
    found = list(islice(auditing.faults(exercise), FAULTS_SHOWN + 1))
    return room.render(
        "games/review/check.html",
        place="review",
        faults=found[:FAULTS_SHOWN],
        more=len(found) > FAULTS_SHOWN,
        events=exercise.head_seq,
        digest=exercise.head_digest,
    )


@reviewers_only
def export(room: StaffRoom, form: str) -> StreamingHttpResponse:
    """The record as a file: the whole log as JSON lines that can be checked, or a table as CSV."""
    if form not in FORMS:
        raise Http404
    exercise = Exercise.objects.get(pk=room.exercise_id)
    stem = f"EXERCISE-{exercise.public_id}"
    if form == "jsonl":
        return _file(room, auditing.exported(exercise), "application/jsonl", f"{stem}-log.jsonl")
    if form == "csv":
        lines = files.log_csv(auditing.sealed_events(exercise))
        return _file(room, lines, "text/csv; charset=utf-8", f"{stem}-log.csv")
    return _file(room, knowledge_csv(room), "text/csv; charset=utf-8", f"{stem}-knowledge.csv")


def _file(room: StaffRoom, lines: Lines, content_type: str, name: str) -> StreamingHttpResponse:
    is_async = isinstance(room.request, ASGIRequest)
    content = _in_pieces(iter(lines)) if is_async else iter(lines)
    response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


async def _in_pieces(lines: Iterator[str | bytes]) -> AsyncIterator[bytes]:
    """Lines read in the request's own thread, some at a time, so that a long log is never held whole."""
    while piece := await sync_to_async(_piece)(lines):
        yield piece


def _piece(lines: Iterator[str | bytes]) -> bytes:
    some = islice(lines, LINES_A_PIECE)
    return b"".join(line if isinstance(line, bytes) else line.encode() for line in some)


# The timeline -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the timeline shows it. `audience` is set where it is what a team was told."""

    seq: int
    at: Any
    family: str
    kind: str
    words: str
    who: str
    teams: tuple[Any, ...]
    refs: tuple[Any, ...]
    url: str
    audience: str = ""
    happened: Happened | None = None
    """When it happened, where it was entered from paper afterwards."""


def teller_of(room: StaffRoom) -> Teller:
    """Words for the entries of this exercise."""
    return Teller(room.state, room.names, room.law)


def row_of(room: StaffRoom, teller: Teller, recorded: Any) -> Row:
    """One entry of the log."""
    kind = kind_of(recorded.event)
    teams = teams_of(recorded, belongings(room.state))
    return Row(
        seq=recorded.seq,
        at=recorded.at,
        family=FAMILY_OF[kind],
        kind=kind,
        words=teller.line(recorded.event),
        who=teller.who(recorded.actor),
        happened=room.state.on_paper.get(recorded.seq),
        teams=tuple(room.names.team_spec(t) for t in teams),
        refs=refs(recorded.event),
        url=entry_url(room, recorded.seq),
    )


def told_row(room: StaffRoom, teller: Teller, telling: Telling) -> Row:
    """One thing that a team was told."""
    frame = telling.frame
    return Row(
        seq=telling.seq,
        at=frame.at,
        family="",
        kind=str(frame.frame.__struct_config__.tag),
        words=teller.told(frame.frame),
        who="",
        teams=(),
        refs=(),
        url=entry_url(room, telling.seq),
        audience=teller.reader(frame.audience),
    )


def entry_url(room: StaffRoom, seq: int) -> str:
    """The address of an entry."""
    return reverse("games:review_entry", kwargs={"exercise": room.leave.public_id, "seq": seq})


def filter_of(request: HttpRequest) -> Filter:
    """The filter in the address; what it does not understand counts as not asked."""
    asked = request.GET
    return Filter(
        families=tuple(f for f in asked.getlist("family") if f in FAMILIES),  # type: ignore[misc]  # checked
        team=asked.get("team", ""),
        about=asked.get("about", ""),
        text=asked.get("q", "").strip()[:200],
        audience=asked.get("as", ""),
    )


def place_of(request: HttpRequest) -> Place:
    """Where the page begins."""
    return Place(_number(request.GET.get("before")), _number(request.GET.get("after")))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def list_of(room: StaffRoom) -> dict[str, Any]:
    """What the list of entries shows. Raises Http404 for what a team was told that is not in the exercise.

    To show the whole log in its place would let a reader take staff's view for the team's.
    """
    wanted, place = filter_of(room.request), place_of(room.request)
    teller = teller_of(room)
    searched_to = None
    if wanted.audience:
        if room.names.team_spec(wanted.audience) is None:
            raise Http404
        told = review_rows.told_page(
            room.exercise_id, room.state, TeamId(wanted.audience), wanted.text, place
        )
        rows = [told_row(room, teller, telling) for telling in told.tellings]
        older, newer = told.older, told.newer
    else:
        found = review_rows.log_page(room.exercise_id, wanted, belongings(room.state), place)
        rows = [row_of(room, teller, recorded) for recorded in found.entries]
        older, newer, searched_to = found.older, found.newer, found.searched_to
    return {
        "rows": rows,
        "wanted": wanted,
        "families": tuple(FAMILIES),
        "searched_to": searched_to,
        "last": review_rows.last_seq(room.exercise_id),
        **links_of(room, older, newer, place),
    }


def links_of(room: StaffRoom, older: int | None, newer: int | None, place: Place) -> dict[str, Any]:
    """The addresses around a page. Only the newest page is live: an older one stays as it is."""
    exercise = room.leave.public_id
    query = [(k, v) for k, vs in room.request.GET.lists() if k not in ("before", "after") for v in vs if v]
    here = reverse("games:review", kwargs={"exercise": exercise})
    region = reverse("games:review_list", kwargs={"exercise": exercise})
    newest = place.before is None and place.after is None
    return {
        "here": here,
        "older_url": _with(here, [*query, ("before", str(older))]) if older is not None else "",
        "newer_url": _with(here, [*query, ("after", str(newer))]) if newer is not None else "",
        "newest_url": "" if newest else _with(here, query),
        "list_url": _with(region, query) if newest else "",
        "query": query,
        "exports": [
            (form, reverse("games:review_export", kwargs={"exercise": exercise, "form": form}))
            for form in FORMS
        ],
        "knowledge_url": reverse("games:review_knowledge", kwargs={"exercise": exercise}),
    }


def _with(address: str, query: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


def notes_of(room: StaffRoom) -> dict[str, Any]:
    """The note box, and the latest notes."""
    found = list(review_rows.records_of(room.exercise_id, ("note_taken",)))[-NOTES_SHOWN:]
    sent = [i for i in room.state.injects.values() if i.item is not None and i.released is not None]
    sent.sort(key=lambda i: i.released.wall_ms if i.released else 0, reverse=True)
    teller = teller_of(room)
    return {
        "notes": [(record, teller.who(record.actor)) for record in reversed(found)],
        "objectives": room.state.deck.objectives,
        "ratings": [(rating, rating_label(rating)) for rating in RATINGS],
        "about_items": [(i.item, f"{i.spec.id} {room.names.text(i.title)}") for i in sent[:NOTES_SHOWN]],
        "notes_url": reverse("games:review_notes", kwargs={"exercise": room.leave.public_id}),
    }


# Knowledge ----------------------------------------------------------------------------------------------


def known_of(room: StaffRoom) -> list[dict[str, Any]]:
    """The table of who knew what, in the order in which facts became true."""
    records = review_rows.records_of(room.exercise_id, KNOWLEDGE_KINDS)
    teams = tuple(t.id for t in room.state.deck.teams)
    opened = review_rows.first_opened(room.exercise_id, room.state)
    rows = []
    for known in knowledge(records, teams, opened):
        by_team = {each.team: each for each in known.learned}
        rows.append(
            {
                "known": known,
                "label": room.law.fact_label(known.fact),
                "value": room.law.fact_value(known.fact, known.value),
                "cells": [by_team.get(team) for team in teams],
                "url": entry_url(room, known.seq),
            }
        )
    return rows


def knowledge_csv(room: StaffRoom) -> Any:
    """The same table as CSV: one line for each fact, value and team that learned it."""
    return files.table(
        KNOWLEDGE_COLUMNS, (line for row in known_of(room) for line in _known_lines(row["known"]))
    )


def _known_lines(known: Any) -> list[tuple[Any, ...]]:
    first = (known.fact, str(known.value), known.since.wall_ms, known.since.scenario_ms)
    if not known.learned:
        return [(*first, "", "", "", "", "", known.seq)]
    return [
        (*first, each.team, each.told.wall_ms, each.told.scenario_ms, each.opened_ms, each.through, each.seq)
        for each in known.learned
    ]
