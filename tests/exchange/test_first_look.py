"""What an author is told at first sight of a sheet: said once, at the right place, with what would help."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from injects.deck import schema
from injects.deck.parse import read_deck
from injects.exchange.choices import Choices, Imported
from injects.exchange.columns import field_of
from injects.exchange.founding import new_deck
from injects.exchange.importing import import_grid, read_file
from tests.exchange.conftest import workbook

HEAD = ["No.", "Time", "Event Type", "To", "Title", "Message"]


def read(*rows: list[Any], head: list[str] = HEAD, **choices: Any) -> Imported:
    return import_grid(read_file("a.xlsx", workbook({"A": [head, *rows]})), Choices(**choices))


def deck_of(imported: Imported) -> schema.Deck:
    source, problems = read_deck("deck.yaml", new_deck(imported, Choices()).text)
    assert source is not None, problems
    return source.deck


def doubts(imported: Imported) -> list[str]:
    return [problem.place for problem in imported.problems if problem.level == "doubt"]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Message / 内容", "body"),
        ("件名／Title", "title"),
        ("番号 | No.", "ref"),
        ("Title / Message", None),
        ("Weather / Message", None),
    ],
)
def test_a_heading_in_two_languages_says_one_thing(heading: str, name: str | None) -> None:
    assert field_of(heading) == name


def test_a_sheet_without_a_column_of_texts_says_so_once() -> None:
    rows = [[str(n), f"T+{n}m", "Inject", "Tokyo", f"Ships {n}", "Long text."] for n in range(1, 5)]
    found = read(*rows, head=[*HEAD[:-1], "Was steht da"])
    assert doubts(found) == ["A"]
    assert [line.texts["body"] for line in found.lines] == ["Ships 1", "Ships 2", "Ships 3", "Ships 4"]
    assert doubts(read(*rows)) == []


def test_a_formula_that_players_would_read_is_doubtful_and_can_be_mended() -> None:
    row = ["1", "T+1m", "Inject", "Tokyo", "Ships", '=CONCATENATE("End. ","Hot wash.")']
    assert doubts(read(row)) == ["A!F2"]
    mended = read(row, mends={"A!F2": "End. Hot wash."})
    assert doubts(mended) == []
    assert mended.lines[0].texts["body"] == "End. Hot wash."


@pytest.mark.parametrize(
    ("times", "first"),
    [
        ((dt.time(9), "0905", dt.datetime.fromisoformat("2027-03-01 09:30")), "2027-03-01 09:00"),
        (("23:00", dt.datetime.fromisoformat("2027-03-02 01:00")), "2027-03-02 01:00"),
        ((dt.datetime.fromisoformat("2027-03-01 09:30"), dt.time(9, 45)), "2027-03-01 09:30"),
        ((dt.time(9), "0905"), "09:00"),
    ],
)
def test_the_first_time_offered_as_startex(times: tuple[Any, ...], first: str) -> None:
    rows = [[str(n), at, "Inject", "Tokyo", "T", "Words."] for n, at in enumerate(times)]
    assert read(*rows).first_time == first


def test_contingency_injects_are_held_and_what_is_expected_is_not_sent() -> None:
    found = read(
        ["1", "T+1m", "Inject", "Tokyo", "A", "Words."],
        ["2", "T+2m", "Contingency Inject", "Tokyo", "B", "Words."],
        ["3", "on request", "Contingency Inject", "Tokyo", "C", "Words."],
        ["4", "T+4m", "Expected Action", "Tokyo", "Tokyo protests", "In writing."],
    )
    deck = deck_of(found)
    assert [inject.delivery for inject in deck.injects] == ["auto", "confirm", "auto", "auto"]
    assert [inject.kind for inject in deck.injects][-1] == "expected"
    notes = [problem for problem in new_deck(found, Choices()).problems if problem.level == "note"]
    assert [(problem.place, problem.values) for problem in notes] == [("A!C3", {"count": "1"})]


def test_a_phase_has_an_id_that_reads_well() -> None:
    rows = [
        ["1", "T+1m", "Tokyo", "A", "Words.", "Phase 1 - Warning"],
        ["2", "T+2m", "Tokyo", "B", "Words.", "P2"],
    ]
    deck = deck_of(read(*rows, head=["No.", "Time", "To", "Title", "Message", "Phase"]))
    assert [(phase.id, phase.label) for phase in deck.phases] == [
        ("Phase-1-Warning", "Phase 1 - Warning"),
        ("P2", "P2"),
    ]


@pytest.mark.django_db
def test_the_page_marks_guesses_and_shows_names_rather_than_ids(client: Client) -> None:
    client.force_login(User.objects.create_user("fay"))
    head = [*HEAD, "Method"]
    rows = [
        ["1", "T+1m", "Inject", "Tokyo", "A", "Words.", "TV news"],
        ["2", "T+2m", "Inject", "TYO", "B", "Words.", "TV news"],
        ["3", "T+3m", "Inject", "Tokyo (PM only)", "C", "Words.", "TV news"],
        ["4", "T+4m", "Inject", "All", "D", "Words.", "TV news"],
        ["5", "T+5m", "Expected Action", "Tokyo", "E", "Words.", "TV news"],
    ]
    file = SimpleUploadedFile("msel.xlsx", workbook({"A": [head, *rows]}))
    address = client.post("/decks/import/", {"file": file}).headers["Location"]
    shown = client.get(address)
    assert shown.context["guessed"] == {"TYO"}
    assert shown.content.decode().count("Guess</span>") == 1
    assert [row.to for row in shown.context["preview"]] == [
        "Tokyo",
        "Tokyo",
        "Tokyo (PM)",
        "Everybody",
        "White cell",
    ]
    assert {row.channel for row in shown.context["preview"]} == {"TV news"}
