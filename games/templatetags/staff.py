"""Template tags of staff pages: command forms, and the engine's codes in words."""

import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from games.engine.events import Treatment
from games.engine.ids import Audience, InjectId, MoveId, RulingId, SeatId
from games.engine.plan import Expectation, Inject
from games.engine.state import Procedure
from games.staffing.chronicle import Teller, treatment
from games.staffing.ledger import meter_label
from games.staffing.likeness import Difference, LikeCase
from games.staffing.msel import Line
from games.staffing.naming import Choice, chair_label, choice, reach
from games.staffing.waiting import Part
from games.templatetags.staff_words import audience_label, reach_words, ref_words
from games.views.staff_room import StaffRoom, command_url

register = template.Library()

KEY_BYTES = 16
ACT_STATUS = SafeString(
    '<div class="refusal" data-refusal role="alert"></div>'
    '<span class="form-status" data-status role="status"></span>'
)


# ---- command forms


@register.simple_tag(takes_context=True)
def command(context: Context, kind: str) -> SafeString:
    """Attributes of a form that sends a command of this seat, over the socket or by POST."""
    return format_html(
        'method="post" action="{}" data-command="{}"', command_url(context["room"].leave, kind), kind
    )


@register.simple_tag(takes_context=True)
def command_fields(context: Context) -> SafeString:
    """What each command form carries: token against forgery, key, the page to go back to."""
    request = context["request"]
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="key" value="{}"><input type="hidden" name="next" value="{}">',
        get_token(request),
        secrets.token_hex(KEY_BYTES),
        page_around(request),
    )


def page_around(request: HttpRequest) -> str:
    """The page that a form without script goes back to: the one around a region, or this one."""
    around = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{around.path}?{around.query}" if around.path else request.get_full_path()


@register.simple_tag
def act_status() -> SafeString:
    """The words of `tte/_form_status.html`, for the many small forms of a table."""
    return ACT_STATUS


@register.simple_tag
def ticking(url: str, follows: str, seconds: int) -> SafeString:
    """A live region (`tte` tag `region`) that is also fetched every so many seconds: ages go stale."""
    return format_html(
        'data-follow="{}" hx-get="{}" hx-trigger="tte:refresh, every {}s" hx-swap="outerMorph"',
        follows,
        url,
        seconds,
    )


@register.filter
def staff_url(room: StaffRoom, name: str) -> str:
    """The address of a page or region of the seat that asks."""
    return room.url(name)


@register.filter
def paper_file(room: StaffRoom, form: str) -> str:
    """The continuity pack as a file of this form."""
    return room.url("paper_continuity", form=form)


@register.filter
def waits(room: StaffRoom, line: Line) -> tuple[Part, ...]:
    """What a line still waits for, part by part; nothing for one that will not go out by itself."""
    return (
        room.waiting.parts(line.inject.spec)
        if line.inject.status in ("armed", "waiting", "held", "overdue")
        else ()
    )


@register.filter
def choices(room: StaffRoom, to: tuple[Audience, ...]) -> list[Choice]:
    """Audiences as they are shown."""
    return [choice(room.state, room.names, each) for each in to]


@register.filter
def office_of(room: StaffRoom, expected: Expectation) -> str:
    """The office of which something is expected."""
    return f"{room.names.team(expected.team)} - {room.names.office(expected.team, expected.office or '')}"


@register.filter
def acknowledged(room: StaffRoom, inject: InjectId) -> list[str]:
    """The seats that have acknowledged a line."""
    return [chair_label(room.state, room.names, seat) for seat in room.state.acknowledged.get(inject, ())]


@register.filter
def inject_words(room: StaffRoom, inject: InjectId) -> str:
    """A line by its number and title."""
    entry_ = room.state.injects.get(inject)
    return f"{inject} {room.names.text(entry_.spec.title)}" if entry_ else inject


@register.filter
def contingencies(room: StaffRoom, inject: InjectId) -> list[tuple[str, str]]:
    """The lines kept for this one that have not gone out."""
    kept = (e for e in room.state.injects.values() if e.spec.contingency_for == inject and e.released is None)
    return [(e.spec.id, room.names.text(e.spec.title)) for e in kept]


@register.filter
def objective_words(room: StaffRoom, spec: Inject) -> list[str]:
    """The objectives that a line serves."""
    return [room.names.text(row.label) for row in room.state.deck.objectives if row.id in spec.objectives]


@register.filter
def task_words(room: StaffRoom, spec: Inject) -> list[str]:
    """The critical tasks that a line exercises."""
    return [room.names.text(row.label) for row in room.state.deck.tasks if row.id in spec.tasks]


