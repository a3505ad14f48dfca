"""The map of a draft as a picture: everything that it can show, or what of it concerns one team."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from games.engine import audience
from games.engine.ids import TeamId
from games.engine.picture import Picture, Reader, Seen
from games.engine.plan import OnMap, Plan
from games.law.shipped import load_shipped
from games.presenting.chart import drawing
from games.presenting.law import LawWords
from games.presenting.people import public_of
from injects import drafts
from injects.authoring.charting import map_plan
from injects.editor.frame import refused, vocabulary


@login_required
@never_cache
@require_safe
def picture_of(request: HttpRequest, number: int) -> JsonResponse:
    """The data of `<tte-map>`: all that is on the map, as if every reader had been told all of it.

    `team` leaves out what does not concern that team, and shows forces as it sees them; `public` what does not
    concern everybody. What has a mistake is not drawn. 409 where the teams themselves cannot be read.
    """
    draft = drafts.draft_for(request, number)
    plan = map_plan(drafts.deck_of(draft), vocabulary())
    if plan is None:
        return refused(_("The map is drawn once the teams of the deck can be read."), 409)
    reader = _reader(plan, request.GET.get("team", ""))
    public = public_of(plan, get_language() or "en")
    return JsonResponse(drawing(whole(plan, reader), public, LawWords(load_shipped())))


def _reader(plan: Plan, name: str) -> Reader:
    team = TeamId(name)
    if any(each.id == team for each in plan.teams):
        posts = {audience.office(team, office.id) for office in plan.offices if office.team == team}
        seats = {audience.seat(seat.id) for seat in plan.seats if seat.team == team}
        heard = {audience.PUBLIC, audience.team(team), *posts, *seats}
        return Reader(frozenset(heard), team, frozenset(plan.map.allies.get(team, ())))
    return Reader(frozenset({audience.PUBLIC})) if name == "public" else Reader(everything=True)


def whole(plan: Plan, reader: Reader) -> Picture:
    """What the map of a plan shows a reader who was told everything."""

    def seen(rows: Iterable[OnMap]) -> tuple[Seen, ...]:
        mine = (row for row in rows if reader.everything or not row.to or reader.audiences & set(row.to))
        return tuple(Seen(row, None, reader.stance(row.team)) for row in mine)

    chart = plan.map
    return Picture(seen(chart.zones), seen(chart.units), seen(chart.marks), seen(chart.routes), chart.names)
