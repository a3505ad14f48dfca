"""The preview of a ruling is what the seat then gets, and leaves no trace."""

from __future__ import annotations

import re

import pytest

from games.engine import commands as c
from games.models import Delivery
from games.services.seat_views import seat_view
from tests import table
from tests.staff.conftest import Play
from tests.staff.forms import forms_of

WORDS = {
    "team:washington": "The convoy sails at dawn.",
    "team:taipei": "Ships are coming.",
    "public": "Ships sail.",
}


def on_the_desk(play: Play) -> dict[str, str]:
    """The decision form of Washington's convoy, filled in by an adjudicator who overrides the proposal."""
    move = next(m for m in play.state.moves.values() if m.content.headline == "Escort the convoy")
    if move.taken_by is None:
        play.must(table.WHITE, c.TakeMove(move_id=move.id))
    page = play.sit(table.WHITE).get(play.url(table.WHITE, f"white/case/?move={move.id}"))
    form = next(f for f in forms_of(page.content.decode()) if f.kind == "rule_move")
    fields = {f.name: f.value for f in form.fields}
    for name, audience in [(n, v) for n, v in fields.items() if n.endswith(".to")]:
        fields[name.replace(".to", ".text")] = WORDS.get(audience, "")
    return fields | {"decision": "override", "verdict": "lawful", "executed": "true", "reason": "Our choice."}


def preview(play: Play, seat: str, fields: dict[str, str], rest: str = "white/preview/") -> str:
    browser = play.sit(table.WHITE)
    answer = browser.post(play.url(table.WHITE, rest), {**fields, "preview_as": seat})
    assert answer.status_code == 200
    return str(answer.content.decode())


def words_of(html: str) -> str:
    """The text of a page in one line, without tags and times."""
    text = re.sub(r"<[^>]+>", " ", html)
    return " ".join(re.sub(r"\d\d:\d\d|D\+\d+", "", text).split())


@pytest.mark.parametrize("seat", ["washington-lead", "taipei-member", "tokyo-lead", "display"])
def test_a_preview_shows_what_the_seat_gets_when_the_ruling_is_given(busy: Play, seat: str) -> None:
    fields = on_the_desk(busy)
    before = seat_view(busy.pk, seat)  # type: ignore[arg-type]
    shown = words_of(preview(busy, seat, fields))
    busy.sit(table.WHITE).post(busy.url(table.WHITE, "cmd/rule_move/"), fields)
    after = seat_view(busy.pk, seat)  # type: ignore[arg-type]
    told = [after.items[i].body[""] for i in after.feed if i not in before.items]
    ruled = [m.rulings[-1].text for m in after.moves.values() if m.rulings and m.id in before.moves]
    fresh = [text for text in ruled if text not in [r.text for m in before.moves.values() for r in m.rulings]]
    assert told + fresh
    for text in told + fresh:
        assert text in shown
    for audience, text in WORDS.items():
        if text not in told + fresh:
            assert text not in shown, audience


def test_a_seat_that_is_told_nothing_is_shown_nothing(busy: Play) -> None:
    fields = {n: "" if n.endswith(".text") else v for n, v in on_the_desk(busy).items()}
    fields = {n: v for n, v in fields.items() if not n.startswith(("facts", "meters"))}
    assert "no change at all" in preview(
        busy, "tokyo-lead", fields | {"executed": "false", "verdict": "unlawful"}
    )


def test_looking_writes_nothing(busy: Play) -> None:
    fields = on_the_desk(busy)
    browser = busy.sit(table.WHITE)
    seq, deliveries = busy.state.seq, Delivery.objects.count()
    fields |= {"preview_as": "washington-lead"}
    assert browser.post(busy.url(table.WHITE, "white/preview/"), fields).status_code == 200
    assert (busy.state.seq, Delivery.objects.count()) == (seq, deliveries)


def test_a_ruling_that_would_be_refused_says_so_in_its_preview(busy: Play) -> None:
    fields = on_the_desk(busy) | {"decision": "override", "verdict": ""}
    assert "verdict" in preview(busy, "washington-lead", fields).lower()


def test_without_a_reason_yet_the_preview_still_shows_the_words(busy: Play) -> None:
    fields = on_the_desk(busy) | {"reason": "", "decision": ""}
    assert "The convoy sails at dawn." in preview(busy, "washington-lead", fields)


def test_the_preview_has_a_page_for_browsers_without_script(busy: Play) -> None:
    page = preview(busy, "washington-lead", on_the_desk(busy), "white/preview/page/")
    assert "The convoy sails at dawn." in page
    assert "<html" in page


@pytest.mark.parametrize("change", [{"preview_as": "nobody"}, {"move_id": "nothing"}])
def test_a_preview_of_nothing_is_not_found(busy: Play, change: dict[str, str]) -> None:
    fields = {**on_the_desk(busy), "preview_as": "washington-lead", **change}
    answer = busy.sit(table.WHITE).post(busy.url(table.WHITE, "white/preview/"), fields)
    assert answer.status_code == 404


def test_only_the_white_cell_previews(busy: Play) -> None:
    fields = on_the_desk(busy) | {"preview_as": "washington-lead"}
    for seat in (table.CONTROLLER, table.lead("tokyo"), "analyst"):
        answer = busy.sit(seat).post(busy.url(seat, "white/preview/"), fields)
        assert answer.status_code == 404
