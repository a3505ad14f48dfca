"""The page of rulings under another law: who sees it, what differs and why, and the files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from games.engine import commands as c
from games.law.editing import edit
from games.law.shipped import shipped_texts
from games.review.rejudging import rejudge
from games.services import auditing, packs
from games.services.rules import rulebook
from tests import table
from tests.staff.conftest import Play, forget, make_play

__all__ = ["forget", "make_play"]
FILE = "jp/moves.yaml"


@pytest.fixture
def play(make_play: Callable[..., Play]) -> Play:
    made = make_play()
    facts: dict[str, Any] = {"us_request": ["asset_protection"], "armed_attack_on": ["us_forces"]}
    made.must(table.WHITE, c.SetFacts(values=facts, reason="asked"))
    made.rule(made.move("tokyo", "jp.protect_us_assets"))
    made.move("tokyo", "jp.statement")
    made.move("washington", "us.combat_ops_from_japan", params={"mission": "combat_escort"})
    return made


def test_only_those_who_review_see_it(play: Play) -> None:
    for seat in (table.lead("tokyo"), table.member("washington")):
        assert play.sit(seat).get(play.review("rejudge/")).status_code == 404
        assert (
            play.sit(seat).get(play.review("rejudge/json/"), {"under": "overlay:before_2015"}).status_code
            == 404
        )
    assert Client().get(play.review("rejudge/")).status_code == 404
    for seat in (table.WHITE, table.DIRECTOR):
        assert play.sit(seat).get(play.review("rejudge/")).status_code == 200


@pytest.mark.slow
def test_without_2015_the_protection_of_assets_falls(play: Play) -> None:
    white = play.sit(table.WHITE)
    page = white.get(play.review("rejudge/"), {"under": "overlay:before_2015"})
    (row,) = [each for each in page.context["rows"] if each.each.differs]
    assert row.each.move == "jp.protect_us_assets"
    assert row.each.now["verdict"] == "unlawful"
    assert [reading.note for reading in row.come if "2015" in reading.note]
    words = page.content.decode()
    assert row.url in words
    assert row.decided_url in words
    assert white.get(row.url).status_code == 200
    everything = white.get(play.review("rejudge/"), {"under": "overlay:before_2015", "all": "1"})
    assert len(everything.context["rows"]) == page.context["count"] == 3


def test_consultation_waived_is_supposed(play: Play) -> None:
    white = play.sit(table.WHITE)
    rows = white.get(play.review("rejudge/"), {"under": "overlay:consultation_waived"}).context["rows"]
    assert [row.each.move for row in rows] == ["us.combat_ops_from_japan"]
    assert "prior_consultation" in rows[0].each.then["missing"]
    assert "prior_consultation" not in rows[0].each.now["missing"]


def test_another_pack_judges_as_the_command_does(play: Play) -> None:
    texts = shipped_texts()
    changed = edit(FILE, texts[FILE], "row", "jp.protect_us_assets#1", {"when": "not MOB"})
    pack, _ = packs.store({**texts, FILE: changed}, "Mobilised only")
    white = play.sit(table.WHITE)
    answer = white.get(play.review("rejudge/json/"), {"under": f"pack:{pack.digest}"})
    told = json.loads(answer.content)
    book = rulebook(pack.digest).rules
    plain = rejudge(auditing.recorded_events(play.exercise.__class__.objects.get(pk=play.pk)), book)
    assert [(each["event"], each["now"]["verdict"]) for each in told["rulings"]] == [
        (each.event, each.now["verdict"]) for each in plain
    ]
    assert any(each["differs"] for each in told["rulings"])
    lines = list(
        csv.DictReader(
            io.StringIO(
                white.get(play.review("rejudge/csv/"), {"under": f"pack:{pack.digest}"}).content.decode()
            )
        )
    )
    assert [line["differs"] for line in lines] == [str(each.differs) for each in plain]


def test_an_unknown_law_or_form_is_no_page(play: Play) -> None:
    white = play.sit(table.WHITE)
    assert white.get(play.review("rejudge/json/"), {"under": "overlay:none"}).status_code == 404
    assert white.get(play.review("rejudge/xml/"), {"under": "overlay:before_2015"}).status_code == 404
    assert white.get(play.review("rejudge/"), {"under": "pack:x"}).context["rows"] == []
