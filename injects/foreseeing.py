"""The page on which controllers of a running exercise see what is wrong with what is still to come."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from games.engine.ids import InjectId
from games.engine.state import OVER
from games.views.staff_room import CONTROL, StaffRoom, staff_only
from injects.deck.foresight import check_ahead
from injects.deck.vocabulary import vocabulary_of


@staff_only(CONTROL)
def page(room: StaffRoom) -> HttpResponse:
    """The findings, with the line that each is about; empty once the exercise has ended."""
    over = room.state.life in OVER
    findings = () if over else check_ahead(room.state, vocabulary_of(room.law.book), room.now.wall_ms)
    rows = []
    for finding in findings:
        kind, _blank, name = finding.item.partition(" ")
        entry = room.state.injects.get(InjectId(name)) if kind == "inject" else None
        rows.append(
            {
                "finding": finding,
                "message": finding.sentence(_),
                "title": room.names.text(entry.spec.title) if entry else room.names.team(name),
                "id": name,
                "url": room.url("controller_line", inject=name, act="show") if entry else "",
            }
        )
    return room.render("injects/ahead.html", place="controller", rows=rows, over=over)
