"""The counterfactual page of the review: what would have been ruled under another law."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from games.engine.ids import TeamId
from games.models import Exercise
from games.review import export as files
from games.review.rejudging import Reading, Rejudged
from games.services import counterfactuals
from games.services.counterfactuals import CannotJudge, Choice
from games.views.packs import title_of
from games.views.review import reviewers_only
from games.views.staff_room import StaffRoom

FORMS = ("json", "csv")
COLUMNS = (
    "event",
    "decided",
    "team",
    "number",
    "move",
    "differs",
    "verdict_before",
    "verdict_after",
    "effect_before",
    "effect_after",
    "provisions_before",
    "provisions_after",
    "missing_before",
    "missing_after",
    "rows_gone",
    "rows_come",
    "why",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A ruling beside the other one, for the page. `url` and `decided_url` lead to the entries of the log."""

    each: Rejudged
    team: Any
    label: str
    url: str
    decided_url: str
    then: Mapping[str, Any]
    now: Mapping[str, Any] | None
    gone: tuple[Reading, ...]
    come: tuple[Reading, ...]


@reviewers_only
def page(room: StaffRoom) -> HttpResponse:
    """Choose a law, and see which rulings differ under it."""
    exercise = Exercise.objects.get(pk=room.exercise_id)
    found = counterfactuals.choices(exercise)
    chosen = next((each for each in found if each.id == room.request.GET.get("under")), None)
    compared: tuple[Rejudged, ...] = ()
    problem = ""
    if chosen is not None:
        try:
            compared = counterfactuals.rejudged(exercise, chosen)
        except CannotJudge as why:
            problem = str(why)
    everything = bool(room.request.GET.get("all"))
    differing = [each for each in compared if each.differs]
    return room.render(
        "games/review/rejudge.html",
        place="review",
        groups=_groups(found),
        under=chosen,
        title=_title(chosen) if chosen else "",
        problem=problem,
        everything=everything,
        count=len(compared),
        differing=len(differing),
        rows=[_row(room, each) for each in (compared if everything else differing)],
        exports=[(form, _export_url(room, form, chosen)) for form in FORMS] if chosen else (),
    )


def _groups(found: Iterable[Choice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices by kind, as a select shows them."""
    labels = {
        "overlay": _("As it would be"),
        "reading": _("Readings of this pack"),
        "pack": _("Other packs"),
    }
    listed = [(label, [(c.id, _title(c)) for c in found if c.kind == kind]) for kind, label in labels.items()]
    return [(label, options) for label, options in listed if options]


def _title(choice: Choice) -> str:
    if choice.pack is not None:
        return f"{title_of(choice.pack)} · {choice.pack.digest[:8]}"
    return choice.title


def _export_url(room: StaffRoom, form: str, choice: Choice) -> str:
    where = {"exercise": room.leave.public_id, "form": form}
    return reverse("games:review_rejudge_export", kwargs=where) + f"?under={choice.id}"


def _row(room: StaffRoom, each: Rejudged) -> Row:
    teams = {team.id: team for team in room.state.deck.teams}
    return Row(
        each,
        teams.get(TeamId(each.team)),
        room.law.move_label(each.move),
        _entry_url(room, each.event),
        _entry_url(room, each.decided) if each.decided else "",
        _shown(each.then),
        _shown(each.now) if each.now else None,
        each.gone,
        each.come,
    )


def _shown(essence: Mapping[str, Any]) -> Mapping[str, Any]:
    """As the template of a ruling's heart wants it."""
    return {**essence, "provisions": essence["deciding"]}


def _entry_url(room: StaffRoom, seq: int) -> str:
    return reverse("games:review_entry", kwargs={"exercise": room.leave.public_id, "seq": seq})


@reviewers_only
def export(room: StaffRoom, form: str) -> HttpResponseBase:
    """All rulings beside those of the other law, as a file."""
    exercise = Exercise.objects.get(pk=room.exercise_id)
    found = {each.id: each for each in counterfactuals.choices(exercise)}
    chosen = found.get(room.request.GET.get("under", ""))
    if form not in FORMS or chosen is None:
        raise Http404
    try:
        compared = counterfactuals.rejudged(exercise, chosen)
    except CannotJudge:
        raise Http404 from None
    if form == "json":
        plain = [{**asdict(each), "differs": each.differs} for each in compared]
        said = {"under": chosen.id, "title": chosen.title, "rulings": plain}
        content, kind = json.dumps(said, ensure_ascii=False, indent=1), "application/json"
    else:
        content, kind = "".join(files.table(COLUMNS, _lines(compared))), "text/csv; charset=utf-8"
    name = f"EXERCISE-{room.leave.public_id}-rejudged.{form}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _lines(compared: Iterable[Rejudged]) -> Iterator[tuple[Any, ...]]:
    for each in compared:
        then, now = each.then, each.now
        yield (
            each.event,
            each.decided or "",
            each.team,
            each.number,
            each.move,
            each.differs,
            then["verdict"],
            now.get("verdict", ""),
            then["effect"],
            now.get("effect", ""),
            " ".join(then["deciding"]),
            " ".join(now.get("deciding", ())),
            " ".join(then["missing"]),
            " ".join(now.get("missing", ())),
            " ".join(reading.row for reading in each.gone),
            " ".join(reading.row for reading in each.come),
            each.why,
        )
