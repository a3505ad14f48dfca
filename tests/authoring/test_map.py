"""The map in the editor: its records as lines of their own, in forms, and drawn while the deck is still unsound."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from games.engine.picture import STAFF
from games.law.shipped import load_shipped
from injects import drafts
from injects.authoring import fields
from injects.authoring.charting import map_plan
from injects.authoring.operations import Add, Move, Remove, SetField, apply, undoing
from injects.authoring.starting import fresh_record
from injects.authoring.texts import open_text
from injects.deck.lint import check_text
from injects.deck.vocabulary import vocabulary_of
from injects.editor.charting import whole
from injects.models import Draft
from tests.authoring.conftest import SMALLEST

CHART = """map:
  # Who is whose friend.
  allies: {tokyo: [washington]}

  zones:
    # Declared on the first day.
    - id: box
      kind: closure
      label: Box
      ring: [[120.4, 26.1], [122.6, 26.0], [123.4, 23.2]]
      when: notice_given   # as soon as they know
    - {id: round, kind: warning, label: Round, centre: kadena, radius_nm: 12, to: [tokyo]}

  # Ships.
  units:
    - {id: group, kind: carrier, team: tokyo, label: Group, at: [127.6, 21.7], to: [tokyo]}
"""
WITH_MAP = SMALLEST.rstrip("\n") + "\n" + CHART


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in after.split("\n") if line not in before.split("\n")]


def test_a_field_of_a_zone_changes_its_line_alone() -> None:
    deck = open_text(WITH_MAP)
    after, changes = apply(deck, [SetField("box", "label", "Area", "map.zones")])
    assert changed_lines(deck.text, after.text) == ["      label: Area"]
    assert apply(after, undoing(after, changes))[0].text == deck.text


def test_records_of_the_map_come_and_go_in_their_place() -> None:
    deck = open_text(WITH_MAP)
    row = {"id": "new", "kind": "drill", "label": "New", "centre": [123.0, 24.0], "radius_nm": 5}
    after, _changes = apply(deck, [Add(row, "box", "map.zones")])
    assert after.keys("map.zones") == ["box", "new", "round"]
    assert all(line in after.text.split("\n") for line in deck.text.split("\n"))
    moved, _changes = apply(after, [Move("round", "", "map.zones")])
    assert moved.keys("map.zones") == ["round", "box", "new"]
    gone, changes = apply(moved, [Remove("box", "map.zones")])
    assert gone.keys("map.zones") == ["round", "new"]
    back, _changes = apply(gone, undoing(gone, changes))
    assert "# Declared on the first day." in back.text
    assert back.keys("map.zones") == ["round", "box", "new"]


@pytest.mark.parametrize("text", [SMALLEST, WITH_MAP], ids=["no map", "no routes"])
def test_the_first_of_its_kind_begins_the_section(text: str) -> None:
    deck = open_text(text)
    row = {"id": "lane", "kind": "shipping", "label": "Lane", "line": ["kadena", [124.0, 24.0]]}
    after, changes = apply(deck, [Add(row, None, "map.routes")])
    assert after.row("map.routes", "lane") == row
    assert after.text.startswith(text.split("\nmap:")[0].rstrip("\n"))
    for line in text.split("\n"):
        assert line.strip() in after.text
    assert apply(after, undoing(after, changes))[0].keys("map.routes") == []


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("ring", "120.4, 26.1\n122.6, 26\n[123, 24]", [[120.4, 26.1], [122.6, 26], [123, 24]]),
        ("ring", "1, 2; 3, 4", [[1, 2], [3, 4]]),
        ("centre", "kadena", "kadena"),
        ("centre", "122.9，24.5", [122.9, 24.5]),
        ("centre", "", None),
        ("ring", "somewhere", ["somewhere"]),
    ],
)
def test_positions_as_they_are_typed(name: str, text: str, value: Any) -> None:
    field = next(each for each in fields.form_of("map.zones") if each.name == name)
    assert fields.value_of(field, text) == value


def test_names_of_places_are_rows() -> None:
    deck = open_text(WITH_MAP.replace("map:\n", "map:\n  names: {senkaku: The islets, naha: Naha}\n"))
    shown = fields.texts_of(deck, "map", deck.row("map", "") or {})
    first = deck.languages[0]
    assert shown["names"].startswith(f"place: senkaku\nlabel.{first}: The islets")
    assert fields.operations(deck, "map", "", shown) == []
    wanted = fields.operations(deck, "map", "", {"names": shown["names"].replace("The islets", "Rocks")})
    assert apply(deck, wanted)[0].get("map", "", "names") == {"senkaku": "Rocks", "naha": "Naha"}


def test_what_is_begun_can_be_played() -> None:
    deck = open_text(SMALLEST)
    for section in ("map.zones", "map.units", "map.marks", "map.routes"):
        row = fresh_record(deck, section, {"label": "Something"})
        deck, _changes = apply(deck, [Add(row, None, section)])
    found = check_text("deck.yaml", deck.text, vocabulary_of(load_shipped()))
    assert [each for each in found.findings if each.field.startswith("map")] == []
    assert found.usable


def test_what_is_sound_is_drawn_while_the_rest_is_not() -> None:
    broken = WITH_MAP.replace("when: notice_given  ", "when: nonsense  ").replace(
        "kind: carrier", "kind: carier"
    )
    broken = broken.replace("channel: press", "channel: prss")
    plan = map_plan(open_text(broken), vocabulary_of(load_shipped()))
    assert plan is not None
    seen = whole(plan, STAFF)
    assert [one.what.id for one in seen.zones] == ["box", "round"]
    assert seen.units == ()
    nobody = map_plan(open_text("deck: {languages: [en]}\n"), vocabulary_of(load_shipped()))
    assert nobody is None


@pytest.fixture
def charted(sato: User) -> Draft:
    return drafts.start(WITH_MAP, sato)


@pytest.mark.django_db
def test_the_picture_leaves_out_what_does_not_concern_a_team(page: Client, charted: Draft) -> None:
    address = reverse("injects:draft_map", args=[charted.pk])

    def ids(asked: str) -> list[str]:
        data = page.get(address + asked).json()
        return [row["id"] for part in ("zones", "units") for row in data[part]]

    other = next(key for key in drafts.deck_of(charted).keys("teams") if key != "tokyo")
    assert ids("") == ids("?team=tokyo") == ["box", "round", "group"]
    assert ids(f"?team={other}") == ids("?team=public") == ["box"]
    assert page.get(address).json()["units"][0]["stance"] == "neutral"
    assert page.get(address + "?team=tokyo").json()["units"][0]["stance"] == "friend"


@pytest.mark.django_db
def test_a_zone_is_added_and_written_in_a_form(page: Client, charted: Draft) -> None:
    deck_page = page.get(reverse("injects:draft_deck", args=[charted.pk])).content.decode()
    assert 'id="s-map.zones"' in deck_page
    assert "<tte-map" in deck_page
    add = reverse("injects:draft_add_record", args=[charted.pk, "map.zones"])
    made = page.post(add, {"label": "Firing area", "kind": "closure"})
    form = page.get(made.headers["Location"])
    assert "<tte-map" in form.content.decode()
    assert "Closure area" in form.content.decode()
    sent = {"version": "1", "ring": "121, 24\n122, 24\n122, 23", "centre": "", "radius_nm": ""}
    assert page.post(made.headers["Location"], sent).status_code == 302
    charted.refresh_from_db()
    row = drafts.deck_of(charted).row("map.zones", "firing-area") or {}
    assert (row["kind"], row["ring"]) == ("closure", [[121, 24], [122, 24], [122, 23]])
    assert "centre" not in row
    # A finding leads to the form and to the field.
    drafts.apply(charted, charted.owner, SetField("firing-area", "team", "nobody", "map.zones"))
    check = page.get(reverse("injects:draft_check", args=[charted.pk])).content.decode()
    assert reverse("injects:draft_record", args=[charted.pk, "map.zones", "firing-area"]) + "#f-team" in check
