"""The review in the database: pages, filters and the told view against the plain reading of the whole log."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from games.engine import commands as c
from games.review.telling import audiences_of_team
from games.review.timeline import FAMILIES, Filter, belongings, keeps
from games.views import review_rows
from games.views.review_rows import Place, log_page, told_page
from tests import table
from tests.staff.conftest import Play, busy, forget, in_full_swing, make_play

__all__ = ["busy", "forget", "make_play"]


def everything(play: Play, wanted: Filter) -> list[int]:
    """The entries that a filter keeps, newest first, by reading the whole log."""
    of = belongings(play.state)
    records = list(review_rows.records_of(play.pk, tuple(k for f in FAMILIES for k in Filter((f,)).kinds)))
    return sorted((r.seq for r in records if keeps(wanted, r, of)), reverse=True)


def walked(play: Play, wanted: Filter) -> list[int]:
    """The same by walking the pages from the newest on."""
    of = belongings(play.state)
    found: list[int] = []
    place = Place()
    while True:
        page = log_page(play.pk, wanted, of, place)
        found += [r.seq for r in page.entries]
        if page.older is None:
            return found
        place = Place(before=page.older)


def walked_back(play: Play, wanted: Filter) -> list[int]:
    """The same by walking from the oldest to the newest."""
    of = belongings(play.state)
    found: list[int] = []
    place = Place(after=0)
    while True:
        page = log_page(play.pk, wanted, of, place)
        found = [r.seq for r in page.entries] + found
        if page.newer is None:
            return found
        place = Place(after=page.newer)


filters = st.builds(
    Filter,
    families=st.lists(st.sampled_from(sorted(FAMILIES)), max_size=2, unique=True).map(tuple),
    team=st.sampled_from(["", *table.TEAMS]),
    about=st.sampled_from(["", "inject:sent", "fact:notice_given", "seat:white-1", "move:nothing"]),
    text=st.sampled_from(["", "counsel", "GAS", "headline", '"', "%", "x" * 50]),
)


@pytest.mark.django_db
def test_pages_together_hold_what_a_filter_keeps(
    make_play: Callable[..., Play], monkeypatch: pytest.MonkeyPatch
) -> None:
    play = in_full_swing(make_play)
    monkeypatch.setattr(review_rows, "SIZE", 7)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(filters)
    def check(wanted: Filter) -> None:
        expected = everything(play, wanted)
        assert walked(play, wanted) == expected
        assert walked_back(play, wanted) == expected

    check()


def test_a_search_that_looked_far_enough_says_where_it_stopped_and_goes_on(
    busy: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_rows, "MOST_SCANNED", 5)
    of = belongings(busy.state)
    page = log_page(busy.pk, Filter(about="seat:nobody"), of, Place())
    assert page.entries == ()
    assert page.searched_to == busy.state.seq - 4
    assert page.older == page.searched_to
    assert walked(busy, Filter(about="seat:nobody")) == []


@pytest.mark.parametrize("team", table.TEAMS)
def test_the_told_pages_hold_every_frame_of_the_team_once(
    busy: Play, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_rows, "SIZE", 3)
    seen = []
    place = Place()
    while True:
        page = told_page(busy.pk, busy.state, team, "", place)  # type: ignore[arg-type]
        seen += [t.seq for t in page.tellings]
        if page.older is None:
            break
        place = Place(before=page.older)
    audiences = audiences_of_team(busy.state, team)  # type: ignore[arg-type]
    expected = set(busy.exercise.disclosures.filter(audience__in=audiences).values_list("seq", flat=True))
    assert set(seen) == expected
    assert all(newer >= older for newer, older in pairwise(seen))


def test_the_told_view_shows_nothing_that_the_team_was_not_told(busy: Play) -> None:
    busy.must(table.WHITE, c.SetFacts(values={"quarantine_declared": True}, reason="KINGFISHER"))
    browser = busy.sit("analyst")
    assert "KINGFISHER" in browser.get(busy.review("list/?q=KINGFISHER")).content.decode()
    told = browser.get(busy.review("list/?as=taipei")).content.decode()
    assert "KINGFISHER" not in told
    assert "secret title" not in told
    assert "secret title" in browser.get(busy.review("list/?as=tokyo")).content.decode()


def test_filters_of_the_address_narrow_the_page(busy: Play) -> None:
    browser = busy.sit("analyst")
    body = browser.get(busy.review("list/?family=notes")).content.decode()
    assert "They waited for counsel." in body
    assert 'data-family="notes"' in body
    assert 'data-family="injects"' not in body


@pytest.mark.parametrize("reader", ["nobody", "tokyo-lead", "TOKYO"])
@pytest.mark.parametrize("part", ["", "list/"])
def test_a_reader_that_is_no_team_is_not_shown_the_whole_log_instead(
    busy: Play, reader: str, part: str
) -> None:
    """Who mistypes the team would take what staff saw for what the team was told."""
    answer = busy.sit("analyst").get(busy.review(f"{part}?as={reader}"))
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["before=abc", "after=-1", "before=99999999999999999999", "family=nonsense"]
)
def test_an_address_that_makes_no_sense_shows_the_newest(busy: Play, query: str) -> None:
    answer = busy.sit("analyst").get(busy.review(f"list/?{query}"))
    assert answer.status_code == 200
    assert f'id="entry-{busy.state.seq}"' in answer.content.decode()


def test_an_entry_shows_its_data_its_cause_and_who_was_told(busy: Play) -> None:
    browser = busy.sit("analyst")
    facts = busy.exercise.events.filter(kind="facts_set", cause__gt=0).first()
    assert facts is not None
    body = browser.get(busy.review(f"{facts.seq}/")).content.decode()
    assert facts.digest in body
    assert f"/review/{facts.cause}/" in body
    caused = browser.get(busy.review(f"{facts.cause}/")).content.decode()
    assert f"/review/{facts.seq}/" in caused


def download(browser: Client, address: str) -> str:
    """A file as it is streamed."""
    answer: Any = browser.get(address)
    return b"".join(answer.streaming_content).decode()


def test_the_files_hold_the_whole_log(busy: Play) -> None:
    browser = busy.sit(table.DIRECTOR)
    lines = download(browser, busy.review("export/jsonl/")).splitlines()
    events = [json.loads(line) for line in lines if json.loads(line)["line"] == "event"]
    assert [event["seq"] for event in events] == list(range(1, busy.state.seq + 1))
    answer = browser.get(busy.review("export/csv/"))
    assert "EXERCISE" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(download(browser, busy.review("export/csv/")))))
    assert len(rows) == busy.state.seq + 1
    assert download(browser, busy.review("export/knowledge/")).startswith("fact,value,")
    assert browser.get(busy.review("export/nonsense/")).status_code == 404


def test_a_note_is_shown_to_reviewers_and_told_to_nobody(busy: Play) -> None:
    body = busy.sit("analyst").get(busy.review("notes/")).content.decode()
    assert "They waited for counsel." in body
    told = busy.exercise.disclosures.exclude(audience="white").filter(frame__contains="They waited")
    assert not told.exists()
