"""A move from the first word to the signature: the draft, its writers and its lead, without script."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from games.engine import commands as c
from games.engine.ids import TeamId
from games.models import Draft
from games.services import drafts
from tests import table
from tests.staff import forms as staff_forms
from tests.web.browsing import Form, form_named, form_to, send
from tests.web.conftest import Play

LEAD, MEMBER = table.lead("tokyo"), table.member("tokyo")
TOKYO = TeamId("tokyo")


def desk(client: Client, play: Play, seat: str, rest: str = "") -> str:
    answer = client.get(play.url(seat, rest))
    assert answer.status_code == 200
    return answer.content.decode()


def draft_form(page: str) -> Form:
    return form_named(page, "draft-form")


def autosave(client: Client, play: Play, seat: str, version: int, **content: str) -> Any:
    data = {"version": str(version), **{f"content.{name}": value for name, value in content.items()}}
    answer = client.post(play.url(seat, "draft/"), data, headers={"Accept": "application/json"})
    return answer.status_code, json.loads(answer.content)


@pytest.mark.django_db
class TestSaving:
    def test_a_draft_saves_itself_and_every_device_of_the_team_has_it(self, play: Play) -> None:
        status, saved = autosave(play.sit(MEMBER), play, MEMBER, 0, headline="Protest", text="In writing.")
        assert (status, saved["ok"], saved["version"]) == (200, True, 1)
        page = desk(play.sit(LEAD), play, LEAD)
        assert 'value="Protest"' in page
        assert "In writing." in page
        assert 'data-draft-version="1"' in page

    def test_of_two_writers_neither_loses_a_word(self, play: Play) -> None:
        lead, member = play.sit(LEAD), play.sit(MEMBER)
        autosave(member, play, MEMBER, 0, headline="Theirs", text="One text.")
        status, answer = autosave(lead, play, LEAD, 0, headline="Mine", text="Another text.")
        assert status == 409
        assert answer["fields"] == {"content.headline": "Theirs", "content.text": "One text."}
        assert (answer["by"], answer["version"]) == ("tokyo member", 1)
        kept = [version.content.get("headline") for version in drafts.history(play.pk, TOKYO)]
        assert kept == ["Theirs", "Mine"]

    def test_what_the_other_wrote_in_other_fields_is_told_by_the_names_of_the_form(self, play: Play) -> None:
        lead, member = play.sit(LEAD), play.sit(MEMBER)
        autosave(member, play, MEMBER, 0, headline="Theirs", visibility="public", **{"because[]": "One"})
        status, answer = autosave(lead, play, LEAD, 0, text="Mine.", visibility="covert")
        theirs = {"content.headline": "Theirs", "content.because[]": ["One"]}
        seen = {"content.visibility": "public", "content.parties[]": []}
        assert (status, answer["version"], answer["merged"]) == (200, 2, theirs | seen)
        status, answer = autosave(member, play, MEMBER, 1, headline="Theirs", text="No.", visibility="public")
        assert (status, answer["fields"], answer["merged"]) == (409, {"content.text": "Mine."}, {})

    def test_the_same_without_script_shows_both_texts_and_saves_on_the_second_try(self, play: Play) -> None:
        lead, member = play.sit(LEAD), play.sit(MEMBER)
        form = draft_form(desk(lead, play, LEAD))
        autosave(member, play, MEMBER, 0, headline="Theirs", text="One text.")
        page = send(
            lead, form, **{"content.headline": "Mine", "content.text": "Another text.", "act": "save"}
        )
        assert "Both are kept" in page
        assert "One text." in page
        assert 'value="Mine"' in page
        send(lead, draft_form(page), act="save")
        assert drafts.current(play.pk, TOKYO).content["headline"] == "Mine"

    def test_discarding_empties_the_form_and_keeps_the_text_on_record(self, play: Play) -> None:
        client = play.sit(MEMBER)
        autosave(client, play, MEMBER, 0, headline="Protest", text="In writing.")
        send(client, draft_form(desk(client, play, MEMBER)), act="discard")
        assert drafts.current(play.pk, TOKYO).content == {}
        assert drafts.history(play.pk, TOKYO)[0].content["headline"] == "Protest"

    def test_another_team_sees_nothing_of_it(self, play: Play) -> None:
        autosave(play.sit(MEMBER), play, MEMBER, 0, headline="KINGFISHER", text="KINGFISHER")
        beijing = table.lead("beijing")
        assert "KINGFISHER" not in desk(play.sit(beijing), play, beijing)

    def test_an_observer_cannot_write(self, play: Play) -> None:
        client = play.sit("evaluator")
        assert client.post(play.url("evaluator", "draft/"), {"content.headline": "X"}).status_code == 302
        assert drafts.current(play.pk, TOKYO).version == 0

    def test_a_draft_out_of_bounds_is_refused_and_kept_in_the_form(self, play: Play) -> None:
        client = play.sit(MEMBER)
        form = draft_form(desk(client, play, MEMBER))
        page = send(client, form, **{"content.text": "x" * 100_001, "act": "save"})
        assert "longer than a move can be" in page
        assert "x" * 1000 in page


@pytest.mark.django_db
class TestForm:
    def test_choosing_a_kind_brings_its_fields_and_the_advice(self, play: Play) -> None:
        client = play.sit(MEMBER)
        page = client.post(play.url(MEMBER, "draft/params/"), {"content.move": "jp.ship_inspection"})
        assert 'name="content.params.vessel"' in page.content.decode()
        advice = client.post(play.url(MEMBER, "draft/counsel/"), {"content.move": "jp.protect_us_assets"})
        text = advice.content.decode()
        assert "A step is missing" in text
        assert "A formal request by the United States" in text
        assert "JP-SDF-95-2" in text

    def test_without_script_saving_shows_fields_and_advice_too(self, play: Play) -> None:
        client = play.sit(MEMBER)
        form = draft_form(desk(client, play, MEMBER))
        page = send(client, form, **{"content.move": "jp.protect_us_assets", "act": "save"})
        assert 'name="content.params.threat"' in page
        assert "A formal request by the United States" in page

    def test_advice_rests_on_what_the_team_knows(self, play: Play) -> None:
        client = play.sit(MEMBER)
        asked = {"content.move": "jp.protect_us_assets"}
        before = client.post(play.url(MEMBER, "draft/counsel/"), asked).content
        hidden = ("team:beijing",)
        values = {"us_request": ["asset_protection"]}
        play.must(table.WHITE, c.SetFacts(values=values, reason="x", learned_by=hidden))  # type: ignore[arg-type]
        assert client.post(play.url(MEMBER, "draft/counsel/"), asked).content == before
        told = c.DiscloseFacts(facts=("us_request",), to=("team:tokyo",), reason="told")  # type: ignore[arg-type]
        play.must(table.WHITE, told)
        assert client.post(play.url(MEMBER, "draft/counsel/"), asked).content != before

    def test_another_governments_move_has_no_fields_here(self, play: Play) -> None:
        client = play.sit(MEMBER)
        answer = client.post(play.url(MEMBER, "draft/counsel/"), {"content.move": "cn.declare_blockade"})
        assert "verdict" not in answer.content.decode().split("</h3>")[1]

    def test_an_item_or_a_kind_in_the_address_fills_the_form(self, play: Play) -> None:
        client = play.sit(MEMBER)
        page = desk(client, play, MEMBER, "?kind=jp.statement")
        assert '<option value="jp.statement" selected>' in page
        item = next(iter(play.state.items))
        assert f'<option value="{item}" selected>' in desk(client, play, MEMBER, f"?answer={item}")


@pytest.mark.django_db
class TestSigning:
    def write(self, play: Play, **content: Any) -> Client:
        """The scribe writes and sends to the lead; gives the lead's browser."""
        client = play.sit(MEMBER)
        typed = {"content.headline": "Protect the convoy", "content.text": "Two destroyers.", **content}
        send(client, draft_form(desk(client, play, MEMBER)), **typed, act="send")
        return play.sit(LEAD)

    def review(self, play: Play, lead: Client) -> str:
        return send(lead, draft_form(desk(lead, play, LEAD)), act="review")

    def test_the_lead_reads_signs_and_the_draft_is_a_move(self, play: Play) -> None:
        lead = self.write(play, **{"content.move": "jp.ship_inspection", "content.params.vessel": "warship"})
        assert "has sent you this" in desk(lead, play, LEAD)
        review = self.review(play, lead)
        assert "Read, then sign" in review
        assert "Protect the convoy" in review
        page = send(lead, form_to(review, "submit_move"))
        (move,) = play.state.moves.values()
        assert move.content.params["vessel"] == "warship"
        assert (move.drafted_by, move.seat) == (MEMBER, LEAD)
        assert "Received" in page
        assert drafts.current(play.pk, TOKYO).content == {}
        assert 'value="Protect the convoy"' not in page

    def test_a_public_move_warns_before_the_signature(self, play: Play) -> None:
        lead = self.write(play, **{"content.visibility": "public"})
        assert "Everybody reads the headline" in self.review(play, lead)

    def test_the_scribe_cannot_sign(self, play: Play) -> None:
        client = play.sit(MEMBER)
        typed = {"content.headline": "Protest", "content.text": "In writing."}
        page = send(client, draft_form(desk(client, play, MEMBER)), **typed, act="review")
        assert "submit_move" not in page
        forged = {**typed, "key": "s" * 20}
        page = client.post(play.url(MEMBER, "cmd/submit_move/"), forged, follow=True).content.decode()
        assert "Only the lead" in page
        assert not play.state.moves

    def test_what_would_be_refused_is_said_before_the_signature(self, play: Play) -> None:
        lead = self.write(play, **{"content.visibility": "parties", "content.parties[]": []})
        review = self.review(play, lead)
        assert "Name the teams" in review
        assert "submit_move" not in review

    def test_the_lead_returns_it_with_a_word(self, play: Play) -> None:
        lead = self.write(play)
        send(lead, draft_form(desk(lead, play, LEAD)), act="return", note="Name the ships.")
        assert drafts.current(play.pk, TOKYO).note == "Name the ships."
        page = desk(lead, play, LEAD)
        assert "Returned by the lead:" in page

    def test_amending_puts_the_move_into_the_draft_and_signs_a_new_version(self, play: Play) -> None:
        move = play.move("tokyo", headline="Protest", text="In writing.")
        lead = play.sit(LEAD)
        page = send(lead, form_to(desk(lead, play, LEAD), "rework", move_id=move.id), how="amend")
        assert "Amend move 1" in page
        review = send(lead, draft_form(page), **{"content.text": "In person.", "act": "review"})
        assert "new version of move 1" in review
        after = send(lead, form_to(review, "amend_move"))
        assert play.state.moves[move.id].content.text == "In person."
        assert play.state.moves[move.id].version == 2
        assert "Amend move 1" not in after

    def test_amending_does_not_touch_a_draft_in_use(self, play: Play) -> None:
        move = play.move("tokyo", headline="Protest", text="In writing.")
        autosave(play.sit(MEMBER), play, MEMBER, 0, headline="Something else", text="Half a tho")
        lead = play.sit(LEAD)
        page = send(lead, form_to(desk(lead, play, LEAD), "rework", move_id=move.id), how="amend")
        assert "Your team is writing another move." in page
        assert drafts.current(play.pk, TOKYO).content["headline"] == "Something else"

    def test_a_void_order_can_be_given_again_against_the_law_with_a_reason(self, play: Play) -> None:
        move = play.move("tokyo", "jp.designate_sss", headline="Recognise", text="The situation.")
        play.rule(move)
        lead = play.sit(LEAD)
        page = send(lead, form_to(desk(lead, play, LEAD), "rework", move_id=move.id), how="defy")
        assert "in your own voice" in page
        assert "why you act against the law" in self.review(play, lead)
        review = send(
            lead, draft_form(desk(lead, play, LEAD)), **{"content.defy_reason": "We must.", "act": "review"}
        )
        send(lead, form_to(review, "submit_move"))
        newest = max(play.state.moves.values(), key=lambda m: m.number)
        assert (newest.content.defy, newest.content.defy_reason) == (True, "We must.")

    def test_reasons_and_named_parties_are_signed_as_they_were_written(self, play: Play) -> None:
        written = {
            "content.because[]": ["Ships wait.", "Taipei has asked."],
            "content.visibility": "parties",
            "content.parties[]": ["taipei", "washington"],
        }
        lead = self.write(play, **written)
        review = self.review(play, lead)
        # What the page's script would say over the socket, and what it posts without one.
        (form,) = (f for f in staff_forms.forms_of(review) if f.kind == "submit_move")
        (pressed,) = form.pressed()
        over_the_socket = staff_forms.sent("submit_move", pressed, form.lists)
        assert over_the_socket == staff_forms.posted("submit_move", pressed)
        assert isinstance(over_the_socket, c.SubmitMove)
        send(lead, form_to(review, "submit_move"))
        (move,) = play.state.moves.values()
        assert move.content == over_the_socket.content
        assert move.content.because == ("Ships wait.", "Taipei has asked.")
        assert set(move.content.parties) == {"taipei", "washington"}

    def test_parties_ticked_before_a_change_of_mind_are_left_out(self, play: Play) -> None:
        lead = self.write(play, **{"content.visibility": "public", "content.parties[]": ["taipei"]})
        send(lead, form_to(self.review(play, lead), "submit_move"))
        (move,) = play.state.moves.values()
        assert (move.content.visibility, move.content.parties) == ("public", ())

    def test_a_newer_text_of_the_scribe_survives_the_signature(self, play: Play) -> None:
        lead = self.write(play)
        review = self.review(play, lead)
        version = drafts.current(play.pk, TOKYO).version
        saved = Draft.objects.get(exercise=play.exercise, team="tokyo")
        saved.content, saved.version = json.dumps({"headline": "Next", "text": "Half"}), version + 1
        saved.save()
        page = send(lead, form_to(review, "submit_move"))
        assert 'value="Next"' in page

    def test_after_the_end_nothing_can_be_written_or_signed(self, play: Play) -> None:
        lead = self.write(play)
        review = self.review(play, lead)
        play.must(table.DIRECTOR, c.EndExercise(reason="done"))
        page = desk(lead, play, LEAD)
        assert "no more moves are taken" in page
        assert "draft-form" not in page
        assert lead.get(play.url(LEAD, "draft/review/")).status_code == 302
        send(lead, form_to(review, "submit_move"))
        assert not play.state.moves
