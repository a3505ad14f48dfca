"""Conditions in the editor: what can be chosen, and text, form and words of one condition."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from injects import drafts
from injects.authoring.conditions import RELATIONS
from injects.models import Draft
from tests.authoring.conftest import SMALLEST

pytestmark = pytest.mark.django_db


def asked(page: Client, draft: Draft, on: str = "", **sent: str) -> Any:
    address = reverse("injects:draft_conditions", args=[draft.pk]) + on
    answer = page.post(address, sent) if sent else page.get(address)
    return answer.json()


def test_what_conditions_can_be_made_of(page: Client, draft: Draft) -> None:
    offered = asked(page, draft)
    facts = {fact["id"]: fact for fact in offered["facts"]}
    assert facts["notice_given"]["kind"] == "bool"
    assert facts["escalation"]["kind"] == "meter"
    assert facts["AAJ"]["label"] == "an armed attack on Japan has occurred or commenced"
    assert {"id": "bases_in_japan", "label": "US bases in Japan"} in facts["armed_attack_on"]["values"]
    deck = drafts.deck_of(draft)
    assert [row["id"] for row in offered["lists"]["inject"]] == deck.keys("injects")
    assert [row["id"] for row in offered["lists"]["team"]] == deck.keys("teams")
    for rows in (offered["facts"], *offered["lists"].values()):
        labels = [row["label"] for row in rows]
        assert len(set(labels)) == len(labels)  # what is chosen by its label is one thing
    assert set(offered["relations"]) == set(RELATIONS)
    known = {fact["kind"] for fact in offered["facts"]}
    assert known <= set(offered["by_kind"])
    sorts = {ask["sort"] for question in offered["questions"] for ask in question["asks"]}
    assert sorts - {"span", "name", "percent", ""} <= set(offered["lists"])


def test_the_map_asks_less(page: Client, draft: Draft) -> None:
    offered = asked(page, draft, "?on=map")
    assert [question["id"] for question in offered["questions"]] == ["fact", "made", "situation"]
    assert all(fact["kind"] != "meter" for fact in offered["facts"])
    assert "released" in asked(page, draft, "?on=map", text="released('A')")["problem"]


def test_a_text_as_a_form_and_in_words(page: Client, draft: Draft) -> None:
    text = "escalation >= 4 or not made('us.convoy_escort')"
    answer = asked(page, draft, text=text)
    assert answer["form"]["join"] == "any"
    assert answer["words"].startswith("“Escalation” is at least 4 or it is not so that the move “")
    assert asked(page, draft, form=json.dumps(answer["form"])) == answer


def test_shorthands_of_the_deck_are_shown_and_opened_in_words(page: Client, sato: User) -> None:
    text = SMALLEST.replace("helpers: {situation:", 'helpers: {hit: "$1 in armed_attack_on", situation:')
    draft = drafts.start(text, sato)
    assert "Shorthand: hit" in {each["label"] for each in asked(page, draft)["questions"]}
    answer = asked(page, draft, text="hit('us_forces')")
    assert answer["form"]["parts"][0]["about"] == "hit"
    assert "Armed attacks under way" in answer["words"]


def test_what_is_wrong_is_said(page: Client, draft: Draft) -> None:
    assert asked(page, draft, text="notice_givn")["problem"] == (
        "unknown name 'notice_givn'; did you mean 'notice_given'?"
    )
    more = asked(page, draft, text="escalation + 1 >= 4")
    assert (more["form"], more["problem"]) == (None, "")
    row = {"is": "row", "about": "made", "words": [""], "relation": "", "negated": False}
    half = asked(page, draft, form=json.dumps({"is": "group", "join": "all", "parts": [row]}))
    assert (half["text"], half["unfinished"]) == ("", 1)


@pytest.mark.parametrize("sent", ["", "[", "[]", '{"is": "row"}', "[" * 5000, "0" * 200_000])
def test_what_is_no_form_is_refused(page: Client, draft: Draft, sent: str) -> None:
    address = reverse("injects:draft_conditions", args=[draft.pk])
    assert page.post(address, {"form": sent}).status_code == 422


def test_only_authors_are_answered(client: Client, draft: Draft) -> None:
    address = reverse("injects:draft_conditions", args=[draft.pk])
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create_user("suzuki", password="a long one for tests"))
    assert client.get(address).status_code == 404


def test_the_table_says_conditions_in_words_and_what_is_unfinished_as_it_stands(
    page: Client, sato: User
) -> None:
    text = SMALLEST.replace("    title:", '    when: "escalation >= 4"\n    title:', 1)
    table = reverse("injects:draft_table", args=[drafts.start(text, sato).pk])
    assert "“Escalation” is at least 4" in page.get(table).content.decode()
    text = SMALLEST.replace("    title:", '    when: "escalation >= "\n    title:', 1)
    table = reverse("injects:draft_table", args=[drafts.start(text, sato).pk])
    assert "escalation &gt;=" in page.get(table).content.decode()