@register.filter
def untranslated(room: StaffRoom, spec: Inject) -> str:
    """The languages of the deck in which a line has no title or no text."""
    lacking = [
        lang for lang in room.state.deck.languages if not (spec.title.get(lang) and spec.body.get(lang))
    ]
    return ", ".join(LANG_INFO[lang]["name_local"] if lang in LANG_INFO else lang for lang in lacking)


@register.filter
def entry(mapping: Any, key: Any) -> Any:
    """What a mapping has under a key, None for nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def as_json(value: Any) -> str:
    """A fact's value as the JSON that a field of `data-type="json"` carries."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


# ---- things by name


@register.filter
def panel_page(room: StaffRoom, line: Line) -> str:
    """Where the pages about one line begin; an act and a slash follow."""
    return room.url("controller_line", inject=line.inject.spec.id, act="show").removesuffix("show/")


@register.filter
def fire_words(line: Line, room: StaffRoom) -> str:
    """What firing a line does, for the confirmation: title, readers and how many they are."""
    to = [one.audience for one in line.to]
    return _("“%(title)s” goes out now to %(reach)s.") % {
        "title": line.title,
        "reach": reach_words(reach(room.state, to), room.names),
    }


@register.filter
def audience_words(audience: str, room: StaffRoom) -> str:
    """An audience by its name."""
    return audience_label(choice(room.state, room.names, Audience(audience)))


@register.filter
def fact_label(room: StaffRoom, fact: str) -> str:
    """What a fact is called."""
    return room.law.fact_label(fact)


@register.filter
def move_label(room: StaffRoom, move: str) -> str:
    """What a move type is called."""
    return room.law.move_label(move)


@register.filter
def provision_name(room: StaffRoom, code: str) -> str:
    """What a provision is called."""
    return room.law.provision(code).name


@register.simple_tag
def fact_shown(room: StaffRoom, fact: str, value: Any) -> str:
    """A value of a fact in words."""
    return room.law.fact_value(fact, value)


@register.filter
def difference_words(room: StaffRoom, difference: Difference) -> str:
    """How two cases differ in one point."""
    values = {
        "here": _shown(room, difference, difference.here),
        "there": _shown(room, difference, difference.there),
    }
    return _("now %(here)s, then %(there)s") % values


@register.filter
def difference_line(room: StaffRoom, like: LikeCase) -> str:
    """The first differences of a like case, as a line to start from when it is distinguished."""
    lines = []
    for difference in like.differences[:2]:
        label = room.law.fact_label(difference.name) if difference.kind == "fact" else difference.name
        lines.append(
            f"{label}: {difference_words(room, difference)}" if label else difference_words(room, difference)
        )
    return "; ".join(lines)[:500]


@register.filter
def costs_words(room: StaffRoom, procedure: Procedure) -> str:
    """What a missed duty does to the tracks, and whether again each day."""
    steps = ", ".join(f"{meter_label(room.law, name)} {by:+d}" for name, by in procedure.costs.items())
    if not steps:
        return ""
    return _("%(steps)s each day until it is met.") % {"steps": steps} if procedure.every_ms else f"{steps}."


@register.filter
def treatment_words(room: StaffRoom, like: Treatment) -> str:
    """How a ruling stands to an earlier one."""
    return treatment(like, Teller(room.state, room.names, room.law).ruling(like.ruling_id))


def _shown(room: StaffRoom, difference: Difference, value: Any) -> str:
    if value in (None, "", (), []):
        return _("nothing")
    if difference.kind == "fact":
        return room.law.fact_value(difference.name, value)
    if difference.kind == "parties":
        return ", ".join(room.names.team(team) for team in value)
    return room.law.book.label_of(str(value)) if difference.kind == "parameter" else str(value)


@register.filter
def about_words(room: StaffRoom, address: str) -> str:
    """A thing that entries are about, by its name."""
    kind, _colon, name = address.partition(":")
    teller = Teller(room.state, room.names, room.law)
    match kind:
        case "inject":
            words = teller.inject(InjectId(name))
        case "move":
            words = teller.move(MoveId(name))
        case "ruling":
            words = teller.ruling(RulingId(name))
        case "fact":
            words = room.law.fact_label(name)
        case "meter":
            words = meter_label(room.law, name)
        case "seat":
            words = teller.who(name)
        case _:
            words = name
    return f"{ref_words(kind)} {words}"


@register.filter
def team_words(room: StaffRoom, team: str) -> str:
    """A team's name."""
    return room.names.team(team)


@register.inclusion_tag("games/staff/_seat.html")
def seat_mark(room: StaffRoom, seat: str) -> dict[str, Any]:
    """A seat as its team's mark and name, its label and who sits on it."""
    held = room.state.seats.get(SeatId(seat))
    team = room.names.team_spec(held.spec.team) if held else None
    return {"team": team, "chair": chair_label(room.state, room.names, seat)}
