"""The editor as its authors use it: with script and without, from nothing to an exercise, alone and by twos."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from injects.authoring import sections
from injects.authoring.operations import SetField
from injects.drafts import apply, deck_of
from injects.editor import wording
from injects.models import Deck, Draft, Upload

pytestmark = pytest.mark.django_db
JSON: Any = {"headers": {"accept": "application/json"}}


def url(name: str, draft: Draft, *args: Any) -> str:
    return reverse(f"injects:{name}", args=[draft.pk, *args])


def words(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def fields_of(answer: Any) -> dict[str, Any]:
    """What a browser would send of the form of a record as it stands."""
    sent: dict[str, Any] = {"version": str(answer.context["draft"].revision), "shown": []}
    for group in answer.context["groups"]:
        for view in group.fields:
            if view.field.shape in ("choice", "one"):
                sent[view.name] = next(o.value for o in view.choices[0].options if o.chosen)
            elif view.choices:
                for choice in view.choices:
                    sent["shown"].append(choice.name)
                    sent[choice.name] = [o.value for o in (*choice.options, *choice.more) if o.chosen]
            elif view.field.shape == "pairs":
                sent["shown"].append(view.name)
                sent[f"{view.name}.name"] = [name for name, _value in view.pairs]
                sent[f"{view.name}.value"] = [value for _name, value in view.pairs]
            elif view.field.shape == "rows":
                sent["shown"].append(view.name)
                for row in view.rows:
                    for part in row:
                        for choice in part.choices:
                            sent.setdefault(choice.name, []).append(
                                next(o.value for o in choice.options if o.chosen)
                            )
                        for each in part.inputs:
                            sent.setdefault(each.name, []).append(each.value)
            elif view.field.shape == "flag":
                sent["shown"].append(view.name)
                sent[view.name] = [view.inputs[0].value] if view.inputs[0].value == "true" else []
            else:
                sent |= {each.name: each.value for each in view.inputs}
    return sent


def begun(page: Client, **fields: Any) -> Draft:
    form = {
        "title": "Harbour Night",
        "languages": ["en"],
        "known": ["tokyo"],
        "teams": "Port Authority",
        "frame": "hour",
    }
    answer = page.post(reverse("injects:draft_begin"), {**form, **fields})
    assert answer.status_code == 302, words(answer)
    return Draft.objects.get(pk=int(answer.headers["Location"].rstrip("/").rpartition("/")[2]))


def test_from_nothing_to_an_exercise_without_script(page: Client) -> None:
    draft = begun(page, objectives="Decide in the right order")
    added = page.post(url("draft_add", draft))
    form = page.get(added.headers["Location"])
    key = form.context["key"]
    sent = fields_of(form) | {
        "title.en": "Ships gather",
        "text.en": "Two dozen ships wait outside.",
        "to": ["tokyo", "port-authority"],
        "channel": "press",
        "kind": "decision",
        "question.en": "Do you close the harbour?",
        "expect.tokyo": ["jp.statement"],
        "objectives": ["decide-in-the-right-order"],
        "notes.en": "Nobody knows yet.",
        "expected.who": ["port-authority", ""],
        "expected.what.en": ["Close the gates", ""],
    }
    assert page.post(url("draft_inject", draft, key), sent).status_code == 302
    row = deck_of(Draft.objects.get()).row("injects", key)
    assert row is not None
    assert (row["to"], row["expect"]) == (["tokyo", "port-authority"], {"tokyo": ["jp.statement"]})
    assert row["expected"] == [{"who": "port-authority", "what": "Close the gates"}]
    table = page.get(url("draft", draft))
    assert [shown.id for shown in table.context["rows"]] == ["I01", key, "I02"]  # in the order of play
    save = page.get(url("draft_save", draft))
    assert save.context["usable"], words(page.get(url("draft_check", draft)))
    stored = page.post(
        url("draft_save", draft), {"version": "1.0", "revision": save.context["draft"].revision}
    )
    assert stored.status_code == 302
    deck = Deck.objects.get(slug="harbour-night")
    made = page.post("/decks/exercise/", {"deck": deck.pk, "title": "Run 1", **settings_of(page, deck)})
    assert "/seats/" in made.headers["Location"]


def settings_of(page: Client, deck: Deck) -> dict[str, Any]:
    """The other fields of the form for a new exercise, as they stand."""
    answer = page.get(f"/decks/exercise/?deck={deck.pk}")
    assert answer.context["form"]["deck"].value() == deck.pk
    tuning = answer.context["tuning"]
    return {field.html_name: field.value() for field in tuning if field.value() is not None}


def test_errors_keep_a_version_back_and_link_to_the_field(page: Client, draft: Draft, sato: User) -> None:
    apply(draft, sato, SetField("B", "when", "nonsense("))
    shown = page.get(url("draft_save", draft))
    assert not shown.context["usable"]
    assert url("draft_inject", draft, "B") + "#f-when" in words(shown)
    refused = page.post(url("draft_save", draft), {"version": "2", "revision": 1})
    assert refused.status_code == 422
    assert not Deck.objects.filter(slug="smallest").exists()
    assert 'id="f-when"' in words(page.get(url("draft_inject", draft, "B")))


def test_a_count_of_no_errors_does_not_look_like_one(page: Client, draft: Draft, sato: User) -> None:
    def alarming() -> bool:
        return 'href="?level=error" data-status="overdue"' in words(page.get(url("draft_check", draft)))

    assert not alarming()
    apply(draft, sato, SetField("B", "when", "nonsense("))
    assert alarming()


def test_every_finding_links_to_a_page_that_has_its_field(page: Client, sato: User) -> None:
    draft = begun(page, languages=["en", "ja"])
    for key, value in (("to", ["nobody"]), ("channel", "none"), ("otherwise", "Z9"), ("title.ja", None)):
        apply(draft, sato, SetField("I01", key, value))
    apply(draft, sato, SetField("", "endex", "never", "timing"), SetField("I02", "phase", "x"))
    found = page.get(url("draft_check", draft)).context["findings"]
    assert len(found) > 5
    for row in found:
        address, _hash, anchor = row.url.partition("#")
        text = words(page.get(address))
        assert not anchor or f'id="{anchor}"' in text, row.url


def test_a_form_saves_itself_and_merges(page: Client, other: Client, draft: Draft) -> None:
    form = page.get(url("draft_inject_pane", draft, "A"))
    sent = fields_of(form)
    first = page.post(url("draft_inject_save", draft, "A"), sent | {"title.en": "By Sato"}, **JSON).json()
    assert first["ok"]
    second = other.post(url("draft_inject_save", draft, "A"), sent | {"text.en": "By Tanaka"}, **JSON).json()
    assert (second["ok"], second["merged"], second["by"]) == (True, {"title.en": "By Sato"}, "sato")
    third = other.post(url("draft_inject_save", draft, "A"), sent | {"title.en": "Mine"}, **JSON)
    answer = third.json()
    assert (third.status_code, answer["by"], answer["fields"]) == (409, "sato", {"title.en": "By Sato"})
    assert answer["merged"] == {"text.en": "By Tanaka"}  # or the next save would bring the old text back
    # Without script both are on the page, and sending once more keeps what is in the box.
    shown = other.post(url("draft_inject", draft, "A"), sent | {"title.en": "Mine"})
    assert shown.status_code == 409
    assert "By Sato" in words(shown)
    assert 'value="Mine"' in words(shown)
    again = sent | answer["merged"] | {"title.en": "Mine", "version": str(answer["version"])}
    assert other.post(url("draft_inject", draft, "A"), again).status_code == 302
    draft.refresh_from_db()
    assert deck_of(draft).get("injects", "A", "title") == "Mine"
    assert deck_of(draft).get("injects", "A", "text") == "By Tanaka"


def test_one_field_can_be_set_from_elsewhere(page: Client, other: Client, draft: Draft) -> None:
    address = url("draft_inject_field", draft, "A")
    moved = page.post(address, {"field": "at", "value": "T+9m", "revision": "0"}, **JSON).json()
    assert moved == {**moved, "ok": True, "version": 1}
    late = other.post(address, {"field": "at", "value": "T+3m", "revision": "0"}, **JSON)
    assert (late.status_code, late.json()["by"]) == (409, "sato")
    assert page.post(address, {"field": "nope", "value": "x"}, **JSON).status_code == 422
    back = page.post(address, {"field": "at", "value": "T+4m", "revision": "1", "next": "/decks/"})
    assert back.headers["Location"] == "/decks/"
    away = page.post(
        address, {"field": "at", "value": "T+5m", "revision": "2", "next": "https://elsewhere.example/"}
    )
    assert away.headers["Location"].startswith("/decks/edit/")


def test_strangers_see_nothing_and_change_nothing(draft: Draft, client: Client) -> None:
    User.objects.create_user("stranger", password="a long one for tests")
    assert client.get(url("draft", draft)).status_code == 302
    client.force_login(User.objects.get(username="stranger"))
    for name, args in (("draft", ()), ("draft_inject", ("A",)), ("draft_history", ()), ("draft_download", ()), ("draft_timeline", ())):  # fmt: skip
        assert client.get(url(name, draft, *args)).status_code == 404
    for name, args in (
        ("draft_inject_field", ("A",)),
        ("draft_undo", ()),
        ("draft_save", ()),
        ("draft_share", ()),
    ):
        assert client.post(url(name, draft, *args), {"field": "title.en", "value": "x"}).status_code == 404
    assert "Smallest" not in words(client.get(reverse("injects:drafts")))


def test_the_owner_shares_and_others_cannot(page: Client, other: Client, draft: Draft) -> None:
    User.objects.create_user("kim", password="a long one for tests")
    other.post(url("draft_share", draft), {"name": "kim"})
    assert not draft.authors.filter(username="kim").exists()
    page.post(url("draft_share", draft), {"name": "kim"})
    assert draft.authors.filter(username="kim").exists()
    page.post(url("draft_share", draft), {"remove": "kim"})
    assert not draft.authors.filter(username="kim").exists()
    other.post(url("draft_discard", draft))
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_who_else_is_there(page: Client, other: Client, draft: Draft) -> None:
    other.get(url("draft_inject_pane", draft, "A"))
    assert "tanaka has this open too" in words(page.get(url("draft_inject_here", draft, "A")))
    table = page.get(url("draft_table", draft))
    assert "tanaka here" in words(table)
    seen = table.context["seen"]
    assert page.get(url("draft_table", draft), {"seen": seen}).status_code == 204
    apply(draft, User.objects.get(username="tanaka"), SetField("A", "title", "New"))
    assert page.get(url("draft_table", draft), {"seen": seen}).status_code == 200


def test_search_and_filters(page: Client, draft: Draft) -> None:
    def shown(**asked: str) -> list[str]:
        return [row.id for row in page.get(url("draft_table", draft), asked).context["rows"]]

    assert shown() == ["A", "B", "C"]
    assert shown(q="ships RETURN") == ["B"]
    assert shown(team="beijing") == ["B"]
    assert shown(kind="decision") == ["A"]
    assert shown(phase="P2") == ["B", "C"]
    assert shown(state="approved") == []


def test_comments_and_approval(page: Client, other: Client, draft: Draft) -> None:
    address = url("draft_inject_remark", draft, "A")
    other.post(address, {"kind": "comment", "text": "Is ninety right?"})
    assert "1 comment" in words(page.get(url("draft_table", draft)))
    said = draft.remarks.get()
    page.post(url("draft_settle", draft, said.pk))
    assert "1 comment" not in words(page.get(url("draft_table", draft)))
    page.post(address, {"kind": "submitted"})
    other.post(address, {"kind": "approved"})
    assert page.get(url("draft_table", draft)).context["rows"][0].state == "approved"
    changed = page.post(
        url("draft_inject_field", draft, "A"), {"field": "title.en", "value": "New"}, **JSON
    ).json()
    assert changed["said"].startswith("A was submitted or approved and is a draft again")
    page.post(url("draft_inject_field", draft, "A"), {"field": "at", "value": "whenever"})
    page.post(address, {"kind": "approved"})
    assert (
        page.get(url("draft_table", draft)).context["rows"][0].state == "changed"
    )  # not with an error in it
    assert page.post(address, {"kind": "released"}).status_code == 404


def test_history_and_the_difference_of_two_revisions(page: Client, draft: Draft, sato: User) -> None:
    for text in ("One", "Two", "Three"):
        apply(draft, sato, SetField("A", "title", text))
    apply(draft, sato, SetField("B", "title", "Elsewhere"))
    apply(draft, sato, SetField("B", "title", "Ships return"))
    answer = page.get(url("draft_history", draft), {"from": "1", "to": "5"})
    assert [(row.key, row.before, row.after) for row in answer.context["differs"]] == [("A", "One", "Three")]
    assert [row.revision for row in answer.context["revisions"]] == [5, 4, 3, 2, 1]
    page.post(url("draft_undo_revision", draft, 3))
    draft.refresh_from_db()
    assert deck_of(draft).get("injects", "A", "title") == "Two"


def test_preview_is_for_those_who_get_it(page: Client, draft: Draft) -> None:
    def shown(key: str, seat: str) -> Any:
        return page.get(url("draft_inject_preview", draft, key), {"seat": seat}).context["preview"]

    assert shown("A", "guest").reaches  # to all
    assert not shown("B", "guest").reaches
    assert shown("B", "bj-1").reaches
    assert not shown("C", "bj-1").reaches
    assert shown("C", "director").reaches
    assert shown("A", "tk-1").item["style"] == "press"


def test_preview_shows_how_the_item_is_handled(page: Client, draft: Draft, sato: User) -> None:
    wanted = {
        "classification": "SECRET",
        "credibility": "B2",
        "expires": "6h",
        "acknowledge": True,
        "to": ["tokyo"],
        "cc": ["all"],
        "blind": ["beijing", "white"],
    }
    apply(draft, sato, *(SetField("B", name, value) for name, value in wanted.items()))
    there = url("draft_inject_preview", draft, "B")
    answer = page.get(there, {"seat": "bj-1"})
    assert answer.context["preview"].reaches  # a blind copy reaches, and is named to nobody
    body = words(answer)
    assert all(word in body for word in ("SECRET", "B2", "valid for 6h", "confirms having read it"))
    assert answer.context["preview"].item["recipients"] == "Tokyo"
    assert answer.context["preview"].item["copied"] == "Everyone"


def test_what_is_expected_of_players_is_shown_to_none_of_them(page: Client, draft: Draft, sato: User) -> None:
    apply(draft, sato, SetField("A", "kind", "expected"))
    reached = {
        seat: page.get(url("draft_inject_preview", draft, "A"), {"seat": seat}).context["preview"].reaches
        for seat in ("tk-1", "guest", "director")
    }
    assert reached == {"tk-1": False, "guest": False, "director": True}


def test_cells_of_a_spreadsheet_go_in_as_one_change(page: Client) -> None:
    draft = begun(page, frame="empty")
    cells = "1\tT+20m\tTokyo\tHarbour master\tPress\tA call\tFog is coming.\n2\tT+35m\tAll\tWire\tPress\tPapers\tReporters wait.\n"
    bench = page.post(url("draft_paste", draft), {"cells": cells}).headers["Location"]
    looked = page.get(bench)
    assert looked.context["acceptable"], words(looked)
    assert deck_of(draft).keys("injects") == []  # nothing before it is accepted
    accepted = page.post(bench, {"act": "accept", "shown": looked.context["digest"]})
    assert accepted.headers["Location"] == url("draft", draft)
    draft.refresh_from_db()
    assert (deck_of(draft).keys("injects"), draft.revision) == (["1", "2"], 1)
    assert not Upload.objects.exists()
    page.post(url("draft_undo", draft))
    draft.refresh_from_db()
    assert deck_of(draft).keys("injects") == []


def test_an_import_with_holes_opens_in_the_editor(page: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    cells = b"No.,Time,To,Title,Script\n1,T+20m,Tokyo,A call,Fog is coming.\n"
    bench = page.post("/decks/import/", {"file": SimpleUploadedFile("msel.csv", cells), "into": ""}).headers[
        "Location"
    ]
    opened = page.post(bench, {"act": "edit"})
    draft = Draft.objects.get()
    assert opened.headers["Location"] == url("draft", draft)
    assert deck_of(draft).get("injects", "1", "title") == "A call"


def test_a_deck_of_the_library_is_changed_in_a_draft(page: Client) -> None:
    page.get(reverse("injects:drafts"))
    stored = Deck.objects.filter(slug="first-steps").first() or Deck.objects.all()[0]
    page.post(reverse("injects:draft_from_deck"), {"deck": f"{stored.slug}/{stored.version}"})
    draft = Draft.objects.get()
    assert (draft.text, draft.base) == (stored.source, stored)
    assert page.get(url("draft_save", draft)).context["form"]["version"].value() != stored.version
    page.post(
        reverse("injects:draft_from_deck"),
        {"deck": f"{stored.slug}/{stored.version}", "copy": "1", "title": "Ours"},
    )
    assert Draft.objects.filter(slug="ours").exists()
    for view in ("timeline", "branches", "coverage", "load"):
        assert url("draft", draft) in words(page.get(url(f"draft_{view}", draft)))


def test_the_deck_around_the_injects(page: Client, draft: Draft) -> None:
    assert page.get(url("draft_deck", draft)).status_code == 200
    page.post(url("draft_add_record", draft, "offices"), {"label": "Harbour master", "team": "tokyo"})
    page.post(url("draft_add_record", draft, "links"), {"one": "tokyo", "other": "tokyo"})
    draft.refresh_from_db()
    deck = deck_of(draft)
    assert "tokyo/harbour-master" in deck.keys("offices")
    assert len(deck.keys("links")) == 1
    for section in wording.SECTIONS:
        if section != "injects" and deck.row(section, "") is not None and section in ("deck", "timing", "map", "start_facts", "helpers"):  # fmt: skip
            form = page.get(url("draft_section", draft, section))
            assert page.post(url("draft_section", draft, section), fields_of(form)).status_code == 302
    draft.refresh_from_db()
    assert draft.revision == 1  # forms that change nothing are no revision
    office = page.get(url("draft_record", draft, "offices", "tokyo/harbour-master"))
    sent = fields_of(office) | {"brief.en": "You open and close the gates."}
    page.post(url("draft_record", draft, "offices", "tokyo/harbour-master"), sent)
    draft.refresh_from_db()
    assert deck_of(draft).get("offices", "tokyo/harbour-master", "brief") == "You open and close the gates."


def test_a_finding_stands_by_name_and_reason(page: Client, draft: Draft, sato: User) -> None:
    apply(draft, sato, SetField("A", "question", None))
    rows = page.get(url("draft_check", draft)).context["findings"]
    finding = next(row.finding for row in rows if row.finding.code == "L09")
    page.post(url("draft_accept", draft), {"finding": finding.id, "why": "Asked by telephone."})
    shown = page.get(url("draft_check", draft))
    assert "Asked by telephone." in words(shown)
    assert all(row.finding.accepted for row in shown.context["findings"] if row.finding.id == finding.id)


def test_warnings_of_one_kind_stand_together_and_errors_do_not(
    page: Client, draft: Draft, sato: User
) -> None:
    apply(
        draft, sato, *(SetField(key, "objectives", None) for key in "ABC"), SetField("B", "channel", "none")
    )
    assert not page.get(url("draft_check", draft)).context["together"]
    shown = page.get(url("draft_check", draft), {"code": "L10"})
    together = shown.context["together"]
    assert len(together) > 1
    broken = page.get(url("draft_check", draft), {"code": "L01"})
    assert not broken.context["together"]
    assert "Let it stand" not in words(broken)
    error = next(row.finding.id for row in broken.context["findings"] if row.finding.level == "error")
    page.post(
        url("draft_accept", draft), {"finding": [*together, error, "L99-none"], "why": "A first rehearsal."}
    )
    draft.refresh_from_db()
    assert draft.revision == 2  # one change, which one Undo takes back
    found = page.get(url("draft_check", draft)).context["findings"]
    assert all(row.finding.accepted for row in found if row.finding.id in together)
    assert not any(row.finding.accepted for row in found if row.finding.id == error)


def test_a_draft_goes_out_as_a_file(page: Client, draft: Draft, sato: User) -> None:
    assert words(page.get(url("draft_download", draft))) == draft.text
    sheet = page.get(url("draft_export", draft), {"as": "hseep-csv"})
    assert "Ships sail" in sheet.content.decode("utf-8-sig")
    apply(draft, sato, SetField("", "languages", None, "deck"))
    assert page.get(url("draft_export", draft), {"as": "hseep-csv"}).headers["Location"] == url(
        "draft_check", draft
    )


def test_every_field_has_a_label() -> None:
    assert {name for name in wording.all_names() if name not in wording.LABELS} == set()
    json.dumps([str(wording.field_label("injects", name)) for name in wording.LABELS])


@pytest.mark.parametrize(
    "section", sorted(set(sections.LISTS) - {"injects", "links", "attachments", "accepted"})
)
def test_what_is_added_by_its_name_is_sound(page: Client, draft: Draft, section: str) -> None:
    """An author gives a name and nothing else; the check then has nothing against the record itself."""
    sent = {"label": "Something new", "team": "tokyo"}
    made = page.post(url("draft_add_record", draft, section), sent)
    form = page.get(made.headers["Location"])
    assert form.status_code == 200
    grave = [row.message for row in form.context["about"] if row.finding.level == "error"]
    assert grave == [] or section == "teams"  # a new team has no lead yet
    shown = page.get(url("draft_deck", draft)).content.decode()
    assert f'id="new-{section}-label"' in shown


def test_a_secret_without_a_word_is_not_added(page: Client, draft: Draft) -> None:
    page.post(url("draft_add_record", draft, "secrets"), {"label": ""})
    draft.refresh_from_db()
    assert deck_of(draft).keys("secrets") == []
